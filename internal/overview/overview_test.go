package overview_test

import (
	"reflect"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/overview"
)

var (
	monday = domain.NewDate(2026, 11, 2)
	east   = time.FixedZone("CST", 8*3600)
)

// at is an hour of a day of November 2026, in China.
func at(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, east) }

func moved(moves ...domain.ApplicationMove) []domain.Applied[domain.ApplicationMove] {
	var out []domain.Applied[domain.ApplicationMove]
	for i, m := range moves {
		out = append(out, domain.Applied[domain.ApplicationMove]{Move: m, At: at(3+i, 10)})
	}
	return out
}

func ptr[T any](v T) *T { return &v }

func input() overview.Input {
	submitted := func(id domain.NeedID, firm domain.EnterpriseID, day int, amount domain.Fen, accepted bool) domain.Need {
		n := domain.Need{ID: id, EnterpriseID: firm, Amount: amount, State: domain.NeedSubmitted, SubmittedAt: ptr(at(day, 10))}
		if accepted {
			n.AcceptedAt, n.State = ptr(at(day+1, 10)), domain.NeedAccepted
		}
		return n
	}
	title := func(code domain.Code) []domain.Title { return []domain.Title{{Code: code, From: monday - 100}} }
	quote := domain.Quote{Number: 1, Amount: 600, Annualised: ptr(domain.BasisPoints(400))}
	cheaper := domain.Quote{Number: 1, Amount: 200, Annualised: ptr(domain.BasisPoints(300))}
	return overview.Input{
		From: monday, Until: monday + 13, Now: at(20, 12), Day: func(t time.Time) domain.Date { return domain.DateOf(t.In(east)) },
		Needs: []domain.Need{
			submitted("n1", "a", 2, 1000, true), submitted("n2", "b", 3, 500, true), submitted("n3", "b", 9, 300, false),
			submitted("old", "a", 1, 7777, true),          // a day before the period
			{ID: "draft", EnterpriseID: "a", Amount: 999}, // never submitted
		},
		Applications: []domain.Application{
			{
				ID: "x1", NeedID: "n1", EnterpriseID: "a", OfferID: "o1", Provider: "p1", State: domain.ApplicationDisbursed, Quotes: []domain.Quote{quote}, Taken: 1,
				Moves:         moved("send", "accept", "quote", "take", "approve", "sign", "disburse"),
				Disbursements: []domain.Disbursement{{Amount: 400, On: monday + 6}, {Amount: 200, On: monday + 20}}, // the second after the period
			},
			{ID: "x2", NeedID: "n1", EnterpriseID: "a", OfferID: "o2", Provider: "p1", State: domain.ApplicationDeclined, Moves: moved("send", "decline"), Closing: &domain.Closing{Reason: "no_quota"}},
			{
				ID: "x3", NeedID: "n2", EnterpriseID: "b", OfferID: "o1", Provider: "p2", State: domain.ApplicationDisbursed, Quotes: []domain.Quote{cheaper}, Taken: 1,
				Moves: moved("send", "accept", "quote", "take", "approve", "sign", "disburse"), Disbursements: []domain.Disbursement{{Amount: 200, On: monday + 8}},
			},
			{ID: "x4", NeedID: "n3", EnterpriseID: "b", OfferID: "o1", Provider: "p2", State: domain.ApplicationDraft},
		},
		Firms: map[domain.EnterpriseID]domain.Enterprise{
			"a": {ID: "a", Name: "甲", Tiers: append(title("srdi_sme"), title("innovative_sme")...), Residences: []domain.Residence{{District: "500109"}}},
			"b": {ID: "b", Name: "乙", Residences: []domain.Residence{{District: "500106"}}, Tiers: []domain.Title{{Code: "srdi_sme", From: monday - 900, Until: ptr(monday)}}}, // over by now
		},
		Offers: map[domain.OfferID]domain.Offer{"o1": {ID: "o1", Products: []domain.Code{"credit", "tax"}}, "o2": {ID: "o2", Products: []domain.Code{"mortgage"}}},
		Tiers:  []domain.Code{"innovative_sme", "srdi_sme"},
	}
}

