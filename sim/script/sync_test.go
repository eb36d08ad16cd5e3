package script_test

import (
	"strings"
	"testing"
)

func TestDuplicateAddresses(t *testing.T) {
	const (
		support = "cloud> New-Mailbox support -PrimarySmtpAddress support@contoso.com -EmailAddresses smtp:help@contoso.com\n"
		carol   = "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com -EmailAddresses smtp:help@contoso.com\nonprem> Start-ADSyncSyncCycle\n"
		help    = "erin@fabrikam.com> send to help@contoso.com"
	)
	for _, tt := range []struct{ name, lines, want string }{
		{"P6.11: the object is synchronized without the address", support + carol + "erin@fabrikam.com> send to carol@contoso.com", "want mail at carol@contoso.com"},
		{"P6.11: the alias belongs to the other object", support + carol + help, "want mail at support@contoso.com"},
		{"P6.11: silently", support + carol + help, "want nobody told"},
		{"P6.11: and comes back when the other has it no more",
			support + carol + "cloud> Set-Mailbox support -EmailAddresses @{Remove='help@contoso.com'}\nonprem> Start-ADSyncSyncCycle\n" + help, "want mail at carol@contoso.com"},
		{"P6.11: on-premises senders reach the on-premises object all the while", support + carol + "bob@contoso.com> send to help@contoso.com", "want mail at carol@contoso.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			holdsAfter(t, consoleAt(t, "hybrid-2019"), tt.lines, tt.want)
		})
	}
}

// TestScopeAndMatch is about what directory synchronization takes for whom (P6.12, P6.13, P6.15).
func TestScopeAndMatch(t *testing.T) {
	const (
		delta   = "onprem> Start-ADSyncSyncCycle\n"
		initial = "onprem> Start-ADSyncSyncCycle -PolicyType Initial\n"
		carol   = "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com -OrganizationalUnit contoso.com/Lab/Two\n"
		lab     = "ad> synchronize all but \"OU=Lab,DC=contoso,DC=com\"\n"
		write   = "alice@contoso.com> send to carol@contoso.com"
		guest   = "cloud> New-MailUser carol -ExternalEmailAddress carol@litware.com -PrimarySmtpAddress carol@contoso.com\n"
		zoe     = "net> host mx.litware.com 198.51.100.77 for litware.com\nmx.litware.com> mailbox carol@litware.com\n"
	)
	for _, tt := range []struct{ name, lines, want string }{
		{"P6.15: an object outside of the scope is not synchronized", lab + initial + carol + delta + write, "want NDR to alice@contoso.com by cloud: 550 5.1.10"},
		{"P6.15: one that leaves it is deleted in the cloud", "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\n" + lab + initial + "ad> move carol to \"contoso.com/Lab\"\n" + delta + write,
			"want NDR to alice@contoso.com by cloud: 550 5.1.10"},
		{"P6.15: and synchronized when it comes back", lab + initial + carol + delta + "ad> move carol to \"contoso.com/Staff\"\n" + delta + write, "want mail at carol@contoso.com"},
		{"P6.15: another unit whose name begins alike stays", lab + initial + "onprem> New-Mailbox carol -OrganizationalUnit contoso.com/Labour -PrimarySmtpAddress carol@contoso.com\n" + delta + write, "want mail at carol@contoso.com"},
		{"P6.13: a filter that was changed is not in force after a Delta cycle", carol + delta + lab + delta + write, "want mail at carol@contoso.com"},
		{"P6.13: it is after an Initial one", carol + delta + lab + initial + write, "want NDR to alice@contoso.com by cloud: 550 5.1.10"},
		{"P6.15: a remote mailbox that leaves the scope takes the cloud's mailbox with it", lab + initial + "ad> move alice to \"contoso.com/Lab\"\n" + delta + "bob@contoso.com> send to alice@contoso.com",
			"want NDR to bob@contoso.com by cloud: 550 5.1.10"},
		{"P6.12: an object of the cloud's own is found by its primary address and overwritten", zoe + guest + "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\n" + delta + write, "want mail at carol@contoso.com: 1"},
		{"P6.12: whatever its name is", zoe + "cloud> New-MailUser guest -ExternalEmailAddress carol@litware.com -PrimarySmtpAddress carol@contoso.com\n" +
			"onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\n" + delta + write, "want mail at carol@contoso.com: 1"},
		{"P6.19: a mailbox that is taken over stays one", "cloud> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\nonprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\n" + delta + write,
			"want mail at carol@contoso.com from alice@contoso.com"},
		{"P6.12: a group is found by any address", "cloud> New-DistributionGroup Staff -PrimarySmtpAddress staff@contoso.com -Members alice\nonprem> New-DistributionGroup People -PrimarySmtpAddress staff@contoso.com -Members bob\n" +
			delta + "alice@contoso.com> send to staff@contoso.com", "want mail at bob@contoso.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			holdsAfter(t, consoleAt(t, "hybrid-2019"), tt.lines, tt.want)
		})
	}
}

