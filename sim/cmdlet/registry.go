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
	mailboxSettingsCmdlets(),
	remoteMailboxCmdlets(),
	mailUserCmdlets(),
	mailContactCmdlets(),
	anyRecipientCmdlets(),
	groupCmdlets(),
	dynamicGroupCmdlets(),
	outboundSpamCmdlets(),
	connectionFilterCmdlets(),
	certificateCmdlets(),
	connectivityCmdlets(),
	transportCmdlets(),
	ruleCmdlets(),
	organizationCmdlets(),
	exemptionCmdlets(),
	hybridCmdlets(),
	queueCmdlets(),
	messageCmdlets(),
	trackingCmdlets(),
	traceCmdlets(),
	quarantineCmdlets(),
	syncCmdlets(),
	edgeCmdlets(),
	componentCmdlets(),
)
