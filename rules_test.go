// Package hybridsim_test holds the rules of the house: which package may import what, who may look at the wall clock or open
// a real connection, what has to be documented, and how long a file may be. Each rule prints the reason behind it, and each
// is also shown an offender made for it, so that no rule is kept only because it cannot be broken.
package hybridsim_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const module = "hybridsim"

// rule forbids something to the files under of, except to the files under except.
type rule struct {
	of      string   // "relay/..." is relay and everything below, "relay" that package alone
	except  []string // packages or files
	never   []string // import paths ("hybridsim/sim/..." with all below) or names ("time.Now")
	because string
}

var imports = []rule{
	{"relay/...", nil, []string{module + "/sim/...", module + "/cmd/...", module + "/scenarios/..."},
		"the relay must not know that it is simulated"},
	{"...", []string{"relay/smtpio/..."}, []string{"github.com/emersion/go-smtp/...", "github.com/emersion/go-sasl/..."},
		"relay/smtpio is the one door to the SMTP library: it alone keeps the dialect"},
	{"...", []string{"relay/mailauth/..."}, []string{"github.com/emersion/go-msgauth/...", "blitiri.com.ar/go/spf/..."},
		"relay/mailauth is the one door to the library for SPF, DKIM and DMARC"},
	{"...", nil, []string{"github.com/google/go-cmp/...", "testing"},
		"comparing for tests is not part of the product"},
	{"relay", nil, pureNever, pureBecause},
	{"relay/connector/...", nil, pureNever, pureBecause},
	{"relay/categorizer/...", nil, pureNever, pureBecause},
	{"relay/headers/...", nil, pureNever, pureBecause},
	{"relay/dsn/...", nil, pureNever, pureBecause},
	{"relay/mailbox/...", nil, pureNever, pureBecause},
	{"relay/content/...", nil, pureNever, pureBecause},
	{"relay/exlog/...", nil, pureNever, "logs are rendered to a writer that is given; who opens files is the command"},
	{"relay/exlog/...", nil, []string{module + "/relay/connector/...", module + "/relay/categorizer/...", module + "/relay/headers/...",
		module + "/relay/dsn/...", module + "/relay/smtpio/...", module + "/relay/transport/..."},
		"evidence is written from records, not from those who made them"},
	{"relay", nil, []string{module + "/relay/..."}, "the nouns are below everything that asks questions about them"},
	{"relay/connector/...", nil, []string{module + "/relay/categorizer/..."},
		"which connector and who is the recipient are separate questions"},
	{"relay/categorizer/...", nil, []string{module + "/relay/connector/..."},
		"who is the recipient and which connector are separate questions"},
	{"relay/transport/...", nil, []string{module + "/relay/smtpio/..."},
		"transport decides and smtpio speaks; sim joins them by the interfaces in package relay"},
	{"relay/smtpio/...", nil, []string{module + "/relay/transport/..."},
		"smtpio speaks and transport decides; sim joins them by the interfaces in package relay"},
	{"sim/vnet/...", nil, []string{module + "/relay/..."}, "a network knows no mail; it can be replaced"},
	{"sim/middlebox/...", nil, []string{module + "/relay/..."}, "a firewall reads lines and knows no mail; it can be replaced"},
	{"sim/vclock/...", nil, []string{module + "/relay/..."}, "a clock knows no mail; it can be replaced"},
	{"sim/labca/...", nil, []string{module + "/relay/..."}, "a certificate authority knows no mail; it can be replaced"},
}

var (
	pureNever   = []string{"net", "os", "log", "log/slog", "sync", "math/rand", "math/rand/v2", "crypto/rand"}
	pureBecause = "decisions are pure: a table test needs no set-up, and the same question has the same answer"
)

// uses forbid names of imported packages, wherever they are mentioned.
var uses = []rule{
	{"relay/...", nil, wallClock, "time is handed in: the same story gives the same bytes"},
	{"...", []string{"cmd/hybridsim/...", "sim/live/...", "sim/vnet/deadline.go", "sim/perform.go"}, wallClock,
		"a simulated day passes in an instant; real time belongs to the command line, to sim/live, to the deadlines of vnet's connections and to the watchdog"},
	{"...", []string{"cmd/hybridsim/...", "sim/live/..."},
		[]string{"net.Listen", "net.ListenTCP", "net.ListenUDP", "net.ListenUnix", "net.ListenPacket", "net.ListenConfig", "net.FileListener", "crypto/tls.Listen"},
		"nobody can reach a simulated server from outside unless a user opens the door"},
	{"...", []string{"sim/live/bridge.go"},
		[]string{"net.Dial", "net.DialTimeout", "net.DialTCP", "net.DialUDP", "net.DialUnix", "net.DialIP", "net.Dialer", "crypto/tls.Dial", "crypto/tls.DialWithDialer", "crypto/tls.Dialer",
			"net/smtp.Dial", "net/smtp.SendMail", "github.com/emersion/go-smtp.Dial", "github.com/emersion/go-smtp.DialTLS", "github.com/emersion/go-smtp.DialStartTLS", "github.com/emersion/go-smtp.SendMail"},
		"simulated mail cannot reach a real network"},
	{"...", nil, []string{"net.LookupHost", "net.LookupIP", "net.LookupMX", "net.LookupTXT", "net.LookupAddr", "net.Resolver", "net.DefaultResolver"},
		"names are looked up in simulated DNS only"},
}

