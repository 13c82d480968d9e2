// Package mongostore is the store for several processes: a MongoDB database,
// or what speaks its protocol. It needs nothing that a single node lacks: no
// transactions, no change streams. Each save of one thing is one atomic write
// of one document, its events pending in it (save.go); they are then appended
// to the outbox (numbered.go). A save of several things goes by steps that can
// be taken up by anyone (steps.go). What a killed process leaves is marked,
// and finished by the sweep of another (sweep.go).
package mongostore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"rongqiao/internal/store"
)

// What the options stand at where nothing was said.
const (
	DefaultDatabase = "rongqiao"
	defaultPool     = 64
	defaultConnect  = 10 * time.Second
	defaultTimeout  = 10 * time.Second
	defaultSweep    = 2 * time.Second
)

// Options say which database, and how it is used.
type Options struct {
	URI            string           // mongodb:// or mongodb+srv://, with the credentials
	Database       string           // "": rongqiao
	ReadPreference string           // primary or primaryPreferred; "": primary
	WriteConcern   string           // majority, or how many nodes; "": majority
	PoolSize       int              // most connections to each server; 0: 64
	ConnectTimeout time.Duration    // for finding a server, also at start; 0: 10 s
	Timeout        time.Duration    // of one operation; 0: 10 s
	Now            func() time.Time // the clock; required
	OnCommit       func()           // called when this process has put events into the outbox; must not block; may be nil
	Log            *slog.Logger     // nil: the default one
	SweepEvery     time.Duration    // how often to look for what a killed process left; 0: 2 s; below 0: never, also not at the start
}

// Store keeps everything in one database. It is safe for concurrent use.
type Store struct {
	client  *mongo.Client
	db      *mongo.Database
	log     *slog.Logger
	now     func() time.Time
	events  *numbered
	outbox  *appender
	audit   *appender
	cleaner *cleaner
	seen    map[string]int   // steps under way, by how many sweeps have seen them
	marks   map[cleared]bool // marks that the last sweep saw

	stopSweeping context.CancelFunc
	sweeping     sync.WaitGroup
	closing      sync.Once
	closed       error

	hook func(step string) error // tests kill a save here; nil otherwise
}

var (
	_ store.Store     = (*Store)(nil)
	_ store.NeedQueue = (*Store)(nil)
)

// errKilled is what a test's hook answers to end a save as a kill would:
// nothing is undone.
var errKilled = errors.New("killed")

// step is called between every two steps of a save of several.
func (s *Store) step(name string) error {
	if s.hook == nil {
		return nil
	}
	return s.hook(name)
}

// Open finds the database, brings its schema forward, and finishes what a
// killed process left. It answers within the options' limits of time, with an
// error that names the setting to correct.
func Open(ctx context.Context, o Options) (*Store, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	client, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	s := &Store{client: client, db: client.Database(o.Database), log: o.Log, now: o.Now, seen: map[string]int{}}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %s: %w", o.Database, fault(ctx, err)), disconnect(client))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) error {
	if err := migrate(ctx, s, migrations); err != nil {
		return err
	}
	s.events = s.numbered(collOutbox)
	audit := s.numbered(collAudit)
	for _, l := range []*numbered{s.events, audit} {
		if err := l.open(ctx); err != nil {
			return fmt.Errorf("find the end of the %s: %w", l.name, err)
		}
	}
	s.outbox = startAppender(s.events, o.OnCommit)
	s.audit = startAppender(audit, func() {})
	s.cleaner = startCleaner(s)
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stopSweeping = stop
	if o.SweepEvery < 0 {
		return nil
	}
	if err := s.sweep(ctx); err != nil {
		s.stop()
		return fmt.Errorf("finish what was left: %w", err)
	}
	s.sweeping.Go(func() { s.sweepUntil(background, o.SweepEvery) })
	return nil
}

// numbered is the log of the collection. It is read as most nodes have it: a
// number that was seen must never be another entry's.
func (s *Store) numbered(coll string) *numbered {
	return &numbered{
		name: coll, counters: s.coll(collCounters), fresh: s.coll(coll),
		coll: s.db.Collection(coll, options.Collection().SetReadConcern(readconcern.Majority())),
	}
}

func (s *Store) coll(name string) *mongo.Collection { return s.db.Collection(name) }

// Ping answers an error where the server that takes the writes cannot be
// reached.
func (s *Store) Ping(ctx context.Context) error {
	if err := notIfOver(ctx); err != nil {
		return err
	}
	if err := s.client.Ping(ctx, nil); err != nil {
		return fmt.Errorf("ping: %w", fault(ctx, err))
	}
	return nil
}

// Close hands on the events that wait, refuses later ones, and lets the
// connections go. A second Close answers what the first did.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.stop()
		s.closed = disconnect(s.client)
	})
	return s.closed
}

func (s *Store) stop() {
	s.stopSweeping()
	s.sweeping.Wait()
	s.outbox.stop()
	s.audit.stop()
	s.cleaner.stop()
}

// disconnectAfter bounds how long a close waits for operations under way.
const disconnectAfter = 5 * time.Second

func disconnect(client *mongo.Client) error {
	ctx, cancel := context.WithTimeout(context.Background(), disconnectAfter)
	defer cancel()
	if err := client.Disconnect(ctx); err != nil {
		return fmt.Errorf("let the database's connections go: %w", err)
	}
	return nil
}
