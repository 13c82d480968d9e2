package app

import (
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// VocabularyEntry is a code with the vocabulary that it belongs to.
type VocabularyEntry struct {
	Vocabulary string
	rules.Entry
}

// VocabularyEntries lists the codes of the named vocabularies, or of all,
// vocabularies by name and entries as the rule data has them. A vocabulary
// that does not exist answers unknown_vocabulary.
func (a *App) VocabularyEntries(names []string) ([]VocabularyEntry, error) {
	if len(names) == 0 {
		for name := range a.Rules.Vocabularies {
			names = append(names, name)
		}
	}
	names = slices.Clone(names)
	slices.Sort(names)
	var out []VocabularyEntry
	for _, name := range slices.Compact(names) {
		v, ok := a.Rules.Vocabularies[name]
		if !ok {
			return nil, domain.Invalid("unknown_vocabulary", "vocabulary", domain.Facts{"have": name})
		}
		for _, e := range v.Entries {
			out = append(out, VocabularyEntry{Vocabulary: name, Entry: e})
		}
	}
	return out, nil
}

// Providers lists the organisations behind the offers, by id.
func (a *App) Providers() []domain.Provider {
	out := make([]domain.Provider, 0, len(a.Rules.Providers))
	for _, p := range a.Rules.Providers {
		out = append(out, p)
	}
	slices.SortFunc(out, func(x, y domain.Provider) int { return strings.Compare(string(x.ID), string(y.ID)) })
	return out
}

// Provider answers the organisation behind an offer; one that the rule data
// does not hold has its id for a name.
func (a *App) Provider(id domain.ProviderID) domain.Provider {
	if p, ok := a.Rules.Providers[id]; ok {
		return p
	}
	return domain.Provider{ID: id, Name: domain.Text{ZH: string(id)}}
}

// Field is something that a criterion can ask about.
type Field = rules.Field

// Fields lists what criteria can ask about, in the order of the rule data.
func (a *App) Fields() []Field { return a.Rules.Fields }

// Describe says what a criterion is called and what it asks for today.
func (a *App) Describe(c domain.Criterion) (title, want domain.Text) {
	return a.Rules.LabelOf(c), a.Rules.ShowWanted(c, a.today())
}

// Name answers the name of a code; one that the vocabulary does not hold is
// its own.
func (a *App) Name(vocabulary string, code domain.Code) domain.Text {
	if v := a.Rules.Vocabularies[vocabulary]; v != nil {
		if e, ok := v.Entry(code); ok {
			return e.Name
		}
	}
	return domain.Text{ZH: string(code)}
}
