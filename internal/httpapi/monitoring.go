package httpapi

import (
	"errors"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
	"rongqiao/internal/tabular"
)

func (s *server) reportWeek(c *gin.Context) {
	var in apigen.MonitoringInput
	err := decode(c, &in)
	var m domain.Monitoring
	if err == nil {
		m, err = s.App.ReportWeek(c.Request.Context(), actor(c), domain.Monitoring{
			Week: in.Week, Output: as[domain.Fen](in.OutputFen), Revenue: as[domain.Fen](in.RevenueFen), Orders: as[domain.Fen](in.OrdersFen), Staff: in.Staff,
			PowerKWh: in.PowerKwh, Utilisation: as[domain.BasisPoints](in.UtilisationBP), Troubles: maybeCodes(in.Troubles), Note: orEmpty(in.Note),
		})
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, fromMonitoring(m))
}

func maybeCodes(in *[]string) []domain.Code {
	if in == nil {
		return nil
	}
	return each(*in, same[domain.Code, string])
}

func (s *server) listWeeks(c *gin.Context) {
	found, err := s.App.Weeks(c.Request.Context(), actor(c), c.Query("week"))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.MonitoringSheet{Items: each(found, func(l app.MonitoringLine) apigen.MonitoringLine {
		out := apigen.MonitoringLine{Now: fromMonitoring(l.Monitoring)}
		if l.Before != nil {
			before := fromMonitoring(*l.Before)
			out.Before = &before
		}
		return out
	})})
}

func (s *server) getTrend(c *gin.Context) {
	found, next, err := s.App.Trend(c.Request.Context(), actor(c), domain.USCC(c.Param("uscc")), pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.MonitoringTrend{Items: each(found, fromMonitoring), NextCursor: cursorOf(next)})
}

func (s *server) importWeeks(c *gin.Context) {
	path, _, err := uploaded(c, app.MonitoringFileLimits.FileSize)
	if err != nil {
		fail(c, err)
		return
	}
	defer func() {
		if err := os.Remove(path); err != nil {
			s.Log.ErrorContext(c.Request.Context(), "an uploaded file is left behind", "cause", err)
		}
	}()
	q := c.Request.URL.Query()
	report, err := s.importWeeksFile(c, path, q.Get("week"), app.ImportOptions{Check: q.Get("check") == "true", SkipBad: q.Get("skip_bad_rows") == "true"})
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.fromImportReport(report))
}

func (s *server) importWeeksFile(c *gin.Context, path, week string, in app.ImportOptions) (report app.ImportReport, err error) {
	table, err := tabular.Open(path, app.MonitoringFileLimits)
	if err != nil {
		return app.ImportReport{}, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	return s.App.ImportWeeks(c.Request.Context(), actor(c), table, week, in)
}

func fromMonitoring(m domain.Monitoring) apigen.Monitoring {
	return apigen.Monitoring{
		USCC: string(m.USCC), Name: m.Name, District: string(m.District), Week: m.Week, OutputFen: as[int64](m.Output), RevenueFen: as[int64](m.Revenue),
		OrdersFen: as[int64](m.Orders), Staff: m.Staff, PowerKwh: m.PowerKWh, UtilisationBP: as[int32](m.Utilisation),
		Troubles: each(m.Troubles, same[apigen.Code, domain.Code]), Note: m.Note, At: m.At.UTC(),
	}
}
