package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) listAPIKeys(c *gin.Context) {
	found, err := s.App.APIKeys(c.Request.Context(), actor(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.APIKeyList{Items: each(found, fromAPIKey)})
}

func (s *server) addAPIKey(c *gin.Context) {
	var in apigen.APIKeyInput
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	var r reader
	given := app.APIKeyInput{Name: in.Name, Scopes: each(in.Scopes, same[domain.Code, string])}
	if in.PerMinute != nil {
		given.PerMinute = int(*in.PerMinute)
	}
	given.Until = r.maybeDay("until", in.Until)
	err := r.fault()
	var k domain.APIKey
	var token string
	if err == nil {
		k, token, err = s.App.AddAPIKey(c.Request.Context(), actor(c), given)
	}
	answerAPIKey(c, http.StatusCreated, k, token, err)
}

func (s *server) rotateAPIKey(c *gin.Context) {
	k, token, err := s.App.RotateAPIKey(c.Request.Context(), actor(c), domain.APIKeyID(c.Param("id")))
	answerAPIKey(c, http.StatusOK, k, token, err)
}

func (s *server) revokeAPIKey(c *gin.Context) {
	k, err := s.App.RevokeAPIKey(c.Request.Context(), actor(c), domain.APIKeyID(c.Param("id")))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, fromAPIKey(k))
}

// answerAPIKey shows a token, this once.
func answerAPIKey(c *gin.Context, status int, k domain.APIKey, token string, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(status, apigen.APIKeyToken{Key: fromAPIKey(k), Token: token})
}

func fromAPIKey(k domain.APIKey) apigen.APIKey {
	return apigen.APIKey{
		ID: string(k.ID), Version: k.Version, Name: k.Name, Scopes: each(k.Scopes, same[apigen.Code, domain.Code]), PerMinute: int32(k.PerMinute),
		Until: maybeDayOf(k.Until), LastUsedOn: maybeDayOf(k.LastUsedOn), OldTokenUntil: maybeTime(k.OldUntil), RevokedAt: maybeTime(k.RevokedAt), CreatedAt: k.CreatedAt.UTC(),
	}
}
