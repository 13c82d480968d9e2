package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Notice is a notice as stored.
type Notice struct {
	ID      domain.NoticeID    `json:"id"`
	To      domain.Addressee   `json:"to"`
	At      time.Time          `json:"at"`
	Topic   domain.NoticeTopic `json:"topic"`
	Subject string             `json:"subject"`
	Kind    domain.Code        `json:"kind"`
	Firm    string             `json:"firm,omitzero"`
	About   string             `json:"about,omitzero"`
	Who     string             `json:"who,omitzero"`
	Text    string             `json:"text,omitzero"`
	DueAt   *time.Time         `json:"due_at,omitzero"`
}

// NewNotice is the shape of a notice.
func NewNotice(n domain.Notice) Notice {
	return Notice{
		ID: n.ID, To: n.To, At: at(n.At), Topic: n.Topic, Subject: n.Subject, Kind: n.Kind, Firm: n.Firm, About: n.About, Who: n.Who, Text: n.Text,
		DueAt: atOrNil(n.DueAt),
	}
}

// Notice is the notice with the version that it is stored at.
func (d Notice) Notice(version int64) domain.Notice {
	return domain.Notice{
		ID: d.ID, Version: version, To: d.To, At: d.At, Topic: d.Topic, Subject: d.Subject, Kind: d.Kind, Firm: d.Firm, About: d.About, Who: d.Who, Text: d.Text,
		DueAt: d.DueAt,
	}
}
