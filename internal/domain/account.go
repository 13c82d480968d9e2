package domain

import "time"

// UserID identifies a person, "usr_…".
type UserID string

// OrganisationID identifies an organisation, "org_…".
type OrganisationID string

// Role is what a person may act as.
type Role string

// The five roles.
const (
	RoleEnterprise  Role = "enterprise"
	RoleBank        Role = "bank"
	RoleFundManager Role = "fund_manager"
	RoleAgency      Role = "agency"
	RoleRegulator   Role = "regulator"
)

// Roles lists every role once.
var Roles = []Role{RoleEnterprise, RoleBank, RoleFundManager, RoleAgency, RoleRegulator}

// Organisation is what a person belongs to. What they may see follows from
// role, organisation and, for an agency, its districts.
type Organisation struct {
	ID         OrganisationID
	Version    int64
	Role       Role
	Name       string
	Enterprise EnterpriseID // for role enterprise
	Provider   ProviderID   // for roles bank and fund_manager
	Districts  []Code       // for role agency
}

// User is a person with a password.
type User struct {
	ID           UserID
	Version      int64
	Email        string // lower case, unique
	Name         string
	Role         Role
	Organisation OrganisationID
	PasswordHash string // empty: stands for a system, and nobody signs in as it
	Disabled     bool
	CreatedAt    time.Time
	NoticesSeen  NoticeID      // the newest that was looked at
	MailOff      []NoticeTopic // of which no e-mail is wanted
	SessionsFrom time.Time     // sessions begun before it are over: a new password, a person disabled
}

// Actor is the one who asks: the person with their organisation, as the
// access token and the store say. The zero Actor is nobody signed in.
type Actor struct {
	User         UserID
	Role         Role
	Organisation OrganisationID
	Enterprise   EnterpriseID
	Provider     ProviderID
	Districts    []Code
	Session      SessionID
	Key          APIKeyID // of a system; empty for a person
	Scopes       []Code   // what the key opens
}

// SignedIn tells whether there is a person.
func (a Actor) SignedIn() bool { return a.User != "" }

// SessionID identifies one sign-in: a family of refresh tokens.
type SessionID string

// Session is a family of refresh tokens. Only the hash of the token that is
// good now is kept; any older one of the family that comes back ends it.
type Session struct {
	ID         SessionID
	Version    int64
	User       UserID
	TokenHash  string
	IssuedAt   time.Time
	ExpiresAt  time.Time
	RevokedAt  *time.Time
	RevokedFor string // logout, reuse, disabled
}

// Live tells whether the session can still be refreshed.
func (s Session) Live(now time.Time) bool { return s.RevokedAt == nil && now.Before(s.ExpiresAt) }

// AuditEntry says who did what to what, when. It is only ever added.
type AuditEntry struct {
	Seq     int64
	At      time.Time
	User    UserID
	Role    Role
	Action  string
	Target  string
	Address string
	Outcome string
	Before  string // hash of the target as it was read; empty: it was not
	After   string // and as it was saved
}
