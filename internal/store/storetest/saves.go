package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// saves tries what holds for every noun that is saved by version.
func saves[T any](t *testing.T, open Open, k noun[T]) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, store.Store, noun[T])
	}{
		{"an unknown id is not found by reads nor saves", unknownID[T]},
		{"version 0 inserts, and a second time it exists", insertTwice[T]},
		{"the stored version is replaced and gets a new one", replace[T]},
		{"any other version is answered with changed", otherVersion[T]},
		{"of many inserts of one id at once exactly one wins", raceInsert[T]},
		{"of many saves of one version at once exactly one wins", raceReplace[T]},
		{"nothing returned shares memory with the store", noSharing[T]},
		{"a cancelled context saves nothing", cancelledSave[T]},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t), k) })
	}
	for name, how := range fullnesses {
		t.Run("a value "+name+" comes back as it was saved", func(t *testing.T) { roundTrip(t, open(t), k, how) })
	}
	if k.unique != "" {
		t.Run("a unique key is held by one, and free again when given up", func(t *testing.T) { uniqueKey(t, open(t), k) })
	}
	if k.events {
		t.Run("events are there when the save is", func(t *testing.T) { eventsWithSave(t, open(t), k) })
		t.Run("a save that fails leaves no event", func(t *testing.T) { noEventsWithFailure(t, open(t), k) })
	}
}

func unknownID[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx := context.Background()
	_, err := k.read(ctx, s, "nobody")
	wantError(t, err, domain.KindNotFound, k.name+"_not_found")
	_, err = k.save(ctx, s, k.at(k.sample(1), 3))
	wantError(t, err, domain.KindNotFound, k.name+"_not_found")
	_, err = k.read(ctx, s, k.id(k.sample(1)))
	wantError(t, err, domain.KindNotFound, k.name+"_not_found")
}

func insertTwice[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx := context.Background()
	saved, err := k.save(ctx, s, k.sample(1))
	must(t, err)
	if k.version(saved) == 0 {
		t.Fatal("want a version that is not 0")
	}
	other := k.sample(2)
	k.set(&other, "ID", k.id(saved))
	_, err = k.save(ctx, s, other)
	wantError(t, err, domain.KindConflict, k.name+"_exists")
	have, err := k.read(ctx, s, k.id(saved))
	must(t, err)
	wantSame(t, have, saved)
}

func replace[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx := context.Background()
	first := filled[T](t, full)
	first, err := k.save(ctx, s, k.at(first, 0))
	must(t, err)
	second := filled[T](t, unknown)
	k.set(&second, "ID", k.id(first))
	second, err = k.save(ctx, s, k.at(second, k.version(first)))
	must(t, err)
	if k.version(second) == k.version(first) {
		t.Fatalf("want another version than %d", k.version(first))
	}
	have, err := k.read(ctx, s, k.id(first))
	must(t, err)
	wantSame(t, have, second)
}

func otherVersion[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx := context.Background()
	first, err := k.save(ctx, s, k.sample(1))
	must(t, err)
	second, err := k.save(ctx, s, first)
	must(t, err)
	for _, version := range []int64{k.version(first), k.version(second) + 1, -1} {
		_, err = k.save(ctx, s, k.at(second, version))
		wantError(t, err, domain.KindConflict, k.name+"_changed")
	}
	have, err := k.read(ctx, s, k.id(first))
	must(t, err)
	wantSame(t, have, second)
}

const racers = 16

// race saves the values at once and answers the one that won; the others must
// have failed with the code.
func race[T any](t *testing.T, s store.Store, k noun[T], values []T, code string) T {
	t.Helper()
	errs, saved := make([]error, len(values)), make([]T, len(values))
	var all sync.WaitGroup
	for i, v := range values {
		all.Go(func() { saved[i], errs[i] = k.save(context.Background(), s, v, k.event(v)) })
	}
	all.Wait()
	var winner *T
	for i, err := range errs {
		if err == nil && winner == nil {
			winner = &saved[i]
			continue
		}
		wantError(t, err, domain.KindConflict, code)
	}
	if winner == nil {
		t.Fatal("want one that won")
	}
	if k.events {
		if n := len(allEvents(t, s)); n != 1 {
			t.Errorf("want the one event of the one that won, have %d", n)
		}
	}
	return *winner
}

func raceInsert[T any](t *testing.T, s store.Store, k noun[T]) {
	var values []T
	for n := range racers {
		v := k.sample(n)
		k.set(&v, "ID", "the one")
		values = append(values, v)
	}
	winner := race(t, s, k, values, k.name+"_exists")
	have, err := k.read(context.Background(), s, "the one")
	must(t, err)
	wantSame(t, have, winner)
}

