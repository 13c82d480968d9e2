package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) listMortgageTerms(c *gin.Context) {
	found, err := s.App.MortgageTerms(c.Request.Context(), actor(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.MortgageTermsList{Items: each(found, fromMortgageTerms)})
}

func (s *server) enterMortgageTerms(c *gin.Context) {
	var in apigen.MortgageTermsInput
	err := decode(c, &in)
	var r reader
	m := domain.MortgageTerms{
		Collateral: domain.Code(in.Collateral), Ratio: as[domain.BasisPoints](in.RatioBP), ValueAdded: as[domain.BasisPoints](in.ValueAddedBP),
		Cap: as[domain.Fen](in.CapFen), Source: in.Source,
	}
	if err == nil {
		m.From = r.day("from", in.From)
		err = r.fault()
	}
	if err == nil {
		m, err = s.App.EnterMortgageTerms(c.Request.Context(), actor(c), m)
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, fromMortgageTerms(m))
}

func fromMortgageTerms(m domain.MortgageTerms) apigen.MortgageTerms {
	return apigen.MortgageTerms{
		ID: string(m.ID), Collateral: string(m.Collateral), From: dayOf(m.From), RatioBP: as[int32](m.Ratio), ValueAddedBP: as[int32](m.ValueAdded),
		CapFen: as[int64](m.Cap), Source: m.Source, EnteredAt: m.EnteredAt.UTC(),
	}
}

func (s *server) getMortgageCeilings(c *gin.Context) {
	found, err := s.App.MortgageCeilings(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.MortgageCeilingsList{Items: each(found, func(p app.MortgagePath) apigen.MortgageCeilings {
		out := apigen.MortgageCeilings{
			Collateral: string(p.Collateral.Kind), AppraisedFen: as[int64](p.Collateral.Appraised), PriorLiensFen: as[int64](p.Collateral.PriorLiens),
			OrdinaryFen: as[int64](p.Ordinary), ValueAddedFen: as[int64](p.ValueAdded), AddedFen: as[int64](p.Added),
		}
		if p.Terms != nil {
			terms := fromMortgageTerms(*p.Terms)
			out.Terms = &terms
		}
		return out
	})})
}

func (s *server) shareRisk(c *gin.Context) {
	moveBy(s, c, func(in apigen.RiskShares) (domain.Application, error) {
		return s.App.ShareRisk(c.Request.Context(), actor(c), applicationID(c), each(in.Shares, func(x apigen.RiskShare) domain.RiskShare {
			return domain.RiskShare{Party: domain.Code(x.Party), Name: orEmpty(x.Name), Share: domain.BasisPoints(x.ShareBP)}
		}))
	})
}
