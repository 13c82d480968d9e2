package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Enterprise is a firm as stored.
type Enterprise struct {
	ID                  domain.EnterpriseID `json:"id"`
	USCC                domain.USCC         `json:"uscc"`
	Name                string              `json:"name"`
	FoundedOn           domain.Date         `json:"founded_on"`
	Residences          []residenceDoc      `json:"residences,omitzero"`
	Zone                *domain.Code        `json:"zone,omitzero"`
	Industry            domain.Code         `json:"industry,omitzero"`
	SizeClass           *domain.Code        `json:"size_class,omitzero"`
	Ownership           *domain.Code        `json:"ownership,omitzero"`
	OrganisationKind    *domain.Code        `json:"organisation_kind,omitzero"`
	OperatingState      *domain.Code        `json:"operating_state,omitzero"`
	AboveDesignatedSize *bool               `json:"above_designated_size,omitzero"`
	Financials          []financialYearDoc  `json:"financials,omitzero"`
	Staff               *int32              `json:"staff,omitzero"`
	RDStaff             *int32              `json:"rd_staff,omitzero"`
	Patents             []patentCountDoc    `json:"patents,omitzero"`
	Certificates        []titleDoc          `json:"certificates,omitzero"`
	Tiers               []titleDoc          `json:"tiers,omitzero"`
	Rosters             []titleDoc          `json:"rosters,omitzero"`
	TaxGrade            *domain.Code        `json:"tax_grade,omitzero"`
	Collateral          []collateralDoc     `json:"collateral,omitzero"`
	Loans               []existingLoanDoc   `json:"loans,omitzero"`
	Declarations        []factDoc           `json:"declarations,omitzero"`
	UpdatedAt           time.Time           `json:"updated_at"`
}

// NewEnterprise is the shape of a firm.
func NewEnterprise(e domain.Enterprise) Enterprise {
	return Enterprise{
		ID:                  e.ID,
		USCC:                e.USCC,
		Name:                e.Name,
		FoundedOn:           e.FoundedOn,
		Residences:          each(e.Residences, func(r domain.Residence) residenceDoc { return residenceDoc(r) }),
		Zone:                e.Zone,
		Industry:            e.Industry,
		SizeClass:           e.SizeClass,
		Ownership:           e.Ownership,
		OrganisationKind:    e.OrganisationKind,
		OperatingState:      e.OperatingState,
		AboveDesignatedSize: e.AboveDesignatedSize,
		Financials:          each(e.Financials, func(y domain.FinancialYear) financialYearDoc { return financialYearDoc(y) }),
		Staff:               e.Staff,
		RDStaff:             e.RDStaff,
		Patents:             each(e.Patents, func(p domain.PatentCount) patentCountDoc { return patentCountDoc(p) }),
		Certificates:        each(e.Certificates, newTitleDoc),
		Tiers:               each(e.Tiers, newTitleDoc),
		Rosters:             each(e.Rosters, newTitleDoc),
		TaxGrade:            e.TaxGrade,
		Collateral:          each(e.Collateral, newCollateralDoc),
		Loans:               each(e.Loans, func(l domain.ExistingLoan) existingLoanDoc { return existingLoanDoc(l) }),
		Declarations:        each(e.Declarations, func(f domain.Fact) factDoc { return factDoc(f) }),
		UpdatedAt:           at(e.UpdatedAt),
	}
}

