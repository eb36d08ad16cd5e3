package base_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// TestARoundTripGivesTheSameBase writes the exports of each built-in base in each format, imports them, and compares the two
// organizations object by object.
func TestARoundTripGivesTheSameBase(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	for i, name := range c.Bases() {
		for j, format := range exports.Formats() {
			if tested.Sampled(i+j, 3) { // each format is read, and each base; one goroutine does it
				continue
			}
			t.Run(name+" as "+format, func(t *testing.T) {
				s, err := c.Base(name)
				if err != nil {
					t.Fatal(err)
				}
				roundTrip(t, s, format)
			})
		}
	}
}

// unusual is a base that differs from a new organization in as much as it can.
const unusual = `Title: An unusual hybrid
Clock: 2026-03-02T08:00:00Z
On-Premises: Exchange 2016 on EX01.contoso.com at 203.0.113.10
Tenant: contoso
Cloud-Era: today
MX: contoso.com -> cloud

ca> issue "CN=mail.contoso.com, OU=""Mail, Relay"", O=Contoso, C=US" and mail.contoso.com, *.contoso.com by "CN=Example CA, DC=contoso, DC=com" to EX01 from 2025-03-02T08:00:00Z until 2026-02-02T08:00:00Z
onprem> Get-ExchangeCertificate -DomainName *.contoso.com | Enable-ExchangeCertificate -Services IIS,SMTP
ca> issue mail.contoso.com by "CN=Example Public CA" to EX01 for 30d without private key
ca> issue relay.contoso.com by "CN=Example Public CA" to EX01
onprem> Get-ExchangeCertificate -DomainName relay.contoso.com | Enable-ExchangeCertificate -Services SMTP
onprem> New-AcceptedDomain Fabrikam -DomainName fabrikam.com -DomainType ExternalRelay
onprem> New-AcceptedDomain Wild -DomainName *.com -DomainType InternalRelay
onprem> Set-AcceptedDomain Fabrikam -MakeDefault $true
onprem> Remove-AcceptedDomain contoso.com
onprem> New-AcceptedDomain "Main one" -DomainName contoso.com
cloud> New-AcceptedDomain contoso.com -DomainName contoso.com -DomainType InternalRelay
cloud> Set-AcceptedDomain contoso.com -MatchSubDomains $true -MakeDefault $true
cloud> Remove-AcceptedDomain contoso.mail.onmicrosoft.com
onprem> Set-RemoteDomain Default -TNEFEnabled $false -AutoReplyEnabled $true -AllowedOOFType None -NDREnabled $false
cloud> New-RemoteDomain partner -DomainName *.fabrikam.com
cloud> Set-RemoteDomain partner -TrustedMailInboundEnabled $true -AllowedOOFType InternalLegacy
cloud> Set-OrganizationConfig -RejectDirectSend $true
onprem> Set-TransportConfig -ExternalPostmasterAddress postmaster@contoso.com -InternalDelayDsnEnabled $false -ExternalDsnMaxMessageAttachSize 5MB
cloud> Set-TransportConfig -MessageExpiration 13:00:00 -ExternalDsnSendHtml $false
onprem> Set-TransportService EX01 -TransientFailureRetryCount 3 -MessageRetryInterval 00:07:00 -MessageExpirationTimeout 3.00:00:00
onprem> Remove-ReceiveConnector "EX01\Client Frontend EX01"
onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -RemoteIPRanges 0.0.0.0-255.255.255.255 -Banner "220 it's ""us""" -Comment 'a $variable, and "quotes"' -PermissionGroups AnonymousUsers,Custom
onprem> New-ReceiveConnector "Relay, for scanners" -RemoteIPRanges 192.168.7.0/24,192.168.9.1 -Bindings 0.0.0.0:25 -PermissionGroups AnonymousUsers -TlsCertificateName "<I>CN=Example CA, DC=contoso, DC=com<S>CN=mail.contoso.com, OU=""Mail, Relay"", O=Contoso, C=US"
onprem> Add-ADPermission "EX01\Relay, for scanners" -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights Ms-Exch-SMTP-Accept-Any-Recipient
onprem> New-SendConnector "Out & about" -AddressSpaces "smtp:*;10","smtp:*.fabrikam.com;2" -DNSRoutingEnabled $false -SmartHosts 198.51.100.77,relay.fabrikam.com -Enabled $false -MaxMessageSize unlimited -ProtocolLoggingLevel Verbose -Port 26
onprem> New-ExchangeServer EX02 -Fqdn ex02.contoso.com -ServerRole UnifiedMessaging
onprem> New-ReceiveConnector "Default EX02" -Server EX02 -Bindings "[::]:2525",0.0.0.0:2525 -RemoteIPRanges 0.0.0.0-255.255.255.255 -MaxMessageSize 3MB
onprem> New-ExchangeCertificate -Thumbprint 0123456789ABCDEF0123456789ABCDEF01234567 -Server EX02 -Subject CN=relay -Services SMTP
onprem> Set-TransportService EX02 -MaxOutboundConnections 500
onprem> Set-FrontendTransportService EX01 -ReceiveConnectivityTimeout 00:05:00
onprem> Set-SendConnector "Out & about" -SourceTransportServers EX01,EX02
onprem> New-TransportRule "No, thanks" -Priority 0 -State Enabled -RejectMessageReasonText 'by "fax"'
onprem> New-JournalRule "All, even spam" -JournalEmailAddress vault@northwindtraders.com -Scope External -Enabled $true
onprem> Set-TransportConfig -JournalingReportNdrTo vault@northwindtraders.com
cloud> Set-TransportConfig -SmtpClientAuthenticationDisabled $false
onprem> New-MailContact cora -ExternalEmailAddress cora@northwindtraders.com
cloud> Set-HostedOutboundSpamFilterPolicy Default -AutoForwardingMode Off
cloud> Set-HostedConnectionFilterPolicy Default -IPAllowList 192.0.2.7,192.0.2.64-192.0.2.70 -IPBlockList 198.51.100.0/24
cloud> New-TenantAllowBlockListItems -ListType Sender -Entries litware.com,erin@fabrikam.com -Block
cloud> Set-ArcConfig -ArcTrustedSealers filter.proseware.com,lists.woodgrove.com
cloud> New-InboundConnector Filter -SenderDomains * -SenderIPAddresses 192.0.2.80 -EFSkipIPs 192.0.2.80,203.0.113.0/24 -EFUsers alice@contoso.com
cloud> New-TenantExemptionInfo -BlockingScenario UnpatchedOnPremServer -NumberOfDays 30
cloud> New-InboundConnector in -ConnectorType OnPremises -SenderDomains contoso.com,*.fabrikam.com -SenderIPAddresses 203.0.113.10,203.0.113.32/28 -RequireTls $false -TreatMessagesAsInternal $true -AssociatedAcceptedDomains contoso.com
cloud> New-OutboundConnector out -ConnectorType OnPremises -RecipientDomains * -UseMXRecord $false -SmartHosts mail.contoso.com -TlsSettings CertificateValidation -RouteAllMessagesViaOnPremises $true -Enabled $false
onprem> New-HybridConfiguration -Domains contoso.com -OnPremisesSmartHost mail.contoso.com -ExternalIPAddresses 203.0.113.10 -Features SecureMail,CentralizedTransport
cloud> New-Mailbox alice -PrimarySmtpAddress alice@contoso.com -DisplayName "Alice, of Sales"
cloud> Set-CASMailbox alice -SmtpClientAuthenticationDisabled $true
cloud> Set-MailboxAutoReplyConfiguration alice -AutoReplyState Enabled -InternalMessage "Away.` + "`" + `nBack soon." -ExternalMessage "Gone" -ExternalAudience Known
onprem> New-RemoteMailbox alice -PrimarySmtpAddress alice@contoso.com -RemoteRoutingAddress alice@contoso.onmicrosoft.com
onprem> New-Mailbox bob -PrimarySmtpAddress bob@contoso.com -EmailAddresses smtp:robert@contoso.com,smtp:bob@fabrikam.com
onprem> New-InboxRule "To the desk" -Mailbox bob -SubjectContainsWords help,please -RedirectTo desk@northwindtraders.com -StopProcessingRules $true
onprem> New-Mailbox "Room 1" -Alias room1 -Room
onprem> Set-CalendarProcessing "Room 1" -AutomateProcessing AutoAccept -ProcessExternalMeetingMessages $true
onprem> New-MailUser carol -ExternalEmailAddress carol@northwindtraders.com
onprem> New-DistributionGroup staff -PrimarySmtpAddress staff@contoso.com -Members bob,carol,"Room 1"
onprem> Start-ADSyncSyncCycle
onprem> New-Mailbox dave -PrimarySmtpAddress dave@contoso.com
onprem> Set-Mailbox bob -RequireSenderAuthenticationEnabled $true -ForwardingAddress cora -DeliverToMailboxAndForward $true
cloud> Set-Mailbox alice -ForwardingSmtpAddress alice@northwindtraders.com
onprem> New-DynamicDistributionGroup everybody -PrimarySmtpAddress everybody@contoso.com -RecipientFilter "(RecipientType -eq 'UserMailbox') -or (Name -like 'x*')"
onprem> Set-DynamicDistributionGroup everybody -ReportToOriginatorEnabled $false -ManagedBy bob
onprem> Set-MailUser carol -AcceptMessagesOnlyFromSendersOrMembers bob,staff -RejectMessagesFrom dave -EmailAddresses @{Add="X500:/o=Old/ou=First/cn=Recipients/cn=carol"}
cloud> New-HostedOutboundSpamFilterPolicy Sales -AutoForwardingMode On
cloud> Set-HostedContentFilterPolicy Default -SpamAction Quarantine -AllowedSenders erin@fabrikam.com -MarkAsSpamSpfRecordHardFail On
cloud> New-HostedContentFilterPolicy Staff -BlockedSenderDomains adatum.com
cloud> New-HostedContentFilterRule Staff -HostedContentFilterPolicy Staff -RecipientDomainIs contoso.com -ExceptIfSentTo alice@contoso.com
cloud> Set-AntiPhishPolicy "Office365 AntiPhish Default" -HonorDmarcPolicy $false
cloud> New-AntiPhishPolicy Mild -DmarcRejectAction Quarantine
cloud> New-AntiPhishRule Mild -AntiPhishPolicy Mild -SentTo alice@contoso.com
cloud> New-HostedOutboundSpamFilterRule Sales -HostedOutboundSpamFilterPolicy Sales -From alice@contoso.com -SenderDomainIs contoso.com
cloud> New-DistributionGroup sales -PrimarySmtpAddress sales@contoso.com -Members alice
onprem> Set-ServerComponentState EX01 -Component HubTransport -State Draining -Requester Functional
onprem> Set-ServerComponentState EX01 -Component FrontendTransport -State Inactive -Requester Maintenance
onprem> Set-ServerComponentState EX01 -Component FrontendTransport -State Inactive -Requester HealthAPI
`

