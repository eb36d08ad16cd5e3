package hybridsim_test

import (
	"os"
	"testing"
)

// TestMain leaves the house rules to the tests without the race detector: they read sources, which do not race.
func TestMain(m *testing.M) {
	if raceDetector {
		os.Exit(0)
	}
	os.Exit(m.Run())
}
