package hybridsim_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What the rules are applied to: the files of the tree, and what each of them imports, mentions and leaves undocumented.

// source is one Go file that is not a test.
type source struct {
	path string // relative to the module root, with slashes
	text string
	ast  *ast.File
	fset *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	walk(t, func(name string, content []byte) {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			all = append(all, parse(t, name, string(content)))
		}
	})
	if len(all) < 50 {
		t.Fatalf("found %d source files only; is this the module root?", len(all))
	}
	return all
}

func parse(t *testing.T, name, text string) source {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return source{path.Clean(name), text, f, fset}
}

// walk visits every file that could belong to the project: not git's own, nor what .gitignore keeps out.
func walk(t *testing.T, visit func(name string, content []byte)) {
	t.Helper()
	ignored := []string{".git", "evidence", "dist", "scenarios/private", module}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case slices.Contains(ignored, name) && entry.IsDir():
			return fs.SkipDir
		case !entry.Type().IsRegular() || slices.Contains(ignored, name):
			return nil
		}
		content, err := os.ReadFile(name)
		if err == nil {
			visit(name, content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func report(t *testing.T, f source, broken []string) {
	t.Helper()
	for _, line := range broken {
		t.Errorf("%s: %s", f.path, line)
	}
}

func brokenImports(f source) []string {
	return f.broken(imports, func(r rule) (offences []string) {
		for _, spec := range f.ast.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			for _, never := range r.never {
				if covers(never, imported) {
					offences = append(offences, "imports "+imported)
				}
			}
		}
		return offences
	})
}

func brokenUses(f source) []string {
	names := map[string]string{} // local name of an import -> its path
	dotted := map[string]bool{}
	for _, spec := range f.ast.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		local := strings.TrimPrefix(path.Base(imported), "go-")
		if spec.Name != nil {
			local = spec.Name.Name
		}
		names[local] = imported
		dotted[imported] = local == "."
	}
	return f.broken(uses, func(r rule) (offences []string) {
		for _, never := range r.never {
			if p, _ := cutName(never); dotted[p] {
				offences = append(offences, "imports "+p+" with a dot, which hides its use")
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if local, ok := selector.X.(*ast.Ident); ok && local.Obj == nil && names[local.Name] != "" {
				if use := names[local.Name] + "." + selector.Sel.Name; slices.Contains(r.never, use) {
					offences = append(offences, "uses "+use+" at "+f.fset.Position(n.Pos()).String())
				}
			}
			return true
		})
		return offences
	})
}

// broken applies the rules that are about the file.
func (f source) broken(rules []rule, offences func(rule) []string) (lines []string) {
	for _, r := range rules {
		if !f.in(r.of) || slices.ContainsFunc(r.except, f.in) {
			continue
		}
		for _, offence := range offences(r) {
			lines = append(lines, offence+", which "+r.of+" never does.\nWhy: "+r.because)
		}
	}
	return lines
}

// in reports whether the file is the one named, or lies in the package or packages that the pattern names.
func (f source) in(pattern string) bool {
	return f.path == pattern || pattern == "..." || covers(pattern, path.Dir(f.path))
}

// covers reports whether a pattern names a path; "a/..." names a and what is below it.
func covers(pattern, name string) bool {
	root, below := strings.CutSuffix(pattern, "/...")
	return name == root || below && strings.HasPrefix(name, root+"/")
}

func cutName(use string) (importPath, name string) {
	i := strings.LastIndexByte(use, '.')
	return use[:i], use[i+1:]
}

func mentions(lines []string, words string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, words) })
}

// selfEvident methods are documented by the interface that they are for.
var selfEvident = []string{"String", "Error", "Unwrap"}

func undocumented(f source) (lines []string) {
	missing := func(name string, n ast.Node) {
		lines = append(lines, "name "+name+" has no comment at "+f.fset.Position(n.Pos()).String()+".\nWhy: "+documentBecause)
	}
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			receiver := receiverName(d)
			switch {
			case d.Doc != nil || !d.Name.IsExported():
			case receiver == "":
				missing(d.Name.Name, d)
			case ast.IsExported(receiver) && !slices.Contains(selfEvident, d.Name.Name):
				missing(receiver+"."+d.Name.Name, d)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
						missing(spec.Name.Name, spec)
					}
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						if name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
							missing(name.Name, name)
						}
					}
				}
			}
		}
	}
	return lines
}

func receiverName(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

func packageWords(name string) string {
	if name == "main" {
		return "Command "
	}
	return "Package " + name + " "
}

func describesPackage(f *ast.File) bool {
	return f.Doc != nil && strings.HasPrefix(f.Doc.Text(), packageWords(f.Name.Name))
}
