package app

import (
	"context"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/selection"
	"rongqiao/internal/store"
)

// RankedFirm is a candidate with its place in the ranking. Of the firm it
// holds what fund managers may see without its consent, and no more.
type RankedFirm struct {
	Rank      int // from 1, among all candidates; those of whom too little is known come last
	Firm      domain.ShortlistCandidate
	Enough    bool               // enough is known to be ranked and chosen
	Missing   []Lack             // of a page only
	Candidacy domain.CandidacyID // "" for none
	Stage     domain.Code        // of the candidacy
}

// Ranking is a part of the ranking of a day.
type Ranking struct {
	Items        []RankedFirm
	Next         string
	Total        int // candidates that the filter lets through
	Day          domain.Date
	RulesVersion string
}

// RankingFilter narrows a ranking; empty parts do not.
type RankingFilter struct {
	Districts, Industries []domain.Code
	Firms                 []domain.EnterpriseID
}

// ListingRanking answers the candidates for listing cultivation, the best
// first, by score, founding day and USCC. Errors: cursor_invalid.
func (a *App) ListingRanking(ctx context.Context, actor domain.Actor, filter RankingFilter, page Page) (Ranking, error) {
	if err := a.allow(ctx, actor, policy.RankingRead, policy.Target{}, "rankings", nil); err != nil {
		return Ranking{}, err
	}
	after := 0
	if page.After != "" {
		n, err := strconv.Atoi(page.After)
		if err != nil || n < 1 {
			return Ranking{}, domain.Invalid("cursor_invalid", "cursor", nil)
		}
		after = n
	}
	firms, day, err := a.ranking(ctx)
	if err != nil {
		return Ranking{}, err
	}
	out := Ranking{Day: day, RulesVersion: a.rulesVersion()}
	for _, f := range firms {
		if !filter.lets(f.Firm) {
			continue
		}
		out.Total++
		if f.Rank <= after {
			continue
		}
		if len(out.Items) == page.Limit {
			out.Next = strconv.Itoa(out.Items[page.Limit-1].Rank)
			continue
		}
		if f, err = Explain(a.Ranker, f, day); err != nil {
			return Ranking{}, err
		}
		out.Items = append(out.Items, f)
	}
	return out, nil
}

func (f RankingFilter) lets(c domain.ShortlistCandidate) bool {
	return (len(f.Districts) == 0 || slices.Contains(f.Districts, c.District)) &&
		(len(f.Industries) == 0 || slices.Contains(f.Industries, c.Industry)) &&
		(len(f.Firms) == 0 || slices.Contains(f.Firms, c.EnterpriseID))
}

// rulesVersion names the rule data that scores come from.
func (a *App) rulesVersion() string { return RankingRules(a.Rules) }

// RankingRules names the rule data that the scores of a ranking come from.
func RankingRules(rs *rules.RuleSet) string { return rs.Hash[:min(16, len(rs.Hash))] }

// Rankings keeps the ranking of a day, and follows the store's events, so that
// not every question reads all firms. It is safe for concurrent use.
type Rankings struct {
	Store  store.Store
	Rules  *rules.RuleSet
	Ranker Ranker

	mu      sync.Mutex
	known   bool
	day     domain.Date
	seq     int64
	firms   map[domain.EnterpriseID]RankedFirm
	records map[domain.EnterpriseID]domain.Candidacy
	sorted  []RankedFirm
}

func (a *App) ranking(ctx context.Context) ([]RankedFirm, domain.Date, error) {
	day := a.today()
	firms, err := a.rankings.Of(ctx, day)
	return firms, day, err
}

// followAtMost is how many events are followed one by one; with more behind,
// all firms are read anew.
const followAtMost = 5000

// Of answers the ranking of the day, the best first; it is not to be changed.
func (r *Rankings) Of(ctx context.Context, day domain.Date) ([]RankedFirm, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last, err := r.Store.LastSeq(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case r.known && r.day == day && last == r.seq:
		return r.sorted, nil
	case r.known && r.day == day && last > r.seq && last-r.seq <= followAtMost:
		err = r.follow(ctx)
	default:
		err = r.build(ctx, day, last)
	}
	if err != nil {
		r.known = false
		return nil, err
	}
	r.sort()
	return r.sorted, nil
}

// pageOfFirms is how many are read at once.
const pageOfFirms = 500

// build reads all records and all firms. What is saved meanwhile has a number
// after seq and is followed next.
func (r *Rankings) build(ctx context.Context, day domain.Date, seq int64) error {
	r.day, r.seq, r.known = day, seq, true
	r.firms, r.records = map[domain.EnterpriseID]RankedFirm{}, map[domain.EnterpriseID]domain.Candidacy{}
	for page := (store.Page{Limit: pageOfFirms}); ; {
		items, next, err := r.Store.Candidacies(ctx, store.CandidacyFilter{}, page)
		if err != nil {
			return err
		}
		for _, c := range items {
			r.records[c.EnterpriseID] = c
		}
		if page.After = next; next == "" {
			break
		}
	}
	for page := (store.Page{Limit: pageOfFirms}); ; {
		items, next, err := r.Store.Enterprises(ctx, nil, page)
		if err != nil {
			return err
		}
		if err := r.put(items); err != nil {
			return err
		}
		if page.After = next; next == "" {
			return nil
		}
	}
}

