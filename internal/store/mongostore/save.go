package mongostore

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"rongqiao/internal/domain"
)

// errContested says that steps of another save hold the document or its key.
var errContested = errors.New("contested")

// contested is errContested with the steps that hold it.
type contested struct {
	claim string
	met   item // where it was met
}

func (c contested) Error() string        { return "held by steps " + c.claim }
func (c contested) Is(target error) bool { return target == errContested }

// save writes the thing with its events in one atomic write, hands the events
// on and answers the new version. When the write went through, the save has
// succeeded: what is left to do is marked in the document itself, and is done
// by the sweep where it cannot be done now.
func (s *Store) save(ctx context.Context, k kind, r row, events []domain.Event) (int64, error) {
	if err := notIfOver(ctx); err != nil {
		return 0, fmt.Errorf("save %s: %w", k.noun, err)
	}
	var written thing
	err := s.settling(ctx, func() (err error) {
		written, err = s.write(ctx, k, r, events)
		return err
	})
	if errors.Is(err, errContested) {
		err = s.heldFor(ctx, k, r)
	}
	if err != nil {
		return 0, fmt.Errorf("save %s: %w", k.noun, fault(ctx, err))
	}
	if written.Unsent != "" {
		s.afterwards(ctx, k, written)
	}
	return written.Version, nil
}

// heldFor is the answer where other steps held the document for all the time
// that a save may wait: someone else is changing it.
func (s *Store) heldFor(ctx context.Context, k kind, r row) error {
	t, found, err := find(ctx, s.coll(k.coll), oneByID.filter(is("_id", r.id)))
	if err != nil {
		return err
	}
	if r.version == 0 || !found {
		return exists(k, r.id)
	}
	return domain.Changed(k.noun, r.id, t.Version)
}

// write makes the one atomic write and answers the document's version, pending
// events and mark as they are after it.
func (s *Store) write(ctx context.Context, k kind, r row, events []domain.Event) (thing, error) {
	if r.version == 0 {
		return s.insert(ctx, k, r, events)
	}
	after := thing{ID: r.id, Version: r.version + 1}
	set := append(bson.D{is("version", after.Version), is("doc", r.doc)}, r.columns...)
	if len(events) > 0 || k.marked {
		after.Unsent = unsentKey(r.id, after.Version)
		set = append(set, is("unsent", after.Unsent))
	}
	if len(events) > 0 {
		set = append(set, is("events."+versionKey(after.Version), eventDocs(events)))
	}
	var before thing // with what earlier saves have not handed on yet, which must go first
	filter := oneByID.filter(is("_id", r.id), is("version", r.version), is("claim", nil))
	err := s.coll(k.coll).FindOneAndUpdate(ctx, filter, op("$set", set)).Decode(&before)
	if err != nil {
		return thing{}, s.refusal(ctx, k, r, err)
	}
	after.Events = before.Events
	if len(events) > 0 {
		if after.Events == nil {
			after.Events = pendingEvents{}
		}
		after.Events[versionKey(after.Version)] = eventDocs(events)
	}
	return after, nil
}

func (s *Store) insert(ctx context.Context, k kind, r row, events []domain.Event) (thing, error) {
	t := thing{ID: r.id, Version: 1}
	doc := append(bson.D{is("_id", r.id), is("version", t.Version), is("doc", r.doc)}, r.columns...)
	if len(events) > 0 || k.marked {
		t.Unsent = unsentKey(r.id, t.Version)
		doc = append(doc, is("unsent", t.Unsent))
	}
	if len(events) > 0 {
		t.Events = pendingEvents{versionKey(t.Version): eventDocs(events)}
		doc = append(doc, is("events", t.Events))
	}
	if _, err := s.coll(k.coll).InsertOne(ctx, doc); err != nil {
		return thing{}, s.refusal(ctx, k, r, err)
	}
	return t, nil
}

// refusal says why a write was not made: exists, changed, not found, or
// contested. The driver's own error stands where none of them holds.
func (s *Store) refusal(ctx context.Context, k kind, r row, cause error) error {
	noMatch, answered := errors.Is(cause, mongo.ErrNoDocuments), false
	var server mongo.ServerError
	answered = errors.As(cause, &server) && !isUnavailable(cause)
	if !noMatch && !answered {
		return cause
	}
	stored, found, err := find(ctx, s.coll(k.coll), oneByID.filter(is("_id", r.id)))
	switch {
	case err != nil:
		return errors.Join(cause, err)
	case found && stored.Claim != "":
		return contested{stored.Claim, item{k.coll, stored.ID}}
	case found && r.version == 0:
		return exists(k, r.id)
	case noMatch && !found:
		return domain.NotFound(k.noun, r.id)
	case noMatch:
		return domain.Changed(k.noun, r.id, stored.Version)
	}
	return s.keyTaken(ctx, k, r, cause)
}

// keyTaken looks whether another document holds the unique key. It does not
// read the error for that: not every server names the index, and some call it
// an error of their own.
func (s *Store) keyTaken(ctx context.Context, k kind, r row, cause error) error {
	if k.unique == "" {
		return cause
	}
	holder, found, err := find(ctx, s.coll(k.coll), k.byKey.filter(is(k.unique, r.column(k.unique))))
	switch {
	case err != nil:
		return errors.Join(cause, err)
	case found && holder.ID != r.id && holder.placeholder():
		return contested{holder.Claim, item{k.coll, holder.ID}}
	case found && holder.ID != r.id:
		return exists(k, r.id)
	}
	return cause
}

// afterwards does what a write has left to do: brings other documents in line,
// hands the pending events on, and has the mark taken off. What fails is in
// the log and stays marked for the sweep.
func (s *Store) afterwards(ctx context.Context, k kind, t thing) {
	entries, err := entriesOf(k.coll, t.ID, t.Events)
	if err == nil {
		err = s.finish(ctx, k, t.ID)
	}
	if err == nil {
		err = s.handOn(ctx, entries)
	}
	if err != nil {
		s.log.WarnContext(ctx, "a save is stored; what follows from it is left for the sweep", "noun", k.noun, "id", t.ID, "cause", err)
		return
	}
	s.cleaner.clear(cleared{coll: k.coll, id: t.ID, unsent: t.Unsent})
}

// handOn appends entries to the outbox. It waits only as long as ctx lasts;
// the appending goes on without it.
func (s *Store) handOn(ctx context.Context, entries []entry) error {
	if len(entries) == 0 {
		return nil
	}
	return s.outbox.add(ctx, entries, true)
}
