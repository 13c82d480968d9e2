package httpapi

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
	"rongqiao/internal/workbook"
)

// defaultLeftOut is how many of those left out are answered, as in the
// specification.
const defaultLeftOut = 200

func (s *server) listShortlists(c *gin.Context) {
	states := queryCodes[domain.ShortlistState](c.Request.URL.Query(), "state")
	items, next, err := s.App.Shortlists(c.Request.Context(), actor(c), states, pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.ShortlistList{Items: each(items, fromShortlistSummary), NextCursor: cursorOf(next)})
}

func (s *server) createShortlist(c *gin.Context) {
	var in apigen.ShortlistInput
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	freeze := in.Freeze != nil && *in.Freeze
	l, err := s.App.CreateShortlist(c.Request.Context(), actor(c), in.Name, toShortlistTerms(in.Terms), freeze)
	answerShortlist(c, http.StatusCreated, l, err)
}

func (s *server) getShortlist(c *gin.Context) {
	l, err := s.App.Shortlist(c.Request.Context(), actor(c), shortlistID(c))
	answerShortlist(c, http.StatusOK, l, err)
}

func (s *server) updateShortlist(c *gin.Context) {
	var in apigen.ShortlistUpdate
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	l, err := s.App.UpdateShortlist(c.Request.Context(), actor(c), shortlistID(c), in.Version, in.Name, toShortlistTerms(in.Terms))
	answerShortlist(c, http.StatusOK, l, err)
}

func (s *server) freezeShortlist(c *gin.Context) {
	var in apigen.VersionInput
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	l, err := s.App.FreezeShortlist(c.Request.Context(), actor(c), shortlistID(c), in.Version)
	answerShortlist(c, http.StatusOK, l, err)
}

func (s *server) replayShortlist(c *gin.Context) {
	r, err := s.App.ReplayShortlist(c.Request.Context(), actor(c), shortlistID(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.ShortlistReplay{Same: r.Same, Kept: r.Kept, Again: r.Again, SelectionVersion: r.SelectionVersion})
}

// xlsxType is the content type of a workbook.
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (s *server) exportShortlist(c *gin.Context) {
	l, err := s.App.Shortlist(c.Request.Context(), actor(c), shortlistID(c))
	var out bytes.Buffer
	lang := s.texts.language(c.GetHeader("Accept-Language"))
	if err == nil {
		err = workbook.Write(&out, shortlistSheets(l, lang, s.App.Name))
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.Header("Content-Language", lang)
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fmt.Sprintf("%s.xlsx", l.ID)}))
	c.Data(http.StatusOK, xlsxType, out.Bytes())
}

func shortlistID(c *gin.Context) domain.ShortlistID { return domain.ShortlistID(c.Param("id")) }

func answerShortlist(c *gin.Context, status int, l domain.Shortlist, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	leftOut := defaultLeftOut
	if n := queryNumber[int](c.Request.URL.Query(), "left_out"); n != nil {
		leftOut = *n
	}
	c.JSON(status, fromShortlist(l, leftOut))
}
