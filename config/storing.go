package config

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// SQLite is the value of the setting store for the embedded store.
const SQLite = "sqlite"

// Storing says which store is used. All but Store is for MongoDB.
type Storing struct {
	Store          StoreURI
	Database       string
	ReadPreference string        // primary or primaryPreferred
	WriteConcern   string        // majority, or a number of nodes
	PoolSize       int           // most connections to each server
	ConnectTimeout time.Duration // for finding a server, also at start
	Timeout        time.Duration // of one operation
}

// StoreURI is sqlite, or where the MongoDB server is. It prints without its
// password.
type StoreURI string

// String is the URI without its password.
func (u StoreURI) String() string {
	return storePassword.ReplaceAllString(string(u), "$1:[hidden]@")
}

// GoString is for %#v.
func (u StoreURI) GoString() string { return strconv.Quote(u.String()) }

// MarshalText keeps the password out of JSON and of logs.
func (u StoreURI) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// Reveal is the URI as it was given, for the driver alone.
func (u StoreURI) Reveal() string { return string(u) }

// MongoDB tells whether the store is a MongoDB server.
func (u StoreURI) MongoDB() bool { return u != SQLite }

// storePassword reaches to the last @, since a password that was not escaped
// may hold one.
var storePassword = regexp.MustCompile(`(mongodb(?:\+srv)?://[^:/@]*):.*@`)

// storeForm is the store's part of the config file.
type storeForm struct {
	Store               string `yaml:"store"`
	StoreDatabase       string `yaml:"store_database"`
	StoreReadPreference string `yaml:"store_read_preference"`
	StoreWriteConcern   string `yaml:"store_write_concern"`
	StorePoolSize       string `yaml:"store_pool_size"`
	StoreConnectTimeout string `yaml:"store_connect_timeout"`
	StoreTimeout        string `yaml:"store_timeout"`
}

var storeDefaults = storeForm{
	Store: SQLite, StoreDatabase: "rongqiao", StoreReadPreference: "primary", StoreWriteConcern: "majority",
	StorePoolSize: "64", StoreConnectTimeout: "10s", StoreTimeout: "10s",
}

var storeKeys = []key{
	{"store", "RONGQIAO_STORE", "", "", func(f *form) *string { return &f.Storing.Store }},
	{"store_database", "RONGQIAO_STORE_DATABASE", "", "", func(f *form) *string { return &f.Storing.StoreDatabase }},
	{"store_read_preference", "RONGQIAO_STORE_READ_PREFERENCE", "", "", func(f *form) *string { return &f.Storing.StoreReadPreference }},
	{"store_write_concern", "RONGQIAO_STORE_WRITE_CONCERN", "", "", func(f *form) *string { return &f.Storing.StoreWriteConcern }},
	{"store_pool_size", "RONGQIAO_STORE_POOL_SIZE", "", "", func(f *form) *string { return &f.Storing.StorePoolSize }},
	{"store_connect_timeout", "RONGQIAO_STORE_CONNECT_TIMEOUT", "", "", func(f *form) *string { return &f.Storing.StoreConnectTimeout }},
	{"store_timeout", "RONGQIAO_STORE_TIMEOUT", "", "", func(f *form) *string { return &f.Storing.StoreTimeout }},
}

// mongoDatabase is what every server takes for a name.
var mongoDatabase = regexp.MustCompile(`^[A-Za-z0-9_-]{1,63}$`)

// serversOwn are databases that a server keeps for itself.
var serversOwn = map[string]bool{"admin": true, "local": true, "config": true}

// storing turns the words into values. Faults of a MongoDB setting are told
// with SQLite too: they would wait there for the day of the change.
func (f storeForm) storing(bad func(key, want, have string), span func(key, have string, least, most time.Duration) time.Duration) Storing {
	s := Storing{
		Store: StoreURI(f.Store), Database: f.StoreDatabase, ReadPreference: f.StoreReadPreference, WriteConcern: f.StoreWriteConcern,
		ConnectTimeout: span("store_connect_timeout", f.StoreConnectTimeout, time.Second, time.Minute),
		Timeout:        span("store_timeout", f.StoreTimeout, time.Second, 2*time.Minute),
	}
	if s.Store.MongoDB() && !isMongoURI(f.Store) {
		bad("store", "sqlite, or mongodb://USER:PASSWORD@HOST:PORT/ (or mongodb+srv://) with a password that is percent-encoded", s.Store.String())
	}
	if !mongoDatabase.MatchString(f.StoreDatabase) || serversOwn[f.StoreDatabase] {
		bad("store_database", "1 to 63 letters, digits, _ or -, and not admin, local or config", f.StoreDatabase)
	}
	if f.StoreReadPreference != "primary" && f.StoreReadPreference != "primaryPreferred" {
		bad("store_read_preference", "primary or primaryPreferred, as secondaries lag behind and people read what they have just saved", f.StoreReadPreference)
	}
	if n, err := strconv.Atoi(f.StoreWriteConcern); f.StoreWriteConcern != "majority" && (err != nil || n < 1 || n > 50) {
		bad("store_write_concern", "majority or a number of nodes from 1 to 50", f.StoreWriteConcern)
	}
	var err error
	if s.PoolSize, err = strconv.Atoi(f.StorePoolSize); err != nil || s.PoolSize < 1 || s.PoolSize > 1000 {
		bad("store_pool_size", fmt.Sprintf("a whole number from %d to %d", 1, 1000), f.StorePoolSize)
	}
	return s
}

func isMongoURI(uri string) bool {
	if !strings.HasPrefix(uri, "mongodb://") && !strings.HasPrefix(uri, "mongodb+srv://") {
		return false
	}
	// Several hosts, which a URI of other kinds cannot have, may carry ports: only the first is looked at.
	authority, rest, _ := strings.Cut(strings.SplitN(uri, "://", 2)[1], "/")
	user, hosts := "", authority
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		user, hosts = authority[:at+1], authority[at+1:]
	}
	first, _, _ := strings.Cut(hosts, ",")
	u, err := url.Parse("mongodb://" + user + first + "/" + rest)
	return err == nil && u.Host != ""
}
