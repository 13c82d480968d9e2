package mongostore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"rongqiao/internal/domain"
)

// numbered is a collection of entries with the numbers 1, 2, 3, …: the outbox
// and the audit log. Several processes append to it without a transaction or a
// lock: each inserts from the first number that it finds missing, in order,
// and where that is taken by then goes on behind what the other has put there.
// An entry is inserted only when the one before it is there, so that no number
// is ever missing below another, and nobody who reads on from a number misses
// one that comes later.
//
// That holds over a failover as well. Numbers are read with read concern
// majority and written with write concern majority: an entry that was seen is
// not taken back, and its number never given to another. One replica set has
// the whole collection (see docs/sharding.md), so that its entries are lost,
// if at all, from the end.
//
// A number is kept as a decimal text of fixed width in _id: texts then sort as
// the numbers do, and every server answers a read by a text _id at once, which
// is how the end is found.
type numbered struct {
	name     string
	coll     *mongo.Collection // read as most nodes have it
	fresh    *mongo.Collection // read as the primary has it, which is ahead
	counters *mongo.Collection
	known    atomic.Int64 // all numbers up to here are there
}

// entry is what is appended. Its key is unique in the collection, so that
// appending it a second time changes nothing.
type entry struct {
	key string
	doc any
}

// numberedDoc is an entry as it is stored.
type numberedDoc struct {
	ID  string   `bson:"_id"`
	Key string   `bson:"key"`
	Doc bson.Raw `bson:"doc"`
}

const (
	numberWidth = 19   // of the largest int64
	mostAtOnce  = 500  // entries in one insert, far below the servers' limits
	mostTries   = 1000 // to find a free number; another process has got one at each that failed
)

func numberID(n int64) string { return fmt.Sprintf("%0*d", numberWidth, n) }

func numberOf(id string) (int64, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("want a number for an id: %w", err)
	}
	return n, nil
}

// open reads the hint where the end is.
func (l *numbered) open(ctx context.Context) error {
	var hint struct {
		Value int64 `bson:"value"`
	}
	err := l.counters.FindOne(ctx, oneByID.filter(is("_id", l.name))).Decode(&hint)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return err
	}
	l.raise(hint.Value)
	return nil
}

// keepHint writes how far the log goes, for the next process that opens it.
func (l *numbered) keepHint(ctx context.Context) error {
	_, err := l.counters.UpdateOne(ctx, oneByID.filter(is("_id", l.name)),
		op("$max", bson.D{is("value", l.known.Load())}), options.UpdateOne().SetUpsert(true))
	return err
}

func (l *numbered) raise(to int64) {
	for {
		have := l.known.Load()
		if have >= to || l.known.CompareAndSwap(have, to) {
			return
		}
	}
}

// at answers the key of the entry with the number, "" where there is none.
func at(ctx context.Context, coll *mongo.Collection, n int64) (key string, err error) {
	var found numberedDoc
	err = coll.FindOne(ctx, oneByID.filter(is("_id", numberID(n)))).Decode(&found)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return "", nil
	}
	return found.Key, err
}

// has tells whether the entry is there, whatever its number.
func (l *numbered) has(ctx context.Context, e entry) (bool, error) {
	err := l.fresh.FindOne(ctx, entryByKey.filter(is("key", e.key))).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	return err == nil, err
}

// end answers the last number.
func (l *numbered) end(ctx context.Context) (int64, error) {
	last, err := lastFrom(ctx, l.coll, l.known.Load())
	if err == nil {
		l.raise(last)
	}
	return last, err
}

// lastFrom looks for the last number behind one that is there, with steps that
// double, and then halves what is between: few reads, all by _id.
func lastFrom(ctx context.Context, coll *mongo.Collection, last int64) (int64, error) {
	missing := int64(0)
	for step := int64(1); missing == 0; step *= 2 {
		key, err := at(ctx, coll, last+step)
		switch {
		case err != nil:
			return 0, err
		case key == "":
			missing = last + step
		default:
			last += step
		}
	}
	for missing-last > 1 {
		middle := last + (missing-last)/2
		key, err := at(ctx, coll, middle)
		switch {
		case err != nil:
			return 0, err
		case key == "":
			missing = middle
		default:
			last = middle
		}
	}
	return last, nil
}

// append adds those entries that are not there yet, in their order.
func (l *numbered) append(ctx context.Context, entries []entry) error {
	last, err := l.end(ctx)
	for tries := 0; err == nil && len(entries) > 0; tries++ {
		if tries == mostTries {
			return domain.NewError(domain.KindUnavailable, "store_unavailable", domain.Facts{"log": l.name, "tries": tries})
		}
		var done int
		done, err = l.insert(ctx, last, entries[:min(len(entries), mostAtOnce)])
		last, entries = last+int64(done), entries[done:]
		if done > 0 {
			l.raise(last)
			tries = 0 // a bound on what leads nowhere
		}
		if mongo.IsDuplicateKeyError(err) {
			last, entries, err = l.resolve(ctx, last, entries)
		}
	}
	return err
}

// resolve finds out why the first entry could not be put behind the last
// number: it is there already, or the number is another's. It asks the
// primary, where what stood in the way is certain to be seen; most nodes may
// not have it yet, so that known is not raised by it.
func (l *numbered) resolve(ctx context.Context, last int64, entries []entry) (int64, []entry, error) {
	there, err := l.has(ctx, entries[0])
	if err != nil || there {
		return last, entries[min(1, len(entries)):], err
	}
	last, err = lastFrom(ctx, l.fresh, last)
	return last, entries, err
}

// insert puts the entries behind the number, and answers how many it could.
func (l *numbered) insert(ctx context.Context, last int64, entries []entry) (done int, err error) {
	docs := make([]any, len(entries))
	for i, e := range entries {
		docs[i] = bson.D{is("_id", numberID(last+1+int64(i))), is("key", e.key), is("doc", e.doc)}
	}
	_, err = l.coll.InsertMany(ctx, docs) // ordered: it stops at the first that fails
	if err == nil {
		return len(entries), nil
	}
	var partly mongo.BulkWriteException
	if errors.As(err, &partly) && len(partly.WriteErrors) > 0 {
		done = partly.WriteErrors[0].Index
	}
	return done, err
}

// after answers entries with higher numbers, in order, at most limit. Where
// there is none it knows that from one read.
func (l *numbered) after(ctx context.Context, n int64, limit int) ([]numberedDoc, error) {
	if n >= l.known.Load() {
		if key, err := at(ctx, l.coll, n+1); err != nil || key == "" {
			return nil, err
		}
	}
	filter := numbersAfter.filter(is("_id", op("$gt", numberID(n))))
	cursor, err := l.coll.Find(ctx, filter, options.Find().SetSort(numbersAfter.sort()).SetLimit(int64(limit)))
	if err != nil {
		return nil, err
	}
	var found []numberedDoc
	return found, cursor.All(ctx, &found)
}
