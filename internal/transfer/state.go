package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"rongqiao/internal/store"
)

// key is the setting of the target that holds the state. It is of the target
// alone: not copied, not compared.
const key = "transfer"

func isOwn(c store.Collection, r store.Record) bool { return c == store.MetaRecords && r.ID == key }

// state is how far a transfer is.
type state struct {
	From       string                   `json:"from"`
	Began      time.Time                `json:"began"`
	Source     map[store.Collection]Sum `json:"source"` // as it was at the beginning
	Collection store.Collection         `json:"collection"`
	After      string                   `json:"after"` // the last id of the collection that was written
	Copied     int64                    `json:"copied"`
	Done       *time.Time               `json:"done,omitempty"`
}

func readState(ctx context.Context, to store.Meta) (s state, found bool, err error) {
	text, err := to.Meta(ctx, key)
	if err != nil {
		return s, false, fmt.Errorf("read the transfer's state: %w", err)
	}
	if text == "" {
		return s, false, nil
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return s, false, fmt.Errorf("read the transfer's state: %w", err)
	}
	if s.Collection != "" && !slices.Contains(store.Collections, s.Collection) {
		return s, false, fmt.Errorf("read the transfer's state: this program knows no collection %q: use the one that began", s.Collection)
	}
	return s, true, nil
}

func (s state) write(ctx context.Context, to store.Meta) error {
	text, err := json.Marshal(s)
	if err == nil {
		err = to.SetMeta(ctx, key, string(text))
	}
	if err != nil {
		return fmt.Errorf("keep the transfer's state: %w", err)
	}
	return nil
}

// place is where in the list of collections the transfer is.
func (s state) place() int { return max(slices.Index(store.Collections, s.Collection), 0) }

// records is how many there are to copy.
func (s state) records() (n int64) {
	for _, sum := range s.Source {
		n += sum.Count
	}
	return n
}

// CheckFinished answers ErrUnfinished where a transfer into the store is not
// finished: a server must not start on a part.
func CheckFinished(ctx context.Context, m store.Meta) error {
	s, found, err := readState(ctx, m)
	if err == nil && found && s.Done == nil {
		err = fmt.Errorf("%w (from %s, at %s): run rongqiao migrate again until it ends without an error", ErrUnfinished, s.From, s.Began.Format(time.RFC3339))
	}
	return err
}
