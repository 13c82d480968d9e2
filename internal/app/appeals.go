package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

const (
	appealCategories  = "appeal_categories"
	appealDepartments = "appeal_departments"
)

// appealAgencies is how many agencies have an appeal before the city: what
// hinders a firm is its own district's business.
const appealAgencies = 1

// AppealInput is what a firm raises.
type AppealInput struct {
	Category domain.Code
	Title    string
	Text     string
	Need     domain.NeedID // that it is about; empty for none
}

// RaiseAppeal raises one for the actor's firm; the agency of its district, or
// the nearest, has the first turn, and the department follows from the
// category. Errors: the faults of the input, need_not_found, appeal_too_many.
func (a *App) RaiseAppeal(ctx context.Context, actor domain.Actor, in AppealInput) (domain.Appeal, error) {
	firm, err := a.ownFirm(ctx, actor, policy.AppealCreate)
	if err != nil {
		return domain.Appeal{}, err
	}
	e, err := a.Store.Enterprise(ctx, firm)
	if err != nil {
		return domain.Appeal{}, err
	}
	if err := a.allow(ctx, actor, policy.AppealCreate, policy.EnterpriseTarget(e), string(firm), nil); err != nil {
		return domain.Appeal{}, err
	}
	id, earlier, made, err := madeBefore(ctx, a, "apl_", a.Store.Appeal)
	if err != nil || made {
		return earlier, err
	}
	category, ok := a.Rules.Vocabularies[appealCategories].Entry(in.Category)
	if !ok {
		return domain.Appeal{}, domain.Invalid("unknown_code", "category", domain.Facts{"vocabulary": appealCategories, "have": in.Category})
	}
	now := a.now()
	x := domain.Appeal{
		ID: id, EnterpriseID: firm, District: e.District(), Category: in.Category, Department: domain.Code(category.Kind),
		Title: strings.TrimSpace(in.Title), Text: strings.TrimSpace(in.Text), NeedID: in.Need, State: domain.AppealRaised,
		CreatedAt: now, CreatedBy: actor.User, UpdatedAt: now,
	}
	if err := x.Check(); err != nil {
		return domain.Appeal{}, err
	}
	if in.Need != "" {
		if _, _, err := a.needFor(ctx, actor, in.Need, policy.NeedRead); err != nil {
			return domain.Appeal{}, err
		}
	}
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return domain.Appeal{}, err
	}
	x.ByName = person.Name
	have, err := a.appealsOf(ctx, store.AppealFilter{Enterprise: firm})
	if err != nil {
		return domain.Appeal{}, err
	}
	if open := slices.DeleteFunc(have, func(o domain.Appeal) bool { return o.State.Closed() }); len(open) >= domain.MaxOpenAppeals {
		return domain.Appeal{}, domain.NewError(domain.KindConflict, "appeal_too_many", domain.Facts{"max": domain.MaxOpenAppeals})
	}
	if a.turns.Clock != nil {
		turn, ok, err := a.turns.next(ctx, x.Turns, rules.StepAppealAccepts, appealAgencies, e, now)
		if err != nil {
			return domain.Appeal{}, err
		}
		if ok {
			x.Start(turn, domain.TurnStarted, actor.User, "")
		}
	}
	return a.saveAppeal(ctx, actor, policy.AppealCreate, x)
}

func (a *App) saveAppeal(ctx context.Context, actor domain.Actor, action policy.Action, x domain.Appeal) (domain.Appeal, error) {
	saved, err := a.Store.SaveAppeal(ctx, x, domain.Event{Type: domain.AppealSaved, ID: string(x.ID), At: x.UpdatedAt})
	if err != nil {
		return domain.Appeal{}, err
	}
	a.note(ctx, actor, action, string(x.ID), nil)
	return saved, nil
}

func (a *App) appealsOf(ctx context.Context, filter store.AppealFilter) ([]domain.Appeal, error) {
	return readAll(func(page store.Page) ([]domain.Appeal, string, error) { return a.Store.Appeals(ctx, filter, page) })
}

