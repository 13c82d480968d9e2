package sqlitestore

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"rongqiao/internal/domain"
)

// BenchmarkSaveNeed shows what sharing a commit is worth: 64 callers at once,
// with up to 256 writes to a commit and with a commit for each.
func BenchmarkSaveNeed(b *testing.B) {
	for name, batch := range map[string]int{"shared commits": 0, "a commit each": 1} {
		b.Run(name, func(b *testing.B) {
			s := openIn(b, Options{Dir: b.TempDir(), Batch: batch})
			var next atomic.Int64
			b.SetParallelism(32) // times the processors
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					n := benchNeed(next.Add(1))
					if _, err := s.SaveNeed(context.Background(), n, saved(n)); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
		})
	}
}

// BenchmarkNeed reads a need by its id.
func BenchmarkNeed(b *testing.B) {
	s := openIn(b, Options{Dir: b.TempDir()})
	n, err := s.SaveNeed(context.Background(), benchNeed(1))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Need(context.Background(), n.ID); err != nil {
			b.Fatal(err)
		}
	}
}

func benchNeed(i int64) domain.Need {
	return domain.Need{
		ID: domain.NeedID(fmt.Sprintf("need_%012d", i)), EnterpriseID: "ent_1", State: domain.NeedDraft,
		Amount: 300 * domain.Wan, Term: 12, Purpose: "working_capital", Note: strings.Repeat("流动资金", 25),
		CreatedAt: now(), UpdatedAt: now(),
	}
}
