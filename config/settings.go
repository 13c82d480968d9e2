package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Settings are all that a server is told. Each comes from a flag, else from
// the environment, else from the config file, else has its default.
type Settings struct {
	Addr              string        // HOST:PORT to listen on
	Data              string        // folder of the store, the index and the keys
	Rules             string        // folder of rule data; empty: the built-in
	Demo              bool          // demo firms and accounts; loopback only
	TokenTTL          time.Duration // of an access token
	SessionTTL        time.Duration // from a sign-in to its end
	LogLevel          slog.Level
	LogJSON           bool
	RequestsPerMinute int            // of one address
	Proxies           []netip.Prefix // whose X-Forwarded-For, X-Request-Id and traceparent are believed
	MaxStreams        int            // of live updates at once, in this process
	ShutdownAfter     time.Duration
	WebhookNetworks   []netip.Prefix // private ones that webhooks may reach, without TLS too
	WebhookTimeout    time.Duration  // of one try
	WebhookTries      int            // then a delivery is given up
	MailServer        Secret         // smtp://USER:PASSWORD@HOST:PORT; empty: no e-mails
	MailFrom          string         // the address that they come from
	MailLink          string         // of the portal, in them; empty: none
	SearchURL         string         // of a Meilisearch server; empty: the embedded engine alone
	SearchKey         Secret         // its master key, or an admin key
	SearchIndex       string         // what the names of our indexes there begin with
	SearchTimeout     time.Duration
	Store             Storing
	SigningSecrets    []Secret // empty: the keys are in a file of the data folder
	Observe
}

// form is the config file. Times are written as Go durations, "10m".
type form struct {
	Addr              string `yaml:"addr"`
	Data              string `yaml:"data"`
	Rules             string `yaml:"rules"`
	TokenTTL          string `yaml:"token_ttl"`
	SessionTTL        string `yaml:"session_ttl"`
	LogLevel          string `yaml:"log_level"`
	LogFormat         string `yaml:"log_format"`
	RequestsPerMinute string `yaml:"requests_per_minute"`
	TrustProxy        string `yaml:"trust_proxy"`
	MaxStreams        string `yaml:"max_streams"`
	ShutdownAfter     string `yaml:"shutdown_after"`
	WebhookNetworks   string `yaml:"webhook_networks"`
	WebhookTimeout    string `yaml:"webhook_timeout"`
	WebhookTries      string `yaml:"webhook_tries"`
	MailServer        string `yaml:"mail_server"`
	MailFrom          string `yaml:"mail_from"`
	MailLink          string `yaml:"mail_link"`
	SearchURL         string `yaml:"search_url"`
	SearchKey         string `yaml:"search_key"`
	SearchIndex       string `yaml:"search_index"`
	SearchTimeout     string `yaml:"search_timeout"`
	SigningSecrets    string `yaml:"signing_secrets"`

	Storing storeForm   `yaml:",inline"`
	Observe observeForm `yaml:",inline"`
}

var defaults = form{
	Addr: "127.0.0.1:8080", Data: "data", TokenTTL: "10m", SessionTTL: "720h", LogLevel: "info", LogFormat: "text",
	RequestsPerMinute: "1200", TrustProxy: "false", MaxStreams: "2000", ShutdownAfter: "20s", Observe: observeDefaults, Storing: storeDefaults,
	SearchIndex: "rongqiao", SearchTimeout: "1s", WebhookTimeout: "10s", WebhookTries: "10",
}

// key is one setting: its name in the file, its variable, its flag where it
// has one, and where it is held.
type key struct {
	name, env, flag, help string
	in                    func(*form) *string
}

