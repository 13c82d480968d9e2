package mongostore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

// kind is how one noun is stored.
type kind struct {
	noun   string // as in the codes: need → need_changed
	coll   string
	unique string // the field beside _id that is unique, "" for none
	byKey  query  // finds by it
	marked bool   // every save leaves work to finish, see finish
}

// row is a thing on its way into its collection.
type row struct {
	id      string
	version int64  // that it was read at; 0: it is new
	doc     any    // its shape
	columns bson.D // what lists filter by, unique key included
}

func (r row) column(field string) any {
	for _, c := range r.columns {
		if c.Key == field {
			return c.Value
		}
	}
	return nil
}

// pendingEvents are events that a document still has to hand on, by the
// version that left them: "v7". They are written with the document in one
// step, so that a kill loses none.
type pendingEvents map[string][]record.Event

// thing is a document as it is stored. Beside these fields it has its columns.
type thing struct {
	ID      string        `bson:"_id"`
	Version int64         `bson:"version"` // 0: a placeholder, which holds an id and a key for a claim
	Doc     bson.Raw      `bson:"doc"`
	Events  pendingEvents `bson:"events"`
	Unsent  string        `bson:"unsent"` // names the last save that left work; "" when all is done
	Claim   string        `bson:"claim"`  // the steps that are about to change it
	Next    *next         `bson:"next"`   // what they will make of it
	// District is the column of enterprises and needs.
	District *string `bson:"district"`
}

// next is what a claimed document will be.
type next struct {
	Doc     any            `bson:"doc"`
	Columns bson.D         `bson:"columns"`
	Events  []record.Event `bson:"events"`
}

// placeholder tells that the document is not there yet for readers.
func (t thing) placeholder() bool { return t.Version == 0 }

func versionKey(version int64) string { return "v" + strconv.FormatInt(version, 10) }

// unsentKey names a save: unique among all, so that the mark of a later one is
// never taken off with that of an earlier one.
func unsentKey(id string, version int64) string { return id + "/" + strconv.FormatInt(version, 10) }

// entriesOf are the entries of the outbox that the document's pending events
// become, the oldest version first. A key is unique to its event, so handing
// one on twice is harmless.
func entriesOf(coll, id string, pending pendingEvents) ([]entry, error) {
	versions := make([]int64, 0, len(pending))
	for key := range maps.Keys(pending) {
		v, err := strconv.ParseInt(strings.TrimPrefix(key, "v"), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s %s: pending events of version %q: %w", coll, id, key, err)
		}
		versions = append(versions, v)
	}
	slices.Sort(versions)
	var all []entry
	for _, v := range versions {
		for n, e := range pending[versionKey(v)] {
			all = append(all, entry{key: eventKey(coll, id, v, n), doc: e})
		}
	}
	return all, nil
}

func eventKey(coll, id string, version int64, n int) string {
	return fmt.Sprintf("%s/%s/%d/%d", coll, id, version, n)
}

func eventDocs(events []domain.Event) []record.Event {
	docs := make([]record.Event, 0, len(events))
	for _, e := range events {
		docs = append(docs, record.NewEvent(e))
	}
	return docs
}

// decode reads a shape with the names of its JSON form.
func decode[D any](raw bson.Raw) (D, error) {
	var doc D
	d := bson.NewDecoder(bson.NewDocumentReader(bytes.NewReader(raw)))
	d.UseJSONStructTags()
	err := d.Decode(&doc)
	if err == nil {
		err = record.Unpack(&doc)
	}
	return doc, err
}

// find reads the one document that the filter finds; found is false where
// there is none.
func find(ctx context.Context, coll *mongo.Collection, filter bson.D) (t thing, found bool, err error) {
	err = coll.FindOne(ctx, filter).Decode(&t)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return thing{}, false, nil
	}
	return t, err == nil, err
}

func exists(k kind, id string) error {
	return domain.NewError(domain.KindConflict, k.noun+"_exists", domain.Facts{"id": id})
}
