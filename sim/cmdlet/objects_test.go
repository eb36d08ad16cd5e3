package cmdlet_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestRemoteDomainDefaults(t *testing.T) {
	a := sideOf(t, 0)
	do(t, a, "New-RemoteDomain -DomainName contoso.com")
	want := &relay.RemoteDomain{
		Name: "contoso.com", DomainName: "contoso.com", AllowedOOFType: "External", AutoReplyEnabled: true, AutoForwardEnabled: true,
		DeliveryReportEnabled: true, NDREnabled: true,
	}
	if diff := cmp.Diff(want, a.org.RemoteDomains[1]); diff != "" {
		t.Error(diff)
	}
}

func TestRemoteDomainForces(t *testing.T) {
	for _, test := range []struct {
		name, arguments string
		internal        bool
		oof             relay.AllowedOOFType
	}{
		{"InternalLegacy forces IsInternal $true", "-AllowedOOFType InternalLegacy -TNEFEnabled $true", true, "InternalLegacy"},
		{"IsInternal $false forces ExternalLegacy", "-IsInternal $false", false, "ExternalLegacy"},
		{"IsInternal $true leaves the type", "-IsInternal $true", true, "External"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := sideOf(t, 2016)
			do(t, a, "Set-RemoteDomain Default "+test.arguments)
			d := a.org.RemoteDomains[0]
			if d.IsInternal != test.internal || d.AllowedOOFType != test.oof {
				t.Errorf("IsInternal %v, AllowedOOFType %s", d.IsInternal, d.AllowedOOFType)
			}
		})
	}
	wantError(t, sideOf(t, 2016), "Set-RemoteDomain Default -AllowedOOFType InternalLegacy -IsInternal $false", 69, "makes the domain internal", "ExternalLegacy")
}

func TestTNEFEnabledHasThreeValues(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "Set-RemoteDomain * -TNEFEnabled $false")
	if p := a.org.RemoteDomains[0].TNEFEnabled; p == nil || *p {
		t.Error("want $false")
	}
	do(t, a, "Set-RemoteDomain * -TNEFEnabled $null")
	if a.org.RemoteDomains[0].TNEFEnabled != nil {
		t.Error("want $null")
	}
}

func TestMakeDefault(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-AcceptedDomain Fabrikam -DomainName fabrikam.com -DomainType InternalRelay", "Set-AcceptedDomain fabrikam.com -MakeDefault $true", "Remove-AcceptedDomain contoso.com")
	want := []*relay.AcceptedDomain{{Name: "Fabrikam", DomainName: "fabrikam.com", DomainType: "InternalRelay", Default: true}}
	if diff := cmp.Diff(want, a.org.AcceptedDomains); diff != "" {
		t.Error(diff)
	}
}

func TestConnectorDefaults(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-SendConnector Internet -AddressSpaces *")
	want := &relay.SendConnector{
		Name: "Internet", Enabled: true, AddressSpaces: []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 1}},
		SourceTransportServers: []string{"EX01"}, DNSRoutingEnabled: true, Port: 25, MaxMessageSize: 35 * relay.MB,
		ProtocolLoggingLevel: "None", SmtpMaxMessagesPerConnection: 20,
	}
	if diff := cmp.Diff(want, a.org.SendConnectors[0]); diff != "" {
		t.Error(diff)
	}
	do(t, a, `New-ReceiveConnector "Relay" -Usage Custom -RemoteIPRanges 192.0.2.10 -PermissionGroups AnonymousUsers`)
	receive := &relay.ReceiveConnector{
		Name: "Relay", Server: "EX01", Enabled: true, TransportRole: relay.FrontendTransport, Bindings: bindings("0.0.0.0:25"),
		RemoteIPRanges: ranges("192.0.2.10"), Fqdn: "ex01.contoso.com", AuthMechanism: []relay.AuthMechanism{"Tls"},
		PermissionGroups: []relay.PermissionGroup{"AnonymousUsers"}, ProtocolLoggingLevel: "None", MaxMessageSize: 36 * relay.MB, MaxHeaderSize: 256 * relay.KB,
		MaxHopCount: 60, ChunkingEnabled: true, MaxRecipientsPerMessage: 200, MaxProtocolErrors: 5, ConnectionTimeout: 10 * time.Minute, ConnectionInactivityTimeout: 5 * time.Minute, TarpitInterval: 5 * time.Second, AuthTarpitInterval: 5 * time.Second,
		MaxInboundConnection: 5000, MaxInboundConnectionPerSource: 20, MaxInboundConnectionPercentagePerSource: 2, MessageRateLimit: relay.NoLimit, MessageRateSource: "IPAddress",
	}
	if diff := cmp.Diff(receive, a.org.ReceiveConnectors[1], comparers); diff != "" {
		t.Error(diff)
	}
}

