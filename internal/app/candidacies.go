package app

import (
	"context"
	"errors"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

// CandidacyView is a cultivation record with what a reader needs beside it: of
// the firm no more than may be seen without its consent, and where the record
// can go next.
type CandidacyView struct {
	Record   domain.Candidacy
	Name     string
	USCC     domain.USCC
	District domain.Code
	Industry domain.Code
	Next     []domain.Code // stages that may follow
	Blocking []domain.Code // open issues that keep the firm from one of them
}

// Cultivation answers the rule data of stages and blocking issues.
func (a *App) Cultivation() Cultivation { return a.Rules.Cultivation }

// OpenCandidacy begins the record of a firm, at the stage where it stands; an
// empty stage is the first. Errors: enterprise_not_found, candidacy_exists,
// unknown_code for board and stage, the faults of day and proof.
func (a *App) OpenCandidacy(ctx context.Context, actor domain.Actor, firm domain.EnterpriseID, board, stage domain.Code, on domain.Date, proof string) (CandidacyView, error) {
	if err := a.allow(ctx, actor, policy.CandidacyCreate, policy.Target{}, string(firm), nil); err != nil {
		return CandidacyView{}, err
	}
	id, earlier, made, err := madeBefore(ctx, a, "cdy_", a.Store.Candidacy)
	if err != nil {
		return CandidacyView{}, err
	}
	if made {
		return a.viewOf(ctx, earlier)
	}
	e, err := a.Store.Enterprise(ctx, firm)
	if err != nil {
		return CandidacyView{}, err
	}
	rule := a.Rules.Cultivation
	if stage == "" {
		stage = rule.First()
	}
	if at, ok := rule.Stage(stage); !ok || at.Aside || at.Terminal {
		return CandidacyView{}, domain.Invalid("unknown_code", "stage", nil)
	}
	if !rule.HasBoard(board) {
		return CandidacyView{}, domain.Invalid("unknown_code", "board", nil)
	}
	c := domain.Candidacy{ID: id, EnterpriseID: e.ID, Board: board}
	if err := c.Begin(domain.CandidacyStep{Stage: stage, On: on, Proof: proof, By: actor.User, At: a.now()}, a.today()); err != nil {
		return CandidacyView{}, err
	}
	return a.saveCandidacy(ctx, actor, policy.CandidacyCreate, c)
}

// Candidacy answers a record, or candidacy_not_found.
func (a *App) Candidacy(ctx context.Context, actor domain.Actor, id domain.CandidacyID) (CandidacyView, error) {
	c, err := a.candidacyFor(ctx, actor, id, policy.CandidacyRead)
	if err != nil {
		return CandidacyView{}, err
	}
	return a.viewOf(ctx, c)
}

// Candidacies lists the records, the newest first.
func (a *App) Candidacies(ctx context.Context, actor domain.Actor, stages []domain.Code, page Page) (items []CandidacyView, next string, err error) {
	if err := a.allow(ctx, actor, policy.CandidacyRead, policy.Target{}, "candidacies", nil); err != nil {
		return nil, "", err
	}
	records, next, err := a.Store.Candidacies(ctx, store.CandidacyFilter{Stages: stages}, page)
	if err != nil {
		return nil, "", err
	}
	ids := map[domain.EnterpriseID]bool{}
	for _, c := range records {
		ids[c.EnterpriseID] = true
	}
	firms, err := readMany(ctx, ids, a.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
	if err != nil {
		return nil, "", err
	}
	for _, c := range records {
		items = append(items, a.view(c, firms[c.EnterpriseID]))
	}
	return items, next, nil
}

// SetCandidacyBoard says which board the firm aims at. Version is the one that
// was read. Errors: unknown_code, candidacy_changed.
func (a *App) SetCandidacyBoard(ctx context.Context, actor domain.Actor, id domain.CandidacyID, version int64, board domain.Code) (CandidacyView, error) {
	return a.changeCandidacy(ctx, actor, id, version, policy.CandidacyMove, func(c *domain.Candidacy) error {
		if !a.Rules.Cultivation.HasBoard(board) {
			return domain.Invalid("unknown_code", "board", nil)
		}
		c.Board, c.UpdatedAt = board, a.now()
		return nil
	})
}

// MoveCandidacy enters a stage. Errors: candidacy_move_not_allowed, with the
// stages that may follow; candidacy_blocked, with the open issues that keep the
// firm from it; the faults of day and proof; candidacy_changed.
func (a *App) MoveCandidacy(ctx context.Context, actor domain.Actor, id domain.CandidacyID, version int64, stage domain.Code, on domain.Date, proof string) (CandidacyView, error) {
	return a.changeCandidacy(ctx, actor, id, version, policy.CandidacyMove, func(c *domain.Candidacy) error {
		rule := a.Rules.Cultivation
		step := domain.CandidacyStep{Stage: stage, On: on, Proof: proof, By: actor.User, At: a.now()}
		moved := *c
		if err := moved.Move(step, rule.Moves, a.today()); err != nil {
			return withStageNames(err, rule)
		}
		if blocking := rule.Blocking(*c, stage); len(blocking) > 0 {
			names := make([]domain.Text, len(blocking))
			for i, code := range blocking {
				issue, _ := rule.Issue(code)
				names[i] = issue.Name
			}
			return domain.NewError(domain.KindConflict, "candidacy_blocked", domain.Facts{"have": names})
		}
		*c = moved
		return nil
	})
}

// withStageNames puts the names of stages in place of their codes, for the
// error's text.
func withStageNames(err error, rule Cultivation) error {
	var refused *domain.Error
	if !errors.As(err, &refused) || refused.Code != "candidacy_move_not_allowed" {
		return err
	}
	name := func(code domain.Code) domain.Text {
		if s, ok := rule.Stage(code); ok {
			return s.Name
		}
		return domain.Text{ZH: string(code)}
	}
	facts := domain.Facts{}
	for key, value := range refused.Facts {
		switch v := value.(type) {
		case domain.Code:
			facts[key] = name(v)
		case []domain.Code:
			names := make([]domain.Text, len(v))
			for i, code := range v {
				names[i] = name(code)
			}
			facts[key] = names
		}
	}
	return domain.NewError(refused.Kind, refused.Code, facts)
}

// OpenCandidacyIssue notes a blocking issue; an empty severity is that of the
// rule data. Errors: unknown_code, candidacy_issue_open, the faults of day and
// note, candidacy_changed.
func (a *App) OpenCandidacyIssue(ctx context.Context, actor domain.Actor, id domain.CandidacyID, version int64, issue, severity domain.Code, on domain.Date, note string) (CandidacyView, error) {
	return a.changeCandidacy(ctx, actor, id, version, policy.CandidacyIssue, func(c *domain.Candidacy) error {
		rule := a.Rules.Cultivation
		known, ok := rule.Issue(issue)
		if !ok {
			return domain.Invalid("unknown_code", "issue", nil)
		}
		if severity == "" {
			severity = known.Severity
		}
		if !rule.HasSeverity(severity) {
			return domain.Invalid("unknown_code", "severity", nil)
		}
		return c.OpenIssue(domain.CandidacyIssue{Issue: issue, Severity: severity, Note: note, OpenedOn: on, By: actor.User}, a.today(), a.now())
	})
}

// CloseCandidacyIssue notes that an issue is cured. Errors:
// candidacy_issue_not_open, the faults of day and cure, candidacy_changed.
func (a *App) CloseCandidacyIssue(ctx context.Context, actor domain.Actor, id domain.CandidacyID, version int64, issue domain.Code, on domain.Date, cure string) (CandidacyView, error) {
	return a.changeCandidacy(ctx, actor, id, version, policy.CandidacyIssue, func(c *domain.Candidacy) error {
		return c.CloseIssue(issue, on, cure, a.today(), a.now())
	})
}

// AddCandidacyNote adds what the actor has written, under their name of now.
// Errors: required, text_too_long, candidacy_changed.
func (a *App) AddCandidacyNote(ctx context.Context, actor domain.Actor, id domain.CandidacyID, text string) (CandidacyView, error) {
	return a.changeCandidacy(ctx, actor, id, 0, policy.CandidacyNote, func(c *domain.Candidacy) error {
		who, err := a.Store.User(ctx, actor.User)
		if err != nil {
			return err
		}
		from, err := a.Store.Organisation(ctx, actor.Organisation)
		if err != nil {
			return err
		}
		return c.AddNote(domain.CandidacyNote{By: actor.User, Name: who.Name, Organisation: from.Name, At: a.now(), Text: text})
	})
}

// changeCandidacy loads the record, asks whether the actor may, changes it and
// saves it. Version 0 takes the record as it is.
func (a *App) changeCandidacy(ctx context.Context, actor domain.Actor, id domain.CandidacyID, version int64, action policy.Action, change func(*domain.Candidacy) error) (CandidacyView, error) {
	c, err := a.candidacyFor(ctx, actor, id, action)
	if err == nil && version != 0 {
		err = stale("candidacy", string(id), version, c.Version)
	}
	if err == nil {
		err = change(&c)
	}
	if err != nil {
		return CandidacyView{}, err
	}
	return a.saveCandidacy(ctx, actor, action, c)
}

func (a *App) candidacyFor(ctx context.Context, actor domain.Actor, id domain.CandidacyID, action policy.Action) (domain.Candidacy, error) {
	if err := a.allow(ctx, actor, action, policy.Target{}, string(id), nil); err != nil {
		return domain.Candidacy{}, err
	}
	return a.Store.Candidacy(ctx, id)
}

func (a *App) saveCandidacy(ctx context.Context, actor domain.Actor, action policy.Action, c domain.Candidacy) (CandidacyView, error) {
	saved, err := a.Store.SaveCandidacy(ctx, c, domain.Event{Type: domain.CandidacySaved, ID: string(c.ID), At: c.UpdatedAt})
	if err != nil {
		return CandidacyView{}, err
	}
	a.note(ctx, actor, action, string(c.ID), nil)
	return a.viewOf(ctx, saved)
}

func (a *App) viewOf(ctx context.Context, c domain.Candidacy) (CandidacyView, error) {
	e, err := a.Store.Enterprise(ctx, c.EnterpriseID)
	if err != nil {
		return CandidacyView{}, err
	}
	return a.view(c, e), nil
}

func (a *App) view(c domain.Candidacy, e domain.Enterprise) CandidacyView {
	rule := a.Rules.Cultivation
	out := CandidacyView{Record: c, Name: e.Name, USCC: e.USCC, District: e.District(), Industry: e.Industry, Next: c.Allowed(rule.Moves)}
	for _, stage := range out.Next {
		out.Blocking = append(out.Blocking, rule.Blocking(c, stage)...)
	}
	return out
}

type (
	// Cultivation is the rule data of listing cultivation.
	Cultivation = rules.Cultivation
	// Standing says whether a rule was read at its source.
	Standing = rules.Standing
	// Named is a code with its name.
	Named = rules.Named
	// Stage is one stage of cultivation.
	Stage = rules.Stage
	// StageClock is a time that a stage has.
	StageClock = rules.StageClock
	// Severity is how much an issue blocks.
	Severity = rules.Severity
	// BlockingIssue stands in the way of a listing.
	BlockingIssue = rules.BlockingIssue
)
