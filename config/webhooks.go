package config

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// webhooks reads what webhooks may reach, and how long and how often a message
// is tried.
func (f form) webhooks(s *Settings, bad func(key, want, have string), span func(key, have string, least, most time.Duration) time.Duration) {
	s.WebhookTimeout = span("webhook_timeout", f.WebhookTimeout, 100*time.Millisecond, time.Minute)
	var err error
	if s.WebhookTries, err = strconv.Atoi(f.WebhookTries); err != nil || s.WebhookTries < 1 || s.WebhookTries > 50 {
		bad("webhook_tries", "1 to 50", f.WebhookTries)
	}
	if f.WebhookNetworks == "" {
		return
	}
	if s.WebhookNetworks, err = networks(f.WebhookNetworks); err != nil {
		bad("webhook_networks", "networks such as 10.20.0.0/16 with commas between, and not all the world; or nothing", f.WebhookNetworks)
	}
}

// networks reads networks with commas between, none of which is all the world.
func networks(text string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, one := range strings.Split(text, ",") {
		p, err := netip.ParsePrefix(strings.TrimSpace(one))
		if err == nil && p.Bits() == 0 {
			err = strconv.ErrRange
		}
		if err != nil {
			return nil, err
		}
		out = append(out, p.Masked())
	}
	return out, nil
}
