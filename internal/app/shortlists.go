package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/selection"
	"rongqiao/internal/store"
)

// DefaultShortlistTotal is how many firms are chosen where nothing else is said.
const DefaultShortlistTotal = selection.DefaultTotal

// TieRule is the published rule of the choice, as package selection keeps it.
var TieRule = domain.Text{
	ZH: "先满足最低名额；在名额内尽量多选；总得分最高；总得分相同的方案，取其中排名最靠前的不同企业所在的方案。排名依次按得分（高者在前）、成立日期（早者在前）、统一社会信用代码（小者在前）。",
	EN: "Floors are kept; as many firms as the caps let in; the highest total score; of choices with the same total, the one that holds the first firm of the ranking which only one of them holds. The ranking goes by score (higher first), founding day (earlier first), USCC (smaller first).",
}

// CreateShortlist chooses firms under the terms from the ranking as it is now,
// and keeps the choice with all that it was made from: as a draft, or frozen at
// once. Errors: the faults of name and terms, shortlist_terms_conflict,
// shortlist_too_many_candidates.
func (a *App) CreateShortlist(ctx context.Context, actor domain.Actor, name string, terms domain.ShortlistTerms, freeze bool) (domain.Shortlist, error) {
	if err := a.allow(ctx, actor, policy.ShortlistCreate, policy.Target{}, "shortlists", nil); err != nil {
		return domain.Shortlist{}, err
	}
	id, earlier, made, err := madeBefore(ctx, a, "sl_", a.Store.Shortlist)
	if err != nil || made {
		return earlier, err
	}
	now := a.now()
	l := domain.Shortlist{
		ID: id, Name: name, Terms: terms, State: domain.ShortlistDraft,
		CreatedBy: actor.User, CreatedAt: now, UpdatedAt: now,
	}
	if err := a.choose(ctx, &l); err != nil {
		return domain.Shortlist{}, err
	}
	if !freeze {
		return a.saveShortlist(ctx, actor, policy.ShortlistCreate, l)
	}
	if err := a.allow(ctx, actor, policy.ShortlistFreeze, policy.Target{}, string(l.ID), nil); err != nil {
		return domain.Shortlist{}, err
	}
	if err := l.Freeze(actor.User, now); err != nil {
		return domain.Shortlist{}, err
	}
	return a.saveShortlist(ctx, actor, policy.ShortlistFreeze, l)
}

// UpdateShortlist works a draft out anew under other terms, from the ranking
// as it is now. Version is the one that was read. Errors: as for
// CreateShortlist, shortlist_changed, shortlist_frozen.
func (a *App) UpdateShortlist(ctx context.Context, actor domain.Actor, id domain.ShortlistID, version int64, name string, terms domain.ShortlistTerms) (domain.Shortlist, error) {
	l, err := a.shortlistFor(ctx, actor, id, policy.ShortlistUpdate)
	if err == nil {
		err = l.Change()
	}
	if err == nil {
		err = stale("shortlist", string(id), version, l.Version)
	}
	if err != nil {
		return domain.Shortlist{}, err
	}
	l.Name, l.Terms, l.UpdatedAt = name, terms, a.now()
	if err := a.choose(ctx, &l); err != nil {
		return domain.Shortlist{}, err
	}
	return a.saveShortlist(ctx, actor, policy.ShortlistUpdate, l)
}

// FreezeShortlist makes a draft, as it was read, what it stays. Errors:
// shortlist_changed, shortlist_frozen.
func (a *App) FreezeShortlist(ctx context.Context, actor domain.Actor, id domain.ShortlistID, version int64) (domain.Shortlist, error) {
	l, err := a.shortlistFor(ctx, actor, id, policy.ShortlistFreeze)
	if err == nil {
		err = l.Freeze(actor.User, a.now())
	}
	if err == nil {
		err = stale("shortlist", string(id), version, l.Version)
	}
	if err != nil {
		return domain.Shortlist{}, err
	}
	return a.saveShortlist(ctx, actor, policy.ShortlistFreeze, l)
}

// Shortlist answers a list, or shortlist_not_found.
func (a *App) Shortlist(ctx context.Context, actor domain.Actor, id domain.ShortlistID) (domain.Shortlist, error) {
	return a.shortlistFor(ctx, actor, id, policy.ShortlistRead)
}

