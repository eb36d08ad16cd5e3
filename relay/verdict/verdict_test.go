package verdict_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/verdict"
)

func TestWhich(t *testing.T) {
	for _, tt := range []struct {
		name                string
		direction           relay.Directionality
		promoted, toMailbox bool
		want                verdict.Judging
	}{
		{"G2.1: mail from the Internet is judged", relay.Incoming, false, false, verdict.Inbound},
		{"G2.5: what was promoted is not", relay.Originating, true, true, verdict.Not},
		{"G2.6: not promoted, to a cloud mailbox: as if it came from outside", relay.Originating, false, true, verdict.Inbound},
		{"G2.2: on its way out nothing comes of it", relay.Originating, false, false, verdict.Not},
	} {
		if got := verdict.Which(tt.direction, tt.promoted, tt.toMailbox); got != tt.want {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}

const today relay.Era = 20260302

func TestOf(t *testing.T) {
	fails := func(p mailauth.Policy) mailauth.Verdict {
		return mailauth.Verdict{SPF: mailauth.Fail, DMARC: mailauth.Fail, Policy: p}
	}
	tests := []struct {
		name string
		k    verdict.Known
		want string // verdict, action and composite authentication; REFUSED when it is
	}{
		{"G2.32: clean is NSPM, 1, Inbox", verdict.Known{Auth: mailauth.Verdict{DMARC: mailauth.Pass}}, "NSPM NONE 1  pass reason=100"},
		{"G2.25: bestguesspass would have passed", verdict.Known{Auth: mailauth.Verdict{DMARC: mailauth.BestGuessPass}}, "NSPM NONE 1  pass reason=100"},
		{"G2.34: high-confidence spam goes to Junk", verdict.Known{Body: []byte(relay.GTUBE)}, "SPM HSPM 9 MoveToJmf fail reason=001"},
		{"G2.28: no records is an implicit failure, and that alone never blocks (G2.31)", verdict.Known{Auth: mailauth.Verdict{SPF: mailauth.None, DMARC: mailauth.None}}, "NSPM NONE 1  fail reason=001"},
		{"G2.23: spf=fail is no action by itself", verdict.Known{Auth: mailauth.Verdict{SPF: mailauth.Fail, DMARC: mailauth.None}}, "NSPM NONE 1  fail reason=001"},
		{"G2.57: reject is honoured in the session", verdict.Known{Auth: fails("reject"), Honoured: true}, "REFUSED"},
		{"G2.54: quarantine is honoured", verdict.Known{Auth: fails("quarantine"), Honoured: true}, "SPM SPOOF 5 Quarantine fail reason=000"},
		{"G2.55: the MX is elsewhere: both are taken for spoof, Junk", verdict.Known{Auth: fails("reject")}, "SPM SPOOF 5 MoveToJmf fail reason=000"},
		{"G2.53: until 2023 both are treated alike: Junk", verdict.Known{Day: 20220302, Auth: fails("reject"), Honoured: true}, "SPM SPOOF 5 MoveToJmf fail reason=000"},
		{"G2.56: p=none: no action", verdict.Known{Auth: fails("none"), Honoured: true}, "NSPM NONE 1  fail reason=001"},
		{"G2.58: not for Originating mail", verdict.Known{Auth: fails("reject"), Honoured: true, Direction: relay.Originating}, "SPM SPOOF 5 MoveToJmf fail reason=000"},
		{"G2.29: own domain with a policy", verdict.Known{Auth: fails("reject"), Own: true}, "SPM SPOOF 5 MoveToJmf fail reason=010"},
		{"G2.31: an own domain whose record names others is spoof", verdict.Known{Auth: mailauth.Verdict{SPF: mailauth.SoftFail, DMARC: mailauth.None}, Own: true}, "SPM SPOOF 5 MoveToJmf fail reason=601"},
		{"an own domain of which nothing is published is not", verdict.Known{Auth: mailauth.Verdict{SPF: mailauth.None, DMARC: mailauth.None}, Own: true}, "NSPM NONE 1  fail reason=601"},
		{"G2.130: before November 2018 there is no composite authentication", verdict.Known{Day: 20181001, Auth: mailauth.Verdict{SPF: mailauth.SoftFail}, Own: true}, "NSPM NONE 1  "},
		{"P8.14: a trusted sealer vouches for it, and compauth says so", verdict.Known{Auth: fails("reject"), Honoured: true, Sealed: true}, "NSPM NONE 1  pass reason=130"},
		{"P8.10: a sender whom the tenant blocks is phishing of high confidence", verdict.Known{Auth: mailauth.Verdict{DMARC: mailauth.Pass}, Blocked: true}, "SPM HPHSH 9 Quarantine pass reason=100"},
		{"P8.7: one whom it lets pass", verdict.Known{Auth: mailauth.Verdict{DMARC: mailauth.Pass}, Passed: true, Body: []byte(relay.GTUBE)}, "SKA NONE -1  pass reason=100"},
		{"the sender's own policy is obeyed all the same", verdict.Known{Auth: fails("quarantine"), Honoured: true, Passed: true}, "SPM SPOOF 5 Quarantine fail reason=000"},
		{"G2.41: IP Allow List", verdict.Known{Listed: true, Allowed: true}, "SKI NONE -1  fail reason=001"},
		{"P8.9: in a connector too: stamped, and filtered all the same", verdict.Known{Listed: true, Body: []byte(relay.GTUBE)}, "SPM HSPM 9 MoveToJmf fail reason=001"},
		{"G2.52: IP Allow does not override a DMARC failure", verdict.Known{Listed: true, Allowed: true, Auth: fails("quarantine"), Honoured: true}, "SPM SPOOF 5 Quarantine fail reason=000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.k.Day == 0 {
				tt.k.Day = today
			}
			if tt.k.Direction == "" {
				tt.k.Direction = relay.Incoming
			}
			v, d := verdict.Of(tt.k)
			got := fmt.Sprintf("%s %s %d %s %s", v.SFV, v.CAT, v.SCL, v.Action, v.Composite)
			if tt.k.Rejects() {
				got = "REFUSED"
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if d.Because == "" || len(d.Candidates) == 0 {
				t.Errorf("the decision does not explain it: %+v", d)
			}
			if stamp := verdict.Stamp(v, verdict.Hop{IP: netip.MustParseAddr("192.0.2.1"), Hello: "mx"}).Value; strings.Contains(stamp, "IPV:CAL") != tt.k.Listed {
				t.Errorf("the stamp is %s", stamp)
			}
		})
	}
}

func TestOrigin(t *testing.T) {
	h := relay.Header{
		{Name: "Received", Value: "from EX01.contoso.com (10.0.0.5) by EX02.contoso.com (10.0.0.6) with Microsoft SMTP Server; now"},
		{Name: "received", Value: "from filter.proseware.com\r\n ([203.0.113.80]) by EX01.contoso.com; then"},
		{Name: "Received", Value: "by nobody"},
		{Name: "Received", Value: "from mx.fabrikam.com (mx.fabrikam.com [198.51.100.25]) by filter.proseware.com; before"},
	}
	client := verdict.Hop{IP: netip.MustParseAddr("203.0.113.10"), Hello: "mail.contoso.com"}
	list := func(texts ...string) (l []relay.AddressRange) {
		for _, s := range texts {
			l = append(l, relay.MustParseAddressRange(s))
		}
		return l
	}
	const original = "X-MS-Exchange-ExternalOriginalInternetSender"
	tests := []struct {
		name      string
		c         *relay.InboundConnector
		want      string
		connector string // what says that the connector skips, if anything
		applied   bool
	}{
		{"no connector", nil, "203.0.113.10 mail.contoso.com", "", false},
		{"P8.11: both empty is off", &relay.InboundConnector{}, "203.0.113.10 mail.contoso.com", "", false},
		{"P8.11: EFSkipLastIP skips exactly the connecting address, private ones by themselves", &relay.InboundConnector{EFSkipLastIP: true}, "203.0.113.80 filter.proseware.com", "203.0.113.80", true},
		{"P8.11: EFSkipIPs skips all that it lists", &relay.InboundConnector{EFSkipIPs: list("203.0.113.0/24")}, "198.51.100.25 mx.fabrikam.com", "198.51.100.25", true},
		{"a list without the client skips nothing", &relay.InboundConnector{EFSkipIPs: list("203.0.113.80")}, "203.0.113.10 mail.contoso.com", "203.0.113.10", true},
		{"a list of all hops leaves the client", &relay.InboundConnector{EFSkipIPs: list("0.0.0.0-255.255.255.255")}, "203.0.113.10 mail.contoso.com", "203.0.113.10", true},
		{"G2.72: EFUsers holds all recipients, as written", &relay.InboundConnector{EFSkipLastIP: true, EFUsers: []string{"Alice@contoso.com", "bob@contoso.com"}}, "203.0.113.80 filter.proseware.com", "203.0.113.80", true},
		{"P8.11: only if all recipients are listed; the connector is stamped all the same (P8.12)", &relay.InboundConnector{EFSkipLastIP: true, EFUsers: []string{"alice@contoso.com"}}, "203.0.113.10 mail.contoso.com", "203.0.113.80", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			hop, fields, d := verdict.Origin(tt.c, h, client, []string{"alice@contoso.com", "bob@contoso.com"})
			if diff := cmp.Diff(tt.want, hop.IP.String()+" "+hop.Hello); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if got := fields.Get("X-MS-Exchange-SkipListedInternetSender"); (got != "") != (tt.connector != "") || !strings.HasPrefix(got+"ip=["+tt.connector, "ip=["+tt.connector) {
				t.Errorf("the connector's field is %q", got)
			}
			if fields.Has(original) != tt.applied || (d.Question == "") != (tt.connector == "") {
				t.Errorf("fields %v, decision %+v", fields, d)
			}
		})
	}
}

