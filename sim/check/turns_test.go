package check

import (
	"strings"
	"testing"
)

// TestEachServerHasItsTurn: a certificate that only one of two servers has is no matter of whose turn it is: the flow fails, says how
// many arrive, and a fix for the one server alone is not said to mend what the other one sends.
func TestEachServerHasItsTurn(t *testing.T) {
	r := checked(t, "hybrid-2016-pair", "EX02> deny key of mail.contoso.com")
	for _, flow := range []string{"onprem-to-cloud", "large-to-cloud", "ndr-to-onprem"} {
		if f := row(t, r, flow); f.OK || flow != "ndr-to-onprem" && !strings.Contains(f.Outcome.Status, "1 of 2 are") {
			t.Errorf("EX02 cannot use the certificate that it sends with, and %s is %s %s", flow, f.Outcome, f.Outcome.Status)
		}
	}
}