// TestAnUnusualBaseMakesTheRoundTrip is about what the built-in bases have as a new organization has it.
func TestAnUnusualBaseMakesTheRoundTrip(t *testing.T) {
	for _, format := range exports.Formats() {
		text := unusual
		if format == "fl" { // which prints the lines of a text as one
			text = strings.Replace(text, "`n", " ", 1)
		}
		t.Run(format, func(t *testing.T) { roundTrip(t, parse(t, text), format) })
	}
}

// TestAPairOfServersMakesTheRoundTrip is about what is each server's own.
func TestAPairOfServersMakesTheRoundTrip(t *testing.T) {
	pair := `Title: Two servers
Clock: 2026-03-02T08:00:00Z
On-Premises: Exchange 2019 on EX01.contoso.com at 203.0.113.10
On-Premises: Exchange 2019 on EX02.contoso.com at 203.0.113.11, in site "Berlin Mitte"
Tenant: contoso
Cloud-Era: today
MX: contoso.com -> cloud

onprem> Set-AdSiteLink DEFAULTIPSITELINK -ExchangeCost 20
ca> issue mail.contoso.com by "CN=Example Public CA" to EX02
onprem> Get-ExchangeCertificate -Server EX02 -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP
onprem> Set-ReceiveConnector "EX02\Default Frontend EX02" -TlsCertificateName "<I>CN=Example Public CA<S>CN=mail.contoso.com" -MaxMessageSize 7MB
onprem> New-ReceiveConnector "Relay EX02" -Server EX02 -TransportRole FrontendTransport -RemoteIPRanges 192.168.7.0/24 -Bindings 0.0.0.0:25 -PermissionGroups AnonymousUsers
onprem> Add-ADPermission "EX02\Relay EX02" -User "NT AUTHORITY\ANONYMOUS LOGON" -ExtendedRights Ms-Exch-SMTP-Accept-Any-Recipient
onprem> Remove-ReceiveConnector "EX01\Client Frontend EX01"
onprem> Set-TransportService EX02 -MessageRetryInterval 00:07:00
onprem> New-HybridConfiguration -Domains contoso.com -ReceivingTransportServers EX01,EX02 -SendingTransportServers EX02
onprem> New-Mailbox bob -PrimarySmtpAddress bob@contoso.com
cloud> New-AcceptedDomain contoso.com -DomainName contoso.com
onprem> Start-ADSyncSyncCycle
`
	for _, format := range exports.Formats() {
		t.Run(format, func(t *testing.T) { roundTrip(t, parse(t, pair), format) })
	}
}

