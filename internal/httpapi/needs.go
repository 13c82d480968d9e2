package httpapi

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) createNeed(c *gin.Context) {
	var in apigen.NeedInput
	var n domain.Need
	err := decode(c, &in)
	if err == nil {
		err = intoNeed(in, &n)
	}
	if err == nil {
		n, err = s.App.CreateNeed(c.Request.Context(), actor(c), n)
	}
	s.answerNeed(c, http.StatusCreated, n, err)
}

func (s *server) listNeeds(c *gin.Context) {
	states := queryCodes[domain.NeedState](c.Request.URL.Query(), "state")
	items, next, err := s.App.Needs(c.Request.Context(), actor(c), states, pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.NeedList{Items: each(items, func(n domain.Need) apigen.Need { return s.fromNeed(c, n) }), NextCursor: cursorOf(next)})
}

func (s *server) getNeed(c *gin.Context) {
	n, err := s.App.Need(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")))
	s.answerNeed(c, http.StatusOK, n, err)
}

func (s *server) updateNeed(c *gin.Context) {
	var head apigen.NeedPatch
	if err := decode(c, &head); err != nil {
		fail(c, err)
		return
	}
	n, err := s.App.EditNeed(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")), head.Version,
		func(n *domain.Need) error { return patchNeed(c, n) })
	s.answerNeed(c, http.StatusOK, n, err)
}

// patchNeed lays the body over the need as JSON merge patch does (RFC 7396),
// with lists and the project replaced whole: what is left out stays, null
// unsays.
func patchNeed(c *gin.Context, n *domain.Need) error {
	var given map[string]json.RawMessage
	if err := decode(c, &given); err != nil {
		return err
	}
	in := needInput(*n)
	if _, ok := given["collateral"]; ok {
		in.Collateral = nil // else the new list would be read into the old one
	}
	if _, ok := given["project"]; ok {
		in.Project = nil
	}
	if err := decode(c, &in); err != nil {
		return err
	}
	return intoNeed(in, n)
}

func (s *server) submitNeed(c *gin.Context) { s.moveNeed(c, s.App.SubmitNeed) }

func (s *server) withdrawNeed(c *gin.Context) { s.moveNeed(c, s.App.WithdrawNeed) }

func (s *server) acceptNeed(c *gin.Context) { s.moveNeed(c, s.App.AcceptNeed) }

func (s *server) passOnNeed(c *gin.Context) {
	var in apigen.PassOn
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	n, err := s.App.PassOnNeed(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")), in.Reason)
	s.answerNeed(c, http.StatusOK, n, err)
}

func (s *server) reassignNeed(c *gin.Context) {
	var in apigen.Reassignment
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	n, err := s.App.ReassignNeed(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")), domain.UserID(in.Officer))
	s.answerNeed(c, http.StatusOK, n, err)
}

func (s *server) listOfficers(c *gin.Context) {
	found, err := s.App.Officers(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.OfficerList{Items: each(found, func(o app.Officer) apigen.Officer {
		return apigen.Officer{ID: string(o.ID), Name: o.Name, Turns: int32(o.Turns)}
	})})
}

func (s *server) moveNeed(c *gin.Context, move func(context.Context, domain.Actor, domain.NeedID) (domain.Need, error)) {
	n, err := move(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")))
	s.answerNeed(c, http.StatusOK, n, err)
}

func (s *server) answerNeed(c *gin.Context, status int, n domain.Need, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(status, s.fromNeed(c, n))
}
