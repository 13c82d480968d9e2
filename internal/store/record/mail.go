package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Mail is an e-mail as stored.
type Mail struct {
	ID        domain.MailID        `json:"id"`
	User      domain.UserID        `json:"user,omitzero"`
	Notice    domain.NoticeID      `json:"notice,omitzero"`
	State     domain.DeliveryState `json:"state,omitzero"`
	CreatedAt time.Time            `json:"created_at"`
	Tries     int                  `json:"tries,omitzero"`
	NextAt    time.Time            `json:"next_at"`
	EndedAt   *time.Time           `json:"ended_at,omitzero"`
	Fault     string               `json:"fault,omitzero"`
}

// NewMail is the shape of an e-mail.
func NewMail(m domain.Mail) Mail {
	return Mail{
		ID: m.ID, User: m.User, Notice: m.Notice, State: m.State, CreatedAt: at(m.CreatedAt), Tries: m.Tries, NextAt: at(m.NextAt), EndedAt: atOrNil(m.EndedAt), Fault: m.Fault,
	}
}

// Mail is the e-mail with the version that it is stored at.
func (d Mail) Mail(version int64) domain.Mail {
	return domain.Mail{
		Version: version, ID: d.ID, User: d.User, Notice: d.Notice, State: d.State, CreatedAt: d.CreatedAt, Tries: d.Tries, NextAt: d.NextAt, EndedAt: d.EndedAt, Fault: d.Fault,
	}
}
