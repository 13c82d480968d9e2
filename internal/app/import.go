package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/internal/tabular"
)

// Imports takes files of enterprises into the store.
//
// What is promised: first the whole file is checked against the rules and the
// firms that are there, and where a row is at fault nothing is written (unless
// SkipBad is set). Then it is written firm by firm, each in one atomic step
// with its event. A kill midway leaves a mark with the file's hash: until the
// same file has been run to its end, no other one is taken, so that a half is
// never forgotten. A row that says what is there already writes nothing; so
// the second run does what is left, and a third one nothing.
type Imports struct {
	Store    store.Store
	Rules    *rules.RuleSet
	Columns  *EnterpriseColumns
	Now      func() time.Time
	NewID    func(prefix string) string
	Location *time.Location // nil: China's time
}

// EnterpriseImport is what is said of a file beside its rows.
type EnterpriseImport struct {
	Actor   domain.Actor // nobody where an operator does it at the command line
	File    string       // its name
	Hash    string       // of its bytes
	Abandon bool         // give up what another file left unfinished
	ImportOptions
}

const auditImport policy.Action = "enterprise.import"

const (
	importMark      = "import.enterprises" // in the store's settings, while a file is being written
	importChunk     = 500                  // rows that are looked up together
	importAtOnce    = 64                   // saves that wait for a commit together
	importSaveTries = 5
)

// mark says which file is being written.
type mark struct {
	File  string    `json:"file"`
	Hash  string    `json:"hash"`
	Began time.Time `json:"began"`
}

// Enterprises takes a file. The report says what became of the rows; an error
// is a failure of the store or the machine, and import_unfinished.
func (im *Imports) Enterprises(ctx context.Context, t *tabular.Table, in EnterpriseImport) (ImportReport, error) {
	if err := im.checkMark(ctx, in); err != nil {
		return ImportReport{}, err
	}
	report, err := im.pass(ctx, t, in, false, 0)
	if err != nil || in.Check || report.Refused || report.Bad > 0 && !in.SkipBad {
		return report, err
	}
	if report.New+report.Changed > 0 {
		if report, err = im.write(ctx, t, in, report); err != nil {
			return report, err
		}
	}
	report.Written = true
	if err := im.Store.SetMeta(ctx, importMark, ""); err != nil {
		return report, err
	}
	return report, im.audit(ctx, in, fmt.Sprintf("%s: %d new, %d changed, %d unchanged, %d bad", in.File, report.New, report.Changed, report.Unchanged, report.Bad), "ok")
}

func (im *Imports) write(ctx context.Context, t *tabular.Table, in EnterpriseImport, checked ImportReport) (ImportReport, error) {
	text, err := json.Marshal(mark{File: in.File, Hash: in.Hash, Began: im.Now().UTC()})
	if err != nil {
		return checked, err
	}
	if err := im.Store.SetMeta(ctx, importMark, string(text)); err != nil {
		return checked, err
	}
	// Faults were told by the first pass; what is new now was changed by others meanwhile.
	second := in
	if in.OnFault != nil {
		told := map[string]bool{}
		for _, f := range checked.Faults {
			told[fmt.Sprint(f.Row, f.Column, f.Code)] = true
		}
		second.OnFault = func(f tabular.Fault) {
			if checked.FaultsAll+checked.Warnings <= maxListedFaults && !told[fmt.Sprint(f.Row, f.Column, f.Code)] {
				in.OnFault(f)
			}
		}
	}
	return im.pass(ctx, t, second, true, checked.Rows)
}

// checkMark refuses another file than the one that was cut off.
func (im *Imports) checkMark(ctx context.Context, in EnterpriseImport) error {
	text, err := im.Store.Meta(ctx, importMark)
	if err != nil || text == "" || in.Check {
		return err
	}
	var m mark
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return fmt.Errorf("the mark of an unfinished import: %w", err)
	}
	if m.Hash == in.Hash {
		return nil
	}
	if in.Abandon {
		if err := im.audit(ctx, in, m.File+": abandoned", "ok"); err != nil {
			return err
		}
		return im.Store.SetMeta(ctx, importMark, "")
	}
	return domain.NewError(domain.KindConflict, "import_unfinished", domain.Facts{"file": m.File, "began": m.Began.Format(time.RFC3339)})
}

