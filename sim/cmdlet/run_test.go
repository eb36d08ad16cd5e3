package cmdlet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		name    string
		product relay.Product
		line    string
		column  int
		message string
		hint    string
	}{
		{"unknown cmdlet", 2016, "Get-SendConector", 1, "Get-SendConector", "Get-SendConnector"},
		{"unknown cmdlet in a pipeline", 2016, "Get-SendConnector | Set-SendConector", 21, "Set-SendConector", "Set-SendConnector"},
		{"unknown parameter", 2016, "Get-ReceiveConnector | Set-ReceiveConnector -RemoteIPRange 10.0.0.1", 45, "-RemoteIPRange", "did you mean -RemoteIPRanges?"},
		{"abbreviated parameters are not accepted", 2016, `Set-ReceiveConnector "Default Frontend EX01" -Remote 10.0.0.1`, 46, "no parameter -Remote", "-RemoteIPRanges"},
		{"unknown member of a closed set", 2016, "Set-AcceptedDomain contoso.com -DomainType InternalRely", 44, "InternalRely", "InternalRelay"},
		{"unknown member in a list", 2016, `Set-ReceiveConnector "Default Frontend EX01" -PermissionGroups AnonymousUsers,ExchangeServer`, 79, "'ExchangeServer'", "ExchangeServers"},
		{"unknown identity", 2016, "Set-AcceptedDomain contso.com -DomainType InternalRelay", 20, "no AcceptedDomain 'contso.com'", "contoso.com"},
		{"a cmdlet of the other side", 2016, "Get-InboundConnector", 1, "the cloud (Exchange Online)", "Get-ReceiveConnector"},
		{"a cmdlet of the other side", 0, "Get-SendConnector", 1, "on-premises Exchange", "Get-OutboundConnector"},
		{"a cmdlet of both is found", 0, "Get-ReceiveConnector", 1, "on-premises Exchange; this is the cloud", "Get-InboundConnector"},
		{"a cmdlet of another product", 2010, "Set-TransportService EX01", 1, "Exchange 2013 and later", "Set-TransportServer"},
		{"a cmdlet of another product", 2016, "Set-TransportServer EX01", 1, "Exchange 2010", "Set-TransportService"},
		{"TlsCertificateName of send connectors does not exist in 2010", 2010, "New-SendConnector X -AddressSpaces * -TlsCertificateName '<I>CN=a<S>CN=b'", 38, "Exchange 2013 and later; this is on-premises Exchange 2010", "-Fqdn"},
		{"CloudServicesMailEnabled on-premises from 2013 on", 2010, "New-SendConnector X -AddressSpaces * -CloudServicesMailEnabled $true", 38, "Exchange 2013 and later", "msExchSmtpSendFlags"},
		{"MsExchSmtpSendFlags in 2010 only", 2016, "New-SendConnector X -AddressSpaces * -MsExchSmtpSendFlags 64", 38, "Exchange 2010", ""},
		{"MessageExpiration is cloud-only", 2016, "Set-TransportConfig -MessageExpiration 12:00:00", 21, "the cloud", "MessageExpirationTimeout"},
		{"the service shows message trace instead of queues", 0, "Get-Queue", 1, "on-premises", "message trace"},
		{"retrying queues is on-premises", 0, "Retry-Queue x", 1, "on-premises", "message trace"},
		{"a test mail has recipients", 0, "Validate-OutboundConnector X", 1, "needs -Recipients", "-Recipients"},
		{"whose addresses are addresses", 0, "Validate-OutboundConnector X -Recipients bob", 42, `"bob" is not an SMTP address`, ""},
		{"a connector that is not there", 0, "Validate-OutboundConnector Out -Recipients bob@contoso.com", 28, "no OutboundConnector 'Out'", ""},
		{"connectors are tested in the cloud", 2016, "Validate-OutboundConnector Out -Recipients bob@contoso.com", 1, "cloud", ""},
		{"a queue filter is an expression", 2016, `Get-Queue -Filter 'Status -eq "Retry"'`, 19, "not evaluated", "-Identity"},
		{"a queue filter is an expression", 2016, `Retry-Queue -Filter 'Status -eq "Retry"'`, 21, "not evaluated", "-Identity"},
		{"unknown queue", 2016, `Get-Queue EX01\9`, 11, `no queue 'EX01\9'`, `EX01\3`},
		{"value missing", 2016, "Set-AcceptedDomain contoso.com -DomainType", 32, "missing after -DomainType", "Authoritative | ExternalRelay"},
		{"parameter twice", 2016, "Get-SendConnector -Identity a -identity b", 31, "twice", ""},
		{"two values without a name", 2016, "Set-ReceiveConnector Default Frontend", 30, "only one value", "quotes"},
		{"a value too many", 2016, "Set-AcceptedDomain -Identity contoso.com Authoritative", 42, "-Identity is already given", ""},
		{"no positional parameter", 2016, "Get-HybridConfiguration x", 25, "no value without", ""},
		{"boolean wanted", 2016, "Set-AcceptedDomain contoso.com -MatchSubDomains yes", 49, "cannot be 'yes'", "$true | $false"},
		{"text wanted", 2016, "Set-AcceptedDomain contoso.com -Name $true", 38, "cannot be $true", "text"},
		{"$null where nothing can be cleared", 2016, "Set-AcceptedDomain contoso.com -MatchSubDomains $null", 49, "cannot be $null", "$true | $false"},
		{"$null for a closed set", 2016, "Set-AcceptedDomain contoso.com -DomainType $null", 44, "cannot be $null", "Authoritative"},
		{"a name that is empty", 0, "New-InboundConnector '' -SenderDomains *", 22, "cannot be ''", "text"},
		{"a server that is not there", 2016, "Get-ReceiveConnector -Server EX10", 30, "no server 'EX10'", "EX01"},
		{"a server that is not there", 2016, "Get-ExchangeCertificate -Server EX10", 33, "no server 'EX10'", "EX01"},
		{"one value wanted", 2016, "Set-AcceptedDomain contoso.com -Name a,b", 38, "one value", ""},
		{"nothing can be added to one value", 2016, "Set-AcceptedDomain contoso.com -Name @{Add='a'}", 38, "one value", "-Name value"},
		{"time span wanted", 2016, "Set-TransportService EX01 -MessageRetryInterval 5m", 49, "'5m'", "hh:mm:ss"},
		{"date wanted", 0, "New-TransportRule X -DeleteMessage $true -ActivationDate tomorrow", 58, `"tomorrow" is not a date`, ""},
		{"number wanted", 2016, "Set-TransportService EX01 -QueueGlitchRetryCount four", 50, "'four'", "number"},
		{"size wanted", 2016, `Set-ReceiveConnector "Default Frontend EX01" -MaxMessageSize big`, 62, `"big" is not a size`, ""},
		{"range wanted", 2016, `Set-ReceiveConnector "Default Frontend EX01" -RemoteIPRanges 10.0.0.300`, 62, "not an address range", ""},
		{"removing what is not there", 2016, `Set-ReceiveConnector "Default Frontend EX01" -Bindings @{Remove="0.0.0.0:26"}`, 65, "does not hold 0.0.0.0:26", "0.0.0.0:25"},
		{"name missing", 2016, "New-SendConnector -AddressSpaces *", 1, "needs -Name", ""},
		{"address space missing", 2016, "New-SendConnector X", 1, "needs -AddressSpaces", "'smtp:contoso.com;1'"},
		{"duplicate names", 2016, "New-AcceptedDomain contoso.com -DomainName fabrikam.com", 20, "'contoso.com' already exists", "Set-AcceptedDomain"},
		{"not a domain", 2016, "New-AcceptedDomain x -DomainName x", 34, "not a domain", ""},
		{"default domains stay", 2016, "Remove-AcceptedDomain contoso.com", 23, "cannot be removed", "-MakeDefault"},
		{"a default domain there must be", 2016, "Set-AcceptedDomain contoso.com -MakeDefault $false", 45, "must be a default", ""},
		{"the default remote domain stays", 2016, "Remove-RemoteDomain Default", 21, "cannot be removed", ""},
		{"unknown server", 2016, "New-ReceiveConnector X -Server EX02 -Internet", 32, "no server 'EX02'", "EX01"},
		{"a pipeline of nothing", 2016, "Get-SendConnector | Set-SendConnector -Enabled $false", 21, "brings nothing", ""},
		{"a pipeline of something else", 2016, "Get-AcceptedDomain | Set-SendConnector -Enabled $false", 22, "takes no AcceptedDomain", "Get-SendConnector"},
		{"identity twice in a pipeline", 2016, "Get-AcceptedDomain | Set-AcceptedDomain contoso.com -DomainType Authoritative", 41, "already comes from the pipeline", ""},
		{"Set- hands nothing on", 2016, "Set-AcceptedDomain contoso.com -MatchSubDomains $true | Get-AcceptedDomain", 57, "hands nothing on", ""},
		{"unknown property", 2016, "Get-AcceptedDomain | fl Nam", 25, "no property 'Nam'", "Name"},
		{"Format-List at the beginning", 2016, "Format-List Name", 1, "end of a pipeline", ""},
		{"a switch without its colon", 2016, "Remove-AcceptedDomain x -Confirm $false", 34, "is a switch", "-Confirm:$false"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantError(t, sideOf(t, test.product), test.line, test.column, test.message, test.hint)
		})
	}
}

