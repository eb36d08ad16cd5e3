package script_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay/dsn"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
)

// moderatedGroup is on-premises, with two moderators and one member.
const moderatedGroup = `onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com
onprem> New-Mailbox dora -PrimarySmtpAddress dora@contoso.com
onprem> New-Mailbox erna -PrimarySmtpAddress erna@contoso.com
onprem> New-DistributionGroup staff -PrimarySmtpAddress staff@contoso.com -Members erna
onprem> Set-DistributionGroup staff -ModeratedBy carol,dora -ModerationEnabled $true
`

// do types lines, one after the other.
func do(t *testing.T, c *script.Console, lines string) error {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		if _, err := c.Do(line); err != nil {
			return err
		}
	}
	return nil
}

// received is what came into some mailboxes: how the subjects begin, or what a report says.
func received(w *sim.World, names ...string) map[string][]string {
	got := map[string][]string{}
	for _, name := range names {
		for _, l := range w.MailAt(name+"@contoso.com", nil) {
			says, _, _ := strings.Cut(l.Header.Get("Subject"), ":")
			if l.IsReport() {
				if r, err := dsn.Read(l.Content()); err == nil {
					says = r.Recipients[0].Reply.Enhanced()
				}
			}
			got[name] = append(got[name], says)
		}
	}
	return got
}

