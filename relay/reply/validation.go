package reply

import "hybridsim/relay"

// What the validation of an outbound connector says that is nobody's reply.
const (
	// RecipientNotOfConnector fails a test mail to a domain that the connector does not name (KB3179588 [S]).
	RecipientNotOfConnector = "The domain of the recipient is not configured as part of connector."
	// RoutedWithoutConnector fails a test mail that does not leave by the connector (G1.3.4 [D]).
	RoutedWithoutConnector = "The test email was routed out from O365 without using any connector"
)

// TaskFailed is the heading over a connectivity test that went wrong where an outcome did; later ones than that of EHLO
// are not known (G1.3.2 [D]).
func TaskFailed(o relay.Outcome) string {
	switch {
	case o.Failure == relay.DNSNoAnswer, o.Failure == relay.DNSNoRecords, o.Failure == relay.DNSNoDomain:
		return "Resolve task failed"
	case o.TLSFailure != nil:
		return ""
	case o.Phase == relay.PhaseConnect && (o.Failure == relay.NetworkRefused || o.Failure == relay.NetworkTimedOut):
		return "Connection task failed"
	case o.Phase == relay.PhaseConnect, o.Phase == relay.PhaseHello:
		return "SMTP EHLO task failed"
	}
	return ""
}
