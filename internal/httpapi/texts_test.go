package httpapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/getkin/kin-openapi/openapi3"

	"rongqiao/internal/domain"
)

const root = "../.."

func loadTexts(t *testing.T) Texts {
	t.Helper()
	texts, err := LoadTexts(os.DirFS(root + "/config/texts"))
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// codeArgument is where the functions that make errors take the code.
var codeArgument = map[string]int{
	"Invalid": 0, "NewError": 1, "malformed": 0, "tokenError": 0, "add": 1, "bad": 1, "fault": 1, "conflictAt": 1, "check": 2,
	"problem": 2, "conflict": 0, "invalid": 0, "refused": 0, "at": 1,
}

// nounArgument is where they take a noun, and what they make of it.
var nounArgument = map[string]string{"NotFound": "_not_found", "Changed": "_changed", "stale": "_changed"}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// codesOf reads the codes that a source file makes errors with.
func codesOf(t *testing.T, path string, found map[string]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	note := func(e ast.Expr, suffix string) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		if s, err := strconv.Unquote(lit.Value); err == nil && codeForm.MatchString(s) {
			found[s+suffix] = path
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			name := ""
			switch f := n.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = f.Sel.Name
			}
			if i, ok := codeArgument[name]; ok && i < len(n.Args) {
				note(n.Args[i], "")
			}
			if suffix, ok := nounArgument[name]; ok && len(n.Args) > 0 {
				note(n.Args[0], suffix)
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "code" || key.Name == "Code") {
				note(n.Value, "")
			}
		}
		return true
	})
}

// allCodes gathers every code that a client can meet: from the sources, the
// specification, the defaults of its rules, and the store's.
func allCodes(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, dir := range []string{
		"internal/domain", "internal/app", "internal/auth", "internal/policy", "internal/httpapi", "internal/rules",
		"internal/store", "internal/tabular", "search",
	} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			switch d.Name() {
			case "apigen", "storetest", "searchtest", "testdata", "words":
				return filepath.SkipDir
			}
			if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				codesOf(t, path, found)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, code := range ruleCodes {
		found[code] = "ruleCodes"
	}
	doc, err := specification()
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range doc.Components.Schemas {
		specCodes(s.Value, name, found, map[*openapi3.Schema]bool{})
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, p := range op.Parameters {
				specCodes(p.Value.Schema.Value, p.Value.Name, found, map[*openapi3.Schema]bool{})
			}
		}
	}
	// The store makes these of its nouns; a user is a person, and the id of a
	// session never comes from outside.
	for _, noun := range []string{"enterprise", "need", "offer", "organisation", "roster_entry"} {
		for _, end := range []string{"_not_found", "_changed", "_exists"} {
			found[noun+end] = "store"
		}
	}
	return found
}

func specCodes(s *openapi3.Schema, where string, found map[string]string, seen map[*openapi3.Schema]bool) {
	if s == nil || seen[s] {
		return
	}
	seen[s] = true
	own, _ := s.Extensions["x-codes"].(map[string]any)
	for _, code := range own {
		found[code.(string)] = "openapi.yaml: " + where
	}
	for name, p := range s.Properties {
		specCodes(p.Value, where+"."+name, found, seen)
	}
	for _, x := range s.AllOf {
		specCodes(x.Value, where, found, seen)
	}
	if s.Items != nil {
		specCodes(s.Items.Value, where, found, seen)
	}
}

func TestEveryCodeHasTexts(t *testing.T) {
	texts, codes := loadTexts(t), allCodes(t)
	for _, want := range []string{"uscc_check_character", "body_too_large", "token_foreign", "term_out_of_range", "unknown_district", "cursor_invalid"} {
		if codes[want] == "" {
			t.Errorf("the scan no longer finds %s", want)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		if _, ok := texts[code]; !ok {
			t.Errorf("%s (%s) has no text in config/texts", code, codes[code])
		}
	}
	for _, status := range []string{"400", "401", "403", "404", "405", "409", "413", "415", "422", "429", "500", "503"} {
		if _, ok := texts["status_"+status]; !ok {
			t.Errorf("status_%s has no text in config/texts", status)
		}
	}
}

func TestTextsInBothLanguages(t *testing.T) {
	rows := map[string]struct {
		file string
		want string // in the error; empty: good
	}{
		"a code with both languages":             {"a: {zh: 甲, en: A}", ""},
		"a code without English is refused":      {"a: {zh: 甲}", "a: want zh and en"},
		"a code without Chinese is refused":      {"a: {en: A}", "a: want zh and en"},
		"a third language is refused":            {"a: {zh: 甲, en: A, fr: A}", "fr"},
		"a code given twice in a file":           {"a: {zh: 甲, en: A}\na: {zh: 甲, en: A}", "a"},
		"a code that another file has already":   {"b: {zh: 乙, en: B}", "b stands in another file already"},
		"a file that is not YAML names the file": {"a: [", "one.yaml"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			_, err := LoadTexts(fstest.MapFS{
				"one.yaml": {Data: []byte(row.file)}, "other.yaml": {Data: []byte("b: {zh: 乙, en: B}")},
			})
			if (err == nil) != (row.want == "") || (err != nil && !strings.Contains(err.Error(), row.want)) {
				t.Errorf("have %v, want %q", err, row.want)
			}
		})
	}
}

func TestLanguage(t *testing.T) {
	rows := map[string]string{
		"":                                 langZH,
		"en":                               langEN,
		"en-GB,en;q=0.9":                   langEN,
		"zh-CN,zh;q=0.9,en;q=0.8":          langZH,
		"en;q=0.8, zh;q=0.3":               langEN,
		"fr":                               langZH,
		"fr, en;q=0.1":                     langEN,
		"en, zh":                           langZH,
		"en;q=nonsense":                    langEN,
		"*":                                langZH,
		strings.Repeat("x", 1000) + ";q=1": langZH,
	}
	for header, want := range rows {
		if have := (Texts{}).language(header); have != want {
			t.Errorf("%q: have %s, want %s", header, have, want)
		}
	}
}

func TestRender(t *testing.T) {
	texts := Texts{"a": {ZH: "至少 {min}，可用：{want}", EN: "at least {min}: {want}"}}
	rows := map[string]struct {
		lang  string
		facts domain.Facts
		want  string
	}{
		"facts are filled in":            {langEN, domain.Facts{"min": 3, "want": "x"}, "at least 3: x"},
		"lists have their separator":     {langZH, domain.Facts{"min": 3, "want": []string{"甲", "乙"}}, "至少 3，可用：甲、乙"},
		"a missing fact leaves no brace": {langEN, nil, "at least …: …"},
	}
	for name, row := range rows {
		if have := texts.render("a", row.lang, row.facts); have != row.want {
			t.Errorf("%s: have %q, want %q", name, have, row.want)
		}
	}
}
