package content_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/content"
)

var yes, no = true, false

// oof is an out-of-office reply with the given kinds of text.
func oof(kinds ...relay.OOFKind) *relay.MailItem {
	item := &relay.MailItem{Header: relay.Header{{Name: "Auto-Submitted", Value: "auto-generated"}}}
	for _, k := range kinds {
		item.OutOfOffice = append(item.OutOfOffice, relay.OutOfOfficeText{Kind: k, Body: []byte(k)})
	}
	item.Body = item.OutOfOffice[0].Body
	return item
}

// TestAllowedOOFType has the table of S8.2: rows are what the mailbox offers, which follows AuthAs.
func TestAllowedOOFType(t *testing.T) {
	internal := []relay.OOFKind{relay.OOFInternal, relay.OOFExternal} // to an internal sender
	external := []relay.OOFKind{relay.OOFExternal}                    // to an anonymous sender
	onlyInternal := []relay.OOFKind{relay.OOFInternal}                // ExternalAudience None
	tests := []struct {
		name    string
		allowed relay.AllowedOOFType
		offered []relay.OOFKind
		want    relay.OOFKind // empty: dropped
	}{
		{"External: external automatic replies are sent", relay.AllowExternal, external, relay.OOFExternal},
		{"External: internal senders get the external text too", relay.AllowExternal, internal, relay.OOFExternal},
		{"External: no internal text goes out", relay.AllowExternal, onlyInternal, ""},
		{"ExternalLegacy: external automatic replies are sent", relay.AllowExternalLegacy, internal, relay.OOFExternal},
		{"InternalLegacy: internal automatic replies are sent", relay.AllowInternalLegacy, internal, relay.OOFInternal},
		{"InternalLegacy: anonymous senders get nothing (KB2871053)", relay.AllowInternalLegacy, external, ""},
		{"None: no automatic replies are sent", relay.AllowNone, internal, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := content.Pass(&relay.RemoteDomain{Name: "r", AllowedOOFType: tt.allowed}, oof(tt.offered...))
			if got := string(p.Body); p.Dropped != (tt.want == "") || !p.Dropped && got != string(tt.want) {
				t.Errorf("text %q, dropped %t; want %q", got, p.Dropped, tt.want)
			}
			if len(p.Decisions) != 1 || len(p.Decisions[0].Candidates) != len(tt.offered) || p.Decisions[0].Chosen != string(tt.want) {
				t.Errorf("decisions: %+v", p.Decisions)
			}
		})
	}
	if p := content.Pass(nil, oof(internal...)); p.Dropped || string(p.Body) != "external" {
		t.Errorf("without a remote domain %+v, want the external text", p)
	}
}

func TestAutoReplyEnabled(t *testing.T) {
	byClient := &relay.MailItem{From: "bob@contoso.com", Header: relay.Header{{Name: "Auto-Submitted", Value: "auto-replied"}}}
	relayed, report, plain := *byClient, *byClient, *byClient
	relayed.ReceivedFrom = "mx.fabrikam.com"
	report.From = ""
	plain.Header = relay.Header{{Name: "Auto-Submitted", Value: "no"}}
	tests := []struct {
		name    string
		item    *relay.MailItem
		enabled bool
		dropped bool
	}{
		{"$true: replies of clients are sent", byClient, true, false},
		{"$false: replies of clients are not sent", byClient, false, true},
		{"out-of-office replies are AllowedOOFType's matter", oof(relay.OOFExternal), false, false},
		{"replies that are only passed on are not from this organization's clients", &relayed, false, false},
		{"reports are not replies of clients", &report, false, false},
		{"ordinary mail", &plain, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := content.Pass(&relay.RemoteDomain{Name: "r", AutoReplyEnabled: tt.enabled, AllowedOOFType: relay.AllowExternal}, tt.item)
			if p.Dropped != tt.dropped {
				t.Errorf("dropped %t, want %t: %+v", p.Dropped, tt.dropped, p.Decisions)
			}
		})
	}
}

