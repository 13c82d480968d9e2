package mongostore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// migration is one step of the schema. There are no transactions around it: a
// step must do no harm when it runs a second time, or once more after a kill
// in its middle. Steps are numbered from 1 and never edited once released.
type migration struct {
	name string
	run  func(ctx context.Context, s *Store) error
}

var migrations = []migration{
	{"first", func(context.Context, *Store) error { return nil }},      // collections are made by use, indexes at every start
	{"shortlists", func(context.Context, *Store) error { return nil }}, // an older program would not know its collections
	{"applications", func(context.Context, *Store) error { return nil }},
	{"bridges", func(context.Context, *Store) error { return nil }},
	{"notices", func(context.Context, *Store) error { return nil }},
	{"webhooks", func(context.Context, *Store) error { return nil }},
	{"api_keys", func(context.Context, *Store) error { return nil }},
	{"documents", func(context.Context, *Store) error { return nil }},
	{"appeals", func(context.Context, *Store) error { return nil }},
	{"mortgage_terms", func(context.Context, *Store) error { return nil }},
	{"mails", func(context.Context, *Store) error { return nil }},
	{"received", func(context.Context, *Store) error { return nil }},
	{"monitoring", func(context.Context, *Store) error { return nil }},
	{"credit_assessments", func(context.Context, *Store) error { return nil }},
}

// schemaDoc is a step that was done.
type schemaDoc struct {
	ID        string    `bson:"_id"`
	Version   int       `bson:"version"`
	Name      string    `bson:"name"`
	AppliedAt time.Time `bson:"applied_at"`
}

// migrate brings the schema forward and makes the indexes. Data of a newer
// schema is refused untouched: an older program would damage it.
func migrate(ctx context.Context, s *Store, steps []migration) error {
	have, err := s.schemaVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if have > len(steps) {
		return fmt.Errorf("the data has schema version %d, this program knows up to %d: start the newer program, or restore a backup made before it ran", have, len(steps))
	}
	if have == len(steps) {
		return ensureIndexes(ctx, s.db, indexes)
	}
	return s.alone(ctx, "schema", func() error {
		if err := ensureIndexes(ctx, s.db, indexes); err != nil {
			return err
		}
		for i := have; i < len(steps); i++ {
			if err := s.migrateStep(ctx, i+1, steps[i]); err != nil {
				return fmt.Errorf("migrate to schema version %d (%s): %w", i+1, steps[i].name, err)
			}
		}
		return nil
	})
}

func (s *Store) migrateStep(ctx context.Context, version int, step migration) error {
	if err := step.run(ctx, s); err != nil {
		return err
	}
	done := schemaDoc{ID: numberID(int64(version)), Version: version, Name: step.name, AppliedAt: s.now().UTC()}
	_, err := s.coll(collSchema).InsertOne(ctx, done)
	if mongo.IsDuplicateKeyError(err) {
		return nil // another process was there as well
	}
	return err
}

func (s *Store) schemaVersion(ctx context.Context) (int, error) {
	cursor, err := s.coll(collSchema).Find(ctx, allSchema.filter())
	if err != nil {
		return 0, err
	}
	var all []schemaDoc
	if err := cursor.All(ctx, &all); err != nil {
		return 0, err
	}
	have := 0
	for _, d := range all {
		have = max(have, d.Version)
	}
	return have, nil
}

// A process that migrates holds a lease. Another waits for it as long as its
// beat is young, and then goes on by itself: the first was killed, or the two
// do the same twice, which does no harm.
const (
	alonePoll  = 100 * time.Millisecond
	alonePolls = 50
)

// alone does the work under a lease. It waits for the one who holds it for a
// bounded time, and gives the lease back.
func (s *Store) alone(ctx context.Context, name string, do func() error) error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	holder := fmt.Sprintf("%s:%d", host, os.Getpid())
	lease, err := s.takeLease(ctx, store.Lease{Name: name, Holder: holder})
	if err != nil {
		return err
	}
	err = do()
	lease.Holder = ""
	if _, rerr := s.SaveLease(context.WithoutCancel(ctx), lease); rerr != nil && !domain.IsKind(rerr, domain.KindConflict) {
		err = errors.Join(err, rerr)
	}
	return err
}

func (s *Store) takeLease(ctx context.Context, want store.Lease) (store.Lease, error) {
	var beat int64
	for poll := 0; ; poll++ {
		have, err := s.Lease(ctx, want.Name)
		if err != nil {
			return store.Lease{}, err
		}
		if have.Beat != beat {
			beat, poll = have.Beat, 0
		}
		if have.Holder == "" || poll >= alonePolls {
			want.Beat = have.Beat
			taken, err := s.SaveLease(ctx, want)
			if !domain.IsKind(err, domain.KindConflict) {
				return taken, err
			}
			continue // someone else has it; its beat is new
		}
		timer := time.NewTimer(alonePoll)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return store.Lease{}, ctx.Err()
		}
	}
}
