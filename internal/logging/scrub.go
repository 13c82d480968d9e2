package logging

import "regexp"

// rule strikes out what looks like something that a log must not hold.
type rule struct {
	pattern *regexp.Regexp
	with    string
}

// rules are tried in this order: a token may hold what looks like a number.
// Our own ids (need_…, usr_…) stay, as they name nobody without the store.
var rules = []rule{
	{regexp.MustCompile(`eyJ[\w-]+\.[\w-]+(\.[\w-]*)?`), "[token]"},
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[\w.~+/=-]+`), "[token]"},
	{regexp.MustCompile(`(?i)\b(mongodb(?:\+srv)?|https?)://[^/@\s]+@`), "$1://[credentials]@"},
	{regexp.MustCompile(`[\w.%+-]+@([\w-]+\.)+[A-Za-z]{2,}`), "[e-mail]"},
	{regexp.MustCompile(`(https?://[^\s?"]+|\B/[^\s?"]+)\?[^\s"]+`), "$1?[query]"},
	{regexp.MustCompile(`\b\d{17}[\dXx]\b`), "[identity number]"},                            // GB 11643-1999
	{regexp.MustCompile(`\b[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}\b`), "[uscc]"}, // GB 32100-2015
	{regexp.MustCompile(`\b1[3-9]\d{9}\b`), "[telephone]"},
	{regexp.MustCompile(`http: (TLS handshake error from|panic serving) \S+`), "http: $1 [address]"}, // net/http names the client
	// Our own words are English: Chinese in a failure quotes someone's data.
	{regexp.MustCompile(`[\p{Han}][\p{Han}（）()·、，。]*`), "[text]"},
}

// Scrub strikes out what looks like a token, a credential, an e-mail address, a
// query, the number of a firm or a person, or a Chinese name. It is the second
// line of defence: the first is that nobody writes such a thing.
func Scrub(s string) string {
	for _, r := range rules {
		s = r.pattern.ReplaceAllString(s, r.with)
	}
	return s
}
