package httpapi

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) getNeedQueue(c *gin.Context) {
	after, err := positionOf(c)
	if err != nil {
		fail(c, err)
		return
	}
	items, total, next, err := s.App.NeedQueue(c.Request.Context(), actor(c), queueFilter(c), after, pageOf(c).Limit)
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.NeedQueue{Items: each(items, func(q app.QueueItem) apigen.QueuedNeed { return s.fromQueued(c, q) }), Total: int32(total), NextCursor: positionCursor(next)}
	c.JSON(http.StatusOK, out)
}

func queueFilter(c *gin.Context) app.QueueFilter {
	return app.QueueFilter{State: domain.NeedState(c.Query("state")), Turn: domain.TurnState(c.Query("turn")), Mine: c.Query("mine") == "true"}
}

func (s *server) fromQueued(c *gin.Context, q app.QueueItem) apigen.QueuedNeed {
	return apigen.QueuedNeed{
		Position: int32(q.Position), Need: s.fromNeed(c, q.Need), Enterprise: cardOf(q.Enterprise, q.Result.Day),
		WaitedDays: q.Waited, FirstCome: q.FirstCome, FirstComeAfterDays: q.Result.Sheet.Points.FirstComeAfter, Priority: s.fromSheet(q.Result),
	}
}

// cardOf is what a queue shows of a firm.
func cardOf(e domain.Enterprise, day domain.Date) apigen.EnterpriseCard {
	valid := func(titles []domain.Title) []apigen.Code {
		out := []apigen.Code{}
		for _, t := range titles {
			if c := string(t.Code); t.ValidOn(day) && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
		return out
	}
	return apigen.EnterpriseCard{
		ID: string(e.ID), Name: e.Name, District: string(e.District()), Industry: string(e.Industry), Tiers: valid(e.Tiers), Rosters: valid(e.Rosters),
	}
}
