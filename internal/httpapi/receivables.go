package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) listReceivables(c *gin.Context) {
	found, next, err := s.App.Receivables(c.Request.Context(), actor(c), domain.ReceivableState(c.Query("state")), pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	firms, err := s.App.FirmsNamed(c.Request.Context(), each(found, func(r domain.Receivable) domain.EnterpriseID { return r.EnterpriseID }))
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.ReceivableList{Items: []apigen.Receivable{}, NextCursor: cursorOf(next)}
	for _, r := range found {
		out.Items = append(out.Items, s.fromReceivable(r, firms[r.EnterpriseID]))
	}
	c.JSON(http.StatusOK, out)
}

func receivableOf(in apigen.ReceivableInput) (domain.Receivable, error) {
	var r reader
	out := domain.Receivable{
		Debtor: in.Debtor, Amount: domain.Fen(in.AmountFen), DueOn: r.day("due_on", in.DueOn), Evidence: in.Evidence, Plan: orEmpty(in.Plan),
	}
	if in.DebtorUSCC != nil {
		out.DebtorUSCC = domain.USCC(*in.DebtorUSCC)
	}
	return out, r.fault()
}

func (s *server) addReceivable(c *gin.Context) {
	var in apigen.ReceivableInput
	err := decode(c, &in)
	var r domain.Receivable
	if err == nil {
		r, err = receivableOf(in)
	}
	if err == nil {
		r, err = s.App.AddReceivable(c.Request.Context(), actor(c), r)
	}
	s.answerReceivable(c, http.StatusCreated, r, err)
}

func (s *server) changeReceivable(c *gin.Context) {
	var in apigen.ReceivableUpdate
	err := decode(c, &in)
	var r domain.Receivable
	if err == nil {
		r, err = receivableOf(apigen.ReceivableInput{
			AmountFen: in.AmountFen, Debtor: in.Debtor, DebtorUSCC: in.DebtorUSCC, DueOn: in.DueOn, Evidence: in.Evidence, Plan: in.Plan,
		})
	}
	if err == nil {
		r.ID, r.Version = domain.ReceivableID(c.Param("id")), in.Version
		r, err = s.App.ChangeReceivable(c.Request.Context(), actor(c), r)
	}
	s.answerReceivable(c, http.StatusOK, r, err)
}

func (s *server) settleReceivable(c *gin.Context) {
	var in apigen.DisbursementInput
	err := decode(c, &in)
	var r reader
	paid := domain.Settlement{Amount: domain.Fen(in.AmountFen)}
	if err == nil {
		paid.On = r.day("paid_on", in.PaidOn)
		err = r.fault()
	}
	var out domain.Receivable
	if err == nil {
		out, err = s.App.SettleReceivable(c.Request.Context(), actor(c), domain.ReceivableID(c.Param("id")), paid)
	}
	s.answerReceivable(c, http.StatusOK, out, err)
}

func (s *server) withdrawReceivable(c *gin.Context) {
	r, err := s.App.WithdrawReceivable(c.Request.Context(), actor(c), domain.ReceivableID(c.Param("id")))
	s.answerReceivable(c, http.StatusOK, r, err)
}

func (s *server) financeReceivable(c *gin.Context) {
	var in apigen.ReceivableFinance
	err := decode(c, &in)
	var n domain.Need
	if err == nil {
		n, err = s.App.FinanceReceivable(c.Request.Context(), actor(c), domain.ReceivableID(c.Param("id")), domain.Months(in.TermMonths))
	}
	s.answerNeed(c, http.StatusOK, n, err)
}

func (s *server) answerReceivable(c *gin.Context, status int, r domain.Receivable, err error) {
	var firms map[domain.EnterpriseID]domain.Enterprise
	if err == nil {
		firms, err = s.App.FirmsNamed(c.Request.Context(), []domain.EnterpriseID{r.EnterpriseID})
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(status, s.fromReceivable(r, firms[r.EnterpriseID]))
}

func (s *server) fromReceivable(r domain.Receivable, firm domain.Enterprise) apigen.Receivable {
	out := apigen.Receivable{
		ID: string(r.ID), Version: r.Version, Enterprise: cardOf(firm, s.App.Today()), Debtor: r.Debtor, AmountFen: int64(r.Amount), SettledFen: int64(r.Settled()),
		DueOn: dayOf(r.DueOn), OverdueDays: int32(r.OverdueDays(s.App.Today())), Evidence: r.Evidence, Plan: r.Plan, State: apigen.ReceivableState(r.State),
		Settlements: each(r.Settlements, func(x domain.Settlement) apigen.ReceivablePart {
			return apigen.ReceivablePart{AmountFen: int64(x.Amount), PaidOn: dayOf(x.On)}
		}),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
	if r.DebtorUSCC != "" {
		code := string(r.DebtorUSCC)
		out.DebtorUSCC = &code
	}
	if r.NeedID != "" {
		id := string(r.NeedID)
		out.NeedID = &id
	}
	return out
}