func raceReplace[T any](t *testing.T, s store.Store, k noun[T]) {
	first, err := k.save(context.Background(), s, k.sample(1))
	must(t, err)
	var values []T
	for range racers {
		values = append(values, first)
	}
	winner := race(t, s, k, values, k.name+"_changed")
	have, err := k.read(context.Background(), s, k.id(first))
	must(t, err)
	wantSame(t, have, winner)
}

func noSharing[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx := context.Background()
	given := k.at(filled[T](t, full), 0)
	id := k.id(given)
	saved, err := k.save(ctx, s, given)
	must(t, err)
	want := k.at(filled[T](t, full), k.version(saved))
	for _, change := range []func(){
		func() { scramble(&given) },
		func() { scramble(&saved) },
		func() {
			read, err := k.read(ctx, s, id)
			must(t, err)
			scramble(&read)
		},
	} {
		change()
		have, err := k.read(ctx, s, id)
		must(t, err)
		wantSame(t, have, want)
	}
}

func cancelledSave[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	v := k.sample(1)
	if _, err := k.save(ctx, s, v, k.event(v)); !errors.Is(err, context.Canceled) {
		t.Fatalf("want context.Canceled, have %v", err)
	}
	_, err := k.read(context.Background(), s, k.id(v))
	wantError(t, err, domain.KindNotFound, k.name+"_not_found")
	wantEvents(t, s)
}

func roundTrip[T any](t *testing.T, s store.Store, k noun[T], how fullness) {
	ctx := context.Background()
	given := k.at(filled[T](t, how), 0)
	if how == nothing {
		k.set(&given, "ID", "the one")
	}
	saved, err := k.save(ctx, s, given)
	must(t, err)
	wantSame(t, k.at(saved, 0), given)
	have, err := k.read(ctx, s, k.id(given))
	must(t, err)
	wantSame(t, have, saved)
}

func uniqueKey[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx := context.Background()
	first, err := k.save(ctx, s, k.sample(1))
	must(t, err)
	second, err := k.save(ctx, s, k.sample(2))
	must(t, err)
	key := k.get(first, k.unique)
	have, err := k.by(ctx, s, key)
	must(t, err)
	wantSame(t, have, first)

	third := k.sample(3)
	k.set(&third, k.unique, key)
	_, err = k.save(ctx, s, third)
	wantError(t, err, domain.KindConflict, k.name+"_exists")
	_, err = k.read(ctx, s, k.id(third))
	wantError(t, err, domain.KindNotFound, k.name+"_not_found")

	thief := second
	k.set(&thief, k.unique, key)
	_, err = k.save(ctx, s, thief)
	wantError(t, err, domain.KindConflict, k.name+"_exists")
	have, err = k.read(ctx, s, k.id(second))
	must(t, err)
	wantSame(t, have, second)

	k.set(&first, k.unique, "another key")
	_, err = k.save(ctx, s, first)
	must(t, err)
	_, err = k.by(ctx, s, key)
	wantError(t, err, domain.KindNotFound, k.name+"_not_found")
	third, err = k.save(ctx, s, third)
	must(t, err)
	have, err = k.by(ctx, s, key)
	must(t, err)
	wantSame(t, have, third)
}

func eventsWithSave[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx := context.Background()
	v := k.sample(1)
	one, two, three := k.event(v), k.event(v), k.event(v)
	two.Type, two.ID, two.Seq = "other.saved", "another", 999 // the number is not the caller's to give
	three.At = day.Add(time.Hour)
	saved, err := k.save(ctx, s, v, one, two)
	must(t, err)
	wantEvents(t, s, one, two)
	saved, err = k.save(ctx, s, saved, three)
	must(t, err)
	wantEvents(t, s, one, two, three)
	_, err = k.save(ctx, s, saved)
	must(t, err)
	wantEvents(t, s, one, two, three)
}

func noEventsWithFailure[T any](t *testing.T, s store.Store, k noun[T]) {
	ctx := context.Background()
	first, err := k.save(ctx, s, k.sample(1))
	must(t, err)
	for _, v := range []T{k.sample(1), k.at(first, k.version(first)+1), k.at(k.sample(2), 1)} {
		if _, err := k.save(ctx, s, v, k.event(v)); err == nil {
			t.Fatal("want an error")
		}
	}
	if k.unique != "" {
		v := k.sample(3)
		k.set(&v, k.unique, k.get(first, k.unique))
		_, err := k.save(ctx, s, v, k.event(v))
		wantError(t, err, domain.KindConflict, k.name+"_exists")
	}
	wantEvents(t, s)
}
