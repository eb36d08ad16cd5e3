package fault

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

func routingDomain(_ *site, x object) bool {
	return strings.HasSuffix(strings.ToLower(x.text("DomainName")), ".mail.onmicrosoft.com")
}

func ownDomain(_ *site, x object) bool {
	return !strings.HasSuffix(strings.ToLower(x.text("DomainName")), ".onmicrosoft.com")
}

// domains are mistakes with whose a domain is, and what its mail may carry.
var domains = []*Operator{
	{"domain-authoritative-in-cloud", "The cloud takes itself for the only place where the domain's recipients are.", Domains, Often, "KB2510049, S6.1", Customer,
		sets(relay.Cloud, "AcceptedDomain", ownDomain, "DomainType", "Authoritative")},
	{"domain-shared-in-cloud", "The cloud sends on what it has no recipient for.", Domains, Often, "KB2510049, S6.1", Customer,
		sets(relay.Cloud, "AcceptedDomain", ownDomain, "DomainType", "InternalRelay")},
	{"domain-shared-onprem", "On-premises sends on what it has no recipient for.", Domains, Seen, "S6.1", Customer,
		sets(relay.OnPremises, "AcceptedDomain", ownDomain, "DomainType", "InternalRelay")},
	{"domain-external-relay-onprem", "On-premises relays the domain as somebody else's.", Domains, Seen, "S6.1", Customer,
		sets(relay.OnPremises, "AcceptedDomain", ownDomain, "DomainType", "ExternalRelay")},
	{"routing-domain-authoritative", "On-premises takes itself for the place of the cloud's routing domain.", Domains, Often, "R6.9", Customer,
		sets(relay.OnPremises, "AcceptedDomain", routingDomain, "DomainType", "Authoritative")},
	{"domain-not-verified-in-cloud", "Somebody's address is in a domain that the cloud does not have.", Domains, Seen, "KB3173405, P6.9", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			newcomersDomain(s, add)
			inUnverifiedDomain(s, add)
		})},
	{"remote-domain-removed", "The remote domain of the other side is gone, and the default one holds.", Domains, Often, "S8.1", Customer,
		removes("", "RemoteDomain", notDefault)},
	{"remote-domains-removed", "The remote domains of the other side are gone, and the default one holds.", Domains, Seen, "S8.1", Customer,
		types(noRemoteDomains)},
	{"every-domain-accepted", "On-premises accepts every domain, and passes mail on for everybody.", Domains, Seen, "S6.1", Customer,
		types(everyDomain)},
	{"remote-domain-oof-external", "Automatic replies to the other side are those for strangers.", Domains, Often, "S8.2", Customer,
		sets("", "RemoteDomain", nil, "AllowedOOFType", "External")},
	{"remote-domain-oof-none", "No automatic reply reaches the other side.", Domains, Seen, "S8.2", Customer,
		sets("", "RemoteDomain", nil, "AllowedOOFType", "None")},
	{"remote-domain-tnef-off", "What the other side gets has lost its voting buttons.", Domains, Seen, "S8.2", Customer,
		sets("", "RemoteDomain", nil, "TNEFEnabled", "$false")},
	{"remote-domain-forwards-dropped", "Mail that somebody forwards there is dropped.", Domains, Often, "P2.18", Customer,
		sets("", "RemoteDomain", nil, "AutoForwardEnabled", "$false")},
	{"remote-domain-replies-dropped", "Automatic replies are dropped.", Domains, Seen, "S8.1", Customer,
		sets("", "RemoteDomain", nil, "AutoReplyEnabled", "$false")},
	{"remote-domain-reports-dropped", "Reports are dropped, and nobody is told.", Domains, Seen, "PS:Set-RemoteDomain", Customer,
		sets("", "RemoteDomain", nil, "NDREnabled", "$false")},
	{"remote-domain-outbound-untrusted", "Senders' names are lost on the way to the cloud.", Domains, Seen, "S8.3", Customer,
		sets(relay.OnPremises, "RemoteDomain", nil, "TrustedMailOutboundEnabled", "$false")},
	{"remote-domain-inbound-untrusted", "Senders' names are lost on the way from the cloud.", Domains, Seen, "S8.3", Customer,
		sets(relay.OnPremises, "RemoteDomain", nil, "TrustedMailInboundEnabled", "$false")},
}

