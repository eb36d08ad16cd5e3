package check

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
)

// askRestricted asks for each recipient to whom not everybody may write: does the mail of those arrive whom it admits,
// and are the others told? The measure is what the object says behind which the mail ends: the mailbox; of a group that
// both sides have, on-premises' (R6.12).
func (s *scene) askRestricted(inside []string, outside string) (list []*Asked) {
	seen := map[string]bool{}
	for _, o := range []*relay.Organization{s.local, s.cloud} {
		for _, r := range o.Recipients {
			if !restricts(r) || seen[r.PrimarySmtpAddress] || len(seen) == maxAsked {
				continue
			}
			seen[r.PrimarySmtpAddress] = true
			for _, from := range inside {
				list = append(list, restricted(o, r, from, relay.AuthInternal, internal))
			}
			if outside != "" {
				list = append(list, restricted(o, r, outside, relay.AuthAnonymous, external))
			}
		}
	}
	return slices.DeleteFunc(list, func(a *Asked) bool { return relay.SameAddress(a.From, a.To) })
}

// restricts reports whether an administrator has said who may write to a recipient whose mail ends here. That a group
// requires authenticated senders is how it is made.
func restricts(r *relay.Recipient) bool {
	mailbox := r.Type == relay.UserMailbox
	return r.Restricted() && (mailbox || r.IsGroup()) || mailbox && r.RequireSenderAuthenticationEnabled
}

// restricted is a message from somebody, and what becomes of it if the recipient decides.
func restricted(o *relay.Organization, r *relay.Recipient, from string, as relay.AuthAs, arrives []Kind) *Asked {
	a := &Asked{What: Restricted, Object: r.PrimarySmtpAddress, From: from, To: r.PrimarySmtpAddress, Want: arrives}
	refusal, _ := categorizer.MayDeliver(o, r, categorizer.Sender{Address: from, Auth: relay.Auth{As: as}})
	if !refusal.IsZero() {
		a.Want = []Kind{Refused}
	}
	return a
}
