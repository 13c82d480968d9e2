package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/api"
	"rongqiao/internal/app"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) getJWKS(c *gin.Context) {
	c.Header("Cache-Control", publicForMinutes)
	c.JSON(http.StatusOK, s.Keys.JWKS())
}

func (s *server) getHealth(c *gin.Context) {
	c.JSON(http.StatusOK, apigen.Health{Status: "ok"})
}

func (s *server) stopping() bool { return s.Stopping != nil && s.Stopping() }

// getReadiness tells a proxy whether to send requests here. A part that serves
// less well keeps the process in service: all of them would go at once.
func (s *server) getReadiness(c *gin.Context) {
	ctx := c.Request.Context()
	out := apigen.Readiness{Ready: true, Status: apigen.ReadinessStatusOk}
	for _, p := range s.App.Parts(ctx) {
		if p.Err != nil {
			s.flood.Warn(ctx, "a part is not in order", p.Name, p.Err, "part", p.Name, "reason", p.Reason)
		}
		if p.Degraded() {
			out.Status = apigen.ReadinessStatusDegraded
		}
		out.Ready = out.Ready && p.Ready
		out.Parts = append(out.Parts, fromPart(p))
	}
	switch {
	case s.stopping():
		out.Ready, out.Status = false, apigen.ReadinessStatusStopping
	case !out.Ready:
		out.Status = apigen.ReadinessStatusDown
	}
	status := http.StatusOK
	if !out.Ready {
		status = http.StatusServiceUnavailable
	}
	c.JSON(status, out)
}

func fromPart(p app.Part) apigen.PartState {
	out := apigen.PartState{Name: p.Name, Ready: p.Ready, Lag: p.Lag, Offers: as[int32](p.Offers), Held: p.Held}
	if p.Reason != "" {
		out.Reason = &p.Reason
	}
	if p.Age != nil {
		seconds := p.Age.Seconds()
		out.LagSeconds = &seconds
	}
	return out
}

func (s *server) getSpecification(c *gin.Context) {
	c.Header("Cache-Control", publicForMinutes)
	c.Data(http.StatusOK, "application/yaml", api.Spec)
}
