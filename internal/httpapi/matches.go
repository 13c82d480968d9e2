package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) getMatches(c *gin.Context) {
	limit := limitOf(c.Request.URL.Query(), defaultMatchLimit)
	answer, err := s.App.Matches(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")), limit)
	s.answerMatch(c, answer, err)
}

func (s *server) tryMatch(c *gin.Context) {
	var in apigen.MatchInput
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	var need domain.Need
	firm, err := toEnterprise(in.Profile)
	if err == nil {
		err = intoNeed(in.Need, &need)
	}
	var answer app.MatchAnswer
	if err == nil {
		limit := limitOf(c.Request.URL.Query(), defaultMatchLimit)
		answer, err = s.App.TryMatch(c.Request.Context(), actor(c), firm, need, limit)
	}
	s.answerMatch(c, answer, err)
}

func (s *server) answerMatch(c *gin.Context, answer app.MatchAnswer, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	s.countMatch(answer)
	out := fromMatch(answer)
	out.Declined = each(answer.Declined, s.fromDeclined)
	c.JSON(http.StatusOK, out)
}
