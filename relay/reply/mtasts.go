package reply

import "hybridsim/relay"

// This file holds what the service says when a domain's MTA-STS policy is not met: two codes and their words are
// documented (L88), no line is on record, and what stands around the words is inferred (L89).

// sts adds what is said while mail waits, and what when it grew too old.
func sts(name, detail, words, meaning, check string) failure {
	waits := add(Condition{
		Name: name, Phase: relay.PhaseTLS, Meaning: meaning, Check: check, Waits: true,
		Wordings: []Wording{{By: service, Code: 450, Enhanced: "4." + detail, Text: words + " {attempted} {stamp}",
			Source: "[D] EXONDR, the frame [I]"}},
		Heard: []Pattern{{"4." + detail, "MTA-STS"}},
	})
	return failure{waits, add(Condition{
		Name: name + "UntilExpiry", Phase: PhaseExpiry, Of: waits, Check: check,
		Meaning:  meaning + " So it was until the message grew too old.",
		Wordings: []Wording{{By: service, Code: 550, Enhanced: "5." + detail, Text: words, Source: "[D] EXONDR"}},
		Heard:    []Pattern{{"5." + detail, "MTA-STS"}},
	})}
}

var stsFailures = map[relay.TLSReason]failure{
	relay.STSHost: sts("MTASTSHosts", "4.8", "MX hosts of {domain} failed MTA-STS validation",
		"The domain's MTA-STS policy names none of the mail hosts that its MX records name.",
		"Compare the MX records with the mx lines of the policy at https://mta-sts.DOMAIN/.well-known/mta-sts.txt."),
	relay.STSCertificate: sts("MTASTSCertificate", "7.5",
		"Remote certificate failed MTA-STS validation. Reason: {why}",
		"The mail host shows a certificate that the domain's MTA-STS policy does not allow.",
		"The certificate must be in date, name the mail host, and chain to a public authority."),
}