func TestReceiveConnectorIdentity(t *testing.T) {
	a := sideOf(t, 2016)
	a.org.Servers = append(a.org.Servers, &relay.Server{Name: "EX02", Fqdn: "ex02.contoso.com"})
	do(t, a, `New-ReceiveConnector Relay -Server EX02 -Client`, `Set-ReceiveConnector Relay -Comment one`, `New-ReceiveConnector Relay -Client`,
		`Set-ReceiveConnector "ex02\relay" -Comment two`)
	wantError(t, a, "Set-ReceiveConnector Relay -Comment three", 22, "several objects", `'EX02\Relay' or 'EX01\Relay'`)
	want := "Identity : EX02\\Relay\nComment  : two\n"
	if diff := cmp.Diff(want, do(t, a, "Get-ReceiveConnector -Server EX02 | fl Identity,Comment")); diff != "" {
		t.Error(diff)
	}
}

func TestCertificates(t *testing.T) {
	a := sideOf(t, 2016)
	old := a.org.Certificates[1]
	do(t, a, "Get-ExchangeCertificate -DomainName ex01.contoso.com | Enable-ExchangeCertificate -Services SMTP,IIS", "Enable-ExchangeCertificate BB22 -Services POP -DoNotRequireSsl x")
	if diff := cmp.Diff([]string{"SMTP", "IIS", "POP"}, a.org.Certificates[1].Services); diff != "" || len(old.Services) != 0 {
		t.Error(diff)
	}
	if out := do(t, a, "Enable-ExchangeCertificate -Thumbprint bb22 -Server EX01 -Services smtp"); out == "" {
		t.Error("want a warning that nothing changed")
	}
	wantError(t, a, "Enable-ExchangeCertificate CC33", 1, "needs -Services", "SMTP")
	wantError(t, a, "Enable-ExchangeCertificate CC33 -Services SMTP", 28, "no ExchangeCertificate 'CC33'", "")
	wantError(t, a, "Remove-ExchangeCertificate AA11 -Server EX02", 41, "no server 'EX02'", "EX01")
	do(t, a, "Get-ExchangeCertificate -DomainName mail.contoso.com | Remove-ExchangeCertificate -Confirm:$false")
	if len(a.org.Certificates) != 1 || a.org.Certificates[0].Thumbprint != "BB22" {
		t.Errorf("certificates left: %v", a.org.Certificates)
	}
}

func TestRelayRight(t *testing.T) {
	a := sideOf(t, 2016)
	line := `Get-ReceiveConnector "Default Frontend EX01" | Add-ADPermission -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights "Ms-Exch-SMTP-Accept-Any-Recipient"`
	do(t, a, line, line)
	if diff := cmp.Diff([]relay.Right{relay.RightAnyRecipient}, a.org.ReceiveConnectors[0].ExtendedRights); diff != "" {
		t.Error(diff)
	}
	const remove = `Remove-ADPermission "Default Frontend EX01" -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights `
	do(t, a, remove+"Ms-Exch-SMTP-Accept-Any-Recipient")
	if r := a.org.ReceiveConnectors[0].ExtendedRights; len(r) != 0 {
		t.Errorf("rights left: %v", r)
	}
	wantError(t, a, remove+"Ms-Exch-SMTP-Accept-Any-Recipient", 98, "does not have", "")
	wantError(t, a, remove+"Ms-Exch-SMTP-Accept-Authoritative-Domain-Sender", 98, "not modelled", "PermissionGroups")
	wantError(t, a, remove+"Ms-Exch-SMTP-Accept-Any-Recipients", 98, "not a right", "ms-Exch-SMTP-Accept-Any-Recipient")
	wantError(t, a, `Add-ADPermission "Default Frontend EX01" -User bob -ExtendedRights x`, 48, "ANONYMOUS LOGON only", "")
}

