package mongostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const (
	sweepBatch = 200
	// staleAfter is how many sweeps must have seen steps open before they are
	// given up: ten seconds, by this process's own clock.
	staleAfter = 5
)

// sweepUntil sweeps again and again until ctx is over.
func (s *Store) sweepUntil(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.sweepFor(ctx, s.waited()); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "what other processes left cannot be finished", "cause", err)
		}
	}
}

// sweep finishes what is marked as unfinished: by processes that were killed,
// or by this one when the database failed it. What a process is about to
// finish itself may be done twice, which does no harm.
func (s *Store) sweep(ctx context.Context) error {
	return s.sweepFor(ctx, func(cleared) bool { return true })
}

// sweepFor finishes those marks that are due.
func (s *Store) sweepFor(ctx context.Context, due func(cleared) bool) error {
	errs := []error{s.sweepSteps(ctx)}
	for _, coll := range thingCollections {
		errs = append(errs, s.sweepThings(ctx, coll, due))
	}
	return fault(ctx, errors.Join(errs...))
}

// waited tells of a mark whether the last sweep saw it too. A mark is younger
// than that nearly always, and its save about to take it off.
func (s *Store) waited() func(cleared) bool {
	last := s.marks
	s.marks = map[cleared]bool{}
	return func(c cleared) bool {
		s.marks[c] = true
		return last[c]
	}
}

// sweepSteps settles decided steps, and gives those up that stay undecided.
func (s *Store) sweepSteps(ctx context.Context) error {
	filter := openSteps.filter()
	cursor, err := s.coll(collSteps).Find(ctx, filter, options.Find().SetSort(openSteps.sort()).SetLimit(sweepBatch))
	if err != nil {
		return fmt.Errorf("find steps: %w", err)
	}
	var all []journal
	if err := cursor.All(ctx, &all); err != nil {
		return fmt.Errorf("find steps: %w", err)
	}
	seen := map[string]int{}
	var errs []error
	for _, j := range all {
		if j.State == stepsOpen {
			seen[j.ID] = s.seen[j.ID] + 1
			if seen[j.ID] < staleAfter {
				continue
			}
			if err := s.decide(ctx, j.ID, stepsAborted); err != nil && !errors.Is(err, errDecided) {
				errs = append(errs, err)
				continue
			}
		}
		if _, err := s.settle(ctx, j.ID); err != nil {
			errs = append(errs, fmt.Errorf("settle steps %s: %w", j.ID, err))
		}
	}
	s.seen = seen
	return errors.Join(errs...)
}

// sweepThings finishes what documents of the collection are marked for, and
// takes the marks off before it looks for more.
func (s *Store) sweepThings(ctx context.Context, coll string, due func(cleared) bool) error {
	k, err := kindOf(coll)
	if err != nil {
		return err
	}
	for {
		found, err := s.found(ctx, k, unsentOnes.filter(is("unsent", op("$gt", ""))), options.Find().SetLimit(sweepBatch))
		if err != nil {
			return fmt.Errorf("find unfinished %s: %w", coll, err)
		}
		left := slices.DeleteFunc(slices.Clone(found), func(t thing) bool {
			return !due(cleared{coll: coll, id: t.ID, unsent: t.Unsent})
		})
		if err := s.finishAll(ctx, k, left); err != nil {
			return fmt.Errorf("finish %s: %w", coll, err)
		}
		if len(found) < sweepBatch || len(left) == 0 { // else those that are not due come again
			return nil
		}
	}
}

func (s *Store) finishAll(ctx context.Context, k kind, left []thing) error {
	var entries []entry
	var marks []cleared
	for _, t := range left {
		own, err := entriesOf(k.coll, t.ID, t.Events)
		if err == nil {
			err = s.finish(ctx, k, t.ID)
		}
		if err != nil {
			return err
		}
		entries, marks = append(entries, own...), append(marks, cleared{coll: k.coll, id: t.ID, unsent: t.Unsent})
	}
	if err := s.handOn(ctx, entries); err != nil {
		return err
	}
	if len(marks) == 0 {
		return nil
	}
	return s.takeMarksOff(ctx, marks)
}

// finish brings other documents in line with a saved one.
func (s *Store) finish(ctx context.Context, k kind, id string) error {
	switch k.coll {
	case collEnterprises:
		return s.moveNeeds(ctx, id)
	case collNeeds:
		return s.lookAtDistrict(ctx, id)
	}
	return nil
}

// kinds are all nouns.
var kinds = []kind{enterprises, needs, offers, candidacies, shortlists, organisations, users, sessions, rosterEntries, applications, bridges, bridgeFunds, notices, webhooks, deliveries, keptAnswers, apiKeys, files, chunks, appeals, liaisons, receivables, mortgageTerms, mails, receivedOnes, monitoringLines, creditAssessments}

func kindOf(coll string) (kind, error) {
	for _, k := range kinds {
		if k.coll == coll {
			return k, nil
		}
	}
	return kind{}, fmt.Errorf("no noun is stored in the collection %q", coll)
}
