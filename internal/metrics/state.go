package metrics

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Part is what a scrape tells of one part. Lag and Age are of what it has not
// followed yet; nil where it follows nothing, or that is not known.
type Part struct {
	Name     string
	Ready    bool
	Degraded bool
	Lag      *int64
	Age      *time.Duration
}

// Queue is the submitted needs that nobody has answered yet.
type Queue struct {
	Needs  int
	Oldest time.Time // when the oldest was submitted; zero for none
}

// Sources are asked at a scrape, but no more often than the answers keep: a
// scrape must not be a load. A source that cannot answer answers false.
type Sources struct {
	Parts func(context.Context) []Part
	Queue func(context.Context) (Queue, bool) // nil: not told
	Turns func() map[string]int               // by how they stand; nil: not told
	Now   func() time.Time
}

// How long answers keep, and how long a source may take.
const (
	partsKeep   = 5 * time.Second
	queueKeeps  = time.Minute
	sourceTakes = 2 * time.Second
)

// Watch adds the state of the parts and of the queue.
func (m *Metrics) Watch(s Sources) {
	m.registry.MustRegister(&state{Sources: s})
}

type state struct {
	Sources

	mu      sync.Mutex // also keeps scrapes at once from asking twice
	parts   []Part
	partsAt time.Time
	queue   Queue
	queued  bool
	queueAt time.Time
}

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("rongqiao_"+name, help, labels, nil)
}

var (
	partReady    = desc("part_ready", "Whether the part is ready to serve: 1 or 0.", "part")
	partDegraded = desc("part_degraded", "Whether the part serves, but less well: 1 or 0.", "part")
	followerLag  = desc("follower_lag_events", "Events of the store that the follower has not followed yet.", "follower")
	followerAge  = desc("follower_oldest_event_age_seconds", "Age of the oldest event not yet followed; 0 for none.", "follower")
	needsWaiting = desc("needs_waiting", "Submitted needs that wait for an answer.")
	turnsNow     = desc("turns", "Turns with a limit, by how they stand.", "state")
	needsOldest  = desc("needs_oldest_waiting_age_seconds", "Time since the oldest waiting need was submitted; 0 for none.")
)

// Describe tells which metrics there can be.
func (s *state) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{partReady, partDegraded, followerLag, followerAge, needsWaiting, needsOldest, turnsNow} {
		to <- d
	}
}

// Collect asks the sources where the last answers are too old.
func (s *state) Collect(to chan<- prometheus.Metric) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	now := s.Now()
	s.refresh(now)
	for _, p := range s.parts {
		gauge(partReady, flag(p.Ready), p.Name)
		gauge(partDegraded, flag(p.Degraded), p.Name)
		if p.Lag != nil {
			gauge(followerLag, float64(*p.Lag), p.Name)
		}
		if p.Age != nil {
			gauge(followerAge, p.Age.Seconds(), p.Name)
		}
	}
	if s.Turns != nil {
		for how, n := range s.Turns() {
			gauge(turnsNow, float64(n), how)
		}
	}
	if s.queued {
		gauge(needsWaiting, float64(s.queue.Needs))
		age := time.Duration(0)
		if !s.queue.Oldest.IsZero() {
			age = max(now.Sub(s.queue.Oldest), 0)
		}
		gauge(needsOldest, age.Seconds())
	}
}

func (s *state) refresh(now time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), sourceTakes)
	defer cancel()
	if s.partsAt.IsZero() || now.Sub(s.partsAt) >= partsKeep {
		s.parts, s.partsAt = s.Parts(ctx), now
	}
	if s.Queue != nil && (s.queueAt.IsZero() || now.Sub(s.queueAt) >= queueKeeps) {
		s.queue, s.queued = s.Queue(ctx)
		s.queueAt = now
	}
}

func flag(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
