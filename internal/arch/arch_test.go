// Package arch checks how the project's packages lie: which folders there are,
// what each may import, and that each says what it is for. It has no code
// beside its test.
package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the project's own import prefix, as go.mod has it.
const module = "rongqiao"

// sourceFile is what the table speaks about in one Go file.
type sourceFile struct {
	path    string // below the root, with slashes
	imports []string
	says    bool // has a package comment
}

func (f sourceFile) folder() string { return path.Dir(f.path) }
func (f sourceFile) isTest() bool   { return strings.HasSuffix(f.path, "_test.go") }

func TestImportsFollowTheTable(t *testing.T) {
	files := readSources(t, filepath.Join("..", ".."))
	if len(files) == 0 {
		t.Fatal("no Go files found: the walk starts in the wrong place")
	}
	for _, fault := range slices.Concat(importFaults(table, files), commentFaults(files)) {
		t.Error(fault)
	}
}

// importFaults lists each folder without a row, and each import without its
// place in a row. A test may also import any package of the project: it wires
// real parts together, and runs the suites that several implementations share.
func importFaults(rows map[string]row, files []sourceFile) []string {
	var faults []string
	unknown := map[string]bool{}
	for _, f := range files {
		r, known := rows[f.folder()]
		if !known {
			if !unknown[f.folder()] {
				faults = append(faults, fmt.Sprintf("%s: folder without a row in internal/arch; add one on purpose, or move the code", f.folder()))
			}
			unknown[f.folder()] = true
			continue
		}
		for _, imported := range f.imports {
			if !r.allows(imported, f) {
				faults = append(faults, fmt.Sprintf("%s imports %s: not in the row of %s in internal/arch", f.path, imported, f.folder()))
			}
		}
	}
	return faults
}

func (r row) allows(imported string, f sourceFile) bool {
	if r.anything {
		return true
	}
	if own, ours := strings.CutPrefix(imported, module+"/"); ours {
		return f.isTest() || slices.Contains(r.ours, own)
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return !slices.Contains(standardInItsRow, imported) || slices.Contains(r.others, imported)
	}
	others := r.others
	if f.isTest() {
		others = slices.Concat(r.others, r.inTests)
	}
	return slices.ContainsFunc(others, func(allowed string) bool {
		return imported == allowed || strings.HasPrefix(imported, allowed+"/")
	})
}

// commentFaults lists each folder in which no file has a package comment.
func commentFaults(files []sourceFile) []string {
	says := map[string]bool{}
	for _, f := range files {
		says[f.folder()] = says[f.folder()] || f.says
	}
	var faults []string
	for folder, said := range says {
		if !said {
			faults = append(faults, folder+": no package comment; open with a sentence on what the package is for")
		}
	}
	slices.Sort(faults)
	return faults
}

// readSources parses every Go file below root, but for what is no part of this
// module: modules of their own, testdata, hidden and underscored folders.
func readSources(t *testing.T, root string) []sourceFile {
	t.Helper()
	var files []sourceFile
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if p != root && isOutside(p, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(p) != ".go" {
			return nil
		}
		f, err := readSource(root, p)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func isOutside(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil || name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

func readSource(root, p string) (sourceFile, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return sourceFile{}, err
	}
	below, err := filepath.Rel(root, p)
	if err != nil {
		return sourceFile{}, err
	}
	f := sourceFile{path: filepath.ToSlash(below), says: saysWhatFor(parsed)}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return sourceFile{}, fmt.Errorf("%s: import %s: %w", p, spec.Path.Value, err)
		}
		f.imports = append(f.imports, imported)
	}
	return f, nil
}

func saysWhatFor(f *ast.File) bool {
	// Text leaves directives out: a generator's or the compiler's line says nothing to a reader.
	return f.Doc != nil && strings.TrimSpace(f.Doc.Text()) != ""
}
