package httpapi

import (
	"fmt"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func toEnterprise(in apigen.EnterpriseProfile) (domain.Enterprise, error) {
	var r reader
	e := domain.Enterprise{
		USCC: domain.USCC(in.USCC), Name: in.Name, FoundedOn: r.day("founded_on", in.FoundedOn), Industry: domain.Code(in.Industry),
		Zone: word[domain.Code](in.Zone), SizeClass: word[domain.Code](in.SizeClass), Ownership: word[domain.Code](in.Ownership),
		OrganisationKind: word[domain.Code](in.OrganisationKind), OperatingState: word[domain.Code](in.OperatingState),
		AboveDesignatedSize: in.AboveDesignatedSize, Staff: in.Staff, RDStaff: in.RDStaff, TaxGrade: word[domain.Code](in.TaxGrade),
		Financials: fromMaybe(in.Financials, toFinancialYear), Collateral: fromMaybe(in.Collateral, toCollateral),
		Patents: fromMaybe(in.Patents, func(_ int, p apigen.PatentCount) domain.PatentCount {
			return domain.PatentCount{Kind: domain.Code(p.Kind), Count: p.Count}
		}),
		Certificates: r.titles("certificates", in.Certificates),
		Tiers:        r.titles("tiers", in.Tiers),
		Rosters:      r.titles("rosters", in.Rosters),
		Loans: fromMaybe(in.Loans, func(i int, l apigen.ExistingLoan) domain.ExistingLoan {
			return domain.ExistingLoan{
				Lender: l.Lender, Principal: domain.Fen(l.PrincipalFen),
				DueOn: r.maybeDay(fmt.Sprintf("loans[%d].due_on", i), l.DueOn), RenewalCommitted: l.RenewalCommitted,
			}
		}),
		Declarations: fromMaybe(in.Declarations, func(_ int, d apigen.Declaration) domain.Fact {
			return domain.Fact{Field: d.Field, Number: d.Number, Codes: fromMaybe(d.Codes, sameAt[domain.Code, apigen.Code])}
		}),
	}
	for i, x := range in.Residences {
		from := r.day(fmt.Sprintf("residences[%d].from", i), x.From)
		e.Residences = append(e.Residences, domain.Residence{District: domain.Code(x.District), From: from})
	}
	return e, r.fault()
}

func (r *reader) titles(list string, in *[]apigen.Title) []domain.Title {
	return fromMaybe(in, func(i int, t apigen.Title) domain.Title {
		at := fmt.Sprintf("%s[%d]", list, i)
		return domain.Title{Code: domain.Code(t.Code), From: r.day(at+".from", t.From), Until: r.maybeDay(at+".until", t.Until)}
	})
}

func toFinancialYear(_ int, y apigen.FinancialYear) domain.FinancialYear {
	return domain.FinancialYear{
		Year: int(y.Year), Revenue: as[domain.Fen](y.RevenueFen), MainRevenue: as[domain.Fen](y.MainRevenueFen),
		NetProfit: as[domain.Fen](y.NetProfitFen), TotalAssets: as[domain.Fen](y.TotalAssetsFen),
		TotalLiabilities: as[domain.Fen](y.TotalLiabilitiesFen), RDExpense: as[domain.Fen](y.RDExpenseFen),
		NetProfitAdjusted: as[domain.Fen](y.NetProfitAdjustedFen), RDInvestment: as[domain.Fen](y.RDInvestmentFen),
		OperatingCashFlow: as[domain.Fen](y.OperatingCashFlowFen), WeightedROE: as[domain.BasisPoints](y.WeightedRoeBP),
		TaxPaid: as[domain.Fen](y.TaxPaidFen), IndustrialValueAdded: as[domain.Fen](y.IndustrialValueAddedFen),
		Purchases: as[domain.Fen](y.PurchasesFen), Audited: y.Audited != nil && *y.Audited,
	}
}

func toCollateral(_ int, c apigen.Collateral) domain.Collateral {
	return domain.Collateral{Kind: domain.Code(c.Kind), Appraised: as[domain.Fen](c.AppraisedFen), PriorLiens: as[domain.Fen](c.PriorLiensFen)}
}

func fromEnterprise(e domain.Enterprise) apigen.Enterprise {
	return apigen.Enterprise{
		ID: string(e.ID), Version: e.Version, USCC: string(e.USCC), Name: e.Name, FoundedOn: dayOf(e.FoundedOn),
		District: string(e.District()), Industry: string(e.Industry), UpdatedAt: e.UpdatedAt.UTC(),
		Residences: each(e.Residences, func(x domain.Residence) apigen.Residence {
			return apigen.Residence{District: string(x.District), From: dayOf(x.From)}
		}),
		Zone: word[string](e.Zone), SizeClass: word[string](e.SizeClass), Ownership: word[string](e.Ownership),
		OrganisationKind: word[string](e.OrganisationKind), OperatingState: word[string](e.OperatingState),
		AboveDesignatedSize: e.AboveDesignatedSize, Staff: e.Staff, RDStaff: e.RDStaff, TaxGrade: word[string](e.TaxGrade),
		Financials: maybeEach(e.Financials, fromFinancialYear), Collateral: maybeEach(e.Collateral, fromCollateral),
		Patents: maybeEach(e.Patents, func(p domain.PatentCount) apigen.PatentCount {
			return apigen.PatentCount{Kind: string(p.Kind), Count: p.Count}
		}),
		Certificates: maybeEach(e.Certificates, fromTitle), Tiers: maybeEach(e.Tiers, fromTitle), Rosters: maybeEach(e.Rosters, fromTitle),
		Loans: maybeEach(e.Loans, func(l domain.ExistingLoan) apigen.ExistingLoan {
			return apigen.ExistingLoan{
				Lender: l.Lender, PrincipalFen: int64(l.Principal), DueOn: maybeDayOf(l.DueOn), RenewalCommitted: l.RenewalCommitted,
			}
		}),
		Declarations: maybeEach(e.Declarations, func(d domain.Fact) apigen.Declaration {
			return apigen.Declaration{Field: d.Field, Number: d.Number, Codes: maybeEach(d.Codes, same[apigen.Code, domain.Code])}
		}),
	}
}

func fromTitle(t domain.Title) apigen.Title {
	return apigen.Title{Code: string(t.Code), From: dayOf(t.From), Until: maybeDayOf(t.Until)}
}

func fromFinancialYear(y domain.FinancialYear) apigen.FinancialYear {
	return apigen.FinancialYear{
		Year: int32(y.Year), RevenueFen: as[int64](y.Revenue), MainRevenueFen: as[int64](y.MainRevenue),
		NetProfitFen: as[int64](y.NetProfit), TotalAssetsFen: as[int64](y.TotalAssets),
		TotalLiabilitiesFen: as[int64](y.TotalLiabilities), RDExpenseFen: as[int64](y.RDExpense),
		NetProfitAdjustedFen: as[int64](y.NetProfitAdjusted), RDInvestmentFen: as[int64](y.RDInvestment),
		OperatingCashFlowFen: as[int64](y.OperatingCashFlow), WeightedRoeBP: as[int32](y.WeightedROE),
		TaxPaidFen: as[int64](y.TaxPaid), IndustrialValueAddedFen: as[int64](y.IndustrialValueAdded),
		PurchasesFen: as[int64](y.Purchases), Audited: &y.Audited,
	}
}

func fromCollateral(c domain.Collateral) apigen.Collateral {
	return apigen.Collateral{Kind: string(c.Kind), AppraisedFen: as[int64](c.Appraised), PriorLiensFen: as[int64](c.PriorLiens)}
}
