package mongostore

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

var keptAnswers = kind{noun: "kept_answer", coll: collKeptAnswers}

// KeptAnswer answers the kept answer with the id.
func (s *Store) KeptAnswer(ctx context.Context, id domain.KeptAnswerID) (domain.KeptAnswer, error) {
	return read(ctx, s, keptAnswers, oneByID.filter(is("_id", string(id))), string(id), record.KeptAnswer.KeptAnswer)
}

// SaveKeptAnswer saves the kept answer and its events in one step.
func (s *Store) SaveKeptAnswer(ctx context.Context, k domain.KeptAnswer, events ...domain.Event) (domain.KeptAnswer, error) {
	doc := record.NewKeptAnswer(k)
	version, err := s.save(ctx, keptAnswers, row{id: string(doc.ID), version: k.Version, doc: doc, columns: keptAnswerColumns(doc)}, events)
	if err != nil {
		return domain.KeptAnswer{}, err
	}
	return doc.KeptAnswer(version), nil
}

// PurgeKeptAnswers drops those that were taken up before the time, in unix
// seconds.
func (s *Store) PurgeKeptAnswers(ctx context.Context, before int64) (dropped int, err error) {
	if err := notIfOver(ctx); err != nil {
		return 0, fmt.Errorf("purge kept answers: %w", err)
	}
	result, err := s.coll(collKeptAnswers).DeleteMany(ctx, oldAnswers.filter(is("at", op("$lt", before))))
	if err != nil {
		return 0, fmt.Errorf("purge kept answers: %w", fault(ctx, err))
	}
	return int(result.DeletedCount), nil
}

func keptAnswerColumns(doc record.KeptAnswer) bson.D { return bson.D{is("at", doc.At.Unix())} }
