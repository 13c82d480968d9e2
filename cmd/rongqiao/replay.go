package main

import (
	"context"
	"fmt"
	"strings"

	"rongqiao/internal/app"
	"rongqiao/internal/store"
)

// replay scores and chooses once more from what every stored shortlist keeps,
// and fails where one does not come out byte for byte.
func replay(ctx context.Context, args []string, e env) error {
	f := flags("replay", "[--data DIR] [--config FILE]", e)
	at := whereFlags(f, e)
	if err := parse(f, args, 0); err != nil {
		return err
	}
	return at.open(ctx, e, openBase, func(p *platform) error {
		lists, scores, differ, err := replayShortlists(ctx, p.store, app.SheetRanker{Rules: p.rules})
		if err != nil {
			return err
		}
		if len(differ) > 0 {
			return fmt.Errorf("replay: %d of %d shortlists do not come out the same: %s", len(differ), lists, strings.Join(differ, ", "))
		}
		fmt.Fprintf(e.out, "%d shortlists with %d scores replayed: all come out the same\n", lists, scores)
		return nil
	})
}

// replayShortlists replays every stored list. It answers how many lists and
// scores there are, and the lists that do not come out byte for byte.
func replayShortlists(ctx context.Context, s store.Shortlists, r app.Ranker) (lists, scores int, differ []string, err error) {
	for page := (store.Page{Limit: 20}); ; {
		found, next, err := s.Shortlists(ctx, store.ShortlistFilter{}, page)
		if err != nil {
			return lists, scores, differ, err
		}
		for _, l := range found {
			out, err := app.ReplayOf(r, l)
			if err != nil {
				return lists, scores, differ, err
			}
			lists, scores = lists+1, scores+len(l.Candidates)
			if !out.Same {
				differ = append(differ, l.Name+" ("+string(l.ID)+")")
			}
		}
		if page.After = next; next == "" {
			return lists, scores, differ, nil
		}
	}
}
