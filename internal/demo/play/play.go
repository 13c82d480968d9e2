// Package play plays the parties of the demonstration through the public API:
// firms ask, choose and raise what hinders them, agencies take it up or let it
// pass, banks and funds answer, decline or are late. Each looks at what it has before it, and
// moves a thing once on a working day at most; what it decides follows from the
// seed, from the thing and from how long it has waited. So a part of a day that
// is played again after a kill goes on where it stopped, and nothing is kept
// here. Sentences, shares and delays are made up.
package play

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rongqiao/internal/domain"
)

// Firm is a firm with its person.
type Firm struct {
	Account
	Enterprise domain.Enterprise
	Asks       int // on how many of 1000 working days it asks for money
}

// Play is the stage: who plays, and in what time.
type Play struct {
	Client     *Client
	Now        func() time.Time
	Location   *time.Location
	WorkingDay func(domain.Date) bool
	Seed       uint64
	Firms      []Firm
	Agencies   []Account // and the city
	Houses     []Account // banks and fund managers
	AtOnce     int       // how many act side by side

	mu      sync.Mutex
	refused map[string]int
}

// Morning is when firms act.
func (p *Play) Morning(ctx context.Context) error {
	return each(ctx, p, p.Firms, p.firm)
}

// Afternoon is when agencies, then banks and funds act.
func (p *Play) Afternoon(ctx context.Context) error {
	if err := each(ctx, p, p.Agencies, p.agency); err != nil {
		return err
	}
	return each(ctx, p, p.Houses, p.house)
}

// Refused tells how often which answer was a refusal that the play takes as
// part of life: a thing that has changed meanwhile, or a firm that does not
// qualify.
func (p *Play) Refused() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refused
}

func each[T any](ctx context.Context, p *Play, all []T, act func(context.Context, T) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(p.AtOnce, 1))
	for _, x := range all {
		g.Go(func() error { return act(ctx, x) })
	}
	return g.Wait()
}

// act makes a move. A conflict is part of life; anything else that is refused
// is a fault of the play.
func (p *Play) act(ctx context.Context, who Account, path string, in any) error {
	err := p.Client.Post(ctx, who, path, in, nil)
	var refused *Refused
	if errors.As(err, &refused) && refused.Status == http.StatusConflict {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.refused == nil {
			p.refused = map[string]int{}
		}
		p.refused[refused.Problem.Code]++
		return nil
	}
	return err
}

func (p *Play) dateOf(t time.Time) domain.Date {
	y, m, d := t.In(p.Location).Date()
	return domain.NewDate(y, m, d)
}

func (p *Play) today() domain.Date { return p.dateOf(p.Now()) }

// longestWait bounds how far back waiting is counted.
const longestWait = 60

// waited is for how many working days something has waited, the day on which
// it began not counted.
func (p *Play) waited(since time.Time) int {
	first, n := p.dateOf(since), 0
	for day := p.today(); day > first && n < longestWait; day-- {
		if p.WorkingDay(day) {
			n++
		}
	}
	return n
}

// die is thrown for one decision: the same for the same seed and words.
type die struct{ *rand.Rand }

func (p *Play) die(about ...any) die {
	h := fnv.New64a()
	for _, x := range about {
		fmt.Fprint(h, x, "\x00")
	}
	return die{rand.New(rand.NewPCG(p.Seed, h.Sum64()))}
}

// chance is true in n of 100 cases.
func (d die) chance(n int) bool { return d.IntN(100) < n }

// wait is one of the numbers of days, by weight.
func (d die) wait(of ...[2]int) int {
	total := 0
	for _, x := range of {
		total += x[1]
	}
	n := d.IntN(total)
	for _, x := range of {
		if n -= x[1]; n < 0 {
			return x[0]
		}
	}
	return of[len(of)-1][0]
}

// never is a wait that does not end.
const never = 1 << 20

func oneOf[T any](d die, all []T) T { return all[d.IntN(len(all))] }

func ptr[T any](v T) *T { return &v }

func text(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// dayNumber is the day as digits, 20261125.
func dayNumber(d domain.Date) string {
	y, m, day := d.Time().Date()
	return strconv.Itoa(y*10_000 + int(m)*100 + day)
}
