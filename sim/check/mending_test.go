package check

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// mendAll lets the tests of fixes play all states in place of a sample: just mend.
var mendAll = flag.Bool("mend", false, "type every fix of every faulty state")

// mistakes are lines that each break something on hybrid-2013, for pairs of mistakes.
var mistakes = []string{
	"onprem> Set-SendConnector " + outward + " -CloudServicesMailEnabled $false",
	"onprem> Set-ReceiveConnector " + front + " -TlsDomainCapabilities $null",
	"onprem> Set-ReceiveConnector " + front + " -TlsCertificateName $null",
	"onprem> Set-ReceiveConnector " + front + " -PermissionGroups ExchangeServers",
	"cloud> Get-InboundConnector | Set-InboundConnector -CloudServicesMailEnabled $false",
	"cloud> Get-OutboundConnector | Set-OutboundConnector -TlsDomain hybrid.contoso.com",
	"cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative",
	"net> block onprem -> cloud:25 drop",
}

// TestEveryFixShownMends: a line that is printed as a fix was typed and mended, over the faulty states of all stories and over
// pairs of mistakes: typed anew, each set of fixes mends the flows that it is said to, and the report has the flows that it makes
// worse.
func TestEveryFixShownMends(t *testing.T) {
	type state struct {
		base  string
		lines []string
	}
	var states []state
	for _, name := range (&story.Catalogue{Files: scenarios.Files}).Names() {
		states = append(states, state{base: name})
	}
	for i, a := range mistakes {
		for _, b := range mistakes[i+1:] {
			states = append(states, state{"hybrid-2013", []string{a, b}})
		}
	}
	step := 5 // a sample
	switch {
	case *mendAll:
		step = 1
	case tested.Race:
		step = 60
	}
	for i := 0; i < len(states); i += step {
		s := states[i]
		t.Run(strings.Join(append([]string{s.base}, s.lines...), " "), func(t *testing.T) {
			t.Parallel()
			mendsAsShown(t, subjectOf(t, s.base, s.lines...))
		})
	}
}

func mendsAsShown(t *testing.T, subject *Subject) {
	t.Helper()
	r, err := Check(subject, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		cured := slices.ContainsFunc(r.Cures, func(c Cure) bool {
			return slices.ContainsFunc(c.Findings, func(name string) bool {
				return slices.Contains(strings.Split(name, orElse), f.Name())
			})
		})
		if cured != (len(f.Breaks) > 0) {
			t.Errorf("%s: in a cure %t, breaks %q", f.Name(), cured, f.Breaks)
		}
	}
	for _, c := range r.Cures {
		fixed, err := subject.With(c.Fix...)
		if err != nil {
			t.Fatalf("%q cannot be typed: %v", c.Fix, err)
		}
		after := matrix(t, fixed)
		for _, id := range c.Mends {
			if now := find(after, id); now != nil && !now.OK {
				t.Errorf("%q is said to mend %s, which is %s", c.Fix, id, now.Outcome)
			}
		}
		for i := range r.Flows {
			was := &r.Flows[i]
			if now := find(after, was.Flow); was.OK && now != nil && !now.OK && !slices.Contains(c.Worse, was.Flow) {
				t.Errorf("%q makes %s worse (%s), and does not say so", c.Fix, was.Flow, now.Outcome)
			}
		}
	}
}

// matrix plays the flows of a subject and looks for no cure of those that fail: a search beneath each cure of another search is
// what makes a whole check of each take so long.
func matrix(t *testing.T, subject *Subject) *Report {
	t.Helper()
	w, err := subject.world()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	s := scenes(w)
	_, clues := lint(s)
	p, err := newPlan(subject, s, Options{}, clues)
	if err != nil {
		t.Fatal(err)
	}
	defer p.worlds.forget(subject)
	var jobs []job
	for _, e := range p.entries {
		jobs = append(jobs, job{entry: e, subject: subject})
	}
	verdicts, err := p.play(jobs)
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{}
	for i, e := range p.entries {
		r.Flows = append(r.Flows, e.cast.row(e.flow, verdicts[i]))
	}
	return r
}

func find(r *Report, flow string) *Result {
	for i := range r.Flows {
		if r.Flows[i].Flow == flow {
			return &r.Flows[i]
		}
	}
	return nil
}

