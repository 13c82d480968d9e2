package domain

import (
	"slices"
	"time"
	"unicode/utf8"
)

// CandidacyID identifies a candidacy, "cdy_…".
type CandidacyID string

// Candidacy is the cultivation record of one enterprise on its way to a
// listing: the board it aims at, the stages with their days and proofs, what
// stands in the way, and what fund managers and regulators have noted. Stages,
// boards, issues and severities are codes of the rule data.
type Candidacy struct {
	ID           CandidacyID
	Version      int64
	EnterpriseID EnterpriseID
	Board        Code
	Stage        Code
	Steps        []CandidacyStep // in the order in which they were taken; the last one is in force
	Issues       []CandidacyIssue
	Notes        []CandidacyNote
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// CandidacyStep says when a stage was entered, and what shows it.
type CandidacyStep struct {
	Stage Code
	On    Date
	Proof string
	By    UserID
	At    time.Time // when it was written down
}

// CandidacyIssue is something that blocks or burdens the listing. It is open
// while ClosedOn is nil.
type CandidacyIssue struct {
	Issue    Code
	Severity Code
	Note     string
	OpenedOn Date
	ClosedOn *Date
	Cure     string // what closed it
	By       UserID // who opened it
}

// CandidacyNote is what a person has written, with the name they had then.
type CandidacyNote struct {
	By           UserID
	Name         string
	Organisation string
	At           time.Time
	Text         string
}

// CandidacyMove is a step that may be taken from one stage to another, but for
// firms that aim at one of the boards of NotFor.
type CandidacyMove struct {
	From, To Code
	NotFor   []Code
}

// Most that a candidacy holds.
const (
	MaxCandidacyText  = 2000 // characters of a note or a proof
	MaxCandidacyNotes = 500
)

// Allowed answers the stages that may follow, in the order of the table.
func (c Candidacy) Allowed(table []CandidacyMove) []Code {
	out := []Code{}
	for _, m := range table {
		if m.From == c.Stage && !slices.Contains(m.NotFor, c.Board) {
			out = append(out, m.To)
		}
	}
	return out
}

// Move enters the stage of the step. Errors: candidacy_move_not_allowed
// (conflict), which names the stages that may follow; the faults of the step:
// a day before that of the stage before, or after today.
func (c *Candidacy) Move(step CandidacyStep, table []CandidacyMove, today Date) error {
	allowed := c.Allowed(table)
	if !slices.Contains(allowed, step.Stage) {
		return NewError(KindConflict, "candidacy_move_not_allowed", Facts{"have": c.Stage, "wanted": step.Stage, "want": allowed})
	}
	if err := c.checkStep(step, today); err != nil {
		return err
	}
	c.Stage, c.UpdatedAt = step.Stage, step.At
	c.Steps = append(slices.Clip(c.Steps), step)
	return nil
}

// Begin enters the first stage of the record.
func (c *Candidacy) Begin(step CandidacyStep, today Date) error {
	if err := c.checkStep(step, today); err != nil {
		return err
	}
	c.Stage, c.Steps, c.CreatedAt, c.UpdatedAt = step.Stage, []CandidacyStep{step}, step.At, step.At
	return nil
}

func (c *Candidacy) checkStep(step CandidacyStep, today Date) error {
	var f faults
	if step.On > today {
		f.add("on", "date_in_future", Facts{"want": today.String()})
	}
	if n := len(c.Steps); n > 0 && step.On < c.Steps[n-1].On {
		f.add("on", "date_too_early", Facts{"want": c.Steps[n-1].On.String()})
	}
	checkText(&f, "proof", step.Proof, 0)
	return f.err()
}

// checkText bounds a text; a least of 1 asks for one.
func checkText(f *faults, field, text string, least int) {
	n := utf8.RuneCountInString(text)
	switch {
	case n < least:
		f.add(field, "required", nil)
	case n > MaxCandidacyText:
		f.add(field, "text_too_long", Facts{"max": MaxCandidacyText})
	}
}

// OpenIssue notes an issue. Errors: candidacy_issue_open (conflict) where the
// same is open already; the faults of the issue.
func (c *Candidacy) OpenIssue(i CandidacyIssue, today Date, now time.Time) error {
	if c.openIssue(i.Issue) >= 0 {
		return NewError(KindConflict, "candidacy_issue_open", Facts{"have": i.Issue})
	}
	var f faults
	if i.OpenedOn > today {
		f.add("on", "date_in_future", Facts{"want": today.String()})
	}
	checkText(&f, "note", i.Note, 0)
	if err := f.err(); err != nil {
		return err
	}
	c.Issues, c.UpdatedAt = append(slices.Clip(c.Issues), i), now
	return nil
}

// CloseIssue notes that an issue is cured. Errors: candidacy_issue_not_open
// (conflict); the faults of the day and the text.
func (c *Candidacy) CloseIssue(issue Code, on Date, cure string, today Date, now time.Time) error {
	at := c.openIssue(issue)
	if at < 0 {
		return NewError(KindConflict, "candidacy_issue_not_open", Facts{"have": issue})
	}
	var f faults
	if on > today {
		f.add("on", "date_in_future", Facts{"want": today.String()})
	}
	if opened := c.Issues[at].OpenedOn; on < opened {
		f.add("on", "date_too_early", Facts{"want": opened.String()})
	}
	checkText(&f, "cure", cure, 0)
	if err := f.err(); err != nil {
		return err
	}
	c.Issues = slices.Clone(c.Issues)
	c.Issues[at].ClosedOn, c.Issues[at].Cure, c.UpdatedAt = &on, cure, now
	return nil
}

func (c *Candidacy) openIssue(issue Code) int {
	return slices.IndexFunc(c.Issues, func(i CandidacyIssue) bool { return i.Issue == issue && i.ClosedOn == nil })
}

// AddNote adds what a person has written. Errors: the faults of the text;
// too_many_values where the record is full.
func (c *Candidacy) AddNote(n CandidacyNote) error {
	var f faults
	checkText(&f, "text", n.Text, 1)
	if len(c.Notes) >= MaxCandidacyNotes {
		f.add("text", "too_many_values", Facts{"max": MaxCandidacyNotes})
	}
	if err := f.err(); err != nil {
		return err
	}
	c.Notes, c.UpdatedAt = append(slices.Clip(c.Notes), n), n.At
	return nil
}
