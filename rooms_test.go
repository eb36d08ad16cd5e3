package hybridsim_test

import (
	"fmt"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// room is a package of the tree and what of the tree it may import. The table is total: a package without a row fails, an
// arrow that no row names fails, and so do a row and an arrow that nobody uses any more.
type room struct {
	of      string
	may     []string // rooms
	because string   // why these and no others
}

// door is a package from outside the tree and the standard library, and the rooms that may import it.
type door struct {
	to      string
	open    []string // rooms
	because string
}

// A new room is one row here; the failure of a package without a row prints a draft of it.
var rooms = []room{
	{"relay", nil, "the nouns are below everything that asks questions about them"},
	{"relay/reply", []string{"relay"}, "what is said on which occasion does not depend on whether the occasion has come"},
	{"relay/schannel", []string{"relay"}, "what a machine's TLS can do is known before anybody talks to it"},
	{"relay/chain", nil, "a chain of certificates is verified and remembered in one way, whoever asks"},
	{"relay/connector", []string{"relay", "relay/chain"}, "which connector and who is the recipient are separate questions"},
	{"relay/opath", []string{"relay"}, "a filter is a text about recipients; whose members it finds is asked elsewhere"},
	{"relay/categorizer", []string{"relay", "relay/opath", "relay/reply"}, "who is the recipient and which connector are separate questions"},
	{"relay/headers", []string{"relay"}, "what a header may claim does not depend on where it goes"},
	{"relay/content", []string{"relay", "relay/reply"}, "what is in a message does not depend on how it travels"},
	{"relay/mailbox", []string{"relay", "relay/content"}, "a mailbox looks at what was delivered, and not at its way"},
	{"relay/rules", []string{"relay", "relay/content"}, "a rule is asked about a message; what follows is applied elsewhere"},
	{"relay/install", []string{"relay"}, "what setup and the wizard create are objects; where they stand, and what becomes of mail there, is asked elsewhere"},
	{"relay/dsn", []string{"relay", "relay/reply"}, "a report is written from a record and read from text; when one is due is asked elsewhere"},
	{"relay/scrap", []string{"relay", "relay/dsn", "relay/reply"}, "a piece of evidence is read from text alone; who is like it, and how it is shown, stand above"},
	{"relay/verdict", []string{"relay", "relay/mailauth"}, "a verdict is about what is known of a message; what becomes of it is the transport's"},
	{"relay/mailauth", []string{"relay"}, "whether a sender is whom he claims to be is a question about text and DNS alone"},
	{"relay/journey", []string{"relay"}, "what became of a message is read from the records; it needs nobody who decided"},
	{"relay/ident", []string{"relay"}, "an identifier follows from a label, a counter and a time; whose it is, is asked elsewhere"},
	{"relay/past", nil, "what happened is numbered and forgotten in one way, whatever it is"},
	{"relay/exlog", []string{"relay", "relay/ident", "relay/journey"}, "evidence is written from records, not from those who made them"},
	{"relay/smtpio", []string{"relay", "relay/chain", "relay/reply", "relay/schannel"},
		"smtpio speaks and transport decides; sim joins them by the interfaces in package relay"},
	{"relay/transport", []string{"relay", "relay/categorizer", "relay/connector", "relay/content", "relay/dsn",
		"relay/headers", "relay/ident", "relay/mailauth", "relay/mailbox", "relay/past", "relay/reply",
		"relay/rules", "relay/schannel", "relay/verdict"},
		"transport asks the pure rooms and returns dialogues; smtpio speaks them, and sim joins the two by the interfaces in package relay"},

	{"sim", []string{"relay", "relay/exlog", "relay/ident", "relay/install", "relay/journey", "relay/mailauth", "relay/mailbox", "relay/past",
		"relay/reply", "relay/schannel", "relay/smtpio", "relay/transport", "sim/cmdlet", "sim/door", "sim/labca", "sim/mistake",
		"sim/outside", "sim/suggest", "sim/vclock", "sim/vnet"},
		"the world joins both sides, network, clock and authorities; who plays in it, shows it or keeps it stands above"},
	{"sim/door", nil, "a door knows nothing of what is behind it"},
	{"sim/outside", []string{"relay", "relay/dsn", "relay/journey", "relay/mailauth", "relay/past", "relay/reply", "relay/schannel", "sim/door", "sim/vnet"},
		"an outside host asks its surroundings for what it needs of a world; any world will do"},
	{"sim/vclock", nil, "a clock knows no mail; it can be replaced"},
	{"sim/vnet", []string{"relay/past"}, "a network knows no mail; it can be replaced"},
	{"sim/capture", []string{"sim/vnet"}, "packets are made of what passes on a network, whoever speaks there and whatever they say"},
	{"sim/fingerprint", []string{"relay", "relay/dsn"},
		"files are looked at as anybody would who was handed them; who wrote them is not asked"},
	{"sim/labca", nil, "a certificate authority knows no mail; it can be replaced"},
	{"sim/middlebox", []string{"sim/vnet"}, "a firewall reads lines and knows no mail; it can be replaced"},
	{"sim/tested", nil, "whether a test plays a sample is answered in one way"},
	{"sim/userfile", []string{"sim/mistake"}, "what people name is read and written in one way, whatever is in it"},
	{"sim/suggest", nil, "a near name is a question about text; whose names they are is the caller's affair"},
	{"sim/mistake", nil, "what is wrong, and where, is told the same way whatever was read"},
	{"sim/shard", []string{"sim/mistake"}, "work is divided in one way, whatever it is"},
	{"sim/cmdlet", []string{"relay", "relay/chain", "relay/exlog", "relay/install", "relay/opath", "sim/mistake", "sim/suggest"},
		"what administrators type changes an Organization and shows its records; no world is needed for it"},
	{"sim/records", []string{"relay", "relay/journey"}, "a record is written as it stands; who made it and who shows it are elsewhere"},
	{"sim/caveat", []string{"relay", "sim/cmdlet"},
		"what was not looked at is asked of configurations and events; whose answer it stands beside is not known here"},
	{"sim/script", []string{"relay", "relay/content", "relay/dsn", "relay/headers", "relay/journey", "relay/mailbox", "relay/schannel", "sim",
		"sim/cmdlet", "sim/labca", "sim/middlebox", "sim/mistake", "sim/outside", "sim/suggest", "sim/vnet"},
		"a line is typed on a world by anybody, whether a story is behind it or not"},
	{"sim/evidence", []string{"relay", "relay/exlog", "sim", "sim/script"},
		"what a world left behind is written from its records, whoever played in it"},
	{"sim/story", []string{"relay", "relay/headers", "relay/journey", "relay/reply", "sim", "sim/capture", "sim/caveat", "sim/evidence", "sim/mistake", "sim/script",
		"sim/suggest", "sim/topology"},
		"a story is played and proved; its lines are done below, and where it came from and how it is told stand above"},
	{"sim/story/tell", []string{"relay", "relay/dsn", "relay/headers", "relay/mailbox", "sim", "sim/script", "sim/story"},
		"a story is told from what stands in it and from what people could see; it is proved below"},
	{"sim/fault", []string{"relay", "relay/schannel", "sim", "sim/cmdlet"}, "what goes wrong is typed lines; who types them, and what comes of it, stands above"},
	{"sim/topology", []string{"relay", "sim", "sim/script"}, "who stands where is drawn in one way, of a story and of a living world"},
	{"sim/page", []string{"relay", "relay/dsn", "relay/journey", "sim/records", "sim/script", "sim/story", "sim/topology"},
		"a page shows a story that was played; it decides nothing"},
	{"sim/exports", []string{"relay", "relay/dsn", "sim/cmdlet", "sim/mistake", "sim/suggest"},
		"an export becomes objects; what is made of them, and whether it plays, is asked elsewhere"},
	{"sim/exports/base", []string{"relay", "relay/install", "sim", "sim/caveat", "sim/cmdlet", "sim/exports", "sim/labca", "sim/mistake", "sim/script",
		"sim/story", "sim/suggest"},
		"objects become a base that plays; it reads no files and shows nothing"},
	{"sim/check", []string{"relay", "relay/categorizer", "relay/connector", "relay/content", "relay/journey", "relay/mailbox", "relay/rules", "relay/schannel", "sim", "sim/caveat",
		"sim/cmdlet", "sim/mistake", "sim/outside", "sim/records", "sim/script", "sim/shard", "sim/story", "sim/suggest",
		"sim/vnet"},
		"check plays flows and asks the pure rooms what they chose; no configuration is special by where it came from"},
	{"sim/diagnose", []string{"relay", "relay/content", "relay/mailbox", "relay/reply", "relay/scrap", "sim", "sim/caveat", "sim/check", "sim/cmdlet", "sim/fault", "sim/mistake", "sim/records", "sim/script"},
		"a diagnosis plays what the catalogue of faults says and reads what came of it; how mail flows is decided below"},
	{"sim/mutate", []string{"relay", "relay/journey", "sim", "sim/check", "sim/cmdlet", "sim/fault", "sim/mistake", "sim/records", "sim/script",
		"sim/shard", "sim/story"},
		"a suite is tried on what the catalogue of faults makes; what mail does, and how it is shown, are asked elsewhere"},
	{"sim/lab", []string{"sim/check", "sim/exports", "sim/fault", "sim/mistake", "sim/script", "sim/story", "sim/story/tell", "sim/suggest",
		"sim/userfile"},
		"a lab is judged by what is played; who types at it, and how it is shown, stand above"},
	{"sim/console", []string{"sim", "sim/cmdlet", "sim/lab", "sim/mistake", "sim/script", "sim/story", "sim/story/tell",
		"sim/suggest", "sim/userfile"},
		"what a person types is the same at a terminal, over HTTP and in a test"},
	{"sim/live", []string{"relay", "relay/mailbox", "sim", "sim/mistake"},
		"a world in wall-clock time needs no story, and nobody who looks at it"},
	{"sim/live/edge", []string{"relay", "relay/smtpio", "sim", "sim/live", "sim/mistake", "sim/suggest", "sim/userfile", "sim/vnet"},
		"who comes in is told here, and what becomes of his mail is not; nobody is shown anything"},
	{"sim/live/house", []string{"relay", "sim", "sim/capture", "sim/console", "sim/live", "sim/live/edge", "sim/live/store", "sim/live/web",
		"sim/live/zones", "sim/mistake", "sim/script", "sim/story", "sim/suggest", "sim/userfile"},
		"a house holds the server; printers, terminals and exit codes are handed to it or stay outside"},
	{"sim/live/store", []string{"sim", "sim/live", "sim/mistake"}, "a world is kept as changes; what they mean is not read here"},
	{"sim/live/zones", []string{"sim/live/edge", "sim/vnet"}, "DNS is answered from simulated zones alone"},
	{"sim/live/web", []string{"relay", "relay/content", "relay/dsn", "relay/exlog", "relay/journey", "relay/reply", "sim", "sim/check",
		"sim/console", "sim/diagnose", "sim/evidence", "sim/exports", "sim/live", "sim/live/edge", "sim/mistake", "sim/records", "sim/script",
		"sim/story", "sim/story/tell", "sim/suggest", "sim/topology"},
		"the web shows a living world, hands orders to the console and symptoms to the search; it keeps nothing"},

	{"sim/live/class", []string{"relay", "sim/console", "sim/lab", "sim/live", "sim/live/edge", "sim/live/house", "sim/live/web",
		"sim/mistake", "sim/script", "sim/story/tell", "sim/userfile"},
		"a class is many houses behind one door; what a lab is, and how a world is shown, are asked below"},

	{"courses", nil, "courses are data: what they say is read by whoever gives them"},
	{"scenarios", nil, "stories are data: what they say is read by whoever plays them"},
	{"deploy/dist", nil, "what is handed out is built from the outside, as anybody would"},
	{"cmd/hybridsim", []string{"courses", "relay", "relay/dsn", "relay/reply", "relay/scrap", "scenarios", "sim/capture", "sim/caveat",
		"sim/check", "sim/console", "sim/diagnose", "sim/evidence", "sim/exports", "sim/exports/base", "sim/fault", "sim/lab", "sim/live", "sim/live/class", "sim/live/edge", "sim/live/house",
		"sim/mistake", "sim/mutate", "sim/page", "sim/records", "sim/script", "sim/shard", "sim/story", "sim/story/tell", "sim/suggest",
		"sim/userfile"},
		"flags, a call of a library, a printer: whatever another program could want stands in a library"},
}

var doors = []door{
	{"github.com/emersion/go-smtp", []string{"relay/smtpio"},
		"relay/smtpio is the one door to the SMTP library: it alone keeps the dialect"},
	{"github.com/gopacket/gopacket", []string{"sim/capture"},
		"sim/capture is the one door to the library of packets: the network has none"},
	{"github.com/gopacket/gopacket/layers", []string{"sim/capture"}, "packets are made in one room"},
	{"github.com/gopacket/gopacket/pcapgo", []string{"sim/capture"}, "packets are made in one room"},
	{"github.com/emersion/go-sasl", []string{"relay/smtpio"},
		"relay/smtpio is the one door to the SMTP library: it alone keeps the dialect"},
	{"github.com/emersion/go-msgauth/dkim", []string{"relay/mailauth"}, mailauthBecause},
	{"github.com/emersion/go-msgauth/dmarc", []string{"relay/mailauth"}, mailauthBecause},
	{"blitiri.com.ar/go/spf", []string{"relay/mailauth"}, mailauthBecause},
	{"golang.org/x/crypto/cryptobyte", []string{"relay/smtpio"}, "a handshake by word is framed like one of TLS"},
	{"golang.org/x/net/publicsuffix", []string{"relay/mailauth", "sim/exports/base"},
		"whose a domain is matters to DMARC, and to who outside the organization is the same outsider"},
	{"github.com/miekg/dns", []string{"sim/live/zones"}, "sim/live/zones is the one door to the DNS library, and it only serves"},
	{"go.etcd.io/bbolt", []string{"sim/live/store"}, boltBecause},
	{"go.etcd.io/bbolt/errors", []string{"sim/live/store"}, boltBecause},
	{"github.com/pires/go-proxyproto", []string{"sim/live/edge"}, "who a client is, is settled once, where it comes in"},
	{"golang.org/x/text/encoding/htmlindex", []string{"sim/live/web"}, "only a page for people shows a body in any charset"},
	{"golang.org/x/tools/txtar", []string{"sim/story", "cmd/hybridsim"}, "an archive is how stories are kept in one file"},
	{"github.com/spf13/cobra", []string{"cmd/hybridsim"}, terminalBecause},
	{"github.com/spf13/pflag", []string{"cmd/hybridsim"}, terminalBecause},
	{"golang.org/x/sync/errgroup", []string{"cmd/hybridsim", "sim/check", "sim/diagnose"}, "who plays worlds side by side uses one pool"},
	{"golang.org/x/term", []string{"cmd/hybridsim"}, terminalBecause},
}

const (
	mailauthBecause = "relay/mailauth is the one door to the libraries for SPF, DKIM and DMARC"
	boltBecause     = "sim/live/store is the one door to the database: it alone knows what a file means"
	terminalBecause = "flags and terminals belong to the command; a library is called by tests and pages, too"
)

// arrows are the imports of a tree: package, what it imports, the first file that does. The standard library is left out.
type arrows map[string]map[string]string

func (a arrows) add(from, to, file string) {
	if a[from] == nil {
		a[from] = map[string]string{}
	}
	if to != "" && a[from][to] == "" {
		a[from][to] = file
	}
}

func (a arrows) clone() arrows {
	c := arrows{}
	for from, to := range a {
		c[from] = maps.Clone(to)
	}
	return c
}

func arrowsOf(all []source) arrows {
	a := arrows{}
	for _, f := range all {
		a.add(path.Dir(f.path), "", f.path)
		for _, spec := range f.ast.Imports {
			to, _ := strconv.Unquote(spec.Path.Value)
			first, _, _ := strings.Cut(to, "/")
			switch inside := strings.TrimPrefix(to, module+"/"); {
			case inside != to:
				a.add(path.Dir(f.path), inside, f.path)
			case strings.Contains(first, "."):
				a.add(path.Dir(f.path), to, f.path)
			}
		}
	}
	return a
}

func inTree(to string) bool {
	first, _, _ := strings.Cut(to, "/")
	return !strings.Contains(first, ".")
}

// brokenRooms says where a tree and the tables differ.
func brokenRooms(rooms []room, doors []door, tree arrows) (lines []string) {
	for _, from := range slices.Sorted(maps.Keys(tree)) {
		i := slices.IndexFunc(rooms, func(r room) bool { return r.of == from })
		for _, to := range slices.Sorted(maps.Keys(tree[from])) {
			switch d := slices.IndexFunc(doors, func(d door) bool { return d.to == to }); {
			case inTree(to) && i >= 0 && !slices.Contains(rooms[i].may, to):
				lines = append(lines, fmt.Sprintf("%s imports %s, which %s may not; it may import %s.\nWhy: %s",
					tree[from][to], to, from, orNothing(rooms[i].may), rooms[i].because))
			case inTree(to):
			case d < 0:
				lines = append(lines, fmt.Sprintf("%s imports %s, which is in no row of the doors.\nWhy: a library is let in with a reason, by the rooms that need it", tree[from][to], to))
			case !slices.Contains(doors[d].open, from):
				lines = append(lines, fmt.Sprintf("%s imports %s, which only %s may.\nWhy: %s", tree[from][to], to, orNothing(doors[d].open), doors[d].because))
			}
		}
		if i < 0 {
			lines = append(lines, "package "+from+" has no row in the table of rooms. A draft, for its reason and for arrows that should not be:\n\t"+draft(from, tree[from]))
		}
	}
	for _, r := range rooms {
		if tree[r.of] == nil {
			lines = append(lines, "the row of "+r.of+" is stale: there is no such package")
			continue
		}
		for _, to := range r.may {
			if tree[r.of][to] == "" {
				lines = append(lines, "the row of "+r.of+" is stale: it does not import "+to+" any more")
			}
		}
	}
	for _, d := range doors {
		for _, from := range d.open {
			if tree[from][d.to] == "" {
				lines = append(lines, "the row of "+d.to+" is stale: "+from+" does not import it any more")
			}
		}
	}
	return lines
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing of the tree"
	}
	return strings.Join(list, ", ")
}

