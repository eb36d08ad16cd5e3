package cmdlet

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"hybridsim/relay"
	"hybridsim/sim/tested"
)

// deciding are the rooms that decide about mail or write its evidence, and the files here that do what an administrator's tool
// does: the wizard, synchronization, address policies.
var (
	deciding      = []string{"hybridsim/relay/...", "hybridsim/sim", "hybridsim/sim/cmdlet"}
	decidingFiles = []string{"wizard.go", "wizard_cloud.go", "wizard_local.go", "sync.go", "mailbox.go"}
)

// reads counts where fields of relay's types are read, as "Type.Field".
func reads(t *testing.T, patterns []string) map[string][]string {
	t.Helper()
	mode := packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedSyntax | packages.NeedTypes |
		packages.NeedTypesInfo
	loaded, err := packages.Load(&packages.Config{Mode: mode}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, p := range loaded {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
		for _, f := range p.Syntax {
			file := p.Fset.File(f.Pos()).Name()
			if p.PkgPath == "hybridsim/sim/cmdlet" && !slices.Contains(decidingFiles, filepath.Base(file)) {
				continue
			}
			readsIn(p, f, func(field string) { found[field] = append(found[field], p.PkgPath+"/"+filepath.Base(file)) })
		}
	}
	return found
}

// readsIn tells of the fields of relay's types that a file reads.
func readsIn(p *packages.Package, f *ast.File, tell func(string)) {
	written := map[ast.Expr]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				written[l] = true
			}
		case *ast.SelectorExpr:
			s := p.TypesInfo.Selections[n]
			if s == nil || s.Kind() != types.FieldVal || written[n] {
				return true
			}
			owner := types.Unalias(s.Recv())
			if pointer, ok := owner.(*types.Pointer); ok {
				owner = types.Unalias(pointer.Elem())
			}
			root := owner
			for _, i := range s.Index()[:len(s.Index())-1] { // through what is embedded
				owner = owner.Underlying().(*types.Struct).Field(i).Type()
				if pointer, ok := owner.(*types.Pointer); ok {
					owner = pointer.Elem()
				}
			}
			if named, ok := owner.(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "hybridsim/relay" {
				tell(named.Obj().Name() + "." + n.Sel.Name)
				if st, ok := root.Underlying().(*types.Struct); ok && len(s.Index()) > 1 { // of a struct within
					tell(st.Field(s.Index()[0]).Name() + "." + n.Sel.Name)
				}
			}
		}
		return true
	})
}

// declaration is a parameter with the type whose field it is bound to.
type declaration struct {
	noun string
	of   reflect.Type
	property
}

func declarations() []declaration {
	var list []declaration
	add := func(noun string, of reflect.Type, properties []property) {
		for _, p := range properties {
			list = append(list, declaration{noun, of, p})
		}
	}
	for _, n := range []*noun[relay.Recipient]{mailboxes, remoteMailboxes, mailUsers, mailContacts, mailPublicFolders, groups, dynamicGroups} {
		add(n.name, reflect.TypeFor[relay.Recipient](), n.properties)
	}
	add("HostedOutboundSpamFilterPolicy", reflect.TypeFor[relay.OutboundSpamPolicy](), outboundSpamPolicies.properties)
	add("HostedOutboundSpamFilterRule", reflect.TypeFor[relay.OutboundSpamRule](), outboundSpamRules.properties)
	add("HostedContentFilterPolicy", reflect.TypeFor[relay.ContentFilterPolicy](), contentFilterPolicies.properties)
	add("AntiPhishPolicy", reflect.TypeFor[relay.AntiPhishPolicy](), antiPhishPolicies.properties)
	add("HostedContentFilterRule", reflect.TypeFor[relay.FilterRule](), contentFilterRules.properties)
	add("AcceptedDomain", reflect.TypeFor[relay.AcceptedDomain](), acceptedDomains.properties)
	add("RemoteDomain", reflect.TypeFor[relay.RemoteDomain](), remoteDomains.properties)
	add("ReceiveConnector", reflect.TypeFor[relay.ReceiveConnector](), receiveConnectors.properties)
	add("SendConnector", reflect.TypeFor[relay.SendConnector](), sendConnectors.properties)
	add("InboundConnector", reflect.TypeFor[relay.InboundConnector](), inboundConnectors.properties)
	add("OutboundConnector", reflect.TypeFor[relay.OutboundConnector](), outboundConnectors.properties)
	add("OrganizationConfig", reflect.TypeFor[relay.OrganizationConfig](), organizationConfig.properties)
	add("TransportConfig", reflect.TypeFor[relay.TransportConfig](), transportConfig.properties)
	add("TransportService", reflect.TypeFor[relay.TransportService](), modernTransport.properties)
	add("HybridConfiguration", reflect.TypeFor[relay.HybridConfiguration](), hybridConfiguration.properties)
	add("MailboxAutoReplyConfiguration", reflect.TypeFor[relay.AutoReplyConfiguration](), autoReplies.properties)
	add("MailboxJunkEmailConfiguration", reflect.TypeFor[relay.JunkEmailConfiguration](), junkEmail.properties)
	add("HostedConnectionFilterPolicy", reflect.TypeFor[relay.ConnectionFilterPolicy](), connectionFilters.properties)
	add("CASMailbox", reflect.TypeFor[relay.ClientAccess](), clientAccess.properties)
	add("ArcConfig", reflect.TypeFor[relay.ArcConfig](), arcConfig.properties)
	add("CalendarProcessing", reflect.TypeFor[relay.CalendarProcessing](), calendarProcessing.properties)
	add("InboxRule", reflect.TypeFor[relay.InboxRule](), inboxRules.properties)
	add("JournalRule", reflect.TypeFor[relay.JournalRule](), journalRules.properties)
	add("TransportRule", reflect.TypeFor[relay.TransportRule](), transportRules.properties)
	add("ExchangeCertificate", reflect.TypeFor[relay.Certificate](), certificates.properties)
	return list
}

