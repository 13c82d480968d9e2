package bleve

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"rongqiao/search"
)

// newSuffix marks the folder that a rebuild fills.
const newSuffix = ".new"

// rebuildBatch is how many documents a rebuild writes at once.
const rebuildBatch = 1_000

// Rebuild fills an index beside the old one and puts it in its place. Searches
// wait for the moment that takes, and writes for the whole.
func (x *Index) Rebuild(ctx context.Context, seq int64, documents iter.Seq2[search.Document, error], progress func(done int)) error {
	x.write.Lock()
	defer x.write.Unlock()
	path := ""
	if x.path != "" {
		path = x.path + newSuffix
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("rebuild search index: %w", err)
		}
	}
	fresh, err := create(path, x.words, x.log)
	if err != nil {
		return fmt.Errorf("rebuild search index: %w", err)
	}
	if err := fresh.fill(ctx, seq, documents, progress); err != nil {
		err = errors.Join(err, fresh.Close())
		if path != "" {
			err = errors.Join(err, os.RemoveAll(path))
		}
		return fmt.Errorf("rebuild search index: %w", err)
	}
	return x.replace(fresh, path)
}

// fill writes all documents, and the position with the last of them.
func (x *Index) fill(ctx context.Context, seq int64, documents iter.Seq2[search.Document, error], progress func(done int)) error {
	var batch search.Batch
	done := 0
	write := func() error {
		if err := x.Apply(ctx, batch); err != nil {
			return err
		}
		done += len(batch.Upserts)
		batch.Upserts = batch.Upserts[:0]
		if progress != nil {
			progress(done)
		}
		return nil
	}
	for d, err := range documents {
		if err != nil {
			return err
		}
		batch.Upserts = append(batch.Upserts, d)
		if len(batch.Upserts) == rebuildBatch {
			if err := write(); err != nil {
				return err
			}
		}
	}
	batch.Seq = seq
	return write()
}

// replace puts the fresh index in place of the old one. A kill between the two
// renames leaves no index, which the next Open makes anew and empty.
func (x *Index) replace(fresh *Index, path string) error {
	if path == "" {
		x.swap.Lock()
		defer x.swap.Unlock()
		old := x.index
		x.index, x.inner, x.rows = fresh.index, fresh.inner, fresh.rows
		return old.Close()
	}
	if err := fresh.index.Close(); err != nil {
		return fmt.Errorf("rebuild search index: %w", err)
	}
	x.swap.Lock()
	defer x.swap.Unlock()
	if err := x.index.Close(); err != nil {
		return fmt.Errorf("rebuild search index: close the old one: %w", err)
	}
	if err := errors.Join(os.RemoveAll(x.path), os.Rename(path, x.path)); err != nil {
		return fmt.Errorf("rebuild search index: put the new one in place: %w", err)
	}
	opened, err := openExisting(x.path, x.words, x.log)
	if err != nil {
		return fmt.Errorf("rebuild search index: open the new one: %w", err)
	}
	x.index, x.inner, x.rows = opened.index, opened.inner, opened.rows
	return nil
}
