package domain

import (
	"strings"
	"time"
)

// NoticeID identifies a notice, "ntc_…". It follows from what the notice is
// about, so that the same one is never there twice.
type NoticeID string

// Addressee is a firm, a provider or an organisation: whoever a notice is for,
// however many people they are.
type Addressee string

// ToEnterprise addresses a firm.
func ToEnterprise(id EnterpriseID) Addressee { return Addressee("enterprise/" + id) }

// ToProvider addresses a provider.
func ToProvider(id ProviderID) Addressee { return Addressee("provider/" + id) }

// ToOrganisation addresses an organisation.
func ToOrganisation(id OrganisationID) Addressee { return Addressee("organisation/" + id) }

// Parts are what kind of addressee it is (enterprise, provider or organisation),
// and its id.
func (a Addressee) Parts() (kind, id string) {
	kind, id, _ = strings.Cut(string(a), "/")
	return kind, id
}

// Addressees are those that the actor reads for.
func (a Actor) Addressees() []Addressee {
	var out []Addressee
	if a.Organisation != "" {
		out = append(out, ToOrganisation(a.Organisation))
	}
	if a.Enterprise != "" {
		out = append(out, ToEnterprise(a.Enterprise))
	}
	if a.Provider != "" {
		out = append(out, ToProvider(a.Provider))
	}
	return out
}

// NoticeTopic is what a notice is about.
type NoticeTopic string

// The topics.
const (
	TopicNeed        NoticeTopic = "need"
	TopicApplication NoticeTopic = "application"
	TopicBridge      NoticeTopic = "bridge"
	TopicAppeal      NoticeTopic = "appeal"
)

// Notice tells somebody that something happened that concerns them. It keeps
// the words of then.
type Notice struct {
	ID      NoticeID
	Version int64
	To      Addressee
	At      time.Time
	Topic   NoticeTopic
	Subject string // the need's, application's or bridge's id
	Kind    Code   // a change of turn, or a move
	Firm    string
	About   string // the offer or the fund; empty for a need
	Who     string // whose turn it is, or who did it
	Text    string
	DueAt   *time.Time
}