// follow takes the events since the last time in.
func (r *Rankings) follow(ctx context.Context) error {
	for {
		events, err := r.Store.Events(ctx, r.seq, pageOfFirms)
		if err != nil || len(events) == 0 {
			return err
		}
		firms, err := r.changed(ctx, events)
		if err != nil {
			return err
		}
		if err := r.put(firms); err != nil {
			return err
		}
		r.seq = events[len(events)-1].Seq
	}
}

// changed answers the firms that the events are about.
func (r *Rankings) changed(ctx context.Context, events []domain.Event) ([]domain.Enterprise, error) {
	ids := idsOf[domain.EnterpriseID](events, domain.EnterpriseSaved)
	records, err := readMany(ctx, idsOf[domain.CandidacyID](events, domain.CandidacySaved), r.Store.CandidaciesByID,
		func(c domain.Candidacy) domain.CandidacyID { return c.ID })
	if err != nil {
		return nil, err
	}
	for _, c := range records {
		r.records[c.EnterpriseID] = c
		ids[c.EnterpriseID] = true
	}
	firms, err := readMany(ctx, ids, r.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
	out := make([]domain.Enterprise, 0, len(firms))
	for _, e := range firms {
		out = append(out, e)
	}
	return out, err
}

// put scores those of the firms that are candidates.
func (r *Rankings) put(firms []domain.Enterprise) error {
	ranked, err := RankFirms(r.Ranker, firms, r.day, func(e domain.Enterprise) bool {
		_, has := r.records[e.ID]
		return has || r.Rules.IsCandidate(r.Rules.Facts(e, domain.Need{}, r.day))
	})
	if err != nil {
		return err
	}
	for _, e := range firms {
		delete(r.firms, e.ID)
	}
	for _, f := range ranked {
		if record, has := r.records[f.Firm.EnterpriseID]; has {
			f.Candidacy, f.Stage = record.ID, record.Stage
		}
		r.firms[f.Firm.EnterpriseID] = f
	}
	return nil
}

// RankFirms scores those of the firms that are candidates, on all processors;
// their places are not known yet, and what a score rests on is not written
// out. Errors: those of the ranker.
func RankFirms(r Ranker, firms []domain.Enterprise, day domain.Date, candidate func(domain.Enterprise) bool) ([]RankedFirm, error) {
	out := make([]*RankedFirm, len(firms))
	var work errgroup.Group
	parts := min(runtime.GOMAXPROCS(0), len(firms))
	for p := range parts {
		work.Go(func() error {
			for i := p; i < len(firms); i += parts {
				if !candidate(firms[i]) {
					continue
				}
				f, err := rankFirm(r, firms[i], day)
				if err != nil {
					return err
				}
				out[i] = &f
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	ranked := make([]RankedFirm, 0, len(firms))
	for _, f := range out {
		if f != nil {
			ranked = append(ranked, *f)
		}
	}
	return ranked, nil
}

func rankFirm(r Ranker, e domain.Enterprise, day domain.Date) (RankedFirm, error) {
	score, err := r.Rank(e, day)
	return RankedFirm{
		Enough: score.Enough,
		Firm: domain.ShortlistCandidate{
			EnterpriseID: e.ID, USCC: e.USCC, Name: e.Name, FoundedOn: e.FoundedOn, District: e.District(), Industry: e.Industry,
			Score: score.Score, Inputs: score.Inputs,
		},
	}, err
}

// Explain writes out what a firm's score rests on. Errors: those of the ranker.
func Explain(r Ranker, f RankedFirm, day domain.Date) (RankedFirm, error) {
	out, err := r.Explain(f.Firm.Inputs, day)
	f.Firm.Lines, f.Missing = out.Lines, out.Missing
	return f, err
}

func (r *Rankings) sort() {
	r.sorted = make([]RankedFirm, 0, len(r.firms))
	for _, f := range r.firms {
		r.sorted = append(r.sorted, f)
	}
	SortRanking(r.sorted)
}

// SortRanking puts the firms in the published order and numbers them; those of
// whom too little is known come after all others.
func SortRanking(firms []RankedFirm) {
	slices.SortFunc(firms, func(a, b RankedFirm) int {
		if a.Enough != b.Enough {
			if a.Enough {
				return -1
			}
			return 1
		}
		return selection.Compare(toCandidate(a.Firm), toCandidate(b.Firm))
	})
	for i := range firms {
		firms[i].Rank = i + 1
	}
}

// toCandidate is the firm as the selection sees it.
func toCandidate(c domain.ShortlistCandidate) selection.Candidate {
	return selection.Candidate{
		ID: string(c.EnterpriseID), Score: c.Score, FoundedOn: c.FoundedOn, USCC: c.USCC, District: c.District, Industry: c.Industry,
	}
}
