package meili

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"rongqiao/search"
)

// mostPayload bounds, in bytes, what one task is given. A batch beyond it goes
// in several, of which only the last moves the position: a kill between them
// repeats the batch.
const mostPayload = 16 << 20

// taskPoll is how often a task is asked whether it is done.
const taskPoll = 5 * time.Millisecond

// Apply writes the batch and its position as one task of the server, which a
// search sees as a whole or not at all. It returns when the task is done.
func (x *Index) Apply(ctx context.Context, b search.Batch) error {
	x.write.Lock()
	defer x.write.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	parts, err := x.parts(b)
	if err != nil {
		return err
	}
	if _, err := x.standing(ctx); err != nil { // writing would make an index where there is none
		return err
	}
	for _, part := range parts {
		if err := x.put(ctx, x.live, part); err != nil {
			return fmt.Errorf("write search index: %w", err)
		}
	}
	if _, err := x.standing(ctx); err != nil { // one that was lost meanwhile was made anew, in part
		return err
	}
	if len(b.Deletes) == 0 {
		return nil
	}
	if err := x.sweep(ctx); err != nil {
		return fmt.Errorf("sweep search index: %w", err)
	}
	return nil
}

// parts writes the batch out as payloads of JSON.
func (x *Index) parts(b search.Batch) ([][]byte, error) {
	p := payload{}
	for _, d := range b.Upserts {
		doc, err := document(x.o.Words, d)
		if err != nil {
			return nil, fmt.Errorf("offer %s: %w", d.ID, err)
		}
		p.add(doc)
	}
	for _, id := range b.Deletes {
		if err := p.marshal(tombstone{Key: keyOf(id), State: stateGone}); err != nil {
			return nil, err
		}
	}
	if err := p.marshal(position{Key: positionKey, State: statePosition, Seq: b.Seq}); err != nil {
		return nil, err
	}
	return p.all(), nil
}

// payload gathers documents as lines, cut into parts that are not too long.
type payload struct {
	done [][]byte
	open bytes.Buffer
}

func (p *payload) add(doc []byte) {
	if p.open.Len() > 0 && p.open.Len()+len(doc) > mostPayload {
		p.done = append(p.done, bytes.Clone(p.open.Bytes()))
		p.open.Reset()
	}
	p.open.Write(doc)
	p.open.WriteByte('\n')
}

func (p *payload) marshal(v any) error {
	doc, err := json.Marshal(v)
	if err == nil {
		p.add(doc)
	}
	return err
}

func (p *payload) all() [][]byte { return append(p.done, p.open.Bytes()) }

// put hands lines of documents to the index and waits until they are in it.
func (x *Index) put(ctx context.Context, index string, lines []byte) error {
	ctx, cancel := context.WithTimeout(ctx, x.o.WriteTimeout+x.o.TaskTimeout)
	defer cancel()
	key := fieldKey
	task, err := x.hand(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return x.admin.Index(index).UpdateDocumentsNdjson(ctx, lines, &meilisearch.DocumentOptions{PrimaryKey: &key})
	})
	if err != nil {
		return err
	}
	return x.wait(ctx, task)
}

// hand gives the server something longer than a search.
func (x *Index) hand(ctx context.Context, give func(context.Context) (*meilisearch.TaskInfo, error)) (*meilisearch.TaskInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, x.o.WriteTimeout)
	defer cancel()
	task, err := give(ctx)
	return task, x.explain(err)
}

// wait follows a task to its end.
func (x *Index) wait(ctx context.Context, info *meilisearch.TaskInfo) error {
	ctx, cancel := context.WithTimeout(ctx, x.o.TaskTimeout)
	defer cancel()
	task, err := x.admin.WaitForTask(ctx, info.TaskUID, taskPoll)
	if err != nil {
		return x.explain(err)
	}
	switch task.Status {
	case meilisearch.TaskStatusSucceeded:
		return nil
	case meilisearch.TaskStatusCanceled:
		return fmt.Errorf("task %d of the server (%s) was canceled there", info.TaskUID, info.Type)
	default:
		return fmt.Errorf("task %d of the server (%s) failed: %w", info.TaskUID, info.Type, taskError(task.Error))
	}
}

func taskError(e meilisearch.APIErrorDetails) error {
	if string(e.Code) == codeNoIndex {
		return search.ErrNotBuilt
	}
	return fmt.Errorf("%s (%s)", e.Message, e.Code)
}

// sweep removes what batches deleted. Until then it is out of all searches.
func (x *Index) sweep(ctx context.Context) error {
	task, err := x.hand(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return x.admin.Index(x.live).DeleteDocumentsByFilter(ctx, stateIs(stateGone), nil)
	})
	if err != nil {
		return err
	}
	return x.wait(ctx, task)
}

// standing reads the position; ErrNotBuilt where there is no whole index.
func (x *Index) standing(ctx context.Context) (position, error) {
	if err := x.Connect(ctx); err != nil {
		return position{}, err
	}
	if x.foreign.Load() {
		return position{}, fmt.Errorf("%w: it has other settings", search.ErrNotBuilt)
	}
	ctx, cancel := x.short(ctx)
	defer cancel()
	var p position
	err := x.admin.Index(x.live).GetDocument(ctx, positionKey, nil, &p)
	switch {
	case isCode(err, "document_not_found"):
		return position{}, search.ErrNotBuilt
	case err != nil:
		return position{}, x.explain(err)
	case p.Built != x.version:
		return position{}, fmt.Errorf("%w: it is not a whole one", search.ErrNotBuilt)
	}
	return p, nil
}

// Seq is the position of the last batch.
func (x *Index) Seq(ctx context.Context) (int64, error) {
	p, err := x.standing(ctx)
	return p.Seq, err
}

// Count is the number of offers.
func (x *Index) Count(ctx context.Context) (int, error) {
	if _, err := x.standing(ctx); err != nil {
		return 0, err
	}
	r, err := x.ask(ctx, &meilisearch.MultiSearchRequest{Queries: []*meilisearch.SearchRequest{
		{IndexUID: x.live, Filter: stateIs(stateLive), Limit: 1, AttributesToRetrieve: []string{fieldID}},
	}})
	if err != nil {
		return 0, err
	}
	if len(r.Results) != 1 {
		return 0, errors.New("search on Meilisearch: want one result, have none")
	}
	return int(r.Results[0].EstimatedTotalHits), nil
}

// Reset empties the index in one step, by a rebuild from nothing.
func (x *Index) Reset(ctx context.Context) error {
	return x.Rebuild(ctx, 0, func(func(search.Document, error) bool) {}, nil)
}
