// Package exchange is the documented form in which needs, answers, deals and
// consents leave the platform and come in from another node: a line of JSON, or
// a row of CSV with the same names. docs/exchange.md says it in words.
package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"rongqiao/internal/domain"
)

// Kind is what a file is of.
type Kind string

// The kinds.
const (
	Needs    Kind = "needs"
	Answers  Kind = "answers" // applications with what the provider offers
	Deals    Kind = "deals"   // those of which a quote was taken
	Consents Kind = "consents"
)

// Kinds lists them.
var Kinds = []Kind{Needs, Answers, Deals, Consents}

// Need is a financing need that was submitted. Amounts are in fen.
type Need struct {
	ID          string  `json:"id"`
	USCC        string  `json:"uscc"`
	Enterprise  string  `json:"enterprise"`
	District    string  `json:"district"`
	State       string  `json:"state"`
	AmountFen   int64   `json:"amount_fen"`
	TermMonths  int32   `json:"term_months"`
	Purpose     string  `json:"purpose"`
	Note        string  `json:"note"`
	SubmittedAt *string `json:"submitted_at"`
	AcceptedAt  *string `json:"accepted_at"`
	UpdatedAt   string  `json:"updated_at"`
}

// Answer is an application with the newest quote, or the decline.
type Answer struct {
	ID            string  `json:"id"`
	NeedID        string  `json:"need_id"`
	USCC          string  `json:"uscc"`
	Provider      string  `json:"provider"`
	Offer         string  `json:"offer"`
	OfferName     string  `json:"offer_name"`
	State         string  `json:"state"`
	AmountFen     int64   `json:"amount_fen"`
	TermMonths    int32   `json:"term_months"`
	QuoteFen      *int64  `json:"quote_fen"`
	QuoteRateBP   *int32  `json:"quote_rate_bp"`
	QuoteCostBP   *int32  `json:"quote_cost_bp"` // a year, compounded, with all fees
	QuoteMonths   *int32  `json:"quote_months"`
	QuoteUntil    *string `json:"quote_until"`
	ClosingReason *string `json:"closing_reason"`
	ClosingText   *string `json:"closing_text"`
	UpdatedAt     string  `json:"updated_at"`
}

// Deal is an application of which a quote was taken, with its money.
type Deal struct {
	ID            string       `json:"id"`
	NeedID        string       `json:"need_id"`
	USCC          string       `json:"uscc"`
	Provider      string       `json:"provider"`
	Offer         string       `json:"offer"`
	State         string       `json:"state"`
	AmountFen     int64        `json:"amount_fen"`
	RateBP        *int32       `json:"rate_bp"`
	TermMonths    int32        `json:"term_months"`
	Contract      string       `json:"contract"`
	SignedOn      *string      `json:"signed_on"`
	Disbursements []Payment    `json:"disbursements"`
	RepaidOn      *string      `json:"repaid_on"`
	RiskShares    []RiskShares `json:"risk_shares"`
	UpdatedAt     string       `json:"updated_at"`
}

// Payment is a part that was paid out.
type Payment struct {
	AmountFen int64  `json:"amount_fen"`
	PaidOn    string `json:"paid_on"`
}

// RiskShares is a party's part of a loss.
type RiskShares struct {
	Party   string `json:"party"`
	Name    string `json:"name"`
	ShareBP int32  `json:"share_bp"`
}

// Consent is what a firm lets a provider see.
type Consent struct {
	ID        string   `json:"id"` // of the application
	NeedID    string   `json:"need_id"`
	USCC      string   `json:"uscc"`
	Provider  string   `json:"provider"`
	Scopes    []string `json:"scopes"`
	Purpose   string   `json:"purpose"`
	Until     string   `json:"until"`
	GivenAt   string   `json:"given_at"`
	RevokedAt *string  `json:"revoked_at"`
	UpdatedAt string   `json:"updated_at"`
}

