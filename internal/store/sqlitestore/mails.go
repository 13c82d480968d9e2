package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var mails = newKind("mail", "mails", "state")

// Mail answers the e-mail with the id.
func (s *Store) Mail(ctx context.Context, id domain.MailID) (domain.Mail, error) {
	return document(ctx, s, mails, "id", string(id), record.Mail.Mail)
}

// Mails lists by id.
func (s *Store) Mails(ctx context.Context, filter store.MailFilter, page store.Page) ([]domain.Mail, string, error) {
	var c conditions
	if filter.State != "" {
		c.add("state = ?", string(filter.State))
	}
	return list(ctx, s, mails, c, byID, page, record.Mail.Mail, func(m domain.Mail) domain.MailID { return m.ID })
}

// SaveMail saves the e-mail and its events in one step.
func (s *Store) SaveMail(ctx context.Context, m domain.Mail, events ...domain.Event) (domain.Mail, error) {
	doc := record.NewMail(m)
	w, err := newRow(m.ID, m.Version, doc, mailColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Mail{}, err
	}
	version, err := s.saveRow(ctx, mails, w, events)
	if err != nil {
		return domain.Mail{}, err
	}
	return doc.Mail(version), nil
}

func mailColumns(d record.Mail, _ store.Record) []any { return []any{string(d.State)} }
