package app

import (
	"context"
	"regexp"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/exchange"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

// Export answers all rows of a kind, or with a mark those of things that were
// saved since, and the mark to ask with next time. What a thing was between two
// marks is not told, only what it is. Drafts stay at home. Errors: mark_unknown.
func (a *App) Export(ctx context.Context, actor domain.Actor, kind exchange.Kind, since int64) (rows []any, mark int64, err error) {
	if err := a.allow(ctx, actor, policy.ExchangeExport, policy.Target{}, string(kind), nil); err != nil {
		return nil, 0, err
	}
	if mark, err = a.Store.LastSeq(ctx); err != nil {
		return nil, 0, err
	}
	if since < 0 || since > mark {
		return nil, 0, domain.Invalid("mark_unknown", "since", domain.Facts{"want": mark, "have": since})
	}
	if kind == exchange.Needs {
		rows, err = a.exportNeeds(ctx, since)
	} else {
		rows, err = a.exportApplications(ctx, kind, since)
	}
	a.note(ctx, actor, policy.ExchangeExport, string(kind), err)
	return rows, mark, err
}

// savedSince are the ids of what was saved after the mark.
func savedSince[ID ~string](ctx context.Context, a *App, since int64, of domain.EventType) (map[ID]bool, error) {
	ids := map[ID]bool{}
	for {
		events, err := a.Store.Events(ctx, since, 1000)
		if err != nil || len(events) == 0 {
			return ids, err
		}
		for id := range idsOf[ID](events, of) {
			ids[id] = true
		}
		since = events[len(events)-1].Seq
	}
}

func (a *App) exportNeeds(ctx context.Context, since int64) ([]any, error) {
	var all []domain.Need
	var err error
	if since == 0 {
		all, err = readAll(func(page store.Page) ([]domain.Need, string, error) {
			return a.Store.Needs(ctx, store.NeedFilter{}, page)
		})
	} else {
		all, err = changedSince(ctx, a, since, domain.NeedSaved, a.Store.NeedsByID)
	}
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(n domain.Need) bool { return n.SubmittedAt == nil })
	slices.SortFunc(all, func(x, y domain.Need) int { return compareIDs(x.ID, y.ID) })
	firms, err := a.FirmsNamed(ctx, eachOf(all, func(n domain.Need) domain.EnterpriseID { return n.EnterpriseID }))
	if err != nil {
		return nil, err
	}
	var out []any
	for _, n := range all {
		e := firms[n.EnterpriseID]
		out = append(out, exchange.Need{
			ID: string(n.ID), USCC: string(e.USCC), Enterprise: e.Name, District: string(e.District()), State: string(n.State), AmountFen: int64(n.Amount),
			TermMonths: int32(n.Term), Purpose: string(n.Purpose), Note: n.Note, SubmittedAt: exchange.MaybeAt(n.SubmittedAt), AcceptedAt: exchange.MaybeAt(n.AcceptedAt),
			UpdatedAt: exchange.At(n.UpdatedAt),
		})
	}
	return out, nil
}

// changedSince reads the things that were saved after the mark.
func changedSince[ID ~string, T any](ctx context.Context, a *App, since int64, of domain.EventType, read func(context.Context, []ID) ([]T, error)) ([]T, error) {
	ids, err := savedSince[ID](ctx, a, since, of)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	list := make([]ID, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	return read(ctx, list)
}

func compareIDs[ID ~string](x, y ID) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func eachOf[T, U any](all []T, of func(T) U) []U {
	out := make([]U, len(all))
	for i, x := range all {
		out[i] = of(x)
	}
	return out
}

func (a *App) exportApplications(ctx context.Context, kind exchange.Kind, since int64) ([]any, error) {
	var all []domain.Application
	var err error
	if since == 0 {
		all, err = readAll(func(page store.Page) ([]domain.Application, string, error) {
			return a.Store.Applications(ctx, store.ApplicationFilter{}, page)
		})
	} else {
		all, err = changedSince(ctx, a, since, domain.ApplicationSaved, a.Store.ApplicationsByID)
	}
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(x domain.Application) bool {
		return len(x.Moves) == 0 || x.Moves[0].Move != domain.MoveSend || kind == exchange.Deals && x.Taken == 0 || kind == exchange.Consents && len(x.Consent.Scopes) == 0
	})
	slices.SortFunc(all, func(x, y domain.Application) int { return compareIDs(x.ID, y.ID) })
	firms, err := a.FirmsOf(ctx, all)
	if err != nil {
		return nil, err
	}
	row := map[exchange.Kind]func(domain.Application, string) any{exchange.Answers: answerRow, exchange.Deals: dealRow, exchange.Consents: consentRow}[kind]
	var out []any
	for _, x := range all {
		out = append(out, row(x, string(firms[x.EnterpriseID].USCC)))
	}
	return out, nil
}

func number[B ~int32 | ~int64, A ~int32 | ~int64 | ~int](p *A) *B {
	if p == nil {
		return nil
	}
	v := B(*p)
	return &v
}

