package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rongqiao.yaml")
	if err := os.WriteFile(file, []byte("addr: 127.0.0.1:9000\ntoken_ttl: 5m\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	unknown := filepath.Join(t.TempDir(), "unknown.yaml")
	if err := os.WriteFile(unknown, []byte("adr: 127.0.0.1:9000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stored := filepath.Join(t.TempDir(), "stored.yaml")
	if err := os.WriteFile(stored, []byte("store: mongodb://127.0.0.1:27017/\nstore_pool_size: 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := map[string]struct {
		args []string
		env  map[string]string
		want func(Settings) bool
		err  []string
	}{
		"defaults are enough":                             {want: func(s Settings) bool { return s.Addr == "127.0.0.1:8080" && s.Data == "data" }},
		"the file is read":                                {args: []string{"--config", file}, want: func(s Settings) bool { return s.Addr == "127.0.0.1:9000" && s.TokenTTL.Minutes() == 5 }},
		"the environment beats a file":                    {args: []string{"--config", file}, env: map[string]string{"RONGQIAO_ADDR": ":7000"}, want: func(s Settings) bool { return s.Addr == ":7000" }},
		"a flag beats the environment":                    {args: []string{"--addr", ":6000"}, env: map[string]string{"RONGQIAO_ADDR": ":7000"}, want: func(s Settings) bool { return s.Addr == ":6000" }},
		"demo runs on loopback":                           {args: []string{"--demo", "--addr", "[::1]:0"}, want: func(s Settings) bool { return s.Demo }},
		"demo is refused elsewhere":                       {args: []string{"--demo", "--addr", "0.0.0.0:8080"}, err: []string{"addr", "loopback", "0.0.0.0:8080"}},
		"demo is refused on all":                          {args: []string{"--demo", "--addr", ":8080"}, err: []string{"loopback"}},
		"every fault is told at once":                     {env: map[string]string{"RONGQIAO_TOKEN_TTL": "2d", "RONGQIAO_LOG_LEVEL": "loud"}, err: []string{"token_ttl", "1m0s to 1h0m0s", "2d", "log_level", "loud"}},
		"SQLite is the store":                             {want: func(s Settings) bool { return !s.Store.Store.MongoDB() && s.Store.Database == "rongqiao" }},
		"the file names a store":                          {args: []string{"--config", stored}, want: func(s Settings) bool { return s.Store.Store.MongoDB() && s.Store.PoolSize == 7 }},
		"several hosts are a store":                       {env: map[string]string{"RONGQIAO_STORE": "mongodb://u:p%40@a:27017,b:27018/?replicaSet=rs"}, want: func(s Settings) bool { return s.Store.Store.MongoDB() }},
		"a looked-up host is a store":                     {env: map[string]string{"RONGQIAO_STORE": "mongodb+srv://a.example/"}, want: func(s Settings) bool { return s.Store.Store.MongoDB() }},
		"another store is a fault":                        {env: map[string]string{"RONGQIAO_STORE": "postgres://a"}, err: []string{"setting store", "sqlite", "postgres://a"}},
		"a faulty store URI is told without its password": {env: map[string]string{"RONGQIAO_STORE": "mongodb://u:p@ss%zz@/x"}, err: []string{"setting store", "u:[hidden]@/x"}},
		"every fault of the store is told at once": {
			env: map[string]string{
				"RONGQIAO_STORE_DATABASE": "a.b", "RONGQIAO_STORE_READ_PREFERENCE": "nearest", "RONGQIAO_STORE_WRITE_CONCERN": "0",
				"RONGQIAO_STORE_POOL_SIZE": "0", "RONGQIAO_STORE_CONNECT_TIMEOUT": "1ms", "RONGQIAO_STORE_TIMEOUT": "1h",
			},
			err: []string{"store_database", "a.b", "store_read_preference", "nearest", "store_write_concern", "store_pool_size", "store_connect_timeout", "1ms", "store_timeout", "1h"},
		},
		"a database of the server's own is a fault": {env: map[string]string{"RONGQIAO_STORE_DATABASE": "admin"}, err: []string{"store_database", "admin"}},
		"an unknown key is refused":                 {args: []string{"--config", unknown}, err: []string{"adr"}},
		"a missing file is told":                    {args: []string{"--config", file + "x"}, err: []string{"config file"}},
		"a port out of range is a fault":            {args: []string{"--addr", "127.0.0.1:99999"}, err: []string{"HOST:PORT"}},
		"there is a bound on streams":               {want: func(s Settings) bool { return s.MaxStreams == 2000 }},
		"no streams at all is a fault":              {env: map[string]string{"RONGQIAO_MAX_STREAMS": "0"}, err: []string{"max_streams", "1 to 100000"}},
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

func TestAStoreURINeverPrintsItsPassword(t *testing.T) {
	for _, uri := range []StoreURI{"mongodb://user:secret@host:27017/", "mongodb+srv://user:secret@host/?w=1", "mongodb://user:se@secret@host/"} {
		text, err := json.Marshal(Settings{Store: Storing{Store: uri}})
		if err != nil {
			t.Fatal(err)
		}
		for _, printed := range []string{fmt.Sprint(uri), fmt.Sprintf("%v %+v %#v %q", Storing{Store: uri}, Storing{Store: uri}, uri, uri), string(text)} {
			if strings.Contains(printed, "secret") || !strings.Contains(printed, "hidden") {
				t.Errorf("%s is printed as %s", uri.String(), printed)
			}
		}
		if !strings.Contains(uri.Reveal(), "secret") {
			t.Errorf("want the whole URI for the driver, have %s", uri.Reveal())
		}
	}
}
