package arch

import (
	"slices"
	"strings"
	"testing"
)

// TestFaultsAreFound keeps the check itself from passing whatever it is given.
func TestFaultsAreFound(t *testing.T) {
	rows := map[string]row{
		"core":    {},
		"adapter": {ours: []string{"core"}, others: []string{"example.org/driver", "database/sql"}},
		"cmd/one": {anything: true},
		"checked": {inTests: []string{"example.org/reader"}},
	}
	for name, c := range map[string]struct {
		file sourceFile
		want string // part of the one fault, or nothing
	}{
		"a folder may import the standard library":        {sourceFile{path: "core/a.go", imports: []string{"net/http"}}, ""},
		"a folder may not import what its row leaves out": {sourceFile{path: "core/a.go", imports: []string{"rongqiao/adapter"}}, "core/a.go imports rongqiao/adapter"},
		"a row's own packages are allowed":                {sourceFile{path: "adapter/a.go", imports: []string{"rongqiao/core"}}, ""},
		"a row's arrow does not reach below its folder":   {sourceFile{path: "adapter/a.go", imports: []string{"rongqiao/core/deep"}}, "rongqiao/core/deep"},
		"a row's library is allowed with all below it":    {sourceFile{path: "adapter/a.go", imports: []string{"example.org/driver/v2"}}, ""},
		"a library with a longer name is another one":     {sourceFile{path: "adapter/a.go", imports: []string{"example.org/drivers"}}, "example.org/drivers"},
		"SQL stays in its row":                            {sourceFile{path: "core/a.go", imports: []string{"database/sql"}}, "database/sql"},
		"SQL is allowed in its row":                       {sourceFile{path: "adapter/a.go", imports: []string{"database/sql"}}, ""},
		"a test may import all of the project":            {sourceFile{path: "core/a_test.go", imports: []string{"rongqiao/adapter"}}, ""},
		"a test may not import another's library":         {sourceFile{path: "core/a_test.go", imports: []string{"example.org/driver"}}, "example.org/driver"},
		"a row may name a library for its tests":          {sourceFile{path: "checked/a_test.go", imports: []string{"example.org/reader"}}, ""},
		"which is then for its tests alone":               {sourceFile{path: "checked/a.go", imports: []string{"example.org/reader"}}, "example.org/reader"},
		"the wiring may import anything":                  {sourceFile{path: "cmd/one/a.go", imports: []string{"example.org/driver", "rongqiao/core"}}, ""},
		"a folder without a row is a fault":               {sourceFile{path: "utils/a.go"}, "utils: folder without a row"},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(importFaults(rows, []sourceFile{c.file}), "\n")
			if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
				t.Errorf("want %q, have %q", c.want, got)
			}
		})
	}
}

func TestPackageWithoutCommentIsFound(t *testing.T) {
	got := commentFaults([]sourceFile{
		{path: "core/a.go"}, {path: "core/doc.go", says: true},
		{path: "adapter/a.go"},
	})
	want := []string{"adapter: no package comment; open with a sentence on what the package is for"}
	if !slices.Equal(got, want) {
		t.Errorf("want %q, have %q", want, got)
	}
}
