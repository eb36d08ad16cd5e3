package fault

import "slices"

// FromStory reports whether the operator is the mistake of a story of the catalogue, so that finding it there proves
// less than finding one of the others. A test derives the list from the lines of the stories.
func (o *Operator) FromStory() bool { return slices.Contains(ofStories, o.Name) }

var ofStories = []string{
	"balancer-dead-member", "balancer-hides-cloud", "certificate-expired", "certificate-issuer-changed",
	"certificate-key-unreadable", "certificate-not-smtp", "certificate-removed", "certificate-revoked",
	"certificate-without-chain", "certificate-without-key", "device-between-servers", "direct-send-rejected",
	"domain-authoritative-in-cloud", "domain-not-in-cloud", "edge-not-synchronized", "few-recipients",
	"firewall-knows-some-ranges", "firewall-refuses-cloud", "group-reports-to-nobody",
	"inbound-certificate-name-other", "inbound-cloud-services-mail-off", "inbound-connector-disabled",
	"inbound-partner-for-all-domains", "inspection-outwards", "inspection-without-tls",
	"internal-dns-without-tenant", "mailbox-removed", "mx-elsewhere", "nat-hides-cloud", "only-listed-senders",
	"other-tenant-takes-domain", "outbound-cloud-services-mail-off", "outbound-connector-removed",
	"outbound-domains-other",
	"outbound-star-by-onprem", "receive-capabilities-lost", "receive-capabilities-other",
	"receive-certificate-none", "receive-certificate-other", "receive-relay-swallows",
	"receive-relay-swallows-internal-hops", "receive-too-small", "receive-without-tls",
	"recipient-blocks-service", "recipient-host-down", "remote-domain-inbound-untrusted",
	"remote-domain-oof-external", "remote-domain-outbound-untrusted", "remote-domain-removed", "root-distrusted",
	"root-missing-at-server", "routing-domain-authoritative", "rule-deletes", "rule-marks-as-spam",
	"rule-quarantines", "rule-rejects", "rule-removes-header", "send-certificate-other",
	"send-cloud-services-mail-off", "send-connector-removed", "send-takes-cloud-by-internet", "server-outdated",
	"service-bans-address", "service-moved", "smart-host-address-other", "tls-modern-ciphers-off",
	"tls-old-windows", "tls-outside-old", "transport-out-of-service",
}