func TestNothingChangesWhenALaterObjectFails(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-SendConnector A -AddressSpaces a.com -RequireTLS $true", "New-SendConnector B -AddressSpaces b.com")
	// A could take the change, B cannot.
	wantError(t, a, "Get-SendConnector | Set-SendConnector -TlsAuthLevel EncryptionOnly", 53, "RequireTLS", "")
}

func TestPipelines(t *testing.T) {
	a := sideOf(t, 2016)
	before := a.org
	do(t, a, `New-SendConnector A -AddressSpaces a.com`, `New-SendConnector B -AddressSpaces b.com`,
		`get-sendconnector | SET-SENDCONNECTOR -port 2525 -confirm:$false`)
	for _, c := range a.org.SendConnectors {
		if c.Port != 2525 {
			t.Errorf("%s: want port 2525, got %d", c.Name, c.Port)
		}
	}
	if len(before.SendConnectors) != 0 {
		t.Error("the earlier snapshot was changed")
	}
	want := "Name : A\nPort : 2525\n\nName : B\nPort : 2525\n"
	if diff := cmp.Diff(want, do(t, a, "Get-SendConnector | Format-List Name,port")); diff != "" {
		t.Error(diff)
	}
	do(t, a, "Get-SendConnector B | Remove-SendConnector")
	if len(a.org.SendConnectors) != 1 {
		t.Error("want one connector left")
	}
}

