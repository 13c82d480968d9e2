package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/archive"
	"rongqiao/internal/domain"
)

// sealedFolder has so many audit entries, sealed in several turns and by two at
// once, and one that is not sealed yet.
func sealedFolder(t *testing.T, entries int) string {
	t.Helper()
	data := t.TempDir()
	inFolder(t, data, func(p *platform) {
		ctx := context.Background()
		sealer := &app.AuditSealer{Store: p.store, Log: p.log}
		at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		for i := range entries {
			entry := domain.AuditEntry{At: at.Add(time.Duration(i) * time.Second), User: "usr_1", Role: domain.RoleBank, Action: "application.move", Target: fmt.Sprint("app_", i), Outcome: "ok"}
			if err := p.store.AddAudit(ctx, entry); err != nil {
				t.Fatal(err)
			}
			if i%97 == 0 || i == entries-1 {
				if _, err := sealer.Once(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		done := make(chan error, 4)
		for range cap(done) {
			go func() { _, err := sealer.Once(ctx); done <- err }()
		}
		for range cap(done) {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if err := p.store.AddAudit(ctx, domain.AuditEntry{At: at, Action: "x", Outcome: "ok"}); err != nil {
			t.Fatal(err)
		}
	})
	return data
}

// TestTheAuditLogIsProvedWhole, and what was done to it is found, at the very
// entry.
func TestTheAuditLogIsProvedWhole(t *testing.T) {
	const entries = 600 // more than two seals
	data := sealedFolder(t, entries)
	if out := mustRun(t, "audit", "verify", "--data", data); !strings.HasPrefix(out, "the audit log is whole: 600 entries sealed, 1 added since; head ") {
		t.Errorf("have %s", out)
	}
	for name, row := range map[string]struct{ statement, want string }{
		"an outcome that was changed":  {"UPDATE audit SET doc = replace(doc, '\"ok\"', '\"denied\"') WHERE seq = 300", "entry 300: changed; the 299 before it"},
		"the first, changed":           {"UPDATE audit SET doc = replace(doc, 'usr_1', 'usr_2') WHERE seq = 1", "entry 1: changed"},
		"an entry that was taken out":  {"DELETE FROM audit WHERE seq = 257", "entry 257: missing"},
		"the first, taken out":         {"DELETE FROM audit WHERE seq = 1", "entry 1: missing"},
		"the last sealed ones cut off": {"DELETE FROM audit WHERE seq >= 600", "entry 600: missing"},
		"two that changed places":      {"UPDATE audit SET doc = (SELECT doc FROM audit o WHERE o.seq = 21 - audit.seq) WHERE seq IN (10, 11)", "entry 10: changed"},
	} {
		t.Run(name, func(t *testing.T) {
			data := sealedFolder(t, entries)
			db, err := sql.Open("sqlite", filepath.Join(data, archive.Database))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(row.statement); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			code, out, errs := command(t, "audit", "verify", "--data", data)
			out += errs
			if code != 1 || !strings.Contains(out, row.want) {
				t.Errorf("have %d %s, want %q", code, out, row.want)
			}
		})
	}
}
