package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) register(c *gin.Context) {
	var in apigen.Registration
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	r, err := toRegistration(in)
	if err != nil {
		fail(c, err)
		return
	}
	r.Address = c.ClientIP()
	grant, err := s.SignIn.Register(c.Request.Context(), r)
	if err != nil {
		fail(c, renamed(err, registrationNames))
		return
	}
	c.JSON(http.StatusCreated, fromGrant(grant))
}

func (s *server) login(c *gin.Context) {
	var in apigen.Login
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	grant, err := s.SignIn.Login(c.Request.Context(), app.Credentials{Email: in.Email, Password: in.Password, Address: c.ClientIP()})
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, fromGrant(grant))
}

func (s *server) refresh(c *gin.Context) {
	var in apigen.RefreshToken
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	grant, err := s.SignIn.Refresh(c.Request.Context(), in.RefreshToken, c.ClientIP())
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, fromGrant(grant))
}

func (s *server) logout(c *gin.Context) {
	if err := s.SignIn.Logout(c.Request.Context(), actor(c), c.ClientIP()); err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
