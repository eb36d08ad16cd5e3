package categorizer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/reply"
)

func mailbox(address string, others ...string) *relay.Recipient {
	return &relay.Recipient{Name: name(address), Type: relay.UserMailbox, PrimarySmtpAddress: address, EmailAddresses: append([]string{address}, others...)}
}

func pointing(kind relay.RecipientType, address, target string, others ...string) *relay.Recipient {
	r := mailbox(address, others...)
	r.Type, r.TargetAddress = kind, target
	return r
}

func group(address string, members ...string) *relay.Recipient {
	r := mailbox(address)
	r.Type, r.Members = relay.MailUniversalDistributionGroup, members
	return r
}

func name(address string) string {
	local, _, _ := strings.Cut(address, "@")
	return local
}

// end is what a test looks at in an outcome.
type end struct {
	Kind      categorizer.Kind
	Recipient string
	Address   string
	Members   []string
	Reply     string
}

func TestResolve(t *testing.T) {
	const routing = "alice@contoso.mail.onmicrosoft.com"
	notFound := "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
	tests := []struct {
		name       string
		domain     relay.DomainType // of contoso.com
		routing    relay.DomainType // of contoso.mail.onmicrosoft.com; empty: not accepted
		subdomains bool
		recipients []*relay.Recipient
		address    string
		want       end
	}{
		// S6.1: the accepted domain's answer.
		{name: "S6.1: Authoritative, known: deliver", domain: relay.Authoritative, recipients: []*relay.Recipient{mailbox("bob@contoso.com")}, address: "bob@contoso.com",
			want: end{Kind: categorizer.Mailbox, Recipient: "bob", Address: "bob@contoso.com"}},
		{name: "S6.1, KB2510049: Authoritative, unknown: NDR, never routed out", domain: relay.Authoritative, address: "nobody@contoso.com",
			want: end{Kind: categorizer.Undeliverable, Address: "nobody@contoso.com", Reply: notFound}},
		{name: "S6.1, KB2510049: InternalRelay, unknown: routed", domain: relay.InternalRelay, address: "nobody@contoso.com",
			want: end{Kind: categorizer.Elsewhere, Address: "nobody@contoso.com"}},
		{name: "S6.1: InternalRelay, known: deliver", domain: relay.InternalRelay, recipients: []*relay.Recipient{mailbox("bob@contoso.com")}, address: "bob@contoso.com",
			want: end{Kind: categorizer.Mailbox, Recipient: "bob", Address: "bob@contoso.com"}},
		{name: "S6.1: ExternalRelay: routed", domain: relay.ExternalRelay, address: "nobody@contoso.com",
			want: end{Kind: categorizer.Elsewhere, Address: "nobody@contoso.com"}},
		{name: "S6.2: no accepted domain: routed", domain: relay.Authoritative, address: "erin@fabrikam.com",
			want: end{Kind: categorizer.Elsewhere, Address: "erin@fabrikam.com"}},
		{name: "R6.2: a subdomain without MatchSubDomains is somebody else's", domain: relay.Authoritative, address: "x@eu.contoso.com",
			want: end{Kind: categorizer.Elsewhere, Address: "x@eu.contoso.com"}},
		{name: "R6.2: with MatchSubDomains it is ours", domain: relay.Authoritative, subdomains: true, address: "x@eu.contoso.com",
			want: end{Kind: categorizer.Undeliverable, Address: "x@eu.contoso.com", Reply: notFound}},

		// S6.2: objects.
		{name: "S6.2: a proxy address is rewritten to the primary", domain: relay.Authoritative, recipients: []*relay.Recipient{mailbox("bob@contoso.com", "b.jones@contoso.com")}, address: "B.Jones@contoso.com",
			want: end{Kind: categorizer.Mailbox, Recipient: "bob", Address: "bob@contoso.com"}},
		{name: "R6.11: a cloud mailbox is a RemoteMailbox that points to the routing domain", domain: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.RemoteUserMailbox, "alice@contoso.com", routing, routing)}, address: "alice@contoso.com",
			want: end{Kind: categorizer.Elsewhere, Recipient: "alice", Address: routing}},
		{name: "R6.11: also when the object does not list the routing address", domain: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.RemoteUserMailbox, "alice@contoso.com", routing)}, address: "alice@contoso.com",
			want: end{Kind: categorizer.Elsewhere, Recipient: "alice", Address: routing}},
		{name: "R6.12: an on-premises mailbox is a MailUser that points to its own address", domain: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.MailUser, "bob@contoso.com", "bob@contoso.com")}, address: "bob@contoso.com",
			want: end{Kind: categorizer.Elsewhere, Recipient: "bob", Address: "bob@contoso.com"}},
		{name: "R6.9: a target in an Authoritative routing domain works, for the object exists", domain: relay.Authoritative, routing: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.RemoteUserMailbox, "alice@contoso.com", routing, routing)}, address: "alice@contoso.com",
			want: end{Kind: categorizer.Elsewhere, Recipient: "alice", Address: routing}},
		{name: "R6.9: mail straight to the routing address too", domain: relay.Authoritative, routing: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.RemoteUserMailbox, "alice@contoso.com", routing, routing)}, address: routing,
			want: end{Kind: categorizer.Elsewhere, Recipient: "alice", Address: routing}},
		{name: "R6.9: a routing address that no object holds is refused", domain: relay.Authoritative, routing: relay.Authoritative, address: routing,
			want: end{Kind: categorizer.Undeliverable, Address: routing, Reply: notFound}},
		{name: "R6.9: and routed once the domain is InternalRelay", domain: relay.Authoritative, routing: relay.InternalRelay, address: routing,
			want: end{Kind: categorizer.Elsewhere, Address: routing}},
		{name: "R6.14: the target address is missing after a move", domain: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.MailUser, "alice@contoso.com", "")}, address: "alice@contoso.com",
			want: end{Kind: categorizer.Undeliverable, Recipient: "alice", Address: "alice@contoso.com", Reply: notFound}},
		{name: "S6.2: a target that is a mailbox here is delivered here", domain: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.MailUser, "sales@contoso.com", "bob@contoso.com"), mailbox("bob@contoso.com")}, address: "sales@contoso.com",
			want: end{Kind: categorizer.Mailbox, Recipient: "bob", Address: "bob@contoso.com"}},
		{name: "S6.2: a group has members", domain: relay.Authoritative, recipients: []*relay.Recipient{group("all@contoso.com", "bob@contoso.com", "erin@fabrikam.com")}, address: "all@contoso.com",
			want: end{Kind: categorizer.Group, Recipient: "all", Address: "all@contoso.com", Members: []string{"bob@contoso.com", "erin@fabrikam.com"}}},
		{name: "R6.19: mutual forwards are a loop", domain: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.MailUser, "a@contoso.com", "b@contoso.com"), pointing(relay.MailUser, "b@contoso.com", "a@contoso.com")}, address: "a@contoso.com",
			want: end{Kind: categorizer.Undeliverable, Recipient: "b", Address: "a@contoso.com", Reply: "554 5.4.6 Hop count exceeded - possible mail loop"}},
		{name: "R6.19: a chain is none", domain: relay.Authoritative, recipients: []*relay.Recipient{pointing(relay.MailUser, "a@contoso.com", "b@contoso.com"), pointing(relay.MailUser, "b@contoso.com", "c@contoso.com"), mailbox("c@contoso.com")}, address: "a@contoso.com",
			want: end{Kind: categorizer.Mailbox, Recipient: "c", Address: "c@contoso.com"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{
				Side: relay.OnPremises, Product: relay.Exchange2016, Recipients: tt.recipients,
				AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com", DomainType: tt.domain, MatchSubDomains: tt.subdomains}},
			}
			if tt.routing != "" {
				o.AcceptedDomains = append(o.AcceptedDomains, &relay.AcceptedDomain{DomainName: "contoso.mail.onmicrosoft.com", DomainType: tt.routing})
			}
			out := categorizer.Resolve(o, tt.address, reply.Stamp{Host: "ex01.contoso.com"})
			got := end{Kind: out.Kind, Address: out.Address, Members: out.Members, Reply: out.Reply.String()}
			if out.Recipient != nil {
				got.Recipient = out.Recipient.Name
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("outcome (-want +got):\n%s", diff)
			}
			for _, d := range out.Decisions {
				if d.Because == "" || d.Subject == "" {
					t.Errorf("a decision without a reason: %+v", d)
				}
			}
			if len(out.Decisions) == 0 {
				t.Error("no decision was recorded")
			}
		})
	}
}

