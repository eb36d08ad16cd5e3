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
			[]string{"bob@contoso.com|delivered Internal|onprem", "nobody@contoso.com|NDR 550 5.1.1|"}},
		{"on the Internet", "hybrid-2013", Letter{From: "bob@contoso.com", To: []string{"erin@fabrikam.com"}}, []string{"erin@fabrikam.com|delivered external|mx.fabrikam.com"}},
		{"from a mailbox on the Internet", "hybrid-2013", Letter{From: "erin@fabrikam.com", To: []string{"alice@contoso.com"}}, []string{"alice@contoso.com|delivered external|cloud"}},
		{"from a client outside that is not there yet", "hybrid-2019", Letter{From: "boss@contoso.com", To: []string{"alice@contoso.com"}, Source: outside}, []string{"alice@contoso.com|delivered external|cloud"}},
		{"from a client that the service refuses", "hybrid-2019", Letter{From: "boss@contoso.com", To: []string{"gone@contoso.com"}, Source: outside}, []string{"gone@contoso.com|NDR 550 5.4.1|"}},
		{"in a queue", "eop-blocked-until-expiry", Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}}, []string{"bob@contoso.com|deferred 450 4.4.316|cloud"}},
		{"in a report, when it has waited long enough", "eop-blocked-until-expiry", Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}, Wait: 49 * time.Hour}, []string{"bob@contoso.com|NDR 550 5.4.316|"}},
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
