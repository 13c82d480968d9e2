package config

import (
	"fmt"
	"net/netip"
	"strings"
)

// leastSigningSecret is how long a signing secret has to be, in bytes.
const leastSigningSecret = 32

// signing reads the secrets that the keys of access tokens are made of, with
// commas between. Processes that share a store need them: each would else sign
// with a key of its own, which the others refuse. No message holds one.
func (f form) signing(s *Settings, bad func(key, want, have string)) {
	want := fmt.Sprintf("random texts of at least %d bytes with commas between, the same for every process: the first signs, all verify", leastSigningSecret)
	if f.SigningSecrets == "" {
		if s.Store.Store.MongoDB() {
			bad("signing_secrets", want+"; they are needed where the store is MongoDB", "")
		}
		return
	}
	for i, secret := range strings.Split(f.SigningSecrets, ",") {
		secret = strings.TrimSpace(secret)
		if len(secret) < leastSigningSecret {
			bad("signing_secrets", want, fmt.Sprintf("%d bytes for the secret number %d", len(secret), i+1))
		}
		s.SigningSecrets = append(s.SigningSecrets, Secret(secret))
	}
}

// loopback are the addresses of this machine alone.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// proxies reads whose word is taken for who a client is: nobody's, that of a
// proxy on this machine, or that of the networks named.
func (f form) proxies(s *Settings, bad func(key, want, have string)) {
	switch f.TrustProxy {
	case "false":
		return
	case "true":
		s.Proxies = loopback
		return
	}
	var err error
	if s.Proxies, err = networks(f.TrustProxy); err != nil {
		bad("trust_proxy", "false, true for a proxy on this machine, or networks such as 172.28.0.0/24 with commas between, and not all the world", f.TrustProxy)
	}
}
