package config

import (
	"net/mail"
	"net/url"
)

// mail reads where e-mails are handed to, and what stands in them. No message
// holds the server, which may have a password.
func (f form) mail(s *Settings, bad func(key, want, have string)) {
	s.MailServer, s.MailFrom, s.MailLink = Secret(f.MailServer), f.MailFrom, f.MailLink
	if f.MailServer != "" {
		if u, err := url.Parse(f.MailServer); err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
			bad("mail_server", "smtp://USER:PASSWORD@HOST:PORT or smtps://…, or nothing for no e-mails", hidden)
		}
		if _, err := mail.ParseAddress(f.MailFrom); err != nil {
			bad("mail_from", "the address that e-mails come from, such as notice@example.org", f.MailFrom)
		}
	}
	if u, err := url.Parse(f.MailLink); f.MailLink != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		bad("mail_link", "https://HOST of the portal, or nothing", f.MailLink)
	}
}
