package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/responseclock"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/internal/store/sqlitestore"
)

const (
	quarter      = 90 // days
	quarterKills = 20
)

// TestAQuarterOfLifeSurvivesKills plays 90 days and is killed 20 times on the
// way. It finishes; nothing was done twice; each notice is there once; the audit
// log is whole; every turn has the due time of the calendar, and was warned of
// and let pass when its time came, not before.
func TestAQuarterOfLifeSurvivesKills(t *testing.T) {
	data := t.TempDir()
	dice := rand.New(rand.NewPCG(killSeed, 2))
	const stretch = quarter * 3 / quarterKills // moments from one kill to the next
	killedAt := map[int]bool{}
	for kill := range quarterKills {
		cmd := playing(data)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		until := kill*stretch + dice.IntN(stretch)
		for end := time.Now().Add(2 * time.Minute); playedUpTo(data) < until; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				_ = cmd.Process.Kill()
				t.Fatalf("kill %d: the play stands still at %d, want %d", kill, playedUpTo(data), until)
			}
		}
		time.Sleep(time.Duration(dice.IntN(400)) * time.Millisecond) // anywhere within a moment
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatalf("kill %d: the play was over before it", kill)
		}
		killedAt[playedUpTo(data)] = true
	}
	if len(killedAt) < quarterKills/2 {
		t.Fatalf("killed at %d different moments: the test shows little", len(killedAt))
	}
	last := playing(data)
	var out bytes.Buffer
	last.Stdout, last.Stderr = &out, &out
	if err := last.Run(); err != nil {
		t.Fatalf("the last run: %v\n%s", err, out.String())
	}
	if !strings.Contains(out.String(), fmt.Sprintf("%d days played", quarter)) {
		t.Errorf("have %s", out.String())
	}
	if out := mustRun(t, "audit", "verify", "--data", data); !strings.Contains(out, "is whole") || strings.Contains(out, " 0 entries sealed") {
		t.Errorf("have %s", out)
	}
	l := lookAt(t, data)
	if len(l.needs) < 200 || len(l.applications) < 300 || len(l.bridges) < 20 || len(l.appeals) < 20 {
		t.Errorf("%d needs, %d applications, %d bridges, %d appeals: want hundreds, and some tens of bridges and appeals",
			len(l.needs), len(l.applications), len(l.bridges), len(l.appeals))
	}
	l.wantNothingTwice()
	l.wantEachNoticeOnce()
	l.wantClocksRight()
	l.wantFundInBalance()
	t.Logf("%d needs, %d applications, %d bridges, %d appeals, %d notices over %d kills",
		len(l.needs), len(l.applications), len(l.bridges), len(l.appeals), l.noticed, quarterKills)
}

// playing is the command that plays the quarter.
func playing(data string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "demo", "--days", fmt.Sprint(quarter), "--data", data)
	cmd.Env = append(os.Environ(), childMark+"=1")
	return cmd
}

// playedUpTo reads how far the play has come beside the one who plays; 0 where
// it cannot be read yet.
func playedUpTo(data string) int {
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(filepath.Join(data, sqlitestore.FileName))+"?mode=ro")
	if err != nil {
		return 0
	}
	defer func() { _ = db.Close() }()
	var text string
	var plan played
	if err := db.QueryRow("SELECT value FROM meta WHERE key = ?", playKey).Scan(&text); err != nil {
		return 0
	}
	if err := json.Unmarshal([]byte(text), &plan); err != nil {
		return 0
	}
	return plan.Next
}

// life is everything that a play has left.
type life struct {
	t            *testing.T
	rules        *rules.RuleSet
	needs        []domain.Need
	applications []domain.Application
	bridges      []domain.Bridge
	appeals      []domain.Appeal
	fund         domain.BridgeFund
	notices      map[string]int // what each says, and to whom
	noticed      int
	events       []domain.Event
}

