package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

var chunks = kind{noun: "chunk", coll: collChunks}

// Chunk answers the chunk with the id.
func (s *Store) Chunk(ctx context.Context, id domain.ChunkID) (domain.Chunk, error) {
	return read(ctx, s, chunks, oneByID.filter(is("_id", string(id))), string(id), record.Chunk.Chunk)
}

// SaveChunk saves the chunk and its events in one step.
func (s *Store) SaveChunk(ctx context.Context, c domain.Chunk, events ...domain.Event) (domain.Chunk, error) {
	doc := record.NewChunk(c)
	version, err := s.save(ctx, chunks, row{id: string(doc.ID), version: c.Version, doc: doc, columns: chunkColumns(doc)}, events)
	if err != nil {
		return domain.Chunk{}, err
	}
	return doc.Chunk(version), nil
}

func chunkColumns(record.Chunk) bson.D { return nil }
