package mongostore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"rongqiao/internal/domain"
)

// A save of several documents at once has no transaction to lean on: a single
// node has none. It goes by steps that a journal document names:
//
//  1. The journal is written, open.
//  2. Each document is claimed: the claim and what the document will be are
//     written beside what it is. A new one is a placeholder with version 0,
//     which holds its id and unique key, and which readers do not see.
//  3. The journal goes from open to done, in one atomic write. That is the
//     moment of the save: before it nothing has happened, after it all has.
//  4. Each document becomes what it will be, with its events pending in it.
//  5. The events are handed on, as after any save, and the journal is dropped.
//
// A claim that someone meets is settled by the journal: done is carried out,
// aborted is undone, and one that has been open for long is aborted first,
// which fails where the save's third step was faster. Every step can be made
// twice.

// The states of a journal.
const (
	stepsOpen    = "open"
	stepsDone    = "done"
	stepsAborted = "aborted"
)

// journal is the document that says how far the steps are.
type journal struct {
	ID    string `bson:"_id"`
	State string `bson:"state"`
	Items []item `bson:"items"`
}

type item struct {
	Coll string `bson:"coll"`
	ID   string `bson:"id"`
}

// part is one document of a save of several.
type part struct {
	kind   kind
	row    row
	events []domain.Event
	leaves []int // where its events stand among all of the save
}

// saveAll saves all parts or none.
func (s *Store) saveAll(ctx context.Context, parts []part, events []domain.Event) error {
	parts = share(parts, events)
	j := journal{ID: rand.Text(), State: stepsOpen}
	for _, p := range parts {
		j.Items = append(j.Items, item{Coll: p.kind.coll, ID: p.row.id})
	}
	if err := s.step("journal"); err != nil {
		return err
	}
	if _, err := s.coll(collSteps).InsertOne(ctx, j); err != nil {
		return fault(ctx, err)
	}
	err := s.claimAll(ctx, j, parts)
	if err == nil {
		if err = s.step("commit"); err == nil {
			err = s.decide(ctx, j.ID, stepsDone)
		}
	}
	if err != nil {
		return s.giveUp(ctx, j, err)
	}
	// From here on the save has happened, whatever fails.
	if err := s.carryOut(ctx, j, parts, events); err != nil {
		s.log.WarnContext(ctx, "a save of several is stored; what follows from it is left for the sweep", "steps", j.ID, "cause", err)
	}
	return nil
}

// share gives each event to the document that it is about, or else to the last
// one, which then hands it on.
func share(parts []part, events []domain.Event) []part {
	parts = slices.Clone(parts)
	for n, e := range events {
		at := slices.IndexFunc(parts, func(p part) bool { return p.row.id == e.ID })
		if at < 0 {
			at = len(parts) - 1
		}
		parts[at].events, parts[at].leaves = append(parts[at].events, e), append(parts[at].leaves, n)
	}
	return parts
}

func (s *Store) claimAll(ctx context.Context, j journal, parts []part) error {
	for _, p := range parts {
		if err := s.step("claim " + p.row.id); err != nil {
			return err
		}
		err := s.settling(ctx, func() error { return s.claim(ctx, j.ID, p) })
		if errors.Is(err, errContested) {
			err = s.heldFor(ctx, p.kind, p.row)
		}
		if err != nil {
			return fmt.Errorf("save %s: %w", p.kind.noun, fault(ctx, err))
		}
	}
	return nil
}

// claim writes the claim into one document.
func (s *Store) claim(ctx context.Context, steps string, p part) error {
	n := next{Doc: p.row.doc, Columns: p.row.columns, Events: eventDocs(p.events)}
	coll := s.coll(p.kind.coll)
	var err error
	if p.row.version == 0 {
		doc := bson.D{is("_id", p.row.id), is("version", int64(0)), is("claim", steps), is("next", n)}
		if p.kind.unique != "" {
			doc = append(doc, is(p.kind.unique, p.row.column(p.kind.unique)))
		}
		_, err = coll.InsertOne(ctx, doc)
	} else {
		filter := oneByID.filter(is("_id", p.row.id), is("version", p.row.version), is("claim", nil))
		var result *mongo.UpdateResult
		result, err = coll.UpdateOne(ctx, filter, op("$set", bson.D{is("claim", steps), is("next", n)}))
		if err == nil && result.MatchedCount == 0 {
			err = mongo.ErrNoDocuments
		}
	}
	if err == nil {
		return nil
	}
	err = s.refusal(ctx, p.kind, p.row, err)
	if held := (contested{}); errors.As(err, &held) && held.claim == steps { // a second time in the same save
		if p.row.version == 0 {
			return exists(p.kind, p.row.id)
		}
		return domain.Changed(p.kind.noun, p.row.id, p.row.version+1)
	}
	return err
}

// decide moves the journal out of open. Only one decision is ever made.
func (s *Store) decide(ctx context.Context, steps, state string) error {
	filter := oneByID.filter(is("_id", steps), is("state", stepsOpen))
	result, err := s.coll(collSteps).UpdateOne(ctx, filter, op("$set", bson.D{is("state", state)}))
	if err != nil {
		return fault(ctx, err)
	}
	if result.MatchedCount == 0 {
		return errDecided
	}
	return nil
}

