package main

import (
	"context"
	"log/slog"
	"time"

	"rongqiao/config"
	"rongqiao/internal/store"
	"rongqiao/internal/store/mongostore"
	"rongqiao/internal/store/sqlitestore"
)

// stored is what every store of the platform can do.
type stored interface {
	store.Store
	store.NeedQueue
}

// openSettingsStore opens the store that the settings name. committed is called after
// each of this process's commits that left events.
func openSettingsStore(ctx context.Context, s config.Settings, now func() time.Time, log *slog.Logger, committed func()) (stored, error) {
	if !s.Store.Store.MongoDB() {
		opened, err := sqlitestore.Open(ctx, sqlitestore.Options{Dir: s.Data, Now: now, OnCommit: committed})
		if err != nil {
			return nil, err // and not a nil of another type
		}
		return opened, nil
	}
	opened, err := mongostore.Open(ctx, mongostore.Options{
		URI: s.Store.Store.Reveal(), Database: s.Store.Database, ReadPreference: s.Store.ReadPreference,
		WriteConcern: s.Store.WriteConcern, PoolSize: s.Store.PoolSize, ConnectTimeout: s.Store.ConnectTimeout,
		Timeout: s.Store.Timeout, Now: now, OnCommit: committed, Log: log,
	})
	if err != nil {
		return nil, err
	}
	return opened, nil
}
