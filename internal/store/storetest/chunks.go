package storetest

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var chunks = noun[domain.Chunk]{
	name: "chunk",
	read: func(ctx context.Context, s store.Store, id string) (domain.Chunk, error) {
		return s.Chunk(ctx, domain.ChunkID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Chunk, events ...domain.Event) (domain.Chunk, error) {
		return s.SaveChunk(ctx, v, events...)
	},
	events: true,
}