// inUnverifiedDomain gives somebody of the cloud an address in a new domain of on-premises alone.
func inUnverifiedDomain(s *site, add func(string, []string, []string)) {
	for x := range s.objects(relay.OnPremises, "RemoteMailbox") {
		local, domain, ok := strings.Cut(x.text("PrimarySmtpAddress"), "@")
		if !ok {
			continue
		}
		id, set := cmdlet.Quote(x.Identity), x.prompt+"Set-RemoteMailbox "
		unverified, sync := "unverified."+domain, x.prompt+"Start-ADSyncSyncCycle"
		add(x.name(), []string{
			x.prompt + "New-AcceptedDomain " + unverified + " -DomainName " + unverified,
			set + id + " -PrimarySmtpAddress " + cmdlet.Quote(local+"@"+unverified), sync,
		}, []string{
			set + id + " -EmailAddresses " + x.literal("EmailAddresses"),
			x.prompt + "Remove-AcceptedDomain " + unverified, sync,
		})
	}
}

func notDefault(_ *site, x object) bool { return !x.is("DomainName", "*") }

// address is a recipient's, with a local part that nobody has.
func elsewhereAt(property string) func(*site, object) []string {
	return func(_ *site, x object) []string {
		v, ok := x.Value(property)
		if !ok || v.Empty() {
			return nil
		}
		local, domain, ok := strings.Cut(v.Texts[0], "@")
		if !ok {
			return nil
		}
		return []string{property, cmdlet.Quote(local + ".old@" + domain)}
	}
}