// pass goes over the file once.
func (im *Imports) pass(ctx context.Context, t *tabular.Table, in EnterpriseImport, write bool, total int) (ImportReport, error) {
	p := &importPass{im: im, in: in, days: t.Days, write: write, total: total, seen: map[domain.USCC]int{}}
	p.faults = faultList{report: &p.report, told: in.OnFault}
	location := im.Location
	if location == nil {
		location = ChinaTime
	}
	p.today = domain.DateOf(im.Now().In(location))
	err := t.Rows(func(r tabular.Row) error { return p.row(ctx, r) })
	if err == nil {
		err = p.flush(ctx)
	}
	if f, ok := fileFault(err); ok {
		p.faults.add(f)
		err, p.report.Refused = nil, true
	}
	if errors.Is(err, errHeads) {
		err, p.report.Refused = nil, true
	}
	if err == nil && p.report.Rows == 0 && !p.report.Refused {
		p.faults.add(tabular.Fault{Code: "no_rows"})
		p.report.Refused = true
	}
	return p.report, err
}

// importPass is one reading of the file.
type importPass struct {
	im      *Imports
	in      EnterpriseImport
	days    tabular.DayForm
	today   domain.Date
	write   bool
	total   int
	heads   tabular.Heads
	setters []columnSetter
	seen    map[domain.USCC]int // row by firm
	rows    []importRow         // that wait for the next look-up
	report  ImportReport
	faults  faultList
	mu      sync.Mutex
}

type columnSetter struct {
	tabular.Head
	set cellSetter
}

type importRow struct {
	tabular.Row
	uscc domain.USCC
}

func (p *importPass) row(ctx context.Context, r tabular.Row) error {
	if p.heads.Row == 0 {
		return p.headings(r)
	}
	if r.Blank() {
		return nil
	}
	p.report.Rows++
	h, _ := p.heads.Of("uscc")
	code := domain.USCC(strings.ToUpper(r.Cell(h.At)))
	fault := tabular.Fault{Row: r.Number, Column: h.Text, Value: r.Cell(h.At)}
	if err := code.Check(); err != nil {
		fault.Code, fault.Facts = err.Code, err.Fields[0].Facts
		if code == "" {
			fault.Code = "required"
		}
	} else if first, twice := p.seen[code]; twice {
		fault.Code, fault.Facts = "row_twice", domain.Facts{"first": first}
	}
	if fault.Code != "" {
		p.faults.add(fault)
		p.report.Bad++
		return nil
	}
	p.seen[code] = r.Number
	r.Cells = slices.Clone(r.Cells)
	p.rows = append(p.rows, importRow{r, code})
	if len(p.rows) < importChunk {
		return nil
	}
	return p.flush(ctx)
}

func (p *importPass) headings(r tabular.Row) error {
	heads, wrong := p.im.Columns.Heads.Heads(r)
	for _, f := range wrong {
		p.faults.add(f)
	}
	p.report.Unknown = heads.Unknown
	if len(wrong) > 0 {
		return errHeads
	}
	p.heads = heads
	for _, h := range heads.Known {
		if set := p.im.Columns.setter(h); set != nil {
			p.setters = append(p.setters, columnSetter{h, set})
		}
	}
	// A title's first day before its last.
	slices.SortStableFunc(p.setters, func(x, y columnSetter) int {
		late := func(c columnSetter) int {
			if strings.HasSuffix(c.ID, ".until") {
				return 1
			}
			return 0
		}
		return late(x) - late(y)
	})
	return nil
}

