package live_test

import (
	"testing"
	"time"

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

func TestWaitingMovesTheClockAtOnce(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	before, began := l.World.Clock.Now(), time.Now()
	if err := l.Wait(49 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := l.World.Clock.Now().Sub(before); got < 49*time.Hour || got > 50*time.Hour {
		t.Errorf("the clock moved by %s, want 49 hours", got)
	}
	if time.Since(began) > time.Hour {
		t.Error("it was a real wait")
	}
}
