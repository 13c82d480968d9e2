package bleve

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"rongqiao/search/words"
)

// lockPatience is how long to wait for an index that another process has open:
// long enough for one that is about to end.
const lockPatience = time.Second

// settings are Bleve's, anew each time: it writes the path into them, which
// would then open one index in the place of another.
func settings() map[string]any { return map[string]any{"bolt_timeout": lockPatience.String()} }

// Open opens the index in dir, or makes one there. An index that cannot be
// read is moved aside, to "index.broken" in dir, and an empty one made: Seq is
// then 0, and the follower fills it from the store. The same without moving
// where the words changed. ErrLocked tells that another process has it open.
func Open(dir string, w *words.Words, log *slog.Logger) (*Index, error) {
	path := filepath.Join(dir, "index")
	if err := os.RemoveAll(path + newSuffix); err != nil {
		return nil, fmt.Errorf("search index: drop what an interrupted rebuild left: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	x, err := openExisting(path, w, log)
	switch {
	case err == nil:
		x.path = path
		return x, nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("search index %s: %w", path, ErrLocked)
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("search index %s: %w", path, err)
	case !errors.Is(err, blevesearch.ErrorIndexPathDoesNotExist):
		aside := path + ".broken"
		log.Warn("search index cannot be read: moved aside, to be filled again", "path", path, "moved_to", aside, "cause", err)
		if err := errors.Join(os.RemoveAll(aside), os.Rename(path, aside)); err != nil {
			return nil, fmt.Errorf("search index: move aside: %w", err)
		}
	}
	x, err = create(path, w, log)
	if err != nil {
		return nil, err
	}
	x.path = path
	return x, nil
}

// create makes an empty index in the folder, or in memory without one.
func create(path string, w *words.Words, log *slog.Logger) (*Index, error) {
	config := settings()
	if path == "" {
		config = nil
	}
	idx, err := blevesearch.NewUsing(path, blevesearch.NewIndexMapping(), scorch.Name, scorch.Name, config)
	if err != nil {
		return nil, fmt.Errorf("make search index %s: %w", path, err)
	}
	x, err := wrap(idx, w, log)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make search index %s: %w", path, err), idx.Close())
	}
	return x, nil
}

// OpenMemory makes an empty index that is gone after Close.
func OpenMemory(w *words.Words) (*Index, error) { return create("", w, slog.New(slog.DiscardHandler)) }

// openExisting answers any damage as an error, also where the library panics
// over it.
func openExisting(path string, w *words.Words, log *slog.Logger) (x *Index, err error) {
	undo := func() error { return nil }
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("damaged: %v", p)
		}
		if err != nil {
			x, err = nil, errors.Join(err, undo())
		}
	}()
	if err := checkSegments(path); err != nil {
		return nil, err
	}
	idx, err := blevesearch.OpenUsing(path, settings())
	if err != nil {
		return nil, err
	}
	undo = idx.Close
	return wrap(idx, w, log)
}

// checkSegments compares each segment file with the checksum at its end, which
// the library writes but does not read: unchecked, damage would be found by
// some later search. It takes the index's lock, so that files that another
// process is about to write are not taken for damaged ones.
func checkSegments(path string) (err error) {
	list := filepath.Join(path, "store", "root.bolt")
	if _, err := os.Stat(list); errors.Is(err, os.ErrNotExist) {
		return nil // no index, or one whose opening will say what is wrong
	}
	lock, err := bbolt.Open(list, 0o600, &bbolt.Options{Timeout: lockPatience, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	files, err := filepath.Glob(filepath.Join(path, "store", "*.zap"))
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := checkSegment(name); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
	}
	return nil
}

func checkSegment(name string) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	body := info.Size() - crc32.Size
	if body <= 0 {
		return fmt.Errorf("%d bytes are too few", info.Size())
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, file, body); err != nil {
		return err
	}
	var want [crc32.Size]byte
	if _, err := io.ReadFull(file, want[:]); err != nil {
		return err
	}
	if have := sum.Sum32(); have != binary.BigEndian.Uint32(want[:]) {
		return errors.New("checksum does not hold")
	}
	return nil
}
