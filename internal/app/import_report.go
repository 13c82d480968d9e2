package app

import (
	"errors"

	"rongqiao/internal/domain"
	"rongqiao/internal/tabular"
)

// maxListedFaults is how many faults a report holds; all are counted, and all
// go to ImportOptions.OnFault.
const maxListedFaults = 500

// ImportOptions say how a file is taken.
type ImportOptions struct {
	Check    bool                               // look, and write nothing
	SkipBad  bool                               // take the good rows where some are bad
	OnFault  func(tabular.Fault)                // told of every fault and warning; may be nil
	Progress func(step string, done, total int) // told after each batch; may be nil
}

// ImportReport says what became of a file.
type ImportReport struct {
	Rows      int // that are not blank
	New       int // firms or periods that were not there
	Changed   int
	Unchanged int  // the file says what is there already
	Bad       int  // rows at fault
	Refused   bool // the file as a whole, or its headings: no row of it is taken
	Written   bool
	Unknown   []string        // headings from which nothing was taken
	Faults    []tabular.Fault // the first of them
	FaultsAll int
	Warnings  int
}

// count counts a good row.
func (r *ImportReport) count(changed, isNew bool) {
	switch {
	case !changed:
		r.Unchanged++
	case isNew:
		r.New++
	default:
		r.Changed++
	}
}

// faultList gathers the faults of a run.
type faultList struct {
	report *ImportReport
	told   func(tabular.Fault)
}

func (l faultList) add(f tabular.Fault) {
	if f.Warning {
		l.report.Warnings++
	} else {
		l.report.FaultsAll++
	}
	if len(l.report.Faults) < maxListedFaults {
		l.report.Faults = append(l.report.Faults, f)
	}
	if l.told != nil {
		l.told(f)
	}
}

// errHeads ends a run whose headings are at fault: no row can be read then.
var errHeads = errors.New("the headings are at fault")

// fileFault turns an input error of the file as a whole into a fault of the
// report; ok is false for any other error.
func fileFault(err error) (tabular.Fault, bool) {
	var refused *domain.Error
	if !errors.As(err, &refused) || refused.Kind != domain.KindInvalid || len(refused.Fields) == 0 {
		return tabular.Fault{}, false
	}
	f := tabular.Fault{Code: refused.Fields[0].Code, Facts: refused.Fields[0].Facts}
	f.Row, _ = f.Facts["row"].(int)
	return f, true
}