var keys = slices.Concat([]key{
	{"addr", "RONGQIAO_ADDR", "addr", "HOST:PORT to listen on", func(f *form) *string { return &f.Addr }},
	{"data", "RONGQIAO_DATA", "data", "folder of the store, the index and the keys", func(f *form) *string { return &f.Data }},
	{"rules", "RONGQIAO_RULES", "rules", "folder of rule data; empty for the built-in", func(f *form) *string { return &f.Rules }},
	{"token_ttl", "RONGQIAO_TOKEN_TTL", "", "", func(f *form) *string { return &f.TokenTTL }},
	{"session_ttl", "RONGQIAO_SESSION_TTL", "", "", func(f *form) *string { return &f.SessionTTL }},
	{"log_level", "RONGQIAO_LOG_LEVEL", "", "", func(f *form) *string { return &f.LogLevel }},
	{"log_format", "RONGQIAO_LOG_FORMAT", "", "", func(f *form) *string { return &f.LogFormat }},
	{"requests_per_minute", "RONGQIAO_REQUESTS_PER_MINUTE", "", "", func(f *form) *string { return &f.RequestsPerMinute }},
	{"trust_proxy", "RONGQIAO_TRUST_PROXY", "", "", func(f *form) *string { return &f.TrustProxy }},
	{"max_streams", "RONGQIAO_MAX_STREAMS", "", "", func(f *form) *string { return &f.MaxStreams }},
	{"shutdown_after", "RONGQIAO_SHUTDOWN_AFTER", "", "", func(f *form) *string { return &f.ShutdownAfter }},
	{"webhook_networks", "RONGQIAO_WEBHOOK_NETWORKS", "", "", func(f *form) *string { return &f.WebhookNetworks }},
	{"webhook_timeout", "RONGQIAO_WEBHOOK_TIMEOUT", "", "", func(f *form) *string { return &f.WebhookTimeout }},
	{"webhook_tries", "RONGQIAO_WEBHOOK_TRIES", "", "", func(f *form) *string { return &f.WebhookTries }},
	{"mail_server", "RONGQIAO_MAIL_SERVER", "", "", func(f *form) *string { return &f.MailServer }},
	{"mail_from", "RONGQIAO_MAIL_FROM", "", "", func(f *form) *string { return &f.MailFrom }},
	{"mail_link", "RONGQIAO_MAIL_LINK", "", "", func(f *form) *string { return &f.MailLink }},
	{"signing_secrets", "RONGQIAO_SIGNING_SECRETS", "", "", func(f *form) *string { return &f.SigningSecrets }},
	{"search_url", "RONGQIAO_SEARCH_URL", "", "", func(f *form) *string { return &f.SearchURL }},
	{"search_key", "RONGQIAO_SEARCH_KEY", "", "", func(f *form) *string { return &f.SearchKey }},
	{"search_index", "RONGQIAO_SEARCH_INDEX", "", "", func(f *form) *string { return &f.SearchIndex }},
	{"search_timeout", "RONGQIAO_SEARCH_TIMEOUT", "", "", func(f *form) *string { return &f.SearchTimeout }},
}, observeKeys, storeKeys)

// ErrUsage marks a command line that cannot be read; the text says why.
// ErrHelp says that help was asked for and given.
var (
	ErrUsage = errors.New("usage")
	ErrHelp  = flag.ErrHelp
)

// Usage turns what a flag set answered into bad use, or help into itself.
func Usage(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return ErrHelp
	}
	return fmt.Errorf("%w: %w", ErrUsage, err)
}

// Load reads the settings. Every fault is told at once, each with the key,
// what was expected and what came.
func Load(args []string, getenv func(string) string, out io.Writer) (Settings, error) {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(out)
	file := flags.String("config", getenv("RONGQIAO_CONFIG"), "config file (YAML) for the settings that have no flag")
	demo := flags.Bool("demo", false, "load demo firms and one account per role; loopback only")
	given := map[string]*string{}
	for _, k := range keys {
		if k.flag != "" {
			given[k.name] = flags.String(k.flag, "", k.help+" (default "+strconv.Quote(*k.in(&defaults))+")")
		}
	}
	if err := flags.Parse(args); err != nil {
		return Settings{}, Usage(err)
	}
	if flags.NArg() > 0 {
		return Settings{}, fmt.Errorf("%w: want no further words, have %q", ErrUsage, flags.Arg(0))
	}
	set := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { set[f.Name] = true })
	f := defaults
	if err := f.readFile(*file); err != nil {
		return Settings{}, err
	}
	for _, k := range keys {
		if v := getenv(k.env); v != "" {
			*k.in(&f) = v
		}
		if k.flag != "" && set[k.flag] {
			*k.in(&f) = *given[k.name]
		}
	}
	return f.settings(*demo)
}