// Appeal answers one, or appeal_not_found where the actor may not see it.
func (a *App) Appeal(ctx context.Context, actor domain.Actor, id domain.AppealID) (domain.Appeal, error) {
	x, _, err := a.appealFor(ctx, actor, id, policy.AppealRead)
	return x, err
}

func (a *App) appealFor(ctx context.Context, actor domain.Actor, id domain.AppealID, action policy.Action) (domain.Appeal, domain.Enterprise, error) {
	x, err := a.Store.Appeal(ctx, id)
	if err != nil {
		return domain.Appeal{}, domain.Enterprise{}, err
	}
	e, err := a.Store.Enterprise(ctx, x.EnterpriseID)
	if err != nil {
		return domain.Appeal{}, domain.Enterprise{}, err
	}
	return x, e, a.allow(ctx, actor, action, policy.AppealTarget(e, x), string(id), domain.NotFound("appeal", string(id)))
}

// Appeals lists those within the actor's reach, the newest first: a firm's own,
// an agency's of its districts and those that it was handed, all for the city.
// An empty state is every one.
func (a *App) Appeals(ctx context.Context, actor domain.Actor, state domain.AppealState, page Page) (items []domain.Appeal, next string, err error) {
	reach, err := a.Policy.Reach(actor, policy.AppealRead)
	if err != nil {
		a.Denied(ctx, actor, policy.AppealRead, "appeals", err)
		return nil, "", err
	}
	if reach.All || reach.Enterprise != "" {
		return a.Store.Appeals(ctx, store.AppealFilter{Enterprise: reach.Enterprise, State: state}, page)
	}
	all := a.Desk.appealsHeldBy(actor.Organisation, state)
	for _, d := range reach.Districts {
		found, err := a.appealsOf(ctx, store.AppealFilter{District: d, State: state})
		if err != nil {
			return nil, "", err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(x, y domain.Appeal) int { return strings.Compare(string(y.ID), string(x.ID)) })
	all = slices.CompactFunc(all, func(x, y domain.Appeal) bool { return x.ID == y.ID })
	if page.After != "" {
		all = slices.DeleteFunc(all, func(x domain.Appeal) bool { return string(x.ID) >= page.After })
	}
	if len(all) > page.Limit {
		all = all[:page.Limit]
		next = string(all[page.Limit-1].ID)
	}
	return all, next, nil
}

// AppealStep is what somebody says with a move.
type AppealStep struct {
	Text       string
	Department domain.Code // of accept and refer; empty: it stays
	Rating     int         // of rate, 1 to 5
}

// MoveAppeal takes an appeal through a move. Whoever takes it up answers for it
// from then on. Errors: appeal_not_found; appeal_move_not_allowed;
// appeal_moved_too_often; turn_not_yours; the faults of what is said.
func (a *App) MoveAppeal(ctx context.Context, actor domain.Actor, id domain.AppealID, m domain.AppealMove, s AppealStep) (domain.Appeal, error) {
	x, firm, err := a.appealFor(ctx, actor, id, policy.AppealMove)
	if err != nil {
		return domain.Appeal{}, err
	}
	err = a.moveAppeal(ctx, actor, &x, firm, m, s)
	if err != nil {
		a.note(ctx, actor, policy.AppealMove, string(id), err)
		return domain.Appeal{}, err
	}
	return a.saveAppeal(ctx, actor, policy.AppealMove, x)
}

func (a *App) moveAppeal(ctx context.Context, actor domain.Actor, x *domain.Appeal, firm domain.Enterprise, m domain.AppealMove, s AppealStep) error {
	now := a.now()
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return err
	}
	party := domain.PartyOffice
	if actor.Role == domain.RoleEnterprise {
		party = domain.PartyEnterprise
	}
	if err := x.Move(m, party, actor.User, person.Name, s.Text, now); err != nil {
		return err
	}
	if party == domain.PartyOffice && m != domain.AppealAccept && x.Turn != nil && x.Turn.Holder != actor.Organisation {
		return domain.NewError(domain.KindConflict, "turn_not_yours", nil)
	}
	if err := a.checkAppealStep(x, m, s); err != nil {
		return err
	}
	switch m {
	case domain.AppealAccept:
		if err := a.officeTurn(ctx, actor, x, person, now); err != nil {
			return err
		}
	case domain.AppealReopen:
		return a.backToOffice(ctx, x, firm, actor.User, now)
	case domain.AppealAnswer:
		x.Answer = s.Text
		x.End(domain.TurnDone, now, actor.User, "")
		x.Start(domain.Turn{Step: rules.StepFirmRates, Role: domain.RoleEnterprise, HolderName: firm.Name, Since: now}, domain.TurnStarted, actor.User, "")
	case domain.AppealRate:
		x.Rating, x.Remark = s.Rating, s.Text
		x.End(domain.TurnDone, now, actor.User, "")
	case domain.AppealWithdraw:
		x.End(domain.TurnEnded, now, actor.User, "")
	}
	return nil
}