// TestAttributes is about the directory's own prompt.
func TestAttributes(t *testing.T) {
	const stale = "ad> set bob targetAddress SMTP:bob@contoso.mail.onmicrosoft.com\n"
	for _, tt := range []struct{ name, lines, want string }{
		{"P6.17: a target address on a real mailbox makes a loop", "cloud> Set-MailUser bob -EmailAddresses @{Add='bob@contoso.mail.onmicrosoft.com'}\n" + stale + "alice@contoso.com> send to bob@contoso.com",
			"want NDR to alice@contoso.com: 554 5.4.6"},
		{"P6.17: without it there is none", stale + "ad> clear bob targetAddress\nalice@contoso.com> send to bob@contoso.com", "want mail at bob@contoso.com"},
		{"R6.14: a remote mailbox that lost it", "ad> clear alice targetAddress\nbob@contoso.com> send to alice@contoso.com", "want NDR to bob@contoso.com by onprem"},
		{"P6.6: an X500 address", "ad> add bob proxyAddresses X500:/o=Old/ou=First/cn=Recipients/cn=bob\nbob@contoso.com> send to IMCEAEX-_o=Old_ou=First_cn=Recipients_cn=bob@contoso.com",
			"want mail at bob@contoso.com"},
		{"P5.7: a size limit on a remote mailbox", "ad> set alice delivContLength 1\nbob@contoso.com> send hello.eml of 64KB to alice@contoso.com", "want NDR to bob@contoso.com by onprem: 550 5.2.3"},
		{"P2.5: altRecipient on a remote mailbox", "ad> set alice altRecipient bob\nbob@contoso.com> send to alice@contoso.com", "want mail at bob@contoso.com"},
		{"table 3.4: msExchRequireAuthToSendTo", "ad> set bob msExchRequireAuthToSendTo TRUE\nerin@fabrikam.com> send to bob@contoso.com", "want NDR to erin@fabrikam.com by onprem"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			holdsAfter(t, consoleAt(t, "hybrid-2019"), tt.lines, tt.want)
		})
	}
	for _, tt := range []struct{ name, line, want string }{
		{"an attribute that is none", "ad> set bob proxyAdresses smtp:rob@contoso.com", "did you mean proxyAddresses?"},
		{"nobody", "ad> set rob targetAddress SMTP:rob@contoso.com", "did you mean bob?"},
		{"a flag", "ad> set bob msExchEnableModeration yes", "write TRUE or FALSE"},
		{"a size", "ad> set bob delivContLength 10MB", "write a number of kilobytes"},
		{"one value where there is one", "ad> add bob targetAddress SMTP:rob@contoso.com", "write ad> set"},
		{"two values where there is one", "ad> set bob targetAddress SMTP:a@contoso.com,SMTP:b@contoso.com", "is no value of targetAddress"},
		{"an attribute that the kind does not have", "ad> set alice msExchGenericForwardingAddress zoe@litware.com", "ForwardingSmtpAddress"},
		{"a unit without quotes", "ad> move bob to contoso.com/Lab", "double quotes"},
	} {
		t.Run(tt.name, func(t *testing.T) { refusedAfter(t, "", tt.line, tt.want) })
	}
}