// TestMachinesOfSeveralKindsMakeTheRoundTrip is about an Edge of another product, with what is its own, beside servers of two.
func TestMachinesOfSeveralKindsMakeTheRoundTrip(t *testing.T) {
	machines := `Title: Machines of several kinds
Clock: 2026-03-02T08:00:00Z
On-Premises: Exchange 2019 on EX01.contoso.com at 203.0.113.10
On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.11
Edge: Exchange 2016 on EDGE01.contoso.com at 203.0.113.20
Edge: Exchange 2019 on EDGE02.contoso.com at 203.0.113.21
Tenant: contoso
Cloud-Era: today
MX: contoso.com -> EDGE01.contoso.com

ca> issue mail.contoso.com by "CN=Example Public CA" to EDGE01
EDGE01> Get-ExchangeCertificate -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP
EDGE01> New-EdgeSubscription -FileName "C:\EDGE01.xml"
onprem> New-EdgeSubscription -FileName "C:\EDGE01.xml" -Site Default-First-Site-Name -CreateInternetSendConnector $true -CreateInboundSendConnector $true
EDGE02> New-EdgeSubscription -FileName "C:\EDGE02.xml"
onprem> New-EdgeSubscription -FileName "C:\EDGE02.xml" -Site Default-First-Site-Name -CreateInternetSendConnector $true -CreateInboundSendConnector $true
EDGE01> Set-ReceiveConnector "Default internal receive connector EDGE01" -Fqdn mail.contoso.com -MaxMessageSize 7MB
EDGE01> New-ReceiveConnector Scanner -Bindings 0.0.0.0:2526 -RemoteIPRanges 192.168.7.0/24 -PermissionGroups AnonymousUsers
EDGE02> Set-TransportService EDGE02 -InternalDNSAdapterEnabled $false -InternalDNSServers 192.0.2.53
onprem> Set-TransportService EX02 -ExternalDNSAdapterEnabled $false -ExternalDNSServers 192.0.2.53,192.0.2.54
onprem> New-HybridConfiguration -Domains contoso.com -ReceivingTransportServers EX01 -SendingTransportServers EX01
onprem> New-SendConnector Partner -AddressSpaces "smtp:litware.com;1" -FrontendProxyEnabled $true -UseExternalDNSServersEnabled $true -SourceTransportServers EX02
onprem> New-Mailbox bob -PrimarySmtpAddress bob@contoso.com
cloud> New-AcceptedDomain contoso.com -DomainName contoso.com
onprem> Start-ADSyncSyncCycle
onprem> Start-EdgeSynchronization
`
	for _, format := range exports.Formats() {
		t.Run(format, func(t *testing.T) { roundTrip(t, parse(t, machines), format) })
	}
}

