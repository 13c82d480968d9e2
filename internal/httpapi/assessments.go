package httpapi

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) getTiers(c *gin.Context) { s.answerAssessment(c, s.App.Tiers) }

func (s *server) getListingReadiness(c *gin.Context) { s.answerAssessment(c, s.App.ListingReadiness) }

func (s *server) listCreditValues(c *gin.Context) {
	kept, err := s.App.CreditValues(c.Request.Context(), actor(c), domain.EnterpriseID(c.Param("id")))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.CreditValueList{Items: each(kept, fromCreditValue)})
}

func (s *server) answerAssessment(c *gin.Context, assess func(context.Context, domain.Actor, domain.EnterpriseID, *domain.Date) (app.Assessment, error)) {
	on, err := dayQuery(c, "on")
	if err != nil {
		fail(c, err)
		return
	}
	out, err := assess(c.Request.Context(), actor(c), domain.EnterpriseID(c.Param("id")), on)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.fromAssessment(out))
}

// dayQuery reads a day from the query; nil where none is given.
func dayQuery(c *gin.Context, name string) (*domain.Date, error) {
	text := c.Query(name)
	if text == "" {
		return nil, nil
	}
	day, err := domain.ParseDate(text)
	if err != nil {
		return nil, domain.Invalid("date_invalid", name, domain.Facts{"have": text})
	}
	return &day, nil
}
