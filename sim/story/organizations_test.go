package story_test

import (
	"strings"
	"testing"

	"hybridsim/sim/story"
)

// pair is a base with two tenants, each with an on-premises organization of its own.
const pair = `Title: Two tenants, one service
Clock: 2026-03-02T08:00:00Z
On-Premises: Exchange 2019 on EX01.contoso.com at 203.0.113.10
Tenant: contoso
Tenant: fabrikam
Organization: fabrikam
On-Premises: Exchange 2016 on FAB01.fabrikam.com at 203.0.113.40
Cloud-Era: today
MX: contoso.com -> cloud
MX: fabrikam.com -> cloud

cloud> New-AcceptedDomain contoso.com -DomainName contoso.com
cloud:fabrikam> New-AcceptedDomain fabrikam.com -DomainName fabrikam.com
cloud> New-Mailbox alice -PrimarySmtpAddress alice@contoso.com
cloud:fabrikam> New-Mailbox erin -PrimarySmtpAddress erin@fabrikam.com
onprem:fabrikam> New-Mailbox frank -PrimarySmtpAddress frank@fabrikam.com
onprem:fabrikam> Start-ADSyncSyncCycle
`

func TestMailBetweenTenantsPassesTheService(t *testing.T) {
	base, err := story.Parse("pair.txtar", []byte(pair), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := base.World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if r := w.Side("cloud:fabrikam").Organization().Recipient("frank@fabrikam.com"); r == nil {
		t.Error("the synchronization of fabrikam does not reach its own tenant")
	}
	if r := w.Side("cloud").Organization().Recipient("frank@fabrikam.com"); r != nil {
		t.Error("the synchronization of fabrikam reaches another tenant")
	}
	w.Submit("cloud", "alice@contoso.com", []string{"erin@fabrikam.com"}, []byte("From: alice@contoso.com\r\nSubject: Hello\r\n\r\nHi\r\n"))
	if err := w.Settle(); err != nil {
		t.Fatal(err)
	}
	got := w.MailAt("erin@fabrikam.com", nil)
	if len(got) != 1 || got[0].At != "cloud:fabrikam" || got[0].Header.Get("X-MS-Exchange-Organization-AuthAs") != "Anonymous" {
		t.Errorf("T10.5: mail to another tenant arrives there once, as from outside; there is %+v", got)
	}
}

func TestBadOrganizations(t *testing.T) {
	for _, test := range []struct{ name, old, new, place, says, hint string }{
		{"an unknown organization", "cloud:fabrikam> New-Mailbox", "cloud:fabrikm> New-Mailbox", "pair.txtar:15:1", "there is no organization cloud:fabrikm", "did you mean cloud:fabrikam?"},
		{"an unknown tenant", "Organization: fabrikam", "Organization: fabrikam, tenant contso", "pair.txtar:6:32", "there is no tenant contso", "did you mean contoso?"},
		{"a tenant twice", "Tenant: fabrikam", "Tenant: contoso", "pair.txtar:5", "there is a tenant contoso already", "a name of its own"},
		{"an organization without servers", "On-Premises: Exchange 2016 on FAB01.fabrikam.com at 203.0.113.40\n", "", "pair.txtar:6:15", "has no server", "On-Premises behind it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := story.Parse("pair.txtar", []byte(strings.Replace(pair, test.old, test.new, 1)), nil)
			if err == nil {
				t.Fatal("it is accepted")
			}
			for _, part := range []string{test.place, test.says, test.hint} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("want %q in %v", part, err)
				}
			}
		})
	}
	t.Run("two tenants with one domain", func(t *testing.T) {
		s, err := story.Parse("pair.txtar", []byte(pair+"cloud:fabrikam> New-AcceptedDomain c -DomainName contoso.com\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.World()
		if err == nil || !strings.Contains(err.Error(), "pair.txtar:18:") || !strings.Contains(err.Error(), "contoso.com is a domain of the tenant contoso already") {
			t.Errorf("T10.1: a domain is in one tenant; got %v", err)
		}
	})
}
