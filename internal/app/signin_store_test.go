package app_test

import (
	"context"
	"strconv"
	"sync"

	"rongqiao/internal/domain"
)

// accounts is a store of accounts and audit entries in memory, kept to the
// rules of package store.
type accounts struct {
	mu            sync.Mutex
	users         map[domain.UserID]domain.User
	organisations map[domain.OrganisationID]domain.Organisation
	enterprises   map[domain.EnterpriseID]domain.Enterprise
	sessions      map[domain.SessionID]domain.Session
	events        []domain.Event
	audit         []domain.AuditEntry

	fail              map[string]error // by method: what it answers instead
	beforeSaveSession func()           // runs once, outside the lock
}

func newAccounts() *accounts {
	return &accounts{
		users: map[domain.UserID]domain.User{}, organisations: map[domain.OrganisationID]domain.Organisation{},
		enterprises: map[domain.EnterpriseID]domain.Enterprise{}, sessions: map[domain.SessionID]domain.Session{},
		fail: map[string]error{},
	}
}

func conflict(what, end string) error {
	return domain.NewError(domain.KindConflict, what+end, nil)
}

// checkVersion tells whether a save of the version may follow the stored one.
func checkVersion(what string, stored int64, found bool, version int64) error {
	switch {
	case version == 0 && found:
		return conflict(what, "_exists")
	case version != 0 && !found:
		return domain.NotFound(what, "")
	case version != stored:
		return conflict(what, "_changed")
	}
	return nil
}

func read[K ~string, V any](a *accounts, method, what string, all map[K]V, id K) (V, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var none V
	if err := a.fail[method]; err != nil {
		return none, err
	}
	v, ok := all[id]
	if !ok {
		return none, domain.NotFound(what, string(id))
	}
	return v, nil
}

func (a *accounts) User(_ context.Context, id domain.UserID) (domain.User, error) {
	return read(a, "User", "user", a.users, id)
}

func (a *accounts) UserByEmail(_ context.Context, email string) (domain.User, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.fail["UserByEmail"]; err != nil {
		return domain.User{}, err
	}
	for _, u := range a.users {
		if u.Email == email {
			return u, nil
		}
	}
	return domain.User{}, domain.NotFound("user", email)
}

func (a *accounts) SaveUser(_ context.Context, u domain.User) (domain.User, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.fail["SaveUser"]; err != nil {
		return domain.User{}, err
	}
	return a.saveUser(u)
}

func (a *accounts) saveUser(u domain.User) (domain.User, error) {
	stored, found := a.users[u.ID]
	if err := checkVersion("user", stored.Version, found, u.Version); err != nil {
		return domain.User{}, err
	}
	for _, other := range a.users {
		if other.ID != u.ID && other.Email == u.Email {
			return domain.User{}, conflict("user", "_exists")
		}
	}
	u.Version++
	a.users[u.ID] = u
	return u, nil
}

func (a *accounts) Organisation(_ context.Context, id domain.OrganisationID) (domain.Organisation, error) {
	return read(a, "Organisation", "organisation", a.organisations, id)
}

func (a *accounts) SaveOrganisation(_ context.Context, o domain.Organisation) (domain.Organisation, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	stored, found := a.organisations[o.ID]
	if err := checkVersion("organisation", stored.Version, found, o.Version); err != nil {
		return domain.Organisation{}, err
	}
	o.Version++
	a.organisations[o.ID] = o
	return o, nil
}

func (a *accounts) Register(_ context.Context, e domain.Enterprise, o domain.Organisation, u domain.User, events ...domain.Event) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, other := range a.enterprises {
		if other.USCC == e.USCC {
			return conflict("enterprise", "_exists")
		}
	}
	if _, err := a.saveUser(u); err != nil {
		return err
	}
	e.Version, o.Version = 1, 1
	a.enterprises[e.ID], a.organisations[o.ID] = e, o
	a.events = append(a.events, events...)
	return nil
}

func (a *accounts) Session(_ context.Context, id domain.SessionID) (domain.Session, error) {
	return read(a, "Session", "session", a.sessions, id)
}

func (a *accounts) SaveSession(ctx context.Context, s domain.Session) (domain.Session, error) {
	if err := ctx.Err(); err != nil {
		return domain.Session{}, err
	}
	a.mu.Lock()
	first := a.beforeSaveSession
	a.beforeSaveSession = nil
	a.mu.Unlock()
	if first != nil {
		first()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.fail["SaveSession"]; err != nil {
		return domain.Session{}, err
	}
	stored, found := a.sessions[s.ID]
	if err := checkVersion("session", stored.Version, found, s.Version); err != nil {
		return domain.Session{}, err
	}
	s.Version++
	a.sessions[s.ID] = s
	return s, nil
}

func (a *accounts) PurgeSessions(_ context.Context, before int64) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	dropped := 0
	for id, s := range a.sessions {
		if s.ExpiresAt.Unix() < before {
			delete(a.sessions, id)
			dropped++
		}
	}
	return dropped, nil
}

func (a *accounts) AddAudit(ctx context.Context, e domain.AuditEntry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.fail["AddAudit"]; err != nil {
		return err
	}
	e.Seq = int64(len(a.audit) + 1)
	a.audit = append(a.audit, e)
	return nil
}

func (a *accounts) AuditEntries(_ context.Context, after int64, limit int) ([]domain.AuditEntry, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	rest := a.audit[min(int(after), len(a.audit)):]
	return append([]domain.AuditEntry(nil), rest[:min(limit, len(rest))]...), nil
}

// log is the audit log as lines "action user outcome target".
func (a *accounts) log() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var lines []string
	for _, e := range a.audit {
		who := string(e.User)
		if who == "" {
			who = "-"
		}
		lines = append(lines, e.Action+" "+who+" "+e.Outcome+" "+e.Target)
	}
	return lines
}

// counting makes ids that a test can foresee: usr_1, usr_2, ses_1, …
func counting() func(prefix string) string {
	var mu sync.Mutex
	next := map[string]int{}
	return func(prefix string) string {
		mu.Lock()
		defer mu.Unlock()
		next[prefix]++
		return prefix + strconv.Itoa(next[prefix])
	}
}