// errDecided says that the journal was not open any more.
var errDecided = errors.New("the steps were decided by someone else")

// giveUp undoes steps that were not decided. Where that cannot be done now,
// the sweep will, so only the reason for giving up is answered.
func (s *Store) giveUp(ctx context.Context, j journal, reason error) error {
	if errors.Is(reason, errKilled) {
		return reason
	}
	clean := context.WithoutCancel(ctx)
	err := s.decide(clean, j.ID, stepsAborted)
	if err == nil || errors.Is(err, errDecided) {
		_, err = s.settle(clean, j.ID, j.Items...)
	}
	if err != nil {
		s.log.WarnContext(ctx, "a save of several that failed is left for the sweep to undo", "steps", j.ID, "cause", err)
	}
	if errors.Is(reason, errDecided) {
		return domain.NewError(domain.KindUnavailable, "store_unavailable", domain.Facts{"steps": j.ID})
	}
	return reason
}

// carryOut makes the documents what they are to be, hands on what they have
// pending, the save's own events in the order that they were given in, and
// drops the journal.
func (s *Store) carryOut(ctx context.Context, j journal, parts []part, events []domain.Event) error {
	var earlier []entry
	own := make([]entry, len(events))
	var marks []cleared
	for _, p := range parts {
		if err := s.step("apply " + p.row.id); err != nil {
			return err
		}
		t, err := s.apply(ctx, p.kind, p.row.id, j.ID)
		if err != nil {
			return err
		}
		if t.ID == "" {
			continue // someone who met the claim has done it
		}
		for n, at := range p.leaves {
			own[at] = entry{key: eventKey(p.kind.coll, t.ID, t.Version, n), doc: eventDocs(p.events)[n]}
		}
		delete(t.Events, versionKey(t.Version))
		before, err := entriesOf(p.kind.coll, t.ID, t.Events)
		if err != nil {
			return err
		}
		earlier, marks = append(earlier, before...), append(marks, cleared{coll: p.kind.coll, id: t.ID, unsent: t.Unsent})
		if err := s.finish(ctx, p.kind, t.ID); err != nil {
			return err
		}
	}
	own = slices.DeleteFunc(own, func(e entry) bool { return e.key == "" })
	if err := s.step("events"); err != nil {
		return err
	}
	if err := s.handOn(ctx, append(earlier, own...)); err != nil {
		return err
	}
	for _, m := range marks {
		s.cleaner.clear(m)
	}
	if err := s.step("drop"); err != nil {
		return err
	}
	return s.drop(ctx, j.ID)
}

func (s *Store) drop(ctx context.Context, steps string) error {
	_, err := s.coll(collSteps).DeleteOne(ctx, oneByID.filter(is("_id", steps)))
	return fault(ctx, err)
}

// apply makes a claimed document what it is to be, and answers it as it is
// then; nothing where the claim is settled already.
func (s *Store) apply(ctx context.Context, k kind, id, steps string) (thing, error) {
	coll := s.coll(k.coll)
	t, found, err := find(ctx, coll, oneByID.filter(is("_id", id)))
	if err != nil || !found || t.Claim != steps || t.Next == nil {
		return thing{}, fault(ctx, err)
	}
	after := thing{ID: id, Version: t.Version + 1, Unsent: unsentKey(id, t.Version+1), Events: t.Events}
	set := append(bson.D{is("version", after.Version), is("doc", t.Next.Doc), is("unsent", after.Unsent)}, t.Next.Columns...)
	if len(t.Next.Events) > 0 {
		if after.Events == nil {
			after.Events = pendingEvents{}
		}
		after.Events[versionKey(after.Version)] = t.Next.Events
	}
	if t.placeholder() {
		set = append(set, is("events", after.Events))
	} else if len(t.Next.Events) > 0 {
		set = append(set, is("events."+versionKey(after.Version), t.Next.Events))
	}
	// The claim leaves with the write, so a second time finds nothing to do.
	filter := oneByID.filter(is("_id", id), is("claim", steps))
	var result *mongo.UpdateResult
	if t.placeholder() {
		result, err = coll.ReplaceOne(ctx, filter, append(bson.D{is("_id", id)}, set...)) // it holds nothing else
	} else {
		result, err = coll.UpdateOne(ctx, filter, bson.D{is("$set", set), is("$unset", bson.D{is("claim", ""), is("next", "")})})
	}
	if err != nil || result.MatchedCount == 0 {
		return thing{}, fault(ctx, err)
	}
	return after, nil
}

// undo takes the claim off the document, and a placeholder away.
func (s *Store) undo(ctx context.Context, i item, steps string) error {
	coll := s.coll(i.Coll)
	if _, err := coll.DeleteOne(ctx, oneByID.filter(is("_id", i.ID), is("claim", steps), is("version", int64(0)))); err != nil {
		return fault(ctx, err)
	}
	_, err := coll.UpdateOne(ctx, oneByID.filter(is("_id", i.ID), is("claim", steps)),
		op("$unset", bson.D{is("claim", ""), is("next", "")}))
	return fault(ctx, err)
}

// byID orders parts by collection and id, so that two saves of the same
// documents do not wait for each other crosswise.
func byID(a, b part) int {
	return strings.Compare(a.kind.coll+"/"+a.row.id, b.kind.coll+"/"+b.row.id)
}