func TestTheFunnelCountsANeedWithItsFurthest(t *testing.T) {
	r := overview.Compute(input())
	var have [][2]int64
	for _, s := range r.Funnel {
		have = append(have, [2]int64{int64(s.Needs), int64(s.Amount)})
	}
	// n1 and n2 came to money, n3 was submitted alone; 400+200 of n1 and 200 of n2 were paid out.
	want := [][2]int64{{3, 1800}, {2, 1500}, {2, 1500}, {2, 1500}, {2, 1500}, {2, 1500}, {2, 1500}, {2, 800}}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("have %v, want %v", have, want)
	}
}

func TestLinesAddUpByGroup(t *testing.T) {
	r := overview.Compute(input())
	want := map[overview.Kind][]overview.Line{
		overview.ByDistrict: {{"500109", 1, 1000, 1, 600, ptr(domain.BasisPoints(400))}, {"500106", 2, 800, 1, 200, ptr(domain.BasisPoints(300))}},
		overview.ByTier:     {{"srdi_sme", 1, 1000, 1, 600, ptr(domain.BasisPoints(400))}, {"", 2, 800, 1, 200, ptr(domain.BasisPoints(300))}},
		// 600 at 4.00 % and 200 at 3.00 % are 3.75 %.
		overview.ByProduct:  {{"credit", 2, 1500, 2, 800, ptr(domain.BasisPoints(375))}, {"mortgage", 1, 1000, 0, 0, nil}},
		overview.ByProvider: {{"p1", 1, 1000, 1, 600, ptr(domain.BasisPoints(400))}, {"p2", 1, 500, 1, 200, ptr(domain.BasisPoints(300))}}, // n1 went to p1 twice, and counts once
	}
	if !reflect.DeepEqual(r.Lines, want) {
		t.Errorf("have %+v", r.Lines)
	}
}

func TestWeeksAndDeclinesKeepToThePeriod(t *testing.T) {
	r := overview.Compute(input())
	want := []overview.Week{{monday, 2, 400}, {monday + 7, 1, 200}}
	if !reflect.DeepEqual(r.Weeks, want) {
		t.Errorf("have %v, want %v", r.Weeks, want)
	}
	if !reflect.DeepEqual(r.Declines, []overview.Decline{{"no_quota", 1}}) {
		t.Errorf("have %v", r.Declines)
	}
	in := input()
	in.From = monday + 3 // a Thursday: the week is cut
	if r := overview.Compute(in); len(r.Weeks) != 2 || r.Weeks[0] != (overview.Week{monday, 0, 400}) {
		t.Errorf("have %v", r.Weeks)
	}
}

func TestStepsByNearestRank(t *testing.T) {
	in := overview.Input{From: monday, Until: monday + 13, Now: at(20, 12), Day: input().Day}
	for hours := range 10 { // 1 to 10 hours; due after eight
		since := at(3, 9)
		end := since.Add(time.Duration(hours+1) * time.Hour)
		in.Needs = append(in.Needs, domain.Need{Turns: domain.Turns{History: []domain.TurnEntry{
			{At: since, Change: domain.TurnStarted, Step: "agency_accepts", DueAt: ptr(since.Add(8 * time.Hour))},
			{At: since.Add(30 * time.Minute), Change: domain.TurnWarned, Step: "agency_accepts"},
			{At: end, Change: domain.TurnDone, Step: "agency_accepts"},
			{At: end, Change: domain.TurnStarted, Step: "firm_applies"}, // has no limit
		}}})
	}
	taken := in.Needs[0] // what the firm took away says nothing of the agency
	taken.History = append(taken.History[:2:2], domain.TurnEntry{At: at(12, 9), Change: domain.TurnEnded})
	late := domain.Need{Turns: domain.Turns{History: []domain.TurnEntry{ // ended after the period
		{At: at(3, 9), Change: domain.TurnStarted, Step: "agency_accepts", DueAt: ptr(at(4, 9))}, {At: at(17, 9), Change: domain.TurnDone},
	}}}
	in.Needs = append(in.Needs, taken, late)
	in.Appeals = []domain.Appeal{{Turns: domain.Turns{History: []domain.TurnEntry{
		{At: at(5, 9), Change: domain.TurnStarted, Step: "appeal_accepts", DueAt: ptr(at(6, 9))}, {At: at(5, 12), Change: domain.TurnDone},
	}}}}
	want := []overview.Step{{"agency_accepts", 10, 5 * time.Hour, 9 * time.Hour, 2}, {"appeal_accepts", 1, 3 * time.Hour, 3 * time.Hour, 0}}
	if r := overview.Compute(in); !reflect.DeepEqual(r.Steps, want) {
		t.Errorf("have %v, want %v", r.Steps, want)
	}
}

