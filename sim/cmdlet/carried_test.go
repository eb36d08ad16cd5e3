package cmdlet_test

import (
	"cmp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// unlooked prints what an organization has that nothing reads.
func unlooked(o *relay.Organization) []string {
	var lines []string
	for _, n := range cmdlet.Unlooked(o) {
		line := string(n.Side) + ": " + n.Noun
		if n.Identity != n.Noun {
			line += " '" + n.Identity + "'"
		}
		switch {
		case n.Property == "" && n.Value != "":
			line += " (" + n.Value + ")"
		case n.Property != "":
			line += ": " + n.Property + " is " + n.Value
			if n.Known {
				line += ", by default " + cmp.Or(n.Default, "empty")
			}
		}
		lines = append(lines, line+": "+n.Why)
	}
	return lines
}

func TestWhatNothingReadsIsKeptWithItsObject(t *testing.T) {
	tests := []struct {
		name, side string
		lines      []string
		want       []string
	}{
		{"a limit of the organization", "onprem", []string{"Set-TransportConfig -MaxDumpsterTime 3.00:00:00"},
			[]string{"onprem: TransportConfig: MaxDumpsterTime is 3.00:00:00, by default 7.00:00:00: what becomes of mail when a server fails"}},
		{"the default need not be kept", "onprem", []string{"Set-TransportConfig -MaxDumpsterTime 3.00:00:00", "Set-TransportConfig -MaxDumpsterTime 7.00:00:00"}, nil},
		{"the other side has another default", "cloud", []string{"Set-TransportConfig -TransportRuleSizeLimit 4KB"},
			[]string{"cloud: TransportConfig: TransportRuleSizeLimit is 4KB, by default 8KB: which transport rules run"}},
		{"a field that nothing reads", "onprem", []string{"New-SendConnector Out -AddressSpaces * -SmtpMaxMessagesPerConnection 7"},
			[]string{"onprem: SendConnector 'Out': SmtpMaxMessagesPerConnection is 7, by default 20: how messages are grouped into connections"}},
		{"what a mailbox does with copies", "onprem", []string{"New-Mailbox bob", "Set-Mailbox bob -MessageCopyForSentAsEnabled $true"},
			[]string{"onprem: Mailbox 'bob': MessageCopyForSentAsEnabled is True, by default False: copies of what others send in its name"}},
		{"a value beyond those that are modelled", "cloud",
			[]string{"New-Mailbox erin", "Set-MailboxAutoReplyConfiguration erin -AutoReplyState Scheduled -StartTime 3/1/2026"},
			[]string{
				"cloud: MailboxAutoReplyConfiguration 'erin': AutoReplyState is Scheduled: when it answers",
				"cloud: MailboxAutoReplyConfiguration 'erin': StartTime is 3/1/2026: from when on it answers",
			}},
		{"what is added to a list", "onprem",
			[]string{"New-Mailbox bob -Room", "Set-CalendarProcessing bob -BookInPolicy carol,dan", "Set-CalendarProcessing bob -BookInPolicy @{Add='erin';Remove='dan'}"},
			[]string{"onprem: CalendarProcessing 'bob': BookInPolicy is {carol, erin}, by default empty: what the calendar answers"}},
		{"an object of a kind that the model does not have", "cloud",
			[]string{"New-DlpPolicy 'No cars' -Template car,lorry -Mode Enforce", "Disable-DlpPolicy 'No cars'"},
			[]string{"cloud: DlpPolicy 'No cars' (Mode Enforce, State Disabled, Template {car, lorry}): a rule can redirect, change, refuse or delete a message"}},
		{"an object that is there before anybody makes it", "cloud", []string{"Set-MalwareFilterPolicy Default -EnableFileFilter $false"},
			[]string{"cloud: MalwareFilterPolicy 'Default' (EnableFileFilter False): a filter can refuse, delete or mark a message"}},
		{"an object on a server that is not played", "onprem",
			[]string{"New-ExchangeServer EX77", "New-ReceiveConnector Scanners -Server EX77 -Bindings 0.0.0.0:25 -RemoteIPRanges 10.9.0.0/16",
				`Set-ReceiveConnector EX77\Scanners -RemoteIPRanges @{Add="10.8.0.9"}`},
			[]string{
				"onprem: ExchangeServer 'EX77': mail may pass the server",
				`onprem: ReceiveConnector 'EX77\Scanners' (Bindings 0.0.0.0:25, RemoteIPRanges {10.9.0.0/16, 10.8.0.9}): mail may pass the server`,
			}},
		{"a remark is nothing", "onprem", []string{`Set-ReceiveConnector "Default Frontend EX01" -Comment x -ProtocolLoggingLevel Verbose`}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := sideOf(t, 2016)
			if tt.side == "cloud" {
				a = a.other
			}
			before := unlooked(a.org)
			do(t, a, tt.lines...)
			if diff := gocmp.Diff(append(before, tt.want...), unlooked(a.org)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsKeptIsPrinted(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "Set-TransportConfig -MaxSendSize 3MB", "New-ExchangeServer EX77 -Fqdn ex77.contoso.com", "New-DlpPolicy All -Recipient $null -Enabled $true")
	for line, want := range map[string]string{
		"Get-TransportConfig": "MaxSendSize                     : 3MB\n",
		"Get-TransportConfig | fl MaxReceiveSize,ClearCategories": "MaxReceiveSize  : 10MB\nClearCategories : True\n",
		"Get-ExchangeServer EX77":                                 "Identity : EX77\nFqdn     : ex77.contoso.com\n",
		"Get-DlpPolicy":                                           "Identity  : All\nEnabled   : True\nRecipient :\n",
	} {
		if got := do(t, a, line); !strings.Contains(got, want) {
			t.Errorf("%s: want %q, got %q", line, want, got)
		}
	}
	if strings.Contains(do(t, a, "Get-TransportConfig"), "MaxReceiveSize") {
		t.Error("a default that nobody set is printed without being asked for")
	}
}

func TestGetShowsWhatOtherServersHave(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-ExchangeServer EX77", "New-ReceiveConnector Scanners -Server EX77 -Bindings 0.0.0.0:25 -RemoteIPRanges 10.9.0.0/16",
		"Set-TransportService EX77 -MaxOutboundConnections 5")
	for line, want := range map[string]bool{
		"Get-ReceiveConnector": true, "Get-ReceiveConnector -Server EX77": true, "Get-ReceiveConnector -Server EX01": false,
		`Get-ReceiveConnector EX77\Scanners`: true,
	} {
		if got := strings.Contains(do(t, a, line), `EX77\Scanners`); got != want {
			t.Errorf("%s shows it: %v", line, got)
		}
	}
	if out := do(t, a, "Get-TransportService"); !strings.Contains(out, "MaxOutboundConnections : 5\n") {
		t.Errorf("the other server's service is not shown: %q", out)
	}
	do(t, a, `Get-ReceiveConnector EX77\Scanners | Set-ReceiveConnector -Comment x`)
}

func TestWarningsAboutWhatNothingReads(t *testing.T) {
	a := sideOf(t, 2016)
	for _, tt := range [][2]string{
		{"Set-TransportConfig -MaxDumpsterTime 3.00:00:00", "WARNING: -MaxDumpsterTime is kept, and nothing here looks at it: what becomes of mail when a server fails.\n"},
		{"Set-TransportConfig -MaxDumpsterTime 7.00:00:00", ""},
		{"New-DlpPolicy Foot -Template x", "WARNING: DlpPolicy 'Foot' is carried, and nothing here looks at it: a rule can redirect, change, refuse or delete a message.\n"},
	} {
		if got := do(t, a, tt[0]); got != tt[1] {
			t.Errorf("%s: want %q, got %q", tt[0], tt[1], got)
		}
	}
}

func TestVerbsTakeTheirOwnParameters(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-Mailbox bob")
	for _, line := range []string{
		"New-Mailbox dan -ForwardingSmtpAddress dan@fabrikam.com", "Set-Mailbox bob -Room", "New-RemoteDomain fabrikam.com -DomainName fabrikam.com -NDREnabled $false",
		"Set-SendConnector Out -Internet", "New-DistributionGroup all -ReportToManagerEnabled $true",
	} {
		if _, err := cmdlet.Run(a, line); err == nil || !strings.Contains(err.Error(), "has no parameter") && !strings.Contains(err.Error(), "there is no") {
			t.Errorf("%s: %v; want it refused", line, err)
		}
	}
}

func TestCarriedObjectsAreRefusedLikeOthers(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-TransportRule Foot")
	wantError(t, a, "Set-TransportRule Feet -Priority 0", 19, "no TransportRule 'Feet'", "Foot")
	wantError(t, a, "New-TransportRule Foot", 19, "already exists", "Set-TransportRule")
	wantError(t, a, "New-ReceiveConnector X -Server EX99 -Bindings 0.0.0.0:25 -RemoteIPRanges 10.0.0.0/8", 32, "no server 'EX99'", "EX01")
	wantError(t, a, "New-MalwareFilterRule x", 1, "not a cmdlet", "")
	do(t, a, "Remove-TransportRule Foot")
	wantError(t, a, "Remove-TransportRule Foot", 22, "no TransportRule 'Foot'", "")
}
