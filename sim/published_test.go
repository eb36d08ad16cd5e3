package sim_test

import (
	"testing"

	"hybridsim/sim/story"
)

// A domain whose MX is said to be on-premises has the name there that leads to it: of the servers, or of the Edge (T9.9).
func TestAnMXOnPremises(t *testing.T) {
	edge := func(h *story.Headers) { h.More[0].Behind = "" }
	behind := func(h *story.Headers) { h.Behind = "smtp.contoso.com" }
	tests := []struct {
		base    string
		change  func(*story.Headers)
		want    string
		arrives bool
	}{
		{"hybrid-2019", func(*story.Headers) {}, "EX01.contoso.com", true},
		{"hybrid-2019", behind, "smtp.contoso.com", true},
		{"hybrid-edge", func(*story.Headers) {}, "mail.contoso.com", true},
		{"hybrid-edge", edge, "EDGE01.contoso.com", true},
	}
	for _, test := range tests {
		l := newLab(t, test.base, test.change)
		l.must(l.SetMX("contoso.com", "onprem"))
		mx, err := l.Net.LookupMX("test", "contoso.com")
		l.must(err)
		if len(mx) != 1 || mx[0].Host != test.want {
			t.Errorf("%s: the MX is %v, want %s", test.base, mx, test.want)
		}
		l.post(erin, bob)
		if got := len(l.mail(bob)) == 1; got != test.arrives {
			t.Errorf("%s: arrives is %t; what happened:\n%s", test.base, got, l.lately())
		}
	}
}
