package domain

import "time"

// MailID identifies an e-mail, "mail_…". It follows from the notice and the
// person: the same one is never there twice.
type MailID string

// MailOf is the id of the e-mail that tells the person of the notice.
func MailOf(n NoticeID, u UserID) MailID { return MailID("mail_" + string(n) + "_" + string(u)) }

// Mail is an e-mail that tells a person of a notice, and how far it came. One
// that was handed to the mail server and not written down before a kill is sent
// again under the same Message-ID.
type Mail struct {
	ID        MailID
	Version   int64
	User      UserID
	Notice    NoticeID
	State     DeliveryState
	CreatedAt time.Time
	Tries     int
	NextAt    time.Time // not before; of a pending one
	EndedAt   *time.Time
	Fault     string // why the last try failed
}

// Tried notes a try: sent where fault is empty, given up after the last of the
// tries, else waiting until next.
func (m *Mail) Tried(fault string, tries int, now, next time.Time) {
	m.Tries++
	m.Fault = fault
	switch {
	case fault == "":
		m.State, m.EndedAt = DeliveryDelivered, &now
	case m.Tries >= tries:
		m.State, m.EndedAt = DeliveryDead, &now
	default:
		m.NextAt = next
	}
}
