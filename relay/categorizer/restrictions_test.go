package categorizer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
)

// TestListsOfSenders: single senders are looked for before groups, groups within groups count, and rejecting wins.
func TestListsOfSenders(t *testing.T) {
	room := func(change func(*relay.Restrictions)) *relay.Recipient {
		r := mailbox("room@contoso.com")
		change(&r.Restrictions)
		r.AcceptMessagesOnlyFromSendersOrMembers = append(r.AcceptMessagesOnlyFrom, r.AcceptMessagesOnlyFromDLMembers...)
		r.RejectMessagesFromSendersOrMembers = append(r.RejectMessagesFrom, r.RejectMessagesFromDLMembers...)
		return r
	}
	accepts := func(list, groups []string) *relay.Recipient {
		return room(func(r *relay.Restrictions) {
			r.AcceptMessagesOnlyFrom, r.AcceptMessagesOnlyFromDLMembers = list, groups
		})
	}
	team := group("team@contoso.com")
	team.Restrictions = relay.Restrictions{AcceptMessagesOnlyFrom: []string{"bob@contoso.com"}, AcceptMessagesOnlyFromSendersOrMembers: []string{"bob@contoso.com"}}
	for _, tt := range []struct {
		name   string
		p      relay.Product
		r      *relay.Recipient
		sender string
		system bool
		want   string
	}{
		{"P3.1: a blank list is everybody", relay.ExchangeOnline, room(func(*relay.Restrictions) {}), "erin@fabrikam.com", false, ""},
		{"P3.1: who is in the list", relay.ExchangeOnline, accepts([]string{"bob@contoso.com"}, nil), "robert@contoso.com", false, ""},
		{"P3.3: a member of a group in it", relay.ExchangeOnline, accepts(nil, []string{"all@contoso.com"}), "carl@contoso.com", false, ""},
		{"others are refused with 5.7.129", relay.ExchangeOnline, accepts([]string{"bob@contoso.com"}, nil), "carl@contoso.com", false, "5.7.129"},
		{"by a group with 5.7.124, its owner too (P3.6)", relay.ExchangeOnline, team, "carl@contoso.com", false, "5.7.124"},
		{"on-premises with 5.7.1", relay.Exchange2016, accepts([]string{"bob@contoso.com"}, nil), "carl@contoso.com", false, "5.7.1"},
		{"PU2: rejecting wins", relay.Exchange2016, room(func(r *relay.Restrictions) {
			r.AcceptMessagesOnlyFrom, r.RejectMessagesFrom = []string{"bob@contoso.com"}, []string{"bob@contoso.com"}
		}), "bob@contoso.com", false, "5.7.1"},
		{"P1.13: reports pass", relay.Exchange2016, accepts([]string{"bob@contoso.com"}, nil), "", true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bob := mailbox("bob@contoso.com", "robert@contoso.com")
			o := &relay.Organization{Product: tt.p, Recipients: []*relay.Recipient{bob, mailbox("carl@contoso.com"),
				group("all@contoso.com", "some@contoso.com"), group("some@contoso.com", "carl@contoso.com", "all@contoso.com")}}
			refusal, d := categorizer.MayDeliver(o, tt.r, categorizer.Sender{Address: tt.sender, System: tt.system, Auth: relay.Auth{As: relay.AuthInternal}})
			if diff := cmp.Diff(tt.want, refusal.Enhanced()); diff != "" {
				t.Errorf("refusal (-want +got):\n%s", diff)
			}
			if d.Because == "" || (d.Chosen == "") != (tt.want != "") {
				t.Errorf("decision: %+v", d)
			}
		})
	}
}

// TestDynamicGroups: a filter is over the objects of the group's own side, as that side knows them.
func TestDynamicGroups(t *testing.T) {
	here, moved, user, contact := mailbox("here@contoso.com"), mailbox("moved@contoso.com"), mailbox("user@contoso.com"), mailbox("contact@fabrikam.com")
	moved.Type, user.Type, contact.Type = relay.RemoteUserMailbox, relay.MailUser, relay.MailContact
	for _, tt := range []struct {
		name     string
		filter   string
		included []string
		want     []string
	}{
		{"KB3061396: mailboxes only: who moved falls out", "RecipientType -eq 'UserMailbox'", nil, []string{"here@contoso.com"}},
		{"KB3061396: with mail users and contacts nobody does", "(RecipientType -eq 'UserMailbox') -or (RecipientType -eq 'MailUser') -or (RecipientType -eq 'MailContact')", nil,
			[]string{"here@contoso.com", "moved@contoso.com", "user@contoso.com", "contact@fabrikam.com"}},
		{"G2.97: MailUsers catches every mail user", "", []string{"MailUsers"}, []string{"moved@contoso.com", "user@contoso.com"}},
		{"kinds are joined by or", "", []string{"MailboxUsers", "MailContacts"}, []string{"here@contoso.com", "contact@fabrikam.com"}},
		{"-and, -not and -like, as the system adds them", "((RecipientType -eq 'UserMailbox') -and (-not(Name -like 'SystemMailbox{*')) -and (-not(RecipientTypeDetailsValue -eq 'MailboxPlan')))", nil, []string{"here@contoso.com"}},
		{"G2.105: nobody matches", "Name -eq 'nobody'", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := mailbox("dyn@contoso.com")
			g.Type, g.RecipientFilter, g.IncludedRecipients = relay.DynamicDistributionGroup, tt.filter, tt.included
			got, err := categorizer.MembersOf(&relay.Organization{Recipients: []*relay.Recipient{here, moved, user, contact, g}}, g)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func FuzzDecapsulate(f *testing.F) {
	f.Add("/o=contoso/ou=Exchange Administrative Group (X)/cn=Recipients/cn=bob.hill_2")
	f.Fuzz(func(t *testing.T, dn string) {
		if got, ok := categorizer.Decapsulate(categorizer.Encapsulate(dn, "contoso.com")); !ok || got != dn {
			t.Errorf("%q comes back as %q", dn, got)
		}
	})
}
