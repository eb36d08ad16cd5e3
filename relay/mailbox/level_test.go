package mailbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
)

// TestTheLevelThatSomebodyGave: a rule's or the other side's level decides about the folder.
func TestTheLevelThatSomebodyGave(t *testing.T) {
	for name, tt := range map[string]struct {
		level relay.SCL
		as    relay.AuthAs
		want  mailbox.Placement
	}{
		"SCL16: greater than SCLJunkThreshold, which is 4": {relay.Level(5), relay.AuthAnonymous, mailbox.Placement{Folder: mailbox.Junk, SCL: 5}},
		"SCL16: 4 itself is not":                           {relay.Level(4), relay.AuthAnonymous, mailbox.Placement{Folder: mailbox.Inbox, SCL: 4}},
		"SCLDOC: -1 bypasses":                              {relay.Level(-1), relay.AuthAnonymous, mailbox.Placement{Folder: mailbox.Inbox, SCL: -1}},
		"a rule's level counts for internal mail too":      {relay.Level(6), relay.AuthInternal, mailbox.Placement{Folder: mailbox.Junk, SCL: 6}},
		"S7.2: without a level internal mail is trusted":   {relay.SCL{}, relay.AuthInternal, mailbox.Placement{Folder: mailbox.Inbox, SCL: -1}},
	} {
		item := &relay.MailItem{SCL: tt.level, Auth: relay.Auth{As: tt.as}}
		got, made := mailbox.Place(&relay.Organization{}, item, nil)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(made) != 1 || made[0].Chosen != got.Folder || len(made[0].Candidates) == 0 {
			t.Errorf("%s: the decision is %+v", name, made)
		}
	}
}