// Shortlists lists them, the newest first.
func (a *App) Shortlists(ctx context.Context, actor domain.Actor, states []domain.ShortlistState, page Page) (items []domain.Shortlist, next string, err error) {
	if err := a.allow(ctx, actor, policy.ShortlistRead, policy.Target{}, "shortlists", nil); err != nil {
		return nil, "", err
	}
	return a.Store.Shortlists(ctx, store.ShortlistFilter{States: states}, page)
}

// Replay is the outcome of choosing once more from what a list was made from.
type Replay struct {
	Same             bool   // the result came out byte for byte
	Kept, Again      string // SHA-256 of the kept result, and of the one that came out
	SelectionVersion string // that chose this time
}

// ReplayShortlist scores the list's candidates once more from their inputs, and
// chooses once more under its terms.
func (a *App) ReplayShortlist(ctx context.Context, actor domain.Actor, id domain.ShortlistID) (Replay, error) {
	l, err := a.shortlistFor(ctx, actor, id, policy.ShortlistRead)
	if err != nil {
		return Replay{}, err
	}
	return ReplayOf(a.Ranker, l)
}

// ReplayOf is ReplayShortlist for a list at hand. Errors: no_rule_on_day;
// inputs that the sheet of the day does not ask about.
func ReplayOf(r Ranker, l domain.Shortlist) (Replay, error) {
	again := l
	again.Candidates = slices.Clone(l.Candidates)
	for i, c := range l.Candidates {
		score, err := r.Again(c.Inputs, l.Day)
		if err != nil {
			return Replay{}, err
		}
		again.Candidates[i].Score = score.Score
	}
	if err := ChooseFrom(&again); err != nil {
		return Replay{}, err
	}
	kept, err := replayed(l)
	if err != nil {
		return Replay{}, err
	}
	now, err := replayed(again)
	if err != nil {
		return Replay{}, err
	}
	return Replay{Same: string(kept) == string(now), Kept: hashOf(kept), Again: hashOf(now), SelectionVersion: selection.Version}, nil
}

