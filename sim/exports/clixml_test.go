package exports

import (
	"strings"
	"testing"
)

// objs puts objects into what Export-Clixml writes around them.
func objs(inner string) string {
	return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">` + "\n" + strings.TrimPrefix(inner, "\n") + "</Objs>\n"
}

func TestClixml(t *testing.T) {
	const configuration = "Microsoft.Exchange.Data.Directory.SystemConfiguration."
	runReaderTests(t, []readerTest{
		{"types are shared by number, and so are values", "", objs(`
<Obj RefId="0"><TN RefId="0"><T>` + configuration + `ReceiveConnector</T><T>System.Object</T></TN><Props>
<Obj N="Bindings" RefId="1"><TN RefId="1"><T>System.Collections.ArrayList</T></TN><LST><Obj RefId="2"><ToString>0.0.0.0:25</ToString><Props>
<Obj N="Address" RefId="3"><ToString>0.0.0.0</ToString></Obj></Props></Obj><S>[::]:25</S></LST></Obj>
<Ref N="SourceIPAddress" RefId="3" /><Ref N="Lost" RefId="99" />
</Props></Obj>
<Obj RefId="4"><TNRef RefId="0" /><Props><S N="Name">second</S><Ref N="Bindings" RefId="1" /></Props></Obj>
`), `
Get ReceiveConnector onprem :2
  Bindings = [0.0.0.0:25 | [::]:25]
  SourceIPAddress = 0.0.0.0
  Lost = ? it refers to an object that the file does not hold
Get ReceiveConnector onprem :7
  Name = second
  Bindings = [0.0.0.0:25 | [::]:25]
`},
		{"values of every type", "", objs(`
<Obj RefId="0"><TN RefId="0"><T>Selected.` + configuration + `TenantInboundConnector</T></TN><MS>
<S N="Text">a_x000A_b &amp; _x005F_x_xD83D__xDE00_</S><B N="Yes">true</B><I32 N="Number">25</I32><Nil N="Nothing" /><TS N="Span">P1DT2H3M4S</TS><TS N="Ten">PT10M</TS>
<DT N="Date">2026-11-20T09:15:01Z</DT><C N="Letter">65</C><SS N="Password">0100</SS><S N="Empty"></S><G N="Guid">5f5b8b3c-0000-4000-8000-000000000001</G>
<Obj N="Table" RefId="1"><DCT><En><S N="Key">a</S><S N="Value">b</S></En></DCT></Obj><Obj N="Lists" RefId="2"><LST><Obj RefId="3"><LST><S>x</S></LST></Obj></LST></Obj>
<Obj N="Number2" RefId="4"><TN RefId="4"><T>Some.Kind</T><T>System.Enum</T></TN><I32>3</I32></Obj><S N="Cut">Microsoft.Exchange.Data.SmartHost</S><Obj N="Opaque" RefId="5"><Props><S N="x">y</S></Props></Obj>
</MS></Obj>
`), `
Get InboundConnector cloud :2
  Text = a
b & _x😀
  Yes = True
  Number = 25
  Nothing = null
  Span = 1.02:03:04
  Ten = 00:10:00
  Date = 2026-11-20T09:15:01Z
  Letter = A
  Password = ? a secret
  Empty = 
  Guid = 5f5b8b3c-0000-4000-8000-000000000001
  Table = ? a table
  Lists = [] ? a list within a list
  Number2 = ? the number 3 of an enumeration
  Cut = ? only its type is printed: Microsoft.Exchange.Data.SmartHost
  Opaque = ? an object without a text of its own
`},
		{"an array or a table of objects is as many objects", "", objs(`
<Obj RefId="0"><TN RefId="0"><T>System.Object[]</T></TN><LST>
<Obj RefId="1"><TN RefId="1"><T>System.Management.Automation.PSCustomObject</T></TN><MS><S N="SenderDomains">smtp:*;1</S></MS></Obj>
</LST></Obj>
<Obj RefId="2"><TN RefId="2"><T>System.Collections.Hashtable</T></TN><DCT><En><S N="Key">Get-RemoteDomain</S>
<Obj N="Value" RefId="3"><MS><S N="Name">Default</S></MS></Obj></En></DCT></Obj>
`), `
Get InboundConnector cloud :3
  SenderDomains = smtp:*;1
Get RemoteDomain  :6
  Name = Default
`},
		{"the file is cut off", "", `<Objs Version="1.1.0.1"><Obj RefId="0"><TN RefId="0"><T>` + configuration + `AcceptedDomain</T></TN><Props>
<S N="DomainName">contoso.com</S>
<S N="DomainType">Auth`, `
Get AcceptedDomain  :1
  DomainName = contoso.com
  DomainType = ? the file is damaged here
notice :3 the file is cut off here; what is behind is not known
`},
	})
}
