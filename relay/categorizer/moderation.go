package categorizer

import (
	"slices"

	"hybridsim/relay"
)

// Moderators are those one of whom has to approve mail for a recipient: nobody, without a decision, when it is not
// moderated. Moderators, owners of a group and whom the list exempts need no approval (P4.2), nor do reports (P1.13).
func Moderators(o *relay.Organization, r *relay.Recipient, from Sender) ([]string, relay.Decision) {
	if r == nil || !r.ModerationEnabled || len(r.ModeratedBy) == 0 || from.System {
		return nil, relay.Decision{}
	}
	d := relay.Decision{Question: relay.IsModerated, Subject: r.PrimarySmtpAddress, Source: "P4.1, P4.2"}
	owners := r.ManagedBy
	if !r.IsGroup() {
		owners = nil
	}
	for _, exempt := range []struct {
		property string
		list     []string
	}{
		{"ModeratedBy", r.ModeratedBy}, {"ManagedBy", owners},
		{"BypassModerationFromSendersOrMembers", r.BypassModerationFromSendersOrMembers},
	} {
		if from.Address == "" || !Includes(o, exempt.list, from.Address) {
			continue
		}
		d.Chosen, d.Because = "pass", from.Address+" is in "+exempt.property+" and needs no approval"
		d.Candidates = append(d.Candidates, relay.Candidate{Name: from.Address, Property: exempt.property,
			Why: d.Because})
		return nil, d
	}
	d.Chosen, d.Because = "wait", "ModerationEnabled is $true: "+relay.Some(r.ModeratedBy)+" must approve it"
	for _, m := range r.ModeratedBy {
		d.Candidates = append(d.Candidates, relay.Selected(m, "ModeratedBy", "is asked"))
	}
	return slices.Clone(r.ModeratedBy), d
}