func lookAt(t *testing.T, data string) *life {
	t.Helper()
	ctx := context.Background()
	s, err := config.Load([]string{"--data", data}, func(string) string { return "" }, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	p, err := openBase(ctx, s, env{out: os.Stdout, err: os.Stderr, getenv: func(string) string { return "" }, now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	l := &life{t: t, rules: p.rules, notices: map[string]int{}}
	l.needs = whole(t, func(page store.Page) ([]domain.Need, string, error) {
		return p.store.Needs(ctx, store.NeedFilter{}, page)
	})
	l.applications = whole(t, func(page store.Page) ([]domain.Application, string, error) {
		return p.store.Applications(ctx, store.ApplicationFilter{}, page)
	})
	l.bridges = whole(t, func(page store.Page) ([]domain.Bridge, string, error) {
		return p.store.Bridges(ctx, store.BridgeFilter{}, page)
	})
	l.appeals = whole(t, func(page store.Page) ([]domain.Appeal, string, error) {
		return p.store.Appeals(ctx, store.AppealFilter{}, page)
	})
	if l.fund, err = p.store.BridgeFund(ctx, "cq-bridge-city"); err != nil {
		t.Fatal(err)
	}
	to := map[domain.Addressee]bool{}
	for _, role := range domain.Roles {
		found, err := p.store.OrganisationsIn(ctx, role)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range found {
			to[domain.ToOrganisation(o.ID)] = true
		}
	}
	for id := range p.rules.Providers {
		to[domain.ToProvider(id)] = true
	}
	for _, e := range whole(t, func(page store.Page) ([]domain.Enterprise, string, error) { return p.store.Enterprises(ctx, nil, page) }) {
		to[domain.ToEnterprise(e.ID)] = true
	}
	for one := range to {
		for _, n := range whole(t, func(page store.Page) ([]domain.Notice, string, error) {
			return p.store.Notices(ctx, []domain.Addressee{one}, page)
		}) {
			l.notices[noticeLine(n.To, n.Subject, string(n.Kind), n.At)]++
			l.noticed++
		}
	}
	for after := int64(0); ; {
		found, err := p.store.Events(ctx, after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			return l
		}
		l.events, after = append(l.events, found...), found[len(found)-1].Seq
	}
}

// whole reads a list to its end.
func whole[T any](t *testing.T, read func(store.Page) ([]T, string, error)) []T {
	t.Helper()
	var out []T
	for page := (store.Page{Limit: 500}); ; {
		items, next, err := read(page)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, items...)
		if page.After = next; next == "" {
			return out
		}
	}
}

func noticeLine(to domain.Addressee, subject, kind string, at time.Time) string {
	return fmt.Sprint(to, " ", subject, " ", kind, " ", at.UnixNano())
}

// wantNothingTwice: a firm asks once a day, and once over one loan; a moment that
// was played again after a kill has made no second thing.
func (l *life) wantNothingTwice() {
	seen := map[string]bool{}
	once := func(key string) {
		if seen[key] {
			l.t.Errorf("%s is there twice", key)
		}
		seen[key] = true
	}
	for _, n := range l.needs {
		if !strings.HasPrefix(string(n.ID), "need_demo_") { // those that were there before the first day
			once(fmt.Sprint("a need of ", n.EnterpriseID, " on ", n.CreatedAt.In(app.ChinaTime).Format(time.DateOnly)))
		}
		if n.State == domain.NeedDraft {
			l.t.Errorf("need %s was left a draft", n.ID)
		}
	}
	for _, b := range l.bridges {
		once(fmt.Sprint("a bridge of ", b.EnterpriseID, " over ", b.Contract))
	}
	for _, x := range l.appeals {
		once(fmt.Sprint("an appeal of ", x.EnterpriseID, " on ", x.CreatedAt.In(app.ChinaTime).Format(time.DateOnly)))
	}
	open := map[string]bool{}
	for _, x := range l.applications {
		if key := fmt.Sprint("an application of ", x.NeedID, " for ", x.OfferID); !x.State.Closed() {
			if open[key] {
				l.t.Errorf("%s is open twice", key)
			}
			open[key] = true
		}
	}
}

// wantEachNoticeOnce holds the notices against what happened, by a table of
// whom what tells that is written apart from the code's.
func (l *life) wantEachNoticeOnce() {
	want := map[string]int{}
	tell := func(to domain.Addressee, subject, kind string, at time.Time) {
		want[noticeLine(to, subject, kind, at)]++
	}
	for _, n := range l.needs {
		for _, e := range n.History {
			org := e.Holder != "" && e.Role != domain.RoleEnterprise
			if org && e.Change != domain.TurnDone {
				tell(domain.ToOrganisation(e.Holder), string(n.ID), string(e.Change), e.At)
			}
			if e.Change == domain.TurnDone || e.Change == domain.TurnEscalated || e.Change == domain.TurnPassedOn {
				tell(domain.ToEnterprise(n.EnterpriseID), string(n.ID), string(e.Change), e.At)
			}
		}
	}
	for _, x := range l.applications {
		firm, house := domain.ToEnterprise(x.EnterpriseID), domain.ToProvider(x.Provider)
		for _, m := range x.Moves {
			if m.Party != domain.PartyEnterprise {
				tell(firm, string(x.ID), string(m.Move), m.At)
			}
			if m.Party != domain.PartyProvider {
				tell(house, string(x.ID), string(m.Move), m.At)
			}
		}
		for _, e := range x.History {
			if e.Change != domain.TurnWarned && e.Change != domain.TurnLetPass {
				continue
			}
			if e.Role == domain.RoleEnterprise || e.Change == domain.TurnLetPass {
				tell(firm, string(x.ID), string(e.Change), e.At)
			}
			if e.Role != domain.RoleEnterprise {
				tell(house, string(x.ID), string(e.Change), e.At)
			}
		}
	}
	for _, b := range l.bridges {
		firm, lender, fund := domain.ToEnterprise(b.EnterpriseID), domain.ToProvider(b.Lender), domain.ToProvider(b.FundProvider)
		tell(lender, string(b.ID), "request", b.CreatedAt)
		for _, m := range b.Moves {
			if m.Party != domain.PartyEnterprise {
				tell(firm, string(b.ID), string(m.Move), m.At)
			}
			if m.Party != domain.PartyLender {
				tell(lender, string(b.ID), string(m.Move), m.At)
			}
			if m.Party != domain.PartyFund && (m.Party != domain.PartyLender || m.Move != domain.BridgeDecline) {
				tell(fund, string(b.ID), string(m.Move), m.At)
			}
		}
	}
	l.wantOfAppeals(tell)
	lost, doubled, strange := 0, 0, 0
	for key, n := range want {
		if l.notices[key] < n {
			lost++
		}
	}
	for key, n := range l.notices {
		switch {
		case want[key] == 0:
			strange++
		case n > want[key]:
			doubled++
		}
	}
	if lost+doubled+strange > 0 {
		l.t.Errorf("of %d notices %d are lost, %d doubled, %d of nothing that happened", len(want), lost, doubled, strange)
	}
}

// wantOfAppeals tells what appeals tell.
func (l *life) wantOfAppeals(tell func(to domain.Addressee, subject, kind string, at time.Time)) {
	for _, x := range l.appeals {
		firm := domain.ToEnterprise(x.EnterpriseID)
		var office domain.OrganisationID
		offices := map[time.Time]domain.OrganisationID{} // who had it last, by the time of a line
		for _, e := range x.History {
			if e.Holder != "" {
				office = e.Holder
			}
			offices[e.At] = office
			held := e.Holder != "" && e.Role != domain.RoleEnterprise
			switch e.Change {
			case domain.TurnLetPass, domain.TurnEscalated:
				tell(domain.ToOrganisation(e.Holder), string(x.ID), string(e.Change), e.At)
				tell(firm, string(x.ID), string(e.Change), e.At)
			case domain.TurnWarned:
				tell(domain.ToOrganisation(e.Holder), string(x.ID), string(e.Change), e.At)
			case domain.TurnStarted:
				if held && e.Step == rules.StepAppealAccepts {
					tell(domain.ToOrganisation(e.Holder), string(x.ID), string(e.Change), e.At)
				}
			}
		}
		for _, m := range x.Moves {
			if m.Party == domain.PartyOffice {
				tell(firm, string(x.ID), string(m.Move), m.At)
			} else {
				tell(domain.ToOrganisation(offices[m.At]), string(x.ID), string(m.Move), m.At)
			}
		}
	}
}

// wantClocksRight: time never went back; each turn is due when the calendar says;
// what is said of it is said at its time, once, and not missed.
func (l *life) wantClocksRight() {
	clock := responseclock.New(l.rules.Clock, app.ChinaTime)
	var latest time.Time
	for _, e := range l.events {
		if e.Type == domain.NoticeSaved || e.Type == domain.CreditSaved { // followers are behind: a notice has the time of what it tells
			continue
		}
		if latest.Sub(e.At) > time.Second { // several act side by side
			l.t.Fatalf("event %d is of %s, after one of %s", e.Seq, e.At, latest)
		}
		if e.At.After(latest) {
			latest = e.At
		}
	}
	let := 0
	check := func(subject string, turns domain.Turns, quotes []domain.Quote) {
		for i, e := range turns.History {
			begins := e.Change == domain.TurnStarted || e.Change == domain.TurnEscalated || e.Change == domain.TurnPassedOn
			if i > 0 && e.At.Before(turns.History[i-1].At) {
				l.t.Errorf("%s: line %d is of a time before the one before it", subject, i)
			}
			if !begins || e.DueAt == nil {
				continue
			}
			due := clock.Of(e.Step, e.At).DueAt
			if e.Step == rules.StepFirmTakes {
				at := slices.IndexFunc(quotes, func(q domain.Quote) bool { return q.At.Equal(e.At) })
				if at < 0 {
					l.t.Errorf("%s: no quote of %s", subject, e.At)
					continue
				}
				y, m, d := quotes[at].ValidUntil.Time().Date()
				due = time.Date(y, m, d, 23, 59, 59, 0, app.ChinaTime)
			}
			if !due.Equal(*e.DueAt) {
				l.t.Errorf("%s: step %s from %s is due %s, want %s", subject, e.Step, e.At, e.DueAt, due)
			}
			over := latest // of the turn
			var warned, passed []time.Time
			for _, later := range turns.History[i+1:] {
				switch later.Change {
				case domain.TurnWarned:
					warned = append(warned, later.At)
				case domain.TurnLetPass:
					passed = append(passed, later.At)
				default:
					over = later.At
				}
				if later.Change != domain.TurnWarned && later.Change != domain.TurnLetPass {
					break
				}
			}
			lapsed := e.Step == rules.StepFirmTakes // a quote that is over ends the turn instead
			switch {
			case len(warned) > 1 || len(passed) > 1:
				l.t.Errorf("%s: step %s was warned of %d times, let pass %d times", subject, e.Step, len(warned), len(passed))
			case len(warned) == 1 && warned[0].After(due):
				l.t.Errorf("%s: step %s, due %s, was warned of at %s", subject, e.Step, due, warned[0])
			case len(passed) == 1 && !passed[0].After(due):
				l.t.Errorf("%s: step %s, due %s, was let pass at %s", subject, e.Step, due, passed[0])
			case len(passed) == 1 && passed[0].Sub(due) > 12*time.Hour:
				l.t.Errorf("%s: step %s, due %s, was let pass as late as %s", subject, e.Step, due, passed[0])
			case len(passed) == 0 && !lapsed && over.Sub(due) > 12*time.Hour:
				l.t.Errorf("%s: step %s, due %s, lasted until %s and was not let pass", subject, e.Step, due, over)
			case len(passed) == 1 && len(warned) == 0 && !strings.Contains(subject, "need_demo_"):
				l.t.Errorf("%s: step %s was let pass without a warning", subject, e.Step)
			}
			let += len(passed)
		}
	}
	for _, n := range l.needs {
		if !strings.HasPrefix(string(n.ID), "need_demo_") {
			check(string(n.ID), n.Turns, nil)
		}
	}
	for _, x := range l.applications {
		check(string(x.ID), x.Turns, x.Quotes)
	}
	for _, x := range l.appeals {
		check(string(x.ID), x.Turns, nil)
	}
	if let < 10 {
		l.t.Errorf("%d turns were let pass: the play shows no late ones", let)
	}
}

// wantFundInBalance: what is kept back is what the bridges have, and no more
// than there is.
func (l *life) wantFundInBalance() {
	var held domain.Fen
	states := map[domain.BridgeState]int{}
	for _, b := range l.bridges {
		states[b.State]++
		if b.State.HoldsMoney() {
			held += b.Amount
		}
	}
	if held != l.fund.Committed || l.fund.Free() < 0 {
		l.t.Errorf("the fund has %d kept back of %d, the bridges have %d", l.fund.Committed, l.fund.Total, held)
	}
	if states[domain.BridgeReturned] == 0 || states[domain.BridgeDeclined] == 0 {
		l.t.Errorf("bridges by state %v: want some returned and some declined", states)
	}
}
