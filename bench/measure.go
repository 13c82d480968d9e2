package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// sample is how long each run of one contestant took.
type sample []time.Duration

// quantile answers the time that a share q of the runs did not exceed; zero
// where there was none.
func (s sample) quantile(q float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Clone(s)
	slices.Sort(sorted)
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func (s sample) p50() time.Duration { return s.quantile(0.50) }
func (s sample) p95() time.Duration { return s.quantile(0.95) }
func (s sample) p99() time.Duration { return s.quantile(0.99) }

// contestant does the same job as the others of its contest; i numbers the
// case.
type contestant struct {
	name string
	run  func(i int) error
}

// contest lets the contestants take turns at the same case, so that whatever
// else the machine does meets all of them, until the budget is spent and each
// had at least a counted turn at every case. The first turn at each is not
// counted. In the samples the cases follow each other from the first.
func contest(budget time.Duration, cases int, list []contestant) ([]sample, error) {
	out := make([]sample, len(list))
	var end time.Time
	for round := 0; round < 2*cases || time.Now().Before(end); round++ {
		if round == cases {
			end = time.Now().Add(budget)
		}
		for k, c := range list {
			start := time.Now()
			if err := c.run(round % cases); err != nil {
				return nil, fmt.Errorf("%s: case %d: %w", c.name, round%cases, err)
			}
			if round >= cases {
				out[k] = append(out[k], time.Since(start))
			}
		}
	}
	return out, nil
}

// ofCase picks the runs of one case out of a contest's sample.
func (s sample) ofCase(i, cases int) sample {
	var out sample
	for ; i < len(s); i += cases {
		out = append(out, s[i])
	}
	return out
}

// span writes a time with three figures.
func span(d time.Duration) string {
	switch {
	case d <= 0:
		return "–"
	case d < time.Millisecond:
		return figures(float64(d)/float64(time.Microsecond)) + " µs"
	case d < time.Second:
		return figures(float64(d)/float64(time.Millisecond)) + " ms"
	}
	return figures(d.Seconds()) + " s"
}

// figures writes a number with three significant figures, and whole above.
func figures(f float64) string {
	switch {
	case f < 10:
		return strconv.FormatFloat(f, 'f', 2, 64)
	case f < 100:
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return whole(int64(f + 0.5))
}

// whole writes a whole number with a comma at each thousand.
func whole[T int | int64](n T) string {
	s := strconv.FormatInt(int64(n), 10)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// times writes how many times as long the other took: above 1, ours is the
// faster.
func times(other, ours time.Duration) string {
	if other <= 0 || ours <= 0 {
		return "–"
	}
	return figures(float64(other)/float64(ours)) + "×"
}

// perSecond is a rate.
func perSecond(n int, took time.Duration) float64 {
	if took <= 0 {
		return 0
	}
	return float64(n) / took.Seconds()
}
