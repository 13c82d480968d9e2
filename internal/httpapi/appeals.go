package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) listAppeals(c *gin.Context) {
	found, next, err := s.App.Appeals(c.Request.Context(), actor(c), domain.AppealState(c.Query("state")), pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	firms, err := s.App.FirmsNamed(c.Request.Context(), each(found, func(x domain.Appeal) domain.EnterpriseID { return x.EnterpriseID }))
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.AppealList{Items: []apigen.Appeal{}, NextCursor: cursorOf(next)}
	for _, x := range found {
		out.Items = append(out.Items, s.fromAppeal(c, x, firms[x.EnterpriseID]))
	}
	c.JSON(http.StatusOK, out)
}

func (s *server) raiseAppeal(c *gin.Context) {
	var in apigen.AppealInput
	err := decode(c, &in)
	var x domain.Appeal
	if err == nil {
		given := app.AppealInput{Category: domain.Code(in.Category), Title: in.Title, Text: in.Text}
		if in.NeedID != nil {
			given.Need = domain.NeedID(*in.NeedID)
		}
		x, err = s.App.RaiseAppeal(c.Request.Context(), actor(c), given)
	}
	s.answerAppeal(c, http.StatusCreated, x, err)
}

func (s *server) getAppeal(c *gin.Context) {
	x, err := s.App.Appeal(c.Request.Context(), actor(c), domain.AppealID(c.Param("id")))
	s.answerAppeal(c, http.StatusOK, x, err)
}

func (s *server) moveAppeal(m domain.AppealMove) gin.HandlerFunc {
	return func(c *gin.Context) {
		var in apigen.AppealStep
		err := decode(c, &in)
		var x domain.Appeal
		if err == nil {
			step := app.AppealStep{Text: orEmpty(in.Text)}
			if in.Department != nil {
				step.Department = domain.Code(*in.Department)
			}
			x, err = s.App.MoveAppeal(c.Request.Context(), actor(c), domain.AppealID(c.Param("id")), m, step)
		}
		s.answerAppeal(c, http.StatusOK, x, err)
	}
}

func (s *server) rateAppeal(c *gin.Context) {
	var in apigen.AppealRating
	err := decode(c, &in)
	var x domain.Appeal
	if err == nil {
		x, err = s.App.MoveAppeal(c.Request.Context(), actor(c), domain.AppealID(c.Param("id")), domain.AppealRate, app.AppealStep{Text: orEmpty(in.Text), Rating: int(in.Rating)})
	}
	s.answerAppeal(c, http.StatusOK, x, err)
}

func (s *server) answerAppeal(c *gin.Context, status int, x domain.Appeal, err error) {
	var firms map[domain.EnterpriseID]domain.Enterprise
	if err == nil {
		firms, err = s.App.FirmsNamed(c.Request.Context(), []domain.EnterpriseID{x.EnterpriseID})
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(status, s.fromAppeal(c, x, firms[x.EnterpriseID]))
}

func (s *server) fromAppeal(c *gin.Context, x domain.Appeal, firm domain.Enterprise) apigen.Appeal {
	party := domain.PartyOffice
	if actor(c).Role == domain.RoleEnterprise {
		party = domain.PartyEnterprise
	}
	out := apigen.Appeal{
		ID: string(x.ID), Version: x.Version, Enterprise: cardOf(firm, s.App.Today()), Category: string(x.Category), Department: string(x.Department),
		Title: x.Title, Text: x.Text, State: apigen.AppealState(x.State), Allowed: each(x.Allowed(party), same[apigen.AppealMove, domain.AppealMove]),
		Answer: x.Answer, Remark: x.Remark, ByName: x.ByName,
		Moves: each(x.Moves, func(m domain.Applied[domain.AppealMove]) apigen.AppealMoved {
			return apigen.AppealMoved{At: m.At.UTC(), Move: apigen.AppealMove(m.Move), Party: apigen.AppealParty(m.Party), ByName: m.ByName, Text: m.Text}
		}),
		Turn: fromTurn(s.App.TurnNow(x.Turn), actor(c)), Turns: each(x.History, fromTurnEntry), CreatedAt: x.CreatedAt.UTC(), UpdatedAt: x.UpdatedAt.UTC(),
	}
	if x.NeedID != "" {
		id := string(x.NeedID)
		out.NeedID = &id
	}
	if x.Rating != 0 {
		rating := int32(x.Rating)
		out.Rating = &rating
	}
	return out
}

func (s *server) getLiaison(c *gin.Context) {
	l, err := s.App.Liaison(c.Request.Context(), actor(c), domain.EnterpriseID(c.Param("id")))
	answerLiaison(c, l, err)
}

func (s *server) nameLiaison(c *gin.Context) {
	var in apigen.LiaisonInput
	err := decode(c, &in)
	var l domain.Liaison
	if err == nil {
		var officer domain.UserID
		if in.Officer != nil {
			officer = domain.UserID(*in.Officer)
		}
		l, err = s.App.NameLiaison(c.Request.Context(), actor(c), domain.EnterpriseID(c.Param("id")), officer)
	}
	answerLiaison(c, l, err)
}

func answerLiaison(c *gin.Context, l domain.Liaison, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.Liaison{EnterpriseID: string(l.ID)}
	if l.Officer != "" {
		officer, name, since := string(l.Officer), l.OfficerName, l.At.UTC()
		out.Officer, out.OfficerName, out.Since = &officer, &name, &since
	}
	c.JSON(http.StatusOK, out)
}
