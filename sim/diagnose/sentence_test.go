package diagnose

import (
	"testing"

	"hybridsim/relay"
)

// TestANumberInSomebodysOwnSentence: people say a status code among their own words; the code is what counts, and what the server
// says to it as far as they repeat it.
func TestANumberInSomebodysOwnSentence(t *testing.T) {
	refused := view{replies: []said{{Reply: relay.Received(450, "4.4.316 Connection refused [Message=Socket error code 10061]")}}}
	for _, tt := range []struct {
		text string
		fits bool
	}{
		{"since Monday we get 4.4.316 connection refused for everything to the old servers", true},
		{"everything waits, the portal shows 4.4.316.", true},
		{"is it (4.4.316)?", true},
		{"since Monday we get 4.4.317 connection refused for everything", false},
		{"connection problems since Monday, everything to the old servers waits there, error 4.4.312", false},
	} {
		t.Run(tt.text, func(t *testing.T) {
			s := read(t, tt.text)
			if fits := s.fit(&refused, &view{}) >= enough; fits != tt.fits {
				t.Errorf("fits: %t, want %t", fits, tt.fits)
			}
		})
	}
	for _, text := range []string{"the servers run 4.4.3.17 since Monday", "we bought version 4.4 of it"} {
		if s, err := Read([]byte(text)); err == nil {
			t.Errorf("%q is read as %+v", text, s)
		}
	}
}
