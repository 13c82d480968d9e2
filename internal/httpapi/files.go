package httpapi

import (
	"mime"
	"net/http"
	"os"
	"strconv"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) listNeedDocuments(c *gin.Context) {
	found, list, err := s.App.NeedDocuments(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")))
	answerDocuments(c, found, list, err)
}

func (s *server) listApplicationDocuments(c *gin.Context) {
	found, list, err := s.App.ApplicationDocuments(c.Request.Context(), actor(c), applicationID(c))
	answerDocuments(c, found, list, err)
}

func answerDocuments(c *gin.Context, found []app.ListedDocument, list []app.ChecklistItem, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.DocumentList{
		Items: each(found, fromDocument),
		Checklist: each(list, func(x app.ChecklistItem) apigen.ChecklistItem {
			return apigen.ChecklistItem{Kind: string(x.Kind), Name: fromText(x.Name), Required: x.Required, Have: int32(x.Have)}
		}),
	})
}

func (s *server) addNeedDocument(c *gin.Context) {
	s.addDocument(c, func(f app.File) (app.ListedDocument, error) {
		return s.App.AddNeedDocument(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")), f)
	})
}

func (s *server) addApplicationDocument(c *gin.Context) {
	s.addDocument(c, func(f app.File) (app.ListedDocument, error) {
		return s.App.AddApplicationDocument(c.Request.Context(), actor(c), applicationID(c), f)
	})
}

func (s *server) addDocument(c *gin.Context, add func(app.File) (app.ListedDocument, error)) {
	file, name, err := uploaded(c, domain.MaxDocumentBytes)
	if err != nil {
		fail(c, err)
		return
	}
	content, err := os.ReadFile(file)
	if removeErr := os.Remove(file); removeErr != nil {
		s.Log.ErrorContext(c.Request.Context(), "an uploaded file is left behind", "cause", removeErr)
	}
	if len(content) > domain.MaxDocumentBytes {
		err = tooLargeFile(domain.MaxDocumentBytes)
	}
	var d app.ListedDocument
	if err == nil {
		if given := c.Query("name"); given != "" {
			name = given
		}
		d, err = add(app.File{Kind: domain.Code(c.Query("kind")), Name: name, Content: content})
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, fromDocument(d))
}

// getDocumentContent answers the file in a way that no browser opens in place.
func (s *server) getDocumentContent(c *gin.Context) {
	d, content, err := s.App.OpenDocument(c.Request.Context(), actor(c), domain.DocumentID(c.Param("id")))
	if err != nil {
		fail(c, err)
		return
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
	c.Header("Content-Length", strconv.Itoa(len(content)))
	c.Header("Content-Security-Policy", "default-src 'none'; sandbox")
	c.Data(http.StatusOK, d.Media, content)
}

func (s *server) removeDocument(c *gin.Context) {
	if err := s.App.RemoveDocument(c.Request.Context(), actor(c), domain.DocumentID(c.Param("id"))); err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

func fromDocument(d app.ListedDocument) apigen.Document {
	out := apigen.Document{
		ID: string(d.ID), NeedID: string(d.NeedID), Kind: string(d.Kind), Name: d.Name, Media: d.Media, Size: d.Size, Sha256: d.Hash,
		ByName: d.ByName, ByProvider: d.ByProvider, At: d.At.UTC(), Mine: d.Mine,
	}
	if d.Application != "" {
		id := string(d.Application)
		out.ApplicationID = &id
	}
	return out
}
