package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var mails = noun[domain.Mail]{
	name: "mail",
	read: func(ctx context.Context, s store.Store, id string) (domain.Mail, error) {
		return s.Mail(ctx, domain.MailID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Mail, events ...domain.Event) (domain.Mail, error) {
		return s.SaveMail(ctx, v, events...)
	},
	events: true,
}

func mailPages(filter store.MailFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Mails(context.Background(), filter, page)
		return idsOf(mails, items, next, err)
	}
}

var mailTests = []test{
	{"of all, and by each part of the filter and all of them", func(t *testing.T, s store.Store) {
		for n := range 4 {
			v := mails.sample(n + 1)
			v.State = []domain.DeliveryState{"a", "b"}[(n>>0)&1]
			_, err := s.SaveMail(context.Background(), v)
			must(t, err)
		}
		mailPages(store.MailFilter{}).want(t, s, "mail_0001", "mail_0002", "mail_0003", "mail_0004")
		mailPages(store.MailFilter{State: "a"}).want(t, s, "mail_0001", "mail_0003")
		mailPages(store.MailFilter{State: "nobody"}).want(t, s)
	}},
}
