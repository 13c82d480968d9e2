package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rongqiao.yaml")
	if err := os.WriteFile(file, []byte("addr: 127.0.0.1:9000\ntoken_ttl: 5m\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	watched := filepath.Join(t.TempDir(), "watched.yaml")
	if err := os.WriteFile(watched, []byte("replica: a\nmetrics_addr: 127.0.0.1:9100\ntrace_endpoint: http://127.0.0.1:4318/v1/traces\ntrace_sample: 0.5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	unknown := filepath.Join(t.TempDir(), "unknown.yaml")
	if err := os.WriteFile(unknown, []byte("adr: 127.0.0.1:9000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := map[string]struct {
		args []string
		env  map[string]string
		want func(Settings) bool
		err  []string
	}{
		"defaults are enough":                 {want: func(s Settings) bool { return s.Addr == "127.0.0.1:8080" && s.Data == "data" }},
		"the file is read":                    {args: []string{"--config", file}, want: func(s Settings) bool { return s.Addr == "127.0.0.1:9000" && s.TokenTTL.Minutes() == 5 }},
		"the environment beats a file":        {args: []string{"--config", file}, env: map[string]string{"RONGQIAO_ADDR": ":7000"}, want: func(s Settings) bool { return s.Addr == ":7000" }},
		"a flag beats the environment":        {args: []string{"--addr", ":6000"}, env: map[string]string{"RONGQIAO_ADDR": ":7000"}, want: func(s Settings) bool { return s.Addr == ":6000" }},
		"demo runs on loopback":               {args: []string{"--demo", "--addr", "[::1]:0"}, want: func(s Settings) bool { return s.Demo }},
		"demo is refused elsewhere":           {args: []string{"--demo", "--addr", "0.0.0.0:8080"}, err: []string{"addr", "loopback", "0.0.0.0:8080"}},
		"demo is refused on all":              {args: []string{"--demo", "--addr", ":8080"}, err: []string{"loopback"}},
		"every fault is told at once":         {env: map[string]string{"RONGQIAO_TOKEN_TTL": "2d", "RONGQIAO_LOG_LEVEL": "loud"}, err: []string{"token_ttl", "1m0s to 1h0m0s", "2d", "log_level", "loud"}},
		"a proxy gets time to notice the end": {want: func(s Settings) bool { return s.Drain == 5*time.Second && s.RequestTimeout == 15*time.Second }},
		"who tries the demo does not wait":    {args: []string{"--demo"}, want: func(s Settings) bool { return s.Drain == 0 }},
		"the demo may be told to wait":        {args: []string{"--demo"}, env: map[string]string{"RONGQIAO_DRAIN": "3s"}, want: func(s Settings) bool { return s.Drain == 3*time.Second }},
		"metrics and traces go where they are told": {args: []string{"--config", watched}, want: func(s Settings) bool {
			return s.MetricsAddr == "127.0.0.1:9100" && s.TraceEndpoint == "http://127.0.0.1:4318/v1/traces" && s.TraceSample == 0.5 && s.ReplicaName("host", 7) == "a"
		}},
		"a replica has a name of its own":     {want: func(s Settings) bool { return s.ReplicaName("host", 7) == "host-7" && s.TraceEndpoint == "" }},
		"faults of watching are told":         {env: map[string]string{"RONGQIAO_METRICS_ADDR": "9100", "RONGQIAO_TRACE_ENDPOINT": "collector:4318", "RONGQIAO_TRACE_SAMPLE": "NaN", "RONGQIAO_DRAIN": "-1s", "RONGQIAO_REQUEST_TIMEOUT": "0s"}, err: []string{"metrics_addr", "trace_endpoint", "trace_sample", "drain", "request_timeout"}},
		"an unknown key is refused":           {args: []string{"--config", unknown}, err: []string{"adr"}},
		"a missing file is told":              {args: []string{"--config", file + "x"}, err: []string{"config file"}},
		"a port out of range is a fault":      {args: []string{"--addr", "127.0.0.1:99999"}, err: []string{"HOST:PORT"}},
		"nobody's word is taken for a client": {want: func(s Settings) bool { return s.Proxies == nil }},
		"a proxy may be on this machine":      {env: map[string]string{"RONGQIAO_TRUST_PROXY": "true"}, want: func(s Settings) bool { return len(s.Proxies) == 2 && s.Proxies[0].String() == "127.0.0.0/8" }},
		"a proxy may be in a network":         {env: map[string]string{"RONGQIAO_TRUST_PROXY": "172.28.0.7/24, fd00::/8"}, want: func(s Settings) bool { return len(s.Proxies) == 2 && s.Proxies[0].String() == "172.28.0.0/24" }},
		"all the world is no proxy":           {env: map[string]string{"RONGQIAO_TRUST_PROXY": "0.0.0.0/0"}, err: []string{"trust_proxy", "0.0.0.0/0"}},
		"a name is no network":                {env: map[string]string{"RONGQIAO_TRUST_PROXY": "yes"}, err: []string{"trust_proxy", "172.28.0.0/24"}},
		"keys are in a file by default":       {want: func(s Settings) bool { return s.SigningSecrets == nil }},
		"several secrets make keys": {env: map[string]string{"RONGQIAO_SIGNING_SECRETS": strings.Repeat("a", 32) + ", " + strings.Repeat("b", 40)}, want: func(s Settings) bool {
			return len(s.SigningSecrets) == 2 && s.SigningSecrets[1].Reveal() == strings.Repeat("b", 40) && !strings.Contains(fmt.Sprintf("%v %+v %#v", s, s, s), "aaa")
		}},
		"a short secret is refused and not told": {env: map[string]string{"RONGQIAO_SIGNING_SECRETS": "hunter2"}, err: []string{"signing_secrets", "32 bytes", "7 bytes for the secret number 1"}},
		"replicas have to sign alike":            {env: map[string]string{"RONGQIAO_STORE": "mongodb://127.0.0.1"}, err: []string{"signing_secrets", "MongoDB"}},
		"there is a bound on streams":            {want: func(s Settings) bool { return s.MaxStreams == 2000 }},
		"no streams at all is a fault":           {env: map[string]string{"RONGQIAO_MAX_STREAMS": "0"}, err: []string{"max_streams", "1 to 100000"}},
		"webhooks reach no private network": {want: func(s Settings) bool {
			return s.WebhookNetworks == nil && s.WebhookTries == 10 && s.WebhookTimeout == 10*time.Second
		}},
		"webhooks may reach one that is named": {env: map[string]string{"RONGQIAO_WEBHOOK_NETWORKS": "10.20.0.9/16"}, want: func(s Settings) bool {
			return len(s.WebhookNetworks) == 1 && s.WebhookNetworks[0].String() == "10.20.0.0/16"
		}},
		"no e-mails by default": {want: func(s Settings) bool { return s.MailServer == "" }},
		"e-mails are sent through a server whose password is not told": {
			env: map[string]string{"RONGQIAO_MAIL_SERVER": "smtp://u:hunter2@mail.example:587", "RONGQIAO_MAIL_FROM": "融桥 <notice@example.org>", "RONGQIAO_MAIL_LINK": "https://rongqiao.example"},
			want: func(s Settings) bool {
				return s.MailServer.Reveal() != "" && !strings.Contains(fmt.Sprintf("%v %+v %#v", s, s, s), "hunter2")
			},
		},
		"faults of e-mails are told":  {env: map[string]string{"RONGQIAO_MAIL_SERVER": "mail.example", "RONGQIAO_MAIL_FROM": "nobody", "RONGQIAO_MAIL_LINK": "portal"}, err: []string{"mail_server", "smtp://", "mail_from", "mail_link"}},
		"faults of webhooks are told": {env: map[string]string{"RONGQIAO_WEBHOOK_NETWORKS": "::/0", "RONGQIAO_WEBHOOK_TRIES": "0", "RONGQIAO_WEBHOOK_TIMEOUT": "1h"}, err: []string{"webhook_networks", "10.20.0.0/16", "webhook_tries", "1 to 50", "webhook_timeout"}},
		"search is embedded by default": {want: func(s Settings) bool {
			return s.SearchURL == "" && s.SearchIndex == "rongqiao" && s.SearchTimeout == time.Second
		}},
		"a search server is named":        {env: map[string]string{"RONGQIAO_SEARCH_URL": "http://127.0.0.1:7700/", "RONGQIAO_SEARCH_KEY": "k"}, want: func(s Settings) bool { return s.SearchURL == "http://127.0.0.1:7700" && s.SearchKey.Reveal() == "k" }},
		"a search server needs a key":     {env: map[string]string{"RONGQIAO_SEARCH_URL": "http://127.0.0.1:7700"}, err: []string{"search_key", "master key"}},
		"a search key needs a server":     {env: map[string]string{"RONGQIAO_SEARCH_KEY": "k"}, err: []string{"search_url"}},
		"faults of search are told":       {env: map[string]string{"RONGQIAO_SEARCH_URL": "localhost", "RONGQIAO_SEARCH_KEY": "k", "RONGQIAO_SEARCH_INDEX": "a b", "RONGQIAO_SEARCH_TIMEOUT": "1h"}, err: []string{"search_url", "http://HOST:PORT", "search_index", "search_timeout"}},
		"a key within the URL is a fault": {env: map[string]string{"RONGQIAO_SEARCH_URL": "http://me:pw@127.0.0.1", "RONGQIAO_SEARCH_KEY": "k"}, err: []string{"search_url", "search_key"}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s, err := Load(row.args, func(k string) string { return row.env[k] }, io.Discard)
			if len(row.err) == 0 && (err != nil || !row.want(s)) {
				t.Fatalf("have %+v, %v", s, err)
			}
			for _, part := range row.err {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("want an error with %q, have %v", part, err)
				}
			}
		})
	}
}

func TestUnknownFlagsAreBadUse(t *testing.T) {
	if _, err := Load([]string{"--adr", "x"}, func(string) string { return "" }, io.Discard); !errors.Is(err, ErrUsage) {
		t.Errorf("want ErrUsage, have %v", err)
	}
}

func TestASecretIsHiddenInEveryFormat(t *testing.T) {
	const secret = "s3cret"
	s := Settings{SearchKey: Secret(secret)}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "key", s.SearchKey, "settings", s)
	asJSON, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{log.String(), string(asJSON)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, s.SearchKey), fmt.Sprintf(verb, &s))
	}
	for _, text := range shown {
		if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
			t.Errorf("the secret shows in %s", text)
		}
	}
}
