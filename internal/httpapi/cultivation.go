package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) getListingRanking(c *gin.Context) {
	q := c.Request.URL.Query()
	filter := app.RankingFilter{
		Districts: queryCodes[domain.Code](q, "district"), Industries: queryCodes[domain.Code](q, "industry"),
		Firms: queryCodes[domain.EnterpriseID](q, "enterprise"),
	}
	ranking, err := s.App.ListingRanking(c.Request.Context(), actor(c), filter, pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, fromRanking(ranking))
}

func (s *server) getCultivation(c *gin.Context) {
	c.JSON(http.StatusOK, fromCultivation(s.App.Cultivation()))
}

func (s *server) listCandidacies(c *gin.Context) {
	stages := queryCodes[domain.Code](c.Request.URL.Query(), "stage")
	items, next, err := s.App.Candidacies(c.Request.Context(), actor(c), stages, pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.CandidacyList{Items: each(items, fromCandidacy), NextCursor: cursorOf(next)})
}

func (s *server) openCandidacy(c *gin.Context) {
	var in apigen.CandidacyInput
	answerCandidacy(c, http.StatusCreated, &in, func(r *reader) (app.CandidacyView, error) {
		on := r.day("on", in.On)
		if err := r.fault(); err != nil {
			return app.CandidacyView{}, err
		}
		return s.App.OpenCandidacy(c.Request.Context(), actor(c), domain.EnterpriseID(in.EnterpriseID), domain.Code(in.Board),
			domain.Code(orEmpty(in.Stage)), on, orEmpty(in.Proof))
	})
}

func (s *server) getCandidacy(c *gin.Context) {
	answerCandidacy(c, http.StatusOK, nil, func(*reader) (app.CandidacyView, error) {
		return s.App.Candidacy(c.Request.Context(), actor(c), candidacyID(c))
	})
}

func (s *server) updateCandidacy(c *gin.Context) {
	var in apigen.CandidacyPatch
	answerCandidacy(c, http.StatusOK, &in, func(*reader) (app.CandidacyView, error) {
		return s.App.SetCandidacyBoard(c.Request.Context(), actor(c), candidacyID(c), in.Version, domain.Code(in.Board))
	})
}

func (s *server) moveCandidacy(c *gin.Context) {
	var in apigen.CandidacyMove
	answerCandidacy(c, http.StatusOK, &in, func(r *reader) (app.CandidacyView, error) {
		on := r.day("on", in.On)
		if err := r.fault(); err != nil {
			return app.CandidacyView{}, err
		}
		return s.App.MoveCandidacy(c.Request.Context(), actor(c), candidacyID(c), in.Version, domain.Code(in.Stage), on, orEmpty(in.Proof))
	})
}

func (s *server) openCandidacyIssue(c *gin.Context) {
	var in apigen.CandidacyIssueInput
	answerCandidacy(c, http.StatusOK, &in, func(r *reader) (app.CandidacyView, error) {
		on := r.day("on", in.On)
		if err := r.fault(); err != nil {
			return app.CandidacyView{}, err
		}
		return s.App.OpenCandidacyIssue(c.Request.Context(), actor(c), candidacyID(c), in.Version,
			domain.Code(in.Issue), domain.Code(orEmpty(in.Severity)), on, orEmpty(in.Note))
	})
}

func (s *server) closeCandidacyIssue(c *gin.Context) {
	var in apigen.CandidacyIssueClose
	answerCandidacy(c, http.StatusOK, &in, func(r *reader) (app.CandidacyView, error) {
		on := r.day("on", in.On)
		if err := r.fault(); err != nil {
			return app.CandidacyView{}, err
		}
		return s.App.CloseCandidacyIssue(c.Request.Context(), actor(c), candidacyID(c), in.Version, domain.Code(in.Issue), on, orEmpty(in.Cure))
	})
}

func (s *server) addCandidacyNote(c *gin.Context) {
	var in apigen.CandidacyNoteInput
	answerCandidacy(c, http.StatusOK, &in, func(*reader) (app.CandidacyView, error) {
		return s.App.AddCandidacyNote(c.Request.Context(), actor(c), candidacyID(c), in.Text)
	})
}

func candidacyID(c *gin.Context) domain.CandidacyID { return domain.CandidacyID(c.Param("id")) }

// answerCandidacy reads the body, where there is one, and answers the record
// that do makes of it.
func answerCandidacy(c *gin.Context, status int, body any, do func(*reader) (app.CandidacyView, error)) {
	if body != nil {
		if err := decode(c, body); err != nil {
			fail(c, err)
			return
		}
	}
	view, err := do(&reader{})
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(status, fromCandidacy(view))
}
