package mail_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/config"
	"rongqiao/internal/domain"
	"rongqiao/internal/mail"
)

// server is a mail server of a few lines: it takes what it is handed, or refuses
// every recipient.
type server struct {
	address string
	refuse  bool
	mu      sync.Mutex
	taken   []string
}

func serve(t *testing.T, refuse bool) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &server{address: l.Addr().String(), refuse: refuse}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

func (s *server) talk(c net.Conn) {
	defer func() { _ = c.Close() }()
	in := bufio.NewReader(c)
	say := func(text string) { _, _ = fmt.Fprintf(c, "%s\r\n", text) }
	say("220 mail.example ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(verb, "EHLO"):
			say("250-mail.example")
			say("250 8BITMIME")
		case strings.HasPrefix(verb, "RCPT") && s.refuse:
			say("550 5.1.1 no such mailbox")
		case verb == "DATA":
			say("354 go on")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text.WriteString(line)
			}
			s.mu.Lock()
			s.taken = append(s.taken, text.String())
			s.mu.Unlock()
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func words(t *testing.T) *mail.Words {
	t.Helper()
	files, err := fs.Sub(config.Files, "mails")
	if err != nil {
		t.Fatal(err)
	}
	w, err := mail.LoadWords(files)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestAnEMailArrivesAsItWasWritten(t *testing.T) {
	s := serve(t, false)
	sender, err := mail.NewSender("smtp://"+s.address, "融桥 <notice@example.org>", 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	due := time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)
	subject, text := words(t).Of(domain.Notice{
		Topic: domain.TopicApplication, Kind: "decline", Firm: "重庆示例机械有限公司", About: "科创贷\r\nBcc: thief@example.org", Who: "王芳", Text: "额度已满", At: due, DueAt: &due,
	}, "https://rongqiao.example/", time.FixedZone("CST", 8*3600))
	if err := sender.Send(t.Context(), mail.Message{ID: "mail_1", To: "li@example.com", Subject: subject, Text: text}); err != nil {
		t.Fatal(err)
	}
	if len(s.taken) != 1 {
		t.Fatalf("%d e-mails arrived", len(s.taken))
	}
	m, err := netmail.ReadMessage(strings.NewReader(s.taken[0]))
	if err != nil {
		t.Fatal(err)
	}
	have, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || have != "【融桥】融资申请：未获办理，附原因和建议（重庆示例机械有限公司 · 科创贷 Bcc: thief@example.org）" {
		t.Errorf("subject %q %v", have, err)
	}
	if m.Header.Get("Bcc") != "" || m.Header.Get("Auto-Submitted") != "auto-generated" || !strings.HasPrefix(m.Header.Get("Message-Id"), "<mail_1@") {
		t.Errorf("headers %v", m.Header)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Application: declined, with the reason and the next step", "说明 Remark: 额度已满", "办理时限 Due: 2026-11-25 17:30", "https://rongqiao.example/applications"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the text lacks %q:\n%s", want, body)
		}
	}
}

func TestWhatCannotBeSentIsAnError(t *testing.T) {
	refused, err := mail.NewSender("smtp://"+serve(t, true).address, "notice@example.org", 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	message := mail.Message{ID: "mail_1", To: "li@example.com", Subject: "x", Text: "x"}
	if err := refused.Send(t.Context(), message); err == nil || !strings.Contains(err.Error(), "no such mailbox") {
		t.Errorf("have %v", err)
	}
	gone, err := mail.NewSender("smtp://127.0.0.1:1", "notice@example.org", time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := gone.Send(t.Context(), message); err == nil {
		t.Error("want an error where nobody listens")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := gone.Send(ended, message); err == nil {
		t.Error("want an error under a context that has ended")
	}
	for _, bad := range []string{"", "mail.example", "https://mail.example", "smtp://u:hunter2@"} {
		if _, err := mail.NewSender(bad, "notice@example.org", time.Second); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: have %v", bad, err)
		}
	}
	if _, err := mail.NewSender("smtp://mail.example", "nobody", time.Second); err == nil {
		t.Error("want an error for an address that is none")
	}
}

// TestEveryNoticeHasWords: whatever the tables can tell of.
func TestEveryNoticeHasWords(t *testing.T) {
	w := words(t)
	want := func(topic domain.NoticeTopic, kinds ...domain.Code) {
		for _, k := range kinds {
			if !w.Has(topic, k) {
				t.Errorf("no words for %s.%s", topic, k)
			}
		}
	}
	want(domain.TopicNeed, "started", "due_soon", "overdue", "escalated", "passed_on", "reassigned", "done", "ended")
	want(domain.TopicApplication, "due_soon", "overdue")
	for _, r := range domain.ApplicationRules {
		want(domain.TopicApplication, domain.Code(r.Move))
	}
	want(domain.TopicBridge, "request")
	for _, r := range domain.BridgeRules {
		want(domain.TopicBridge, domain.Code(r.Move))
	}
	want(domain.TopicAppeal, "started", "due_soon", "overdue", "escalated")
	for _, r := range domain.AppealRules {
		want(domain.TopicAppeal, domain.Code(r.Move))
	}
}