func TestModeration(t *testing.T) {
	const asked, refused = "Approval requested", "Not approved"
	hello := "Hello"
	for _, tt := range []struct {
		name, lines string
		want        map[string][]string
	}{
		{"P4.3: the message waits, and each moderator is asked", "bob@contoso.com> send to staff@contoso.com",
			map[string][]string{"carol": {asked}, "dora": {asked}}},
		{"P4.3: who approves lets it go on, and the sender is not told",
			"bob@contoso.com> send to staff@contoso.com\ncarol@contoso.com> approve",
			map[string][]string{"carol": {asked}, "dora": {asked}, "erna": {hello}}},
		{"P4.3: the first decision counts",
			"bob@contoso.com> send to staff@contoso.com\ncarol@contoso.com> reject\ndora@contoso.com> approve",
			map[string][]string{"carol": {asked}, "dora": {asked}, "bob": {refused}}},
		{"G2.116: nobody hears of a rejection where SendModerationNotifications is Never",
			"onprem> Set-DistributionGroup staff -SendModerationNotifications Never\n" +
				"bob@contoso.com> send to staff@contoso.com\ncarol@contoso.com> reject",
			map[string][]string{"carol": {asked}, "dora": {asked}}},
		{"P4.5: on-premises a message that nobody decides about expires after five days, and the sender hears of it",
			"bob@contoso.com> send to staff@contoso.com\nwait 5d",
			map[string][]string{"carol": {asked}, "dora": {asked}, "bob": {refused}}},
		{"P4.2: moderators need no approval", "carol@contoso.com> send to staff@contoso.com",
			map[string][]string{"erna": {hello}}},
		{"P4.2: nor do owners of the group",
			"onprem> Set-DistributionGroup staff -ManagedBy bob\nbob@contoso.com> send to staff@contoso.com",
			map[string][]string{"erna": {hello}}},
		{"P4.2: nor does whom the list exempts",
			"onprem> Set-DistributionGroup staff -BypassModerationFromSendersOrMembers bob\nbob@contoso.com> send to staff@contoso.com",
			map[string][]string{"erna": {hello}}},
		{"P4.4: only the moderated recipient's copy is held",
			"bob@contoso.com> send to erna@contoso.com, staff@contoso.com",
			map[string][]string{"carol": {asked}, "dora": {asked}, "erna": {hello}}},
		{"G2.118: a moderated member needs a second approval",
			"onprem> Set-Mailbox erna -ModeratedBy dora -ModerationEnabled $true\n" +
				"bob@contoso.com> send to staff@contoso.com\ncarol@contoso.com> approve",
			map[string][]string{"carol": {asked}, "dora": {asked, asked}}},
		{"G2.118: unless BypassNestedModerationEnabled is $true",
			"onprem> Set-Mailbox erna -ModeratedBy dora -ModerationEnabled $true\n" +
				"onprem> Set-DistributionGroup staff -BypassNestedModerationEnabled $true\n" +
				"bob@contoso.com> send to staff@contoso.com\ncarol@contoso.com> approve",
			map[string][]string{"carol": {asked}, "dora": {asked}, "erna": {hello}}},
		{"G2.114: without the arbitration mailbox that the recipient names, the message comes back",
			"onprem> Set-DistributionGroup staff -ArbitrationMailbox gone\nbob@contoso.com> send to staff@contoso.com",
			map[string][]string{"bob": {"5.2.0"}}},
		{"P4.14: a mail-flow rule lets mail wait, and lets it pass once it is approved",
			"onprem> New-TransportRule Look -SentTo erna@contoso.com -ModerateMessageByUser carol\n" +
				"bob@contoso.com> send to erna@contoso.com\ncarol@contoso.com> approve",
			map[string][]string{"carol": {asked}, "erna": {hello}}},
		{"P4.3: a decision of somebody who is no moderator does not count",
			"bob@contoso.com> send to staff@contoso.com\n" +
				"onprem> Set-Mailbox carol -ForwardingAddress erna -DeliverToMailboxAndForward $true\n" +
				"bob@contoso.com> send to staff@contoso.com\nerna@contoso.com> approve",
			map[string][]string{"carol": {asked, asked}, "dora": {asked, asked}, "erna": {asked}}},
		{"G2.109, G2.113: the cloud asks from its own arbitration mailbox, and a decision that comes to it by way of the Internet does not count",
			"onprem> Start-ADSyncSyncCycle\nalice@contoso.com> send to staff@contoso.com\ncarol@contoso.com> approve",
			map[string][]string{"carol": {asked}, "dora": {asked}}},
		{"G2.109: a decision that comes internally counts",
			"onprem> Start-ADSyncSyncCycle\nonprem> New-SendConnector Votes -AddressSpaces contoso.onmicrosoft.com -CloudServicesMailEnabled $true " +
				"-RequireTLS $true -DNSRoutingEnabled $true -TlsAuthLevel DomainValidation -TlsDomain mail.protection.outlook.com -Fqdn mail.contoso.com\n" +
				"alice@contoso.com> send to staff@contoso.com\ncarol@contoso.com> approve",
			map[string][]string{"carol": {asked}, "dora": {asked}, "erna": {hello}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := console(t)
			if err := do(t, c, moderatedGroup+tt.lines); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, received(c.World(), "alice", "bob", "carol", "dora", "erna")); diff != "" {
				t.Errorf("mail (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatModeratorsCannotDo(t *testing.T) {
	for _, tt := range []struct {
		name, lines string
		want        *mistake.Error
	}{
		{"decide about nothing", "carol@contoso.com> approve",
			&mistake.Error{Column: 27, Message: "nobody has asked carol@contoso.com to approve a message",
				Hint: "look who moderates: Get-Mailbox or Get-DistributionGroup, ModeratedBy"}},
		{"P4.11: press buttons that did not come with the request",
			"onprem> Remove-Mailbox carol\n" +
				"onprem> New-RemoteMailbox carol -PrimarySmtpAddress carol@contoso.com\n" +
				"onprem> Set-DistributionGroup staff -ModeratedBy carol\nonprem> Start-ADSyncSyncCycle\n" +
				"onprem> Set-RemoteDomain \"Hybrid Domain - contoso.mail.onmicrosoft.com\" -TNEFEnabled $null\n" +
				"bob@contoso.com> send to staff@contoso.com\ncarol@contoso.com> approve",
			&mistake.Error{Column: 27,
				Message: "the request came to carol@contoso.com without TNEF and shows no Approve and Reject (P4.11)",
				Hint:    "let TNEF travel: Set-RemoteDomain -TNEFEnabled $true, on the side that asks"}},
		{"have a group moderate", "onprem> New-DistributionGroup owners -Members carol\n" +
			"onprem> Set-DistributionGroup staff -ModeratedBy owners",
			&mistake.Error{Column: 50, Message: `'owners' is a group and cannot moderate`, Hint: "name its members in -ModeratedBy"}},
		{"moderate without anybody", "onprem> Set-DistributionGroup staff -ModeratedBy $null",
			&mistake.Error{Column: 50, Message: "nobody moderates 'staff'",
				Hint: "add -ModeratedBy with a mailbox, a mail user or a contact"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got *mistake.Error
			if err := do(t, console(t), moderatedGroup+tt.lines); !errors.As(err, &got) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			got.File, got.Line = "", 0
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}