func draft(of string, imported map[string]string) string {
	may := "nil"
	if list := slices.DeleteFunc(slices.Sorted(maps.Keys(imported)), func(to string) bool { return !inTree(to) }); len(list) > 0 {
		may = fmt.Sprintf("[]string{%q}", list)
		may = strings.NewReplacer("{[", "{", "]}", "}", `" "`, `", "`).Replace(may)
	}
	return fmt.Sprintf("{%q, %s, \"...\"},", of, may)
}

func TestEachRoomImportsWhatItMay(t *testing.T) {
	for _, line := range brokenRooms(rooms, doors, arrowsOf(sources(t))) {
		t.Error(line)
	}
}

func TestTheTablesOfImportsAreInOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rooms {
		if seen[r.of] || r.because == "" || !slices.IsSorted(r.may) || len(slices.Compact(slices.Clone(r.may))) < len(r.may) {
			t.Errorf("the row of %s stands twice, has no reason, or is not sorted", r.of)
		}
		seen[r.of] = true
	}
	for _, d := range doors {
		if seen[d.to] || d.because == "" || len(d.open) == 0 {
			t.Errorf("the row of %s stands twice, has no reason, or is open to nobody", d.to)
		}
		seen[d.to] = true
	}
}

// Each row is shown everything that it forbids, and the loss of everything that it allows.
func TestEveryRowOfTheRoomsCanBeBroken(t *testing.T) {
	tree := arrowsOf(sources(t))
	broken := func(change func(arrows)) []string {
		made := tree.clone()
		change(made)
		return brokenRooms(rooms, doors, made)
	}
	for _, r := range rooms {
		for _, other := range rooms {
			if other.of == r.of {
				continue
			}
			offender := r.of + "/offender.go imports " + other.of + ","
			got := broken(func(a arrows) { delete(a[r.of], other.of); a.add(r.of, other.of, r.of+"/offender.go") })
			may := slices.Contains(r.may, other.of)
			told := slices.ContainsFunc(got, func(line string) bool {
				return strings.HasPrefix(line, offender) && strings.HasSuffix(line, r.because)
			})
			if may == told {
				t.Errorf("%s -> %s: allowed %t, reported with its reason %t", r.of, other.of, may, told)
			}
			if may && !mentions(broken(func(a arrows) { delete(a[r.of], other.of) }), "it does not import "+other.of+" any more") {
				t.Errorf("%s -> %s is allowed, and nobody notices that it is gone", r.of, other.of)
			}
		}
		if !mentions(broken(func(a arrows) { delete(a, r.of) }), "the row of "+r.of+" is stale: there is no such package") {
			t.Errorf("nobody notices that %s is gone", r.of)
		}
	}
	for _, d := range doors {
		for _, r := range rooms {
			got := broken(func(a arrows) { a.add(r.of, d.to, r.of+"/offender.go") })
			if open := slices.Contains(d.open, r.of); open == mentions(got, r.of+"/offender.go imports "+d.to+", which only") {
				t.Errorf("%s -> %s: open %t, and the check says otherwise", r.of, d.to, open)
			}
			if slices.Contains(d.open, r.of) && !mentions(broken(func(a arrows) { delete(a[r.of], d.to) }), r.of+" does not import it any more") {
				t.Errorf("%s -> %s is open, and nobody notices that it is not used", r.of, d.to)
			}
		}
	}
	for what, change := range map[string]func(arrows){
		`package sim/made/up has no row in the table of rooms. A draft, for its reason and for arrows that should not be:` +
			"\n\t" + `{"sim/made/up", []string{"relay", "sim"}, "..."},`: func(a arrows) {
			a.add("sim/made/up", "relay", "x.go")
			a.add("sim/made/up", "sim", "x.go")
		},
		`{"sim/alone", nil, "..."},`:                     func(a arrows) { a.add("sim/alone", "", "x.go") },
		"imports example.com/made, which is in no row":   func(a arrows) { a.add("sim", "example.com/made", "x.go") },
		"imports relay/headers, which relay/dsn may not": func(a arrows) { a.add("relay/dsn", "relay/headers", "x.go") },
		"imports sim/exports, which sim/story may not":   func(a arrows) { a.add("sim/story", "sim/exports", "x.go") },
		"imports sim/page, which sim may not":            func(a arrows) { a.add("sim", "sim/page", "x.go") },
	} {
		if got := broken(change); !mentions(got, what) {
			t.Errorf("want a line with\n\t%s\ngot %q", what, got)
		}
	}
}

