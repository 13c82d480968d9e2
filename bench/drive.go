package main

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// load is what callers did side by side.
type load struct {
	took    sample
	elapsed time.Duration
}

func (l load) rate() float64 { return perSecond(len(l.took), l.elapsed) }

// and puts another turn of the same to it.
func (l load) and(more load) load {
	return load{append(l.took, more.took...), l.elapsed + more.elapsed}
}

// drive lets callers do one thing after the other, each as fast as it is
// answered, until the time is over or most were begun. It stops at the first
// failure and answers it.
func drive(callers, most int, during time.Duration, do func(caller, i int) error) (load, error) {
	var begun atomic.Int64
	var failed atomic.Bool
	took, errs := make([]sample, callers), make([]error, callers)
	start := time.Now()
	end := start.Add(during)
	var all sync.WaitGroup
	for caller := range callers {
		all.Go(func() {
			for !failed.Load() && time.Now().Before(end) {
				i := int(begun.Add(1))
				if i > most {
					return
				}
				from := time.Now()
				if err := do(caller, i); err != nil {
					errs[caller] = err
					failed.Store(true)
					return
				}
				took[caller] = append(took[caller], time.Since(from))
			}
		})
	}
	all.Wait()
	l := load{elapsed: time.Since(start)}
	for _, t := range took {
		l.took = append(l.took, t...)
	}
	return l, errors.Join(errs...)
}
