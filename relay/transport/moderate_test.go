package transport_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
)

// moderatedBob is an organization in which alice and carol decide about mail for bob.
func moderatedBob(o *relay.Organization) *lab {
	bob := mailbox("bob")
	bob.ModerationEnabled, bob.ModeratedBy = true, []string{"alice@contoso.com", "carol@contoso.com"}
	carol := mailbox("carol")
	carol.Type, carol.TargetAddress = relay.MailUser, "carol@contoso.com"
	o.Recipients = []*relay.Recipient{mailbox("alice"), bob, carol, mailbox("dora")}
	yes := true
	o.RemoteDomains = []*relay.RemoteDomain{{Name: "Default", DomainName: "*", TNEFEnabled: &yes}}
	return newLab(o)
}

func vote(t *testing.T, l *lab) {
	t.Helper()
	request := l.Mailbox("alice@contoso.com")
	if len(request) != 1 {
		t.Fatalf("%d requests", len(request))
	}
	l.Submit("alice@contoso.com", []string{l.org.ArbitrationAddress()}, []byte("Subject: Approve: hello\r\nIn-Reply-To: "+
		request[0].Item.Header.Get("Message-ID")+"\r\n\r\n"))
}

// TestWhatWaitsForApprovalOutlivesTheProcess: also when it was read from a snapshot, and once decided it is gone.
func TestWhatWaitsForApprovalOutlivesTheProcess(t *testing.T) {
	l := moderatedBob(onPremises(relay.Exchange2019))
	l.org.Recipients[1].ModeratedBy = []string{"alice@contoso.com"}
	l.Keep()
	l.Submit("dora@contoso.com", []string{"bob@contoso.com"}, hello)
	l.work(t, time.Minute, nil)
	restored := newLab(l.org)
	restored.Restore(l.Changes())
	again := newLab(l.org)
	again.Restore(restored.Snapshot())
	again.now = l.now
	again.Keep()
	vote(t, again)
	again.work(t, time.Hour, nil)
	if n := len(again.Mailbox("bob@contoso.com")); n != 1 {
		t.Fatalf("%d messages at bob, want 1", n)
	}
	for _, c := range again.Snapshot() {
		if c.Pending != nil {
			t.Error("what is decided waits still")
		}
	}
	if due, ok := again.Due(); ok {
		t.Errorf("something is due at %v", due)
	}
}

// TestWhoSeesTheButtons is about the service's requests, which became cards.
func TestWhoSeesTheButtons(t *testing.T) {
	for _, tt := range []struct {
		name      string
		day       relay.Era
		here, off bool // whether a moderator in the service, and one who is not, sees Approve and Reject
	}{
		{"P4.12: until the end of July 2026 both have buttons", 20260730, true, true},
		{"P4.12: then moderators must have a mailbox in the service", 20260731, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := moderatedBob(cloud(tt.day))
			l.Submit("dora@contoso.com", []string{"bob@contoso.com"}, hello)
			var sent []byte
			l.work(t, time.Minute, func(d relay.Dialogue) relay.Outcome {
				sent = d.Body
				return relay.Outcome{Phase: relay.PhaseDone, Target: peer, Reply: relay.Received(250, "2.0.0 Ok: queued")}
			})
			has := func(body []byte) bool { return bytes.Contains(body, []byte("application/ms-tnef")) }
			here := l.Mailbox("alice@contoso.com")
			if len(here) != 1 || len(sent) == 0 {
				t.Fatalf("%d requests here, %d bytes sent", len(here), len(sent))
			}
			if diff := cmp.Diff([]bool{tt.here, tt.off}, []bool{has(here[0].Item.Body), has(sent)}); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReportsToAGroup: what is addressed to a group and was made by no person.
func TestReportsToAGroup(t *testing.T) {
	for _, tt := range []struct {
		name    string
		to      string // whom the group writes to
		manager []string
		want    map[string]int
	}{
		{"P3.15: a report of failure is deleted where the group has no manager", "nobody@contoso.com", nil, map[string]int{}},
		{"P3.15: with a manager it is not", "nobody@contoso.com", []string{"carol@contoso.com"}, map[string]int{"carol": 1}},
		{"P3.15: an automatic reply is deleted in any case", "dora@contoso.com", []string{"carol@contoso.com"}, map[string]int{"dora": 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := onPremises(relay.Exchange2019)
			staff, dora := group("staff", "bob@contoso.com"), mailbox("dora")
			staff.ManagedBy = tt.manager
			settings := dora.Settings()
			settings.AutoReply.AutoReplyState, settings.AutoReply.InternalMessage = relay.AutoReplyEnabled, "Away"
			dora.Mailbox = &settings
			o.Recipients = []*relay.Recipient{staff, dora, mailbox("bob"), mailbox("carol")}
			l := newLab(o)
			l.Submit("staff@contoso.com", []string{tt.to}, hello)
			l.work(t, time.Minute, nil)
			got := map[string]int{}
			for _, name := range []string{"bob", "carol", "dora"} {
				if n := len(l.Mailbox(name + "@contoso.com")); n > 0 {
					got[name] = n
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("mail (-want +got):\n%s", diff)
			}
			for _, d := range l.Mailbox("carol@contoso.com") {
				if r, err := dsn.Read(d.Content()); err != nil || r.Action != dsn.Failed {
					t.Errorf("carol has %v, %v", r, err)
				}
			}
		})
	}
}
