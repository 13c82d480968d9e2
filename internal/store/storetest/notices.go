package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var notices = noun[domain.Notice]{
	name: "notice",
	read: func(ctx context.Context, s store.Store, id string) (domain.Notice, error) {
		return s.Notice(ctx, domain.NoticeID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Notice, events ...domain.Event) (domain.Notice, error) {
		return s.SaveNotice(ctx, v, events...)
	},
	events: true,
}

func noticePages(to ...domain.Addressee) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Notices(context.Background(), to, page)
		return idsOf(notices, items, next, err)
	}
}

var noticeTests = []test{
	{"those of one or several addressees, the newest first", func(t *testing.T, s store.Store) {
		for n, to := range []domain.Addressee{"organisation/a", "provider/b", "organisation/a", "enterprise/c"} {
			v := notices.sample(n + 1)
			v.To = to
			_, err := s.SaveNotice(context.Background(), v)
			must(t, err)
		}
		noticePages("organisation/a").want(t, s, "notice_0003", "notice_0001")
		noticePages("organisation/a", "provider/b").want(t, s, "notice_0003", "notice_0002", "notice_0001")
		noticePages("nobody").want(t, s)
		found, err := s.NoticesByID(context.Background(), []domain.NoticeID{"notice_0004", "notice_0009"})
		must(t, err)
		if len(found) != 1 || found[0].To != "enterprise/c" {
			t.Errorf("by id: %v", found)
		}
	}},
}