// holder is the type that a field stands in: a struct may embed another.
func holder(t reflect.Type, f reflect.StructField) string {
	for _, i := range f.Index[:max(len(f.Index)-1, 0)] {
		t = t.Field(i).Type
	}
	return t.Name()
}

// liars compares what declarations say with what is read.
func liars(declared []declaration, read map[string][]string) (wrong []string) {
	for _, d := range declared {
		name := d.field
		if name == "" {
			name = d.name
		}
		of := d.of
		if outer, inner, nested := strings.Cut(name, "."); nested {
			f, _ := of.FieldByName(outer)
			of, name = f.Type, inner
		}
		f, ok := of.FieldByName(name)
		settable := d.access.has(sets | makes)
		where := read[holder(of, f)+"."+name]
		switch effect := d.property.effect; {
		case !ok && settable && (effect == EffectActs || effect == ""):
			wrong = append(wrong, d.noun+"."+d.name+" acts, and no field holds it")
		case !ok || !settable:
		case (effect == EffectActs || effect == "") && len(where) == 0:
			wrong = append(wrong, d.noun+"."+d.name+" acts, and no deciding room reads "+f.Name)
		case effect == EffectKept && len(where) > 0 && len(d.except) == 0:
			wrong = append(wrong, d.noun+"."+d.name+" is kept, and "+strings.Join(where, ", ")+" reads it")
		}
	}
	return wrong
}

// TestAParameterDoesWhatItSays ties each declaration to the code: what acts is read by a room that decides, and what is kept
// by none.
func TestAParameterDoesWhatItSays(t *testing.T) {
	if tested.Race {
		t.Skip("it reads sources, which do not race")
	}
	declared, read := declarations(), reads(t, deciding)
	for _, w := range liars(declared, read) {
		t.Error(w)
	}
	read["SendConnector.SmtpMaxMessagesPerConnection"] = []string{"made up"}
	delete(read, "ReceiveConnector.Banner")
	want := []string{
		"ReceiveConnector.Banner acts, and no deciding room reads Banner",
		"SendConnector.SmtpMaxMessagesPerConnection is kept, and made up reads it",
	}
	if got := liars(declared, read); !slices.Equal(got, want) {
		t.Errorf("of two liars it finds %q", got)
	}
}

// TestDeclarationsAreWhole: what is kept says what it could change, what is ignored why it cannot, defaults are values that the
// parameter takes, and nothing is declared twice.
func TestDeclarationsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range declarations() {
		key := strings.ToLower(d.noun + "." + d.name)
		if seen[key] {
			t.Errorf("%s.%s is declared twice", d.noun, d.name)
		}
		seen[key] = true
		if d.effect != "" && d.effect != EffectActs && d.why == "" {
			t.Errorf("%s.%s is %s and does not say why", d.noun, d.name, d.effect)
		}
		if d.effect == EffectKept && d.typ == nil {
			t.Errorf("%s.%s is kept and has no type", d.noun, d.name)
		}
		for _, u := range d.usual {
			if u.of != nil {
				continue
			}
			if _, err := d.read(u.value); err != nil {
				t.Errorf("%s.%s: its default %q is no value: %v", d.noun, d.name, u.value, err)
			}
		}
		if d.asked && d.effect != "" && d.effect != EffectActs {
			t.Errorf("%s.%s is asked about, and nothing reads the answer", d.noun, d.name)
		}
	}
	if len(seen) < 500 {
		t.Errorf("only %d parameters are declared", len(seen))
	}
}
