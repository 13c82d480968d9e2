package meili

import (
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strconv"
	"unicode/utf8"

	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/marks"
	"rongqiao/search/words"
)

// States of the server's documents. Searches find live ones alone.
const (
	stateLive     = "live"
	stateGone     = "gone" // deleted with a batch, to be removed after it
	statePosition = "position"
)

// positionKey is the document that holds how far the index is. Being one, it
// is written in the same step as the offers.
const positionKey = "position"

// stored is a document as the server holds it. All fields are always written:
// an upsert goes over what was there before field by field, and null takes a
// field's value away.
type stored struct {
	Key        string       `json:"key"`
	ID         string       `json:"id"`
	State      string       `json:"state"`
	Kind       string       `json:"kind"`
	Products   []string     `json:"products"`
	Provider   string       `json:"provider"`
	Districts  []string     `json:"districts"`
	Industries []string     `json:"industries"`
	Tiers      []string     `json:"tiers"`
	Verified   string       `json:"verified"`
	AmountMin  int64        `json:"amount_min"` // fen; 0 where unknown
	AmountMax  *int64       `json:"amount_max"`
	TermMin    int64        `json:"term_min"` // months
	TermMax    *int64       `json:"term_max"`
	Rate       *int64       `json:"rate"` // basis points
	NameKey    string       `json:"name_key"`
	Brevity    int          `json:"brevity"`
	Name       string       `json:"name"`
	ProvName   string       `json:"provider_name"`
	Text       string       `json:"text"`
	Sound      string       `json:"sound"`
	TextSound  string       `json:"text_sound"`
	Near       string       `json:"near"`
	Texts      *marks.Texts `json:"texts"`
}

// tombstone takes an offer out of all searches in the step of its batch.
type tombstone struct {
	Key   string `json:"key"`
	State string `json:"state"`
}

// position says up to which event the index knows the offers. Built is written
// by a rebuild alone, so that an index that came about in any other way is
// told by lacking it.
type position struct {
	Key   string `json:"key"`
	State string `json:"state"`
	Seq   int64  `json:"seq"`
	Built string `json:"built,omitempty"`
}

// whole is the position as a rebuild writes it, with every field of an offer:
// the server refuses a search in a field that no document has.
type whole struct {
	stored
	Seq   int64  `json:"seq"`
	Built string `json:"built"`
}

// plainKey are the ids that the server takes as keys as they are.
var plainKey = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,200}$`)

// keyOf is an offer's key; the prefix keeps it apart from the position.
func keyOf(id domain.OfferID) string {
	if plainKey.MatchString(string(id)) {
		return "o-" + string(id)
	}
	return "x-" + hex.EncodeToString([]byte(id))
}

// document turns an offer into what the server holds.
func document(w *words.Words, d search.Document) (json.RawMessage, error) {
	if d.ID == "" {
		return nil, domain.Invalid("required", "upserts.id", nil)
	}
	s := stored{
		Key: keyOf(d.ID), ID: string(d.ID), State: stateLive, Kind: string(d.Kind), Products: plain(d.Products), Provider: string(d.Provider),
		Districts: plain(d.Districts), Industries: plain(d.Industries), Tiers: plain(d.Tiers), Verified: strconv.FormatBool(d.Verified),
		AmountMin: orZero(d.AmountMin), AmountMax: wide(d.AmountMax), TermMin: orZero(d.TermMin), TermMax: wide(d.TermMax), Rate: wide(d.RateMin),
		NameKey: sortKey(w.Pinyin(d.NameZH)), Brevity: len(words.Terms(w.Units(d.NameZH))),
		Texts: &marks.Texts{NameZH: d.NameZH, NameEN: d.NameEN, ProviderZH: d.ProviderZH, ProviderEN: d.ProviderEN, Text: d.Text},
	}
	var name, provider, text, sound, textSound, near termSet
	for _, t := range []string{d.NameZH, d.NameEN} {
		name.found(w, t)
	}
	for _, t := range []string{d.ProviderZH, d.ProviderEN} {
		provider.found(w, t)
	}
	for _, t := range []string{d.NameZH, d.ProviderZH} {
		sound.sounds(w, t)
		near.near(w, t, true)
	}
	for _, t := range []string{d.NameEN, d.ProviderEN} {
		near.near(w, t, false)
	}
	for _, t := range d.Text {
		text.found(w, t)
		short := utf8.RuneCountInString(t) <= marks.ShortText
		near.near(w, t, short)
		if short {
			textSound.sounds(w, t)
		}
	}
	s.Name, s.ProvName, s.Text = name.String(), provider.String(), text.String()
	s.Sound, s.TextSound, s.Near = sound.String(), textSound.String(), near.String()
	return json.Marshal(s)
}

// sortKey keeps the server from taking a name of digits for a number.
func sortKey(reading string) string { return "n" + reading }

func plain[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func wide[T domain.Fen | domain.Months | domain.BasisPoints](v *T) *int64 {
	if v == nil {
		return nil
	}
	w := int64(*v)
	return &w
}

func orZero[T domain.Fen | domain.Months](v *T) int64 {
	if v == nil {
		return 0
	}
	return int64(*v)
}
