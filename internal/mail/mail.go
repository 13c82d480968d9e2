// Package mail hands e-mails to the operator's mail server over SMTP, and has
// the words that they say.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"rongqiao/internal/domain"
)

// Message is one e-mail.
type Message struct {
	ID      domain.MailID // the same for every try; the Message-ID follows from it
	To      string
	Subject string
	Text    string
}

// Sender sends. It is safe for concurrent use.
type Sender struct {
	options []mail.Option
	host    string
	from    string
}

// NewSender makes one of a server, smtp://USER:PASSWORD@HOST:PORT or smtps://…,
// and the address that e-mails come from. Without TLS nothing is sent but to
// this machine itself. No error holds the server, which may have a password.
func NewSender(server, from string, timeout time.Duration) (*Sender, error) {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("want smtp://USER:PASSWORD@HOST:PORT or smtps://…")
	}
	s := &Sender{host: u.Hostname(), from: from, options: []mail.Option{mail.WithTimeout(timeout), mail.WithTLSPolicy(mail.TLSMandatory)}}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		s.options = append(s.options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	}
	if u.Scheme == "smtps" {
		s.options = append(s.options, mail.WithSSL())
	}
	if port := u.Port(); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil {
			return nil, fmt.Errorf("port %q", port)
		}
		s.options = append(s.options, mail.WithPort(n))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		s.options = append(s.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	_, err = s.message(Message{ID: "mail_x", To: from})
	return s, err
}

func (s *Sender) message(m Message) (*mail.Msg, error) {
	out := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8))
	if err := out.From(s.from); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	if err := out.To(m.To); err != nil {
		return nil, fmt.Errorf("to: %w", err)
	}
	out.SetMessageIDWithValue(string(m.ID) + "@" + s.host)
	out.SetDate()
	out.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's holiday answers it (RFC 3834)
	out.Subject(m.Subject)
	out.SetBodyString(mail.TypeTextPlain, m.Text)
	return out, nil
}

// Send hands one over. An error is a try that failed.
func (s *Sender) Send(ctx context.Context, m Message) error {
	out, err := s.message(m)
	if err != nil {
		return err
	}
	client, err := mail.NewClient(s.host, s.options...)
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, out)
}