// maxFrontDoor is how many lines the page that everybody reads first may have.
const maxFrontDoor = 145

var roomInTable = regexp.MustCompile("`([a-z/]+)/`")

// brokenFrontDoor says what docs/ARCHITECTURE.md does not say of the rooms.
func brokenFrontDoor(page string, rooms []room) (lines []string) {
	said := map[string]bool{}
	for line := range strings.Lines(page) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 {
			continue
		}
		for _, m := range roomInTable.FindAllStringSubmatch(cells[1], -1) {
			said[m[1]] = true
			if !slices.ContainsFunc(rooms, func(r room) bool { return r.of == m[1] }) {
				lines = append(lines, "docs/ARCHITECTURE.md tells of "+m[1]+", which is no room")
			}
		}
	}
	for _, r := range rooms {
		if !said[r.of] {
			lines = append(lines, "docs/ARCHITECTURE.md does not say what may enter "+r.of)
		}
	}
	if n := strings.Count(page, "\n"); n >= maxFrontDoor {
		lines = append(lines, fmt.Sprintf("docs/ARCHITECTURE.md has %d lines, and is to stay under %d", n, maxFrontDoor))
	}
	return lines
}

func TestTheFrontDoorKnowsEveryRoom(t *testing.T) {
	page, err := os.ReadFile("docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range brokenFrontDoor(string(page), rooms) {
		t.Error(line)
	}
	made := "| `a/`, `b/c/` | all | nothing |\n" + strings.Repeat("\n", maxFrontDoor)
	want := []string{"docs/ARCHITECTURE.md tells of b/c, which is no room", "docs/ARCHITECTURE.md does not say what may enter d",
		"docs/ARCHITECTURE.md has 146 lines, and is to stay under 145"}
	if diff := cmp.Diff(want, brokenFrontDoor(made, []room{{of: "a"}, {of: "d"}})); diff != "" {
		t.Errorf("a page that is wrong (-want +got):\n%s", diff)
	}
}

func TestWhatAFileImportsIsRead(t *testing.T) {
	got := arrowsOf([]source{
		parse(t, "sim/a.go", "package sim\nimport (\n\"time\"\nx \"hybridsim/relay/dsn\"\n_ \"golang.org/x/term\"\n)\nvar _ = x.Y"),
		parse(t, "sim/b/b.go", "package b"),
	})
	want := arrows{"sim": {"relay/dsn": "sim/a.go", "golang.org/x/term": "sim/a.go"}, "sim/b": {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("arrows (-want +got):\n%s", diff)
	}
}
