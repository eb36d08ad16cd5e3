package hybridsim_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	maxLines      = 400
	lengthBecause = "a file is about one thing and can be read at a sitting"

	maxFunction     = 60
	functionBecause = "a function is seen at a glance; what it does in steps has names"

	maxColumns   = 120 // a tab is four
	widthBecause = "two files fit side by side; a row of a table of data may be longer"
)

func TestFilesAreShort(t *testing.T) {
	for _, f := range sources(t) {
		if n := strings.Count(f.text, "\n"); n > maxLines {
			t.Errorf("%s has %d lines, more than %d.\nWhy: %s", f.path, n, maxLines, lengthBecause)
		}
	}
}

func TestFunctionsAreShort(t *testing.T) {
	for _, f := range sources(t) {
		report(t, f, longFunctions(f))
	}
	text := "package made\nfunc short() {\n" + strings.Repeat("\n", maxFunction-2) + "}\nfunc long() {\n" + strings.Repeat("\n", maxFunction-1) + "}\n"
	if got := longFunctions(parse(t, "made.go", text)); len(got) != 1 || !strings.Contains(got[0], "long has 61 lines") {
		t.Errorf("of a function of 60 lines and one of 61, the second one is too long; found %q", got)
	}
}

func longFunctions(f source) (lines []string) {
	for _, d := range f.ast.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			if n := f.line(fn.End()) - f.line(fn.Pos()) + 1; n > maxFunction {
				lines = append(lines, fmt.Sprintf("%s has %d lines, more than %d.\nWhy: %s", fn.Name.Name, n, maxFunction, functionBecause))
			}
		}
	}
	return lines
}

func (f source) line(p token.Pos) int { return f.fset.Position(p).Line }

func TestLinesAreNarrow(t *testing.T) {
	for _, f := range sources(t) {
		for _, line := range wideLines(f) {
			t.Error(line)
		}
	}
}

func TestAWideLineIsNoticed(t *testing.T) {
	wide := strings.Repeat("x", maxColumns)
	f := parse(t, "made.go", "package made\n\nvar table = []row{\n\t{\""+wide+"\"},\n\t{func() {\n\t\tf(\""+wide+"\")\n\t}},\n}\n\n// "+wide+"\nvar text = `\n"+wide+wide+"\n`\n\nvar one = []row{\""+wide+"\"}\n\nvar pattern = f(\n\t`"+wide+"`,\n\t"+wide+")\nvar other = `"+wide+"`\n")
	if got := len(wideLines(f)); got != 5 {
		t.Errorf("wide are the call inside the table, the comment, the table in one line, an argument and a raw string behind a name: 5, found %d: %q",
			got, wideLines(f))
	}
}

// wideLines are the lines of more than maxColumns, save rows of tables of data and text in a raw string.
func wideLines(f source) (wide []string) {
	data := dataLines(f)
	for i, line := range strings.Split(f.text, "\n") {
		if n := utf8.RuneCountInString(line) + 3*strings.Count(line, "\t"); n > maxColumns && !data[i+1] {
			wide = append(wide, fmt.Sprintf("%s:%d has %d columns, more than %d.\nWhy: %s", f.path, i+1, n, maxColumns, widthBecause))
		}
	}
	return wide
}

// dataLines are the lines of a file that are rows of a table, which is a list or map written over several lines, or text in a
// raw string, which cannot be broken. Code inside of a table is code.
func dataLines(f source) map[int]bool {
	data, lines := map[int]bool{}, strings.Split(f.text, "\n")
	mark := func(from, to int, is bool) {
		for n := from; n <= to; n++ {
			data[n] = is
		}
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			switch n.Type.(type) {
			case *ast.ArrayType, *ast.MapType:
				mark(f.line(n.Lbrace)+1, f.line(n.Rbrace)-1, true)
			}
		case *ast.FuncLit:
			mark(f.line(n.Body.Lbrace)+1, f.line(n.Body.Rbrace)-1, false)
		case *ast.BasicLit:
			begins := strings.HasPrefix(strings.TrimSpace(lines[f.line(n.Pos())-1]), "`")
			if n.Kind == token.STRING && n.Value[0] == '`' && (begins || strings.Contains(n.Value, "\n")) {
				mark(f.line(n.Pos()), f.line(n.End()), true)
			}
		}
		return true
	})
	return data
}
