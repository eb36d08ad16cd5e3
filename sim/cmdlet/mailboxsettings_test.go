package cmdlet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestMailboxSettingsAreReadAndWritten(t *testing.T) {
	for _, product := range []relay.Product{2010, 2016, 0} {
		a := sideOf(t, product)
		do(t, a, "New-Mailbox board -Room -PrimarySmtpAddress board@contoso.com")
		want := "Identity         : board\nAutoReplyState   : Disabled\nInternalMessage  :\nExternalMessage  :\nExternalAudience : All\n"
		if diff := cmp.Diff(want, do(t, a, "Get-MailboxAutoReplyConfiguration board")); diff != "" {
			t.Errorf("a new mailbox (-want +got):\n%s", diff)
		}
		do(t, a, `Set-MailboxAutoReplyConfiguration board@contoso.com -AutoReplyState enabled -InternalMessage "Ask Dan" -ExternalMessage "Away" -ExternalAudience none`,
			"Get-Mailbox board | Set-CalendarProcessing -AutomateProcessing AutoAccept -ProcessExternalMeetingMessages $true")
		settings := &relay.MailboxSettings{
			AutoReply: relay.AutoReplyConfiguration{AutoReplyState: "Enabled", InternalMessage: "Ask Dan", ExternalMessage: "Away", ExternalAudience: "None"},
			Calendar:  relay.CalendarProcessing{AutomateProcessing: "AutoAccept", ProcessExternalMeetingMessages: true},
			Junk:      relay.JunkEmailConfiguration{Enabled: true},
		}
		if diff := cmp.Diff(settings, recipient(t, a, "board").Mailbox); diff != "" {
			t.Errorf("settings (-want +got):\n%s", diff)
		}
		want = "Identity                       : board\nAutomateProcessing             : AutoAccept\nProcessExternalMeetingMessages : True\n"
		if diff := cmp.Diff(want, do(t, a, "Get-Mailbox board | Get-CalendarProcessing")); diff != "" {
			t.Errorf("Get-CalendarProcessing (-want +got):\n%s", diff)
		}
		if out := do(t, a, "Set-CalendarProcessing board -AutomateProcessing AutoAccept"); out == "" {
			t.Error("no warning that nothing was changed")
		}
	}
}

func TestMailboxSettingsAreRefused(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "New-Mailbox bob", "New-MailUser erin -ExternalEmailAddress erin@fabrikam.com")
	wantError(t, a, "Set-MailboxAutoReplyConfiguration bob -AutoReplyState Schedule", 55, "cannot be 'Schedule'", "Enabled")
	wantError(t, a, "Set-MailboxAutoReplyConfiguration erin -AutoReplyState Enabled", 35, "no Mailbox 'erin'", "MailUser")
	wantError(t, a, "Set-CalendarProcessing bob -AutomateProcessing AutoReject", 48, "cannot be 'AutoReject'", "AutoAccept")
	wantError(t, a, "Set-CalendarProcessing -AutomateProcessing None", 1, "needs -Identity", "")
}

func TestRoomIsAMailboxOfItsOwnKind(t *testing.T) {
	a := sideOf(t, 2016)
	do(t, a, "Update-HybridConfiguration", "New-Mailbox board -Room", "New-RemoteMailbox attic -Room", "New-Mailbox bob -Room:$false")
	for name, want := range map[string]string{"board": "RoomMailbox", "attic": "RemoteUserMailbox", "bob": "UserMailbox"} {
		r := recipient(t, a, name)
		if got := r.RecipientTypeDetails(); got != want || (r.ResourceType == relay.ResourceRoom) != (name != "bob") {
			t.Errorf("%s is a %s, resource %q; want %s", name, got, r.ResourceType, want)
		}
	}
}

// TestSynchronizationLeavesMailboxesAlone: what a mailbox holds is neither copied to the other side nor lost there.
func TestSynchronizationLeavesMailboxesAlone(t *testing.T) {
	onprem := sideOf(t, 2016)
	cloud := onprem.other
	do(t, onprem, "Update-HybridConfiguration", "New-Mailbox bob", "New-RemoteMailbox attic -Room", "Start-ADSyncSyncCycle")
	do(t, onprem, "Set-MailboxAutoReplyConfiguration bob -AutoReplyState Enabled")
	do(t, cloud, "Set-CalendarProcessing attic -AutomateProcessing AutoAccept")
	do(t, onprem, "Set-RemoteMailbox attic -DisplayName Attic", "Start-ADSyncSyncCycle")
	if bob := recipient(t, cloud, "bob"); bob.Mailbox != nil {
		t.Errorf("bob's settings were copied: %+v", bob.Mailbox)
	}
	attic := recipient(t, cloud, "attic")
	if attic.DisplayName != "Attic" || attic.Settings().Calendar.AutomateProcessing != relay.AutoAccept || attic.RecipientTypeDetails() != "RoomMailbox" {
		t.Errorf("attic is %+v with %+v; want the new name and the old settings", attic, attic.Mailbox)
	}
	if out := do(t, onprem, "Start-ADSyncSyncCycle"); out != "the cloud directory is up to date\n" {
		t.Errorf("second cycle: %q", out)
	}
}
