package check

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// ends sends a letter and tells where it ended, in words.
func ends(t *testing.T, subject *Subject, l Letter) (list []string) {
	t.Helper()
	j, err := Send(subject, l)
	if err != nil {
		t.Fatal(err)
	}
	defer j.World.Close()
	if len(j.Events) == 0 {
		t.Error("no events")
	}
	for _, e := range j.Ends {
		list = append(list, strings.Join([]string{e.Recipient, e.Outcome.String(), e.Where}, "|"))
	}
	return list
}

func TestWhereALetterEnds(t *testing.T) {
	outside := netip.MustParseAddr("198.51.100.99")
	tests := []struct {
		name, subject string
		letter        Letter
		want          []string
	}{
		{"on the other side", "hybrid-2013", Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}}, []string{"bob@contoso.com|delivered Internal|onprem"}},
		{"there and nowhere", "hybrid-2013", Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com", "nobody@contoso.com"}},
			[]string{"bob@contoso.com|delivered Internal|onprem", "nobody@contoso.com|NDR 550 5.1.1|onprem"}},
		{"on the Internet", "hybrid-2013", Letter{From: "bob@contoso.com", To: []string{"erin@fabrikam.com"}}, []string{"erin@fabrikam.com|delivered external|mx.fabrikam.com"}},
		{"from a mailbox on the Internet", "hybrid-2013", Letter{From: "erin@fabrikam.com", To: []string{"alice@contoso.com"}}, []string{"alice@contoso.com|delivered external|cloud"}},
		{"from a client outside that is not there yet", "hybrid-2019", Letter{From: "boss@contoso.com", To: []string{"alice@contoso.com"}, Source: outside}, []string{"alice@contoso.com|delivered external|cloud"}},
		{"from a client that the service refuses", "hybrid-2019", Letter{From: "boss@contoso.com", To: []string{"gone@contoso.com"}, Source: outside}, []string{"gone@contoso.com|NDR 550 5.4.1|cloud"}},
		{"in a queue", "eop-blocked-until-expiry", Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}}, []string{"bob@contoso.com|deferred 450 4.4.316|cloud"}},
		{"in a report, when it has waited long enough", "eop-blocked-until-expiry", Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}, Wait: 49 * time.Hour}, []string{"bob@contoso.com|NDR 550 5.4.316|cloud"}},
		{"as a report does", "hybrid-2013", Letter{To: []string{"bob@contoso.com"}, Side: relay.Cloud}, []string{"bob@contoso.com|delivered Internal|onprem"}},
		{"with its own Message-ID", "hybrid-2013", Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}, Content: []byte("Message-ID: <own@contoso.com>\nSubject: Own\n\nText\n")}, []string{"bob@contoso.com|delivered Internal|onprem"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ends(t, subjectOf(t, tt.subject), tt.letter)); diff != "" {
				t.Errorf("ends differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEveryRecipientHasAnEnd(t *testing.T) {
	tests := []struct {
		name   string
		lines  []string
		letter Letter
		want   []string
	}{
		{"a group without members, beside somebody who has a mailbox",
			[]string{"cloud> New-DistributionGroup Nobody -PrimarySmtpAddress nobody-yet@contoso.com"},
			Letter{From: "alice@contoso.com", To: []string{"nobody-yet@contoso.com", "bob@contoso.com"}},
			[]string{"nobody-yet@contoso.com|lost|cloud", "bob@contoso.com|delivered Internal|onprem"}},
		{"one recipient refused at the door, the other taken", []string{"cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative"},
			Letter{From: "erin@fabrikam.com", To: []string{"ghost@contoso.com", "alice@contoso.com"}},
			[]string{"ghost@contoso.com|NDR 550 5.4.1|cloud", "alice@contoso.com|delivered external|cloud"}},
		{"a group: an end for each member",
			[]string{"cloud> New-DistributionGroup Mixed -PrimarySmtpAddress mixed@contoso.com -Members alice@contoso.com,bob@contoso.com"},
			Letter{From: "alice@contoso.com", To: []string{"mixed@contoso.com"}},
			[]string{"mixed@contoso.com|delivered Internal|cloud", "mixed@contoso.com|delivered Internal|onprem"}},
		{"the same mailbox by two addresses", []string{`onprem> Set-Mailbox bob -EmailAddresses @{Add="robert@contoso.com"}`},
			Letter{From: "bob@contoso.com", To: []string{"bob@contoso.com", "robert@contoso.com"}},
			[]string{"bob@contoso.com|delivered Internal|onprem", "robert@contoso.com|delivered once|onprem"}},
		{"named twice, told once", nil, Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com", "BOB@contoso.com"}},
			[]string{"bob@contoso.com|delivered Internal|onprem"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			subject, err := subjectOf(t, "hybrid-2013").With(tt.lines...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, ends(t, subject, tt.letter)); diff != "" {
				t.Errorf("ends differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMailAtAnOutsideHostIsFollowed(t *testing.T) {
	gateway := []string{"net> host gw.example.net 192.0.2.77", "gw.example.net> relay litware.com to mx.fabrikam.com",
		"onprem> New-SendConnector Gateway -AddressSpaces litware.com -SmartHosts gw.example.net -DNSRoutingEnabled $false"}
	tests := []struct {
		name   string
		lines  []string
		letter Letter
		want   []string
	}{
		{"its own user is refused, and finds the report", []string{"cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative"}, Letter{From: "erin@fabrikam.com", To: []string{"ghost@contoso.com"}},
			[]string{"ghost@contoso.com|NDR 550 5.4.1|cloud", "  report: erin@fabrikam.com|delivered external|mx.fabrikam.com"}},
		{"nobody answers: it waits where it is", []string{"net> block mx.fabrikam.com -> cloud drop"}, Letter{From: "erin@fabrikam.com", To: []string{"alice@contoso.com"}},
			[]string{"alice@contoso.com|deferred|mx.fabrikam.com"}},
		{"refused by a host outside: the report came back", nil, Letter{From: "bob@contoso.com", To: []string{"gone@fabrikam.com"}},
			[]string{"gone@fabrikam.com|NDR 550 5.1.1|onprem", "  report: bob@contoso.com|delivered Internal|onprem"}},
		{"refused behind a gateway: the gateway reports by mail", gateway, Letter{From: "bob@contoso.com", To: []string{"frank@litware.com"}},
			[]string{"frank@litware.com|NDR 554 5.7.1|gw.example.net", "  report: bob@contoso.com|delivered external|onprem"}},
		{"a gateway that passes on to a server by its short name", []string{"net> host gw.example.net 192.0.2.77", "gw.example.net> relay any to ex01", "net> dns contoso.com MX gw.example.net"},
			Letter{From: "erin@fabrikam.com", To: []string{"bob@contoso.com"}}, []string{"bob@contoso.com|delivered external|onprem"}},
		{"sent by a group: a report to it is deleted (P3.15)", []string{"onprem> New-DistributionGroup Pair -PrimarySmtpAddress pair@contoso.com -Members alice@contoso.com,bob@contoso.com"},
			Letter{From: "pair@contoso.com", To: []string{"ghost@contoso.com"}, Source: netip.MustParseAddr("192.0.2.44"), Server: "EX01"},
			[]string{"ghost@contoso.com|NDR 550 5.1.1|onprem", "  report: pair@contoso.com|lost|onprem"}},
		{"stuck behind a gateway", append(gateway, "net> block gw.example.net -> mx.fabrikam.com drop"),
			Letter{From: "bob@contoso.com", To: []string{"frank@litware.com"}}, []string{"frank@litware.com|deferred|gw.example.net"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			subject, err := subjectOf(t, "hybrid-2013").With(tt.lines...)
			if err != nil {
				t.Fatal(err)
			}
			sent, err := Send(subject, tt.letter)
			if err != nil {
				t.Fatal(err)
			}
			defer sent.World.Close()
			var got []string
			for _, e := range sent.Ends {
				got = append(got, strings.Join([]string{e.Recipient, e.Outcome.String(), e.Where}, "|"))
				if r := e.Report; r != nil {
					for _, r := range append([]End{*r}, e.AlsoReported...) {
						to := strings.Join(append([]string{r.Recipient}, r.Via...), " -> ")
						got = append(got, "  report: "+strings.Join([]string{to, r.Outcome.String(), r.Where}, "|"))
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ends differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestALetterThatCannotBeSent(t *testing.T) {
	for _, tt := range []struct {
		name    string
		subject string
		letter  Letter
		want    string
	}{
		{"a slip in the sender", "hybrid-2013", Letter{From: "alcie@contoso.com"}, "did you mean alice@contoso.com?"},
		{"nobody at all", "hybrid-2013", Letter{From: "x@litware.com"}, "--source IP"},
		{"the null sender of nobody", "hybrid-2013", Letter{}, "--side onprem or --side cloud"},
		{"two mailboxes", "mailbox-on-both-sides", Letter{From: "carol@contoso.com"}, "choose one with --side"},
		{"the server's own address", "hybrid-2013", Letter{From: "bob@contoso.com", Source: netip.MustParseAddr("203.0.113.10")}, "belongs to one of the two sides"},
	} {
		tt.letter.To = []string{"bob@contoso.com"}
		if j, err := Send(subjectOf(t, tt.subject), tt.letter); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v; want %q", tt.name, j, err, tt.want)
		}
	}
	if got := ends(t, subjectOf(t, "mailbox-on-both-sides"), Letter{From: "carol@contoso.com", To: []string{"bob@contoso.com"}, Side: relay.Cloud}); len(got) != 1 {
		t.Errorf("with a side chosen: %q", got)
	}
}

// TestEveryRecipientHasItsOwnReason: each row is a letter whose recipients fare differently, with the reasons in their order, a
// report's behind its original's.
func TestEveryRecipientHasItsOwnReason(t *testing.T) {
	partner := []string{"net> host mx.tailspin.example 192.0.2.61 for tailspin.example", "mx.tailspin.example> mailbox ina@tailspin.example"}
	after := func(lines ...string) []string { return append(partner[:len(partner):len(partner)], lines...) }
	both := []string{"ina@tailspin.example", "otto@tailspin.example"}
	for _, tt := range []struct {
		name, base string
		lines      []string
		letter     Letter
		want       []string
	}{
		{"a domain that does not exist, beside one that does", "hybrid-2010", partner, Letter{From: "bob@contoso.com", To: []string{"a@no-such.example", "ina@tailspin.example"}},
			[]string{"DNS says that no-such.example does not exist", "report: a server of this organization wrote the report", "Internet, because smtp:*;1 is the most specific address space that covers tailspin.example"}},
		{"refused at RCPT, beside one that was taken", "hybrid-2019", partner, Letter{From: "alice@contoso.com", To: both},
			[]string{"MX, because no outbound connector covers tailspin.example", "mx.tailspin.example refused at RCPT: 550 5.1.1", "report: a server of this organization wrote the report"}},
		{"put off at RCPT, each in other words", "hybrid-2013", after(`mx.tailspin.example> reply "451 4.3.0 Busy" to RCPT of ina@tailspin.example`, `mx.tailspin.example> reply "452 4.2.2 Full" to RCPT of otto@tailspin.example`),
			Letter{From: "bob@contoso.com", To: both}, []string{"put it off at RCPT: 451 4.3.0 Busy", "put it off at RCPT: 452 4.2.2 Full"}},
		{"and as long as it may wait", "hybrid-2013", after(`mx.tailspin.example> reply "451 4.3.0 Busy" to RCPT of ina@tailspin.example`), Letter{From: "bob@contoso.com", To: both, Wait: 50 * time.Hour},
			[]string{"put it off at RCPT: 451 4.3.0 Busy", "report: a server", "mx.tailspin.example refused at RCPT: 550 5.1.1", "report: a server"}},
		{"a wall on the way of one of them", "hybrid-2019", after("net> block onprem -> mx.tailspin.example drop"), Letter{From: "bob@contoso.com", To: []string{"ina@tailspin.example", "erin@fabrikam.com"}},
			[]string{"mx.tailspin.example (192.0.2.61:25) does not answer a connection from 203.0.113.10", "Internet, because smtp:*;1 is the most specific address space that covers fabrikam.com"}},
		{"a client that nobody knows: its report dies, and nobody is told", "hybrid-2019", nil, Letter{From: "x@no-such.example", To: []string{"ghost@contoso.com"}, Source: netip.MustParseAddr("192.0.2.9")},
			[]string{"the tenant's directory has no such address", "report: DNS says that no-such.example does not exist"}},
		{"a report that waits too long", "hybrid-2019", []string{"cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay", "net> block onprem -> mx.fabrikam.com refuse"},
			Letter{From: "erin@fabrikam.com", To: []string{"ghost@contoso.com"}, Wait: 60 * time.Hour}, []string{"contoso.com is Authoritative here", "report: mx.fabrikam.com (198.51.100.25:25) refuses the connection"}},
		{"a group without members, that anybody may write to", "hybrid-2019", []string{"cloud> New-DistributionGroup Void -PrimarySmtpAddress void@contoso.com -RequireSenderAuthenticationEnabled $false"},
			Letter{From: "erin@fabrikam.com", To: []string{"void@contoso.com"}}, []string{"Void has 0 members"}},
		{"too large for the one connector that leads there", "hybrid-2013", []string{"onprem> Set-SendConnector Internet -MaxMessageSize 1KB"},
			Letter{From: "bob@contoso.com", To: []string{"erin@fabrikam.com"}, Content: []byte("Subject: x\n\n" + strings.Repeat("0123456789\n", 200))}, []string{"whose address space covers fabrikam.com, takes 1KB at most", "report: a server"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sent, err := Send(subjectOf(t, tt.base, tt.lines...), tt.letter)
			if err != nil {
				t.Fatal(err)
			}
			defer sent.World.Close()
			var got []string
			for _, e := range sent.Ends {
				got = append(got, e.Decided.Reason)
				if e.Report != nil {
					got = append(got, "report: "+e.Report.Decided.Reason)
				}
			}
			same := len(got) == len(tt.want)
			for i := 0; same && i < len(got); i++ {
				same = strings.Contains(got[i], strings.TrimPrefix(tt.want[i], "report: ")) && strings.HasPrefix(got[i], "report: ") == strings.HasPrefix(tt.want[i], "report: ")
			}
			if !same {
				t.Errorf("reasons (-want +got):\n%s", cmp.Diff(tt.want, got))
			}
		})
	}
}

// A letter that came from a server which the service takes for out of date names it, with the stage of its enforcement (T15.12,
// T15.13); one that did not pass there names nobody.
func TestALetterNamesServersThatAreOutOfDate(t *testing.T) {
	const from, to = "bob@contoso.com", "alice@contoso.com"
	for _, tt := range []struct {
		name  string
		lines []string
		from  string
		want  []string
	}{
		{"of an old server", []string{"wait 200d", "net> update EX01 to 15.2.1118.7"}, from, []string{"EX01.contoso.com 15.2.1118.7 day 0: reported"}},
		{"later", []string{"wait 200d", "net> update EX01 to 15.2.1118.7", "bob@contoso.com> send to alice@contoso.com", "wait 35d"}, from,
			[]string{"EX01.contoso.com 15.2.1118.7 day 35: throttled"}},
		{"of a server that is kept up to date", []string{"wait 200d", "net> update EX01 to 15.2.1748.39"}, from, nil},
		{"of the service", []string{"wait 200d", "net> update EX01 to 15.2.1118.7"}, to, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := Letter{From: tt.from, To: []string{to}}
			if tt.from == to {
				l.To = []string{from}
			}
			j, err := Send(subjectOf(t, "hybrid-2019", tt.lines...), l)
			if err != nil {
				t.Fatal(err)
			}
			defer j.World.Close()
			var got []string
			for _, o := range j.Outdated {
				got = append(got, fmt.Sprintf("%s %s day %d: %s", o.Server, o.Build, o.Day, o.Now))
				if !strings.Contains(o.String(), "out of date for the service since") {
					t.Errorf("it says %s", o)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("servers (-want +got):\n%s", diff)
			}
		})
	}
}
