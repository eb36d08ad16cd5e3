package exports

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readText reads one file that can be read.
func readText(t *testing.T, name, text string) *Export {
	t.Helper()
	e, err := ReadBytes(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// show writes an export line by line, as the tests of the readers compare it:
//
//	Get SendConnector onprem :2
//	  Name = Internet
//	  SmartHosts = [mx1.contoso.com]
//	  Fqdn = null
//	  TlsDomain = ? the variable $domain
//	notice :7 ...
func show(e *Export) string {
	var b strings.Builder
	for _, o := range e.Objects {
		some := ""
		if o.Some {
			some = " of some"
		}
		fmt.Fprintf(&b, "%s %s %s :%d%s\n", o.Verb, o.Noun, o.Side, o.At.Line, some)
		for _, p := range o.Properties {
			fmt.Fprintf(&b, "  %s = %s\n", p.Name, showValue(p.Value))
		}
	}
	for _, n := range e.Notices {
		fmt.Fprintf(&b, "notice :%d %s\n", n.At.Line, n.Message)
	}
	return b.String()
}

func showValue(v Value) string {
	var parts []string
	switch {
	case v.List != nil:
		parts = append(parts, fmt.Sprintf("[%s]", strings.Join(v.List, " | ")))
	case v.Null:
		parts = append(parts, "null")
	case v.Text != "" || v.Unknown == "":
		parts = append(parts, v.Text)
	}
	if v.Unknown != "" {
		parts = append(parts, "? "+v.Unknown)
	}
	return strings.Join(parts, " ")
}

// readerTest is a row of the readers' tables, named by the trap that it is about.
type readerTest struct {
	name string
	file string // "" for a name that says nothing
	text string
	want string
}

func runReaderTests(t *testing.T, tests []readerTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name := tt.file
			if name == "" {
				name = "input"
			}
			got := show(readText(t, name, strings.TrimPrefix(tt.text, "\n")))
			if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheSameConnectorIsReadAlikeFromEveryFormat(t *testing.T) {
	e, err := Read([]string{"testdata/same"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var formats []string
	for _, in := range e.Inputs {
		formats = append(formats, strings.TrimPrefix(in.Name, "testdata/same/")+": "+in.Format+in.Ignored)
	}
	if diff := cmp.Diff([]string{
		"20261120_091501.log: HCW .log", "ConvertTo-Json.json: JSON", "ExchangeDsc.ps1: DSC", "SendConnectorBackup.xml: Export-Clixml",
		"printed.txt: Format-List", "rest.json: JSON", "script.ps1: PowerShell", "wizard.xhcw: HCW .xhcw",
	}, formats); diff != "" {
		t.Errorf("formats (-want +got):\n%s", diff)
	}
	if len(e.Objects) != 8 || len(e.Notices) > 0 {
		t.Fatalf("want 8 objects and no notices, got:\n%s", show(e))
	}
	want := map[string][]string{
		"name": {"Outbound to Office 365"}, "addressspaces": {"smtp:contoso.mail.onmicrosoft.com;1", "smtp:contoso.onmicrosoft.com;5"},
		"cloudservicesmailenabled": {"True"}, "enabled": {"True"}, "maxmessagesize": {"35 MB (36,700,160 bytes)"}, "requiretls": {"True"},
		"smarthosts": nil, "tlsauthlevel": {"DomainValidation"}, "tlsdomain": {"mail.protection.outlook.com"}, "fqdn": nil,
		"tlscertificatename": {`<I>CN=Example Public CA 1, O="Example CA, Inc", C=US<S>CN=mail.contoso.com`},
	}
	for _, o := range e.Objects {
		got := map[string][]string{}
		for _, p := range o.Properties {
			got[strings.ToLower(p.Name)] = p.Value.All()
			if !p.Value.Known() {
				t.Errorf("%s: %s is not known: %s", p.At, p.Name, p.Value.Unknown)
			}
		}
		for name, values := range got {
			if len(values) == 0 {
				got[name] = nil
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || o.Noun != "SendConnector" || o.Side != "onprem" {
			t.Errorf("%s: %s %s of %q (-want +got):\n%s", o.At, o.Verb, o.Noun, o.Side, diff)
		}
	}
}

func TestPropertiesAreFoundWithoutRegardToCase(t *testing.T) {
	o := readText(t, "", "New-SendConnector -Name x -TLSDomain contoso.com").Objects[0]
	if p := o.Property("TlsDomain"); p == nil || p.Value.Text != "contoso.com" {
		t.Errorf("TlsDomain is %v", p)
	}
	if p := o.Property("TlsAuthLevel"); p != nil {
		t.Errorf("TlsAuthLevel is not in the export, but it is %v", p)
	}
}
