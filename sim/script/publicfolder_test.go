package script_test

import "testing"

func TestPublicFolders(t *testing.T) {
	const (
		local = "onprem> Enable-MailPublicFolder \"\\Sales\\Offers\"\n"
		sync  = "onprem> Sync-MailPublicFolders\n"
		cloud = "cloud> Enable-MailPublicFolder \"\\Ideas\"\ncloud> Set-MailPublicFolder Ideas -EmailAddresses SMTP:ideas@contoso.com,ideas@contoso.mail.onmicrosoft.com\n"
		there = "onprem> Enable-MailPublicFolder \"\\Ideas\"\nonprem> Set-MailPublicFolder Ideas -ExternalEmailAddress ideas@contoso.mail.onmicrosoft.com\n"
		cmt   = "cloud> Get-OutboundConnector | Set-OutboundConnector -RouteAllMessagesViaOnPremises $true\n"
		write = "alice@contoso.com> send to offers@contoso.com"
		idea  = "bob@contoso.com> send to ideas@contoso.com"
	)
	for _, tt := range []struct{ name, lines, want string }{
		{"on its own side a folder takes mail", local + "bob@contoso.com> send to offers@contoso.com", "want mail at offers@contoso.com"},
		{"P6.20: directory synchronization does not make the cloud know it", local + "onprem> Start-ADSyncSyncCycle\n" + write,
			"want NDR to alice@contoso.com by cloud: 550 5.1.10"},
		{"P6.20: a script does", local + sync + write, "want mail at offers@contoso.com"},
		{"P6.20: and takes away what is gone", local + sync + "onprem> Disable-MailPublicFolder Offers\n" + sync + write, "want NDR to alice@contoso.com by cloud: 550 5.1.10"},
		{"directory synchronization leaves the script's copies alone", local + sync + "onprem> Start-ADSyncSyncCycle\n" + write, "want mail at offers@contoso.com"},
		{"G2.154: since June 2025 the edge knows them", local + sync + "erin@fabrikam.com> send to offers@contoso.com", "want mail at offers@contoso.com"},
		{"G2.154: a folder of the cloud, too", cloud + "erin@fabrikam.com> send to ideas@contoso.com", "want mail at ideas@contoso.com"},
		{"5.7.135: who is not authenticated", cloud + "cloud> Set-MailPublicFolder Ideas -RequireSenderAuthenticationEnabled $true\nerin@fabrikam.com> send to ideas@contoso.com",
			"want NDR to erin@fabrikam.com by cloud: 550 5.7.135"},
		{"on-premises that is 5.7.1", local + "onprem> Set-MailPublicFolder Offers -RequireSenderAuthenticationEnabled $true\n" + sync + "erin@fabrikam.com> send to offers@contoso.com",
			"want NDR to erin@fabrikam.com by onprem: 550 5.7.1 RESOLVER.RST.AuthRequired"},
		{"P2.3: it forwards to an object", local + "onprem> Set-MailPublicFolder Offers -ForwardingAddress bob\nbob@contoso.com> send to offers@contoso.com", "want mail at bob@contoso.com"},
		{"a migrated folder", cloud + there + idea, "want mail at ideas@contoso.com"},
		{"P10.12: with centralized transport its mail goes in circles", cloud + there + cmt + idea, "want NDR to bob@contoso.com: 554 5.4.6 Hop count exceeded"},
		{"P6.20: and where the organization says that its folders are remote", cloud + there + "cloud> Set-OrganizationConfig -PublicFoldersEnabled Remote\n" + idea, "want NDR to bob@contoso.com: 554 5.4.6 Hop count exceeded"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			holdsAfter(t, consoleAt(t, "hybrid-2019"), tt.lines, tt.want)
		})
	}
}

func TestWhatPublicFoldersCannotBe(t *testing.T) {
	for _, tt := range []struct{ name, lines, line, want string }{
		{"without a path", "", `onprem> Enable-MailPublicFolder "\"`, "names no public folder"},
		{"enabled twice", "onprem> Enable-MailPublicFolder \\Offers\n", `onprem> Enable-MailPublicFolder \Offers`, "already exists"},
		{"disabled where it has no address", "", `onprem> Disable-MailPublicFolder Offers`, "there is no MailPublicFolder 'Offers'"},
		{"forwarded to an address", "onprem> Enable-MailPublicFolder \\Offers\n", "onprem> Set-MailPublicFolder Offers -ForwardingAddress zoe@litware.com", "zoe@litware.com"},
		{"synchronized from the cloud", "", "cloud> Sync-MailPublicFolders", "Sync-MailPublicFolders"},
	} {
		t.Run(tt.name, func(t *testing.T) { refusedAfter(t, tt.lines, tt.line, tt.want) })
	}
}
