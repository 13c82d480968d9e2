package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var mails = kind{noun: "mail", coll: collMails}

// Mail answers the e-mail with the id.
func (s *Store) Mail(ctx context.Context, id domain.MailID) (domain.Mail, error) {
	return read(ctx, s, mails, oneByID.filter(is("_id", string(id))), string(id), record.Mail.Mail)
}

// Mails lists by id.
func (s *Store) Mails(ctx context.Context, filter store.MailFilter, page store.Page) ([]domain.Mail, string, error) {
	var fields bson.D
	if filter.State != "" {
		fields = append(fields, is("state", string(filter.State)))
	}
	return list(ctx, s, mails, fields, page, record.Mail.Mail)
}

// SaveMail saves the e-mail and its events in one step.
func (s *Store) SaveMail(ctx context.Context, m domain.Mail, events ...domain.Event) (domain.Mail, error) {
	doc := record.NewMail(m)
	version, err := s.save(ctx, mails, row{id: string(doc.ID), version: m.Version, doc: doc, columns: mailColumns(doc)}, events)
	if err != nil {
		return domain.Mail{}, err
	}
	return doc.Mail(version), nil
}

func mailColumns(doc record.Mail) bson.D { return bson.D{is("state", string(doc.State))} }
