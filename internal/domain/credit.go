package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// CreditAssessmentID identifies a kept result, "cra_…".
type CreditAssessmentID string

// CreditAssessment is what a sheet of credit value came to for a firm on a day,
// with what it was computed from, as it was then. A later one takes its place;
// none is changed or removed, so that a decision can be told from what was
// known when it was taken.
type CreditAssessment struct {
	ID           CreditAssessmentID
	Version      int64
	EnterpriseID EnterpriseID
	Sheet        string // of the rule data
	Title        Text
	Document     Clause
	RulesVersion string
	Day          Date // of which it is
	ValidUntil   Date // last day: figures of years move with the year, and a sheet ends
	Verdict      string
	Conditional  bool // open for a reason that is not the firm's
	Limit        *Fen // nil: none is known
	Lines        []CreditLine
	Basis        string // content hash of the sheet and the lines
	MadeAt       time.Time
}

// CreditLine is a line of the trace: a condition, or an indicator whose points
// nobody published, which has no outcome.
type CreditLine struct {
	Criterion string
	Label     Text
	Have      Text // empty: not known
	Want      Text // empty of an indicator
	Outcome   string
	Clause    Clause
}

// Settle fixes the last day and the basis. sheetEnds is the sheet's last day,
// nil where none is set.
func (c *CreditAssessment) Settle(sheetEnds *Date) {
	c.ValidUntil = NewDate(c.Day.Time().Year(), time.December, 31)
	if sheetEnds != nil && *sheetEnds < c.ValidUntil {
		c.ValidUntil = *sheetEnds
	}
	limit := Fen(-1)
	if c.Limit != nil {
		limit = *c.Limit
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %t %d %s %q", c.Sheet, c.Document, c.Verdict, c.Conditional, limit, c.ValidUntil, c.Lines))
	c.Basis = hex.EncodeToString(sum[:])
}

// ValidOn tells whether the result counts on the day.
func (c CreditAssessment) ValidOn(day Date) bool { return c.Day <= day && day <= c.ValidUntil }
