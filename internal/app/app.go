// Package app holds the use cases: what people and other systems ask of the
// platform. Each loads what it is about, asks the policy, makes a legal move
// and saves it with its events in one step.
//
// What an actor may not see does not exist for them: an id outside their
// scope answers <noun>_not_found, as an unknown one does. Where the thing is
// public but the action on it is not theirs, and where their role can never
// do it, the answer is denied. Denials and writes stand in the audit log.
package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/policy"
	"rongqiao/internal/responseclock"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/internal/store/hashed"
	"rongqiao/internal/tabular"
	"rongqiao/search"
)

// Matcher answers which offers a need can have. matching.Live is the one that
// follows the store.
type Matcher interface {
	Match(e domain.Enterprise, n domain.Need, day domain.Date, limit int) (matching.Answer, error)
	Awards(e domain.Enterprise, project domain.Project, day domain.Date) matching.Awards
	// Seq is the newest event of the store that it knows.
	Seq() int64
}

// Deps are what the use cases stand on. All are needed but Location, whose
// default is China's time, RosterHeads, Queue and MoreParts.
type Deps struct {
	Store    store.Store
	Index    search.Searcher
	Policy   *policy.Policy
	Rules    *rules.RuleSet
	Matcher  Matcher
	Ranker   Ranker
	Now      func() time.Time
	NewID    func(prefix string) string
	Location *time.Location // in which a day begins
	Log      *slog.Logger
	// RosterHeads are the headings of a file of a roster; nil: no such file is taken.
	RosterHeads *tabular.Mapping
	// MonitoringHeads are the headings of a file of the weekly sheet.
	MonitoringHeads *tabular.Mapping
	// Queue counts the needs that wait, for metrics; nil: they are not told.
	Queue store.NeedQueue
	// Waiting orders the needs that are submitted.
	Waiting *Queue
	// Desk holds the applications that are under way.
	Desk *Desk
	// Mailed tells that e-mails are sent.
	Mailed bool
	// Hooks judges the URLs of webhooks.
	Hooks HookChecker
	// MoreParts tells of what the wiring has beside, such as leases; nil: nothing.
	MoreParts func(context.Context) []Part
}

// App holds the use cases. It is safe for concurrent use.
type App struct {
	Deps
	caughtUp caughtUp
	rankings *Rankings
	overview overviewCache
	turns    *Turns
}

// New makes the use cases.
func New(d Deps) *App {
	if d.Location == nil {
		d.Location = ChinaTime
	}
	d.Store = hashed.Store(d.Store)
	return &App{
		Deps: d, rankings: &Rankings{Store: d.Store, Rules: d.Rules, Ranker: d.Ranker},
		turns: &Turns{Clock: responseclock.New(d.Rules.Clock, d.Location), Rules: d.Rules, People: d.Store, Waiting: d.Waiting},
	}
}

// Turns says whose turn a need is.
func (a *App) Turns() *Turns { return a.turns }

// now is the time that goes into records.
func (a *App) now() time.Time { return a.Now().UTC() }

// today is the calendar day where the platform works.
func (a *App) today() domain.Date { return domain.DateOf(a.Now().In(a.Location)) }

type addressKey struct{}

// WithAddress begins a request: it notes the client's address for the audit log,
// and what the request reads and saves.
func WithAddress(ctx context.Context, address string) context.Context {
	return hashed.With(context.WithValue(ctx, addressKey{}, address))
}

// allow asks the policy, and notes a denial. Where hidden is given it is the
// answer to an actor who may do such a thing, but not to this target.
func (a *App) allow(ctx context.Context, actor domain.Actor, action policy.Action, target policy.Target, id string, hidden error) error {
	err := a.Policy.Allow(actor, action, target)
	if err == nil {
		return nil
	}
	a.note(ctx, actor, action, id, err)
	if hidden != nil && actor.SignedIn() && a.Policy.MayEver(actor.Role, action) {
		return hidden
	}
	return err
}

// note writes the audit log. What was saved stays saved where that fails, so
// the failure is for the operator and not for the one who asked.
func (a *App) note(ctx context.Context, actor domain.Actor, action policy.Action, target string, err error) {
	address, _ := ctx.Value(addressKey{}).(string)
	entry := domain.AuditEntry{
		At: a.now(), User: actor.User, Role: actor.Role, Action: string(action), Target: target, Address: address, Outcome: "ok",
	}
	entry.Before, entry.After = hashed.Of(ctx, target)
	var refused *domain.Error
	if errors.As(err, &refused) {
		entry.Outcome = refused.Code
	}
	lasting, cancel := outlasting(ctx)
	defer cancel()
	if err := a.Store.AddAudit(lasting, entry); err != nil {
		a.Log.ErrorContext(ctx, "the audit log cannot be written", "action", entry.Action, "target", target, "cause", err)
	}
}

// auditTakes bounds the wait for the audit log, which no client can cut short.
const auditTakes = 5 * time.Second

// outlasting is ctx without its end: who hangs up early is written down too.
func outlasting(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), auditTakes)
}

// Denied notes that the first gate turned an actor away.
func (a *App) Denied(ctx context.Context, actor domain.Actor, action policy.Action, target string, err error) {
	if actor.SignedIn() {
		a.note(ctx, actor, action, target, err)
	}
}

// stale answers <noun>_changed where the version that was read is not the
// stored one.
func stale(noun, id string, read, stored int64) error {
	if read != stored {
		return domain.Changed(noun, id, stored)
	}
	return nil
}

// prefixed puts the faults of a part of the input under the part's name.
func prefixed(part string, err error) error {
	var invalid *domain.Error
	if !errors.As(err, &invalid) || invalid.Kind != domain.KindInvalid {
		return err
	}
	out := make([]domain.FieldError, len(invalid.Fields))
	for i, f := range invalid.Fields {
		f.Field = part + "." + f.Field
		out[i] = f
	}
	return domain.InvalidFields(out...)
}

// Page asks for a part of a list: the cursor of the page before, empty at
// first, and how many.
type Page = store.Page

// Network is what requests and attempts are counted by: the address, or the
// /64 of an IPv6 address, since one customer has that many to choose from.
func Network(address string) string { return network(address) }
