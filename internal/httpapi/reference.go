package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/httpapi/apigen"
)

// publicForMinutes is for what changes with a new version of the rule data
// alone, and is the same for everyone.
const publicForMinutes = "public, max-age=300"

func (s *server) listVocabularies(c *gin.Context) {
	entries, err := s.App.VocabularyEntries(c.Request.URL.Query()["vocabulary"])
	if err != nil {
		fail(c, err)
		return
	}
	c.Header("Cache-Control", publicForMinutes)
	c.JSON(http.StatusOK, apigen.VocabularyList{Items: each(entries, fromVocabularyEntry)})
}

func (s *server) listFields(c *gin.Context) {
	c.Header("Cache-Control", publicForMinutes)
	c.JSON(http.StatusOK, apigen.FieldList{Items: each(s.App.Fields(), fromField)})
}

func (s *server) listProviders(c *gin.Context) {
	c.Header("Cache-Control", publicForMinutes)
	c.JSON(http.StatusOK, apigen.ProviderList{Items: each(s.App.Providers(), fromProvider)})
}
