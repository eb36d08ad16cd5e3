package fault_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/fault"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// atLeast is how many operators the catalogue is to have.
const atLeast = 80

func TestOperatorsAreRows(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range fault.Operators() {
		if seen[o.Name] {
			t.Errorf("%s is there twice", o.Name)
		}
		seen[o.Name] = true
		if o.Says == "" || !strings.HasSuffix(o.Says, ".") || o.Source == "" || o.Family == "" || o.Whose == "" {
			t.Errorf("%s lacks something: %+v", o.Name, o)
		}
	}
	if len(seen) < atLeast {
		t.Errorf("%d operators, want %d", len(seen), atLeast)
	}
}

// TestEveryFaultIsTypedAndUndone: each operator has a place at some base where its lines are taken, change something, and are
// undone by its own.
func TestEveryFaultIsTypedAndUndone(t *testing.T) {
	catalogue := &story.Catalogue{Files: scenarios.Files}
	places, taken := map[string]int{}, map[string]int{}
	for i, name := range catalogue.Bases() {
		if tested.Sampled(i, 6) {
			continue
		}
		base, w := worldOf(t, name)
		defer w.Close()
		w.Net.Trust()
		before := configuration(w)
		perOperator := map[string]int{}
		for _, f := range fault.Of(w) {
			places[f.Name]++
			if perOperator[f.Name]++; taken[f.Name] > 0 && perOperator[f.Name]%9 > 0 {
				continue // a sample of its further places
			}
			fork, ok, err := w.Fork()
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			if err := typed(base, fork, f.Lines); err == nil {
				taken[f.Name]++
				if len(f.Undo) > 0 {
					if err := typed(base, fork, f.Undo); err != nil {
						t.Errorf("%s: %s cannot be undone: %v\n%s\n%s", name, f, err, strings.Join(f.Lines, "\n"), strings.Join(f.Undo, "\n"))
					} else if after := configuration(fork); f.Family != fault.Certificates && !slices.Equal(before, after) && differences(before, after) != "" {
						t.Errorf("%s: %s leaves something behind:\n%s", name, f, differences(before, after))
					}
				}
			} else {
				t.Logf("%s: %s is refused: %v", name, f, err)
			}
			fork.Close()
		}
	}
	for _, o := range fault.Operators() {
		if taken[o.Name] == 0 && !tested.Race {
			t.Errorf("%s has %d places at the bases, and none where its lines are taken", o.Name, places[o.Name])
		}
	}
}

// worldOf is a base's world; hybrid-2019 is furnished. The caller closes it.
func worldOf(t *testing.T, name string) (*story.Story, *sim.World) {
	t.Helper()
	base, err := (&story.Catalogue{Files: scenarios.Files}).Base(name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := base.World()
	if err != nil {
		t.Fatal(err)
	}
	if name == "hybrid-2019" {
		if err := typed(base, w, furnished); err != nil {
			t.Fatal(err)
		}
	}
	return base, w
}

// furnished is what the bases do not have.
var furnished = []string{
	`cloud> New-InboundConnector "From woodgrove" -ConnectorType Partner -SenderDomains woodgrove.com`,
	"cloud> New-MailContact erin -ExternalEmailAddress erin@fabrikam.com",
	"cloud> New-DistributionGroup staff -PrimarySmtpAddress staff@contoso.com -Members alice,bob",
	"onprem> New-DynamicDistributionGroup everybody -PrimarySmtpAddress everybody@contoso.com -IncludedRecipients AllRecipients",
	"onprem> Set-AcceptedDomain contoso.mail.onmicrosoft.com -DomainType InternalRelay",
	"net> balancer mail.contoso.com 203.0.113.25 -> EX01",
	"net> host gateway.litware.com 198.51.100.60 for litware.com",
	"gateway.litware.com> relay contoso.com to mail.contoso.com",
	"gateway.litware.com> relay contoso.mail.onmicrosoft.com to contoso-mail-onmicrosoft-com.mail.protection.outlook.com",
	`cloud> New-OutboundConnector "To the gateway" -ConnectorType OnPremises -IsTransportRuleScoped $true -UseMXRecord $false -SmartHosts gateway.litware.com`,
	`gateway.litware.com> relay any of adatum.com to MX presenting certificate a.litware.com by "CN=Example Public CA"`,
	`gateway.litware.com> relay any of proseware.com to MX presenting certificate p.litware.com by "CN=Example Public CA"`,
	"cloud> Set-ArcConfig -ArcTrustedSealers litware.com",
	"cloud> Set-TransportConfig -SmtpClientAuthenticationDisabled $false",
	"cloud> Set-CASMailbox alice -SmtpClientAuthenticationDisabled $false",
	"cloud> Add-RecipientPermission alice -Trustee bob -AccessRights SendAs",
	"onprem> New-Mailbox vault -PrimarySmtpAddress vault@contoso.com",
	`onprem> New-JournalRule "All mail" -JournalEmailAddress vault@contoso.com -Enabled $true`,
	"onprem> New-DistributionGroup asked -PrimarySmtpAddress asked@contoso.com -Members bob",
	"onprem> Set-DistributionGroup asked -ModerationEnabled $true -ModeratedBy vault",
	"onprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com -EmailAddresses smtp:desk@contoso.com",
	"onprem> Start-ADSyncSyncCycle",
	"onprem> New-DynamicDistributionGroup boxes -PrimarySmtpAddress boxes@contoso.com -IncludedRecipients MailboxUsers",
	"net> dns fabrikam.com TXT v=spf1 ip4:198.51.100.25 -all",
	"net> host scanner.contoso.com 198.51.100.61",
	`ca> issue mail.tailspintoys.com by "CN=Example Public CA" to EX01`,
	"onprem> Get-ExchangeCertificate -DomainName mail.tailspintoys.com | Enable-ExchangeCertificate -Services SMTP",
}

func typed(s *story.Story, w *sim.World, lines []string) error {
	var steps []*story.Step
	for i, line := range lines {
		step, err := story.ParseLine("fault", i+1, line)
		if err != nil {
			return err
		}
		steps = append(steps, step)
	}
	return s.Continue(w, steps)
}

// configuration is what Get- prints of everything.
func configuration(w *sim.World) (lines []string) {
	for _, name := range w.SideNames() {
		o := w.Side(name).Organization()
		for _, n := range cmdlet.Nouns(o) {
			for _, e := range n.Objects(o) {
				for _, p := range n.Properties {
					if p.Printed {
						v := p.ValueIn(o, e)
						v.Texts = slices.Sorted(slices.Values(v.Texts))
						lines = append(lines, fmt.Sprintf("%s %s %s %s = %s", name, n.Name, e.Identity, p.Name, v))
					}
				}
			}
		}
	}
	for _, r := range w.Net.Records() {
		lines = append(lines, fmt.Sprint(r))
	}
	lines = append(lines, fmt.Sprint(w.Net.Rules(), w.Net.Boxes(), w.Net.NATs(), w.Net.AllowLists(), w.Net.Broken()))
	slices.Sort(lines)
	return lines
}

func differences(before, after []string) string {
	var b strings.Builder
	for _, l := range before {
		if !slices.Contains(after, l) && !strings.Contains(l, "ConnectorSource") {
			fmt.Fprintf(&b, "  - %s\n", l)
		}
	}
	for _, l := range after {
		if !slices.Contains(before, l) && !strings.Contains(l, "ConnectorSource") { // who made it
			fmt.Fprintf(&b, "  + %s\n", l)
		}
	}
	return b.String()
}
