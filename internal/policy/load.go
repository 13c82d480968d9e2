package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"rongqiao/internal/domain"
)

// file is the form of policy.yaml.
type file struct {
	Public []word `yaml:"public"`
	Rows   []row  `yaml:"rows"`
	Keys   []struct {
		Scope   word   `yaml:"scope"`
		Actions []word `yaml:"actions"`
	} `yaml:"api_keys"`
}

type row struct {
	Role   word `yaml:"role"`
	Action word `yaml:"action"`
	Scope  word `yaml:"scope"`
}

// word is a text with the line that it stands on.
type word struct {
	text string
	line int
}

// UnmarshalYAML takes a plain text and nothing else.
func (w *word) UnmarshalYAML(node ast.Node) error {
	s, ok := node.(*ast.StringNode)
	if !ok {
		return fmt.Errorf("line %d: want a word, have %s", node.GetToken().Position.Line, node)
	}
	w.text, w.line = s.Value, s.GetToken().Position.Line
	return nil
}

// narrow lists the roles that a scope can ever cover anything for; a scope
// that is not here is for every role.
var narrow = map[Scope][]domain.Role{
	OwnOffers:    {domain.RoleBank, domain.RoleFundManager},
	OwnDistricts: {domain.RoleAgency},
}

// Load reads the table, or answers every fault in it, each with its line:
// unknown keys and words, a role's second row for an action, a scope that a
// role can never fill, and an action that is neither public nor in any row.
func Load(text []byte) (*Policy, error) {
	var f file
	if err := yaml.UnmarshalWithOptions(text, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	l := loader{policy: &Policy{public: map[Action]bool{}, rows: map[domain.Role]map[Action]Scope{}, keys: map[domain.Code][]Action{}}, at: map[string]int{}}
	for _, a := range f.Public {
		l.addPublic(a)
	}
	for _, r := range f.Rows {
		l.addRow(r)
	}
	for _, k := range f.Keys {
		if _, twice := l.policy.keys[domain.Code(k.Scope.text)]; twice || k.Scope.text == "" {
			l.fault(k.Scope.line, "want each scope of API keys once, with a name, have %q", k.Scope.text)
		}
		l.policy.keys[domain.Code(k.Scope.text)] = nil
		for _, w := range k.Actions {
			if action, ok := known(&l, w, "action", Actions); ok {
				l.policy.keys[domain.Code(k.Scope.text)] = append(l.policy.keys[domain.Code(k.Scope.text)], action)
			}
		}
	}
	l.checkComplete()
	if len(l.faults) > 0 {
		return nil, errors.Join(l.faults...)
	}
	return l.policy, nil
}

type loader struct {
	policy *Policy
	at     map[string]int // line of the action, or of role and action
	faults []error
}

func (l *loader) fault(line int, format string, args ...any) {
	l.faults = append(l.faults, fmt.Errorf("policy: line %d: %s", line, fmt.Sprintf(format, args...)))
}

func (l *loader) addPublic(w word) {
	action, ok := known(l, w, "action", Actions)
	if !ok {
		return
	}
	if line, twice := l.at[w.text]; twice {
		l.fault(w.line, "action %s is public already, on line %d", w.text, line)
		return
	}
	l.at[w.text] = w.line
	l.policy.public[action] = true
}

func (l *loader) addRow(r row) {
	line := max(r.Role.line, r.Action.line, r.Scope.line)
	for _, w := range []*word{&r.Role, &r.Action, &r.Scope} {
		w.line = line // a word that is missing has none of its own
	}
	role, okRole := known(l, r.Role, "role", domain.Roles)
	action, okAction := known(l, r.Action, "action", Actions)
	scope, okScope := known(l, r.Scope, "scope", Scopes)
	if !okRole || !okAction || !okScope {
		return
	}
	key := r.Role.text + " " + r.Action.text
	if first, twice := l.at[key]; twice {
		l.fault(line, "role %s has a row for %s already, on line %d", role, action, first)
		return
	}
	if first, open := l.at[r.Action.text]; open {
		l.fault(line, "action %s is public on line %d; a row for it would mean nothing", action, first)
		return
	}
	if roles, some := narrow[scope]; some && !slices.Contains(roles, role) {
		l.fault(line, "scope %s is for %s; role %s can never fill it", scope, list(roles), role)
		return
	}
	l.at[key] = line
	if l.policy.rows[role] == nil {
		l.policy.rows[role] = map[Action]Scope{}
	}
	l.policy.rows[role][action] = scope
}

// checkComplete finds actions that nobody may ever do: a row was forgotten,
// or the action should go.
func (l *loader) checkComplete() {
	for _, a := range Actions {
		if !l.policy.public[a] && !slices.ContainsFunc(domain.Roles, func(r domain.Role) bool { return l.policy.MayEver(r, a) }) {
			l.faults = append(l.faults, fmt.Errorf("policy: action %s has no row and is not public; add {role: …, action: %s, scope: …} under rows", a, a))
		}
	}
}

// known finds the word in a vocabulary or says on which line it is unknown.
func known[T ~string](l *loader, w word, what string, all []T) (T, bool) {
	if i := slices.Index(all, T(w.text)); i >= 0 {
		return all[i], true
	}
	l.fault(w.line, "unknown %s %q; want one of %s", what, w.text, list(all))
	return "", false
}

func list[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}
