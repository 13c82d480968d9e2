package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

// noticeFollowerKey is where the position of the follower is kept.
const noticeFollowerKey = "follower.notices"

// NoticeFollower tells people what concerns them, out of the histories of
// needs, applications, bridges and appeals. A notice's id follows from the line that it
// is of and from whom it is for: a line that is read twice, by whichever
// process and after whichever kill, makes the same notice, which is there
// already. One process runs it.
type NoticeFollower struct{ Store store.Store }

// Position is the newest event whose notices are all there.
func (f *NoticeFollower) Position(ctx context.Context) (int64, error) {
	return keptPosition(ctx, f.Store, noticeFollowerKey)
}

// keptPosition is the position of a follower that keeps it in the store.
func keptPosition(ctx context.Context, s store.Meta, key string) (int64, error) {
	text, err := s.Meta(ctx, key)
	if err != nil || text == "" {
		return 0, err
	}
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("the position of %s: %w", key, err)
	}
	return seq, nil
}

// keepPosition moves the position behind the events, of which there is one at least.
func keepPosition(ctx context.Context, s store.Meta, key string, events []domain.Event) error {
	return s.SetMeta(ctx, key, strconv.FormatInt(events[len(events)-1].Seq, 10))
}

// Handle writes the notices of the events, then moves the position.
func (f *NoticeFollower) Handle(ctx context.Context, events []domain.Event) error {
	var all []domain.Notice
	needs, err := readMany(ctx, idsOf[domain.NeedID](events, domain.NeedSaved), f.Store.NeedsByID, func(n domain.Need) domain.NeedID { return n.ID })
	if err != nil {
		return err
	}
	applications, err := readMany(ctx, idsOf[domain.ApplicationID](events, domain.ApplicationSaved), f.Store.ApplicationsByID,
		func(x domain.Application) domain.ApplicationID { return x.ID })
	if err != nil {
		return err
	}
	bridges, err := readMany(ctx, idsOf[domain.BridgeID](events, domain.BridgeSaved), f.Store.BridgesByID, func(b domain.Bridge) domain.BridgeID { return b.ID })
	if err != nil {
		return err
	}
	appeals, err := readMany(ctx, idsOf[domain.AppealID](events, domain.AppealSaved), f.Store.AppealsByID, func(x domain.Appeal) domain.AppealID { return x.ID })
	if err != nil {
		return err
	}
	names, err := f.firmNames(ctx, needs, applications, bridges, appeals)
	if err != nil {
		return err
	}
	for _, n := range needs {
		all = append(all, noticesOfNeed(n, names[n.EnterpriseID])...)
	}
	for _, x := range applications {
		all = append(all, noticesOfApplication(x, names[x.EnterpriseID])...)
	}
	for _, b := range bridges {
		all = append(all, noticesOfBridge(b, names[b.EnterpriseID])...)
	}
	for _, x := range appeals {
		all = append(all, noticesOfAppeal(x, names[x.EnterpriseID])...)
	}
	if err := f.write(ctx, all); err != nil {
		return err
	}
	return keepPosition(ctx, f.Store, noticeFollowerKey, events)
}