// checkAppealStep looks at what is said with a move, and takes the department.
func (a *App) checkAppealStep(x *domain.Appeal, m domain.AppealMove, s AppealStep) error {
	if m == domain.AppealAccept || m == domain.AppealRefer {
		if s.Department != "" && !a.Rules.Has(appealDepartments, s.Department) {
			return domain.Invalid("unknown_code", "department", domain.Facts{"vocabulary": appealDepartments, "have": s.Department})
		}
		if s.Department != "" {
			x.Department = s.Department
		}
	}
	if m == domain.AppealRate && (s.Rating < 1 || s.Rating > 5) {
		return domain.Invalid("rating_out_of_range", "rating", domain.Facts{"min": 1, "max": 5, "have": s.Rating})
	}
	if m == domain.AppealAnswer || m == domain.AppealRefer || m == domain.AppealReopen {
		return domain.CheckWords("text", s.Text, domain.MaxAppealRunes)
	}
	if n := len([]rune(s.Text)); n > domain.MaxAppealRunes {
		return domain.Invalid("text_too_long", "text", domain.Facts{"max": domain.MaxAppealRunes, "have": n})
	}
	return nil
}

// officeTurn ends the turn of taking it up, as it was done, and gives the actor
// the one of answering.
func (a *App) officeTurn(ctx context.Context, actor domain.Actor, x *domain.Appeal, person domain.User, now time.Time) error {
	o, err := a.Store.Organisation(ctx, actor.Organisation)
	if err != nil {
		return err
	}
	turn := domain.Turn{
		Step: rules.StepAppealAnswers, Role: o.Role, Holder: o.ID, HolderName: o.Name, Officer: person.ID, OfficerName: person.Name, Since: now,
	}
	if x.Turn != nil {
		turn.Level = x.Turn.Level
		x.End(domain.TurnDone, now, actor.User, "")
	}
	a.limit(&turn, now)
	x.Start(turn, domain.TurnStarted, actor.User, "")
	return nil
}

// limit gives a turn the time that its step has.
func (a *App) limit(turn *domain.Turn, now time.Time) {
	if a.turns.Clock != nil {
		d := a.turns.Clock.Of(turn.Step, now)
		turn.DueAt, turn.SoonAt, turn.Provisional = &d.DueAt, &d.SoonAt, d.Provisional
	}
}

