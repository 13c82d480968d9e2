package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var chunks = newKind("chunk", "chunks")

// Chunk answers the chunk with the id.
func (s *Store) Chunk(ctx context.Context, id domain.ChunkID) (domain.Chunk, error) {
	return document(ctx, s, chunks, "id", string(id), record.Chunk.Chunk)
}

// SaveChunk saves the chunk and its events in one step.
func (s *Store) SaveChunk(ctx context.Context, c domain.Chunk, events ...domain.Event) (domain.Chunk, error) {
	doc := record.NewChunk(c)
	w, err := newRow(c.ID, c.Version, doc, chunkColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Chunk{}, err
	}
	version, err := s.saveRow(ctx, chunks, w, events)
	if err != nil {
		return domain.Chunk{}, err
	}
	return doc.Chunk(version), nil
}

func chunkColumns(record.Chunk, store.Record) []any { return nil }
