package rules

import "fmt"

// Groups are how reports compare firms.
type Groups struct {
	AgeYears []int64 // borders of the bands of full years since the founding, rising
	Least    int     // figures of a group of fewer firms are kept back
}

// groups reads how reports compare firms; a region without the file has one
// band of age and keeps nothing back.
func (l *loader) groups() {
	l.each("standards/groups.yaml", func(d *document) {
		var form struct {
			AgeYears []int64 `yaml:"age_years"`
			Least    int     `yaml:"least_group"`
		}
		if !l.read(d, &form) {
			return
		}
		for i, n := range form.AgeYears {
			if n < 1 || i > 0 && n <= form.AgeYears[i-1] {
				d.add(fmt.Sprintf("$.age_years[%d]", i), "", "age_years", "years that rise from 1 on", fmt.Sprint(n))
			}
		}
		if form.Least < 1 {
			d.add("$.least_group", "", "least_group", "at least 1", fmt.Sprint(form.Least))
		}
		l.rs.Groups = Groups{form.AgeYears, form.Least}
	})
}
