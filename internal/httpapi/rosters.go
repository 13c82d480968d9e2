package httpapi

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"os"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
	"rongqiao/internal/tabular"
)

func (s *server) listRosters(c *gin.Context) {
	items, err := s.App.Rosters(c.Request.Context(), actor(c), queryDay(c.Request.URL.Query(), "on"))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.RosterList{Items: each(items, fromRoster)})
}

func (s *server) listRosterEntries(c *gin.Context) {
	q := rosterQueryOf(c)
	items, next, err := s.App.RosterEntries(c.Request.Context(), actor(c), q, pageOf(c))
	s.answerRosterEntries(c, q.On, items, next, err)
}

func (s *server) listFirmRosters(c *gin.Context) {
	items, err := s.App.FirmRosters(c.Request.Context(), actor(c), domain.EnterpriseID(c.Param("id")))
	s.answerRosterEntries(c, nil, items, "", err)
}

func (s *server) answerRosterEntries(c *gin.Context, on *domain.Date, items []app.RosterListed, next string, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	day := s.dayOr(on)
	out := each(items, func(e app.RosterListed) apigen.RosterEntry { return fromRosterEntry(e, day) })
	c.JSON(http.StatusOK, apigen.RosterEntryList{Items: out, NextCursor: cursorOf(next)})
}

func (s *server) getRosterEntry(c *gin.Context) {
	e, err := s.App.RosterEntry(c.Request.Context(), actor(c), domain.RosterEntryID(c.Param("id")))
	s.answerRosterEntry(c, http.StatusOK, e, err)
}

func (s *server) addRosterEntry(c *gin.Context) {
	var in apigen.RosterEntryInput
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	var r reader
	t := domain.RosterTerms{
		Name: in.Name, From: r.day("valid_from", in.ValidFrom), Until: r.maybeDay("valid_to", in.ValidTo), Source: in.Source, Note: orEmpty(in.Note),
	}
	err := r.fault()
	var e app.RosterListed
	if err == nil {
		e, err = s.App.AddToRoster(c.Request.Context(), actor(c), domain.Code(in.Roster), domain.USCC(in.USCC), t)
	}
	s.answerRosterEntry(c, http.StatusCreated, e, err)
}

func (s *server) endRosterPeriod(c *gin.Context) {
	var in apigen.RosterEnd
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	var r reader
	last := r.day("last_day", in.LastDay)
	err := r.fault()
	var e app.RosterListed
	if err == nil {
		e, err = s.App.EndRosterPeriod(c.Request.Context(), actor(c), domain.RosterEntryID(c.Param("id")), in.Version, int(in.Period), last, in.Reason)
	}
	s.answerRosterEntry(c, http.StatusOK, e, err)
}

func (s *server) correctRosterPeriod(c *gin.Context) {
	var in apigen.RosterCorrection
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	var r reader
	t := domain.RosterTerms{
		Name: in.Name, From: r.day("valid_from", in.ValidFrom), Until: r.maybeDay("valid_to", in.ValidTo), Source: in.Source, Note: orEmpty(in.Note),
	}
	err := r.fault()
	var e app.RosterListed
	if err == nil {
		strike := in.Strike != nil && *in.Strike
		e, err = s.App.CorrectRosterPeriod(c.Request.Context(), actor(c), domain.RosterEntryID(c.Param("id")), in.Version, int(in.Period), t, strike, in.Reason)
	}
	s.answerRosterEntry(c, http.StatusOK, e, err)
}

func (s *server) answerRosterEntry(c *gin.Context, status int, e app.RosterListed, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(status, fromRosterEntry(e, s.dayOr(nil)))
}

// importRoster takes an uploaded file. It is read from a file of its own,
// which is gone when the answer is written.
func (s *server) importRoster(c *gin.Context) {
	q := c.Request.URL.Query()
	path, _, err := uploaded(c, app.RosterFileLimits.FileSize)
	if err != nil {
		fail(c, err)
		return
	}
	defer func() {
		if err := os.Remove(path); err != nil {
			s.Log.ErrorContext(c.Request.Context(), "an uploaded file is left behind", "cause", err)
		}
	}()
	report, err := s.importRosterFile(c, path, app.RosterImport{
		Roster: domain.Code(q.Get("roster")), From: queryDay(q, "valid_from"), Source: q.Get("source"),
		ImportOptions: app.ImportOptions{Check: q.Get("check") == "true", SkipBad: q.Get("skip_bad_rows") == "true"},
	})
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.fromImportReport(report))
}

