package relay_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// The table of Microsoft's "Receive connectors" page (S1.4), with its columns: anonymous, users, Exchange servers,
// externally secured, legacy servers, partners.
func TestPermissionGroupsGrantWhatThePageSays(t *testing.T) {
	columns := map[string]relay.Rights{
		"AnonymousUsers":        relay.RightsOf(relay.AnonymousUsers),
		"ExchangeUsers":         relay.RightsOf(relay.ExchangeUsers),
		"ExchangeServers":       relay.RightsOf(relay.ExchangeServers),
		"externally secured":    relay.ExternallySecured(),
		"ExchangeLegacyServers": relay.RightsOf(relay.ExchangeLegacyServers),
		"Partners":              relay.RightsOf(relay.Partners),
	}
	order := []string{"AnonymousUsers", "ExchangeUsers", "ExchangeServers", "externally secured", "ExchangeLegacyServers", "Partners"}
	table := []struct {
		right relay.Right
		cells string // + holds, - lacks
	}{
		{"SMTP-Submit", "++++++"},
		{"SMTP-Accept-Any-Recipient", "-++++-"},
		{"SMTP-Accept-Any-Sender", "+-+++-"},
		{"SMTP-Accept-Authoritative-Domain-Sender", "+-+++-"},
		{"SMTP-Accept-Authentication-Flag", "--+++-"},
		{"SMTP-Accept-Exch50", "--+++-"},
		{"Accept-Headers-Routing", "++++++"},
		{"Accept-Headers-Organization", "--+---"},
		{"Accept-Headers-Forest", "--+---"},
		{"Bypass-Anti-Spam", "-++++-"},
		{"Bypass-Message-Size-Limit", "--+++-"},
	}
	var listed []string
	for _, row := range table {
		listed = append(listed, string(row.right))
		for i, group := range order {
			if got, want := columns[group].Has(row.right), row.cells[i] == '+'; got != want {
				t.Errorf("%s has %s = %t, want %t", group, row.right, got, want)
			}
		}
	}
	if diff := cmp.Diff(listed, relay.Right("").Values()); diff != "" {
		t.Errorf("rights (-want +got):\n%s", diff)
	}
	if none := relay.RightsOf("Custom"); len(none) > 0 {
		t.Errorf("Custom alone grants %v", none)
	}
}

func TestRightsJoinInTableOrderWithoutTouchingTheParts(t *testing.T) {
	anonymous := relay.RightsOf(relay.AnonymousUsers)
	got := anonymous.With(relay.RightAnyRecipient, relay.RightSubmit)
	want := relay.Rights{relay.RightSubmit, relay.RightAnyRecipient, relay.RightAnySender, relay.RightAuthoritativeSender, relay.RightHeadersRouting}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("joined (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(relay.RightsOf(relay.AnonymousUsers), anonymous); diff != "" {
		t.Errorf("the first part changed (-want +got):\n%s", diff)
	}
}
