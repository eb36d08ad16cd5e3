package transport_test

import (
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
)

// ruledBy is an organization with one rule that matches everything.
func ruledBy(x relay.TransportRule) *lab {
	o := onPremises(relay.Exchange2016)
	x.Name, x.State = "R", relay.RuleEnabled
	o.TransportRules = []*relay.TransportRule{&x}
	return newLab(o)
}

// TestTheReasonOfARule: it is for people, and the diagnostic line has the code alone (P7.9).
func TestTheReasonOfARule(t *testing.T) {
	for name, tt := range map[string]struct {
		actions   relay.RuleActions
		text, not string
	}{
		"a rule's reason":             {relay.RuleActions{RejectMessageReasonText: "Use the portal."}, "Use the portal.", "Delivery not authorized"},
		"a code alone has the usual":  {relay.RuleActions{RejectMessageEnhancedStatusCode: "5.7.900"}, "Delivery not authorized, message refused", "organization policy."},
		"both are given, both appear": {relay.RuleActions{RejectMessageReasonText: "By fax.", RejectMessageEnhancedStatusCode: "5.7.901"}, "By fax.", "Delivery not authorized"},
	} {
		t.Run(name, func(t *testing.T) {
			l := ruledBy(relay.TransportRule{RuleActions: tt.actions})
			l.Submit("alice@contoso.com", []string{"bob@contoso.com"}, hello)
			l.work(t, time.Minute, accepted)
			reports := l.Mailbox("alice@contoso.com")
			if len(reports) != 1 {
				t.Fatalf("%d reports", len(reports))
			}
			content := string(reports[0].Content())
			if !strings.Contains(content, tt.text) || strings.Contains(content, tt.not) {
				t.Errorf("the report has not %q, or has %q:\n%s", tt.text, tt.not, content)
			}
			for line := range strings.Lines(content) {
				if strings.HasPrefix(line, "Diagnostic-Code:") && strings.Contains(line, tt.text) {
					t.Errorf("the reason is in %s", line)
				}
			}
		})
	}
}

// TestARuleOutOfForceIsNotAsked: by its dates (P7.2).
func TestARuleOutOfForceIsNotAsked(t *testing.T) {
	day := func(days int) relay.Date {
		d, err := relay.ParseDate(began.AddDate(0, 0, days).Format(time.RFC3339))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, tt := range map[string]struct {
		from, until relay.Date
		delivered   int
	}{
		"in force":     {day(-1), day(1), 0},
		"not yet":      {day(1), relay.Date{}, 1},
		"not any more": {relay.Date{}, day(-1), 1},
	} {
		l := ruledBy(relay.TransportRule{ActivationDate: tt.from, ExpiryDate: tt.until, RuleActions: relay.RuleActions{DeleteMessage: true}})
		l.Submit("alice@contoso.com", []string{"bob@contoso.com"}, hello)
		l.work(t, time.Minute, accepted)
		if got := len(l.Mailbox("bob@contoso.com")); got != tt.delivered {
			t.Errorf("%s: %d delivered, want %d", name, got, tt.delivered)
		}
	}
}

// TestARuleRequiresTLS on the way out (RouteMessageOutboundRequireTls).
func TestARuleRequiresTLS(t *testing.T) {
	for _, required := range []bool{false, true} {
		l := ruledBy(relay.TransportRule{RuleActions: relay.RuleActions{RouteMessageOutboundRequireTls: required}})
		l.Submit("alice@contoso.com", []string{"erin@fabrikam.com"}, hello)
		l.work(t, time.Minute, accepted)
		if len(l.tried) != 1 || l.tried[0].Dialogue.TLS.Require != required {
			t.Errorf("required %t: %+v", required, l.tried)
		}
	}
}
