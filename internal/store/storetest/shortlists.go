package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

func candidacyPages(filter store.CandidacyFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Candidacies(context.Background(), filter, page)
		return idsOf(candidacies, items, next, err)
	}
}

func shortlistPages(filter store.ShortlistFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Shortlists(context.Background(), filter, page)
		return idsOf(shortlists, items, next, err)
	}
}

var candidacyListTests = []test{
	{"they come newest first, each once", func(t *testing.T, s store.Store) {
		paging(t, s, candidacies, candidacyPages(store.CandidacyFilter{}), true)
	}},
	{"stages narrow the list, and a move changes it", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		var first domain.Candidacy
		for n, stage := range []domain.Code{"reserve", "filed", "reserve"} {
			c := candidacies.sample(n + 1)
			c.Stage = stage
			saved, err := s.SaveCandidacy(ctx, c)
			must(t, err)
			if n == 0 {
				first = saved
			}
		}
		one, two, three := "candidacy_0001", "candidacy_0002", "candidacy_0003"
		reserve := candidacyPages(store.CandidacyFilter{Stages: []domain.Code{"reserve"}})
		reserve.want(t, s, three, one)
		candidacyPages(store.CandidacyFilter{Stages: []domain.Code{"reserve", "filed"}}).want(t, s, three, two, one)
		candidacyPages(store.CandidacyFilter{Stages: []domain.Code{"listed"}}).want(t, s)
		first.Stage = "listed"
		_, err := s.SaveCandidacy(ctx, first)
		must(t, err)
		reserve.want(t, s, three)
		candidacyPages(store.CandidacyFilter{Stages: []domain.Code{"listed"}}).want(t, s, one)
	}},
}

var shortlistListTests = []test{
	{"they come newest first, each once", func(t *testing.T, s store.Store) {
		paging(t, s, shortlists, shortlistPages(store.ShortlistFilter{}), true)
	}},
	{"states narrow the list", func(t *testing.T, s store.Store) {
		for n, state := range []domain.ShortlistState{domain.ShortlistDraft, domain.ShortlistFrozen, domain.ShortlistDraft} {
			l := shortlists.sample(n + 1)
			l.State = state
			_, err := s.SaveShortlist(context.Background(), l)
			must(t, err)
		}
		shortlistPages(store.ShortlistFilter{States: []domain.ShortlistState{domain.ShortlistDraft}}).want(t, s, "shortlist_0003", "shortlist_0001")
		shortlistPages(store.ShortlistFilter{States: []domain.ShortlistState{domain.ShortlistFrozen}}).want(t, s, "shortlist_0002")
	}},
	{"score lines that have much in common come back each as it was", func(t *testing.T, s store.Store) {
		l := shortlists.sample(1)
		line := domain.ScoreLine{ID: "tier", Label: domain.Text{ZH: "梯度"}, Want: domain.Text{ZH: "小巨人"}, Max: 100, Clause: domain.Clause{Document: "d"}}
		for points := range int64(3) {
			c := domain.ShortlistCandidate{EnterpriseID: domain.EnterpriseID(string(rune('a' + points)))}
			mine := line
			mine.Points, mine.Have = points, domain.Text{ZH: string(rune('A' + points))}
			c.Inputs = "enterprise.staff=12;enterprise.tiers={srdi_sme}"
			c.Lines = []domain.ScoreLine{mine, {ID: "other", Max: points}}
			l.Candidates = append(l.Candidates, c)
		}
		saved, err := s.SaveShortlist(context.Background(), l)
		must(t, err)
		have, err := s.Shortlist(context.Background(), l.ID)
		must(t, err)
		wantSame(t, have, saved)
		wantSame(t, have.Candidates, l.Candidates)
	}},
}
