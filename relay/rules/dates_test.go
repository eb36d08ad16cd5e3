package rules_test

import (
	"testing"
	"time"

	"hybridsim/relay"
)

// TestARuleIsInForceBetweenItsDates is P7.2: ActivationDate and ExpiryDate.
func TestARuleIsInForceBetweenItsDates(t *testing.T) {
	now := time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)
	tests := []struct{ name, from, until, want string }{
		{"without dates always", "", "", ""},
		{"before its activation not", "3/2/2026 8:00:01 AM", "", "ActivationDate 3/2/2026 8:00:01 AM"},
		{"from its activation on", "3/2/2026 8:00 AM", "", ""},
		{"as exports write it", "02/14/2026 07:00:00", "2026-03-02T08:00:01Z", ""},
		{"from its expiry on not", "", "2026-03-02 08:00", "ExpiryDate 2026-03-02 08:00"},
		{"a day begins at midnight", "", "3/2/2026", "ExpiryDate 3/2/2026"},
		{"an offset counts", "2026-03-02T10:00:00+02:00", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := &relay.TransportRule{}
			for text, d := range map[string]*relay.Date{tt.from: &x.ActivationDate, tt.until: &x.ExpiryDate} {
				if text != "" {
					if err := d.UnmarshalText([]byte(text)); err != nil {
						t.Fatal(err)
					}
				}
			}
			if got := x.Dormant(now); got != tt.want {
				t.Errorf("dormant by %q, want %q", got, tt.want)
			}
		})
	}
	for _, text := range []string{"", "tomorrow", "31/12/2026", "2026-13-01"} {
		if d, err := relay.ParseDate(text); err == nil {
			t.Errorf("%q is read as %v", text, d)
		}
	}
}
