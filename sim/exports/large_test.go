package exports

import (
	"fmt"
	"strings"
	"testing"

	"hybridsim/sim/tested"
)

// repeated writes so many numbered copies of something between a head and a tail.
func repeated(head, format, tail string, copies int) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range copies {
		fmt.Fprintf(&b, format, i)
	}
	b.WriteString(tail)
	return b.String()
}

// large are the exports of an organization that is far larger than any, by format; each copy is one object.
var large = []struct {
	format, head, copy, tail string
}{
	{"HCW .xhcw", "", `<invoke start="11/20/2026 09:15:01.250" duration="40" type="OnPremises" cmdlet="Get-ReceiveConnector"><results><object type="Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.ReceiveConnector">` +
		`<property name="Name" type="System.String" value="Relay %d" /><property name="AuthMechanism" type="System.String" value="Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer" />` +
		strings.Repeat(`<property name="RemoteIPRanges" type="Microsoft.Exchange.Data.IPRange[]" value="192.0.2.1, 192.0.2.2, 192.0.2.3" /><property name="Enabled" type="System.Boolean" value="True" /><property name="TlsCertificateName" valueIsNull="True" />`, 20) +
		"</object></results></invoke>\r\n", ""},
	{"Export-Clixml", `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">` + "\n", `  <Obj RefId="0">
    <TN RefId="0">
      <T>Microsoft.Exchange.Data.Directory.SystemConfiguration.ReceiveConnector</T>
      <T>System.Object</T>
    </TN>
    <Props>
      <S N="Name">Relay %d</S>
` + strings.Repeat(`      <Obj N="RemoteIPRanges" RefId="1">
        <TNRef RefId="0" />
        <LST>
          <Obj RefId="2">
            <ToString>192.0.2.1</ToString>
            <Props>
              <S N="LowerBound">192.0.2.1</S>
              <S N="UpperBound">192.0.2.1</S>
              <B N="IsIPv6Multicast">false</B>
            </Props>
          </Obj>
        </LST>
      </Obj>
      <B N="Enabled">true</B>
`, 15) + "    </Props>\n  </Obj>\n", "</Objs>\n"},
	{"Format-List", "", "Name              : Relay %d\r\n" + rowsOf(60) + "\r\n\r\n", ""},
	{"JSON", "[\n", `{"Name": "Relay %d", "RemoteIPRanges": ["192.0.2.1", "192.0.2.2"], ` + membersOf(60) + "},\n", `{"Name": "last", "Bindings": []}]`},
	{"DSC", "Configuration Large {\n", "ExchReceiveConnector 'Relay %d'\n{\n  Identity = 'Relay'\n" + strings.Repeat("  RemoteIPRanges = @('192.0.2.1', '192.0.2.2')\n  Enabled = $true\n", 20) + "}\n", "}\n"},
	{"PowerShell", "", "New-ReceiveConnector -Name 'Relay %d' " + strings.Repeat("-RemoteIPRanges '192.0.2.1','192.0.2.2' -Enabled: $true ", 20) + "\n", ""},
	{"HCW .log", "", "2026.11.20 09:15:01.001         10276 [Client=UX, Session=OnPremises, Cmdlet=New-ReceiveConnector, Thread=7] START New-ReceiveConnector -Name 'Relay %d' " + strings.Repeat("-RemoteIPRanges '192.0.2.1','192.0.2.2' -Enabled: $true ", 20) + "\n", ""},
}

func rowsOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Property%-9d : {192.0.2.1, 192.0.2.2, 192.0.2.3}\r\n", i)
	}
	return b.String()
}

func membersOf(n int) string {
	members := make([]string, n)
	for i := range members {
		members[i] = fmt.Sprintf(`"Property%d": "a value of some length %d"`, i, i)
	}
	return strings.Join(members, ", ")
}

// largeSize is the size of the large exports, in bytes.
const largeSize = 50 << 20

// TestALargeExportIsReadWhole is about what is read; how fast, and with how much memory, BenchmarkRead tells.
func TestALargeExportIsReadWhole(t *testing.T) {
	if testing.Short() || tested.Race {
		t.Skip("reads 50 MB")
	}
	l := large[1] // the largest in the field
	copies := largeSize / len(l.copy)
	e := readText(t, "large.xml", repeated(l.head, l.copy, l.tail, copies))
	if len(e.Objects) != copies || len(e.Notices) > 0 {
		t.Fatalf("want %d objects, got %d and %d notices", copies, len(e.Objects), len(e.Notices))
	}
	for i, o := range e.Objects {
		if name := o.Property("Name").Value.Text; name != fmt.Sprintf("Relay %d", i) || len(o.Properties) != 3 {
			t.Fatalf("object %d is %q with %d properties", i, name, len(o.Properties))
		}
	}
}

// TestLongValuesAreReadInOnePass is for inputs on which a reader that copies what it has, again and again, would not end.
func TestLongValuesAreReadInOnePass(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine reads text")
	}
	const n = 200_000
	begun := "2026.11.20 09:15:01.001 10276 [Session=Tenant, Cmdlet=Set-A, Thread=%d] START Set-A -B 1\n"
	for name, text := range map[string]string{
		"a list that is never closed":                 "Name : a\nBindings : {\n" + strings.Repeat("0.0.0.0:25,\n", n),
		"a certificate's name that never ends":        objsXhcw("&lt;I&gt;CN=a" + strings.Repeat(", O=b", n)),
		"a quote that never closes":                   objsXhcw("&quot;" + strings.Repeat("a, ", n) + "&quot;"),
		"capabilities that never end":                 objsXhcw("a:AcceptA" + strings.Repeat(", AcceptB", n)),
		"an object with a great many properties":      objs(`<Obj RefId="0"><Props>` + repeated("", `<S N="P%d">a</S>`, "", n) + `</Props></Obj>`),
		"a command with a great many arguments":       "New-SendConnector " + repeated("", "-P%d a ", "", n),
		"a command with a great many loose arguments": "New-SendConnector " + strings.Repeat("a ", n),
		"many commands and as many failures":          repeated("", begun, "", n) + repeated("", "*ERROR* [Session=Tenant, Cmdlet=Set-A, Thread=x%d] no\n", "", n),
		"a list of many values":                       "New-SendConnector -SmartHosts " + strings.Repeat("'a' , ", n) + "'b'",
		"many blanks":                                 "New-SendConnector a " + strings.Repeat(" ", n) + "b" + strings.Repeat("\t\n", n),
	} {
		t.Run(name, func(t *testing.T) {
			if e := readText(t, "x", text); e.Inputs[0].Format == "" {
				t.Errorf("it is not read: %s", e.Inputs[0].Ignored)
			}
		})
	}
}

// objsXhcw is a root with one list.
func objsXhcw(list string) string {
	return `<invoke start="11/20/2026 09:15:01.250" type="Tenant" cmdlet="Get-A"><results><object type="x"><property name="A" type="System.String[]" value="` + list + `" /></object></results></invoke>`
}

func BenchmarkRead(b *testing.B) {
	for _, l := range large {
		b.Run(l.format, func(b *testing.B) {
			copies := largeSize / len(l.copy)
			content := []byte(repeated(l.head, l.copy, l.tail, copies))
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				e, err := ReadBytes("large", content)
				if err != nil || len(e.Objects) < copies || e.Inputs[0].Format != l.format {
					b.Fatal(err, len(e.Objects), e.Inputs)
				}
			}
		})
	}
}
