package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rongqiao/config"
	"rongqiao/internal/archive"
	"rongqiao/internal/store"
	"rongqiao/internal/store/mongostore"
	"rongqiao/internal/store/sqlitestore"
)

// endpoint is a store at the end of an address.
type endpoint struct {
	store.Store
	name   string // to print and to keep: without a password
	folder string // the data folder; empty for a store that is a server
}

// opener opens the store of an address. mustExist: a store that is not there
// is an error, not made.
type opener func(ctx context.Context, address string, mustExist bool, e env) (endpoint, error)

// openers, by the scheme of the address. Another kind of store is a line here.
var openers = map[string]opener{
	"sqlite":      openFolder,
	"mongodb":     openMongo,
	"mongodb+srv": openMongo,
}

func openStore(ctx context.Context, address string, mustExist bool, e env) (endpoint, error) {
	if name, ok := strings.CutPrefix(address, "env:"); ok { // a command line is for all to see; an address may hold a password
		if address = e.getenv(name); address == "" {
			return endpoint{}, fmt.Errorf("%w: want an address in the variable %s, have none", config.ErrUsage, name)
		}
	}
	scheme, _, _ := strings.Cut(address, "://")
	open, ok := openers[scheme]
	if !ok {
		return endpoint{}, fmt.Errorf("%w: want an address such as sqlite://DIR, with one of the schemes %v, have %q",
			config.ErrUsage, slices.Sorted(maps.Keys(openers)), address)
	}
	return open(ctx, address, mustExist, e)
}

// openFolder opens the embedded store of sqlite://DIR, which may be called
// anything. It takes the folder's lock, so no server writes to it meanwhile.
func openFolder(ctx context.Context, address string, mustExist bool, e env) (endpoint, error) {
	folder, err := filepath.Abs(strings.TrimPrefix(address, "sqlite://"))
	if err != nil {
		return endpoint{}, err
	}
	if there, err := sqlitestore.Exists(folder); err != nil || (mustExist && !there) {
		return endpoint{}, errors.Join(fmt.Errorf("want a data folder with a store, have no %s", filepath.Join(folder, sqlitestore.FileName)), err)
	}
	s, err := sqlitestore.Open(ctx, sqlitestore.Options{Dir: folder, Now: e.now})
	if errors.Is(err, sqlitestore.ErrInUse) {
		return endpoint{}, fmt.Errorf("stop the server first, nothing may write meanwhile: %w", err)
	}
	if err != nil {
		return endpoint{}, err
	}
	return endpoint{Store: s, name: "sqlite://" + folder, folder: folder}, nil
}

// moveTakes bounds one step of a move: a batch, or the count of a collection,
// on a server that has nothing else to do but may be a small one.
const moveTakes = 10 * time.Minute

// openMongo opens the database that the address names last, as in
// mongodb://HOST/DATABASE, or the one of the setting store_database. Nothing holds other processes off it: the operator
// stops the servers.
func openMongo(ctx context.Context, address string, mustExist bool, e env) (endpoint, error) {
	hosts, database := mongoParts(address)
	database = cmp.Or(database, e.getenv("RONGQIAO_STORE_DATABASE"), "rongqiao")
	sweep := time.Hour // once, at the start: a source is whole when what a killed server left is finished
	if !mustExist {
		sweep = -1 // a target holds nothing that is not finished, and is long to look through
	}
	s, err := mongostore.Open(ctx, mongostore.Options{URI: address, Database: database, Now: e.now, Timeout: moveTakes, SweepEvery: sweep})
	if err != nil {
		return endpoint{}, err
	}
	return endpoint{Store: s, name: "mongodb://" + hosts + "/" + database}, nil
}

// mongoParts takes the address apart by hand: with several hosts it is no URL.
func mongoParts(address string) (hosts, database string) {
	_, rest, _ := strings.Cut(address, "://")
	rest, _, _ = strings.Cut(rest, "?")
	rest = rest[strings.LastIndex(rest, "@")+1:]
	hosts, database, _ = strings.Cut(rest, "/")
	return hosts, database
}

// carrySigningKeys takes the key file along, so that access tokens stay good,
// and answers what was done or is left to do. Keys of a store that is a server
// follow from its servers' settings: there the file is not looked at, clients
// renew their tokens within minutes, and nobody has to sign in anew.
func carrySigningKeys(from, to endpoint) (string, error) {
	if from.folder == "" || to.folder == "" {
		return "signing keys are not in the store: set them for the new servers; sessions go on", nil
	}
	text, err := os.ReadFile(filepath.Join(from.folder, archive.Keys))
	if errors.Is(err, os.ErrNotExist) {
		return "the source has no signing keys", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the signing keys: %w", err)
	}
	name := filepath.Join(to.folder, archive.Keys)
	have, err := os.ReadFile(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := writeKeys(name, text); err != nil {
			return "", fmt.Errorf("write the signing keys: %w", err)
		}
		return "the signing keys were copied", nil
	case err != nil:
		return "", fmt.Errorf("read the target's signing keys: %w", err)
	case string(have) != string(text):
		return "the target has signing keys of its own and keeps them: clients renew their access tokens", nil
	}
	return "the signing keys are there", nil
}

// writeKeys puts the file in its place whole, for its owner alone.
func writeKeys(name string, text []byte) (err error) {
	draft, err := os.CreateTemp(filepath.Dir(name), ".signing-keys-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }() // in its place by then, or of no use
	_, err = draft.Write(text)
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	return errors.Join(putNew(draft.Name(), name), syncFolder(filepath.Dir(name)))
}
