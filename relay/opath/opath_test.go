package opath_test

import (
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/opath"
)

func TestWhatCannotBeAnswered(t *testing.T) {
	for _, text := range []string{"Department -eq 'Sales'", "Name -gt 'a'", "(Name -eq 'a'", "Name -eq 'a' )", "", "-not", "Name"} {
		if _, err := opath.Parse(text); err == nil {
			t.Errorf("the filter %q is read", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("((RecipientType -eq 'UserMailbox') -and -not(Name -like 'a*')) -or Alias -ne \"b\"")
	f.Fuzz(func(t *testing.T, text string) {
		if holds, err := opath.Parse(text); err == nil {
			holds(&relay.Recipient{Name: "bob", Type: relay.UserMailbox})
		}
	})
}