// flush looks the waiting rows' firms up, checks them, and saves them in the
// pass that writes.
func (p *importPass) flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var codes []domain.USCC
	for _, r := range p.rows {
		codes = append(codes, r.uscc)
	}
	firms := map[domain.USCC]*domain.Enterprise{}
	if len(codes) > 0 {
		found, err := p.im.Store.EnterprisesByUSCC(ctx, codes)
		if err != nil {
			return err
		}
		for i := range found {
			firms[found[i].USCC] = &found[i]
		}
	}
	var save []importRow
	var merged []domain.Enterprise
	for _, r := range p.rows {
		e, ok := p.merged(r, firms[r.uscc])
		if ok && p.write {
			save, merged = append(save, r), append(merged, e)
		}
	}
	p.rows = p.rows[:0]
	err := p.saveAll(ctx, save, merged)
	if p.in.Progress != nil {
		step := "check"
		if p.write {
			step = "write"
		}
		p.in.Progress(step, p.report.Rows, p.total)
	}
	return err
}

// merged is the firm as the row would have it; ok is false where the row is at
// fault or changes nothing.
func (p *importPass) merged(r importRow, stored *domain.Enterprise) (domain.Enterprise, bool) {
	var e domain.Enterprise
	if stored != nil {
		e = copyOf(*stored)
	} else {
		e = domain.Enterprise{ID: domain.EnterpriseID(p.im.NewID("ent_")), USCC: r.uscc}
	}
	wrong := p.setCells(r, &e, stored == nil)
	wrong = append(wrong, p.checked(r, e, wrong)...)
	if len(wrong) == 0 {
		p.suspect(r, e)
	}
	for _, f := range wrong {
		p.faults.add(f)
	}
	switch {
	case len(wrong) > 0:
		p.report.Bad++
	case stored == nil:
		p.report.New++
		return e, true
	case reflect.DeepEqual(e, *stored):
		p.report.Unchanged++
	default:
		p.report.Changed++
		return e, true
	}
	return e, false
}

// saveAll saves many firms at once, so that they share commits.
func (p *importPass) saveAll(ctx context.Context, rows []importRow, firms []domain.Enterprise) error {
	errs := make(chan error, len(rows))
	gate := make(chan struct{}, importAtOnce)
	for i := range rows {
		gate <- struct{}{}
		go func() {
			defer func() { <-gate }()
			errs <- p.save(ctx, rows[i], firms[i])
		}()
	}
	var first error
	for range rows {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// save writes one firm, and merges the row anew where someone else saved the
// firm meanwhile.
func (p *importPass) save(ctx context.Context, r importRow, e domain.Enterprise) error {
	for try := 1; ; try++ {
		e.UpdatedAt = p.im.Now().UTC()
		_, err := p.im.Store.SaveEnterprise(ctx, e, domain.Event{Type: domain.EnterpriseSaved, ID: string(e.ID), At: e.UpdatedAt})
		if err == nil {
			return p.im.audit(ctx, p.in, string(e.ID), "ok")
		}
		if !domain.IsKind(err, domain.KindConflict) || try == importSaveTries {
			return fmt.Errorf("row %d: %w", r.Number, err)
		}
		stored, err := p.im.Store.EnterpriseByUSCC(ctx, r.uscc)
		if err != nil {
			return fmt.Errorf("row %d: %w", r.Number, err)
		}
		var again bool
		if e, again = p.remerged(r, e, stored); !again {
			return nil
		}
	}
}

// remerged is merged for a row that was counted already.
func (p *importPass) remerged(r importRow, was, stored domain.Enterprise) (domain.Enterprise, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if was.Version == 0 {
		p.report.New--
	} else {
		p.report.Changed--
	}
	return p.merged(r, &stored)
}

func (im *Imports) audit(ctx context.Context, in EnterpriseImport, target, outcome string) error {
	lasting, cancel := outlasting(ctx)
	defer cancel()
	address, _ := ctx.Value(addressKey{}).(string)
	return im.Store.AddAudit(lasting, domain.AuditEntry{
		At: im.Now().UTC(), User: in.Actor.User, Role: in.Actor.Role, Action: string(auditImport), Target: target, Address: address, Outcome: outcome,
	})
}
