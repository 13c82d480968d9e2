package httpapi

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/mail"
	"rongqiao/internal/store"
)

// postbox takes e-mails, or loses the first ones.
type postbox struct {
	lose  int
	taken []mail.Message
}

func (p *postbox) Send(_ context.Context, m mail.Message) error {
	if p.lose > 0 {
		p.lose--
		return errors.New("451 try later")
	}
	p.taken = append(p.taken, m)
	return nil
}

func (p *postbox) to() []string {
	var out []string
	for _, m := range p.taken {
		out = append(out, m.To)
	}
	slices.Sort(out)
	return out
}

func TestPeopleGetTheEMailsThatTheyWant(t *testing.T) {
	s := newStage(t)
	box := &postbox{}
	follower := &app.MailFollower{Store: s.store, Now: s.now}
	words := must(mail.LoadWords(must(fs.Sub(config.Files, "mails"))(t)))(t)
	worker := &app.MailWorker{Store: s.store, Sender: box, Words: words, Now: s.now, Log: s.app.Log, Tries: 3}
	work := func() {
		t.Helper()
		s.settle()
		for {
			events := must(s.store.Events(t.Context(), must(follower.Position(t.Context()))(t), 1000))(t)
			if len(events) == 0 {
				break
			}
			if err := follower.Handle(t.Context(), events); err != nil {
				t.Fatal(err)
			}
			if err := follower.Handle(t.Context(), events); err != nil { // as after a kill
				t.Fatal(err)
			}
		}
		must(worker.Once(t.Context()))(t)
	}
	before := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+before+"/submit", nil).want(http.StatusOK, "")
	s.settle() // its notice is there before e-mails are sent at all
	work()
	if len(box.taken) != 0 {
		t.Errorf("told of the past: %v", box.to())
	}
	s.newKey("bank", "applications_read") // a system is no person: it gets none

	offer := s.ownOffer("bank", "邮件贷", 500_000_000)
	need := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/submit", nil).want(http.StatusOK, "")
	s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(offer)).want(http.StatusCreated, "")
	work()
	if have := box.to(); !slices.Equal(have, []string{"agency@example.com", "bank@example.com"}) {
		t.Errorf("sent to %v", have)
	}
	for _, m := range box.taken {
		if m.To == "bank@example.com" && (!strings.Contains(m.Subject, "收到新申请") || !strings.Contains(m.Text, "邮件贷")) {
			t.Errorf("have %+v", m)
		}
	}
	work()
	if len(box.taken) != 2 {
		t.Errorf("sent again: %v", box.to())
	}

	// The bank wants none of applications any more.
	if p := s.do("bank", "GET", "/api/v1/me/preferences", nil); len(p.at("mail").([]any)) != 4 || p.at("mailed") != false || p.at("email") != "bank@example.com" {
		t.Errorf("have %s", p.body)
	}
	s.do("bank", "PUT", "/api/v1/me/preferences", map[string]any{"mail": []string{"weather"}}).want(http.StatusUnprocessableEntity, "unknown_value")
	s.do("bank", "PUT", "/api/v1/me/preferences", map[string]any{"mail": []string{"bridge"}}).want(http.StatusOK, "")
	s.do("", "GET", "/api/v1/me/preferences", nil).want(http.StatusUnauthorized, "not_signed_in")
	box.taken = nil
	other := s.newNeed("firm A")
	s.do("firm A", "POST", "/api/v1/needs/"+other+"/submit", nil).want(http.StatusOK, "")
	s.do("firm A", "POST", "/api/v1/needs/"+other+"/applications", request(offer)).want(http.StatusCreated, "")
	box.lose = 2 // the server is busy twice
	work()
	if len(box.taken) != 0 {
		t.Errorf("sent to %v", box.to())
	}
	s.forward(time.Hour)
	work()
	s.forward(time.Hour)
	work()
	if have := box.to(); !slices.Equal(have, []string{"agency@example.com"}) {
		t.Errorf("after two failures sent to %v", have)
	}
	dead := s.mailsIn(domain.DeliveryDead)
	if dead != 0 {
		t.Errorf("%d were given up", dead)
	}
	box.lose = 100
	s.relogin("agency")
	s.do("agency", "POST", "/api/v1/needs/"+other+"/accept", nil).want(http.StatusOK, "")
	for range 4 {
		work()
		s.forward(24 * time.Hour)
	}
	if dead := s.mailsIn(domain.DeliveryDead); dead != 1 {
		t.Errorf("%d were given up after three tries, want 1", dead)
	}
}

func (s *stage) mailsIn(state domain.DeliveryState) int {
	s.t.Helper()
	items, _, err := s.store.Mails(s.t.Context(), store.MailFilter{State: state}, store.Page{Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	return len(items)
}
