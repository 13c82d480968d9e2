package rules

import (
	"fmt"

	"rongqiao/internal/domain"
)

// LeftOut is a rule of the field that is known to exist and is not applied.
type LeftOut struct {
	Rule     domain.Text
	Document string
	Why      domain.Text
}

// leftOut reads what is left out; a region may have nothing to say.
func (l *loader) leftOut() {
	l.each("standards/left-out.yaml", func(d *document) {
		var form struct {
			LeftOut []struct {
				Rule     textForm `yaml:"rule"`
				Document string   `yaml:"document"`
				Why      textForm `yaml:"why"`
			} `yaml:"left_out"`
		}
		if !l.read(d, &form) {
			return
		}
		for i, f := range form.LeftOut {
			at := fmt.Sprintf("$.left_out[%d]", i)
			out := LeftOut{Rule: f.Rule.text(), Document: f.Document, Why: f.Why.text()}
			if out.Rule.ZH == "" || out.Rule.EN == "" || out.Why.ZH == "" || out.Why.EN == "" || out.Document == "" {
				d.add(at, out.Rule.ZH, "left_out", "rule and why in zh and en, and the document", "")
			}
			l.rs.LeftOut = append(l.rs.LeftOut, out)
		}
	})
}