var wallClock = []string{"time.Now", "time.Sleep", "time.After", "time.AfterFunc", "time.Since", "time.Until", "time.Tick", "time.NewTimer", "time.NewTicker"}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	for _, f := range sources(t) {
		report(t, f, brokenImports(f))
	}
}

func TestTheWorldOutsideIsOutOfReach(t *testing.T) {
	for _, f := range sources(t) {
		report(t, f, brokenUses(f))
	}
}

func TestEveryRuleCanBeBroken(t *testing.T) {
	tests := []struct {
		name  string
		rules []rule
		check func(source) []string
		write func(what string) string
	}{
		{"imports", imports, brokenImports, func(what string) string { return "import _ " + strconv.Quote(strings.TrimSuffix(what, "/...")) }},
		{"imports of what lies below", imports, brokenImports, func(what string) string {
			return "import _ " + strconv.Quote(strings.Replace(what, "/...", "/made/up", 1))
		}},
		{"uses", uses, brokenUses, func(what string) string {
			p, name := cutName(what)
			return "import hidden " + strconv.Quote(p) + "\nvar _ = hidden." + name
		}},
		{"uses by a dot", uses, brokenUses, func(what string) string {
			p, _ := cutName(what)
			return "import . " + strconv.Quote(p)
		}},
	}
	for _, tt := range tests {
		for _, r := range tt.rules {
			for _, what := range r.never {
				t.Run(tt.name+"/"+r.of+" "+what, func(t *testing.T) {
					offender := parse(t, strings.TrimSuffix(r.of, "...")+"/offender.go", "package offender\n"+tt.write(what))
					if !mentions(tt.check(offender), r.because) {
						t.Errorf("%s may do this, against the rule that %s:\n%s", offender.path, r.because, offender.text)
					}
					for _, excepted := range r.except {
						file := strings.TrimSuffix(excepted, "/...")
						if file == excepted {
							file = strings.TrimSuffix(file, ".go")
						} else {
							file += "/innocent"
						}
						innocent := parse(t, file+".go", offender.text)
						if mentions(tt.check(innocent), r.because) {
							t.Errorf("%s may not do this, although it is excepted from the rule that %s", innocent.path, r.because)
						}
					}
				})
			}
		}
	}
}

func TestALocalNameIsNotAnImport(t *testing.T) {
	f := parse(t, "sim/made.go", "package sim\nimport \"time\"\nfunc f(time clock) time.Time { return time.Now() }")
	if broken := brokenUses(f); len(broken) > 0 {
		t.Errorf("a parameter that happens to be called time was taken for the package: %q", broken)
	}
}

// documentBecause is printed for each exported name without a comment.
const documentBecause = "the comments are the manual: shapes, units, errors, and the page that a rule comes from"

func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, f := range sources(t) {
		report(t, f, undocumented(f))
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said, all := map[string]bool{}, map[string]string{}
	for _, f := range sources(t) {
		dir := path.Dir(f.path)
		all[dir] = f.ast.Name.Name
		said[dir] = said[dir] || describesPackage(f.ast)
	}
	for dir, name := range all {
		if !said[dir] {
			t.Errorf("package %s in %s has no comment that begins %q.\nWhy: a package comment says what the package is, what it is not, and the path through it",
				name, dir, packageWords(name))
		}
	}
}

func TestMissingDocumentationIsNoticed(t *testing.T) {
	const text = `package made
type Noun struct{}
type hidden struct{}
func Verb() {}
func (Noun) Method() {}
func (*Noun) Method2() {}
func (Noun) String() string { return "" }
func (hidden) Method() {}
const Number = 1
var (
	One = 1
	two = 2
)
// A documented group.
const (
	Red = iota
	Green
)
// Documented is.
func Documented() {}
type Generic[T any] struct{}
func (g Generic[T]) Get() {}
const (
	Behind = 1 // has its comment behind it
)
`
	f := parse(t, "made/up.go", text)
	var got []string
	for _, line := range undocumented(f) {
		got = append(got, strings.Fields(line)[1])
	}
	want := []string{"Noun", "Verb", "Noun.Method", "Noun.Method2", "Number", "One", "Generic", "Generic.Get"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("undocumented names (-want +got):\n%s", diff)
	}
	if describesPackage(f.ast) {
		t.Error("a package without a comment passes for described")
	}
}

const (
	maxLines      = 400
	lengthBecause = "a file is about one thing and can be read at a sitting"
)

func TestFilesAreShort(t *testing.T) {
	for _, f := range sources(t) {
		if n := strings.Count(f.text, "\n"); n > maxLines {
			t.Errorf("%s has %d lines, more than %d.\nWhy: %s", f.path, n, maxLines, lengthBecause)
		}
	}
}

var workplace = regexp.MustCompile(`/(work|farm)/`)

func TestNoFileKnowsWhereItWasWritten(t *testing.T) {
	if !workplace.MatchString("see /" + "work/main") {
		t.Error("the pattern does not find what it is for")
	}
	walk(t, func(name string, content []byte) {
		if !utf8.Valid(content) || slices.Contains(content, 0) {
			return
		}
		for i, line := range strings.Split(string(content), "\n") {
			if workplace.MatchString(line) {
				t.Errorf("%s:%d: names a folder of the machine that it was written on.\nWhy: nobody else has that folder\n\t%s", name, i+1, line)
			}
		}
	})
}

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
	ignored := []string{".git", "evidence", "scenarios/private", module}
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
