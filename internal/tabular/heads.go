package tabular

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"rongqiao/internal/domain"
)

// Column is what a heading may mean. Its names are data.
type Column struct {
	ID       string
	Required bool
	Money    bool // its heading says in which unit
	Yearly   bool // its heading says of which year
	Names    []string
	Label    domain.Text // how a template calls it
}

// Mapping says which headings a kind of file may have.
type Mapping struct {
	Columns []Column
	Lists   []ListColumns
	// SuspectFactor is by how much a figure may differ from the same firm's of
	// another year before its unit is doubted; 0: it never is.
	SuspectFactor int64

	byName map[string]int
	units  map[string]domain.Fen
}

// ListColumns say how the columns of a list of the profile are called: the name
// of a code of the vocabulary, and an ending. Count is for lists of numbers.
type ListColumns struct {
	List       string                   `yaml:"list"`
	Vocabulary string                   `yaml:"vocabulary"`
	From       []string                 `yaml:"from"`
	Until      []string                 `yaml:"until"`
	Count      []string                 `yaml:"count"`
	Short      map[domain.Code][]string `yaml:"short"` // other names of a code
}

type mappingForm struct {
	SuspectFactor int64         `yaml:"suspect_factor"`
	Lists         []ListColumns `yaml:"lists"`

	Units []struct {
		Names []string `yaml:"names"`
		Fen   int64    `yaml:"fen"`
	} `yaml:"units"`
	Columns []struct {
		Column   string   `yaml:"column"`
		Required bool     `yaml:"required"`
		Money    bool     `yaml:"money"`
		Yearly   bool     `yaml:"yearly"`
		ZH       []string `yaml:"zh"`
		EN       []string `yaml:"en"`
	} `yaml:"columns"`
}

// LoadMapping reads the headings of a kind of file. A name that two columns
// have is refused.
func LoadMapping(files fs.FS, name string) (*Mapping, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("headings of imports: %w", err)
	}
	var form mappingForm
	if err := yaml.UnmarshalWithOptions(text, &form, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("headings of imports: %s: %w", name, err)
	}
	m := &Mapping{Lists: form.Lists, SuspectFactor: form.SuspectFactor, byName: map[string]int{}, units: map[string]domain.Fen{}}
	for _, u := range form.Units {
		for _, n := range u.Names {
			m.units[Normal(n)] = domain.Fen(u.Fen)
		}
	}
	for _, c := range form.Columns {
		if c.Column == "" || len(c.ZH) == 0 || len(c.EN) == 0 {
			return nil, fmt.Errorf("headings of imports: %s: column %q: want names in zh and en", name, c.Column)
		}
		col := Column{
			ID: c.Column, Required: c.Required, Money: c.Money, Yearly: c.Yearly,
			Names: slices.Concat(c.ZH, c.EN), Label: domain.Text{ZH: c.ZH[0], EN: c.EN[0]},
		}
		if err := m.Add(col); err != nil {
			return nil, fmt.Errorf("headings of imports: %s: %w", name, err)
		}
	}
	return m, nil
}

// Add adds a column, as those that vocabularies give rise to.
func (m *Mapping) Add(c Column) error {
	for _, n := range append([]string{c.ID}, c.Names...) {
		n = Normal(n)
		if other, taken := m.byName[n]; taken && other != len(m.Columns) {
			return fmt.Errorf("the heading %q is that of %s and of %s", n, m.Columns[other].ID, c.ID)
		}
		m.byName[n] = len(m.Columns)
	}
	m.Columns = append(m.Columns, c)
	return nil
}

// Head is a heading of a file that is understood.
type Head struct {
	Column
	At   int        // its place, from 0
	Text string     // as it is written
	Unit domain.Fen // of money
	Year int        // of a year's figure
}

// Heads are the headings of a file.
type Heads struct {
	Row     int
	Known   []Head
	Unknown []string // nothing is taken from these
}

// Of answers the first heading of a column.
func (h Heads) Of(id string) (Head, bool) {
	i := slices.IndexFunc(h.Known, func(k Head) bool { return k.ID == id })
	if i < 0 {
		return Head{}, false
	}
	return h.Known[i], true
}

var (
	inBrackets = regexp.MustCompile(`[(\[【]([^()\[\]【】]*)[)\]】]`)
	aYear      = regexp.MustCompile(`(19|20)\d{2}(年度|年)?`)
)

// Heads reads the row of headings. Its faults are money without a unit, a
// year's figure without the year, a heading that stands twice, and required
// ones that are missing.
func (m *Mapping) Heads(r Row) (Heads, []Fault) {
	out, faults := Heads{Row: r.Number}, []Fault(nil)
	seen := map[string]bool{}
	for i, text := range r.Cells {
		if text == "" {
			continue
		}
		h, ok, fault := m.head(text)
		h.At, h.Text = i, text
		switch {
		case !ok:
			out.Unknown = append(out.Unknown, text)
			continue
		case fault != "":
			faults = append(faults, Fault{Row: r.Number, Column: text, Code: fault, Facts: domain.Facts{"example": h.Label.ZH + "(万元)"}})
			continue
		}
		if key := fmt.Sprint(h.ID, h.Year); seen[key] {
			faults = append(faults, Fault{Row: r.Number, Column: text, Code: "column_twice"})
		} else {
			seen[key] = true
		}
		out.Known = append(out.Known, h)
	}
	for _, c := range m.Columns {
		if _, there := out.Of(c.ID); c.Required && !there {
			faults = append(faults, Fault{Row: r.Number, Column: c.Label.ZH, Code: "column_missing", Facts: domain.Facts{"want": strings.Join(c.Names, "、")}})
		}
	}
	return out, faults
}

// named finds a column by a name that may have a year before or after it.
func (m *Mapping) named(name string) (column, year int, found bool) {
	if i, found := m.byName[name]; found {
		return i, 0, true
	}
	without := aYear.ReplaceAllStringFunc(name, func(part string) string {
		year, _ = strconv.Atoi(part[:4])
		return ""
	})
	i, found := m.byName[without]
	return i, year, found
}

// head finds the column of a heading: the name may have a year before or
// after it, and brackets behind it with the unit or a remark.
func (m *Mapping) head(text string) (h Head, ok bool, fault string) {
	name := Normal(text)
	if i, found := m.byName[name]; found && !m.Columns[i].Money && !m.Columns[i].Yearly {
		return Head{Column: m.Columns[i]}, true, ""
	}
	unit := domain.Fen(0)
	bare := inBrackets.ReplaceAllStringFunc(name, func(part string) string {
		inner := inBrackets.FindStringSubmatch(part)[1]
		if u, known := m.units[strings.TrimPrefix(inner, "单位")]; known {
			unit = u
			return ""
		}
		return part
	})
	i, year, found := m.named(bare)
	if !found { // brackets with a remark, or with a unit that nobody knows
		if i, year, found = m.named(inBrackets.ReplaceAllString(bare, "")); !found {
			return Head{}, false, ""
		}
	}
	c := m.Columns[i]
	h = Head{Column: c, Unit: unit, Year: year}
	switch {
	case year != 0 && !c.Yearly:
		return Head{}, false, ""
	case c.Money && unit == 0:
		return h, true, "unit_missing"
	case c.Yearly && year == 0:
		return h, true, "year_missing"
	}
	return h, true, ""
}
