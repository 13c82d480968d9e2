package config

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettingsOfTheStore(t *testing.T) {
	stored := filepath.Join(t.TempDir(), "stored.yaml")
	if err := os.WriteFile(stored, []byte("store: mongodb://127.0.0.1:27017/\nstore_pool_size: 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		args []string
		env  map[string]string
		want func(Settings) bool
		err  []string
	}{
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
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Load(row.args, func(k string) string {
				if k == "RONGQIAO_SIGNING_SECRETS" { // which a MongoDB store asks for
					return strings.Repeat("s", 32)
				}
				return row.env[k]
			}, io.Discard)
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
