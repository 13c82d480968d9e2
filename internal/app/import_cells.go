package app

import (
	"errors"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/tabular"
)

// neededOfNew are the columns that a firm which is not there yet must have.
var neededOfNew = []string{"name", "founded_on", "district", "industry"}

// setCells writes the cells that say something; an empty one says nothing.
func (p *importPass) setCells(r importRow, e *domain.Enterprise, isNew bool) []tabular.Fault {
	var wrong []tabular.Fault
	for _, c := range p.setters {
		if cell := r.Cell(c.At); cell != "" {
			if f := c.set(e, cell, p.days); f != nil {
				wrong = append(wrong, tabular.Fault{Row: r.Number, Column: c.Text, Value: cell, Code: f.Code, Facts: f.Facts})
			}
		}
	}
	if f := p.setDistrict(r, e); f != nil {
		wrong = append(wrong, *f)
	}
	if !isNew {
		return wrong
	}
	for _, id := range neededOfNew {
		if h, ok := p.heads.Of(id); !ok || r.Cell(h.At) == "" {
			wrong = append(wrong, tabular.Fault{Row: r.Number, Column: p.labelOf(id), Code: "required"})
		}
	}
	return wrong
}

func (p *importPass) labelOf(id string) string {
	if h, ok := p.heads.Of(id); ok {
		return h.Text
	}
	for _, c := range p.im.Columns.Heads.Columns {
		if c.ID == id {
			return c.Label.ZH
		}
	}
	return id
}

// setDistrict adds a residence where the district is another than the one in
// force: from the day that the file gives, else from today.
func (p *importPass) setDistrict(r importRow, e *domain.Enterprise) *tabular.Fault {
	h, ok := p.heads.Of("district")
	if !ok || r.Cell(h.At) == "" {
		return nil
	}
	fault := func(h tabular.Head, f *domain.FieldError) *tabular.Fault {
		return &tabular.Fault{Row: r.Number, Column: h.Text, Value: r.Cell(h.At), Code: f.Code, Facts: f.Facts}
	}
	code, err := p.im.Columns.books["district"].code(r.Cell(h.At))
	if err != nil {
		return fault(h, err)
	}
	if code == e.District() {
		return nil
	}
	from := p.today
	if h, ok := p.heads.Of("district_from"); ok && r.Cell(h.At) != "" {
		if from, err = dayOfCell(r.Cell(h.At), p.days); err != nil {
			return fault(h, err)
		}
	}
	e.Residences = append(e.Residences, domain.Residence{District: code, From: from})
	return nil
}

// checked holds the firm to what a profile is held to. Faults of columns that
// could not be read are said already.
func (p *importPass) checked(r importRow, e domain.Enterprise, said []tabular.Fault) []tabular.Fault {
	var refused *domain.Error
	if !errors.As(joinFaults(e.Validate(p.today), p.im.Rules.CheckProfile(e)), &refused) {
		return nil
	}
	var out []tabular.Fault
	for _, f := range refused.Fields {
		h, ok := columnOf(f.Field, e, p.heads)
		fault := tabular.Fault{Row: r.Number, Code: f.Code, Facts: f.Facts}
		switch {
		case ok:
			fault.Column, fault.Value = h.Text, r.Cell(h.At)
		case len(said) > 0: // follows from what could not be read
			continue
		default:
			fault.Code, fault.Facts = "stored_profile", domain.Facts{"part": f.Field}
		}
		if !slices.ContainsFunc(said, func(s tabular.Fault) bool { return s.Column == fault.Column }) {
			out = append(out, fault)
		}
	}
	return out
}

// suspect warns of figures that are far from those of another year.
func (p *importPass) suspect(r importRow, e domain.Enterprise) {
	factor := p.im.Columns.Heads.SuspectFactor
	if factor == 0 {
		return
	}
	for _, c := range p.setters {
		at := figures[c.ID]
		if at == nil || r.Cell(c.At) == "" {
			continue
		}
		have := *at(yearOf(&e, c.Year))
		for i := range e.Financials {
			y := &e.Financials[i]
			other := *at(y)
			if y.Year == c.Year || have == nil || other == nil || *have == 0 || *other == 0 {
				continue
			}
			more, less := max(abs(*have), abs(*other)), min(abs(*have), abs(*other))
			if int64(more)/factor >= int64(less) {
				p.faults.add(tabular.Fault{
					Row: r.Number, Column: c.Text, Value: r.Cell(c.At), Code: "unit_suspect", Warning: true,
					Facts: domain.Facts{"year": y.Year, "factor": factor},
				})
				break
			}
		}
	}
}

func abs(f domain.Fen) domain.Fen { return max(f, -f) }

// copyOf shares no list with the firm, so that cells can be written into it.
func copyOf(e domain.Enterprise) domain.Enterprise {
	e.Residences, e.Financials, e.Patents = slices.Clone(e.Residences), slices.Clone(e.Financials), slices.Clone(e.Patents)
	e.Certificates, e.Tiers = slices.Clone(e.Certificates), slices.Clone(e.Tiers)
	return e
}
