package domain

import "time"

// EnterpriseID identifies an enterprise, "ent_…".
type EnterpriseID string

// Code is a value from a vocabulary: a place, an industry, a purpose, a tier.
type Code string

// Residence is where an enterprise is registered, and since when. The city's
// map changes; a firm keeps its code until it confirms the new one, which
// adds a residence rather than rewriting one.
type Residence struct {
	District Code
	From     Date
}

// Title is a tier, a certificate or a roster entry with its days. Until is nil
// where no end was stated.
type Title struct {
	Code  Code
	From  Date
	Until *Date
}

// ValidOn tells whether the title stands on the day; its last day counts.
func (t Title) ValidOn(day Date) bool {
	return t.From <= day && (t.Until == nil || day <= *t.Until)
}

// FinancialYear is one year's figures. A nil amount is not known.
type FinancialYear struct {
	Year                 int
	Revenue              *Fen
	MainRevenue          *Fen
	NetProfit            *Fen // before non-recurring items are taken out
	NetProfitAdjusted    *Fen // 扣除非经常性损益后的净利润
	TotalAssets          *Fen
	TotalLiabilities     *Fen
	RDExpense            *Fen         // 研发费用, expensed
	RDInvestment         *Fen         // 研发投入, capitalised cost included
	OperatingCashFlow    *Fen         // 经营活动产生的现金流量净额
	WeightedROE          *BasisPoints // 加权平均净资产收益率, on the lower net profit
	TaxPaid              *Fen
	IndustrialValueAdded *Fen
	Purchases            *Fen
	Audited              bool
}

// PatentCount is how many patents of a kind are held and in force.
type PatentCount struct {
	Kind  Code
	Count int32
}

// Collateral is something that can be pledged, with its appraised value and
// what prior liens secure on it.
type Collateral struct {
	Kind       Code
	Appraised  *Fen
	PriorLiens *Fen
}

// ExistingLoan is a loan that the firm owes today.
type ExistingLoan struct {
	Lender           string
	Principal        Fen
	DueOn            *Date
	RenewalCommitted *bool
}

// Fact is one declared value for a field that no part of the profile holds.
// Exactly one of Number (also dates as day numbers and flags as 0 or 1) and
// Codes carries it, as the field's type says.
type Fact struct {
	Field  string
	Number *int64
	Codes  []Code
}

// Enterprise is a firm and its profile. A nil pointer or a nil slice is not
// known; an empty slice is known to be empty.
type Enterprise struct {
	ID                  EnterpriseID
	Version             int64
	USCC                USCC
	Name                string
	FoundedOn           Date
	Residences          []Residence // by From, the last one is in force
	Zone                *Code       // development zone; ZoneNone: known to be in none
	Industry            Code        // GB/T 4754-2017 division, two digits
	SizeClass           *Code
	Ownership           *Code
	OrganisationKind    *Code
	OperatingState      *Code
	AboveDesignatedSize *bool
	Financials          []FinancialYear // at most MaxFinancialYears, by year
	Staff               *int32
	RDStaff             *int32
	Patents             []PatentCount
	Certificates        []Title
	Tiers               []Title
	Rosters             []Title
	TaxGrade            *Code
	Collateral          []Collateral
	Loans               []ExistingLoan
	Declarations        []Fact
	UpdatedAt           time.Time
}

// MaxFinancialYears is how many years of figures a profile holds.
const MaxFinancialYears = 5

// ZoneNone says that the firm lies in no development zone.
const ZoneNone Code = "none"

// District is the code in force: the last residence.
func (e Enterprise) District() Code {
	if len(e.Residences) == 0 {
		return ""
	}
	return e.Residences[len(e.Residences)-1].District
}

// Latest is the newest year of figures, or nil.
func (e Enterprise) Latest() *FinancialYear {
	var newest *FinancialYear
	for i := range e.Financials {
		if newest == nil || e.Financials[i].Year > newest.Year {
			newest = &e.Financials[i]
		}
	}
	return newest
}