// replayed is what a replay has to give again, byte for byte: every score and
// the whole result.
func replayed(l domain.Shortlist) ([]byte, error) {
	scores := make([]int64, len(l.Candidates))
	for i, c := range l.Candidates {
		scores[i] = c.Score
	}
	return json.Marshal(struct {
		Scores []int64
		Result domain.ShortlistResult
	}{scores, l.Result})
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// choose checks the terms, takes the ranking of today in, and chooses.
func (a *App) choose(ctx context.Context, l *domain.Shortlist) error {
	if err := joinFaults(l.CheckTerms(), a.checkBoundCodes(l.Terms)); err != nil {
		return err
	}
	firms, day, err := a.ranking(ctx)
	if err != nil {
		return err
	}
	firms = slices.DeleteFunc(slices.Clone(firms), func(f RankedFirm) bool { return !f.Enough })
	if len(firms) > domain.MaxShortlistCandidates {
		return domain.NewError(domain.KindConflict, "shortlist_too_many_candidates", domain.Facts{"have": len(firms), "max": domain.MaxShortlistCandidates})
	}
	l.Day, l.RulesVersion = day, a.rulesVersion()
	l.Candidates = make([]domain.ShortlistCandidate, len(firms))
	for i, f := range firms {
		if f, err = Explain(a.Ranker, f, day); err != nil {
			return err
		}
		l.Candidates[i] = f.Firm
	}
	return a.named(ChooseFrom(l))
}

func (a *App) checkBoundCodes(t domain.ShortlistTerms) error {
	var out []domain.FieldError
	check := func(list, vocabulary string, bounds []domain.ShortlistBound) {
		for i, b := range bounds {
			if v := a.Rules.Vocabularies[vocabulary]; v == nil || !v.Has(b.Code) {
				out = append(out, domain.FieldError{Field: fmt.Sprintf("terms.%s[%d].code", list, i), Code: "unknown_code"})
			}
		}
	}
	check("districts", "places", t.Districts)
	check("industries", "industries", t.Industries)
	if len(out) == 0 {
		return nil
	}
	return domain.InvalidFields(out...)
}

// ChooseFrom chooses from the list's candidates under its terms and writes the
// result into it. Errors: *selection.Conflict; terms out of range.
func ChooseFrom(l *domain.Shortlist) error {
	candidates := make([]selection.Candidate, len(l.Candidates))
	for i, c := range l.Candidates {
		candidates[i] = toCandidate(c)
	}
	choice, err := selection.Choose(candidates, toTerms(l.Terms))
	if err != nil {
		return err
	}
	l.SelectionVersion = selection.Version
	r := domain.ShortlistResult{Score: choice.Score, Complete: choice.Complete, Chosen: make([]domain.EnterpriseID, len(choice.Chosen))}
	for i, c := range choice.Chosen {
		r.Chosen[i] = domain.EnterpriseID(c.ID)
	}
	r.LeftOut = make([]domain.ShortlistLeftOut, len(choice.LeftOut))
	for i, x := range choice.LeftOut {
		out := domain.ShortlistLeftOut{EnterpriseID: domain.EnterpriseID(x.ID), Enough: x.Enough, Instead: firmIDs(x.Instead), With: firmIDs(x.With)}
		for _, reason := range x.Reasons {
			out.Reasons = append(out.Reasons, string(reason))
		}
		r.LeftOut[i] = out
	}
	l.Result = r
	return nil
}

func firmIDs(ids []string) []domain.EnterpriseID {
	if len(ids) == 0 {
		return nil // stores keep nil and empty apart
	}
	out := make([]domain.EnterpriseID, len(ids))
	for i, id := range ids {
		out[i] = domain.EnterpriseID(id)
	}
	return out
}

func toTerms(t domain.ShortlistTerms) selection.Terms {
	number := func(n *int32) *int {
		if n == nil {
			return nil
		}
		v := int(*n)
		return &v
	}
	bounds := func(all []domain.ShortlistBound) map[domain.Code]selection.Bounds {
		out := make(map[domain.Code]selection.Bounds, len(all))
		for _, b := range all {
			out[b.Code] = selection.Bounds{Floor: int(b.Floor), Cap: number(b.Cap)}
		}
		return out
	}
	return selection.Terms{
		Total: int(t.Total), DistrictCap: number(t.DistrictCap), IndustryCap: number(t.IndustryCap),
		Districts: bounds(t.Districts), Industries: bounds(t.Industries),
	}
}

// named turns a conflict of floors and caps into words with the names of
// districts and industries.
func (a *App) named(err error) error {
	var c *selection.Conflict
	if !errors.As(err, &c) {
		return err
	}
	words := func(all []selection.Bound) []domain.Text {
		out := make([]domain.Text, len(all))
		for i, b := range all {
			out[i] = a.boundWords(b)
		}
		return out
	}
	limits := words(c.Limits)
	if len(limits) == 0 {
		limits = []domain.Text{{ZH: "没有候选企业", EN: "no candidates"}}
	}
	return domain.Invalid("shortlist_terms_conflict", "terms", domain.Facts{
		"floors": words(c.Floors), "limits": limits, "want": c.Asked(), "have": c.Room(),
	})
}

// boundWords name a bound: "北碚区 5".
func (a *App) boundWords(b selection.Bound) domain.Text {
	var name domain.Text
	switch b.Kind {
	case selection.OfTotal:
		name = domain.Text{ZH: "总名额", EN: "the total"}
	case selection.OfDistrict:
		name = a.Name("places", b.Code)
	case selection.OfIndustry:
		name = a.Name("industries", b.Code)
	case selection.OfCandidates:
		place, trade := a.Name("places", b.Code), a.Name("industries", b.Industry)
		name = domain.Text{
			ZH: place.ZH + trade.ZH + "候选企业", EN: "candidates of " + trade.In("en") + " in " + place.In("en"),
		}
	}
	n := " " + strconv.Itoa(b.N)
	return domain.Text{ZH: name.ZH + n, EN: name.In("en") + n}
}

func (a *App) shortlistFor(ctx context.Context, actor domain.Actor, id domain.ShortlistID, action policy.Action) (domain.Shortlist, error) {
	if err := a.allow(ctx, actor, action, policy.Target{}, string(id), nil); err != nil {
		return domain.Shortlist{}, err
	}
	return a.Store.Shortlist(ctx, id)
}

func (a *App) saveShortlist(ctx context.Context, actor domain.Actor, action policy.Action, l domain.Shortlist) (domain.Shortlist, error) {
	saved, err := a.Store.SaveShortlist(ctx, l, domain.Event{Type: domain.ShortlistSaved, ID: string(l.ID), At: l.UpdatedAt})
	if err != nil {
		return domain.Shortlist{}, err
	}
	a.note(ctx, actor, action, string(l.ID), nil)
	return saved, nil
}
