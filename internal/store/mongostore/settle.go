package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
)

// A save that meets the claim of steps under way waits for them, this often
// and, the last times, this long; two seconds in all.
const (
	settleTries = 24
	settleWait  = 100 * time.Millisecond
)

// settling makes the write; where it is contested it settles the claim, waits
// where that is not decided, and tries again, for a bounded time.
func (s *Store) settling(ctx context.Context, write func() error) error {
	wait := 5 * time.Millisecond
	for try := 1; ; try++ {
		err := write()
		var held contested
		if !errors.As(err, &held) || try == settleTries {
			return err
		}
		settled, serr := s.settle(ctx, held.claim, held.met)
		if serr != nil {
			return serr
		}
		if settled {
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
		wait = min(2*wait, settleWait)
	}
}

// settle carries decided steps to their end and answers whether they are. Where
// the journal is gone, the documents that were met are undone: it goes last
// when all have become what they were to be, so a claim that still stands was
// written too late, after the steps had been given up.
func (s *Store) settle(ctx context.Context, steps string, met ...item) (bool, error) {
	j := journal{ID: steps, State: stepsAborted, Items: met}
	err := s.coll(collSteps).FindOne(ctx, oneByID.filter(is("_id", steps))).Decode(&j)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return false, fault(ctx, err)
	}
	switch j.State {
	case stepsDone:
		return true, s.rollForward(ctx, j)
	case stepsAborted:
		for _, i := range j.Items {
			if err := s.undo(ctx, i, j.ID); err != nil {
				return false, err
			}
		}
		return true, s.drop(ctx, j.ID)
	}
	return false, nil
}

// rollForward does for a journal that is done what the one who wrote it may
// not have lived to do.
func (s *Store) rollForward(ctx context.Context, j journal) error {
	for _, i := range j.Items {
		k, err := kindOf(i.Coll)
		if err != nil {
			return err
		}
		t, err := s.apply(ctx, k, i.ID, j.ID)
		if err != nil {
			return err
		}
		if t.ID != "" {
			s.afterwards(ctx, k, t)
		}
	}
	return s.drop(ctx, j.ID)
}
