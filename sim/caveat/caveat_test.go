package caveat_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/caveat"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/tested"
)

// world is a hybrid of a product with somebody in it.
func world(t *testing.T, product relay.Product) *sim.World {
	t.Helper()
	w, err := sim.New(sim.Config{Clock: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), OnPremises: product, Server: "ex01.contoso.com", Address: netip.MustParseAddr("203.0.113.10"), Tenant: "contoso"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	for _, side := range relay.BothSides {
		if w.Side(side).Organization().AcceptedDomain("contoso.com") == nil {
			run(t, w, side, "New-AcceptedDomain contoso.com -DomainName contoso.com")
		}
		run(t, w, side, fmt.Sprintf("New-Mailbox ann-%s -PrimarySmtpAddress ann-%[1]s@contoso.com", side))
		run(t, w, side, fmt.Sprintf("New-MailUser max-%s -ExternalEmailAddress max-%[1]s@fabrikam.com", side))
		run(t, w, side, fmt.Sprintf("New-MailContact con-%s -ExternalEmailAddress con-%[1]s@fabrikam.com", side))
		run(t, w, side, fmt.Sprintf("New-DynamicDistributionGroup dyn-%s -PrimarySmtpAddress dyn-%[1]s@contoso.com -IncludedRecipients MailboxUsers", side))
		run(t, w, side, fmt.Sprintf("New-DistributionGroup all-%s -PrimarySmtpAddress all-%[1]s@contoso.com", side))
	}
	run(t, w, relay.OnPremises, "New-RemoteMailbox rob -PrimarySmtpAddress rob@contoso.com -RemoteRoutingAddress rob@contoso.mail.onmicrosoft.com")
	run(t, w, relay.OnPremises, "New-SendConnector Out -AddressSpaces *")
	run(t, w, relay.OnPremises, "New-HybridConfiguration -Domains contoso.com")
	run(t, w, relay.Cloud, "New-HostedOutboundSpamFilterPolicy Strict")
	run(t, w, relay.Cloud, "New-HostedOutboundSpamFilterRule Strict -HostedOutboundSpamFilterPolicy Strict -SenderDomainIs contoso.com")
	run(t, w, relay.Cloud, "New-InboundConnector In -SenderDomains *")
	run(t, w, relay.Cloud, "New-OutboundConnector Back -RecipientDomains contoso.com")
	return w
}

func run(t *testing.T, w *sim.World, side relay.Side, line string) {
	t.Helper()
	if _, err := w.Run(side, line); err != nil {
		t.Fatalf("%s> %s: %v", side, line, err)
	}
}

// others are values that a property may be given: of which at least one is not the usual one.
func others(p *cmdlet.NounProperty) []string {
	syntax := p.Syntax()
	switch {
	case strings.HasPrefix(syntax, "$true"):
		return []string{"$true", "$false"}
	case strings.Contains(syntax, " | "):
		return strings.Split(strings.TrimSuffix(syntax, ", ..."), " | ")
	case syntax == "36MB, 256KB or unlimited":
		return []string{"7MB"}
	case syntax == "hh:mm:ss or d.hh:mm:ss":
		return []string{"00:00:17"}
	case syntax == "number" || syntax == "20 or unlimited":
		return []string{"17"}
	}
	if p.Name == "SourceTransportServers" {
		return []string{"EX77"}
	}
	return []string{"anna@fabrikam.com"}
}

// TestEveryKeptParameterIsNamed plays every kept parameter of the inventory.
func TestEveryKeptParameterIsNamed(t *testing.T) {
	played := 0
	for _, product := range []relay.Product{relay.Exchange2010, relay.Exchange2016, relay.Exchange2019} {
		w := world(t, product)
		run(t, w, relay.OnPremises, "New-ExchangeServer EX77")
		for _, side := range relay.BothSides {
			if side == relay.Cloud && product != relay.Exchange2019 {
				continue
			}
			run(t, w, side, "New-TransportRule Footer -SubjectContainsWords footer")
			run(t, w, side, "New-JournalRule All -JournalEmailAddress journal@archive.example -Enabled $true")
			run(t, w, side, "New-MailPublicFolder Offers")
			run(t, w, side, fmt.Sprintf("New-InboxRule On -Mailbox ann-%s -ForwardTo carl@fabrikam.com", side))
			for _, n := range cmdlet.Nouns(w.Side(side).Organization()) {
				for i := range n.Properties {
					p := &n.Properties[i]
					if p.Effect != cmdlet.EffectKept || !p.Set && !p.New {
						continue
					}
					if played++; tested.Sampled(played, 10) { // one after the other, and each in the same way
						continue
					}
					if !named(t, w, side, &n, p) {
						t.Errorf("%s, %s: nothing names %s of %s", product, side, p.Name, n.Name)
					}
				}
			}
		}
	}
	if played < 600 {
		t.Errorf("only %d parameters are kept", played)
	}
}

// named sets a property and reports whether the caveats then have it.
func named(t *testing.T, w *sim.World, side relay.Side, n *cmdlet.Noun, p *cmdlet.NounProperty) bool {
	t.Helper()
	o := w.Side(side).Organization()
	var lines []string
	switch objects := n.Objects(o); {
	case p.Set && n.InMailbox:
		lines = []string{fmt.Sprintf("Set-%s ann-%s -", n.Name, side)}
	case p.Set && n.Single:
		lines = []string{"Set-" + n.Name + " -"}
		if n.Name == "TransportService" || n.Name == "TransportServer" {
			lines = []string{"Set-" + n.Name + " " + cmdlet.Quote(objects[0].Identity) + " -"}
		}
	case p.Set:
		for _, x := range objects {
			lines = append(lines, fmt.Sprintf("Set-%s %s -", n.Name, cmdlet.Quote(x.Identity)))
		}
	default:
		lines = []string{fmt.Sprintf("New-%s %s%%d -AddressSpaces * -", n.Name, p.Name)}
	}
	if p.Name == "DeliverToMailboxAndForward" {
		run(t, w, side, fmt.Sprintf("Set-Mailbox ann-%s -ForwardingAddress max-%[1]s", side))
	}
	if p.Name == "StartTime" || p.Name == "EndTime" {
		run(t, w, side, fmt.Sprintf("Set-MailboxAutoReplyConfiguration ann-%s -AutoReplyState Scheduled", side))
	}
	for _, line := range lines {
		for i, value := range others(p) {
			argument := p.Name + " " + value
			if p.Switch {
				argument = p.Name
			}
			run(t, w, side, strings.Replace(line, "%d", fmt.Sprint(i), 1)+argument)
			for _, s := range caveat.Of(w.Side(side).Organization()) {
				if s.Noun == n.Name && s.Property == p.Name {
					return true
				}
			}
		}
	}
	return false
}

func TestTheNearestComesFirst(t *testing.T) {
	w := world(t, relay.Exchange2016)
	run(t, w, relay.Cloud, "Set-TransportConfig -TransportRuleSizeLimit 4KB")
	run(t, w, relay.OnPremises, "Set-RemoteDomain Default -NDREnabled $false")
	run(t, w, relay.OnPremises, "Set-Mailbox ann-onprem -SCLDeleteEnabled $true")
	run(t, w, relay.OnPremises, "Set-MailUser max-onprem -MessageFormat Text")
	run(t, w, relay.OnPremises, "New-AddressRewriteEntry carl -ExternalAddress carl@example.org")
	run(t, w, relay.OnPremises, "New-DlpPolicy Foot -Template x")
	var path caveat.Path
	path.Follow([]relay.Event{{Side: relay.OnPremises, ConnectorID: "Out", Sender: "ann-onprem@contoso.com", Recipients: []string{"CARL@example.org"}}})
	var got []string
	for _, s := range caveat.Of(w.Organizations()...).Nearest(path) {
		got = append(got, fmt.Sprintf("%s %s %s %v", s.Side, s.Object, s.Property, s.OnPath))
	}
	want := []string{
		"onprem Default NDREnabled true", "onprem ann-onprem SCLDeleteEnabled true", "onprem carl  true", "onprem Foot  true",
		"onprem max-onprem MessageFormat false", "cloud TransportConfig TransportRuleSizeLimit false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTenLinesAndACount(t *testing.T) {
	w := world(t, relay.Exchange2019)
	if lines := caveat.Of(w.Organizations()...).Lines("x"); lines != nil {
		t.Errorf("of a new hybrid: %q", lines)
	}
	for i := range 12 {
		run(t, w, relay.Cloud, fmt.Sprintf("New-DlpPolicy R%d", i))
	}
	lines := caveat.Of(w.Organizations()...).Lines("hybridsim check ours --not-looked-at")
	if len(lines) != 12 || lines[11] != "  and 2 more; hybridsim check ours --not-looked-at lists all 12" {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
}
