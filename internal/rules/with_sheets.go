package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// WithSheets is the rule set in which the sheets of a text stand, written as
// in a file of sheets: in place of the one with the same id, or beside the
// others. A sheet of the same series that has no end then ends on the day
// before. The rule set itself stays as it is. Errors: every fault of the text
// with its line, as at a load.
func (rs *RuleSet) WithSheets(name string, text []byte) (*RuleSet, []Sheet, error) {
	out := *rs
	out.Sheets = slices.Clone(rs.Sheets)
	sum := sha256.Sum256(append([]byte(rs.Hash+"\n"), text...))
	out.Hash = hex.EncodeToString(sum[:])
	l := &loader{rs: &out, files: map[string][]byte{}, taken: map[string]bool{}, seen: map[string]string{}}
	d := &document{name: name, data: text}
	var form sheetFile
	if !l.read(d, &form) {
		return nil, nil, errors.Join(d.faults...)
	}
	if len(form.Sheets) == 0 {
		d.add("$", "", "sheets", "at least one sheet", "")
	}
	l.sheetPlaces = make([]sheetPlace, len(out.Sheets))
	for i := range l.sheetPlaces {
		l.sheetPlaces[i] = sheetPlace{d: d, path: "$"}
	}
	var given []string
	for i, f := range form.Sheets {
		path := fmt.Sprintf("$.sheets[%d]", i)
		l.once(d, path+".sheet", "sheet", f.Sheet)
		r := &sheetReader{offerReader{l: l, d: d, path: path, id: f.Sheet}, f}
		s := r.sheet()
		given = append(given, s.ID)
		if at := slices.IndexFunc(out.Sheets, func(x Sheet) bool { return x.ID == s.ID }); at >= 0 {
			out.Sheets = slices.Delete(out.Sheets, at, at+1)
			l.sheetPlaces = slices.Delete(l.sheetPlaces, at, at+1)
		}
		for j, x := range out.Sheets {
			if x.Series == s.Series && x.Until == nil && x.From < s.From {
				until := s.From - 1
				out.Sheets[j].Until = &until
			}
		}
		out.Sheets = append(out.Sheets, s)
		l.sheetPlaces = append(l.sheetPlaces, sheetPlace{d, path, f.Include})
	}
	if len(d.faults) == 0 {
		l.includes()
		l.successions()
		l.assessedFields()
	}
	if faults := append(slices.Clone(d.faults), l.faults...); len(faults) > 0 {
		return nil, nil, errors.Join(faults...)
	}
	var sheets []Sheet
	for _, s := range out.Sheets {
		if slices.Contains(given, s.ID) {
			sheets = append(sheets, s)
		}
	}
	return &out, sheets, nil
}
