package record

import (
	"rongqiao/internal/domain"
)

// Chunk is a chunk as stored.
type Chunk struct {
	ID   domain.ChunkID `json:"id"`
	Data string         `json:"data,omitzero"`
}

// NewChunk is the shape of a chunk.
func NewChunk(c domain.Chunk) Chunk {
	return Chunk{
		ID: c.ID, Data: c.Data,
	}
}

// Chunk is the chunk with the version that it is stored at.
func (d Chunk) Chunk(version int64) domain.Chunk {
	return domain.Chunk{
		Version: version, ID: d.ID, Data: d.Data,
	}
}
