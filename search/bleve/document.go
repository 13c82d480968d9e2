package bleve

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/marks"
	"rongqiao/search/words"
)

// Indexed fields. Readings are of names and providers, and apart of short
// texts: a summary's reading is typed by nobody, and would match by chance.
const (
	fieldAll          = "all"   // everything that can be found
	fieldLatin        = "latin" // the runs of letters alone: few, so that near ones are found fast
	fieldName         = "name"
	fieldProvider     = "provider"
	fieldPinyin       = "pinyin"
	fieldInitials     = "initials"
	fieldTextPinyin   = "text_pinyin"
	fieldTextInitials = "text_initials"
)

// Stored fields.
const (
	storedRow   = "row"
	storedTexts = "texts"
)

// storedRowOf is what filters, facets and sorts need, as stored.
type storedRowOf struct {
	Kind       string   `json:"k,omitempty"`
	Products   []string `json:"p,omitempty"`
	Provider   string   `json:"o,omitempty"`
	Districts  []string `json:"d,omitempty"`
	Industries []string `json:"i,omitempty"`
	Tiers      []string `json:"t,omitempty"`
	AmountMin  *int64   `json:"a,omitempty"` // fen
	AmountMax  *int64   `json:"b,omitempty"`
	TermMin    *int64   `json:"m,omitempty"` // months
	TermMax    *int64   `json:"n,omitempty"`
	RateMin    *int64   `json:"r,omitempty"` // basis points
	Verified   bool     `json:"v,omitempty"`
	NameKey    string   `json:"s,omitempty"` // reading of the name, to sort by
	NameTerms  int      `json:"l,omitempty"` // how many the Chinese name has
}

// document turns an offer into what Bleve indexes and stores.
func (x *Index) document(d search.Document) (*document.Document, error) {
	row, err := json.Marshal(storedRowOf{
		Kind: string(d.Kind), Products: plain(d.Products), Provider: string(d.Provider),
		Districts: plain(d.Districts), Industries: plain(d.Industries), Tiers: plain(d.Tiers),
		AmountMin: wide(d.AmountMin), AmountMax: wide(d.AmountMax),
		TermMin: wide(d.TermMin), TermMax: wide(d.TermMax), RateMin: wide(d.RateMin),
		Verified: d.Verified, NameKey: x.words.Pinyin(d.NameZH), NameTerms: len(x.terms(d.NameZH)),
	})
	if err != nil {
		return nil, err
	}
	texts, err := json.Marshal(marks.Texts{NameZH: d.NameZH, NameEN: d.NameEN, ProviderZH: d.ProviderZH, ProviderEN: d.ProviderEN, Text: d.Text})
	if err != nil {
		return nil, err
	}
	doc := document.NewDocument(string(d.ID))
	doc.AddField(document.NewTextFieldCustom(storedRow, nil, row, index.StoreField, nil))
	doc.AddField(document.NewTextFieldCustom(storedTexts, nil, texts, index.StoreField, nil))
	add := func(field string, a analysis.Analyzer, values ...string) {
		for _, v := range values {
			if strings.TrimSpace(v) != "" {
				doc.AddField(document.NewTextFieldCustom(field, nil, []byte(v), index.IndexField, a))
			}
		}
	}
	terms := analyze(x.terms)
	add(fieldAll, terms, d.NameZH, d.NameEN, d.ProviderZH, d.ProviderEN)
	add(fieldAll, terms, d.Text...)
	latin := analyze(x.latin)
	add(fieldLatin, latin, d.NameZH, d.NameEN, d.ProviderZH, d.ProviderEN)
	add(fieldLatin, latin, d.Text...)
	add(fieldName, terms, d.NameZH, d.NameEN)
	add(fieldProvider, terms, d.ProviderZH, d.ProviderEN)
	full, initials := analyze(x.full), analyze(x.initials)
	add(fieldPinyin, full, d.NameZH, d.ProviderZH)
	add(fieldInitials, initials, d.NameZH, d.ProviderZH)
	for _, t := range d.Text {
		if utf8.RuneCountInString(t) <= marks.ShortText {
			add(fieldTextPinyin, full, t)
			add(fieldTextInitials, initials, t)
		}
	}
	return doc, nil
}

// analyze makes an analyzer of a function from a text to its terms.
type analyze func(text string) []string

// Analyze implements analysis.Analyzer.
func (f analyze) Analyze(text []byte) analysis.TokenStream {
	terms := f(string(text))
	out := make(analysis.TokenStream, 0, len(terms))
	for i, t := range terms {
		out = append(out, &analysis.Token{Term: []byte(t), Position: i + 1, Type: analysis.AlphaNumeric})
	}
	return out
}

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

// terms, latin, full and initials are the analyzers' functions.
func (x *Index) terms(text string) []string {
	terms := words.Terms(x.words.Units(text))
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = t.Text
	}
	return out
}

func (x *Index) latin(text string) []string {
	var out []string
	for _, u := range x.words.Units(text) {
		if !u.Han {
			out = append(out, u.Norm)
		}
	}
	return out
}

func (x *Index) full(text string) []string {
	full, _ := x.words.Readings(text)
	return full
}

func (x *Index) initials(text string) []string {
	_, initials := x.words.Readings(text)
	return initials
}
