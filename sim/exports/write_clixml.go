package exports

import (
	"encoding/xml"
	"fmt"
	"strings"

	"hybridsim/sim/cmdlet"
)

// typeOfNoun are the types of Exchange's objects, where they are not named after the noun.
var typeOfNoun = map[string]string{
	"AcceptedDomain":                "Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomain",
	"RemoteDomain":                  "Microsoft.Exchange.Data.Directory.SystemConfiguration.DomainContentConfig",
	"ReceiveConnector":              "Microsoft.Exchange.Data.Directory.SystemConfiguration.ReceiveConnector",
	"SendConnector":                 "Microsoft.Exchange.Data.Directory.SystemConfiguration.SmtpSendConnectorConfig",
	"InboundConnector":              "Microsoft.Exchange.Data.Directory.SystemConfiguration.TenantInboundConnector",
	"OutboundConnector":             "Microsoft.Exchange.Data.Directory.SystemConfiguration.TenantOutboundConnector",
	"TransportConfig":               "Microsoft.Exchange.Data.Directory.SystemConfiguration.TransportConfigContainer",
	"HybridConfiguration":           "Microsoft.Exchange.Data.Directory.SystemConfiguration.HybridConfiguration",
	"TransportService":              "Microsoft.Exchange.Data.Directory.Management.TransportServer",
	"TransportServer":               "Microsoft.Exchange.Data.Directory.Management.TransportServer",
	"OrganizationConfig":            "Microsoft.Exchange.Data.Directory.Management.ADOrganizationConfig",
	"ExchangeCertificate":           "Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate",
	"MailboxAutoReplyConfiguration": "Microsoft.Exchange.Data.Storage.Management.MailboxAutoReplyConfiguration",
	"CalendarProcessing":            "Microsoft.Exchange.Data.Storage.Management.CalendarConfiguration",
}

// writeClixml prints objects as Export-Clixml does: values of simple types as such, and lists as lists.
func writeClixml(noun string, objects []*cmdlet.Entry) []byte {
	typ := typeOfNoun[noun]
	if typ == "" {
		typ = "Microsoft.Exchange.Data.Directory.Management." + noun
	}
	var b strings.Builder
	b.WriteString(`<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">` + "\n")
	id := 0
	for i, o := range objects {
		fmt.Fprintf(&b, "  <Obj RefId=\"%d\">\n", id)
		id++
		if i == 0 {
			fmt.Fprintf(&b, "    <TN RefId=\"0\">\n      <T>%s</T>\n      <T>System.Object</T>\n    </TN>\n", typ)
		} else {
			b.WriteString("    <TNRef RefId=\"0\" />\n")
		}
		fmt.Fprintf(&b, "    <ToString>%s</ToString>\n    <Props>\n", escapeClixml(o.Identity))
		for _, v := range o.Values {
			writeMember(&b, v, &id)
		}
		b.WriteString("    </Props>\n  </Obj>\n")
	}
	b.WriteString("</Objs>\n")
	return []byte(b.String())
}

func writeMember(b *strings.Builder, v cmdlet.NamedValue, id *int) {
	element := map[cmdlet.ValueKind]string{cmdlet.Text: "S", cmdlet.Boolean: "B", cmdlet.Number: "I32"}[v.Kind]
	switch v.Kind {
	case cmdlet.Null:
		fmt.Fprintf(b, "      <Nil N=%q />\n", v.Name)
	case cmdlet.List:
		fmt.Fprintf(b, "      <Obj N=%q RefId=\"%d\">\n        <LST>\n", v.Name, *id)
		*id++
		for _, text := range v.Texts {
			fmt.Fprintf(b, "          <S>%s</S>\n", escapeClixml(text))
		}
		b.WriteString("        </LST>\n      </Obj>\n")
	default:
		text := v.Texts[0]
		if v.Kind == cmdlet.Boolean {
			text = strings.ToLower(text)
		}
		fmt.Fprintf(b, "      <%s N=%q>%s</%s>\n", element, v.Name, escapeClixml(text), element)
	}
}

// escapeClixml writes text so that [unescapeClixml] gives it back.
func escapeClixml(s string) string {
	s = strings.NewReplacer("_x", "_x005F_x", "\r", "_x000D_", "\n", "_x000A_", "\t", "_x0009_").Replace(s)
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}