func TestWhoIsOverdueNow(t *testing.T) {
	in := overview.Input{From: monday, Until: monday + 13, Now: at(20, 12), Day: input().Day, Firms: input().Firms}
	turn := func(role domain.Role, name string, due time.Time) domain.Turns {
		return domain.Turns{Turn: &domain.Turn{Role: role, HolderName: name, DueAt: &due}}
	}
	in.Needs = []domain.Need{
		{State: domain.NeedSubmitted, Turns: turn(domain.RoleAgency, "机构", at(19, 17))},
		{State: domain.NeedSubmitted, Turns: turn(domain.RoleAgency, "机构", at(18, 17))},
		{State: domain.NeedSubmitted, Turns: turn(domain.RoleAgency, "另一机构", at(23, 17))}, // in time
	}
	in.Applications = []domain.Application{
		{EnterpriseID: "a", Turns: turn(domain.RoleEnterprise, "", at(10, 17))}, {Turns: turn(domain.RoleBank, "银行", at(11, 17))},
	}
	in.Appeals = []domain.Appeal{{Turns: turn(domain.RoleAgency, "机构", at(17, 17))}, {Turns: turn(domain.RoleAgency, "机构", at(23, 17))}}
	want := []overview.Holder{{domain.RoleAgency, "机构", 3, at(17, 17)}, {domain.RoleEnterprise, "甲", 1, at(10, 17)}, {domain.RoleBank, "银行", 1, at(11, 17)}}
	if r := overview.Compute(in); !reflect.DeepEqual(r.Overdue, want) {
		t.Errorf("have %v, want %v", r.Overdue, want)
	}
}

func TestBridgesOfThePeriod(t *testing.T) {
	in := overview.Input{From: monday, Until: monday + 13, Now: at(20, 12), Day: input().Day}
	bridge := func(state domain.BridgeState, day int, amount domain.Fen, days *int, late bool) overview.Bridge {
		return overview.Bridge{Bridge: domain.Bridge{State: state, CreatedAt: at(day, 10), Amount: amount, DaysCharged: days}, Overdue: late}
	}
	in.Bridges = []overview.Bridge{
		bridge(domain.BridgeReturned, 3, 5, ptr(4), false), bridge(domain.BridgeReturned, 3, 5, ptr(9), false), bridge(domain.BridgeReturned, 4, 5, nil, false),
		bridge(domain.BridgeDeclined, 4, 5, nil, false), bridge(domain.BridgeOldRepaid, 5, 70, nil, true), bridge(domain.BridgeApproved, 5, 900, nil, false),
		bridge(domain.BridgeDisbursed, 1, 1000, nil, true), // before the period
	}
	want := overview.BridgeSums{Asked: 6, Declined: 1, Returned: 3, Out: 1, Overdue: 1, OutAmount: 70, MedianDays: ptr(4)}
	if r := overview.Compute(in); !reflect.DeepEqual(r.Bridges, want) {
		t.Errorf("have %+v", r.Bridges)
	}
}