func (s *server) importRosterFile(c *gin.Context, path string, in app.RosterImport) (report app.ImportReport, err error) {
	table, err := tabular.Open(path, app.RosterFileLimits)
	if err != nil {
		return app.ImportReport{}, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	return s.App.ImportRoster(c.Request.Context(), actor(c), table, in)
}

// overhead is what a form takes beside its file, in bytes.
const overhead = 64 << 10

// uploaded writes the part "file" of a form to a file, and answers its path and
// what the sender calls it.
func uploaded(c *gin.Context, most int64) (path, name string, err error) {
	if media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || media != "multipart/form-data" {
		return "", "", &requestError{status: http.StatusUnsupportedMediaType, code: "content_type_not_form"}
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, most+overhead)
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return "", "", malformed("body_unreadable")
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return "", "", domain.Invalid("file_missing", "file", nil)
		case err != nil:
			return "", "", unread(err, most)
		case part.FormName() != "file":
			continue
		}
		f, err := os.CreateTemp("", "rongqiao-upload-")
		if err != nil {
			return "", "", fmt.Errorf("keep an uploaded file: %w", err)
		}
		_, err = io.Copy(f, part)
		if err == nil {
			return f.Name(), part.FileName(), f.Close()
		}
		return "", "", errors.Join(unread(err, most), f.Close(), os.Remove(f.Name()))
	}
}

func unread(err error, most int64) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return tooLargeFile(most)
	}
	return malformed("body_unreadable")
}

func tooLargeFile(most int64) error {
	return domain.Invalid("file_too_large", "file", domain.Facts{"max_mib": most >> 20})
}

// The kinds of file that an export can be.
const (
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeCSV  = "text/csv"
)

func (s *server) exportRoster(c *gin.Context) {
	q := rosterQueryOf(c)
	entries, err := s.App.ExportRosters(c.Request.Context(), actor(c), q)
	if err != nil {
		fail(c, err)
		return
	}
	// Into a file first: a fault on the way is a problem document then, and no half of a table.
	f, err := os.CreateTemp("", "rongqiao-export-")
	if err != nil {
		fail(c, fmt.Errorf("write an export: %w", err))
		return
	}
	defer func() {
		if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
			s.Log.ErrorContext(c.Request.Context(), "an export is left behind", "cause", err)
		}
	}()
	lang := s.texts.language(c.GetHeader("Accept-Language"))
	rows := s.exportRows(entries, s.dayOr(q.On), lang)
	media, end := typeXLSX, "xlsx"
	if c.Query("format") == "csv" {
		media, end = typeCSV+"; charset=utf-8", "csv"
		err = tabular.WriteCSV(f, rows)
	} else {
		err = tabular.WriteXLSX(f, "rosters", rows)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.Header("Content-Type", media)
	c.Header("Content-Disposition", `attachment; filename="rosters-`+s.dayOr(q.On).String()+"."+end+`"`)
	c.Status(http.StatusOK)
	if _, err := io.Copy(c.Writer, f); err != nil {
		s.Log.WarnContext(c.Request.Context(), "an export was not read to its end", "cause", err)
	}
}

// exportHeads are headings that an import knows as well.
var exportHeads = []domain.Text{
	{ZH: "名单", EN: "roster"}, {ZH: "企业名称", EN: "name"}, {ZH: "统一社会信用代码", EN: "USCC"}, {ZH: "入选日期", EN: "valid from"},
	{ZH: "有效期至", EN: "valid to"}, {ZH: "当日有效", EN: "in force"}, {ZH: "依据文件", EN: "source"}, {ZH: "备注", EN: "note"},
}

func (s *server) exportRows(entries iter.Seq2[app.RosterListed, error], day domain.Date, lang string) func(func([]string) error) error {
	yes := map[bool]string{true: domain.Text{ZH: "是", EN: "yes"}.In(lang), false: domain.Text{ZH: "否", EN: "no"}.In(lang)}
	return func(yield func([]string) error) error {
		heads := make([]string, len(exportHeads))
		for i, h := range exportHeads {
			heads[i] = h.In(lang)
		}
		if err := yield(heads); err != nil {
			return err
		}
		for e, err := range entries {
			if err != nil {
				return err
			}
			name := s.App.Rules.Vocabularies["rosters"].NameOf(e.Roster).In(lang)
			for _, p := range e.Periods {
				if p.Struck {
					continue
				}
				until := ""
				if p.Until != nil {
					until = p.Until.String()
				}
				if err := yield([]string{name, p.Name, string(e.USCC), p.From.String(), until, yes[p.Holds(day)], p.Source, p.Note}); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

func rosterQueryOf(c *gin.Context) app.RosterQuery {
	q := c.Request.URL.Query()
	return app.RosterQuery{Roster: domain.Code(q.Get("roster")), On: queryDay(q, "on"), Text: q.Get("q")}
}

// queryDay reads a day that has passed the specification; nil for none.
func queryDay(q url.Values, name string) *domain.Date {
	d, err := domain.ParseDate(q.Get(name))
	if err != nil {
		return nil
	}
	return &d
}

// dayOr is the day, or today where the platform works.
func (s *server) dayOr(day *domain.Date) domain.Date {
	if day != nil {
		return *day
	}
	return domain.DateOf(s.Now().In(s.App.Location))
}