// roundTrip writes the exports of a base, imports them and compares.
func roundTrip(t *testing.T, s *story.Story, format string) {
	t.Helper()
	want := organizations(t, s)
	files, err := exports.Write(format, want...)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read, err := exports.Read([]string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range read.Notices {
		t.Error(n)
	}
	made, err := base.Build(read, base.Options{Clock: s.Headers.Clock})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range made.Report.Refused {
		t.Errorf("refused: %s: %s", r.Line, r.Why)
	}
	got := organizations(t, parse(t, made.Text))
	for i := range want {
		if diff := cmp.Diff(normal(want[i]), normal(got[i]), comparing...); diff != "" {
			t.Errorf("%s organization (-want +got):\n%s", want[i].Side, diff)
		}
	}
}

// comparing leaves out what no export holds: keys, chains, what was done before, and the wording of the cloud.
var comparing = []cmp.Option{
	cmpopts.IgnoreFields(relay.Organization{}, "Revision", "Era"), cmpopts.IgnoreFields(relay.Server{}, "TrustedRoots"),
	cmpopts.IgnoreFields(relay.Recipient{}, "Matched"), // no export tells that a mailbox was there before its synchronization

	cmpopts.IgnoreFields(relay.Certificate{}, "Thumbprint", "Leaf", "Issuers", "TLS"),
	cmpopts.IgnoreFields(relay.EdgeHub{}, "Thumbprint"), cmpopts.IgnoreFields(relay.EdgeSubscription{}, "Thumbprint"),
	cmp.Comparer(func(a, b relay.AddressRange) bool { return a.String() == b.String() }),
	cmpopts.EquateComparable(relay.Binding{}, netip.Addr{}),
	cmpopts.EquateEmpty(),
}

// certificateNames are a certificate's host names and dates, which the comparison of structures leaves out.
type certificateNames struct {
	Subject, From, Until string
	Names                []string
}

// snapshot is an organization without the order of its lists.
type snapshot struct {
	Organization *relay.Organization
	Names        []certificateNames
}

func normal(o *relay.Organization) snapshot {
	c := o.Clone()
	slices.SortFunc(c.AcceptedDomains, func(a, b *relay.AcceptedDomain) int { return strings.Compare(a.DomainName, b.DomainName) })
	slices.SortFunc(c.RemoteDomains, func(a, b *relay.RemoteDomain) int { return strings.Compare(a.DomainName, b.DomainName) })
	slices.SortFunc(c.ReceiveConnectors, func(a, b *relay.ReceiveConnector) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(c.SendConnectors, func(a, b *relay.SendConnector) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Recipients, func(a, b *relay.Recipient) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(c.Carried, func(a, b *relay.Carried) int { return strings.Compare(a.Noun+a.Name, b.Noun+b.Name) })
	slices.SortFunc(c.Certificates, func(a, b *relay.Certificate) int { return strings.Compare(a.Subject+a.Issuer, b.Subject+b.Issuer) })
	s := snapshot{Organization: c}
	for _, cert := range c.Certificates {
		if o.Side == relay.OnPremises {
			s.Names = append(s.Names, certificateNames{cert.Subject, cert.Leaf.NotBefore.String(), cert.Leaf.NotAfter.String(), cert.CertificateDomains()})
		}
	}
	return s
}

// organizations are the on-premises organization, its Edges, and the cloud's of a base.
func organizations(t *testing.T, s *story.Story) []*relay.Organization {
	t.Helper()
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	list := []*relay.Organization{w.Side(relay.OnPremises).Organization(), w.Side(relay.Cloud).Organization()}
	for _, edge := range w.Side(relay.OnPremises).Edges() {
		list = append(list, edge.Organization())
	}
	return list
}

func parse(t *testing.T, text string) *story.Story {
	t.Helper()
	s, err := story.Parse("made.txtar", []byte(text), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return s
}
