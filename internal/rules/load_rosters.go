package rules

import (
	"fmt"

	"rongqiao/internal/domain"
)

// Roster is what the rule data says of one roster.
type Roster struct {
	Code        domain.Code
	Keeper      domain.Text // the authority that decides who stands on it
	Purpose     domain.Text
	SourceTitle string
	SourceDate  string
	Verified    bool
	Complete    bool // who is not on it is known not to be
}

const rostersVocabulary = "rosters"

func (l *loader) rosters() {
	l.each("rosters.yaml", func(d *document) {
		var form struct {
			Rosters []struct {
				Roster  domain.Code `yaml:"roster"`
				Keeper  textForm    `yaml:"keeper"`
				Purpose textForm    `yaml:"purpose"`
				Source  struct {
					Title string `yaml:"title"`
					Date  string `yaml:"date"`
				} `yaml:"source"`
				Verified *bool `yaml:"verified"`
				Complete *bool `yaml:"complete"`
			} `yaml:"rosters"`
		}
		if !l.read(d, &form) {
			return
		}
		for i, r := range form.Rosters {
			path, code := fmt.Sprintf("$.rosters[%d]", i), string(r.Roster)
			_, twice := l.rs.Rosters[r.Roster]
			if !l.rs.Vocabularies[rostersVocabulary].Has(r.Roster) || twice {
				d.add(path+".roster", code, "roster", "a code of rosters that is used once", code)
			}
			if r.Keeper.ZH == "" || r.Keeper.EN == "" || r.Purpose.ZH == "" || r.Purpose.EN == "" || r.Source.Title == "" {
				d.add(path, code, "keeper, purpose, source.title", "each, in zh and en", "")
			}
			if r.Verified == nil || r.Complete == nil {
				d.add(path, code, "verified, complete", "true or false", "")
				continue
			}
			l.rs.Rosters[r.Roster] = Roster{
				Code: r.Roster, Keeper: r.Keeper.text(), Purpose: r.Purpose.text(),
				SourceTitle: r.Source.Title, SourceDate: r.Source.Date, Verified: *r.Verified, Complete: *r.Complete,
			}
		}
	})
}

// RostersComplete tells whether the platform holds the whole of every roster:
// only then is a firm that no entry names known to be on none.
func (rs *RuleSet) RostersComplete() bool {
	v := rs.Vocabularies[rostersVocabulary]
	if v == nil || len(v.Entries) == 0 {
		return false
	}
	for _, e := range v.Entries {
		if !rs.Rosters[e.Code].Complete {
			return false
		}
	}
	return true
}

// CheckRoster answers unknown_code where no roster has the code.
func (rs *RuleSet) CheckRoster(c domain.Code) error {
	if !rs.Vocabularies[rostersVocabulary].Has(c) {
		return domain.Invalid("unknown_code", "roster", domain.Facts{"want": "a code of " + rostersVocabulary, "have": string(c)})
	}
	return nil
}
