package base_test

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// TestAnObjectIsTakenAlsoWithoutWhatMakesIt is about prints that leave out what New- needs.
func TestAnObjectIsTakenAlsoWithoutWhatMakesIt(t *testing.T) {
	const on, cloud = relay.OnPremises, relay.Cloud
	tests := []struct {
		object *exports.Object
		line   string // of the base
		asked  bool
	}{
		{shown(cloud, "InboundConnector", "Name", "Scan", "ConnectorType", "Partner", "SenderIPAddresses", "192.0.2.9"), `New-InboundConnector Scan`, true},
		{shown(cloud, "OutboundConnector", "Name", "Home", "ConnectorType", "OnPremises", "UseMXRecord", "False", "SmartHosts", "mail.contoso.com", "TlsSettings", "DomainValidation"), `-TlsDomain mail.contoso.com`, true},
		{shown(on, "SendConnector", "Name", "Fax", "DNSRoutingEnabled", "False", "SmartHosts", "fax.example", "AddressSpaces", ""), `New-SendConnector Fax`, true},
		{shown(on, "SendConnector", "Name", "Outbound to Office 365", "RequireTLS", "True"), `-AddressSpaces "smtp:contoso.mail.onmicrosoft.com;1"`, true},
		{shown(on, "ReceiveConnector", "Name", "Fax", "Bindings", "0.0.0.0:25", "TransportRole", "FrontendTransport"), `New-ReceiveConnector Fax`, true},
		{shown(on, "RemoteMailbox", "Name", "emil", "PrimarySmtpAddress", "emil@contoso.com"), `-RemoteRoutingAddress emil@contoso.mail.onmicrosoft.com`, false},
		{shown(on, "MailUser", "Name", "fred", "PrimarySmtpAddress", "fred@contoso.com"), `-ExternalEmailAddress fred@contoso.com`, false},
	}
	for _, tt := range tests {
		b := build(t, append(surroundings(), tt.object), base.Options{})
		if len(b.Report.Refused) > 0 || !strings.Contains(b.Text, tt.line) {
			t.Errorf("%s is not made: %+v\n%s", tt.line, b.Report.Refused, b.Text)
		}
		name := tt.object.Property("Name").Value.Text
		i := slices.IndexFunc(b.Report.Unknown, func(u base.Unknown) bool {
			return strings.Contains(u.What, name) && (u.Question != "" && strings.Contains(u.Question, " rather ")) == tt.asked
		})
		if i < 0 {
			t.Errorf("%s: want a question: %t, got %+v", tt.line, tt.asked, b.Report.Unknown)
		}
	}
}

// TestInventedRecipientsAreTaken is about people whom no export shows: the program's own lines are never refused.
func TestInventedRecipientsAreTaken(t *testing.T) {
	const on, cloud = relay.OnPremises, relay.Cloud
	hybrid := func(domains string) *exports.Object {
		return made("Set", on, "HybridConfiguration", "Domains", domains, "OnPremisesSmartHost", "mail.fourthcoffee.com")
	}
	domain := func(side relay.Side, name string, pairs ...string) *exports.Object {
		return shown(side, "AcceptedDomain", append([]string{"Name", name, "DomainName", name, "DomainType", "Authoritative"}, pairs...)...)
	}
	tests := []struct {
		name    string
		objects []*exports.Object
		people  string // their domains, on-premises and in the cloud
	}{
		{"the wizard's domain is accepted on both sides", []*exports.Object{hybrid("fourthcoffee.com"), made("New", on, "AcceptedDomain", "Name", "x", "DomainName", "coffee.mail.onmicrosoft.com")}, "fourthcoffee.com fourthcoffee.com"},
		{"the wizard's domain for Autodiscover as well", []*exports.Object{hybrid("autod:fourthcoffee.com"), domain(on, "other.example")}, "fourthcoffee.com fourthcoffee.com"},
		{"whole lists without a domain in common", []*exports.Object{
			domain(on, "wingtip.example", "Default", "True"), domain(on, "wingtip.local", "Default", "False"),
			domain(cloud, "tailspin.example"), domain(cloud, "tail.onmicrosoft.com", "InitialDomain", "True"),
		}, "wingtip.example tailspin.example"},
		{"a tenant with its initial domain only", []*exports.Object{
			domain(on, "wingtip.example", "Default", "True"), domain(on, "wingtip.local", "Default", "False"),
			domain(cloud, "tail.onmicrosoft.com", "InitialDomain", "True"), domain(cloud, "tail.mail.onmicrosoft.com"),
		}, "wingtip.example tail.onmicrosoft.com"},
		{"only what is everybody's", []*exports.Object{sendConnector()}, "contoso.com contoso.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := build(t, tt.objects, base.Options{})
			if len(b.Report.Refused) > 0 {
				t.Errorf("refused: %+v", b.Report.Refused)
			}
			var people []string
			for i, name := range []string{"bob", "alice"} {
				for _, r := range organizations(t, parse(t, b.Text))[i].Recipients {
					if r.Name == name && r.Type == relay.UserMailbox {
						people = append(people, relay.DomainOf(r.PrimarySmtpAddress))
					}
				}
			}
			if got := strings.Join(people, " "); got != tt.people {
				t.Errorf("want %s, got %s\n%s", tt.people, got, b.Text)
			}
		})
	}
}

// TestNoBaseHasReasons is about input of which nothing is taken.
func TestNoBaseHasReasons(t *testing.T) {
	nothing := &exports.Export{
		Inputs:  []exports.Input{{Name: "x/a.txt", Format: "Format-List", Objects: 1}},
		Notices: []exports.Notice{{At: exports.Place{File: "x/a.txt", Line: 7}, Message: "is odd"}},
		Objects: []*exports.Object{shown(relay.Cloud, "OwaMailboxPolicy", "Name", "x")},
	}
	_, err := base.Build(nothing, base.Options{})
	if err == nil {
		t.Fatal("there is a base of nothing")
	}
	for _, want := range []string{"a.txt:7: is odd", "OwaMailboxPolicy", "hint:"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
}
