package httpapi

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/exchange"
	"rongqiao/internal/httpapi/apigen"
	"rongqiao/internal/tabular"
)

// markHeader is the mark to ask with next time.
const markHeader = "Exchange-Mark"

const typeLines = "application/x-ndjson"

// exchangeLimits bound a file that comes in.
var exchangeLimits = tabular.Limits{FileSize: 20 << 20, Rows: exchange.MaxLines, Columns: 60, Cell: 8000}

func (s *server) exportExchange(c *gin.Context) {
	q := c.Request.URL.Query()
	var since int64
	if n := queryNumber[int64](q, "since"); n != nil {
		since = *n
	}
	kind := exchange.Kind(c.Param("kind"))
	rows, mark, err := s.App.Export(c.Request.Context(), actor(c), kind, since)
	if err != nil {
		fail(c, err)
		return
	}
	end, media := "jsonl", typeLines
	if q.Get("format") == "csv" {
		end, media = "csv", typeCSV+"; charset=utf-8"
	}
	c.Header(markHeader, strconv.FormatInt(mark, 10))
	c.Header("Content-Type", media)
	c.Header("Content-Disposition", `attachment; filename="`+string(kind)+"-"+strconv.FormatInt(mark, 10)+"."+end+`"`)
	c.Status(http.StatusOK)
	if end == "csv" {
		err = writeExchangeCSV(c.Writer, kind, rows)
	} else {
		err = writeLines(c.Writer, rows)
	}
	if err != nil {
		s.Log.WarnContext(c.Request.Context(), "an export was not read to its end", "cause", err)
	}
}

func writeLines(w io.Writer, rows []any) error {
	out := bufio.NewWriter(w)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, row := range rows {
		if err := e.Encode(row); err != nil {
			return err
		}
	}
	return out.Flush()
}

func writeExchangeCSV(w io.Writer, kind exchange.Kind, rows []any) error {
	return tabular.WriteCSV(w, func(yield func([]string) error) error {
		if err := yield(exchange.Head(kind)); err != nil {
			return err
		}
		for _, row := range rows {
			cells, err := exchange.Cells(row)
			if err == nil {
				err = yield(cells)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *server) importExchange(c *gin.Context) {
	path, _, err := uploaded(c, exchangeLimits.FileSize)
	if err != nil {
		fail(c, err)
		return
	}
	defer func() {
		if err := os.Remove(path); err != nil {
			s.Log.ErrorContext(c.Request.Context(), "an uploaded file is left behind", "cause", err)
		}
	}()
	records, faults, err := readExchange(path, c.Query("format") == "csv")
	var taken app.TakenIn
	if err == nil && len(faults) == 0 {
		taken, err = s.App.TakeIn(c.Request.Context(), actor(c), c.Query("node"), exchange.Kind(c.Param("kind")), records)
	}
	if err != nil {
		fail(c, err)
		return
	}
	lang := s.texts.language(c.GetHeader("Accept-Language"))
	c.JSON(http.StatusOK, apigen.ExchangeReport{
		Added: int32(taken.Added), Changed: int32(taken.Changed), Unchanged: int32(taken.Unchanged), Written: len(faults) == 0,
		Faults: each(faults, func(f exchange.Fault) apigen.ExchangeFault {
			return apigen.ExchangeFault{Line: int32(f.Line), Field: f.Field, Code: f.Code, Message: s.texts.render(f.Code, lang, nil)}
		}),
	})
}

// readExchange reads a file of records.
func readExchange(path string, csv bool) (records []exchange.Record, faults []exchange.Fault, err error) {
	if csv {
		return readExchangeCSV(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	records, faults, tooMany, err := exchange.ReadLines(f)
	if tooMany {
		err = domain.Invalid("too_many_rows", "file", domain.Facts{"max": exchange.MaxLines})
	}
	return records, faults, err
}

func readExchangeCSV(path string) (records []exchange.Record, faults []exchange.Fault, err error) {
	table, err := tabular.Open(path, exchangeLimits)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	var heads []string
	err = table.Rows(func(r tabular.Row) error {
		if r.Blank() {
			return nil
		}
		if heads == nil {
			heads = r.Cells
			return nil
		}
		fields := map[string]any{}
		for i, h := range heads {
			if cell := r.Cell(i); cell != "" {
				fields[h] = exchange.Value(h, cell)
			}
		}
		record, fault := exchange.RecordOf(r.Number, fields)
		if fault != nil {
			faults = append(faults, *fault)
			return nil
		}
		records = append(records, record)
		return nil
	})
	return records, faults, err
}

func (s *server) listReceived(c *gin.Context) {
	q := c.Request.URL.Query()
	found, next, err := s.App.Received(c.Request.Context(), actor(c), exchange.Kind(q.Get("kind")), domain.USCC(q.Get("uscc")), pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.ReceivedList{Items: []apigen.Received{}, NextCursor: cursorOf(next)}
	for _, x := range found {
		var payload map[string]any
		if err := json.Unmarshal([]byte(x.Payload), &payload); err != nil {
			fail(c, err)
			return
		}
		out.Items = append(out.Items, apigen.Received{
			ID: string(x.ID), Node: string(x.Node), Kind: apigen.ExchangeKind(x.Kind), RemoteID: x.RemoteID, USCC: string(x.USCC), Record: payload,
			RemoteAt: x.RemoteAt.UTC(), ReceivedAt: x.ReceivedAt.UTC(), UpdatedAt: x.UpdatedAt.UTC(),
		})
	}
	c.JSON(http.StatusOK, out)
}
