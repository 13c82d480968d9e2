package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"

	"rongqiao/internal/domain"
)

// answersKeptFor is how long the answer to a request with an idempotency key is
// kept.
const answersKeptFor = 24 * time.Hour

// takenUp is a request with an idempotency key while it is answered.
type takenUp struct {
	kept  domain.KeptAnswer
	again bool // somebody tried it before and did not get to the end
	made  int  // ids so far
}

type takenUpKey struct{}

func takenUpOf(ctx context.Context) *takenUp {
	at, _ := ctx.Value(takenUpKey{}).(*takenUp)
	return at
}

// TakeUp begins to answer a request with an idempotency key of the actor. What
// the request makes under the context that comes back has ids that follow from
// the key, so that even a request that was cut off by a kill makes nothing
// twice. A kept answer with a status is the answer itself, and nothing is left
// to do. patience is how long another one may be at it. Errors:
// idempotency_key_reused for another request under the key;
// idempotency_in_flight.
func (a *App) TakeUp(ctx context.Context, actor domain.Actor, key, fingerprint string, patience time.Duration) (context.Context, domain.KeptAnswer, error) {
	sum := sha256.Sum256([]byte(string(actor.User) + "\x00" + key))
	id := domain.KeptAnswerID(hex.EncodeToString(sum[:]))
	now := a.now()
	kept, err := a.Store.KeptAnswer(ctx, id)
	at := &takenUp{}
	switch {
	case domain.IsKind(err, domain.KindNotFound):
		kept = domain.KeptAnswer{ID: id, Fingerprint: fingerprint, At: now}
	case err != nil:
		return ctx, domain.KeptAnswer{}, err
	case kept.Fingerprint == "" || now.Sub(kept.At) > answersKeptFor:
		kept.Fingerprint, kept.At, kept.Status, kept.Body = fingerprint, now, 0, ""
	case kept.Fingerprint != fingerprint:
		return ctx, domain.KeptAnswer{}, domain.NewError(domain.KindInvalid, "idempotency_key_reused", nil)
	case kept.Status != 0:
		return ctx, kept, nil
	case now.Sub(kept.TriedAt) < patience:
		return ctx, domain.KeptAnswer{}, inFlight()
	default:
		at.again = true
	}
	kept.TriedAt = now
	if kept, err = a.Store.SaveKeptAnswer(ctx, kept); domain.IsKind(err, domain.KindConflict) {
		return ctx, domain.KeptAnswer{}, inFlight()
	}
	at.kept = kept
	return context.WithValue(ctx, takenUpKey{}, at), kept, err
}

func inFlight() error {
	return domain.NewError(domain.KindConflict, "idempotency_in_flight", domain.Facts{"retry_after": 1})
}

// Answered keeps what a request that was taken up was answered. A refusal is
// not kept: it has made nothing, and the key is free. Nor is a failure: the
// same request may be tried again at once, and finds what it made.
func (a *App) Answered(ctx context.Context, status int, body string) error {
	at := takenUpOf(ctx)
	if at == nil {
		return nil
	}
	kept := at.kept
	kept.TriedAt = time.Time{}
	switch {
	case status < 300:
		kept.Status, kept.Body = status, body
	case status < 500 && !at.again: // an earlier try may have made it
		kept.Fingerprint = ""
	}
	lasting, cancel := outlasting(ctx)
	defer cancel()
	_, err := a.Store.SaveKeptAnswer(lasting, kept)
	return err
}

// newID is an id for what a request makes.
func (a *App) newID(ctx context.Context, prefix string) string {
	at := takenUpOf(ctx)
	if at == nil {
		return a.NewID(prefix)
	}
	at.made++
	sum := sha256.Sum256([]byte(string(at.kept.ID) + prefix + strconv.Itoa(at.made)))
	id, err := ulid.New(ulid.Timestamp(at.kept.At), bytes.NewReader(sum[:]))
	if err != nil { // a time that no ULID holds
		id = ulid.ULID(sum[:16])
	}
	return prefix + id.String()
}

// madeBefore is the id of what a request makes, and the thing itself where an
// earlier try of the same request made it and did not get to tell.
func madeBefore[T any, ID ~string](ctx context.Context, a *App, prefix string, read func(context.Context, ID) (T, error)) (id ID, thing T, made bool, err error) {
	id = ID(a.newID(ctx, prefix))
	if at := takenUpOf(ctx); at == nil || !at.again {
		return id, thing, false, nil
	}
	thing, err = read(ctx, id)
	if domain.IsKind(err, domain.KindNotFound) {
		return id, thing, false, nil
	}
	return id, thing, err == nil, err
}

// PurgeAnswers drops answers that were kept long enough.
func (a *App) PurgeAnswers(ctx context.Context) (int, error) {
	return a.Store.PurgeKeptAnswers(ctx, a.now().Add(-answersKeptFor).Unix())
}
