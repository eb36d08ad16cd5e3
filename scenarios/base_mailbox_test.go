package scenarios_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/script"
)

// replies are the bodies of the automatic replies in a mailbox, oldest first.
func (h *healthy) replies(address string) (texts []string) {
	for _, content := range h.mailbox(address) {
		header, body := relay.SplitMessage(content)
		if header.Get("Auto-Submitted") == "auto-generated" {
			texts = append(texts, strings.TrimSpace(string(body)))
		}
	}
	return texts
}

// absent lets a mailbox reply.
func (h *healthy) absent(side relay.Side, name string) {
	h.admin(side, fmt.Sprintf(`Set-MailboxAutoReplyConfiguration %s -AutoReplyState Enabled -InternalMessage "internal" -ExternalMessage "external"`, name))
}

// TestOutOfOfficeReachesTheRightPeople: on a healthy base colleagues on either side get the internal text, the Internet the
// external one, everybody once, and nothing answers an answer.
func TestOutOfOfficeReachesTheRightPeople(t *testing.T) {
	eachBase(t, func(t *testing.T, h *healthy) {
		h.admin(relay.OnPremises, "New-Mailbox dan -PrimarySmtpAddress dan@contoso.com")
		h.admin(relay.OnPremises, "Start-ADSyncSyncCycle") // where the cloud is Authoritative, it must know dan
		h.absent(relay.OnPremises, "bob")
		h.absent(relay.Cloud, "alice")
		for _, c := range []struct {
			name, from, to, want string
		}{
			{"a cloud user asks on-premises", alice, bob, "internal"},
			{"an on-premises user asks in the cloud", "dan@contoso.com", alice, "internal"},
			{"an on-premises user asks on-premises", "dan@contoso.com", bob, "internal"},
			{"the Internet asks in the cloud", erin, alice, "external"},
			{"the Internet asks on-premises", erin, bob, "external"},
			{"the first one asks again", alice, bob, ""},
		} {
			t.Run(c.name, func(t *testing.T) {
				h.tb = t
				before := len(h.replies(c.from))
				h.post(c.from, c.to)
				if got := strings.Join(h.replies(c.from)[before:], ", "); got != c.want {
					t.Errorf("%s got %q, want %q; what happened:\n%s", c.from, got, c.want, script.RenderEvents(h.Events(), false))
				}
			})
		}
		h.undisturbed(t)
	})
}

func TestSwitchingRepliesOffAndOnForgetsWhoWasAnswered(t *testing.T) {
	h := newHealthy(t, "hybrid-2013")
	h.absent(relay.OnPremises, "bob")
	for _, line := range []string{"", "Set-Mailbox bob -DisplayName Robert", "Set-MailboxAutoReplyConfiguration bob -InternalMessage other"} {
		if line != "" {
			h.admin(relay.OnPremises, line)
		}
		h.post(alice, bob)
		if got := len(h.replies(alice)); got != 1 {
			t.Fatalf("after %q: %d replies, want the one", line, got)
		}
	}
	h.admin(relay.OnPremises, "Set-MailboxAutoReplyConfiguration bob -AutoReplyState Disabled")
	h.admin(relay.OnPremises, "Set-MailboxAutoReplyConfiguration bob -AutoReplyState Enabled")
	h.post(alice, bob)
	if got := h.replies(alice); len(got) != 2 || got[1] != "other" {
		t.Errorf("replies %q, want a second one with the other text", got)
	}
}

// TestBlockedReplyIsDroppedSilently: it is made, then dropped, and nobody is told (S8.1).
func TestBlockedReplyIsDroppedSilently(t *testing.T) {
	h := newHealthy(t, "hybrid-2013")
	h.absent(relay.Cloud, "alice")
	h.admin(relay.Cloud, "Set-RemoteDomain contoso.com -AllowedOOFType None")
	h.post(bob, alice)
	if got := h.mailbox(bob); len(got) != 0 {
		t.Errorf("bob got %q, want nothing", got)
	}
	drops := 0
	for _, e := range h.Events() {
		if e.ID == relay.EventDrop {
			drops++
			if e.Side != relay.Cloud || e.Disposition != relay.Dropped || len(e.Decisions) == 0 || e.Decisions[len(e.Decisions)-1].Question != relay.WhichContent {
				t.Errorf("the drop is %+v", e)
			}
		}
		if e.ID == relay.EventDSN {
			t.Errorf("a report was written: %+v", e)
		}
	}
	if drops != 1 {
		t.Errorf("%d drops, want one:\n%s", drops, script.RenderEvents(h.Events(), false))
	}
}

// TestOneMessageLeavesInTwoForms: recipients behind different remote domains get what their own lets out.
func TestOneMessageLeavesInTwoForms(t *testing.T) {
	h := newHealthy(t, "hybrid-2013")
	h.admin(relay.OnPremises, `Set-RemoteDomain "Hybrid Domain - contoso.mail.onmicrosoft.com" -TNEFEnabled $true`)
	h.Submit(relay.OnPremises, bob, []string{alice, erin, bob}, []byte(strings.ReplaceAll(`From: <bob@contoso.com>
Subject: Vote
Content-Type: multipart/mixed; boundary=b

--b

Please vote.
--b
Content-Type: application/ms-tnef

TNEF
--b--
`, "\n", "\r\n")))
	if err := h.Settle(); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{alice: true, erin: false, bob: true} {
		mail := h.mailbox(address)
		if len(mail) != 1 || bytes.Contains(mail[0], []byte("ms-tnef")) != want || !bytes.Contains(mail[0], []byte("Please vote.")) {
			t.Errorf("%s got %q; want TNEF: %t", address, mail, want)
		}
	}
	h.idle(t)
}

// idle fails the test when mail waits.
func (h *healthy) idle(t *testing.T) {
	t.Helper()
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		if queues := h.Side(side).Queues(); len(queues) > 0 {
			t.Errorf("mail waits at %s: %+v", side, queues)
		}
	}
}
