package script_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/script"
)

func TestComplete(t *testing.T) {
	c := console(t, firewall)
	tests := []struct {
		name, line, replaces string
		want                 []string
	}{
		{"who acts", "o", "o", []string{"onprem>"}},
		{"a mailbox user", "ali", "ali", []string{"alice@contoso.com>"}},
		{"an outside host", "mx", "mx", []string{"mx.fabrikam.com>"}},
		{"a word that nobody types", "  w", "w", []string{"wait", "want"}},
		{"a cmdlet", "onprem> Get-SendC", "Get-SendC", []string{"Get-SendConnector"}},
		{"an object", `onprem> Set-SendConnector "Out`, `"Out`, []string{`"Outbound to Office 365"`}},
		{"a verb", "net> stop", "stop", []string{"stop balancing", "stop inspecting", "stop name server", "stop translating"}},
		{"a verb of two words, in its second", "net> break d", "break d", []string{"break dns"}},
		{"a place", "net> block cl", "cl", []string{"cloud"}},
		{"a word of the verb", "net> block cloud -> mail.contoso.com:25 re", "re", []string{"refuse", "reset"}},
		{"what a user does", "alice@contoso.com> ", "", []string{"approve", "reject", "send"}},
		{"a message", "alice@contoso.com> send he", "he", []string{"hello.eml"}},
		{"a recipient", "alice@contoso.com> send hello.eml to bob@contoso.com, er", "er", []string{"erin@fabrikam.com"}},
		{"a host's verb", "mx.fabrikam.com> mai", "mai", []string{"mailbox"}},
		{"a claim", "want no d", "no d", []string{"no deferral"}},
		{"a claim that counts", "want 3 NDR to ali", "ali", []string{"alice@contoso.com"}},
		{"a claim between two numbers", "want between 1 and 3 del", "del", []string{"delay report"}},
		{"a connector", `want receive connector "EX01\Default`, `"EX01\Default`, []string{`"EX01\Default Frontend EX01"`}},
		{"a side", "want deferral at c", "c", []string{"cloud"}},
		{"something to show", "show que", "que", []string{"queue"}},
		{"only Get- cmdlets can be shown", "show cloud ", "", nil},
		{"something printed", "exp", "exp", []string{"explain"}},
		{"nothing of nonsense", "nonsense and ", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, got := c.Complete(tt.line)
			if tt.line == "show cloud " {
				if len(got) == 0 || slices.ContainsFunc(got, func(w string) bool { return !strings.HasPrefix(w, "Get-") }) {
					t.Errorf("completions: %q", got)
				}
				return
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("completions differ (-want +got):\n%s", diff)
			}
			if len(got) > 0 && tt.line[from:] != tt.replaces {
				t.Errorf("they replace %q, want %q", tt.line[from:], tt.replaces)
			}
		})
	}
}

// TestNoPlaceholderIsOffered: what a usage writes in capitals stands for something, unless it is a word of SMTP or DNS.
func TestNoPlaceholderIsOffered(t *testing.T) {
	c := console(t, firewall)
	smtp := []string{"A", "AAAA", "MX", "TXT", "PTR", "TLSA", "CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "STARTTLS", "NDR", "SPF", "DMARC"}
	for _, v := range script.Verbs() {
		line, _, _ := strings.Cut(v.Usage, v.Key())
		line = strings.NewReplacer("ADDRESS>", "alice@contoso.com>", "HOST>", "mx.fabrikam.com>", "[N] ", "").Replace(line) + v.Key() + " x "
		if v.Group() == "perhaps" {
			continue
		}
		_, words := c.Complete(line)
		for _, w := range words {
			if w == strings.ToUpper(w) && w != strings.ToLower(w) && !slices.Contains(smtp, w) && !strings.HasPrefix(w, `"`) {
				t.Errorf("%q: %q is offered", line, w)
			}
		}
	}
}

// FuzzComplete completes anything that is typed.
func FuzzComplete(f *testing.F) {
	for _, v := range script.Verbs() {
		f.Add(v.Usage)
		f.Add(v.Group() + " " + v.Key() + " ")
	}
	f.Add("onprem> Set-SendConnector \"Out")
	f.Add("want between 1 and 3 NDR to ")
	s, err := catalogue().Story("kb2510049-domain-not-shared")
	if err != nil {
		f.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(w.Close)
	before := len(w.Events())
	f.Fuzz(func(t *testing.T, line string) {
		from, words := script.Complete(w, []string{"hello.eml"}, line)
		if from < 0 || from > len(line) {
			t.Fatalf("%q: from %d", line, from)
		}
		typed := strings.TrimLeft(line[from:], `"'`)
		for _, word := range words {
			if word = strings.TrimLeft(word, `"'`); len(word) < len(typed) || !strings.EqualFold(word[:len(typed)], typed) {
				t.Errorf("%q: %q does not begin with %q", line, word, typed)
			}
		}
		if len(w.Events()) != before || w.Side(relay.OnPremises) == nil {
			t.Error("completing has done something")
		}
	})
}
