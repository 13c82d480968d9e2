package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/api"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) getJWKS(c *gin.Context) {
	c.Header("Cache-Control", publicForMinutes)
	c.JSON(http.StatusOK, s.Keys.JWKS())
}

func (s *server) getHealth(c *gin.Context) {
	c.JSON(http.StatusOK, apigen.Health{Status: "ok"})
}

func (s *server) getReadiness(c *gin.Context) {
	out := apigen.Readiness{Ready: true}
	for _, p := range s.App.Parts(c.Request.Context()) {
		if p.Err != nil {
			s.Log.WarnContext(c.Request.Context(), "a part is not as it should be", "part", p.Name, "cause", p.Err)
		}
		out.Ready = out.Ready && p.Ready
		out.Parts = append(out.Parts, apigen.PartState{
			Name: apigen.PartName(p.Name), Ready: p.Ready, Lag: p.Lag, Offers: as[int32](p.Offers), Degraded: onlyTrue(p.Degraded),
		})
	}
	status := http.StatusOK
	if !out.Ready {
		status = http.StatusServiceUnavailable
	}
	c.JSON(status, out)
}

func (s *server) getSpecification(c *gin.Context) {
	c.Header("Cache-Control", publicForMinutes)
	c.Data(http.StatusOK, "application/yaml", api.Spec)
}
