package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/mail"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

const (
	mailFollowerKey = "follower.mails"
	mailsEvery      = 2 * time.Second
)

// NoticeTopics are those that a person can have e-mails of.
var NoticeTopics = []domain.NoticeTopic{domain.TopicNeed, domain.TopicApplication, domain.TopicBridge, domain.TopicAppeal}

// Preferences are what a person wants to be told of outside the portal.
type Preferences struct {
	Email  string
	Mail   []domain.NoticeTopic // of which e-mails are wanted
	Mailed bool                 // the platform sends e-mails at all
}

// Preferences answers the actor's own.
func (a *App) Preferences(ctx context.Context, actor domain.Actor) (Preferences, error) {
	if err := a.Policy.Enter(actor, policy.AuthSession); err != nil {
		return Preferences{}, err
	}
	person, err := a.Store.User(ctx, actor.User)
	return a.preferencesOf(person), err
}

func (a *App) preferencesOf(u domain.User) Preferences {
	return Preferences{
		Email: u.Email, Mailed: a.Mailed,
		Mail: slices.DeleteFunc(slices.Clone(NoticeTopics), func(t domain.NoticeTopic) bool { return slices.Contains(u.MailOff, t) }),
	}
}

// SetPreferences says of which topics the actor wants e-mails. Errors:
// unknown_value.
func (a *App) SetPreferences(ctx context.Context, actor domain.Actor, topics []domain.NoticeTopic) (Preferences, error) {
	if err := a.Policy.Enter(actor, policy.AuthSession); err != nil {
		return Preferences{}, err
	}
	for i, t := range topics {
		if !slices.Contains(NoticeTopics, t) {
			return Preferences{}, domain.Invalid("unknown_value", fmt.Sprintf("mail[%d]", i), domain.Facts{"want": NoticeTopics, "have": t})
		}
	}
	off := slices.DeleteFunc(slices.Clone(NoticeTopics), func(t domain.NoticeTopic) bool { return slices.Contains(topics, t) })
	if len(off) == 0 {
		off = nil
	}
	for try := 1; ; try++ {
		person, err := a.Store.User(ctx, actor.User)
		if err != nil {
			return Preferences{}, err
		}
		person.MailOff = off
		saved, err := a.Store.SaveUser(ctx, person)
		if domain.IsKind(err, domain.KindConflict) && try < saveTries {
			continue
		}
		a.note(ctx, actor, policy.AuthSession, string(actor.User), err)
		return a.preferencesOf(saved), err
	}
}

// MailFollower makes an e-mail of each notice for each person of its addressee
// who wants one. It begins with the notices that are made after its first
// start: nobody is told of the past at once. One process runs it.
type MailFollower struct {
	Store store.Store
	Now   func() time.Time
}

// Position is the newest event whose e-mails are all there.
func (f *MailFollower) Position(ctx context.Context) (int64, error) {
	text, err := f.Store.Meta(ctx, mailFollowerKey)
	if err != nil {
		return 0, err
	}
	if text == "" {
		seq, err := f.Store.LastSeq(ctx)
		if err != nil {
			return 0, err
		}
		return seq, f.Store.SetMeta(ctx, mailFollowerKey, strconv.FormatInt(seq, 10))
	}
	return keptPosition(ctx, f.Store, mailFollowerKey)
}

// Handle makes the e-mails of the events, then moves the position.
func (f *MailFollower) Handle(ctx context.Context, events []domain.Event) error {
	notices, err := readMany(ctx, idsOf[domain.NoticeID](events, domain.NoticeSaved), f.Store.NoticesByID, func(n domain.Notice) domain.NoticeID { return n.ID })
	if err != nil {
		return err
	}
	people := map[domain.Addressee][]domain.User{}
	for _, n := range notices {
		if _, known := people[n.To]; !known {
			if people[n.To], err = f.peopleOf(ctx, n.To); err != nil {
				return err
			}
		}
		for _, u := range people[n.To] {
			if u.Disabled || slices.Contains(u.MailOff, n.Topic) {
				continue
			}
			now := f.Now().UTC()
			m := domain.Mail{ID: domain.MailOf(n.ID, u.ID), User: u.ID, Notice: n.ID, State: domain.DeliveryPending, CreatedAt: now, NextAt: now}
			if _, err := f.Store.SaveMail(ctx, m); err != nil && !domain.IsKind(err, domain.KindConflict) {
				return err
			}
		}
	}
	return keepPosition(ctx, f.Store, mailFollowerKey, events)
}

func (f *MailFollower) peopleOf(ctx context.Context, to domain.Addressee) ([]domain.User, error) {
	organisations, err := f.Store.OrganisationsFor(ctx, to)
	if err != nil {
		return nil, err
	}
	var all []domain.User
	for _, o := range organisations {
		found, err := f.Store.UsersOf(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// MailSender hands an e-mail to a server.
type MailSender interface {
	Send(ctx context.Context, m mail.Message) error
}

// MailWorker sends what waits, the oldest first, each tried again with growing
// waits until it is given up. One process runs it.
type MailWorker struct {
	Store  store.Store
	Sender MailSender
	Words  *mail.Words
	Link   string // of the portal
	Now    func() time.Time
	Log    *slog.Logger
	Tries  int
}

// Run sends until ctx ends.
func (w *MailWorker) Run(ctx context.Context) {
	tick := time.NewTicker(mailsEvery)
	defer tick.Stop()
	for {
		if _, err := w.Once(ctx); err != nil && ctx.Err() == nil {
			w.Log.ErrorContext(ctx, "e-mails cannot be read or written", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once tries what is due now, once through, and answers how many were sent.
func (w *MailWorker) Once(ctx context.Context) (sent int, err error) {
	waiting, err := readAll(func(page store.Page) ([]domain.Mail, string, error) {
		return w.Store.Mails(ctx, store.MailFilter{State: domain.DeliveryPending}, page)
	})
	if err != nil {
		return 0, err
	}
	for _, m := range waiting {
		if w.Now().Before(m.NextAt) {
			continue
		}
		if ctx.Err() != nil {
			return sent, nil
		}
		done, err := w.try(ctx, m)
		if err != nil && !domain.IsKind(err, domain.KindConflict) {
			return sent, err
		}
		if done {
			sent++
		}
	}
	return sent, nil
}

func (w *MailWorker) try(ctx context.Context, m domain.Mail) (done bool, err error) {
	person, err := w.Store.User(ctx, m.User)
	if err != nil {
		return false, err
	}
	n, err := w.Store.Notice(ctx, m.Notice)
	if err != nil {
		return false, err
	}
	subject, text := w.Words.Of(n, w.Link, ChinaTime)
	fault := ""
	if err := w.Sender.Send(ctx, mail.Message{ID: m.ID, To: person.Email, Subject: subject, Text: text}); err != nil {
		if ctx.Err() != nil {
			return false, nil // the process ends: that was no try
		}
		fault = shortened(err.Error())
	}
	now := w.Now().UTC()
	m.Tried(fault, w.Tries, now, now.Add(HookWait(m.Tries+1)))
	if m.State == domain.DeliveryDead {
		w.Log.WarnContext(ctx, "an e-mail was given up", "mail", m.ID, "cause", fault)
	}
	lasting, cancel := outlasting(ctx)
	defer cancel()
	_, err = w.Store.SaveMail(lasting, m)
	return fault == "", err
}

// longestFault bounds what is kept of a server's answer, in characters.
const longestFault = 300

func shortened(text string) string {
	if runes := []rune(text); len(runes) > longestFault {
		return string(runes[:longestFault])
	}
	return text
}
