package check

import (
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
					got = append(got, "  report: "+strings.Join([]string{r.Recipient, r.Outcome.String(), r.Where}, "|"))
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
