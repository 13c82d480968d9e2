package httpapi

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) getAwards(c *gin.Context) {
	q := c.Request.URL.Query()
	var r reader
	on := r.maybeDay("on", queryWord[string](q, "on"))
	if err := r.fault(); err != nil {
		fail(c, err)
		return
	}
	awards, err := s.App.Awards(c.Request.Context(), actor(c), domain.EnterpriseID(c.Param("id")), projectOf(q), on)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.fromAwards(awards))
}

// projectOf reads the project that awards are asked for; what is left out is
// not known.
func projectOf(q url.Values) domain.Project {
	return domain.Project{
		Kind: queryWord[domain.Code](q, "project_kind"), Field: queryWord[domain.Code](q, "project_field"),
		State: queryWord[domain.Code](q, "project_state"), Investment: queryNumber[domain.Fen](q, "project_investment_fen"),
	}
}

func (s *server) listMeasures(c *gin.Context) {
	document, measures, counts := s.App.Measures()
	c.Header("Cache-Control", publicForMinutes)
	c.JSON(http.StatusOK, apigen.MeasureList{
		Document: fromMeasureDocument(document), Counts: fromMeasureCounts(counts), Items: each(measures, s.fromMeasure),
	})
}
