package base_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// outbound and inbound are the cloud's connectors with the on-premises organization.
func outbound(smartHost string) *exports.Object {
	return shown(relay.Cloud, "OutboundConnector", "Name", "out", "ConnectorType", "OnPremises", "RecipientDomains", "contoso.com", "SmartHosts", smartHost, "UseMXRecord", "False",
		"TlsSettings", "DomainValidation", "TlsDomain", "mail.contoso.com")
}

func inbound(addresses string) *exports.Object {
	return shown(relay.Cloud, "InboundConnector", "Name", "in", "ConnectorType", "OnPremises", "SenderDomains", "smtp:*;1", "SenderIPAddresses", addresses)
}

func TestConnectorsImplyAddresses(t *testing.T) {
	tests := []struct {
		name               string
		objects            []*exports.Object
		address, dns, sent string
	}{
		{"nothing: a documentation address", nil, "203.0.113.10", "", ""},
		{"the smart host's name leads to the server", []*exports.Object{outbound("mail.contoso.com")}, "203.0.113.10", "mail.contoso.com", ""},
		{"the cloud expects the server's address", []*exports.Object{outbound("mail.contoso.com"), inbound("192.0.2.7")}, "192.0.2.7", "mail.contoso.com", ""},
		{"of a network the first host", []*exports.Object{inbound("192.0.2.0/24")}, "192.0.2.1", "", ""},
		{"it receives at one address and sends from another", []*exports.Object{outbound("[192.0.2.9]"), inbound("192.0.2.7")}, "192.0.2.9", "", "192.0.2.7"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := build(t, append(surroundings(), tt.objects...), base.Options{})
			s := parse(t, b.Text)
			if got := s.Headers.Address.String(); got != tt.address {
				t.Errorf("the server's address: want %s, got %s", tt.address, got)
			}
			w, err := s.World()
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if tt.dns != "" {
				if found, err := w.HostAddresses(tt.dns); err != nil || found[0].Addr().String() != tt.address {
					t.Errorf("%s leads to %v, %v", tt.dns, found, err)
				}
			}
			sent := ""
			for _, nat := range w.Net.NATs() {
				sent = nat.To.String()
			}
			if sent != tt.sent {
				t.Errorf("it sends from %q, want %q", sent, tt.sent)
			}
		})
	}
}

func TestCertificatesAreImpliedWhenNoStoreIsShown(t *testing.T) {
	b := build(t, append(surroundings(), outbound("mail.contoso.com")), base.Options{})
	if o := organizations(t, parse(t, b.Text))[0]; !slices.ContainsFunc(o.Certificates, func(c *relay.Certificate) bool {
		return c.Subject == "CN=mail.contoso.com" && c.EnabledFor("SMTP")
	}) {
		t.Error("the certificate that the cloud expects is not there")
	}
	self := shown(relay.OnPremises, "ExchangeCertificate", "Subject", "CN=EX01", "Issuer", "CN=EX01", "Services", "SMTP", "IsSelfSigned", "True", "HasPrivateKey", "True", "NotAfter", "2030-01-01T00:00:00Z")
	b = build(t, append(surroundings(), outbound("mail.contoso.com"), self), base.Options{})
	if o := organizations(t, parse(t, b.Text))[0]; len(o.Certificates) != 1 || o.Certificates[0].Subject != "CN=EX01" {
		t.Error("a store that is shown holds what is shown, even if a connector wants more")
	}
}

func TestADomainThatTheCloudDoesNotAcceptHasItsMXHere(t *testing.T) {
	b := build(t, append(surroundings(), outbound("mail.contoso.com"),
		shown(relay.OnPremises, "AcceptedDomain", "Name", "fabrikam.com", "DomainName", "fabrikam.com", "DomainType", "Authoritative", "Default", "False", "MatchSubDomains", "False"),
	), base.Options{})
	mx := parse(t, b.Text).Headers.MX
	if mx["contoso.com"] != "cloud" || mx["fabrikam.com"] != "mail.contoso.com" {
		t.Errorf("MX records: %v", mx)
	}
	if strings.Contains(b.Text, "mx.fabrikam.com") {
		t.Error("the host of the Internet has a domain of the organization")
	}
}

