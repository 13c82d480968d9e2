package sqlitestore

import (
	"context"
	"fmt"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var keptAnswers = newKind("kept_answer", "kept_answers", "at")

// KeptAnswer answers the kept answer with the id.
func (s *Store) KeptAnswer(ctx context.Context, id domain.KeptAnswerID) (domain.KeptAnswer, error) {
	return document(ctx, s, keptAnswers, "id", string(id), record.KeptAnswer.KeptAnswer)
}

// SaveKeptAnswer saves the kept answer and its events in one step.
func (s *Store) SaveKeptAnswer(ctx context.Context, k domain.KeptAnswer, events ...domain.Event) (domain.KeptAnswer, error) {
	doc := record.NewKeptAnswer(k)
	w, err := newRow(k.ID, k.Version, doc, keptAnswerColumns(doc, store.Record{})...)
	if err != nil {
		return domain.KeptAnswer{}, err
	}
	version, err := s.saveRow(ctx, keptAnswers, w, events)
	if err != nil {
		return domain.KeptAnswer{}, err
	}
	return doc.KeptAnswer(version), nil
}

// PurgeKeptAnswers drops those that were taken up before the time, in unix
// seconds.
func (s *Store) PurgeKeptAnswers(ctx context.Context, before int64) (dropped int, err error) {
	var rows int64
	err = s.writer.submit(ctx, func(w *session) (err error) {
		rows, err = w.change("DELETE FROM kept_answers WHERE at < ?", before)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("purge kept answers: %w", err)
	}
	return int(rows), nil
}

func keptAnswerColumns(d record.KeptAnswer, _ store.Record) []any { return []any{d.At.Unix()} }
