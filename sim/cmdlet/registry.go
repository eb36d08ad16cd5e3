package cmdlet

import "slices"

// commands are all cmdlets.
var commands = slices.Concat(
	acceptedDomainCmdlets(),
	remoteDomainCmdlets(),
	receiveConnectorCmdlets(),
	permissionCmdlets(),
	sendConnectors.cmdlets(),
	inboundConnectors.cmdlets(),
	outboundConnectors.cmdlets(),
	mailboxCmdlets(),
	remoteMailboxCmdlets(),
	mailUserCmdlets(),
	groupCmdlets(),
	certificateCmdlets(),
	transportCmdlets(),
	hybridCmdlets(),
	queueCmdlets(),
	messageCmdlets(),
	trackingCmdlets(),
	traceCmdlets(),
	syncCmdlets(),
)
