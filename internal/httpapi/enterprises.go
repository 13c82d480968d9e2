package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) getOwnEnterprise(c *gin.Context) {
	e, err := s.App.OwnEnterprise(c.Request.Context(), actor(c))
	answerEnterprise(c, e, err)
}

func (s *server) getEnterprise(c *gin.Context) {
	e, err := s.App.Enterprise(c.Request.Context(), actor(c), domain.EnterpriseID(c.Param("id")))
	answerEnterprise(c, e, err)
}

func (s *server) updateOwnEnterprise(c *gin.Context) {
	var in struct {
		apigen.EnterpriseProfile
		Version int64 `json:"version"`
	}
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	e, err := toEnterprise(in.EnterpriseProfile)
	if err == nil {
		e.Version = in.Version
		e, err = s.App.UpdateOwnEnterprise(c.Request.Context(), actor(c), e)
	}
	answerEnterprise(c, e, err)
}

func answerEnterprise(c *gin.Context, e domain.Enterprise, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, fromEnterprise(e))
}