func TestLists(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, `New-ReceiveConnector R -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 10.0.0.1,10.0.0.2`)
	first := a.org.ReceiveConnectors[1]
	for _, test := range []struct {
		name, value string
		want        []relay.AddressRange
	}{
		{"add and remove", `@{Add="10.0.1.0/24","10.0.0.3";Remove="10.0.0.1"}`, ranges("10.0.0.2", "10.0.1.0/24", "10.0.0.3")},
		{"what is there is not added again", `@{Add="10.0.0.3"}`, ranges("10.0.0.2", "10.0.1.0/24", "10.0.0.3")},
		{"a range is removed in another notation", `@{Remove="10.0.1.0-10.0.1.255"}`, ranges("10.0.0.2", "10.0.0.3")},
		{"array", `@("10.0.0.7")`, ranges("10.0.0.7")},
		{"list, each once", `10.0.0.7,10.0.0.8,10.0.0.7`, ranges("10.0.0.7", "10.0.0.8")},
	} {
		do(t, a, "Set-ReceiveConnector R -RemoteIPRanges "+test.value)
		if diff := cmp.Diff(test.want, a.org.ReceiveConnectors[1].RemoteIPRanges, cmp.Comparer(sameText)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
	if len(first.RemoteIPRanges) != 2 {
		t.Error("an object of an earlier snapshot was changed")
	}
	do(t, a, `Set-ReceiveConnector R -TlsDomainCapabilities mail.protection.outlook.com:AcceptCloudServicesMail`, `Set-ReceiveConnector R -TlsDomainCapabilities $null`)
	if a.org.ReceiveConnectors[1].TlsDomainCapabilities != nil {
		t.Error("$null did not clear the list")
	}
}

func sameText(a, b relay.AddressRange) bool { return a.String() == b.String() }

func TestWarnings(t *testing.T) {
	a := sideOf(t, 2016)
	if out := do(t, a, "Set-AcceptedDomain contoso.com -DomainType Authoritative"); !strings.Contains(out, "no settings of 'contoso.com' have been modified") || a.replaced != 0 {
		t.Errorf("a change that changes nothing: %q, replaced %d times", out, a.replaced)
	}
	if out := do(t, a, `Set-ReceiveConnector "Default Frontend EX01" -MaxAcknowledgementDelay 00:00:09 -MaxHopCount 30`); !strings.Contains(out, "-MaxAcknowledgementDelay is kept, and nothing here looks at it") {
		t.Errorf("a parameter without effect: %q", out)
	}
}

func TestReference(t *testing.T) {
	docs := cmdlet.Reference()
	for _, d := range docs {
		if d.Synopsis == "" || d.Where == "" || len(d.Sides) == 0 {
			t.Errorf("%s: incomplete: %+v", d.Name, d)
		}
		seen := make(map[string]bool)
		for _, p := range d.Parameters {
			if seen[strings.ToLower(p.Name)] {
				t.Errorf("%s: -%s stands twice", d.Name, p.Name)
			}
			seen[strings.ToLower(p.Name)] = true
		}
	}
	if len(docs) < 60 {
		t.Errorf("only %d cmdlets", len(docs))
	}
}

func FuzzRun(f *testing.F) {
	for _, test := range ruleTests {
		if len(test.line) < 300 {
			f.Add(test.line)
		}
	}
	f.Add("Get-ExchangeCertificate | Enable-ExchangeCertificate -Services SMTP")
	f.Add(`New-ExchangeServer EX77 | Set-ReceiveConnector EX77\R -Bindings @{Add="a"} -X:$false`)
	f.Add("New-TransportRule a -Priority 0 -SentTo @{Remove='b'} -Y $null")
	f.Add("Set-TransportConfig -SupervisionTags @{Add=x; Remove=Reject} -MaxReceiveSize unlimited")
	f.Add(`Get-ReceiveConnector | Add-ADPermission -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights "Ms-Exch-SMTP-Accept-Any-Recipient"`)
	f.Fuzz(func(t *testing.T, line string) {
		onprem, cloud := newLab(relay.Exchange2010)
		for _, a := range []*admin{onprem, cloud} {
			before := a.org
			if _, err := cmdlet.Run(a, line); err != nil && a.org != before {
				t.Fatalf("%q failed with %v but changed the organization", line, err)
			}
		}
	})
}

func TestADenialIsNoGrant(t *testing.T) {
	a := sideOf(t, 2016)
	const line = `Add-ADPermission "Default Frontend EX01" -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights Ms-Exch-SMTP-Accept-Any-Recipient`
	wantError(t, a, line+" -Deny", len(line)+2, "denied are not modelled", "Remove-ADPermission")
}

// TestWhatIsPrintedCanBeFormatted: not what Get- finds alone.
func TestWhatIsPrintedCanBeFormatted(t *testing.T) {
	onprem, cloud := newLab(relay.Exchange2016)
	if got := do(t, onprem, "Test-SmtpConnectivity | Format-Table ReceiveConnector,StatusCode"); !strings.Contains(got, "Success") || strings.Contains(got, "EndPoint") {
		t.Errorf("Test-SmtpConnectivity: %s", got)
	}
	do(t, cloud, "New-OutboundConnector Gateway -ConnectorType Partner -UseMXRecord $true -RecipientDomains fabrikam.com")
	if got := do(t, cloud, "Validate-OutboundConnector Gateway -Recipients erin@fabrikam.com | fl Status"); got != "Status : Succeeded\n" {
		t.Errorf("Validate-OutboundConnector: %q", got)
	}
	// What came of a test is not known within the line.
	if _, err := cmdlet.Run(cloud, "Validate-OutboundConnector Gateway -Recipients erin@fabrikam.com | where Status -eq Failed"); err == nil || !strings.Contains(err.Error(), "hands nothing on") {
		t.Errorf("picking among tests: %v", err)
	}
}