func (f *form) readFile(name string) error {
	if name == "" {
		return nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("config file: %w", err)
	}
	var read form
	if err := yaml.UnmarshalWithOptions(data, &read, yaml.Strict()); err != nil {
		return fmt.Errorf("config file %s: %w", name, err)
	}
	for _, k := range keys {
		if v := *k.in(&read); v != "" {
			*k.in(f) = v
		}
	}
	return nil
}

// settings turns the words into values and checks them.
func (f form) settings(demo bool) (Settings, error) {
	var errs []error
	bad := func(key, want, have string) {
		errs = append(errs, fmt.Errorf("setting %s: want %s, have %q", key, want, have))
	}
	span := func(key, have string, least, most time.Duration) time.Duration {
		d, err := time.ParseDuration(have)
		if err != nil || d < least || d > most {
			bad(key, fmt.Sprintf("%s to %s", least, most), have)
		}
		return d
	}
	s := Settings{Addr: f.Addr, Data: f.Data, Rules: f.Rules, Demo: demo}
	if !isAddress(f.Addr) {
		bad("addr", "HOST:PORT", f.Addr)
	}
	if host, _, _ := net.SplitHostPort(f.Addr); demo && !isLoopback(host) {
		bad("addr", "a loopback address such as 127.0.0.1:8080, as --demo has a known password", f.Addr)
	}
	if f.Data == "" {
		bad("data", "a folder", f.Data)
	}
	s.TokenTTL = span("token_ttl", f.TokenTTL, time.Minute, time.Hour)
	s.SessionTTL = span("session_ttl", f.SessionTTL, time.Hour, 2160*time.Hour)
	s.ShutdownAfter = span("shutdown_after", f.ShutdownAfter, time.Second, 5*time.Minute)
	if err := s.LogLevel.UnmarshalText([]byte(f.LogLevel)); err != nil {
		bad("log_level", "debug, info, warn or error", f.LogLevel)
	}
	s.LogJSON = f.LogFormat == "json"
	if f.LogFormat != "json" && f.LogFormat != "text" {
		bad("log_format", "text or json", f.LogFormat)
	}
	var err error
	if s.RequestsPerMinute, err = strconv.Atoi(f.RequestsPerMinute); err != nil || s.RequestsPerMinute < 1 {
		bad("requests_per_minute", "a whole number above 0", f.RequestsPerMinute)
	}
	if s.MaxStreams, err = strconv.Atoi(f.MaxStreams); err != nil || s.MaxStreams < 1 || s.MaxStreams > 100_000 {
		bad("max_streams", "1 to 100000", f.MaxStreams)
	}
	f.proxies(&s, bad)
	f.webhooks(&s, bad, span)
	f.mail(&s, bad)
	s.Store = f.Storing.storing(bad, span)
	f.signing(&s, bad)
	s.Observe = f.Observe.settings(demo, bad, span)
	s.SearchTimeout = span("search_timeout", f.SearchTimeout, 100*time.Millisecond, 30*time.Second)
	f.search(&s, bad)
	return s, errors.Join(errs...)
}

// indexName is what a search server takes as a name, with room for ours.
var indexName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,100}$`)

// search checks the settings of the search server. No message holds the key.
func (f form) search(s *Settings, bad func(key, want, have string)) {
	s.SearchURL, s.SearchKey, s.SearchIndex = strings.TrimSuffix(f.SearchURL, "/"), Secret(f.SearchKey), f.SearchIndex
	if u, err := url.Parse(f.SearchURL); f.SearchURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		bad("search_url", "http://HOST:PORT of a Meilisearch server, or nothing for the embedded index alone", f.SearchURL)
	} else if err == nil && u.User != nil {
		bad("search_url", "no name or password in it; the key belongs in search_key", u.Redacted())
	}
	if f.SearchURL != "" && f.SearchKey == "" {
		bad("search_key", "the master key or an admin key of the server at search_url", "")
	}
	if f.SearchURL == "" && f.SearchKey != "" {
		bad("search_url", "the server that search_key is for", "")
	}
	if !indexName.MatchString(f.SearchIndex) {
		bad("search_index", "1 to 100 letters, digits, _ or -", f.SearchIndex)
	}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