// TestAutoForwardEnabled: the key is the final recipient's domain, own domains included.
func TestAutoForwardEnabled(t *testing.T) {
	automatic := &relay.MailItem{From: "bob@contoso.com", Forwarded: &relay.Forwarded{By: "alice@contoso.com", Method: relay.ByForwardingSmtpAddress, Automatic: true}}
	byAdministrator := &relay.MailItem{From: "bob@contoso.com", Forwarded: &relay.Forwarded{By: "alice@contoso.com", Method: relay.ByForwardingAddress}}
	for _, tt := range []struct {
		name    string
		item    *relay.MailItem
		remote  *relay.RemoteDomain
		dropped bool
	}{
		{"$false: the copy is dropped", automatic, &relay.RemoteDomain{}, true},
		{"$true: it leaves", automatic, &relay.RemoteDomain{AutoForwardEnabled: true}, false},
		{"no entry: nothing is in the way", automatic, nil, false},
		{"forwarding that an administrator configures by other methods is not affected (G1.7.5)", byAdministrator, &relay.RemoteDomain{}, false},
		{"ordinary mail", &relay.MailItem{From: "bob@contoso.com"}, &relay.RemoteDomain{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := content.Pass(tt.remote, tt.item)
			if p.Dropped != tt.dropped || p.Handled.IsZero() == tt.dropped || (len(p.Decisions) == 1) != (tt.item.Forwarded != nil && tt.item.Forwarded.Automatic) {
				t.Errorf("dropped %t, want %t: %+v", p.Dropped, tt.dropped, p.Decisions)
			}
		})
	}
}

func TestTNEFEnabled(t *testing.T) {
	const with = "X-MS-TNEF-Correlator: <1@contoso.com>\nSubject: Lunch\n" + mixed + "--b\n\ntext\n--b\nContent-Type: application/ms-tnef\n\nTNEF\n--b--\n"
	const without = "Subject: Lunch\n" + mixed + "--b\n\ntext\n--b--\n"
	tests := []struct {
		name   string
		remote *relay.RemoteDomain
		want   string
	}{
		{"$true: TNEF is used for all messages to the domain", &relay.RemoteDomain{TNEFEnabled: &yes}, with},
		{"$false: TNEF is not used", &relay.RemoteDomain{TNEFEnabled: &no}, without},
		{"$null: not specified, so TNEF does not leave the organization", &relay.RemoteDomain{}, without},
		{"no remote domain", nil, without},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, body := message(with)
			p := content.Pass(tt.remote, &relay.MailItem{From: "bob@contoso.com", Header: h, Body: body})
			if diff := cmp.Diff(strings.ReplaceAll(tt.want, "\n", "\r\n"), string(relay.Content(p.Header, p.Body))); diff != "" {
				t.Errorf("what leaves (-want +got):\n%s", diff)
			}
			if len(p.Decisions) != 1 {
				t.Errorf("decisions: %+v", p.Decisions)
			}
		})
	}
	t.Run("nothing but TNEF would have to be converted, which is not modelled", func(t *testing.T) {
		h, body := message("Content-Type: application/ms-tnef\n\nTNEF\n")
		item := &relay.MailItem{From: "bob@contoso.com", Header: h, Body: body}
		if p := content.Pass(&relay.RemoteDomain{}, item); p.Refusal.IsZero() || !p.Decisions[0].NotModelled {
			t.Errorf("%+v, want NotModelled", p)
		}
		if p := content.Pass(&relay.RemoteDomain{TNEFEnabled: &yes}, item); !p.Refusal.IsZero() {
			t.Errorf("%+v, want it to pass", p)
		}
	})
	t.Run("a message without TNEF is nothing to decide about", func(t *testing.T) {
		h, body := message("Subject: Lunch\n\ntext\n")
		if p := content.Pass(&relay.RemoteDomain{}, &relay.MailItem{From: "bob@contoso.com", Header: h, Body: body}); p.Decisions != nil {
			t.Errorf("decisions: %+v", p.Decisions)
		}
	})
}
