package mongostore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/mongostore/mongotest"
)

// deaf is the address of a listener that takes connections and never answers.
func deaf(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

// nobody is an address where nothing listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestAStartThatCannotSucceedNamesTheSettingAndEnds(t *testing.T) {
	server := strings.TrimPrefix(mongotest.URI(t), "mongodb://")
	server, _, _ = strings.Cut(server[strings.LastIndex(server, "@")+1:], "/")
	database := mongotest.Database(t)
	for name, c := range map[string]struct {
		o    Options
		want []string
	}{
		"no server listens":      {Options{URI: "mongodb://user:secret@" + nobody(t) + "/"}, []string{"setting store", "start it, or correct the address", "store_unavailable"}},
		"the server is deaf":     {Options{URI: "mongodb://" + deaf(t) + "/"}, []string{"setting store", "1s", "store_unavailable"}},
		"the URI is none":        {Options{URI: "mongodb://user:secret@/%zz?x"}, []string{"setting store", "mongodb://user:[hidden]@"}},
		"the password is wrong":  {Options{URI: "mongodb://user:secret@" + server + "/"}, []string{"setting store", "user and password"}},
		"the database is a path": {Options{URI: "mongodb://" + server + "/", Database: "a/b"}, []string{"setting store_database", "a/b"}},
		"the database is admin":  {Options{URI: "mongodb://" + server + "/", Database: "admin"}, []string{"setting store_database", "admin"}},
		"the reads are odd":      {Options{URI: "mongodb://" + server + "/", ReadPreference: "nearest"}, []string{"setting store_read_preference", "nearest"}},
		"the writes are odd":     {Options{URI: "mongodb://" + server + "/", WriteConcern: "all"}, []string{"setting store_write_concern", "all"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.ConnectTimeout, c.o.Now = time.Second, now
			if c.o.Database == "" {
				c.o.Database = database
			}
			_, err := Open(context.Background(), c.o)
			if err == nil {
				t.Fatal("want an error")
			}
			for _, part := range c.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("want %q in: %v", part, err)
				}
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is in: %v", err)
			}
		})
	}
}

func TestDataOfANewerSchemaIsRefusedUntouched(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s := still(t, database)
	newer := schemaDoc{ID: numberID(99), Version: 99, Name: "later"}
	if _, err := s.coll(collSchema).InsertOne(ctx, newer); err != nil {
		t.Fatal(err)
	}
	if err := s.coll(collNeeds).Indexes().DropAll(ctx); err != nil {
		t.Fatal(err)
	}
	_, err := Open(ctx, Options{URI: mongotest.URI(t), Database: database, Now: now})
	want := fmt.Sprintf("the data has schema version 99, this program knows up to %d: start the newer program", len(migrations))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("have %v", err)
	}
	left, err := listIndexes(ctx, s.coll(collNeeds))
	if err != nil || len(left) > 1 {
		t.Errorf("it was touched: %v, %v", left, err)
	}
}

func TestAnIndexThatIsThereOtherwiseIsNamed(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s := still(t, database)
	users := s.coll(collUsers).Indexes()
	if err := users.DropOne(ctx, "email_1"); err != nil {
		t.Fatal(err)
	}
	otherwise := index{coll: collUsers, fields: []string{"email"}}
	if err := ensureIndexes(ctx, s.db, []index{otherwise}); err != nil {
		t.Fatal(err)
	}
	_, err := Open(ctx, Options{URI: mongotest.URI(t), Database: database, Now: now})
	if err == nil || !strings.Contains(err.Error(), "index email_1 of users") || !strings.Contains(err.Error(), "drop it") {
		t.Errorf("have %v", err)
	}
	if err := users.DropOne(ctx, "email_1"); err != nil {
		t.Fatal(err)
	}
	openOn(t, Options{Database: database})
	have, err := listIndexes(ctx, s.coll(collUsers))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range have {
		if x.Name == "email_1" && !x.Unique {
			t.Error("it was not made anew")
		}
	}
}

func TestAMigrationThatFailedIsTakenUpAtItsStep(t *testing.T) {
	ctx := context.Background()
	s := still(t, mongotest.Database(t))
	var ran []string
	broken := errors.New("pulled the plug")
	fails := true
	steps := slices.Concat(migrations, []migration{
		{"second", func(context.Context, *Store) error { ran = append(ran, "second"); return nil }},
		{"third", func(context.Context, *Store) error {
			ran = append(ran, "third")
			if fails {
				return broken
			}
			return nil
		}},
	})
	if err := migrate(ctx, s, steps); !errors.Is(err, broken) || !strings.Contains(err.Error(), fmt.Sprintf("schema version %d (third)", len(steps))) {
		t.Fatalf("have %v", err)
	}
	fails = false
	if err := migrate(ctx, s, steps); err != nil {
		t.Fatal(err)
	}
	if err := migrate(ctx, s, steps); err != nil {
		t.Fatal(err)
	}
	if have := strings.Join(ran, " "); have != "second third third" {
		t.Errorf("ran %s", have)
	}
	if l, err := s.Lease(ctx, "schema"); err != nil || l.Holder != "" {
		t.Errorf("the lease is still %v's, %v", l.Holder, err)
	}
}

func TestAMigrationOfSomeoneWhoWasKilledIsTakenOver(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s := still(t, database)
	for _, coll := range []string{collSchema, collLeases} {
		if err := s.coll(coll).Drop(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.SaveLease(ctx, store.Lease{Name: "schema", Holder: "a process that was killed"}); err != nil {
		t.Fatal(err)
	}
	openOn(t, Options{Database: database})
}

func TestManyProcessesMayStartOnAnEmptyDatabaseAtOnce(t *testing.T) {
	database := mongotest.Database(t)
	errs := make([]error, 4)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			s, err := Open(context.Background(), Options{URI: mongotest.URI(t), Database: database, Now: now})
			if err == nil {
				err = s.Close()
			}
			errs[i] = err
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

func TestAClosedStoreRefusesAndClosesOnce(t *testing.T) {
	ctx := context.Background()
	s := still(t, mongotest.Database(t))
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Need(ctx, "n"); !errors.Is(err, ErrClosed) {
		t.Errorf("want ErrClosed, have %v", err)
	}
	if err := s.AddAudit(ctx, domain.AuditEntry{At: now()}); !errors.Is(err, ErrClosed) {
		t.Errorf("want ErrClosed, have %v", err)
	}
	if _, err := s.SaveNeed(ctx, domain.Need{ID: "n"}); !errors.Is(err, ErrClosed) {
		t.Errorf("want ErrClosed, have %v", err)
	}
}

func TestDataOfAProgramWithoutTheHintIsRead(t *testing.T) {
	ctx, database := context.Background(), mongotest.Database(t)
	s := still(t, database)
	for n := range 20 {
		if _, err := s.SaveOffer(ctx, domain.Offer{ID: domain.OfferID(rune('a' + n))}, offerEvent("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := still(t, database)
	if _, err := again.coll(collCounters).DeleteMany(ctx, bson.D{}); err != nil {
		t.Fatal(err)
	}
	if last, err := still(t, database).LastSeq(ctx); err != nil || last != 20 {
		t.Errorf("the end is found at %d, %v", last, err)
	}
}
