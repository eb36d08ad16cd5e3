package relay

import "slices"

// Right is an extended right of an SMTP session, without its "ms-Exch-" prefix (S1.4).
type Right string

// The rights that this model decides by.
const (
	RightSubmit                 Right = "SMTP-Submit"
	RightAnyRecipient           Right = "SMTP-Accept-Any-Recipient"
	RightAnySender              Right = "SMTP-Accept-Any-Sender"
	RightAuthoritativeSender    Right = "SMTP-Accept-Authoritative-Domain-Sender"
	RightAuthenticationFlag     Right = "SMTP-Accept-Authentication-Flag"
	RightExch50                 Right = "SMTP-Accept-Exch50"
	RightHeadersRouting         Right = "Accept-Headers-Routing"
	RightHeadersOrganization    Right = "Accept-Headers-Organization"
	RightHeadersForest          Right = "Accept-Headers-Forest"
	RightBypassAntiSpam         Right = "Bypass-Anti-Spam"
	RightBypassMessageSizeLimit Right = "Bypass-Message-Size-Limit"
)

var allRights = []Right{
	RightSubmit, RightAnyRecipient, RightAnySender, RightAuthoritativeSender, RightAuthenticationFlag, RightExch50,
	RightHeadersRouting, RightHeadersOrganization, RightHeadersForest, RightBypassAntiSpam, RightBypassMessageSizeLimit,
}

// Values lists the rights.
func (Right) Values() []string {
	names := make([]string, len(allRights))
	for i, r := range allRights {
		names[i] = string(r)
	}
	return names
}

// Rights is the set a session holds, in table order.
type Rights []Right

// Has reports whether the set holds the right.
func (rs Rights) Has(r Right) bool { return slices.Contains(rs, r) }

// With returns the set joined with others.
func (rs Rights) With(others ...Right) Rights {
	var joined Rights
	for _, r := range allRights {
		if rs.Has(r) || slices.Contains(others, r) {
			joined = append(joined, r)
		}
	}
	return joined
}

// RightsOf is the permission table of S1.4 [D]: what each group grants.
func RightsOf(g PermissionGroup) Rights {
	switch g {
	case AnonymousUsers:
		return Rights{RightSubmit, RightAnySender, RightAuthoritativeSender, RightHeadersRouting}
	case ExchangeUsers:
		return Rights{RightSubmit, RightAnyRecipient, RightHeadersRouting, RightBypassAntiSpam}
	case ExchangeServers:
		return slices.Clone(Rights(allRights))
	case ExchangeLegacyServers:
		return Rights{
			RightSubmit, RightAnyRecipient, RightAnySender, RightAuthoritativeSender, RightAuthenticationFlag,
			RightExch50,
			RightHeadersRouting, RightBypassAntiSpam, RightBypassMessageSizeLimit,
		}
	case Partners:
		return Rights{RightSubmit, RightHeadersRouting}
	default:
		return nil
	}
}

// ExternallySecured is the set of a peer trusted by ExternalAuthoritative: as ExchangeServers, but without the
// organization and forest headers (S1.4 [D]).
func ExternallySecured() Rights { return RightsOf(ExchangeLegacyServers) }