// backToOffice gives whoever answered last the turn again.
func (a *App) backToOffice(ctx context.Context, x *domain.Appeal, firm domain.Enterprise, by domain.UserID, now time.Time) error {
	x.End(domain.TurnDone, now, by, "")
	for _, e := range slices.Backward(x.History) {
		if e.Holder == "" {
			continue
		}
		turn := domain.Turn{Step: rules.StepAppealAnswers, Role: e.Role, Holder: e.Holder, HolderName: e.HolderName, Officer: e.Officer, OfficerName: e.OfficerName, Since: now}
		a.limit(&turn, now)
		x.Start(turn, domain.TurnStarted, by, "")
		return nil
	}
	if a.turns.Clock == nil {
		return nil
	}
	turn, ok, err := a.turns.next(ctx, domain.Turns{}, rules.StepAppealAnswers, appealAgencies, firm, now)
	if err == nil && ok {
		x.Start(turn, domain.TurnStarted, by, "")
	}
	return err
}

// tickAppeal does what the clock asks of an appeal at the moment, one step of
// it: the word that it is due soon, or the city where the agency let it pass.
func (t *Turns) tickAppeal(ctx context.Context, x *domain.Appeal, firm domain.Enterprise, now time.Time) (bool, error) {
	if t.Clock == nil || x.Turn == nil {
		return false, nil
	}
	asked := x.Turn.Asks(now)
	if asked == "" {
		return false, nil
	}
	if asked == domain.TurnWarned || x.Turn.Role != domain.RoleAgency {
		x.Say(asked, now)
		return true, nil
	}
	next, ok, err := t.next(ctx, x.Turns, x.Turn.Step, appealAgencies, firm, now)
	if err != nil {
		return false, err
	}
	x.Say(asked, now)
	if ok {
		x.Start(next, domain.TurnEscalated, "", "")
	}
	return true, nil
}

// Liaison is who looks after a firm; none where the officer is empty. Errors:
// enterprise_not_found.
func (a *App) Liaison(ctx context.Context, actor domain.Actor, firm domain.EnterpriseID) (domain.Liaison, error) {
	e, err := a.Store.Enterprise(ctx, firm)
	if err == nil {
		err = a.allow(ctx, actor, policy.LiaisonRead, policy.EnterpriseTarget(e), string(firm), domain.NotFound("enterprise", string(firm)))
	}
	if err != nil {
		return domain.Liaison{}, err
	}
	l, err := a.Store.Liaison(ctx, domain.LiaisonID(firm))
	if domain.IsKind(err, domain.KindNotFound) {
		return domain.Liaison{ID: domain.LiaisonID(firm)}, nil
	}
	return l, err
}

// NameLiaison names the officer of the actor's organisation who looks after a
// firm from now on; empty for nobody. Turns that begin later are theirs.
// Errors: enterprise_not_found, officer_unknown.
func (a *App) NameLiaison(ctx context.Context, actor domain.Actor, firm domain.EnterpriseID, officer domain.UserID) (domain.Liaison, error) {
	e, err := a.Store.Enterprise(ctx, firm)
	if err == nil {
		err = a.allow(ctx, actor, policy.LiaisonManage, policy.EnterpriseTarget(e), string(firm), domain.NotFound("enterprise", string(firm)))
	}
	if err != nil {
		return domain.Liaison{}, err
	}
	l, err := a.Store.Liaison(ctx, domain.LiaisonID(firm))
	if err != nil && !domain.IsKind(err, domain.KindNotFound) {
		return domain.Liaison{}, err
	}
	l.ID, l.Organisation, l.Officer, l.OfficerName, l.By, l.At = domain.LiaisonID(firm), actor.Organisation, officer, "", actor.User, a.now()
	if officer != "" {
		officers, err := a.turns.officers(ctx, actor.Organisation)
		if err != nil {
			return domain.Liaison{}, err
		}
		i := slices.IndexFunc(officers, func(o Officer) bool { return o.ID == officer })
		if i < 0 {
			return domain.Liaison{}, domain.Invalid("officer_unknown", "officer", domain.Facts{"have": officer})
		}
		l.OfficerName = officers[i].Name
	}
	saved, err := a.Store.SaveLiaison(ctx, l, domain.Event{Type: domain.LiaisonSaved, ID: string(firm), At: l.At})
	a.note(ctx, actor, policy.LiaisonManage, string(firm), err)
	return saved, err
}
