package hybridsim_test

import (
	"os"
	"testing"

	"hybridsim/sim/tested"
)

// TestMain leaves the house rules to the tests without the race detector: they read sources, which do not race.
func TestMain(m *testing.M) {
	if tested.Race {
		os.Exit(0)
	}
	os.Exit(m.Run())
}
