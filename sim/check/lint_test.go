package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/tested"
)

const (
	front   = `"EX01\Default Frontend EX01"`
	outward = `"Outbound to Office 365"`
)

// TestEachCode: what the documentation warns of is found, the flows that it breaks are named, and its fix takes it away.
func TestEachCode(t *testing.T) {
	tests := []struct {
		code, base string
		lines      []string
		breaks     string // one of the flows; empty: none
		stays      bool   // the fix is not one that can be typed
	}{
		{code: "HS-C001", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -CloudServicesMailEnabled $false"}, breaks: "onprem-to-cloud"},
		{code: "HS-C001", base: "hybrid-2010", lines: []string{"onprem> Set-SendConnector " + outward + " -MsExchSmtpSendFlags 64"}, breaks: "onprem-to-cloud"},
		{code: "HS-C002", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -TlsCertificateName $null -Fqdn EX01.contoso.com"}, breaks: "onprem-to-cloud"},
		{code: "HS-C003", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -TlsCertificateName '<I>CN=Old CA<S>CN=mail.contoso.com'"}, breaks: "onprem-to-cloud"},
		{code: "HS-C004", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -TlsAuthLevel $null -RequireTLS $false"}},
		{code: "HS-C005", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -TlsAuthLevel EncryptionOnly"}},
		{code: "HS-C006", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -TlsDomain mail.contoso.com"}, breaks: "onprem-to-cloud"},
		{code: "HS-C007", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -Enabled $false"}, breaks: "onprem-to-cloud"},
		{code: "HS-C008", base: "hybrid-2013", lines: []string{"onprem> New-SendConnector 'A way of old' -AddressSpaces 'smtp:contoso.mail.onmicrosoft.com;1'"}, breaks: "onprem-to-cloud"},
		{code: "HS-C009", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -MaxMessageSize 25MB"}},
		{code: "HS-C010", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector " + outward + " -DNSRoutingEnabled $false -SmartHosts mail.messaging.microsoft.com"}, breaks: "onprem-to-cloud"},
		{code: "HS-C011", base: "hybrid-2013", lines: []string{"onprem> Remove-SendConnector " + outward}, breaks: "onprem-to-cloud"},
		{code: "HS-C012", base: "third-party-gateway-to-cloud", breaks: "onprem-to-cloud"},
		{code: "HS-C013", base: "partner-connector-locks-out-hybrid", breaks: "onprem-to-cloud"},
		{code: "HS-C014", base: "hybrid-2013", lines: []string{"onprem> Set-SendConnector Internet -DNSRoutingEnabled $false -SmartHosts relay.proseware.com"}, stays: true},
		{code: "HS-C014", base: "hybrid-2013", lines: []string{"cloud> New-OutboundConnector Scan -RecipientDomains proseware.com -UseMXRecord $false -SmartHosts relay.proseware.com"}, stays: true},
		{code: "HS-C055", base: "hybrid-2013", lines: []string{"cloud> Get-OutboundConnector | Set-OutboundConnector -RouteAllMessagesViaOnPremises $true"}, breaks: "cloud-to-internet"},
		{code: "HS-C015", base: "hybrid-2013", lines: []string{"onprem> Set-AcceptedDomain contoso.com -DomainType InternalRelay"}, breaks: "onprem-to-unsynced"},
		{code: "HS-C016", base: "certificate-issuer-rollover", breaks: "onprem-to-cloud"},
		{code: "HS-C017", base: "tls-1-0-only-server", breaks: "onprem-to-cloud"},
		{code: "HS-C017", base: "hybrid-2019", lines: []string{"EX01> enable TLS 1.1 as server", "EX01> disable TLS 1.2 as server"}, breaks: "cloud-to-onprem"},
		{code: "HS-C018", base: "hybrid-2019", lines: []string{"EX01> disable ciphers ECDHE, TLS_RSA_WITH_AES_256_GCM_SHA384, TLS_RSA_WITH_AES_128_GCM_SHA256"}, breaks: "onprem-to-cloud"},
		{code: "HS-C019", base: "certificate-revoked", breaks: "cloud-to-onprem"},
		{code: "HS-C039", base: "certificate-key-unreadable", breaks: "onprem-to-cloud"},
		{code: "HS-C035", base: "hybrid-2016-pair", lines: []string{`ca> distrust "CN=Example Public CA" at EX02`}, breaks: "cloud-to-onprem"},
		{code: "HS-C038", base: "root-missing-on-one-server", breaks: "cloud-to-onprem"},
		{code: "HS-C020", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -TlsDomainCapabilities $null"}, breaks: "cloud-to-onprem"},
		{code: "HS-C020", base: "hybrid-2010", lines: []string{`onprem> Set-ReceiveConnector "EX01\Inbound from Office 365" -TlsDomainCapabilities $null`}, breaks: "cloud-to-onprem"},
		{code: "HS-C021", base: "hybrid-2013", lines: []string{"onprem> New-ReceiveConnector Narrow -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 40.92.0.0/15 -PermissionGroups AnonymousUsers"}, breaks: "cloud-to-onprem"},
		{code: "HS-C021", base: "kb2750145-stale-eop-ranges", breaks: "cloud-to-onprem"},
		{code: "HS-C021", base: "hybrid-2013", lines: []string{ // the default connector is not to blame when the right one's ranges are old
			"onprem> New-ReceiveConnector 'From the cloud' -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 23.103.132.0/22 -PermissionGroups AnonymousUsers",
			"onprem> Set-ReceiveConnector 'EX01\\From the cloud' -AuthMechanism Tls -TlsDomainCapabilities mail.protection.outlook.com:AcceptCloudServicesMail",
			"onprem> Set-ReceiveConnector " + front + " -TlsDomainCapabilities $null"}, breaks: "cloud-to-onprem"},
		{code: "HS-C022", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -TlsCertificateName '<I>CN=Old CA<S>CN=mail.contoso.com'"}, breaks: "cloud-to-onprem"},
		{code: "HS-C023", base: "certificate-name-mismatch", breaks: "cloud-to-onprem"},
		{code: "HS-C023", base: "hybrid-2013", lines: []string{"cloud> Get-OutboundConnector | Set-OutboundConnector -TlsDomain hybrid.contoso.com"}, breaks: "cloud-to-onprem"},
		{code: "HS-C024", base: "certificate-self-signed", breaks: "cloud-to-onprem"},
		{code: "HS-C025", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -AuthMechanism Integrated,ExchangeServer"}, breaks: "cloud-to-onprem"},
		{code: "HS-C026", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -TlsDomainCapabilities '<I>CN=MSIT Machine Auth CA 2, DC=redmond, DC=corp, DC=microsoft, DC=com<S>CN=mail.protection.outlook.com:AcceptCloudServicesMail'"}, breaks: "cloud-to-onprem"},
		{code: "HS-C027", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -PermissionGroups ExchangeServers"}, breaks: "cloud-to-onprem"},
		{code: "HS-C028", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -Bindings 0.0.0.0:25"}},
		{code: "HS-C029", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -Enabled $false"}, breaks: "cloud-to-onprem"},
		{code: "HS-C030", base: "certificate-expired", breaks: "onprem-to-cloud"},
		{code: "HS-C031", base: "hybrid-2013", lines: []string{"wait 330d"}},
		{code: "HS-C032", base: "hybrid-2013", lines: []string{"ca> issue smtp.contoso.com by \"CN=Example Public CA\" to EX01",
			"onprem> Set-SendConnector " + outward + " -TlsCertificateName '<I>CN=Example Public CA<S>CN=smtp.contoso.com'"}, breaks: "onprem-to-cloud"},
		{code: "HS-C033", base: "certificate-without-private-key", breaks: "onprem-to-cloud"},
		{code: "HS-C034", base: "certificate-chain-incomplete", breaks: "onprem-to-cloud"},
		{code: "HS-C035", base: "hybrid-2013", lines: []string{`ca> distrust "CN=Example Public CA"`}, breaks: "onprem-to-cloud"},
		{code: "HS-C036", base: "kb2888788-untrusted-certificate", breaks: "onprem-to-cloud"},
		{code: "HS-C037", base: "hybrid-2013", lines: []string{
			`ca> issue mail.contoso.com by "CN=` + strings.Repeat("A very long name of an authority and ", 8) + `end" to EX01`,
			"onprem> Get-ExchangeCertificate -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP",
			"onprem> Set-SendConnector " + outward + " -TlsCertificateName '<I>CN=" + strings.Repeat("A very long name of an authority and ", 8) + "end<S>CN=mail.contoso.com'"}, stays: true},
		{code: "HS-C038", base: "hybrid-2013", lines: []string{`ca> distrust "CN=Simulated Cloud Services CA 1, O=hybridsim"`}, breaks: "onprem-to-cloud"},
		{code: "HS-C040", base: "certificate-not-expected-by-cloud", breaks: "onprem-to-cloud"},
		{code: "HS-C041", base: "external-looking-mail-junk-cloud", breaks: "onprem-to-cloud"},
		{code: "HS-C042", base: "hybrid-2013", lines: []string{"cloud> Get-InboundConnector | Set-InboundConnector -Enabled $false"}, breaks: "onprem-to-cloud"},
		{code: "HS-C042", base: "hybrid-2013", lines: []string{"cloud> Get-InboundConnector | Remove-InboundConnector"}, breaks: "onprem-to-cloud"},
		{code: "HS-C043", base: "hybrid-2010", lines: []string{"cloud> Get-InboundConnector | Set-InboundConnector -SenderIPAddresses 203.0.113.99"}, breaks: "onprem-to-cloud"},
		{code: "HS-C044", base: "partner-connector-locks-out-hybrid", breaks: "oof-from-onprem"},
		{code: "HS-C044", base: "hybrid-2013", lines: []string{"cloud> New-InboundConnector Gateway -SenderDomains * -RestrictDomainsToIPAddresses $true -SenderIPAddresses 198.51.100.77"}, breaks: "internet-to-cloud"},
		{code: "HS-C045", base: "hybrid-2013", lines: []string{"cloud> Get-InboundConnector | Set-InboundConnector -TlsSenderCertificateName mail.adatum.com"}, stays: true},
		{code: "HS-C047", base: "hybrid-2013", lines: []string{
			"cloud> Get-InboundConnector | Set-InboundConnector -TlsSenderCertificateName *.contoso.com",
			"net> host shop.contoso.com 198.51.100.60",
			`ca> issue shop.contoso.com by "CN=Example Public CA" to shop.contoso.com`}},
		{code: "HS-C047", base: "hybrid-two-tenants", lines: []string{
			`ca> issue mx01.woodgrove.com by "CN=Example Public CA" to EX01`, "onprem> Get-ExchangeCertificate -DomainName mx01.woodgrove.com | Enable-ExchangeCertificate -Services SMTP",
			"onprem> Set-SendConnector Internet -Fqdn mx01.woodgrove.com"}, breaks: "other:onprem to cloud:woodgrove"},
		{code: "HS-C048", base: "hybrid-two-tenants", lines: []string{
			"net> host filter.example 198.51.100.70",
			"filter.example> relay contoso.com to contoso-com.mail.protection.outlook.com",
			"net> dns contoso.com MX 10 filter.example",
			"cloud:woodgrove> New-InboundConnector Filter -ConnectorType OnPremises -SenderDomains * -SenderIPAddresses 198.51.100.70"}, breaks: "other:cloud:woodgrove to cloud"},
		{code: "HS-C046", base: "direct-send-rejected", breaks: "direct-send"},
		{code: "HS-C050", base: "external-looking-mail-room-declines-onprem", breaks: "cloud-to-onprem"},
		{code: "HS-C051", base: "hybrid-2013", lines: []string{"cloud> Get-OutboundConnector | Set-OutboundConnector -TlsSettings EncryptionOnly"}},
		{code: "HS-C052", base: "kb2510049-shared-by-mx", breaks: "cloud-to-onprem"},
		{code: "HS-C052", base: "hybrid-2010", lines: []string{"cloud> Get-OutboundConnector | Set-OutboundConnector -Enabled $false"}, breaks: "cloud-to-onprem"},
		{code: "HS-C052", base: "hybrid-2010", lines: []string{"cloud> Get-OutboundConnector | Set-OutboundConnector -RecipientDomains adatum.com"}, breaks: "cloud-to-onprem"},
		{code: "HS-C053", base: "smart-host-name-leads-astray", breaks: "cloud-to-onprem"},
		{code: "HS-C053", base: "third-party-gateway-to-onprem", breaks: "cloud-to-onprem"},
		{code: "HS-C054", base: "hybrid-2010", lines: []string{"cloud> Get-OutboundConnector | Set-OutboundConnector -IsTransportRuleScoped $true"}, breaks: "cloud-to-onprem"},
		{code: "HS-C055", base: "hybrid-2013", lines: []string{"onprem> Set-HybridConfiguration -Features SecureMail,CentralizedTransport"}, breaks: "centralized-out"},
		{code: "HS-C060", base: "hybrid-2013", lines: []string{"onprem> New-AcceptedDomain Everything -DomainName *.adatum.com -DomainType ExternalRelay"}, stays: true},
		{code: "HS-C061", base: "kb2510049-domain-not-shared", breaks: "cloud-to-unsynced"},
		{code: "HS-C062", base: "hybrid-routing-domain-authoritative", breaks: "onprem-to-unsynced"},
		{code: "HS-C063", base: "hybrid-2013", lines: []string{"onprem> Set-AcceptedDomain contoso.com -DomainType InternalRelay"}, breaks: "onprem-to-unsynced"},
		{code: "HS-C064", base: "hybrid-routing-domain-authoritative", breaks: "onprem-to-routing-address"},
		{code: "HS-C065", base: "hybrid-2013", lines: []string{"onprem> Set-HybridConfiguration -Domains contoso.com,adatum.com", "onprem> New-AcceptedDomain adatum.com -DomainName adatum.com"}},
		{code: "HS-C066", base: "mailbox-on-both-sides", breaks: "person-once:carol@contoso.com"},
		{code: "HS-C067", base: "hybrid-2013", lines: []string{"onprem> Set-RemoteMailbox alice -RemoteRoutingAddress $null"}, breaks: "onprem-to-cloud"},
		{code: "HS-C068", base: "hybrid-2013", lines: []string{"onprem> Set-RemoteMailbox alice -RemoteRoutingAddress alicia@contoso.mail.onmicrosoft.com"}, breaks: "person:alice@contoso.com<contoso.com"},
		{code: "HS-C069", base: "hybrid-2013", lines: []string{"cloud> Set-MailUser bob -ExternalEmailAddress robert@contoso.com"}, breaks: "person:bob@contoso.com<contoso.com"},
		{code: "HS-C070", base: "remote-domain-oof-cloud-sees-external", breaks: "oof-from-onprem"},
		{code: "HS-C070", base: "remote-domain-oof-onprem-sees-external", breaks: "oof-from-cloud"},
		{code: "HS-C071", base: "remote-domain-voting-buttons-to-onprem", breaks: "tnef-to-onprem"},
		{code: "HS-C072", base: "external-looking-mail-sender-address-cloud", breaks: "onprem-to-cloud"},
		{code: "HS-C073", base: "external-looking-mail-sender-address-onprem", breaks: "cloud-to-onprem"},
		{code: "HS-C074", base: "hybrid-2013", lines: []string{"onprem> New-RemoteMailbox gone -PrimarySmtpAddress gone@contoso.com -RemoteRoutingAddress gone@contoso.mail.onmicrosoft.com"}, stays: true},
		{code: "HS-C075", base: "hybrid-2013", lines: []string{"cloud> New-MailUser left -PrimarySmtpAddress left@contoso.com -ExternalEmailAddress left@contoso.com"}, stays: true},
		{code: "HS-C076", base: "unverified-domain-dropped-at-sync", breaks: "person:frank@litware.com<contoso.com"},
		{code: "HS-C100", base: "hybrid-2019", lines: []string{
			"cloud> New-OutboundConnector Signatures -ConnectorType Partner -IsTransportRuleScoped $true -RecipientDomains * -UseMXRecord $false -SmartHosts sign.proseware.com",
			"cloud> New-TransportRule Sign -SubjectContainsWords signature -RouteMessageOutboundConnector Signatures",
			"cloud> Set-OutboundConnector Signatures -Enabled $false"}},
		{code: "HS-C101", base: "hybrid-2010", lines: []string{"cloud> Set-HostedConnectionFilterPolicy Default -IPAllowList 198.51.100.9,203.0.113.0/28"}},
		{code: "HS-C102", base: "size-limit-left-on-remote-mailbox"},
		{code: "HS-C103", base: "hybrid-2019", lines: []string{
			"onprem> Set-HybridConfiguration -Features SecureMail,CentralizedTransport", "cloud> Get-OutboundConnector | Set-OutboundConnector -RouteAllMessagesViaOnPremises $true",
			"cloud> Get-InboundConnector | Set-InboundConnector -EFSkipLastIP $true"}},
		{code: "HS-C104", base: "forwarding-blocked-by-policy", breaks: "forwarded:alice@contoso.com"},
		{code: "HS-C105", base: "forwarding-dropped-by-remote-domain", breaks: "forwarded:alice@contoso.com"},
		{code: "HS-C106", base: "moderator-in-the-cloud-loses-votes", breaks: "moderated:all-staff@contoso.com<bob@contoso.com"},
		{code: "HS-C107", base: "hybrid-2019", lines: []string{"onprem> New-JournalRule All -JournalEmailAddress alice@contoso.com -Enabled $true", "cloud> New-JournalRule All -JournalEmailAddress keep@archive.example -Enabled $true"}, stays: true},
		{code: "HS-C108", base: "hybrid-2019", lines: []string{"onprem> New-JournalRule All -JournalEmailAddress keep@archive.example -Enabled $true"}},
		{code: "HS-C109", base: "hybrid-2019", lines: []string{"onprem> Set-RemoteMailbox alice -RecipientLimits 20"}},
		{code: "HS-C109", base: "hybrid-2019", lines: []string{"onprem> Set-TransportConfig -MaxRecipientEnvelopeLimit 100"}},
		{code: "HS-C110", base: "hybrid-2019", lines: []string{"onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com", "onprem> New-DistributionGroup crew -PrimarySmtpAddress crew@contoso.com -Members alice,bob,carol",
			"onprem> Start-ADSyncSyncCycle", "onprem> Set-TransportConfig -MaxRecipientEnvelopeLimit 1"}, breaks: "group:crew@contoso.com<alice@contoso.com"},
		{code: "HS-C080", base: "stale-ranges-on-firewall", breaks: "cloud-to-onprem"},
		{code: "HS-C081", base: "smtp-inspection-pix-to-onprem", breaks: "cloud-to-onprem"},
		{code: "HS-C080", base: "hybrid-2013", lines: []string{"net> allow only 52.100.0.0/14 -> mail.contoso.com:25 else refuse"}, breaks: "cloud-to-onprem"},
		{code: "HS-C080", base: "hybrid-2013", lines: []string{"net> balancer mail.contoso.com 203.0.113.25 -> EX01",
			"net> allow only 52.100.0.0/14 -> 203.0.113.25:25 else drop"}, breaks: "cloud-to-onprem"},
		{code: "HS-C082", base: "source-nat-hides-eop", breaks: "cloud-to-onprem"},
		{code: "HS-C082", base: "hybrid-2010", lines: []string{"net> balancer mail.contoso.com 203.0.113.25 -> EX01 hiding source as 10.0.0.1"}, breaks: "cloud-to-onprem"},
		{code: "HS-C083", base: "onprem-address-banned", breaks: "onprem-to-cloud"},
		{code: "HS-C085", base: "hybrid-2019", lines: []string{"wait 200d"}},
		{code: "HS-C086", base: "hybrid-2019", lines: []string{"onprem> Set-ServerComponentState EX01 -Component HubTransport -State Inactive -Requester Maintenance"}, breaks: "cloud-to-onprem"},
		{code: "HS-C087", base: "hybrid-2019", lines: []string{"onprem> Set-TransportService EX01 -InternalDNSServers 192.0.2.53"}},
		{code: "HS-C084", base: "hybrid-2013", lines: []string{"net> block onprem -> cloud:25 drop"}, breaks: "onprem-to-cloud"},
		{code: "HS-C090", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -Bindings 0.0.0.0:2526"}, breaks: "cloud-to-onprem"},
		{code: "HS-C091", base: "hybrid-2013", lines: []string{"onprem> Set-ReceiveConnector " + front + " -RemoteIPRanges 10.0.0.0/8,40.92.0.0/24,198.51.100.0/24"}, breaks: "cloud-to-onprem"},
		{code: "HS-C092", base: "hybrid-2013", lines: []string{`onprem> Add-ADPermission ` + front + ` -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient`}, breaks: "open-relay"},
		{code: "HS-C093", base: "hybrid-2010", lines: []string{
			"onprem> New-ReceiveConnector Printers -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 10.1.20.0/24,203.0.113.10 -PermissionGroups AnonymousUsers",
			`onprem> Add-ADPermission EX01\Printers -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient`}},
	}
	var tried []string
	for i, tt := range tests {
		tried = append(tried, tt.code)
		if tested.Sampled(i, 10) {
			continue
		}
		t.Run(tt.code+"/"+tt.base, func(t *testing.T) {
			t.Parallel()
			subject := subjectOf(t, tt.base, tt.lines...)
			r, err := Check(subject, Options{})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Code == tt.code })
			if i < 0 {
				t.Fatalf("not found; found %+v", r.Findings)
			}
			f := r.Findings[i]
			if f.Untried != "" {
				t.Errorf("the fix cannot be tried: %s", f.Untried)
			}
			if tt.breaks != "" && !slices.Contains(f.Breaks, tt.breaks) || tt.breaks == "" && len(f.Breaks) > 0 {
				t.Errorf("breaks %q, want %q among them; fix %q", f.Breaks, tt.breaks, f.Fix)
			}
			if (len(f.Fix) == 0) != tt.stays {
				t.Fatalf("fix %q", f.Fix)
			}
			if tt.stays {
				return
			}
			fixed, err := subject.With(f.Fix...)
			if err != nil {
				t.Fatal(err)
			}
			w, err := fixed.world()
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if still, _ := lint(scenes(w)); slices.ContainsFunc(still, func(x Finding) bool { return x.Code == f.Code && x.Object == f.Object && x.Side == f.Side }) {
				t.Errorf("the fix %q leaves it: %+v", f.Fix, still)
			}
		})
	}
	var all []string
	for _, r := range Rules() {
		all = append(all, r.Code)
	}
	slices.Sort(tried)
	if diff := cmp.Diff(all, slices.Compact(tried)); diff != "" {
		t.Errorf("codes and the rows above differ (-codes +rows):\n%s", diff)
	}
}

// TestCodesAreStable: a code stands once, and says where it is documented.
func TestCodesAreStable(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.Code] || !strings.HasPrefix(r.Code, "HS-C") || len(r.Code) != len("HS-C000") || r.Source == "" || r.Says == "" {
			t.Errorf("%+v", r)
		}
		seen[r.Code] = true
	}
}
