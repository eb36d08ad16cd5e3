package cmdlet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestQuarantine(t *testing.T) {
	_, a := newLab(relay.Exchange2016)
	a.held = []relay.QuarantinedMessage{
		{Identity: `4a4b\1`, RecipientAddress: "alice@contoso.com", SenderAddress: "erin@fabrikam.com", Subject: "Offer", Type: relay.QuarantineSpam, ReleaseStatus: relay.NotReleased},
		{Identity: `4a4b\2`, RecipientAddress: "chris@contoso.com", SenderAddress: "erin@fabrikam.com", Subject: "Offer", Type: relay.QuarantineRule, ReleaseStatus: relay.Released},
	}
	const want = "Identity : 4a4b\\1\nType     : Spam\n"
	if diff := cmp.Diff(want, do(t, a, "Get-QuarantineMessage -RecipientAddress Alice@contoso.com | fl Identity,Type")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	do(t, a, `Get-QuarantineMessage -ReleaseStatus NOTRELEASED | Release-QuarantineMessage -ReleaseToAll`, `Release-QuarantineMessage 4a4b\2 -User chris@contoso.com`)
	if diff := cmp.Diff([]string{`4a4b\1`, `4a4b\2`}, a.released); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	wantError(t, a, `Release-QuarantineMessage 4a4b\3 -ReleaseToAll`, 27, "no quarantined message", `4a4b\`)
	wantError(t, a, `Release-QuarantineMessage 4a4b\1`, 1, "to whom", "-ReleaseToAll")
	wantError(t, a, `Release-QuarantineMessage 4a4b\1 -User bob@contoso.com`, 40, "not for", "alice@contoso.com")
	wantError(t, a, `Get-QuarantineMessage -Type Malware`, 29, "cannot be", "Spam")
}
