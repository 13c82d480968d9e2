package app

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/scoring"
)

func waitingFor(id string, days, points int64, at time.Time) *queued {
	return &queued{
		need: domain.Need{ID: domain.NeedID(id), SubmittedAt: &at}, days: days,
		result: scoring.Result{Points: &scoring.PointResult{Points: points}},
	}
}

func TestTheOrderOfTheQueue(t *testing.T) {
	noon := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	rows := map[string]struct{ first, second *queued }{
		"more points come first":                             {waitingFor("b", 1, 40, noon), waitingFor("a", 3, 39, noon)},
		"of equal points the earlier comes first":            {waitingFor("b", 1, 40, noon), waitingFor("a", 1, 40, noon.Add(time.Second))},
		"of equal points and times the lower id comes first": {waitingFor("a", 1, 40, noon), waitingFor("b", 1, 40, noon)},
		"fifteen days come before more points":               {waitingFor("b", 15, 0, noon), waitingFor("a", 14, 100, noon)},
		"fourteen days do not":                               {waitingFor("b", 1, 26, noon), waitingFor("a", 14, 25, noon)},
		"after fifteen days points no longer count":          {waitingFor("b", 16, 0, noon), waitingFor("a", 15, 100, noon.Add(time.Hour))},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if before(15, r.first, r.second) >= 0 || before(15, r.second, r.first) <= 0 {
				t.Errorf("want %s before %s", r.first.need.ID, r.second.need.ID)
			}
		})
	}
}

// Needs of full points keep coming, as many as are worked; one without points
// is worked at the latest once all that were there before it are.
func TestNobodyStarves(t *testing.T) {
	const firstCome, perDay, days = 15, 5, 120
	dice := rand.New(rand.NewPCG(3, 1))
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var queue []*queued
	longest := int64(0)
	for day := range int64(days) {
		for i := range perDay {
			points := int64(100)
			if i == 0 {
				points = dice.Int64N(3) // policy puts it last
			}
			queue = append(queue, waitingFor(fmt.Sprintf("%04d-%d", day, i), 0, points, start.AddDate(0, 0, int(day)).Add(time.Duration(i)*time.Minute)))
		}
		for _, x := range queue {
			x.days = day - int64(submitted(x).Sub(start).Hours()/24)
		}
		slices.SortFunc(queue, func(a, b *queued) int { return before(firstCome, a, b) })
		for _, x := range queue[:perDay] {
			longest = max(longest, x.days)
		}
		queue = queue[perDay:]
	}
	if longest > firstCome+1 {
		t.Errorf("one waited %d days where as many are worked as come, want at most %d", longest, firstCome+1)
	}
}