func answerRow(x domain.Application, uscc string) any {
	out := exchange.Answer{
		ID: string(x.ID), NeedID: string(x.NeedID), USCC: uscc, Provider: string(x.Provider), Offer: string(x.OfferID), OfferName: x.OfferName, State: string(x.State),
		AmountFen: int64(x.Amount), TermMonths: int32(x.Term), UpdatedAt: exchange.At(x.UpdatedAt),
	}
	if n := len(x.Quotes); n > 0 {
		q := x.Quotes[n-1]
		until := q.ValidUntil.String()
		out.QuoteFen, out.QuoteRateBP, out.QuoteCostBP, out.QuoteMonths, out.QuoteUntil = number[int64](&q.Amount), number[int32](q.Rate), number[int32](q.Annualised), number[int32](&q.Term), &until
	}
	if c := x.Closing; c != nil {
		reason, text := string(c.Reason), c.Text
		out.ClosingReason, out.ClosingText = &reason, &text
	}
	return out
}

func dealRow(x domain.Application, uscc string) any {
	out := exchange.Deal{
		ID: string(x.ID), NeedID: string(x.NeedID), USCC: uscc, Provider: string(x.Provider), Offer: string(x.OfferID), State: string(x.State), Contract: x.Contract,
		SignedOn: exchange.MaybeOn(x.SignedOn), RepaidOn: exchange.MaybeOn(x.RepaidOn), UpdatedAt: exchange.At(x.UpdatedAt),
		Disbursements: []exchange.Payment{}, RiskShares: []exchange.RiskShares{},
	}
	if q := x.TakenQuote(); q != nil {
		out.AmountFen, out.RateBP, out.TermMonths = int64(q.Amount), number[int32](q.Rate), int32(q.Term)
	}
	for _, d := range x.Disbursements {
		out.Disbursements = append(out.Disbursements, exchange.Payment{AmountFen: int64(d.Amount), PaidOn: d.On.String()})
	}
	for _, s := range x.RiskShares {
		out.RiskShares = append(out.RiskShares, exchange.RiskShares{Party: string(s.Party), Name: s.Name, ShareBP: int32(s.Share)})
	}
	return out
}

func consentRow(x domain.Application, uscc string) any {
	return exchange.Consent{
		ID: string(x.ID), NeedID: string(x.NeedID), USCC: uscc, Provider: string(x.Provider), Scopes: eachOf(x.Consent.Scopes, func(c domain.Code) string { return string(c) }),
		Purpose: x.Consent.Purpose, Until: x.Consent.Until.String(), GivenAt: exchange.At(x.Consent.GivenAt), RevokedAt: exchange.MaybeAt(x.Consent.RevokedAt),
		UpdatedAt: exchange.At(x.UpdatedAt),
	}
}

// TakenIn is what became of a file of another node.
type TakenIn struct {
	Added, Changed, Unchanged int
}

var nodeName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,39}$`)

// TakeIn keeps what another node says of its needs, answers, deals or consents.
// A record that is there already as it stands, or that is older than what is
// there, changes nothing: the same file twice changes nothing. Errors:
// node_invalid.
func (a *App) TakeIn(ctx context.Context, actor domain.Actor, node string, kind exchange.Kind, records []exchange.Record) (TakenIn, error) {
	if err := a.allow(ctx, actor, policy.ExchangeImport, policy.Target{}, string(kind), nil); err != nil {
		return TakenIn{}, err
	}
	if !nodeName.MatchString(node) {
		return TakenIn{}, domain.Invalid("node_invalid", "node", domain.Facts{"have": node})
	}
	var out TakenIn
	for _, r := range records {
		added, changed, err := a.takeInOne(ctx, node, kind, r)
		switch {
		case err != nil:
			return out, err
		case added:
			out.Added++
		case changed:
			out.Changed++
		default:
			out.Unchanged++
		}
	}
	a.note(ctx, actor, policy.ExchangeImport, node+"/"+string(kind), nil)
	return out, nil
}

func (a *App) takeInOne(ctx context.Context, node string, kind exchange.Kind, r exchange.Record) (added, changed bool, err error) {
	id := domain.ReceivedID(node + "/" + string(kind) + "/" + r.ID)
	for try := 1; ; try++ {
		now := a.now()
		x, err := a.Store.Received(ctx, id)
		switch {
		case domain.IsKind(err, domain.KindNotFound):
			x = domain.Received{ID: id, Node: domain.Code(node), Kind: domain.Code(kind), RemoteID: r.ID, ReceivedAt: now}
		case err != nil:
			return false, false, err
		case x.Payload == r.Payload || r.UpdatedAt.Before(x.RemoteAt):
			return false, false, nil
		}
		added = x.Version == 0
		x.USCC, x.Payload, x.RemoteAt, x.UpdatedAt = domain.USCC(r.USCC), r.Payload, r.UpdatedAt, now
		_, err = a.Store.SaveReceived(ctx, x, domain.Event{Type: domain.ReceivedSaved, ID: string(id), At: now})
		if domain.IsKind(err, domain.KindConflict) && try < saveTries {
			continue
		}
		return added, !added, err
	}
}

// Received lists what came in, by node and id there; empty parts do not narrow.
func (a *App) Received(ctx context.Context, actor domain.Actor, kind exchange.Kind, uscc domain.USCC, page Page) ([]domain.Received, string, error) {
	if err := a.allow(ctx, actor, policy.ExchangeRead, policy.Target{}, "received", nil); err != nil {
		return nil, "", err
	}
	return a.Store.ReceivedList(ctx, store.ReceivedFilter{Kind: domain.Code(kind), USCC: uscc}, page)
}
