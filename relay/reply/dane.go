package reply

import "hybridsim/relay"

// This file holds what the service says when a domain's demands by DANE are not met. Codes and words are documented
// (L87); no line of a queue or a report is on record, so what stands around the words is inferred (L89).

// dane adds what is said while mail waits, and what when it grew too old.
func dane(name string, reason relay.TLSReason, last, words, meaning, check string) failure {
	text := string(reason) + ": " + words
	waits := add(Condition{
		Name: name, Phase: relay.PhaseTLS, Meaning: meaning, Check: check, Waits: true,
		Wordings: []Wording{{By: service, Code: 450, Enhanced: "4.7." + last, Text: text + " {attempted} {stamp}",
			Source: "[D] EXONDR, the frame [I]"}},
		Heard: []Pattern{{"4.7." + last, ""}, {"", string(reason)}},
	})
	return failure{waits, add(Condition{
		Name: name + "UntilExpiry", Phase: PhaseExpiry, Of: waits, Check: check,
		Meaning: meaning + " So it was until the message grew too old.",
		Wordings: []Wording{{By: service, Code: 550, Enhanced: "5.7." + last, Text: text,
			Source: "[D] EXONDR"}},
		Heard: []Pattern{{"5.7." + last, ""}},
	})}
}

const lookTLSA = "Compare the TLSA records of the mail host with the certificate that it shows."

var daneFailures = map[relay.TLSReason]failure{
	relay.DANENoTLS: dane("DANENoTLS", relay.DANENoTLS, "321",
		"Destination mail server must support TLS to receive mail.",
		"The domain demands a secure connection by DANE, and its mail host offers none.",
		"Does the mail host offer STARTTLS, and does nothing on the path hide it?"),
	relay.DANEExpired: dane("DANECertificateExpired", relay.DANEExpired, "322",
		"Destination mail server's certificate is expired.",
		"The mail host shows a certificate that is out of date, and the domain demands a good one by DANE.",
		"Renew the certificate of the mail host, and its TLSA records with it."),
	relay.DANEInvalid: dane("DANEFailed", relay.DANEInvalid, "323", "The domain failed DANE validation.",
		"The mail host shows another certificate than the domain promises by DANE.", lookTLSA),
	relay.DANEBogus: dane("DNSSECInvalid", relay.DANEBogus, "324",
		"Destination domain returned invalid DNSSEC records",
		"The domain's DNS is signed, and what it answers is not authentic.",
		"Look at the domain's signatures (DNSSEC): its DS record, keys and dates."),
	relay.DANEHost: dane("DANEHostMismatch", relay.DANEHost, "325",
		"Remote certificate MUST have a common name or subject alternative name that matches the hostname (DANE)",
		"The mail host shows a certificate for another host, and the domain demands its own by DANE.", lookTLSA),
}
