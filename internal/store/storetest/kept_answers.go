package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var keptAnswers = noun[domain.KeptAnswer]{
	name: "kept_answer",
	read: func(ctx context.Context, s store.Store, id string) (domain.KeptAnswer, error) {
		return s.KeptAnswer(ctx, domain.KeptAnswerID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.KeptAnswer, events ...domain.Event) (domain.KeptAnswer, error) {
		return s.SaveKeptAnswer(ctx, v, events...)
	},
	events: true,
}

var keptAnswerTests = []test{
	{"those that are old are dropped", func(t *testing.T, s store.Store) {
		for n := range 3 {
			v := keptAnswers.sample(n + 1)
			v.At = day.AddDate(0, 0, n)
			_, err := s.SaveKeptAnswer(context.Background(), v)
			must(t, err)
		}
		dropped, err := s.PurgeKeptAnswers(context.Background(), day.AddDate(0, 0, 2).Unix())
		must(t, err)
		if dropped != 2 {
			t.Errorf("want 2 dropped, have %d", dropped)
		}
		_, err = s.KeptAnswer(context.Background(), "kept_answer_0003")
		must(t, err)
		_, err = s.KeptAnswer(context.Background(), "kept_answer_0001")
		wantError(t, err, domain.KindNotFound, "kept_answer_not_found")
	}},
}