// people are mistakes with recipients.
var people = []*Operator{
	{"routing-address-missing", "A remote mailbox has no routing address.", People, Often, "R6.14", Customer,
		sets(relay.OnPremises, "RemoteMailbox", filled("RemoteRoutingAddress"), "RemoteRoutingAddress", "$null")},
	{"routing-address-stale", "A remote mailbox's routing address is nobody's in the cloud.", People, Often, "R6.11", Customer,
		computes(relay.OnPremises, "RemoteMailbox", elsewhereAt("RemoteRoutingAddress"))},
	{"target-address-stale", "A mail user's external address is nobody's.", People, Seen, "R6.12", Customer,
		computes("", "MailUser", elsewhereAt("ExternalEmailAddress"))},
	{"contact-address-stale", "A contact's address is nobody's.", People, Rare, "S6.2", Customer,
		computes("", "MailContact", elsewhereAt("ExternalEmailAddress"))},
	{"mailbox-removed", "A mailbox is gone.", People, Seen, "S6.2", Customer, removes("", "Mailbox", nil)},
	{"mail-user-removed", "The cloud does not know somebody of on-premises.", People, Often, "R6.16", Customer, removes(relay.Cloud, "MailUser", nil)},
	{"remote-mailbox-removed", "On-premises does not know somebody of the cloud.", People, Often, "R6.15", Customer, removes(relay.OnPremises, "RemoteMailbox", nil)},
	{"group-removed", "A group is gone on one side.", People, Seen, "S6.2", Customer, removes("", "DistributionGroup", nil)},
	{"mailbox-on-both-sides", "Somebody has a mailbox on either side.", People, Often, "R6.12", Customer, types(twice)},
	{"only-authenticated-senders", "A recipient takes mail of authenticated senders alone.", People, Often, "P3.4", Customer,
		computes("", "", func(_ *site, x object) []string {
			if p := x.noun.Property("RequireSenderAuthenticationEnabled"); p == nil || !p.Set {
				return nil
			}
			return []string{"RequireSenderAuthenticationEnabled", "$true"}
		})},
	{"size-limit-of-recipient", "A recipient takes small messages alone.", People, Often, "P5.7", Customer,
		computes("", "", func(_ *site, x object) []string {
			if p := x.noun.Property("MaxReceiveSize"); p == nil || !p.Set || !isRecipient(x) {
				return nil
			}
			return []string{"MaxReceiveSize", "64KB"}
		})},
	{"size-limit-of-sender", "A sender may send small messages alone.", People, Seen, "N92", Customer,
		computes("", "", func(_ *site, x object) []string {
			if p := x.noun.Property("MaxSendSize"); p == nil || !p.Set || !isRecipient(x) {
				return nil
			}
			return []string{"MaxSendSize", "64KB"}
		})},
	{"only-listed-senders", "A recipient takes mail of one sender alone.", People, Seen, "P3.1", Customer,
		computes("", "", func(_ *site, x object) []string {
			p := x.noun.Property("AcceptMessagesOnlyFrom")
			if p == nil || !p.Set || x.text("PrimarySmtpAddress") == "" {
				return nil
			}
			return []string{"AcceptMessagesOnlyFrom", x.literal("PrimarySmtpAddress")}
		})},
	{"mailbox-full", "A mailbox is full.", People, Seen, "N92", Customer,
		sets("", "Mailbox", nil, "ProhibitSendReceiveQuota", "1KB", "UseDatabaseQuotaDefaults", "$false")},
	{"mailbox-forwards-outside", "A mailbox forwards to somebody outside.", People, Often, "P2.1", Customer,
		sets("", "Mailbox", nil, "ForwardingSmtpAddress", "smtp:somebody@elsewhere.example")},
	{"group-reports-to-nobody", "Nobody is told what becomes of a group's mail.", People, Seen, "P3.13", Customer,
		sets("", "DistributionGroup", nil, "ReportToOriginatorEnabled", "$false", "ReportToManagerEnabled", "$false")},
	{"group-not-synchronized", "A new group was not synchronized.", People, Often, "R6.16", Customer, types(groupHere)},
	{"mailbox-made-in-the-cloud", "A mailbox was made in the cloud, and on-premises knows nobody of the address.", People, Often, "R6.15", Customer,
		types(mailboxThere)},
	{"address-taken-in-the-cloud", "An address of somebody on-premises is somebody else's in the cloud.", People, Seen, "P6.9", Customer,
		types(addressTaken)},
	{"dynamic-group-of-everybody", "A dynamic group finds everybody, of whatever kind.", People, Seen, "G2.96", Customer,
		computes("", "DynamicDistributionGroup", ofAllKinds)},
	{"dynamic-group-by-type", "A dynamic group finds members of one kind alone.", People, Seen, "G2.96", Customer,
		sets("", "DynamicDistributionGroup", nil, "IncludedRecipients", "MailboxUsers")},
	{"inbox-rule-forwards-outside", "A rule in a mailbox forwards to somebody outside.", People, Often, "P2.6", Customer, types(rulesForward)},
	{"moderator-moved", "A moderator's mailbox is in the cloud, and the group is on-premises.", People, Seen, "G2.111", Customer, types(moderatorsMoved)},
	{"journal-mailbox-moved", "The journaling mailbox is in the cloud.", People, Seen, "P7.14", Customer, types(journalMoved)},
	{"send-as-lost", "Somebody may no more send in another's name.", People, Often, "P3.7", Customer, types(sendAsLost)},
	{"member-moved", "A mailbox that a dynamic group found is in the cloud.", People, Seen, "G2.96", Customer, types(membersMoved)},
}

func isRecipient(x object) bool { return x.text("PrimarySmtpAddress") != "" }