// TestBlameIsRightByConstruction: the finding that explains nothing is not blamed because its fix happens to mend a flow that
// fails in the same words, and the one that explains the others is not let off.
func TestBlameIsRightByConstruction(t *testing.T) {
	r := checked(t, "hybrid-2013", "onprem> Set-ReceiveConnector "+front+" -TlsCertificateName $null -TlsDomainCapabilities $null")
	breaks := map[string][]string{}
	for _, f := range r.Findings {
		breaks[f.Code] = f.Breaks
	}
	if !slices.Contains(breaks["HS-C020"], "cloud-to-onprem") {
		t.Errorf("without TlsDomainCapabilities the cloud's mail is external, and HS-C020 breaks %q", breaks["HS-C020"])
	}
	for _, c := range r.Cures {
		if len(c.Findings) > 1 {
			continue
		}
		subject := subjectOf(t, "hybrid-2013", append([]string{"onprem> Set-ReceiveConnector " + front + " -TlsCertificateName $null -TlsDomainCapabilities $null"}, c.Fix...)...)
		after, err := Check(subject, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range c.Mends {
			if f := find(after, id); !f.OK {
				t.Errorf("%q is blamed for %s, which its fix leaves %s", c.Findings, id, f.Outcome)
			}
		}
	}
}

// TestFindingsWithOneFixAreOne: findings that propose the same fix are not said to need each other; with another fix they count
// as one of two.
func TestFindingsWithOneFixAreOne(t *testing.T) {
	r := checked(t, "hybrid-2013", mistakes[1], mistakes[2])
	const certificate = `HS-C023 EX01\Default Frontend EX01 or HS-C024 EX01\Default Frontend EX01`
	const capability = `HS-C020 EX01\Default Frontend EX01`
	got := map[string][]string{}
	for _, c := range r.Cures {
		for _, id := range c.Mends {
			got[id] = c.Findings
		}
	}
	want := map[string][]string{"internet-to-onprem": {certificate}, "cloud-to-onprem": {capability, certificate}}
	for id, findings := range want {
		if diff := cmp.Diff(findings, got[id]); diff != "" {
			t.Errorf("what mends %s differs (-want +got):\n%s", id, diff)
		}
	}
}

// TestTwoFaultsOfOneFlow: a flow that two mistakes break is mended by both fixes and by neither alone, and both are named.
func TestTwoFaultsOfOneFlow(t *testing.T) {
	r := checked(t, "hybrid-2013", mistakes[0], mistakes[4])
	var found bool
	for _, c := range r.Cures {
		if slices.Contains(c.Mends, "onprem-to-cloud") {
			found = true
			if len(c.Findings) != 2 {
				t.Errorf("onprem-to-cloud is mended by %q", c.Findings)
			}
		}
	}
	if !found {
		t.Errorf("nothing mends onprem-to-cloud: %+v", r.Cures)
	}
}

// TestWhatNothingExplainsSaysSo: a failing flow whose cause has no finding says that.
func TestWhatNothingExplainsSaysSo(t *testing.T) {
	f := row(t, checked(t, "kb2590562-backscatterer-reject"), "cloud-to-internet")
	if f.OK || !f.Unexplained || f.Decided.Because == "" {
		t.Errorf("%+v", f)
	}
}

// TestDomainsAreSortedIntoClasses: domains that everything treats alike are one class, and one that a connector leaves out is
// another, whose flows show it.
func TestDomainsAreSortedIntoClasses(t *testing.T) {
	var lines []string
	for _, d := range []string{"adatum.com", "fourthcoffee.com", "litware.com"} {
		lines = append(lines, fmt.Sprintf("onprem> New-AcceptedDomain %[1]s -DomainName %[1]s", d), fmt.Sprintf("cloud> New-AcceptedDomain %[1]s -DomainName %[1]s -DomainType InternalRelay", d))
	}
	lines = append(lines, "cloud> Get-OutboundConnector | Set-OutboundConnector -RecipientDomains @{Add='adatum.com','litware.com'}")
	r := checked(t, "hybrid-2013", lines...)
	class := map[string]string{}
	for _, c := range r.Classes {
		for _, d := range c.Domains {
			class[d] = c.Domain
		}
	}
	if class["contoso.com"] != "contoso.com" || class["adatum.com"] != class["litware.com"] || class["fourthcoffee.com"] != "fourthcoffee.com" {
		t.Errorf("classes %+v", r.Classes)
	}
	if f := row(t, r, "cloud-to-onprem:fourthcoffee.com"); f.OK {
		t.Errorf("no connector leads fourthcoffee.com to on-premises, and its mail is %s", f.Outcome)
	}
	if f := row(t, r, "cloud-to-onprem:"+class["adatum.com"]); !f.OK {
		t.Errorf("%s: %s", f.Flow, f.Outcome)
	}
}

// TestWhatWasAskedIsAskedAgain: what the older configuration asked for is asked of the newer one, where nothing asks for it any more.
func TestWhatWasAskedIsAskedAgain(t *testing.T) {
	const relay = "onprem> New-ReceiveConnector Scanners -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges "
	const rights = `onprem> Set-ReceiveConnector EX01\Scanners -AuthMechanism ExternalAuthoritative -PermissionGroups ExchangeServers`
	const partner = "cloud> New-InboundConnector Partner -ConnectorType Partner -SenderDomains adventure-works.com -TlsSenderCertificateName *.adventure-works.com -RequireTls $true "
	before := checked(t, "hybrid-2013", relay+"10.1.30.10-10.1.30.40", rights, partner+"-RestrictDomainsToCertificate $true")
	after, err := Check(subjectOf(t, "hybrid-2013", relay+"10.1.30.10-10.1.30.20", rights, partner+"-RestrictDomainsToCertificate $false"), Options{Beside: before})
	if err != nil {
		t.Fatal(err)
	}
	d := Compare(before, after)
	var worse []string
	for i := range d.Flows {
		if d.Flows[i].Worse() {
			worse = append(worse, d.Flows[i].Flow)
		}
	}
	for _, want := range []string{`relay:EX01\Scanners@10.1.30.40`, "partner-stranger:Partner"} {
		if !slices.Contains(worse, want) {
			t.Errorf("%s is not worse; worse are %q", want, worse)
		}
	}
}

// TestWhatOnlyAFindingNames: a flow that met just what a finding is about is named by it where no line could be typed that proves
// it; a flow beside it is not.
func TestWhatOnlyAFindingNames(t *testing.T) {
	for _, tt := range []struct {
		name, line, flow, want, beside string
	}{
		{"a person without a mailbox", "onprem> New-RemoteMailbox gus -PrimarySmtpAddress gus@contoso.com -RemoteRoutingAddress gus@contoso.mail.onmicrosoft.com",
			"person:gus@contoso.com<contoso.com", "HS-C074 gus@contoso.com", "onprem-to-cloud"},
		{"a smart host on-premises", "onprem> New-SendConnector Fax -AddressSpaces fax.example -DNSRoutingEnabled $false -SmartHosts gate.fax.example",
			"address-space:Fax@fax.example", "HS-C014 Fax", "onprem-to-internet"},
		{"a smart host in the cloud", "cloud> New-OutboundConnector Fax -RecipientDomains fax.example -UseMXRecord $false -SmartHosts gate.fax.example",
			"recipient-domain:Fax@fax.example", "HS-C014 Fax", "cloud-to-internet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := checked(t, "hybrid-2019", tt.line)
			f := row(t, r, tt.flow)
			if diff := cmp.Diff([]string{tt.want}, f.Named); diff != "" || f.Unexplained {
				t.Errorf("named by (-want +got):\n%s%+v", diff, f)
			}
			if other := row(t, r, tt.beside); !other.OK || other.Named != nil {
				t.Errorf("%+v", other)
			}
			for _, x := range r.Findings {
				if x.Name() == tt.want && !cmp.Equal(x.Names, []string{tt.flow}) {
					t.Errorf("%s names %q", x.Name(), x.Names)
				}
			}
		})
	}
}

// TestInboundConnectorsTookPart: the connector that mail from on-premises came by, and the partner's, are among what was played.
func TestInboundConnectorsTookPart(t *testing.T) {
	r := checked(t, "hybrid-2019", "cloud> New-InboundConnector Shipper -ConnectorType Partner -SenderDomains ship.example -RequireTls $true -RestrictDomainsToIPAddresses $true -SenderIPAddresses 198.51.100.9",
		"cloud> New-InboundConnector Idle -ConnectorType OnPremises -SenderDomains * -TlsSenderCertificateName idle.example -Enabled $false")
	for _, name := range r.Played.Connectors.Not {
		if strings.HasPrefix(name, "Inbound from ") || name == "Shipper" {
			t.Errorf("%s is said to have taken no part", name)
		}
	}
	if !slices.Contains(r.Played.Connectors.Not, "Idle") {
		t.Errorf("a disabled connector took part: %+v", r.Played.Connectors)
	}
}