func TestFor(t *testing.T) {
	spoof := relay.Verdict{SFV: "SPM", CAT: "SPOOF", SCL: 5, Action: relay.ToQuarantine}
	clean := relay.Verdict{SFV: "NSPM", CAT: "NONE", SCL: 1}
	tests := []struct {
		name string
		v    relay.Verdict
		scl  relay.SCL
		junk relay.JunkEmailConfiguration
		want string
	}{
		{"nothing is said: the verdict stands", spoof, relay.SCL{}, relay.JunkEmailConfiguration{}, "SPM Quarantine"},
		{"G2.45: a safe sender's mail reaches the Inbox", spoof, relay.SCL{}, relay.JunkEmailConfiguration{TrustedSendersAndDomains: []string{"erin@fabrikam.com"}}, "SFE "},
		{"G2.16: the list is of From addresses, and domains", spoof, relay.SCL{}, relay.JunkEmailConfiguration{TrustedSendersAndDomains: []string{"Fabrikam.com"}}, "SFE "},
		{"the envelope's sender is not looked at", spoof, relay.SCL{}, relay.JunkEmailConfiguration{TrustedSendersAndDomains: []string{"bounces@lists.fabrikam.net"}}, "SPM Quarantine"},
		{"G2.45: a blocked sender's goes to Junk", clean, relay.SCL{}, relay.JunkEmailConfiguration{BlockedSendersAndDomains: []string{"fabrikam.com"}}, "BLK MoveToJmf"},
		{"G2.45: for worse the tenant's action stays", spoof, relay.SCL{}, relay.JunkEmailConfiguration{BlockedSendersAndDomains: []string{"fabrikam.com"}}, "BLK Quarantine"},
		{"G2.50: safe sender beats blocked sender", clean, relay.SCL{}, relay.JunkEmailConfiguration{TrustedSendersAndDomains: []string{"erin@fabrikam.com"}, BlockedSendersAndDomains: []string{"fabrikam.com"}}, "SFE "},
		{"G2.42: a rule's -1 lets it pass", spoof, relay.Level(-1), relay.JunkEmailConfiguration{}, "SKN "},
		{"G2.50: no safe sender lifts phishing of high confidence", relay.Verdict{SFV: "SPM", CAT: "HPHSH", SCL: 9, Action: relay.ToQuarantine}, relay.SCL{}, relay.JunkEmailConfiguration{TrustedSendersAndDomains: []string{"erin@fabrikam.com"}}, "SPM Quarantine"},
		{"another level does not", spoof, relay.Level(6), relay.JunkEmailConfiguration{}, "SPM Quarantine"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			item := &relay.MailItem{From: "bounces@lists.fabrikam.net", Header: relay.Header{{Name: "From", Value: "Erin <erin@fabrikam.com>"}}, Verdict: tt.v, SCL: tt.scl}
			r := &relay.Recipient{Type: relay.UserMailbox, Mailbox: &relay.MailboxSettings{Junk: tt.junk}}
			v, _, d := verdict.For(item, r, verdict.Policies{})
			if got := v.SFV + " " + string(v.Action); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if d.Chosen == "" || len(d.Candidates) == 0 {
				t.Errorf("the decision does not explain it: %+v", d)
			}
		})
	}
}