// The text of one miss changed with product and era (R6.14-R6.16).
func TestNotFoundIsWordedByProductAndEra(t *testing.T) {
	tests := []struct {
		name string
		p    relay.Product
		era  relay.Era
		want string
	}{
		{"KB2685437: 2010", relay.Exchange2010, relay.EraToday, "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"},
		{"R6.15: 2019", relay.Exchange2019, relay.EraToday, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
		{"R6.16, KB2730609: the cloud of 2012", relay.ExchangeOnline, relay.Era2012, "550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found"},
		{"KB3197393: the cloud of 2017", relay.ExchangeOnline, relay.Era2017, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
		{"N50a: the cloud of today", relay.ExchangeOnline, relay.EraToday, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient nobody@contoso.com not found by SMTP address lookup"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Product: tt.p, Era: tt.era, AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com", DomainType: relay.Authoritative}}}
			out := categorizer.Resolve(o, "nobody@contoso.com", reply.Stamp{})
			if diff := cmp.Diff(tt.want, out.Reply.String()); diff != "" {
				t.Errorf("reply (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMayDeliver(t *testing.T) {
	restricted := mailbox("room@contoso.com")
	restricted.RequireSenderAuthenticationEnabled = true
	team := group("team@contoso.com")
	team.RequireSenderAuthenticationEnabled = true
	tests := []struct {
		name string
		p    relay.Product
		r    *relay.Recipient
		as   relay.AuthAs
		want string // code of the refusal
	}{
		{"no restriction", relay.ExchangeOnline, mailbox("bob@contoso.com"), relay.AuthAnonymous, ""},
		{"S7.4: internal mail passes", relay.ExchangeOnline, restricted, relay.AuthInternal, ""},
		{"EXONDR 5.7.134: a mailbox for authenticated senders refuses anonymous mail", relay.ExchangeOnline, restricted, relay.AuthAnonymous, "5.7.134"},
		{"EXONDR 5.7.133: a group", relay.ExchangeOnline, team, relay.AuthAnonymous, "5.7.133"},
		{"N91: on-premises", relay.Exchange2013, team, relay.AuthAnonymous, "5.7.1"},
		{"a message that nobody judged is not internal", relay.Exchange2013, restricted, "", "5.7.1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			reply, why := categorizer.MayDeliver(&relay.Organization{Product: tt.p}, tt.r, categorizer.Sender{Auth: relay.Auth{As: tt.as}})
			if diff := cmp.Diff(tt.want, reply.Enhanced()); diff != "" {
				t.Errorf("refusal (-want +got):\n%s", diff)
			}
			if why.Because == "" || (why.Chosen == "") != (tt.want != "") {
				t.Errorf("the decision does not tell: %+v", why)
			}
		})
	}
}