func TestRightsOfStrangersAreTaken(t *testing.T) {
	connector := shown(relay.OnPremises, "ReceiveConnector", "Name", "Relay", "Identity", `EX01\Relay`, "Server", "EX01", "Bindings", "0.0.0.0:25", "RemoteIPRanges", "192.168.7.1", "PermissionGroups", "AnonymousUsers")
	right := shown(relay.OnPremises, "ADPermission", "Identity", `EX01\Relay`, "User", `NT AUTHORITY\ANONYMOUS LOGON`, "ExtendedRights", "ms-Exch-SMTP-Accept-Any-Recipient", "Deny", "False")
	other := shown(relay.OnPremises, "ADPermission", "Identity", `EX01\Relay`, "User", `CONTOSO\Exchange Servers`, "ExtendedRights", "ms-Exch-Store-Admin", "Deny", "False")
	b := build(t, append(surroundings(), connector, right, other), base.Options{})
	for _, c := range organizations(t, parse(t, b.Text))[0].ReceiveConnectors {
		if c.Name == "Relay" && !slices.Contains(c.ExtendedRights, relay.RightAnyRecipient) {
			t.Errorf("the right is not there:\n%s", b.Text)
		}
	}
	if !slices.ContainsFunc(b.Report.Ignored, func(i base.Ignored) bool { return i.What == "ADPermission" }) {
		t.Error("the right of somebody else is nowhere in the report")
	}
}

func TestTheEraFollowsTheExpiryOfTheCloud(t *testing.T) {
	for expiry, era := range map[string]relay.Era{"1.00:00:00": relay.EraToday, "2.00:00:00": relay.Era2017, "12:00:00": relay.EraToday} {
		b := build(t, append(surroundings(), shown(relay.Cloud, "TransportConfig", "MessageExpiration", expiry)), base.Options{})
		s := parse(t, b.Text)
		if s.Headers.Era != era || len(b.Report.Refused) > 0 {
			t.Errorf("MessageExpiration %s: era %s, refused %v", expiry, s.Headers.Era, b.Report.Refused)
		}
	}
}

func TestTheClockIsTheNewestDateOfTheExports(t *testing.T) {
	assumed := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	changed := func(name, date string) *exports.Object { return sendConnector(name, date) }
	tests := []struct {
		name    string
		objects []*exports.Object
		want    time.Time
	}{
		{"a wizard's log has times", []*exports.Object{at(7, "a.xhcw", sendConnector())}, time.Date(2026, 2, 1, 8, 7, 0, 0, time.UTC)},
		{"an object's own, where they are later", []*exports.Object{at(7, "a.xhcw", sendConnector()), changed("WhenChangedUTC", "2026-03-04T05:06:07Z")}, time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)},
		{"a certificate's beginning", []*exports.Object{shown(relay.OnPremises, "ExchangeCertificate", "Subject", "CN=a.example", "NotBefore", "3/4/2026 5:06:07 AM", "NotAfter", "3/4/2036 5:06:07 AM")}, time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)},
		{"one date says in which order all have day and month", []*exports.Object{changed("WhenCreated", "24/12/2025 10:00:00"), changed("WhenChanged", "04/03/2026 05:06:07")}, time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)},
		{"a date without end is none", []*exports.Object{changed("WhenChanged", "12/31/9999 11:59:59 PM")}, assumed},
		{"no date: always the same", nil, assumed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := build(t, append(surroundings(), tt.objects...), base.Options{})
			if got := parse(t, b.Text).Headers.Clock; !got.Equal(tt.want) {
				t.Errorf("want %s, got %s", tt.want, got)
			}
			if !slices.ContainsFunc(b.Report.Assumed, func(a base.Assumed) bool { return strings.HasPrefix(a.What, "Clock: "+tt.want.Format(time.RFC3339)) }) {
				t.Errorf("the clock is not among what is assumed: %+v", b.Report.Assumed)
			}
			if again := build(t, append(surroundings(), tt.objects...), base.Options{}); again.Text != b.Text {
				t.Error("equal exports give another base")
			}
		})
	}
}

func TestRecipientsAreLimited(t *testing.T) {
	objects := surroundings()
	for _, name := range strings.Fields("a b c d") {
		objects = append(objects, shown(relay.OnPremises, "Mailbox", "Name", name, "PrimarySmtpAddress", name+"@contoso.com"))
	}
	b := build(t, objects, base.Options{Recipients: 3})
	if n := len(organizations(t, parse(t, b.Text))[0].Recipients); n != 3 {
		t.Errorf("%d recipients", n)
	}
	if !slices.ContainsFunc(b.Report.Ignored, func(i base.Ignored) bool { return i.What == "Mailbox" && i.Count == 1 }) {
		t.Errorf("the fourth is nowhere in the report: %+v", b.Report.Ignored)
	}
}
