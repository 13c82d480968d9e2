package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"rongqiao/config"
	searchdata "rongqiao/config/search"
	"rongqiao/internal/app"
	"rongqiao/internal/outbox"
	"rongqiao/search"
	"rongqiao/search/bleve"
	"rongqiao/search/failover"
	"rongqiao/search/meili"
	"rongqiao/search/words"
)

// serverLastTry is the longest wait between two tries to follow a search
// server that is gone; when it is back, searches should not wait long for it.
const serverLastTry = 5 * time.Second

// serverBatch is how many events are taken to the search server at once: each
// batch is a task of the server, however little is in it, and after a start or
// a takeover there are many that are about no offer.
const serverBatch = 4096

// searching is what a process searches with: the embedded index, which every
// process has and follows, and where one is set a search server before it,
// which one process at a time should follow.
type searching struct {
	local  search.Index
	server search.Index    // nil without search_url
	both   *failover.Index // nil likewise
}

// openSearching opens the embedded index, and looks whether the search server
// takes our settings. One that cannot be reached now is no fault: searches
// begin with the embedded index, and turn to the server when it is there.
// instead is called for each search that the embedded one answers meanwhile.
func openSearching(ctx context.Context, s config.Settings, log *slog.Logger, instead func()) (_ *searching, err error) {
	w, err := words.Load(searchdata.Files)
	if err != nil {
		return nil, err
	}
	out := &searching{}
	var server *meili.Index
	if s.SearchURL != "" {
		server, err = meili.New(meili.Options{
			URL: s.SearchURL, Key: s.SearchKey.Reveal(), Index: s.SearchIndex, Words: w, Log: log, Timeout: s.SearchTimeout,
		})
		if err != nil {
			return nil, err
		}
		if err := server.Connect(ctx); errors.Is(err, search.ErrUnavailable) {
			log.Warn("the search server cannot be reached: the embedded index answers until it can", "cause", err)
		} else if err != nil {
			return nil, errors.Join(err, server.Close())
		}
	}
	if out.local, err = bleve.Open(filepath.Join(s.Data, "search"), w, log); err != nil {
		if server != nil {
			err = errors.Join(err, server.Close())
		}
		return nil, err
	}
	if server != nil {
		out.server = server
		out.both = failover.New(failover.Options{Name: "meilisearch", Primary: server, Local: out.local, Log: log, Instead: instead})
	}
	return out, nil
}

// answers is what searches ask.
func (s *searching) answers() search.Searcher {
	if s.both != nil {
		return s.both
	}
	return s.local
}

// engines are all that hold an index, by the names of their followers.
func (s *searching) engines() map[string]search.Index {
	out := map[string]search.Index{"index": s.local}
	if s.server != nil {
		out["search server"] = s.server
	}
	return out
}

func (s *searching) close() error {
	if s.both != nil {
		return s.both.Close()
	}
	return s.local.Close()
}

// followServer keeps the search server in step with the store, until ctx
// ends: the work of one process at a time, since the server's index is one.
// Nobody waits for it: meanwhile the embedded index answers.
func (p *platform) followServer(ctx context.Context) {
	follower := &app.IndexFollower{Rules: p.rules, Offers: p.store, Index: p.search.server, Log: p.log}
	outbox.Follow(ctx, p.store, p.follower("search server", follower), outbox.Options{Name: "search server", Log: p.log, Notifier: &p.notifier, Batch: serverBatch, LastTry: serverLastTry})
}