func TestQueues(t *testing.T) {
	a := sideOf(t, 2016)
	want := "Identity      : EX01\\3\nStatus        : Retry\nMessageCount  : 2\nNextHopDomain : fabrikam.com\n"
	if diff := cmp.Diff(want, do(t, a, `Get-Queue EX01\3 | fl Identity,Status,MessageCount,NextHopDomain`)); diff != "" {
		t.Error(diff)
	}
	do(t, a, `Retry-Queue -Identity ex01\4`, `Get-Queue | Retry-Queue -Resubmit $true`)
	if want := []string{`EX01\4`, `EX01\3 resubmit`, `EX01\4 resubmit`}; !slices.Equal(want, a.retried) || a.replaced != 0 {
		t.Errorf("want %q, got %q", want, a.retried)
	}
}

func TestTransportSettings(t *testing.T) {
	old := sideOf(t, 2010)
	do(t, old, "Set-TransportServer EX01 -MessageExpirationTimeout 1.12:30:00 -TransientFailureRetryCount 3")
	if s := old.org.Servers[0].TransportService; s.MessageExpirationTimeout != 36*time.Hour+30*time.Minute || s.TransientFailureRetryCount != 3 {
		t.Errorf("%+v", s)
	}
	cloud := sideOf(t, 0)
	do(t, cloud, "Set-TransportConfig -MessageExpiration 12:00:00 -ExternalPostmasterAddress postmaster@contoso.com")
	want := "MessageExpiration                : 12:00:00\nExternalPostmasterAddress        : postmaster@contoso.com\nInternalDelayDsnEnabled          : False\n" +
		"ExternalDelayDsnEnabled          : False\nInternalDsnSendHtml              : False\nExternalDsnSendHtml              : False\nSmtpClientAuthenticationDisabled : False\n"
	if diff := cmp.Diff(want, do(t, cloud, "Get-TransportConfig")); diff != "" {
		t.Error(diff)
	}
}

func TestHybridConfiguration(t *testing.T) {
	a := sideOf(t, 2016)
	wantError(t, a, "New-HybridConfiguration", 1, "already", "Set-HybridConfiguration")
	do(t, a, "Set-HybridConfiguration -Features 'FreeBusy, SecureMail',CentralizedTransport -Domains autod:contoso.com", "Set-HybridConfiguration -Features @{Remove='FreeBusy'}")
	if diff := cmp.Diff([]string{"SecureMail", "CentralizedTransport"}, a.org.Hybrid.Features); diff != "" {
		t.Error(diff)
	}
	a.org.Hybrid = nil
	wantError(t, a, "Get-HybridConfiguration", 1, "no HybridConfiguration", "New-HybridConfiguration")
	do(t, a, "New-HybridConfiguration -OnPremisesSmartHost mail.contoso.com -ExternalIPAddresses 192.0.2.25")
	if diff := cmp.Diff(&relay.HybridConfiguration{OnPremisesSmartHost: "mail.contoso.com", ExternalIPAddresses: ranges("192.0.2.25")}, a.org.Hybrid, comparers); diff != "" {
		t.Error(diff)
	}
}

// TestADomainThatSomebodyUsesStays: the service does not let it go, and says who has an address in it.
func TestADomainThatSomebodyUsesStays(t *testing.T) {
	a := sideOf(t, 0)
	do(t, a, "New-AcceptedDomain litware -DomainName litware.com", "New-Mailbox frank -PrimarySmtpAddress frank@litware.com",
		"New-MailUser gina -PrimarySmtpAddress gina@contoso.com -EmailAddresses smtp:gina@litware.com -ExternalEmailAddress gina@fabrikam.com")
	wantError(t, a, "Remove-AcceptedDomain litware", 23, "frank and gina have one in litware.com", "take their addresses away first")
	do(t, a, "Remove-Mailbox frank", "Remove-MailUser gina", "Remove-AcceptedDomain litware")
	onprem := sideOf(t, 2016)
	do(t, onprem, "New-AcceptedDomain litware -DomainName litware.com", "New-Mailbox frank -PrimarySmtpAddress frank@litware.com", "Remove-AcceptedDomain litware")
}
