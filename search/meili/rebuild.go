package meili

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"rongqiao/search"
)

// building is in the names of indexes that are being filled.
const building = "_build_"

// Rebuild fills an index beside the live one and swaps them. It drops all of
// our indexes that are then no use: the old one, those of other versions, and
// what interrupted rebuilds have left.
func (x *Index) Rebuild(ctx context.Context, seq int64, documents iter.Seq2[search.Document, error], progress func(done int)) error {
	x.write.Lock()
	defer x.write.Unlock()
	if err := x.Connect(ctx); err != nil {
		return err
	}
	number := make([]byte, 4)
	if _, err := rand.Read(number); err != nil {
		return err
	}
	fresh := x.live + building + hex.EncodeToString(number)
	err := x.build(ctx, fresh, seq, documents, progress)
	if err == nil {
		err = x.swap(ctx, fresh)
	}
	if dropped := x.dropOthers(context.WithoutCancel(ctx)); dropped != nil {
		err = errors.Join(err, fmt.Errorf("drop old search indexes: %w", dropped))
	}
	if err != nil {
		return fmt.Errorf("rebuild search index: %w", err)
	}
	x.foreign.Store(false)
	return nil
}

func (x *Index) build(ctx context.Context, index string, seq int64, documents iter.Seq2[search.Document, error], progress func(done int)) error {
	for _, step := range []func(context.Context) (*meilisearch.TaskInfo, error){
		func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			return x.admin.CreateIndex(ctx, &meilisearch.IndexConfig{Uid: index, PrimaryKey: fieldKey})
		},
		func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			return x.admin.Index(index).UpdateSettings(ctx, x.settings())
		},
	} {
		task, err := x.hand(ctx, step)
		if err == nil {
			err = x.wait(ctx, task)
		}
		if err != nil {
			return err
		}
	}
	done, err := x.fill(ctx, index, seq, documents, progress)
	if err != nil {
		return err
	}
	return x.checkWhole(ctx, index, done)
}

// fill hands documents over part by part, the position with the last.
func (x *Index) fill(ctx context.Context, index string, seq int64, documents iter.Seq2[search.Document, error], progress func(done int)) (done int, err error) {
	var p payload
	flush := func() error {
		for _, part := range p.all() {
			if len(part) == 0 {
				continue
			}
			if err := x.put(ctx, index, part); err != nil {
				return err
			}
		}
		p = payload{}
		if progress != nil {
			progress(done)
		}
		return nil
	}
	for d, err := range documents {
		if err != nil {
			return done, err
		}
		doc, err := document(x.o.Words, d)
		if err != nil {
			return done, fmt.Errorf("offer %s: %w", d.ID, err)
		}
		p.add(doc)
		done++
		if len(p.done) > 0 {
			if err := flush(); err != nil {
				return done, err
			}
		}
	}
	if err := p.marshal(whole{stored: stored{Key: positionKey, State: statePosition}, Seq: seq, Built: x.version}); err != nil {
		return done, err
	}
	return done, flush()
}

// checkWhole looks at an index before it goes live: another rebuild may have
// dropped it, and our writes then have made one in part.
func (x *Index) checkWhole(ctx context.Context, index string, documents int) error {
	ctx, cancel := x.short(ctx)
	defer cancel()
	have, err := x.admin.Index(index).GetSettings(ctx)
	if err != nil {
		return x.explain(err)
	}
	stats, err := x.admin.Index(index).GetStats(ctx, nil)
	if err != nil {
		return x.explain(err)
	}
	if want := int64(documents) + 1; !sameSettings(have, x.settings()) || stats.NumberOfDocuments != want {
		return fmt.Errorf("the new index was disturbed: want our settings and %d documents, have %d; let one process alone rebuild", want, stats.NumberOfDocuments)
	}
	return nil
}

// swap puts the fresh index in place of the live one, or in its empty place.
func (x *Index) swap(ctx context.Context, fresh string) error {
	var err error
	for _, rename := range []bool{true, false} {
		var task *meilisearch.TaskInfo
		task, err = x.hand(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			return x.admin.SwapIndexes(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{fresh, x.live}, Rename: rename}})
		})
		if err == nil {
			err = x.wait(ctx, task)
		}
		if err == nil {
			return nil
		}
	}
	return err
}

// dropOthers drops all of our indexes but the live one.
func (x *Index) dropOthers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, x.o.WriteTimeout)
	defer cancel()
	all, err := x.admin.ListIndexes(ctx, &meilisearch.IndexesQuery{Limit: 1_000})
	if err != nil {
		return x.explain(err)
	}
	for _, r := range all.Results {
		if r.UID == x.live || !x.ours(r.UID) {
			continue
		}
		task, err := x.admin.DeleteIndex(ctx, r.UID)
		if err == nil {
			err = x.wait(ctx, task)
		}
		if err != nil && !isCode(err, codeNoIndex) {
			return x.explain(err)
		}
	}
	return nil
}

// ours tells our indexes from those of others whose names begin alike.
func (x *Index) ours(uid string) bool {
	rest, ok := strings.CutPrefix(uid, x.o.Index+"_")
	version, _, _ := strings.Cut(rest, building)
	return ok && len(version) == len(x.version) && strings.Trim(version, "0123456789abcdef") == ""
}
