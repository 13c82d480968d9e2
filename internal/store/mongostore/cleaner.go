package mongostore

import (
	"context"
	"log/slog"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// cleaner takes marks off documents whose work is done, in the background and
// many at once: nobody waits for that, and a mark that stays is only looked at
// once more by the sweep.
type cleaner struct {
	store    *Store
	queue    chan cleared
	closing  chan struct{}
	stopped  chan struct{}
	stopOnce sync.Once
}

// cleared is a document whose work is done, up to the save that the mark names.
type cleared struct{ coll, id, unsent string }

const cleanQueue = 4096

func startCleaner(s *Store) *cleaner {
	c := &cleaner{store: s, queue: make(chan cleared, cleanQueue), closing: make(chan struct{}), stopped: make(chan struct{})}
	go c.run()
	return c
}

// clear never waits: what finds no place is left to the sweep.
func (c *cleaner) clear(done cleared) {
	select {
	case c.queue <- done:
	default:
	}
}

func (c *cleaner) run() {
	defer close(c.stopped)
	for {
		select {
		case first := <-c.queue:
			c.batch(first)
		case <-c.closing:
			select {
			case first := <-c.queue:
				c.batch(first)
			default:
				return
			}
		}
	}
}

func (c *cleaner) batch(first cleared) {
	all := []cleared{first}
	for more := true; more && len(all) < appendBatch; {
		select {
		case next := <-c.queue:
			all = append(all, next)
		default:
			more = false
		}
	}
	ctx := context.Background() // the client's own limit of time bounds each operation
	if err := c.store.takeMarksOff(ctx, all); err != nil {
		c.store.log.LogAttrs(ctx, slog.LevelWarn, "marks of finished saves stay for the sweep", slog.Any("cause", err))
	}
}

// takeMarksOff is one update for each collection. A document that was saved
// again has another mark by now, and keeps it and its events.
func (s *Store) takeMarksOff(ctx context.Context, all []cleared) error {
	ids, marks := map[string][]string{}, map[string][]string{}
	for _, c := range all {
		ids[c.coll], marks[c.coll] = append(ids[c.coll], c.id), append(marks[c.coll], c.unsent)
	}
	for coll := range ids {
		filter := manyByID.filter(is("_id", op("$in", ids[coll])), is("unsent", op("$in", marks[coll])))
		change := op("$unset", bson.D{is("events", ""), is("unsent", "")})
		if _, err := s.coll(coll).UpdateMany(ctx, filter, change); err != nil {
			return fault(ctx, err)
		}
	}
	return fault(ctx, s.events.keepHint(ctx))
}

// stop cleans what waits, and ends.
func (c *cleaner) stop() {
	c.stopOnce.Do(func() { close(c.closing) })
	<-c.stopped
}
