package fault

import "slices"

// FromStory reports whether the operator is the mistake of a story of the catalogue, so that finding it there proves
// less than finding one of the others. A test derives the list from the lines of the stories.
func (o *Operator) FromStory() bool { return slices.Contains(ofStories, o.Name) }

var ofStories = []string{
	"balancer-dead-member", "balancer-hides-cloud", "balancer-without-probe", "centralized-by-wizard",
	"certificate-expired", "certificate-issuer-changed", "certificate-key-unreadable", "certificate-not-smtp",
	"certificate-of-another-organization", "certificate-of-anothers-domain", "certificate-removed",
	"certificate-revoked", "certificate-without-chain", "certificate-without-key", "connection-filter-blocks",
	"device-between-servers", "direct-send-rejected", "domain-authoritative-in-cloud", "edge-not-synchronized",
	"edge-unsubscribed", "every-domain-accepted", "few-recipients", "firewall-knows-some-ranges",
	"firewall-refuses-cloud", "gateway-adds-footer", "gateway-names-two-authors", "group-not-synchronized",
	"inbound-by-address", "inbound-certificate-name-other", "inbound-claims-outside-host",
	"inbound-cloud-services-mail-off", "inbound-connector-disabled", "inbound-partner-for-all-domains",
	"inspection-outwards", "inspection-without-tls", "internal-dns-without-tenant", "journal-mailbox-moved",
	"mailbox-made-in-the-cloud", "member-moved", "moderator-moved", "mx-elsewhere", "nat-hides-cloud",
	"only-listed-senders", "other-tenant-takes-domain", "outbound-by-gateway", "outbound-by-rule",
	"outbound-cloud-services-mail-off", "outbound-connector-removed", "outbound-domains-other",
	"outbound-star-by-onprem", "outbound-takes-outside-domain", "outside-host-under-wildcard",
	"receive-capabilities-lost", "receive-capabilities-other", "receive-certificate-none",
	"receive-certificate-other", "receive-rejects-reserved-domains", "receive-relay-swallows",
	"receive-relay-swallows-internal-hops", "receive-too-small", "receive-without-tls", "recipient-blocks-service",
	"recipient-host-down", "recipient-tlsa-stale", "remote-domain-inbound-untrusted", "remote-domain-oof-external",
	"remote-domain-outbound-untrusted", "remote-domain-removed", "remote-domains-removed", "root-distrusted",
	"root-missing-at-server", "routing-domain-authoritative", "rule-deletes", "rule-marks-as-spam",
	"rule-quarantines", "rule-rejects", "rule-removes-header", "send-as-lost", "send-certificate-other",
	"send-cloud-services-mail-off", "send-connector-removed", "send-takes-cloud-by-internet", "sender-spf-stale",
	"server-outdated", "service-bans-address", "service-moved", "smart-host-address-other", "smtp-auth-off",
	"tls-modern-ciphers-off", "tls-old-windows", "tls-outside-ciphers-off", "tls-outside-old",
	"transport-out-of-service", "transport-out-of-service-everywhere",
}
