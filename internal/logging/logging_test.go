package logging

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestEveryLineCarriesWhatItsContextKnows(t *testing.T) {
	var out bytes.Buffer
	trace := func(ctx context.Context) (string, string) {
		if Request(ctx) == "" {
			return "", ""
		}
		return "trace-1", "span-1"
	}
	log := slog.New(NewHandler(slog.NewTextHandler(&out, nil), trace)).With("replica", "r1").WithGroup("")
	rows := map[string]struct {
		ctx  context.Context
		want []string
		not  string
	}{
		"a line of a request has its number and its trace": {WithRequest(t.Context(), "req_1"), []string{"request_id=req_1", "trace_id=trace-1", "span_id=span-1", "replica=r1"}, ""},
		"a line outside of one has neither":                {t.Context(), []string{"replica=r1"}, "_id="},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			out.Reset()
			log.InfoContext(row.ctx, "something")
			for _, want := range row.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %s in %s", want, &out)
				}
			}
			if row.not != "" && strings.Contains(out.String(), row.not) {
				t.Errorf("%s in %s", row.not, &out)
			}
		})
	}
}

func TestFailuresAreScrubbed(t *testing.T) {
	rows := map[string]struct{ in, want string }{
		"an e-mail address":                       {"duplicate key li.ming@example.com.cn", "duplicate key [e-mail]"},
		"a firm's code":                           {"at 91500109MA5U0AAA0X", "at [uscc]"},
		"a person's number":                       {"id 500109198001011234", "id [identity number]"},
		"a telephone":                             {"call 13800138000", "call [telephone]"},
		"an access token":                         {"token eyJhbGciOi.eyJzdWIi.c2ln", "token [token]"},
		"a header":                                {"Authorization: Bearer abc.def", "Authorization: [token]"},
		"a Chinese name":                          {"firm 重庆某某（集团）有限公司 is gone", "firm [text] is gone"},
		"a password in a connection string":       {"dial mongodb://user:pass@db:27017/x", "dial mongodb://[credentials]@db:27017/x"},
		"a query string":                          {`Get "http://search:7700/indexes?q=secret": refused`, `Get "http://search:7700/indexes?[query]": refused`},
		"the address of a client":                 {"http: TLS handshake error from 192.0.2.1:5000: EOF", "http: TLS handshake error from [address] EOF"},
		"a module's version in a stack stays":     {"gin-gonic/gin@v1.12.0/context.go:192 +0x2b", "gin-gonic/gin@v1.12.0/context.go:192 +0x2b"},
		"our own ids and a server's address stay": {"need_01JQ7M0V8Z3F5K2T9C4B6D8E1A: dial tcp 127.0.0.1:27017: refused", "need_01JQ7M0V8Z3F5K2T9C4B6D8E1A: dial tcp 127.0.0.1:27017: refused"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			if have := Scrub(row.in); have != row.want {
				t.Errorf("have %q, want %q", have, row.want)
			}
		})
	}
}

func TestLinesThatSayTheSameAreWrittenOnceInAWhile(t *testing.T) {
	var out bytes.Buffer
	moment := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	f := NewFlood(slog.New(slog.NewTextHandler(&out, nil)), 10*time.Second, func() time.Time { return moment })
	lines := func() int { return strings.Count(out.String(), "\n") }
	for port := range 100 {
		f.Warn(t.Context(), "away", "store", fmt.Errorf("read tcp :%d: refused", 50_000+port))
	}
	if lines() != 1 {
		t.Fatalf("a hundred alike: %d lines", lines())
	}
	f.Warn(t.Context(), "away", "store", errors.New("no primary"))
	if lines() != 2 {
		t.Errorf("another cause is another line: %d", lines())
	}
	moment = moment.Add(11 * time.Second)
	f.Warn(t.Context(), "away", "store", errors.New("read tcp :1: refused"))
	moment = moment.Add(11 * time.Second)
	f.Warn(t.Context(), "away", "store", errors.New("read tcp :50001: refused"))
	if !strings.Contains(out.String(), "alike_since_last=99") {
		t.Errorf("how many were left out is not told: %s", &out)
	}
	for i := range 3 * floodKeys {
		f.Warn(t.Context(), "away", strings.Repeat("x", i), errors.New("e"))
	}
	if len(f.lines) > floodKeys {
		t.Errorf("%d lines remembered", len(f.lines))
	}
}
