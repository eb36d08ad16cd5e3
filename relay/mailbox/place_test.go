package mailbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
)

const gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"

var contoso = &relay.Organization{Recipients: []*relay.Recipient{{
	Name: "alice", DisplayName: "Alice", Type: relay.MailUser, PrimarySmtpAddress: "alice@contoso.com", EmailAddresses: []string{"alice@contoso.com"},
}}}

// from makes a message of a sender, internal or anonymous.
func from(sender string, as relay.AuthAs, body string, more ...relay.Field) *relay.MailItem {
	h := relay.Header{{Name: "From", Value: sender}, {Name: "Subject", Value: "Hello"}, {Name: "Message-ID", Value: "<1@test.invalid>"}}
	return &relay.MailItem{From: "alice@contoso.com", Header: append(h, more...), Body: []byte(body), Auth: relay.Auth{As: as}}
}

func TestPlace(t *testing.T) {
	tests := []struct {
		name string
		item *relay.MailItem
		want mailbox.Placement
	}{
		{"internal mail shows the display name from the directory", from(`"A." <alice@contoso.com>`, relay.AuthInternal, "Hi"),
			mailbox.Placement{Folder: "Inbox", SCL: -1, ShownAs: "Alice"}},
		{"external mail shows the address", from(`"Alice" <alice@contoso.com>`, relay.AuthAnonymous, "Hi"),
			mailbox.Placement{Folder: "Inbox", SCL: 1, ShownAs: "alice@contoso.com"}},
		{"an internal sender who is not in the directory", from("scanner@contoso.com", relay.AuthInternal, "Hi"),
			mailbox.Placement{Folder: "Inbox", SCL: -1, ShownAs: "scanner@contoso.com"}},
		{"the filter suspects external mail", from("alice@contoso.com", relay.AuthAnonymous, gtube),
			mailbox.Placement{Folder: "Junk Email", SCL: 9, ShownAs: "alice@contoso.com"}},
		{"internal mail skips the filter", from("alice@contoso.com", relay.AuthInternal, gtube),
			mailbox.Placement{Folder: "Inbox", SCL: -1, ShownAs: "Alice"}},
		{"a From that is no address is shown as it is", from(" nobody ", relay.AuthAnonymous, ""),
			mailbox.Placement{Folder: "Inbox", SCL: 1, ShownAs: "nobody"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, decisions := mailbox.Place(contoso, tt.item, nil)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("placement (-want +got):\n%s", diff)
			}
			if len(decisions) != 1 || decisions[0].Chosen != tt.want.Folder || len(decisions[0].Candidates) != 1 {
				t.Errorf("decisions: %+v", decisions)
			}
		})
	}
}
