package cmdlet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// recipient returns the object of a name.
func recipient(t *testing.T, a *admin, name string) *relay.Recipient {
	t.Helper()
	for _, r := range a.org.Recipients {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("no recipient %s", name)
	return nil
}

func TestNewRecipients(t *testing.T) {
	for _, test := range []struct {
		name    string
		product relay.Product
		lines   []string
		want    *relay.Recipient
	}{
		{
			"an on-premises mailbox before the wizard ran", 2016, []string{"New-Mailbox bob -PrimarySmtpAddress bob@contoso.com"},
			&relay.Recipient{Name: "bob", DisplayName: "bob", Type: "UserMailbox", PrimarySmtpAddress: "bob@contoso.com", EmailAddresses: []string{"bob@contoso.com"}},
		},
		{
			"the e-mail address policy adds alias@tenant.mail.onmicrosoft.com", 2016,
			[]string{"Update-HybridConfiguration", `New-Mailbox bob -DisplayName "Bob Hill" -EmailAddresses smtp:robert@contoso.com -RequireSenderAuthenticationEnabled $true`},
			&relay.Recipient{
				Name: "bob", DisplayName: "Bob Hill", Type: "UserMailbox", PrimarySmtpAddress: "robert@contoso.com",
				EmailAddresses:                     []string{"robert@contoso.com", "bob@contoso.mail.onmicrosoft.com"},
				RequireSenderAuthenticationEnabled: true,
			},
		},
		{
			"a cloud mailbox gets addresses in the initial and the coexistence domain", 0, []string{"New-Mailbox bob -PrimarySmtpAddress bob@contoso.com"},
			&relay.Recipient{
				Name: "bob", DisplayName: "bob", Type: "UserMailbox", PrimarySmtpAddress: "bob@contoso.com",
				EmailAddresses: []string{"bob@contoso.com", "bob@contoso.onmicrosoft.com", "bob@contoso.mail.onmicrosoft.com"},
			},
		},
		{
			"without an address, alias@default domain", 2016, []string{`New-Mailbox "bob"`},
			&relay.Recipient{Name: "bob", DisplayName: "bob", Type: "UserMailbox", PrimarySmtpAddress: "bob@contoso.com", EmailAddresses: []string{"bob@contoso.com"}},
		},
		{
			"RemoteRoutingAddress is alias@coexistence domain, and a proxy address (R6.11)", 2016,
			[]string{"Update-HybridConfiguration", "New-RemoteMailbox bob -PrimarySmtpAddress Bob.Hill@contoso.com"},
			&relay.Recipient{
				Name: "bob", DisplayName: "bob", Type: "RemoteUserMailbox", PrimarySmtpAddress: "Bob.Hill@contoso.com",
				EmailAddresses: []string{"Bob.Hill@contoso.com", "bob@contoso.mail.onmicrosoft.com"}, TargetAddress: "bob@contoso.mail.onmicrosoft.com",
			},
		},
		{
			"a mail user is known by its external address", 2016, []string{"New-MailUser bob -ExternalEmailAddress SMTP:bob@fabrikam.com"},
			&relay.Recipient{
				Name: "bob", DisplayName: "bob", Type: "MailUser", PrimarySmtpAddress: "bob@fabrikam.com",
				EmailAddresses: []string{"bob@fabrikam.com"}, TargetAddress: "bob@fabrikam.com",
			},
		},
		{
			"a group takes mail from authenticated senders", 2016,
			[]string{"New-Mailbox ann", "New-DistributionGroup bob -PrimarySmtpAddress all@contoso.com -Members ann"},
			&relay.Recipient{
				Name: "bob", DisplayName: "bob", Type: "MailUniversalDistributionGroup", PrimarySmtpAddress: "all@contoso.com",
				EmailAddresses: []string{"all@contoso.com"}, Members: []string{"ann@contoso.com"}, RequireSenderAuthenticationEnabled: true,
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := sideOf(t, test.product)
			do(t, a, test.lines...)
			if diff := cmp.Diff(test.want, recipient(t, a, "bob")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSetAddresses(t *testing.T) {
	for _, test := range []struct {
		name, line string
		want       []string // the primary first
	}{
		{"a new primary address keeps the old one as a proxy", "Set-Mailbox bob -PrimarySmtpAddress hill@contoso.com", []string{"hill@contoso.com", "bob@contoso.com"}},
		{"smtp: adds a proxy", `Set-Mailbox bob -EmailAddresses @{Add="smtp:hill@contoso.com"}`, []string{"bob@contoso.com", "hill@contoso.com"}},
		{"SMTP: in capitals marks the primary", `Set-Mailbox bob -EmailAddresses @{Add="SMTP:hill@contoso.com"}`, []string{"hill@contoso.com", "bob@contoso.com"}},
		{"a whole list", `Set-Mailbox bob@contoso.com -EmailAddresses hill@contoso.com,SMTP:h@contoso.com`, []string{"h@contoso.com", "hill@contoso.com"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := sideOf(t, 2016)
			do(t, a, "New-Mailbox bob", test.line)
			r := recipient(t, a, "bob")
			if diff := cmp.Diff(test.want, r.EmailAddresses); diff != "" || r.PrimarySmtpAddress != test.want[0] {
				t.Errorf("primary %s, %s", r.PrimarySmtpAddress, diff)
			}
		})
	}
}

func TestRecipientErrors(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-Mailbox bob", "New-MailUser erin -ExternalEmailAddress erin@fabrikam.com", "New-DistributionGroup all -Members bob")
	wantError(t, a, "New-Mailbox ann -PrimarySmtpAddress ann@contos.com", 37, "contos.com is not an accepted domain", "contoso.com")
	wantError(t, a, "New-Mailbox ann -PrimarySmtpAddress ann", 37, "not an SMTP address", "")
	wantError(t, a, "New-Mailbox bob -PrimarySmtpAddress b@contoso.com", 13, "'bob' already exists", "Set-Mailbox")
	wantError(t, a, "New-RemoteMailbox ann", 19, "no coexistence domain", "Update-HybridConfiguration")
	if got := do(t, a, "Get-Mailbox -Arbitration | fl Name,PrimarySmtpAddress"); !strings.Contains(got, "SystemMailbox{1f05a927-") || strings.Contains(got, "bob") {
		t.Errorf("-Arbitration prints %s", got)
	}
	wantError(t, a, "Get-Mailbox erin", 13, "no Mailbox 'erin'", "'erin' is a MailUser")
	wantError(t, a, `Set-Mailbox bob -EmailAddresses @{Remove="bob@contoso.com"}`, 33, "primary address cannot be removed", "-PrimarySmtpAddress")
	wantError(t, a, `Set-Mailbox bob -EmailAddresses a@contoso.com -PrimarySmtpAddress b@contoso.com`, 33, "together", "SMTP:")
	wantError(t, a, "Set-Mailbox bob -PrimarySmtpAddress erin@fabrikam.com", 37, "belongs to MailUser 'erin'", "")
	wantError(t, a, "Set-Mailbox bob -PrimarySmtpAddress $null", 37, "has a primary address", "")
	wantError(t, a, "New-MailUser zoe -ExternalEmailAddress $null", 40, "a new mail user has an external address", "Set-MailUser")
	wantError(t, a, "New-MailContact zoe -ExternalEmailAddress $null", 43, "cannot be $null", "")
	wantError(t, a, "Add-DistributionGroupMember all -Member bob", 41, "already a member", "")
	wantError(t, a, "Add-DistributionGroupMember all -Member erik", 41, "no recipient 'erik'", "erin")
	wantError(t, a, "Remove-DistributionGroupMember all -Member erin", 44, "is not a member", "")
}

func TestGroups(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-Mailbox ann", "New-Mailbox bob", "New-DistributionGroup all", "Add-DistributionGroupMember all -Member ann@contoso.com",
		"Get-DistributionGroup all | Add-DistributionGroupMember -Member bob")
	want := "Name                 : ann\nRecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : ann@contoso.com\n\n" +
		"Name                 : bob\nRecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : bob@contoso.com\n"
	if diff := cmp.Diff(want, do(t, a, "Get-DistributionGroupMember all")); diff != "" {
		t.Error(diff)
	}
	do(t, a, "New-DistributionGroup self", "Add-DistributionGroupMember self -Member self", "Remove-DistributionGroup self")
	do(t, a, "Remove-DistributionGroupMember all -Member ann", "Remove-Mailbox bob")
	if m := recipient(t, a, "all").Members; len(m) != 0 {
		t.Errorf("a removed mailbox leaves its groups; members %v", m)
	}
}

func TestSynchronization(t *testing.T) {
	onprem, cloud := newLab(relay.Exchange2016)
	do(t, cloud, "New-Mailbox carol -PrimarySmtpAddress carol@contoso.com")
	do(t, onprem, "Update-HybridConfiguration", "New-Mailbox bob", "New-RemoteMailbox alice", "New-RemoteMailbox carol",
		"New-MailUser erin -ExternalEmailAddress erin@fabrikam.com", "New-DistributionGroup all -Members bob,alice,erin",
		"Start-ADSyncSyncCycle -PolicyType Delta")
	want := []*relay.Recipient{
		{Name: "carol", DisplayName: "carol", Type: "UserMailbox", PrimarySmtpAddress: "carol@contoso.com", // it was in the cloud already
			EmailAddresses: []string{"carol@contoso.com", "carol@contoso.mail.onmicrosoft.com", "carol@contoso.onmicrosoft.com"}, DirSynced: true, Matched: true},
		{Name: "bob", DisplayName: "bob", Type: "MailUser", PrimarySmtpAddress: "bob@contoso.com", TargetAddress: "bob@contoso.com",
			EmailAddresses: []string{"bob@contoso.com", "bob@contoso.mail.onmicrosoft.com"}, DirSynced: true},
		{Name: "alice", DisplayName: "alice", Type: "UserMailbox", PrimarySmtpAddress: "alice@contoso.com",
			EmailAddresses: []string{"alice@contoso.com", "alice@contoso.mail.onmicrosoft.com"}, DirSynced: true},
		{Name: "erin", DisplayName: "erin", Type: "MailUser", PrimarySmtpAddress: "erin@fabrikam.com", TargetAddress: "erin@fabrikam.com",
			EmailAddresses: []string{"erin@fabrikam.com"}, DirSynced: true},
		{Name: "all", DisplayName: "all", Type: "MailUniversalDistributionGroup", PrimarySmtpAddress: "all@contoso.com",
			EmailAddresses: []string{"all@contoso.com"}, Members: []string{"bob@contoso.com", "alice@contoso.com", "erin@fabrikam.com"},
			RequireSenderAuthenticationEnabled: true, DirSynced: true},
	}
	if diff := cmp.Diff(want, cloud.org.Recipients); diff != "" {
		t.Error(diff)
	}
	before := cloud.org
	if out := do(t, onprem, "Start-ADSyncSyncCycle"); cloud.org != before {
		t.Errorf("a second cycle changed the cloud: %s", out)
	}

	// A move to the cloud: the mailbox gives way to a remote mailbox, the mail user becomes a mailbox.
	do(t, onprem, "Remove-Mailbox bob", "New-RemoteMailbox bob", "Remove-MailUser erin", "Start-ADSyncSyncCycle")
	if r := recipient(t, cloud, "bob"); r.Type != relay.UserMailbox || r.TargetAddress != "" {
		t.Errorf("bob did not move: %+v", r)
	}
	if cloud.org.Recipient("erin@fabrikam.com") != nil {
		t.Error("a removed object is still in the cloud")
	}

	// Duplicate mailboxes: the cloud's stays one, cycle after cycle.
	do(t, cloud, "New-Mailbox dan -PrimarySmtpAddress dan@contoso.com")
	out := do(t, onprem, "New-Mailbox dan", "Start-ADSyncSyncCycle")
	if want := "WARNING: 'dan' has a mailbox in the cloud already, and keeps it: there are two now.\ncloud: Set-Mailbox 'dan'\n"; out != want {
		t.Error(cmp.Diff(want, out))
	}
	if do(t, onprem, "Start-ADSyncSyncCycle"); recipient(t, cloud, "dan").Type != relay.UserMailbox {
		t.Error("dan's mailbox in the cloud is gone")
	}
}
