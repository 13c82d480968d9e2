package rules

import (
	"strings"

	"rongqiao/internal/domain"
)

// FieldType says what a field's values are and which operators it takes.
type FieldType string

// The field types. A money is in fen, a rate in basis points, a day a day
// number, a flag 0 or 1.
const (
	TypeMoney  FieldType = "money"
	TypeRate   FieldType = "rate"
	TypeMonths FieldType = "months"
	TypeCount  FieldType = "count"
	TypeDay    FieldType = "day"
	TypeFlag   FieldType = "flag"
	TypeCode   FieldType = "code"
	TypeCodes  FieldType = "codes"
	TypePlace  FieldType = "place"
)

// Effort says how hard a field is to change, for advice.
type Effort string

// The efforts. Free: the need itself can be put otherwise. Act: the firm can
// do something. Time: only waiting changes it. Never: no advice is given.
const (
	EffortFree  Effort = "free"
	EffortAct   Effort = "act"
	EffortTime  Effort = "time"
	EffortNever Effort = "never"
)

// FieldGroup says who asks for a declared field first.
type FieldGroup string

// The groups of declared fields.
const (
	GroupOffers  FieldGroup = "offers"
	GroupTiers   FieldGroup = "tiers"
	GroupListing FieldGroup = "listing"
)

// Field is something that a criterion can ask about.
type Field struct {
	Name       string
	Type       FieldType
	Vocabulary string // for code, codes and place
	Label      domain.Text
	Paper      domain.Text // the document that shows it
	Effort     Effort
	AdviceUp   domain.Text // for more, "{want}" is replaced
	AdviceDown domain.Text // for less
	Declared   bool        // answered by the firm itself, held by no part of the profile
	Group      FieldGroup  // of a declared field; others have none
	Assessed   string      // the sheet whose result it is; not known before that is judged
	derive     *derivation // follows from yearly figures and other fields
	index      int
}

// Derived tells whether the field follows from others as the rule data says, or
// is answered by a sheet.
func (f Field) Derived() bool { return f.derive != nil || f.Assessed != "" }

// Advice fills the field's sentence on how to reach more or less; ok is false
// where it has none.
func (f Field) Advice(want, have domain.Text, up bool) (advice domain.Text, ok bool) {
	form := f.AdviceUp
	if !up {
		form = f.AdviceDown
	}
	if form.IsZero() {
		return domain.Text{}, false
	}
	fill := func(s, want, have string) string {
		return strings.NewReplacer("{want}", want, "{have}", have).Replace(s)
	}
	return domain.Text{ZH: fill(form.ZH, want.ZH, have.ZH), EN: fill(form.In("en"), want.In("en"), have.In("en"))}, true
}

var typeOps = map[FieldType]map[domain.Op]bool{
	TypeMoney:  numberOps,
	TypeRate:   numberOps,
	TypeMonths: numberOps,
	TypeCount:  numberOps,
	TypeDay:    numberOps,
	TypeFlag:   {domain.OpEqual: true, domain.OpIsKnown: true},
	TypeCode:   {domain.OpIn: true, domain.OpWithin: true, domain.OpIsKnown: true},
	TypeCodes:  {domain.OpContainsAny: true, domain.OpContainsAll: true, domain.OpIsKnown: true},
	TypePlace:  {domain.OpWithin: true},
}

var numberOps = map[domain.Op]bool{
	domain.OpEqual: true, domain.OpLess: true, domain.OpAtMost: true,
	domain.OpMore: true, domain.OpAtLeast: true, domain.OpIsKnown: true,
}

// IsNumber tells whether values of the type compare as numbers.
func (t FieldType) IsNumber() bool { return typeOps[t][domain.OpAtMost] }
