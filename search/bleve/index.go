// Package bleve is the embedded search engine. Bleve keeps the inverted index
// and scores; what filters, facets and sorts ask for is held in memory beside
// it, a row for each document, because reading those from the index for every
// hit costs some ten times more than finding the hit.
package bleve

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/words"
)

// layout is raised whenever documents are written differently, so that an
// index of the old layout is emptied and filled anew.
const layout = "1"

// What the index keeps beside documents.
var (
	seqKey    = []byte("seq")
	builtWith = []byte("built_with")
)

// ErrLocked is answered by Open while another process has the index open.
var ErrLocked = errors.New("the search index is open in another process; stop that one, or give this one its own data directory")

// Index is a search.Index over a Bleve index. It may be used by any number of
// goroutines.
type Index struct {
	words *words.Words
	log   *slog.Logger
	path  string // of the index's folder; empty in memory

	swap  sync.RWMutex // held alone while Rebuild puts another index in place; taken after write
	index blevesearch.Index
	inner index.Index
	rows  *rowCache

	write sync.Mutex // one change at a time: Reset reads before it writes
}

var _ search.Index = (*Index)(nil)

// wrap takes over a fresh or opened index, empties it where it was built with
// other words or another layout, and reads its rows once, which also finds
// damage before anybody searches.
func wrap(idx blevesearch.Index, w *words.Words, log *slog.Logger) (*Index, error) {
	inner, err := idx.Advanced()
	if err != nil {
		return nil, err
	}
	x := &Index{words: w, log: log, index: idx, inner: inner, rows: &rowCache{}}
	with, err := idx.GetInternal(builtWith)
	if err != nil {
		return nil, fmt.Errorf("read what the index was built with: %w", err)
	}
	if want := layout + " " + w.Version(); string(with) != want {
		if len(with) > 0 {
			log.Info("search index was built with other words or another layout: emptied, to be filled again")
		}
		if err := x.Reset(context.Background()); err != nil {
			return nil, err
		}
	}
	snapshot, err := x.snapshot()
	if err != nil {
		return nil, err
	}
	_, err = x.rows.of(snapshot)
	return x, errors.Join(err, snapshot.Close())
}

// snapshot is the index as of now; it must be closed.
func (x *Index) snapshot() (*scorch.IndexSnapshot, error) {
	reader, err := x.inner.Reader()
	if err != nil {
		return nil, fmt.Errorf("read search index: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(fmt.Errorf("search index: want a scorch snapshot, have %T", reader), reader.Close())
	}
	return snapshot, nil
}

// Apply writes the batch and its position in one step. It returns when both
// are on disk.
func (x *Index) Apply(ctx context.Context, b search.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	x.write.Lock()
	defer x.write.Unlock()
	x.swap.RLock()
	defer x.swap.RUnlock()
	batch := x.index.NewBatch()
	for _, d := range b.Upserts {
		if d.ID == "" {
			return domain.Invalid("required", "upserts.id", nil)
		}
		doc, err := x.document(d)
		if err != nil {
			return fmt.Errorf("offer %s: %w", d.ID, err)
		}
		if err := batch.IndexAdvanced(doc); err != nil {
			return fmt.Errorf("offer %s: %w", d.ID, err)
		}
	}
	for _, id := range b.Deletes {
		batch.Delete(string(id))
	}
	batch.SetInternal(seqKey, binary.BigEndian.AppendUint64(nil, uint64(b.Seq)))
	if err := x.index.Batch(batch); err != nil {
		return fmt.Errorf("write search index: %w", err)
	}
	return nil
}

// Seq is the position of the last batch.
func (x *Index) Seq(context.Context) (int64, error) {
	x.swap.RLock()
	defer x.swap.RUnlock()
	v, err := x.index.GetInternal(seqKey)
	if err != nil {
		return 0, fmt.Errorf("read search index position: %w", err)
	}
	if len(v) != 8 {
		return 0, nil
	}
	return int64(binary.BigEndian.Uint64(v)), nil
}

// Count is the number of documents.
func (x *Index) Count(context.Context) (int, error) {
	x.swap.RLock()
	defer x.swap.RUnlock()
	n, err := x.index.DocCount()
	if err != nil {
		return 0, fmt.Errorf("count search index: %w", err)
	}
	return int(n), nil
}

// Reset takes all documents out in one step. Searches go on meanwhile and find
// either everything or nothing.
func (x *Index) Reset(ctx context.Context) error {
	x.write.Lock()
	defer x.write.Unlock()
	x.swap.RLock()
	defer x.swap.RUnlock()
	snapshot, err := x.snapshot()
	if err != nil {
		return err
	}
	batch := x.index.NewBatch()
	err = eachLive(snapshot, func(segment int, local uint64) error {
		id, err := snapshot.Segments()[segment].DocID(local)
		batch.Delete(string(id))
		return errors.Join(err, ctx.Err())
	})
	if err := errors.Join(err, snapshot.Close()); err != nil {
		return fmt.Errorf("empty search index: %w", err)
	}
	batch.SetInternal(seqKey, binary.BigEndian.AppendUint64(nil, 0))
	batch.SetInternal(builtWith, []byte(layout+" "+x.words.Version()))
	if err := x.index.Batch(batch); err != nil {
		return fmt.Errorf("empty search index: %w", err)
	}
	return nil
}

// Close ends the index; what Apply wrote is on disk already.
func (x *Index) Close() error {
	x.write.Lock()
	defer x.write.Unlock()
	x.swap.RLock()
	defer x.swap.RUnlock()
	return x.index.Close()
}

// eachLive visits all documents that are not deleted, by segment and number in
// it.
func eachLive(s *scorch.IndexSnapshot, visit func(segment int, local uint64) error) error {
	for i, segment := range s.Segments() {
		for it := segment.DocNumbersLive().Iterator(); it.HasNext(); {
			if err := visit(i, uint64(it.Next())); err != nil {
				return err
			}
		}
	}
	return nil
}
