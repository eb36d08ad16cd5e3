package cmdlet

import (
	"fmt"
	"net/netip"
	"time"

	"hybridsim/relay"
)

// Admin is the administrator of one side, on whose behalf a line is run.
type Admin interface {
	// Organization is the present snapshot.
	Organization() *relay.Organization
	// Replace takes the snapshot that a successful line has made.
	Replace(*relay.Organization)
	// OtherSide is the administrator of the other half of the hybrid, or nil. Two cmdlets act on both:
	// Start-ADSyncSyncCycle and Update-HybridConfiguration.
	OtherSide() Admin
	// Edges are the administrators of the Edge Transport servers, each an organization of its own.
	Edges() []Admin
	// SynchronizeEdge copies to a subscribed Edge what EdgeSync copies. refused are connectors that the Edge does not
	// take as they are. The error says that the Edge cannot be reached.
	SynchronizeEdge(name string) (refused []string, err error)
	// Neighbours are the other tenants of the service, or the other on-premises organizations with the same tenant.
	Neighbours() []*relay.Organization
	// Queues are the side's queues at this moment.
	Queues() []relay.QueueInfo
	// Messages are what waits in the queues at this moment.
	Messages() []relay.MessageInfo
	// Quarantine is what the tenant holds at this moment, and what it has released.
	Quarantine() []relay.QuarantinedMessage
	// Release lets a quarantined message go; false when there is none by this identity.
	Release(identity string) bool
	// Events are everything that happened to messages on both sides, oldest first: what tracking and trace are made of.
	Events() []relay.Event
	// RetryQueue forces the next attempt of a queue; with resubmit its messages are categorized again.
	RetryQueue(identity string, resubmit bool) error
	// ServiceAddresses are the addresses that the service publishes today (Get-HybridMailflowDatacenterIPs).
	ServiceAddresses() []relay.AddressRange
	// Validate are the tests of an outbound connector, and how to begin them. They are held when the line is done, and
	// tasks tell then what came of them.
	Validate(c *relay.OutboundConnector, recipients []string) (tasks []*ValidationTask, begin func())
	// Now is the time at the console.
	Now() time.Time
	// OutdatedServers are the on-premises servers that the service has found to be out of date; on-premises none.
	OutdatedServers() []relay.OutdatedServer
	// Addresses are those at which a server of the side can listen; none when there is no such server.
	Addresses(server string) []netip.Addr
	// PublicAddresses are the addresses under which the Internet sees the on-premises servers.
	PublicAddresses() []netip.Addr
}

// Run parses and runs one line for an administrator. It returns what the cmdlets print. When it fails, nothing is
// changed and the error is an [*mistake.Error].
func Run(a Admin, line string) (string, error) {
	printed, err := Begin(a, line)
	if err != nil {
		return "", err
	}
	return printed(), nil
}

// Begin is Run for a line that may begin conversations ([Admin.Validate]): what it prints is asked for when they have
// been held.
func Begin(a Admin, line string) (printed func() string, err error) {
	statements, err := parse(line)
	if err != nil {
		return nil, err
	}
	only := whatIf(statements)
	tx := newTransaction(a)
	result, err := tx.run(statements)
	if err != nil {
		return nil, err
	}
	if only {
		return func() string {
			return fmt.Sprintf("What if: it would be done, and nothing was: %s", statements)
		}, nil
	}
	if err := tx.commit(); err != nil {
		return nil, err
	}
	return result.String, nil
}