// Enterprise is the firm with the version that it is stored at.
func (d Enterprise) Enterprise(version int64) domain.Enterprise {
	return domain.Enterprise{
		ID:                  d.ID,
		Version:             version,
		USCC:                d.USCC,
		Name:                d.Name,
		FoundedOn:           d.FoundedOn,
		Residences:          each(d.Residences, func(r residenceDoc) domain.Residence { return domain.Residence(r) }),
		Zone:                d.Zone,
		Industry:            d.Industry,
		SizeClass:           d.SizeClass,
		Ownership:           d.Ownership,
		OrganisationKind:    d.OrganisationKind,
		OperatingState:      d.OperatingState,
		AboveDesignatedSize: d.AboveDesignatedSize,
		Financials:          each(d.Financials, func(y financialYearDoc) domain.FinancialYear { return domain.FinancialYear(y) }),
		Staff:               d.Staff,
		RDStaff:             d.RDStaff,
		Patents:             each(d.Patents, func(p patentCountDoc) domain.PatentCount { return domain.PatentCount(p) }),
		Certificates:        each(d.Certificates, titleDoc.title),
		Tiers:               each(d.Tiers, titleDoc.title),
		Rosters:             each(d.Rosters, titleDoc.title),
		TaxGrade:            d.TaxGrade,
		Collateral:          each(d.Collateral, collateralDoc.collateral),
		Loans:               each(d.Loans, func(l existingLoanDoc) domain.ExistingLoan { return domain.ExistingLoan(l) }),
		Declarations:        each(d.Declarations, func(f factDoc) domain.Fact { return domain.Fact(f) }),
		UpdatedAt:           d.UpdatedAt,
	}
}

// The parts below have the domain's fields under JSON names, so the compiler
// converts them, and refuses to when a field is added on one side only.

type residenceDoc struct {
	District domain.Code `json:"district"`
	From     domain.Date `json:"from"`
}

type financialYearDoc struct {
	Year                 int                 `json:"year"`
	Revenue              *domain.Fen         `json:"revenue_fen,omitzero"`
	MainRevenue          *domain.Fen         `json:"main_revenue_fen,omitzero"`
	NetProfit            *domain.Fen         `json:"net_profit_fen,omitzero"`
	NetProfitAdjusted    *domain.Fen         `json:"net_profit_adjusted_fen,omitzero"`
	TotalAssets          *domain.Fen         `json:"total_assets_fen,omitzero"`
	TotalLiabilities     *domain.Fen         `json:"total_liabilities_fen,omitzero"`
	RDExpense            *domain.Fen         `json:"rd_expense_fen,omitzero"`
	RDInvestment         *domain.Fen         `json:"rd_investment_fen,omitzero"`
	OperatingCashFlow    *domain.Fen         `json:"operating_cash_flow_fen,omitzero"`
	WeightedROE          *domain.BasisPoints `json:"weighted_roe_bp,omitzero"`
	TaxPaid              *domain.Fen         `json:"tax_paid_fen,omitzero"`
	IndustrialValueAdded *domain.Fen         `json:"industrial_value_added_fen,omitzero"`
	Purchases            *domain.Fen         `json:"purchases_fen,omitzero"`
	Audited              bool                `json:"audited,omitzero"`
}

type patentCountDoc struct {
	Kind  domain.Code `json:"kind"`
	Count int32       `json:"count"`
}

type titleDoc struct {
	Code  domain.Code  `json:"code"`
	From  domain.Date  `json:"from"`
	Until *domain.Date `json:"until,omitzero"`
}

func newTitleDoc(t domain.Title) titleDoc { return titleDoc(t) }
func (d titleDoc) title() domain.Title    { return domain.Title(d) }

type collateralDoc struct {
	Kind       domain.Code `json:"kind"`
	Appraised  *domain.Fen `json:"appraised_fen,omitzero"`
	PriorLiens *domain.Fen `json:"prior_liens_fen,omitzero"`
}

func newCollateralDoc(c domain.Collateral) collateralDoc { return collateralDoc(c) }
func (d collateralDoc) collateral() domain.Collateral    { return domain.Collateral(d) }

type existingLoanDoc struct {
	Lender           string       `json:"lender"`
	Principal        domain.Fen   `json:"principal_fen"`
	DueOn            *domain.Date `json:"due_on,omitzero"`
	RenewalCommitted *bool        `json:"renewal_committed,omitzero"`
}

type factDoc struct {
	Field  string        `json:"field"`
	Number *int64        `json:"number,omitzero"`
	Codes  []domain.Code `json:"codes,omitzero"`
}
