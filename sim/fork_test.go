package sim_test

import (
	"testing"

	"hybridsim/relay"
)

// TestOnlyAnUntouchedWorldIsForked: what happened is not copied, so a world in which something happened is not forked.
func TestOnlyAnUntouchedWorldIsForked(t *testing.T) {
	l := newLab(t, "hybrid-2019")
	fork, ok, err := l.World.Fork()
	if err != nil || !ok {
		t.Fatalf("an untouched world is not forked: %t, %v", ok, err)
	}
	defer fork.Close()
	l.Submit(relay.Cloud, "alice@contoso.com", []string{"bob@contoso.com"}, []byte("Subject: Hello\r\n\r\nHello.\r\n"))
	if err := l.Settle(); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := l.World.Fork(); ok {
		t.Error("a world with mail in it is forked")
	}
	if n := len(fork.Events()); n != 0 {
		t.Errorf("the fork has %d events of the other world", n)
	}
}
