package console_test

import (
	"testing"
	"unicode/utf8"

	"hybridsim/sim/console"
	"hybridsim/sim/mistake"
)

// FuzzTyping completes whatever is typed, at whatever prompt, and lets it be done if it cannot take long.
func FuzzTyping(f *testing.F) {
	for _, line := range []string{
		"", "cloud>", "Get-AcceptedDomain | fl ", "Set-AcceptedDomain contoso.com -DomainType I", `Get-ReceiveConnector "EX01\Default`, "net> block cloud -> ",
		"alice@contoso.com> send to b", "want mail at ", "want no m", "show ", "help ", "mx.fabrikam.com> talk to ", "hé> ", "grade --json", "events o", " \t>", "# x", "== Cause",
	} {
		f.Add("onprem", line)
		f.Add("mx.fabrikam.com", line)
	}
	base, err := catalogue().Base("hybrid-2013")
	if err != nil {
		f.Fatal(err)
	}
	w, err := base.World()
	if err != nil {
		f.Fatal(err)
	}
	defer w.Close()
	c := console.New(base)
	if err := c.Attach(w, w.Clock.Now()); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, prompt, line string) {
		s := &console.Session{Console: c}
		s.Do(prompt + ">")
		start, words := s.Complete(line)
		if start < 0 || start > len(line) {
			t.Fatalf("%q is completed from %d", line, start)
		}
		for _, word := range words {
			if !utf8.ValidString(word) && utf8.ValidString(line) {
				t.Errorf("%q becomes %q", line, word)
			}
		}
		if len(line) > 0 && (line[0] == 'G' || line[0] == 'h') { // Get- cmdlets, and help
			answer, err := s.Do(line)
			if m, ok := err.(*mistake.Error); ok && m.Column > utf8.RuneCountInString(line)+1 {
				t.Errorf("%q: a mistake in column %d of %d: %v, %q", line, m.Column, len(line), err, answer.Output)
			}
		}
	})
}
