package edge_test

import (
	"testing"

	"hybridsim/relay"
)

func TestMailOfARealClientTravels(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	l.send(l.cloud, "erin@fabrikam.com", "bob@contoso.com", "through the cloud to on-premises")
	l.send(l.onprem, "erin@fabrikam.com", "bob@contoso.com", "straight to on-premises")
	if err := l.Settle(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range l.World.Side(relay.OnPremises).Deliveries() {
		got = append(got, d.Item.Header.Get("Subject"))
	}
	if len(got) != 2 {
		t.Errorf("bob has %q, want both messages", got)
	}
}
