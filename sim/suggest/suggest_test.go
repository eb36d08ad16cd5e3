package suggest_test

import (
	"fmt"
	"testing"

	"hybridsim/sim/suggest"
)

func TestDidYouMean(t *testing.T) {
	connectors := []string{"ReceiveConnector", "SendConnector", "InboundConnector", "OutboundConnector"}
	var many []string
	for i := range 50 {
		many = append(many, fmt.Sprintf("story-%02d", i))
	}
	for _, tt := range []struct {
		says, name string
		candidates []string
		want       string
	}{
		{"a slip of the keyboard", "SendConector", connectors, "did you mean SendConnector?"},
		{"two letters swapped", "SnedConnector", connectors, "did you mean SendConnector?"},
		{"an abbreviation", "rec", connectors, "did you mean ReceiveConnector?"},
		{"a letter forgotten at the end goes before an abbreviation", "SmartHost", []string{"SmartHostAuthMechanism", "SmartHosts"}, "did you mean SmartHosts?"},
		{"two that are equally near", "boundConnector", []string{"InboundConnector", "UnboundConnector"}, "did you mean InboundConnector or UnboundConnector?"},
		{"many that are equally near", "story-9", many, "did you mean story-09, story-19, story-29 or another like them?"},
		{"nothing near, and few: all of them", "x", connectors, "there is ReceiveConnector, SendConnector, InboundConnector or OutboundConnector"},
		{"nothing near, and many", "something else altogether", many, "there are 50, among them story-00, story-01, story-02"},
		{"nothing to choose from", "x", nil, ""},
	} {
		if got := suggest.DidYouMean(tt.name, tt.candidates); got != tt.want {
			t.Errorf("%s: DidYouMean(%q) = %q, want %q", tt.says, tt.name, got, tt.want)
		}
	}
}
