package httpapi

import (
	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// intoNeed writes what a person says of a need into it, and leaves alone what
// the platform keeps: id, firm, state and times.
func intoNeed(in apigen.NeedInput, n *domain.Need) error {
	var r reader
	n.Amount, n.Term, n.Purpose = domain.Fen(in.AmountFen), domain.Months(in.TermMonths), domain.Code(in.Purpose)
	n.Collateral, n.Guarantee = fromMaybe(in.Collateral, toCollateral), in.Guarantee
	n.RateCeiling, n.LatestOn = as[domain.BasisPoints](in.RateCeilingBP), r.maybeDay("latest_on", in.LatestOn)
	n.Repayment, n.Note = word[domain.RepaymentMethod](in.Repayment), orEmpty(in.Note)
	n.Project = nil
	if p := in.Project; p != nil {
		n.Project = &domain.Project{
			Kind: word[domain.Code](p.Kind), Field: word[domain.Code](p.Field), State: word[domain.Code](p.State),
			Investment: as[domain.Fen](p.InvestmentFen),
		}
	}
	return r.fault()
}

// needInput is intoNeed the other way: what a patch is laid over.
func needInput(n domain.Need) apigen.NeedInput {
	return apigen.NeedInput{
		AmountFen: int64(n.Amount), TermMonths: int32(n.Term), Purpose: string(n.Purpose),
		Collateral: maybeEach(n.Collateral, fromCollateral), Guarantee: n.Guarantee,
		RateCeilingBP: as[int32](n.RateCeiling), LatestOn: maybeDayOf(n.LatestOn),
		Repayment: word[apigen.RepaymentMethod](n.Repayment), Project: fromProject(n.Project), Note: &n.Note,
	}
}

func fromProject(p *domain.Project) *apigen.NeedProject {
	if p == nil {
		return nil
	}
	return &apigen.NeedProject{
		Kind: word[string](p.Kind), Field: word[string](p.Field), State: word[string](p.State), InvestmentFen: as[int64](p.Investment),
	}
}

func (s *server) fromNeed(c *gin.Context, n domain.Need) apigen.Need {
	view := s.App.TurnNow(n.Turn)
	in := needInput(n)
	return apigen.Need{
		ID: string(n.ID), Version: n.Version, EnterpriseID: string(n.EnterpriseID), State: apigen.NeedState(n.State),
		Allowed: each(n.Allowed(), same[apigen.NeedEvent, domain.NeedEvent]), AmountFen: in.AmountFen, TermMonths: in.TermMonths, Purpose: in.Purpose,
		Collateral: in.Collateral, Guarantee: in.Guarantee, RateCeilingBP: in.RateCeilingBP, LatestOn: in.LatestOn,
		Repayment: in.Repayment, Project: in.Project, Note: n.Note,
		CreatedAt: n.CreatedAt.UTC(), UpdatedAt: n.UpdatedAt.UTC(), SubmittedAt: maybeTime(n.SubmittedAt), AcceptedAt: maybeTime(n.AcceptedAt),
		Turn: fromTurn(view, actor(c)), Turns: each(n.History, fromTurnEntry),
	}
}

func fromTurn(t *app.TurnView, who domain.Actor) *apigen.Turn {
	if t == nil {
		return nil
	}
	mine := t.Holder != "" && t.Holder == who.Organisation
	if side := domain.PartyOf(t.Role); side != "" { // of a firm's or a provider's turn only that firm and that provider are told
		mine = side == domain.PartyOf(who.Role)
	}
	return &apigen.Turn{
		Step: string(t.Step), Role: apigen.Role(t.Role), HolderName: t.HolderName, OfficerName: t.OfficerName,
		Mine: mine, Level: int32(t.Level), Since: t.Since.UTC(), SoonAt: maybeTime(t.SoonAt), DueAt: maybeTime(t.DueAt), Provisional: t.Provisional,
		State: apigen.TurnState(t.State), WorkingDaysLeft: as[int32](t.DaysLeft),
	}
}

func fromTurnEntry(e domain.TurnEntry) apigen.TurnEntry {
	return apigen.TurnEntry{
		At: e.At.UTC(), Change: apigen.TurnChange(e.Change), Step: string(e.Step), Role: apigen.Role(e.Role), HolderName: e.HolderName,
		OfficerName: e.OfficerName, DueAt: maybeTime(e.DueAt), ByClock: e.By == "", Reason: e.Reason,
	}
}