// At is a moment in the form of the files.
func At(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// MaybeAt is a moment that may not have come.
func MaybeAt(t *time.Time) *string {
	if t == nil {
		return nil
	}
	text := At(*t)
	return &text
}

// MaybeOn is a day that may not be known.
func MaybeOn(d *domain.Date) *string {
	if d == nil {
		return nil
	}
	text := d.String()
	return &text
}

// Head are the names of a kind's fields, in their order.
func Head(k Kind) []string {
	row, ok := map[Kind]any{Needs: Need{}, Answers: Answer{}, Deals: Deal{}, Consents: Consent{}}[k]
	if !ok {
		return nil
	}
	t := reflect.TypeOf(row)
	out := make([]string, t.NumField())
	for i := range out {
		out[i] = t.Field(i).Tag.Get("json")
	}
	return out
}

// Cells are a row's values as texts: empty for what is not known, and JSON for
// lists.
func Cells(row any) ([]string, error) {
	v := reflect.ValueOf(row)
	out := make([]string, v.NumField())
	for i := range out {
		f := v.Field(i)
		if f.Kind() == reflect.Pointer {
			if f.IsNil() {
				continue
			}
			f = f.Elem()
		}
		if f.Kind() == reflect.Slice {
			text, err := json.Marshal(f.Interface())
			if err != nil {
				return nil, err
			}
			out[i] = string(text)
			continue
		}
		out[i] = fmt.Sprint(f.Interface())
	}
	return out, nil
}

// Value is a cell of CSV as the line of JSON has it: amounts, rates and terms are
// numbers, lists are JSON. What does not read as such stays a text.
func Value(name, cell string) any {
	number := strings.HasSuffix(name, "_fen") || strings.HasSuffix(name, "_bp") || strings.HasSuffix(name, "_months")
	if !number && !strings.HasPrefix(cell, "[") {
		return cell
	}
	d := json.NewDecoder(strings.NewReader(cell))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		return cell
	}
	return v
}

// Record is a line that comes in.
type Record struct {
	Line      int
	ID        string
	USCC      string
	UpdatedAt time.Time
	Payload   string // the line as JSON, its fields sorted
}

// Fault is what is wrong with a line.
type Fault struct {
	Line  int
	Field string
	Code  string
}

// Bounds of what comes in.
const (
	MaxLines  = 20_000
	MaxLineKB = 64
	maxID     = 100
)

// ReadLines reads JSON Lines. A line at fault is told of with its number, and
// the others are read. tooMany: there are more than MaxLines.
func ReadLines(in io.Reader) (records []Record, faults []Fault, tooMany bool, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), MaxLineKB<<10)
	n := 0
	for lines.Scan() {
		n++
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		if len(records)+len(faults) >= MaxLines {
			return nil, nil, true, nil
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber() // an amount in fen may not fit a float
		var fields map[string]any
		if err := d.Decode(&fields); err != nil || d.More() {
			faults = append(faults, Fault{n, "", "json_syntax"})
			continue
		}
		r, fault := RecordOf(n, fields)
		if fault != nil {
			faults = append(faults, *fault)
			continue
		}
		records = append(records, r)
	}
	if lines.Err() != nil {
		faults = append(faults, Fault{n + 1, "", "text_too_long"})
	}
	return records, faults, false, nil
}

// RecordOf checks what every record has: id, uscc and updated_at.
func RecordOf(line int, fields map[string]any) (Record, *Fault) {
	text := func(name string) string {
		s, _ := fields[name].(string)
		return strings.TrimSpace(s)
	}
	r := Record{Line: line, ID: text("id"), USCC: text("uscc")}
	switch {
	case r.ID == "":
		return r, &Fault{line, "id", "required"}
	case len(r.ID) > maxID || strings.ContainsFunc(r.ID, func(c rune) bool { return c <= ' ' || c > '~' || c == '/' }):
		return r, &Fault{line, "id", "wrong_format"}
	case r.USCC == "":
		return r, &Fault{line, "uscc", "required"}
	}
	if err := domain.USCC(r.USCC).Check(); err != nil {
		return r, &Fault{line, "uscc", err.Code}
	}
	at, err := time.Parse(time.RFC3339Nano, text("updated_at"))
	if err != nil {
		return r, &Fault{line, "updated_at", "wrong_format"}
	}
	payload, err := json.Marshal(fields)
	if err != nil {
		return r, &Fault{line, "", "json_syntax"}
	}
	r.UpdatedAt, r.Payload = at.UTC(), string(payload)
	return r, nil
}
