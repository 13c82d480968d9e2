package scoring

import (
	"sort"

	"rongqiao/internal/domain"
)

// Total is the score of what is known, and the share of the weights that is.
// Measures stand in the order of the indicators. An unknown one leaves the
// denominator. Halves round up.
func (s *Scorecard) Total(measures []Measure) (score, coverage domain.BasisPoints) {
	sum, known := s.sums(measures)
	if known == 0 {
		return 0, 0
	}
	return domain.BasisPoints((2*sum + known) / (2 * known)), domain.BasisPoints(known)
}

func (s *Scorecard) sums(measures []Measure) (sum, known int64) {
	for n, i := range s.Indicators {
		if p, ok := i.Points(measures[n]); ok {
			sum += int64(i.Weight) * int64(p)
			known += int64(i.Weight)
		}
	}
	return sum, known
}

// Line is one indicator's part of a score.
type Line struct {
	Indicator Indicator
	Known     bool
	Points    domain.BasisPoints
	Max       domain.BasisPoints
}

// Lines explains a total: their points add up to it, and their greatest
// possible points to Full. What rounding leaves over goes to the lines with
// the largest remainders, the earlier first.
func (s *Scorecard) Lines(measures []Measure) []Line {
	score, _ := s.Total(measures)
	_, known := s.sums(measures)
	lines := make([]Line, len(s.Indicators))
	points, most := make([]int64, len(lines)), make([]int64, len(lines))
	for n, i := range s.Indicators {
		p, ok := i.Points(measures[n])
		lines[n] = Line{Indicator: i, Known: ok}
		if ok {
			points[n], most[n] = int64(i.Weight)*int64(p), int64(i.Weight)*Full
		}
	}
	if known == 0 {
		return lines
	}
	for n, p := range apportion(most, known, Full, nil) {
		lines[n].Max = domain.BasisPoints(p)
		most[n] = p
	}
	for n, p := range apportion(points, known, int64(score), most) {
		lines[n].Points = domain.BasisPoints(p)
	}
	return lines
}

// apportion divides each part by den so that the whole numbers add up to
// total, by largest remainders; none goes above its cap, where there are caps.
func apportion(parts []int64, den, total int64, caps []int64) []int64 {
	out := make([]int64, len(parts))
	order := make([]int, len(parts))
	left := total
	for i, p := range parts {
		out[i], order[i] = p/den, i
		left -= out[i]
	}
	sort.SliceStable(order, func(a, b int) bool { return parts[order[a]]%den > parts[order[b]]%den })
	// Caps add up to at least total; where they turn lines away, a second round
	// finds room for the rest.
	for left > 0 {
		for _, i := range order {
			if left > 0 && (caps == nil || out[i] < caps[i]) {
				out[i]++
				left--
			}
		}
	}
	return out
}
