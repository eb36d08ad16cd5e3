package exports

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/labca"
)

func TestXhcw(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"a stream of roots: what was done, and then what it printed", "", `
<invoke start="11/20/2026 09:15:01.250" duration="40" type="OnPremises" cmdlet="New-RemoteDomain"><!--New-RemoteDomain -Name 'Hybrid Domain' -DomainName 'contoso.mail.onmicrosoft.com'--><parameters><parameter name="Name" type="System.String" value="Hybrid Domain" /><parameter name="DomainName" type="System.String" value="contoso.mail.onmicrosoft.com" /></parameters><results><object type="Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.DomainContentConfig"><property name="TNEFEnabled" valueIsNull="True" /><property name="IsInternal" type="System.Boolean" value="False" /></object></results></invoke>
<invoke start="11/20/2026 09:15:02.250" duration="40" type="Tenant" cmdlet="Get-InboundConnector"><results /></invoke>
<invoke start="11/20/2026 09:15:03.250" duration="40" type="Tenant" cmdlet="Set-InboundConnector"><!--Set-InboundConnector -RequireTLS: $true -Identity 'x'--><parameters /><results /></invoke>
`, `
New RemoteDomain onprem :1
  Name = Hybrid Domain
  DomainName = contoso.mail.onmicrosoft.com
Get RemoteDomain onprem :1
  TNEFEnabled = null
  IsInternal = False
Set InboundConnector cloud :3
  RequireTLS = True
  Identity = x
`},
		{"values with commas in a list", "", `
<invoke start="11/20/2026 09:15:01.250" type="OnPremises" cmdlet="Get-ReceiveConnector"><results><object type="x"><property name="TlsDomainCapabilities" type="Microsoft.Exchange.Data.SmtpReceiveDomainCapabilities[]" value="&lt;I&gt;CN=CA, O=&quot;Example, Inc&quot;, C=US&lt;S&gt;CN=mail.contoso.com:AcceptOorgProtocol, AcceptCloudServicesMail, mail.protection.outlook.com:AcceptCloudServicesMail" /><property name="ObjectClass" type="System.String[]" value="top, msExchSmtpReceiveConnector" /><property name="RemoteIPRanges" type="Microsoft.Exchange.Data.IPRange[]" value="" /></object></results></invoke>
`, `
Get ReceiveConnector onprem :1
  TlsDomainCapabilities = [<I>CN=CA, O="Example, Inc", C=US<S>CN=mail.contoso.com:AcceptOorgProtocol, AcceptCloudServicesMail | mail.protection.outlook.com:AcceptCloudServicesMail]
  ObjectClass = [top | msExchSmtpReceiveConnector]
  RemoteIPRanges = []
`},
		{"the command is in a comment only, or in the parameters only, or in both", "", `
<invoke start="11/20/2026 09:15:01.250" type="Tenant" cmdlet="Set-A"><!--Set-A -One 'a, b','c'--><results /></invoke>
<invoke start="11/20/2026 09:15:01.250" type="Tenant" cmdlet="Set-B"><parameters><parameter name="One" type="System.String[]" value="a, b" /></parameters><results /></invoke>
<invoke start="11/20/2026 09:15:01.250" type="Tenant" cmdlet="Set-C"><!--Set-C -One $value--><parameters><parameter name="One" type="System.String[]" value="a, b" /></parameters><results /></invoke>
`, `
Set A cloud :1
  One = [a, b | c]
Set B cloud :2
  One = [a | b]
Set C cloud :3
  One = [a | b]
`},
		{"a damaged root does not take the others with it", "", `
<invoke start="11/20/2026 09:15:01.250" type="Tenant" cmdlet="Set-A"><!--Set-A -One 1--><results></invoke>
<invoke start="yesterday" type="Tenant" cmdlet="Set-B"><!--Set-B -One 2--><results /><news /></invoke>
<invoke start="11/20/2026 09:15:01.250" type="Tenant" cmdlet="Get-C"><results><object type="x"><property name="One" type="System.String" value="3" /><property name="Two" typ`, `
Set A cloud :1
  One = 1
Set B cloud :2
  One = 2
Get C cloud :3
  One = 3
notice :1 the file is damaged here: element <results> closed by </invoke>
notice :2 the time "yesterday" is not understood
notice :2 the element <news> is not understood
notice :3 the file is cut off here; what is behind is not known
`},
		{"a command that failed did nothing", "", `
<invoke start="11/20/2026 09:15:01.250" type="Tenant" cmdlet="New-A"><!--New-A -One 1--><error>Access denied</error></invoke>
`, `
notice :1 New-A failed, so it is left out: Access denied
`},
	})
	e := readText(t, "", `<invoke start="11/20/2026 09:15:01.250" type="Tenant" cmdlet="Set-A"><!--Set-A -B 1--></invoke>`)
	if want := time.Date(2026, 11, 20, 9, 15, 1, 250e6, time.UTC); !e.Objects[0].Time.Equal(want) {
		t.Errorf("the time of the command is %s, want %s", e.Objects[0].Time, want)
	}
}

func TestACertificatesBytesTellWhatTheExportDoesNot(t *testing.T) {
	issued, err := labca.New("CN=Example CA, O=Example Inc").Issue(labca.Request{
		Subject: "CN=mail.contoso.com, O=Contoso", DNSNames: []string{"mail.contoso.com", "autodiscover.contoso.com"},
		NotBefore: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), NotAfter: time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	raw := base64.StdEncoding.EncodeToString(issued.Leaf.Raw)
	e := readText(t, "", fmt.Sprintf(`<invoke start="11/20/2026 09:15:01.250" type="OnPremises" cmdlet="Get-ExchangeCertificate"><results>`+
		`<object type="x"><property name="RawData" type="System.Byte[]" value="%s" /><property name="Issuer" type="System.String" value="CN=as given" /></object>`+
		`<object type="x"><property name="RawData" type="System.Byte[]" value="AAAA" /></object></results></invoke>`, raw))
	want := fmt.Sprintf(`Get ExchangeCertificate onprem :1
  RawData = %s
  Issuer = CN=as given
  Subject = CN=mail.contoso.com, O=Contoso
  Thumbprint = %s
  NotBefore = 2026-01-02T03:04:05Z
  NotAfter = 2027-01-02T03:04:05Z
  CertificateDomains = [mail.contoso.com | autodiscover.contoso.com]
Get ExchangeCertificate onprem :1
`, raw, issued.Thumbprint())
	got, second, _ := strings.Cut(show(e), "  RawData = AAAA")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(second, "? not a certificate") {
		t.Errorf("bytes that are no certificate are taken for known:%s", second)
	}
}
