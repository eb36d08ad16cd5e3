package headers

import "strings"

// Header classes and names (S7.1-S7.3).
const (
	Organization  = "X-MS-Exchange-Organization-"
	Forest        = "X-MS-Exchange-Forest-"
	CrossPremises = "X-MS-Exchange-CrossPremises-"

	AuthAs           = Organization + "AuthAs"
	AuthSource       = Organization + "AuthSource"
	AuthMechanism    = Organization + "AuthMechanism"
	Directionality   = Organization + "MessageDirectionality"
	NetworkMessageID = Organization + "Network-Message-Id"
	SCL              = Organization + "SCL"
	ExpirationStart  = Organization + "ExpirationStartTime" // since when it waits
	CrossTenant      = "X-MS-Exchange-CrossTenant-"
	// OriginalArrivalTime is when a server of the organization first took a message.
	OriginalArrivalTime = Organization + "OriginalArrivalTime"
	Preserved           = "X-OrganizationHeadersPreserved"
	FilteredBySender    = "X-CrossPremisesHeadersFilteredBySendConnector"
	Promoted            = "X-CrossPremisesHeadersPromoted"
	Filtered            = "X-CrossPremisesHeadersFiltered"
	OriginatorOrg       = "X-OriginatorOrg"
	// CorrelationID is the service's second name for a message's Network-Message-Id (V1.4), and MatchingConnectors the
	// inbound connector that took it (V1.5).
	CorrelationID      = "X-MS-Office365-Filtering-Correlation-Id"
	MatchingConnectors = "X-Matching-Connectors"
)

func hasPrefixFold(name, prefix string) bool {
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

func isOrganization(name string) bool  { return hasPrefixFold(name, Organization) }
func isForest(name string) bool        { return hasPrefixFold(name, Forest) }
func isCrossPremises(name string) bool { return hasPrefixFold(name, CrossPremises) }
func isRouting(name string) bool {
	return strings.EqualFold(name, "Received") || hasPrefixFold(name, "Resent-")
}

func isMarker(name string) bool {
	for _, m := range []string{Preserved, FilteredBySender, Promoted, Filtered} {
		if strings.EqualFold(name, m) {
			return true
		}
	}
	return false
}
