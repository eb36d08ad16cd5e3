package reply

import "hybridsim/relay"

// What the cloud's front door says to a client (NA1).
var (
	noReputation = heard("NoReputation", "",
		"The address of the sending server has no reputation yet, or a bad one.", "",
		Pattern{"5.7.708", ""}, Pattern{"5.7.708", "traffic not accepted from this IP"})
	_ = heard("TenantThreshold", "", "The organization has sent too much unwanted mail.", findSender,
		Pattern{"5.7.705", ""})
	_ = heard("InboundConnectorDisabled", "", "The inbound connector has been switched off for misuse.",
		"Find out what was sent through it.", Pattern{"5.7.711", ""})
	_ = heard("UnregisteredDomains", relay.PhaseData,
		"Too much mail came from domains that the organization has not registered.",
		"Add the sending domains to the tenant's accepted domains.", Pattern{"5.7.750", ""},
		Pattern{"5.7.750", "unregistered domains"})
	_ = heard("AuthenticationLevel", relay.PhaseData,
		"The sender's domain does not authenticate its mail as well as the recipient's system demands.",
		"Look at SPF, DKIM and DMARC of the domain.", Pattern{"5.7.515", ""},
		Pattern{"5.7.515", "required authentication level"})
	throttled = heard("Throttled", relay.PhaseRcpt,
		"The cloud slows the sending server down, because it is new or suspicious.",
		keepSteady,
		Pattern{"4.7.500-649", ""}, Pattern{"4.7.653-699", ""}, Pattern{"4.7.850-899", ""},
		Pattern{"4.7.500-899", "Server busy"})
	_ = heard("RateLimitedByReputation", relay.PhaseMail,
		"The service slows the sending server down because of its reputation.", keepSteady,
		Pattern{"4.7.650-652", ""}, Pattern{"4.7.650-652", "rate limited due to IP reputation"})
	_ = heard("WrongRegion", "", "The mail went to a region of the cloud where the organization is not.",
		"Send to the name of the tenant's MX record, never to an address.", Pattern{"4.4.62", ""},
		Pattern{"", "ATTR35"}, Pattern{"4.4.62", "wrong Office 365 region"})
	_ = heard("AttributionUnavailable", "", "The cloud could not find out whose mail it is just now.", "",
		Pattern{"4.4.3", "ATTR"})
	bannedSender = heard("BannedSender", "", "The sender has been banned by the service.", "",
		Pattern{"5.7.501-503", ""}, Pattern{"5.7.501-503", "spam abuse detected"},
		Pattern{"5.7.501-503", "banned sender"})
	bannedSource = heard("BannedSource", relay.PhaseRcpt,
		"The address of the sending server has been banned by the service; its form for removal does not help.",
		"Forward the reply to the address that it names.", Pattern{"5.7.511", ""}, Pattern{"5.7.511", "banned sender"})
	_ = heard("RecipientRefusesAll", relay.PhaseRcpt, "The recipient's organization takes no mail for this address.",
		"", Pattern{"5.7.504", ""}, Pattern{"5.7.504", "Recipient address rejected: Access denied"})
	_ = heard("BannedRecipient", relay.PhaseRcpt, "The recipient has been banned by the service.", "",
		Pattern{"5.7.505", ""}, Pattern{"5.7.505", "banned recipient"})
	_ = heard("BadHello", relay.PhaseHello, "The name in the sending server's EHLO is not accepted.",
		"Look at the Fqdn of the send connector.", Pattern{"5.7.506", ""}, Pattern{"5.7.506", "Bad HELO"})
	_ = heard("RejectedByRecipientsList", "", "The recipient's organization refuses this sender.", "",
		Pattern{"5.7.507", ""}, Pattern{"5.7.507", "rejected by recipient"})
	_ = heard("IPv6Quota", "", "The sending server has sent as much over IPv6 as it may.", "", Pattern{"5.7.508", ""})
	_ = heard("FromFieldInvalid", relay.PhaseData, "The message's From field is not valid (RFC 5322).", "",
		Pattern{"5.7.512", ""}, Pattern{"5.7.512", "RFC 5322"})
	_ = heard("InvalidCharacters", relay.PhaseData,
		"The message has characters that the recipient's mail system cannot take.",
		"Look for lines that end in LF alone.", Pattern{"5.6.11", ""}, Pattern{"5.6.11", "Invalid characters"})
	_ = heard("AddressNotTaken", relay.PhaseRcpt, "The mail system that was asked does not take mail for this address.",
		"", Pattern{"5.4.1", ""})
)

// What other hosts say, and what a sending server says of the way to them (NA2, NA4, NA5, NA7, NA8).
var (
	_ = heard("RecipientUnknown", relay.PhaseRcpt, "The server knows no such recipient.", "", Pattern{"5.1.10", ""},
		Pattern{"", "not found by SMTP address lookup"})
	_ = heard("NotPermittedToRelayRemotely", relay.PhaseRcpt,
		"The recipient's mail system does not look after the recipient's domain, and does not pass mail on for "+
			"this sender.",
		behindTheArrow, Pattern{"5.7.367", ""})
	_ = heard("SenderBlockedForSpam", "", "The sender has been blocked for sending unwanted mail.",
		"Unblock the user after its account is secured.",
		Pattern{"5.1.8", "bad outbound sender"})
	_ = heard("ExchangeAuthenticationFailed", "", "Two Exchange servers could not prove to each other who they are.",
		"Look at Kerberos, the clocks and a firewall between them.", Pattern{"4.7.0", "authentication failure"})
	_ = heard("TLSChannelRefused", relay.PhaseTLS, "The connection could not be secured as the connector demands.",
		"Look at the certificate's chain.",
		Pattern{"4.7.0", "TLS channel"})
	connectAborted = heard("ConnectAborted", relay.PhaseConnect,
		"The attempt to connect was given up before the next host answered.", firewall,
		Pattern{"", "error code: 995"})
	noRouteToHost = heard("NoRouteToHost", relay.PhaseConnect, "There is no way through the network to the next host.",
		"Look at the network and its routes.",
		Pattern{"", "error code: 10051"}, Pattern{"", "error code: 10065"})
	noSession = heard("NoSession", "", "No secure conversation with the recipient's mail system comes about.",
		"The detail in brackets says why.", Pattern{"4.4.317", ""})
	_ = heard("NoSessionUntilExpiry", PhaseExpiry,
		"No secure conversation with the recipient's mail system came about until the message grew too old.",
		"The detail in parentheses says why.", Pattern{"5.4.317", ""})
	nextHostUnreachable = heard("NextHostUnreachable", "",
		"The next host could not be reached, or the conversation broke off.",
		"Look at the firewall and the network to the next host.",
		Pattern{"4.4.397", ""}, Pattern{"4.4.400", ""})
	frontEndSessionFailed = heard("FrontEndSessionFailed", "",
		"The front end could not begin a conversation with the next host.", "The quoted answer says why.",
		Pattern{"4.4.101", ""}, Pattern{"4.7.0", "Proxy session setup failed"})
	certificateNotAccepted = heard("CertificateNotAccepted", relay.PhaseTLS,
		"The next host's certificate could not be accepted.", "Look at its chain, its dates and its names.",
		Pattern{"4.7.5", ""})
	_ = heard("ServiceReplicating", "", "A part of the service was busy with itself; the message is tried again.", "",
		Pattern{"4.4.24-28", "replication"}, Pattern{"4.7.700", "PFA agent busy"})
)

var _ = waiting(connectAborted, noRouteToHost, noSession, nextHostUnreachable, frontEndSessionFailed,
	certificateNotAccepted)