func (f *NoticeFollower) firmNames(ctx context.Context, needs map[domain.NeedID]domain.Need, applications map[domain.ApplicationID]domain.Application, bridges map[domain.BridgeID]domain.Bridge, appeals map[domain.AppealID]domain.Appeal) (map[domain.EnterpriseID]string, error) {
	wanted := map[domain.EnterpriseID]bool{}
	for _, n := range needs {
		wanted[n.EnterpriseID] = true
	}
	for _, x := range applications {
		wanted[x.EnterpriseID] = true
	}
	for _, b := range bridges {
		wanted[b.EnterpriseID] = true
	}
	for _, x := range appeals {
		wanted[x.EnterpriseID] = true
	}
	firms, err := readMany(ctx, wanted, f.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
	out := map[domain.EnterpriseID]string{}
	for id, e := range firms {
		out[id] = e.Name
	}
	return out, err
}

// write saves those that are not there yet.
func (f *NoticeFollower) write(ctx context.Context, all []domain.Notice) error {
	for part := range slices.Chunk(all, pageOfFirms) {
		ids := make([]domain.NoticeID, len(part))
		for i, n := range part {
			ids[i] = n.ID
		}
		found, err := f.Store.NoticesByID(ctx, ids)
		if err != nil {
			return err
		}
		there := map[domain.NoticeID]bool{}
		for _, n := range found {
			there[n.ID] = true
		}
		for _, n := range part {
			if there[n.ID] {
				continue
			}
			there[n.ID] = true
			_, err := f.Store.SaveNotice(ctx, n, domain.Event{Type: domain.NoticeSaved, ID: string(n.ID), At: n.At})
			if err != nil && !domain.IsKind(err, domain.KindConflict) {
				return err
			}
		}
	}
	return nil
}

// noticeID is the same for the same line and addressee, and rises with the
// time of the line.
func noticeID(n domain.Notice, list string, line int) domain.NoticeID {
	sum := sha256.Sum256([]byte(string(n.Topic) + "\x00" + n.Subject + "\x00" + list + "\x00" + strconv.Itoa(line) + "\x00" + string(n.To)))
	id, err := ulid.New(ulid.Timestamp(n.At), bytes.NewReader(sum[:]))
	if err != nil { // a time that no ULID holds
		id = ulid.ULID(sum[:16])
	}
	return domain.NoticeID("ntc_" + id.String())
}

// noticesOfNeed: the one whose turn it becomes, or who lets it pass, is told;
// the firm is told when it is taken up, and when it goes on to somebody else.
func noticesOfNeed(n domain.Need, firm string) []domain.Notice {
	var out []domain.Notice
	for i, e := range n.History {
		line := domain.Notice{
			At: e.At, Topic: domain.TopicNeed, Subject: string(n.ID), Kind: domain.Code(e.Change), Firm: firm, Who: e.HolderName, Text: e.Reason, DueAt: e.DueAt,
		}
		tell := func(to domain.Addressee) {
			line.To = to
			line.ID = noticeID(line, "turns", i)
			out = append(out, line)
		}
		holder := e.Holder != "" && e.Role != domain.RoleEnterprise
		switch e.Change {
		case domain.TurnStarted, domain.TurnWarned, domain.TurnLetPass, domain.TurnReassigned:
			if holder {
				tell(domain.ToOrganisation(e.Holder))
			}
		case domain.TurnEscalated, domain.TurnPassedOn:
			if holder {
				tell(domain.ToOrganisation(e.Holder))
			}
			tell(domain.ToEnterprise(n.EnterpriseID))
		case domain.TurnDone:
			tell(domain.ToEnterprise(n.EnterpriseID))
		case domain.TurnEnded: // by the firm itself
			if holder {
				tell(domain.ToOrganisation(e.Holder))
			}
		}
	}
	return out
}

// noticesOfMoves: whom a move tells is in its table. like has what all of them
// share.
func noticesOfMoves[M, S ~string](like domain.Notice, moves []domain.Applied[M], table domain.MoveTable[M, S], to map[domain.Party]domain.Addressee) []domain.Notice {
	var out []domain.Notice
	for i, m := range moves {
		for _, p := range table.Tells(m.Move, m.Party) {
			line := like
			line.At, line.Kind, line.Who, line.Text, line.To = m.At, domain.Code(m.Move), m.ByName, m.Text, to[p]
			line.ID = noticeID(line, "moves", i)
			out = append(out, line)
		}
	}
	return out
}

// noticesOfApplication: its moves, and of its turns what is due soon, to whose
// it is, and what was let pass, to the firm as well. Of what was never sent
// nobody is told.
func noticesOfApplication(x domain.Application, firm string) []domain.Notice {
	if len(x.Moves) == 0 || x.Moves[0].Move != domain.MoveSend {
		return nil
	}
	to := map[domain.Party]domain.Addressee{domain.PartyEnterprise: domain.ToEnterprise(x.EnterpriseID), domain.PartyProvider: domain.ToProvider(x.Provider)}
	like := domain.Notice{Topic: domain.TopicApplication, Subject: string(x.ID), Firm: firm, About: x.OfferName}
	out := noticesOfMoves(like, x.Moves, domain.ApplicationRules, to)
	for i, e := range x.History {
		if e.Change != domain.TurnWarned && e.Change != domain.TurnLetPass {
			continue
		}
		parties := []domain.Party{domain.PartyOf(e.Role)}
		if e.Change == domain.TurnLetPass && parties[0] == domain.PartyProvider {
			parties = append(parties, domain.PartyEnterprise)
		}
		for _, p := range parties {
			line := like
			line.At, line.Kind, line.Who, line.DueAt, line.To = e.At, domain.Code(e.Change), e.HolderName, e.DueAt, to[p]
			line.ID = noticeID(line, "turns", i)
			out = append(out, line)
		}
	}
	return out
}

// noticesOfBridge: its moves, and to the lender the request, which no move is.
func noticesOfBridge(b domain.Bridge, firm string) []domain.Notice {
	to := map[domain.Party]domain.Addressee{
		domain.PartyEnterprise: domain.ToEnterprise(b.EnterpriseID), domain.PartyLender: domain.ToProvider(b.Lender), domain.PartyFund: domain.ToProvider(b.FundProvider),
	}
	like := domain.Notice{Topic: domain.TopicBridge, Subject: string(b.ID), Firm: firm, About: b.FundName}
	asked := like
	asked.At, asked.Kind, asked.Who, asked.To = b.CreatedAt, "request", firm, to[domain.PartyLender]
	asked.ID = noticeID(asked, "moves", -1)
	return append([]domain.Notice{asked}, noticesOfMoves(like, b.Moves, domain.BridgeRules, to)...)
}

// noticesOfAppeal: its moves, to the firm and to the office that has it; of its
// turns where one begins with somebody, is due soon or was let pass, and to the
// firm what was let pass and where it went.
func noticesOfAppeal(x domain.Appeal, firm string) []domain.Notice {
	like := domain.Notice{Topic: domain.TopicAppeal, Subject: string(x.ID), Firm: firm, About: x.Title}
	var out []domain.Notice
	tell := func(to domain.Addressee, line domain.Notice, list string, i int) {
		line.To = to
		line.ID = noticeID(line, list, i)
		out = append(out, line)
	}
	for i, e := range x.History {
		line := like
		line.At, line.Kind, line.Who, line.DueAt = e.At, domain.Code(e.Change), e.HolderName, e.DueAt
		office := e.Holder != "" && e.Role != domain.RoleEnterprise
		switch e.Change {
		case domain.TurnStarted:
			if office && e.Step == rules.StepAppealAccepts {
				tell(domain.ToOrganisation(e.Holder), line, "turns", i)
			}
		case domain.TurnWarned:
			if office {
				tell(domain.ToOrganisation(e.Holder), line, "turns", i)
			}
		case domain.TurnLetPass, domain.TurnEscalated:
			if office {
				tell(domain.ToOrganisation(e.Holder), line, "turns", i)
			}
			tell(domain.ToEnterprise(x.EnterpriseID), line, "turns", i)
		}
	}
	for i, m := range x.Moves {
		line := like
		line.At, line.Kind, line.Who, line.Text = m.At, domain.Code(m.Move), m.ByName, m.Text
		for _, p := range domain.AppealRules.Tells(m.Move, m.Party) {
			if p == domain.PartyEnterprise {
				tell(domain.ToEnterprise(x.EnterpriseID), line, "moves", i)
			} else if office := holderAt(x.Turns, m.At); office != "" {
				tell(domain.ToOrganisation(office), line, "moves", i)
			}
		}
	}
	return out
}

// holderAt is the organisation that had the turn last, at the moment.
func holderAt(t domain.Turns, at time.Time) domain.OrganisationID {
	var out domain.OrganisationID
	for _, e := range t.History {
		if e.Holder != "" && !e.At.After(at) {
			out = e.Holder
		}
	}
	return out
}

// mostUnread bounds how far unread notices are counted.
const mostUnread = 100

// Notices lists the actor's notices, the newest first, with how many of them
// are newer than what they have looked at, mostUnread at most.
func (a *App) Notices(ctx context.Context, actor domain.Actor, page Page) (items []domain.Notice, unread int, next string, err error) {
	if err := a.Policy.Enter(actor, policy.NoticeRead); err != nil {
		return nil, 0, "", err
	}
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return nil, 0, "", err
	}
	items, next, err = a.Store.Notices(ctx, actor.Addressees(), page)
	if err != nil {
		return nil, 0, "", err
	}
	newest := items
	if page.After != "" || len(items) < mostUnread && next != "" {
		if newest, _, err = a.Store.Notices(ctx, actor.Addressees(), Page{Limit: mostUnread}); err != nil {
			return nil, 0, "", err
		}
	}
	for _, n := range newest {
		if n.ID > person.NoticesSeen {
			unread++
		}
	}
	return items, min(unread, mostUnread), next, nil
}

// SeeNotices notes that the actor has looked at all up to the notice. One that
// is older than what was looked at already changes nothing.
func (a *App) SeeNotices(ctx context.Context, actor domain.Actor, upTo domain.NoticeID) error {
	if err := a.Policy.Enter(actor, policy.NoticeRead); err != nil {
		return err
	}
	for try := 1; ; try++ {
		person, err := a.Store.User(ctx, actor.User)
		if err != nil || upTo <= person.NoticesSeen {
			return err
		}
		n, err := a.Store.Notice(ctx, upTo)
		if err != nil {
			return err
		}
		if !slices.Contains(actor.Addressees(), n.To) {
			return domain.NotFound("notice", string(upTo))
		}
		person.NoticesSeen = upTo
		if _, err = a.Store.SaveUser(ctx, person); !domain.IsKind(err, domain.KindConflict) || try == saveTries {
			return err
		}
	}
}