// policies are settings of a whole organization.
var policies = []*Operator{
	{"direct-send-rejected", "The tenant takes no mail from its own domains by nobody's connector.", Policies, Often, "G2.153", Customer,
		sets(relay.Cloud, "OrganizationConfig", nil, "RejectDirectSend", "$true")},
	{"few-recipients", "A message may have few recipients.", Policies, Seen, "P5.6", Customer,
		sets("", "TransportConfig", nil, "MaxRecipientEnvelopeLimit", "1")},
	{"organization-takes-small", "The organization takes small messages alone.", Policies, Seen, "P5.3", Customer,
		sets("", "TransportConfig", nil, "MaxReceiveSize", "64KB")},
	{"organization-sends-small", "The organization sends small messages alone.", Policies, Seen, "P5.3", Customer,
		sets("", "TransportConfig", nil, "MaxSendSize", "64KB")},
	{"connection-filter-blocks", "The connection filter's list blocks a partner's host.", Policies, Often, "P8.8", Customer, blocksHosts},
	{"arc-sealer-not-trusted", "The tenant does not trust the seal of whoever passes mail on.", Policies, Seen, "P8.14", Customer,
		sets(relay.Cloud, "ArcConfig", filled("ArcTrustedSealers"), "ArcTrustedSealers", "$null")},
	{"smtp-auth-off", "Nobody may log on to send.", Policies, Often, "P9.1", Customer,
		sets(relay.Cloud, "TransportConfig", nil, "SmtpClientAuthenticationDisabled", "$true")},
	{"smtp-auth-off-for-mailbox", "No client may log on with a mailbox that was let send so.", Policies, Seen, "P9.1", Customer,
		sets(relay.Cloud, "CASMailbox", clientsMayLogOn, "SmtpClientAuthenticationDisabled", "$true")},
	{"centralized-by-wizard", "The wizard was told that mail goes by way of on-premises.", Policies, Seen, "R4.8", Customer,
		computesLines(relay.OnPremises, "HybridConfiguration", centralized)},
	{"forwarding-off-by-policy", "The outbound spam policy lets no automatic forwarding out.", Policies, Often, "P2.15", Customer,
		sets(relay.Cloud, "HostedOutboundSpamFilterPolicy", nil, "AutoForwardingMode", "Off")},
	{"journal-rule-off", "A journal rule is off.", Policies, Seen, "P7.16", Customer, types(journalOff)},
	{"rule-rejects", "A mail-flow rule rejects.", Policies, Often, "P7.3", Customer, rule(`-RejectMessageReasonText "Not here" -RejectMessageEnhancedStatusCode 5.7.1`)},
	{"rule-deletes", "A mail-flow rule drops without a word.", Policies, Seen, "P7.2", Customer, rule("-DeleteMessage $true")},
	{"rule-marks-as-spam", "A mail-flow rule marks mail as spam.", Policies, Seen, "P8.15", Customer, rule("-SetSCL 6")},
	{"rule-quarantines", "A mail-flow rule puts mail into quarantine.", Policies, Seen, "P7.3", Customer, rule("-Quarantine $true")},
	{"rule-removes-header", "A mail-flow rule removes a header that trust stands on.", Policies, Rare, "S7.2", Customer, rule("-RemoveHeader X-MS-Exchange-Organization-AuthAs")},
}

// clientsMayLogOn holds for a mailbox of which somebody has said so.
func clientsMayLogOn(_ *site, x object) bool {
	return x.is("SmtpClientAuthenticationDisabled", "False")
}

// rule makes a place of each organization: a rule on mail between people.
func rule(action string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for _, side := range s.w.SideNames() {
			if kind := side.Kind(); kind == relay.Cloud || kind == relay.OnPremises {
				add(string(side), one(`%s> New-TransportRule "Somebody's rule" %s`, side, action),
					one(`%s> Remove-TransportRule "Somebody's rule"`, side))
			}
		}
	})
}
