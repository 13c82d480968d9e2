package app

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// NewIDs answers a maker of ids: the prefix and a ULID, "need_01JQ…". Ids made
// by one process rise, those of one millisecond too; those of several rise as
// far as their clocks agree. It is safe for concurrent use.
func NewIDs(now func() time.Time) func(prefix string) string {
	var mu sync.Mutex
	rising := ulid.Monotonic(rand.Reader, 0)
	return func(prefix string) string {
		mu.Lock()
		defer mu.Unlock()
		ms := ulid.Timestamp(now())
		id, err := ulid.New(ms, rising)
		if err != nil { // this millisecond's ids are used up: one that may not rise
			id = ulid.ULID{}
			rand.Read(id[6:])
			// A time beyond the year 10889 leaves the time part zero.
			_ = id.SetTime(ms)
		}
		return prefix + id.String()
	}
}