// TestWhatIsSynchronized has a row for each setting of table 3.4 and each kind of object that the table has for it: what
// the cloud's copy says after a synchronization, and after the mark "not" what it does not say.
func TestWhatIsSynchronized(t *testing.T) {
	const (
		user, contact, group = "bob", "dora", "Staff"
		cast                 = "onprem> New-MailContact dora -ExternalEmailAddress dora@litware.com\n" +
			"onprem> New-DistributionGroup Staff -PrimarySmtpAddress staff@contoso.com -Members bob\n" +
			"onprem> New-DistributionGroup Board -PrimarySmtpAddress board@contoso.com -Members bob\nonprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\n"
	)
	nouns := map[string][2]string{user: {"Mailbox", "MailUser"}, contact: {"MailContact", "MailContact"}, group: {"DistributionGroup", "DistributionGroup"}}
	for _, row := range []struct {
		attribute, parameter, value, shown string
		crosses, stays                     []string
	}{
		{"authOrig", "AcceptMessagesOnlyFrom", "carol", "carol@contoso.com", []string{user, contact, group}, nil},
		{"unauthOrig", "RejectMessagesFrom", "carol", "carol@contoso.com", []string{user, contact, group}, nil},
		{"dLMemSubmitPerms", "AcceptMessagesOnlyFromDLMembers", "Board", "board@contoso.com", []string{user, contact, group}, nil},
		{"dLMemRejectPerms", "RejectMessagesFromDLMembers", "Board", "board@contoso.com", []string{user, contact, group}, nil},
		{"msExchRequireAuthToSendTo", "RequireSenderAuthenticationEnabled", "$true", "True", []string{user, contact, group}, nil},
		{"msExchEnableModeration", "ModerationEnabled", "$true -ModeratedBy carol", "True", []string{user, group}, []string{contact}},
		{"msExchModeratedByLink", "ModeratedBy", "carol", "carol@contoso.com", []string{user, contact, group}, nil},
		{"msExchModerationFlags", "SendModerationNotifications", "Never", "Never", []string{user, contact, group}, nil},
		{"msExchBypassModerationLink", "BypassModerationFromSendersOrMembers", "carol -ModerationEnabled $true -ModeratedBy carol", "carol@contoso.com", []string{group}, []string{user, contact}},
		{"publicDelegates", "GrantSendOnBehalfTo", "carol", "carol@contoso.com", []string{user, contact, group}, nil},
		{"altRecipient", "ForwardingAddress", "carol", "carol@contoso.com", []string{user}, nil},
		{"deliverAndRedirect", "DeliverToMailboxAndForward", "$true -ForwardingAddress carol", "True", nil, []string{user}},
		{"msExchGenericForwardingAddress", "ForwardingSmtpAddress", "zoe@litware.com", "zoe@litware.com", nil, []string{user}},
		{"delivContLength", "MaxReceiveSize", "1MB", "1 MB", nil, []string{user, contact, group}},
		{"submissionContLength", "MaxSendSize", "1MB", "1 MB", nil, []string{user, contact, group}},
		{"msExchRecipLimit", "RecipientLimits", "7", "7", nil, []string{user}},
		{"reportToOriginator", "ReportToOriginatorEnabled", "$false", "False", []string{group}, nil},
		{"reportToOwner", "ReportToManagerEnabled", "$true -ReportToOriginatorEnabled $false -ManagedBy carol", "True", []string{group}, nil},
		{"oOFReplyToOriginator", "SendOofMessageToOriginatorEnabled", "$true", "True", []string{group}, nil},
		{"managedBy", "ManagedBy", "carol", "carol@contoso.com", []string{group}, nil},
		{"targetAddress", "ExternalEmailAddress", "dora@adatum.com", "dora@adatum.com", []string{contact}, nil},
		{"proxyAddresses", "EmailAddresses", "@{Add='other@contoso.com'}", "smtp:other@contoso.com", []string{user, contact, group}, nil},
		{"legacyExchangeDN", "LegacyExchangeDN", "/o=Old/ou=x/cn=Recipients/cn=y", "/o=Old/ou=x/cn=Recipients/cn=y", []string{user, contact, group}, nil},
	} {
		for _, crosses := range []bool{true, false} {
			objects := row.stays
			if crosses {
				objects = row.crosses
			}
			for _, x := range objects {
				t.Run(row.attribute+" of "+x, func(t *testing.T) {
					t.Parallel()
					c := consoleAt(t, "hybrid-2019")
					for l := range strings.Lines(cast + "onprem> Set-" + nouns[x][0] + " " + x + " -" + row.parameter + " " + row.value + "\nonprem> Start-ADSyncSyncCycle\n") {
						if _, err := c.Do(strings.TrimSpace(l)); err != nil {
							t.Fatal(err)
						}
					}
					got, err := c.Do("cloud> Get-" + nouns[x][1] + " " + x + " | Format-List " + row.parameter)
					if err != nil {
						if !crosses {
							return // the cloud's objects do not have it
						}
						t.Fatal(err)
					}
					if strings.Contains(got, row.shown) != crosses {
						t.Errorf("table 3.4: crosses %t, got %s", crosses, got)
					}
				})
			}
		}
	}
}
