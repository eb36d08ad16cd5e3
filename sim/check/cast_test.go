package check

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// bare is a hybrid as an import leaves it: no people, nobody outside.
const bare = `Title: A hybrid without people
Clock: 2017-03-16T08:00:00Z
On-Premises: Exchange 2013 on EX01.contoso.com at 203.0.113.10
Tenant: contoso
Cloud-Era: 2017
MX: contoso.com -> cloud

net> dns mail.contoso.com A 203.0.113.10
ca> issue mail.contoso.com by "CN=Example Public CA" to EX01
onprem> Get-ExchangeCertificate -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP
cloud> New-AcceptedDomain contoso.com -DomainName contoso.com -DomainType InternalRelay
onprem> New-SendConnector "Internet" -AddressSpaces "smtp:*;1" -DNSRoutingEnabled $true -Fqdn mail.contoso.com
onprem> New-HybridConfiguration
onprem> Set-HybridConfiguration -Domains contoso.com -OnPremisesSmartHost mail.contoso.com -ReceivingTransportServers EX01 -SendingTransportServers EX01 -TlsCertificateName "<I>CN=Example Public CA<S>CN=mail.contoso.com" -Features SecureMail
onprem> Update-HybridConfiguration
`

func parsed(t *testing.T, text string) *Subject {
	t.Helper()
	s, err := story.Parse("test.txtar", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return Read(s)
}

// TestWhoLacksIsAdded: every part that nobody plays is played by a probe with a name that says so, and the flows are the same.
func TestWhoLacksIsAdded(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	r, err := Check(parsed(t, bare), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Participant{
		{"cloud mailbox", "hybridsim-probe-cloud@contoso.com", true, ""},
		{"on-premises mailbox", "hybridsim-probe-onprem@contoso.com", true, ""},
		{"cloud mailbox that on-premises does not know", "hybridsim-probe-cloud-alone@contoso.com", true, ""},
		{"on-premises mailbox that the cloud does not know", "hybridsim-probe-onprem-alone@contoso.com", true, ""},
		{"remote mailbox whose cloud mailbox is gone", "hybridsim-probe-cloud-gone@contoso.com", true, ""},
		{"mail user whose on-premises mailbox is gone", "hybridsim-probe-onprem-gone@contoso.com", true, ""},
		{"mailbox on the Internet", "erin@hybridsim-probe-internet.example", true, ""},
		{"group on both sides, with members on both", "hybridsim-probe-group@contoso.com", true, ""},
	}
	if diff := cmp.Diff(want, r.Participants); diff != "" {
		t.Errorf("participants differ (-want +got):\n%s", diff)
	}
	for _, f := range r.Flows {
		switch f.Flow {
		case "tnef-to-onprem", "tnef-to-cloud", "oof-from-onprem", "oof-from-cloud": // the wizard leaves the remote domains as they are (KB3070442)
			if f.OK {
				t.Errorf("%s: %s", f.Flow, f.Outcome)
			}
		default:
			if !f.OK {
				t.Errorf("%s: %s, because %s", f.Flow, f.Outcome, f.Decided)
			}
		}
	}
	for _, s := range r.Configuration {
		if strings.Contains(s.Object, prefix) {
			t.Errorf("a probe is part of the configuration: %+v", s)
		}
	}
}

func TestWhoIsThereIsTaken(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	people := `net> host mx.fabrikam.com 198.51.100.25 for fabrikam.com
mx.fabrikam.com> mailbox erin@fabrikam.com
cloud> New-Mailbox alice -PrimarySmtpAddress alice@contoso.com
onprem> New-RemoteMailbox alice -PrimarySmtpAddress alice@contoso.com
onprem> New-Mailbox room -PrimarySmtpAddress room@contoso.com -Room
onprem> New-Mailbox bob -PrimarySmtpAddress bob@contoso.com
onprem> Start-ADSyncSyncCycle
onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com
onprem> New-DistributionGroup team -PrimarySmtpAddress team@contoso.com -Members bob,carol
`
	r, err := Check(parsed(t, bare+people), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range r.Participants {
		if !p.Probe {
			got[p.Role] = p.Address
		}
	}
	want := map[string]string{
		"cloud mailbox": "alice@contoso.com", "on-premises mailbox": "bob@contoso.com", "mailbox on the Internet": "erin@fabrikam.com",
		"on-premises mailbox that the cloud does not know": "carol@contoso.com", "group that only on-premises knows": "team@contoso.com",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("participants differ (-want +got):\n%s", diff)
	}
	if f := row(t, r, "cloud-to-onprem-group"); !f.OK || f.To != "team@contoso.com" {
		t.Errorf("the group: %+v", f.Outcome)
	}
}

func TestADomainCanBeChosen(t *testing.T) {
	lines := []string{"onprem> New-AcceptedDomain adatum.com -DomainName adatum.com", "cloud> New-AcceptedDomain adatum.com -DomainName adatum.com -DomainType InternalRelay"}
	r, err := Check(subjectOf(t, "hybrid-2013", lines...), Options{Domain: "adatum.com"})
	if err != nil {
		t.Fatal(err)
	}
	f := row(t, r, "cloud-to-onprem")
	if r.Domain != "adatum.com" || f.From != "hybridsim-probe-cloud@adatum.com" {
		t.Errorf("domain %s, from %s", r.Domain, f.From)
	}
	if f.OK || !strings.Contains(row(t, r, "cloud-to-onprem").Decided.Reason, "no outbound connector") && f.Outcome.Kind == DeliveredInternal {
		t.Errorf("no outbound connector leads adatum.com to on-premises, and the flow is %s", f.Outcome)
	}
}

// TestWhoCannotBeMadeIsSaid: a part that nobody can play leaves its flows unplayed, with the reason.
func TestWhoCannotBeMadeIsSaid(t *testing.T) {
	accepted := "onprem> New-AcceptedDomain litware.com -DomainName litware.com" // and not in the cloud
	r, err := Check(subjectOf(t, "hybrid-2013", accepted), Options{Domain: "litware.com"})
	if err != nil {
		t.Fatal(err)
	}
	f := row(t, r, "cloud-to-onprem")
	if f.OK || f.Outcome.Kind != NotPlayed || !strings.Contains(f.Outcome.Status, "litware.com") {
		t.Errorf("%+v", f.Outcome)
	}
}

// TestAMistypedDomainIsRefused: a check of a domain that nobody accepts would find everything healthy or nothing.
func TestAMistypedDomainIsRefused(t *testing.T) {
	_, err := Check(subjectOf(t, "hybrid-2013"), Options{Domain: "contosso.com"})
	if err == nil || !strings.Contains(err.Error(), "contosso.com is not a domain that both sides accept") || !strings.Contains(err.Error(), "did you mean contoso.com?") {
		t.Errorf("%v", err)
	}
}

func TestSidesWithNothingInCommon(t *testing.T) {
	text, _, _ := strings.Cut(bare, "ca> issue")
	_, err := Check(parsed(t, text), Options{})
	if err == nil || !strings.Contains(err.Error(), "no domain in common") || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("%v", err)
	}
}

func TestALineWithoutASide(t *testing.T) {
	for line, want := range map[string]string{
		"Set-AcceptedDomain contoso.com -DomainType Authoritative": "write 'onprem> Set-AcceptedDomain ...' or 'cloud> Set-AcceptedDomain ...'",
		"Set-ReceiveConnector X -Enabled $false":                   "write 'onprem> Set-ReceiveConnector ...'",
		"Set-Nothing X":                                            "write 'onprem> Set-Nothing ...' or 'cloud> Set-Nothing ...'",
		"onprem> Set-SendConnektor X":                              "did you mean Set-SendConnector?",
		"want no mail at bob@contoso.com":                          "type what an administrator does",
		"onprm> Get-SendConnector":                                 "did you mean onprem>?",
	} {
		subject, err := subjectOf(t, "hybrid-2013").With(line)
		if err == nil {
			_, err = subject.world()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", line, err, want)
		}
	}
}
