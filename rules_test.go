// Package hybridsim_test holds the rules of the house: which package may import what (rooms_test.go), who may look at the wall
// clock or open a real connection, what has to be documented, how long a file, a function and a line may be (shape_test.go), and
// that every label leads to a rule (labels_test.go). Each rule prints the reason behind it, and each is also shown an offender
// made for it, so that no rule is kept only because it cannot be broken.
package hybridsim_test

import (
	"fmt"
	"go/ast"
	"go/token"
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

// imports forbids packages of the standard library; the tree and the libraries that it uses have tables of their own (rooms_test.go).
var imports = []rule{
	{"...", nil, []string{"github.com/google/go-cmp/...", "testing"},
		"comparing for tests is not part of the product"},
	{"...", []string{"deploy/dist/..."}, []string{"os/exec", "golang.org/x/net/proxy/..."},
		"nothing is executed but by the tool that builds, and no other program or proxy is a way around the rule about dialling"},
	{"relay/...", []string{"relay/smtpio/...", "relay/mailauth/...", "relay/chain/..."}, pureNever, pureBecause},
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
	{"...", []string{"sim/live/edge/bridge.go"},
		[]string{"net.Dial", "net.DialTimeout", "net.DialTCP", "net.DialUDP", "net.DialUnix", "net.DialIP", "net.Dialer", "crypto/tls.Dial", "crypto/tls.DialWithDialer", "crypto/tls.Dialer",
			"net/smtp.Dial", "net/smtp.SendMail", "github.com/emersion/go-smtp.Dial", "github.com/emersion/go-smtp.DialTLS", "github.com/emersion/go-smtp.DialStartTLS", "github.com/emersion/go-smtp.SendMail",
			"net/http.Get", "net/http.Head", "net/http.Post", "net/http.PostForm", "net/http.Client", "net/http.DefaultClient", "net/http.Transport", "net/http.DefaultTransport",
			"net/http/httputil.ReverseProxy", "net/rpc.Dial",
			"net.FileConn", "syscall.Socket", "syscall.Connect", "golang.org/x/sys/unix.Socket", "golang.org/x/sys/unix.Connect"},
		"simulated mail cannot reach a real network"},
	{"...", nil, []string{"github.com/miekg/dns.Client", "github.com/miekg/dns.Dial", "github.com/miekg/dns.DialTimeout", "github.com/miekg/dns.DialWithTLS", "github.com/miekg/dns.DialTimeoutWithTLS",
		"github.com/miekg/dns.Exchange", "github.com/miekg/dns.ExchangeContext", "github.com/miekg/dns.Transfer"},
		"the DNS server answers from simulated zones and asks nobody"},
	{"...", []string{"relay/reply/..."}, []string{module + "/relay.Catalogued"},
		"the catalogue alone makes replies: each has a source, and a meaning for whoever reads it"},
	{"...", []string{"relay/smtpio/...", "relay/dsn/...", "relay/reply/...", "relay/scrap/..."}, []string{module + "/relay.Received"},
		"what another system said is read off the wire or out of a report; what we say is in the catalogue"},
	{"...", nil, []string{"net.LookupHost", "net.LookupIP", "net.LookupMX", "net.LookupTXT", "net.LookupAddr", "net.Resolver", "net.DefaultResolver",
		"net.ResolveTCPAddr", "net.ResolveUDPAddr", "net.ResolveIPAddr"},
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

const hintBecause = "whoever shows a mistake may want the hint apart: it is a field of mistake.Error, and that alone writes it"

func TestAHintIsAFieldAndNotAText(t *testing.T) {
	for _, f := range sources(t) {
		report(t, f, hintsInText(f))
	}
	offender := parse(t, "cmd/hybridsim/made.go", "package main\nvar _ = \"no\\n    hint: yes\"\n")
	if got := hintsInText(offender); len(got) != 1 {
		t.Errorf("a text with a hint in it passes: %q", got)
	}
}

func hintsInText(f source) (lines []string) {
	if strings.HasPrefix(f.path, "sim/mistake/") {
		return nil
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING && strings.Contains(s.Value, "hint: ") {
			lines = append(lines, fmt.Sprintf("line %d writes a hint into a text.\nWhy: %s", f.line(s.Pos()), hintBecause))
		}
		return true
	})
	return lines
}
