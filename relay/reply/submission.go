package reply

import "hybridsim/relay"

// This file holds what the service says to programs and devices that log on to send (P9).

var submissionDisabled = add(Condition{
	Name: "SubmissionDisabled", Phase: relay.PhaseHello,
	Meaning: "The organization, or the mailbox, lets nobody log on by SMTP to send.",
	Check: "Get-TransportConfig and Get-CASMailbox, SmtpClientAuthenticationDisabled: the mailbox's $false goes " +
		"before the organization's $true.",
	Wordings: []Wording{
		{By: service, Code: 535, Enhanced: "5.7.139", Text: "Authentication unsuccessful, SmtpClientAuthentication is disabled for " +
			"the {who}. Visit https://aka.ms/smtp_auth_disabled for more information. {stamp}", Source: "[O] P9.2"},
	},
	Heard: []Pattern{{"5.7.139", "SmtpClientAuthentication is disabled"}, {"", "smtp_auth_disabled"}},
})

// SubmissionDisabled refuses AUTH where SmtpClientAuthenticationDisabled says so: of the "Tenant" or the "Mailbox".
func SubmissionDisabled(who string, era relay.Era, stamp Stamp) relay.Reply {
	return submissionDisabled.by(relay.ExchangeOnline, era, with{"who": who, "stamp": stamp.in(era)})
}

var credentialsIncorrect = add(Condition{
	Name: "CredentialsIncorrect", Phase: relay.PhaseHello,
	Meaning: "The service does not know the mailbox that logs on, or the password is not right.",
	Check:   "Does the account have a mailbox in the cloud, and is its password the one that the device has?",
	Wordings: []Wording{
		{By: service, Code: 535, Enhanced: "5.7.139",
			Text: "Authentication unsuccessful, the user credentials were incorrect. {stamp}", Source: "[O] P9.2"},
	},
	Heard: []Pattern{{"5.7.139", ""}, {"5.7.139", "the user credentials were incorrect"}},
})

// CredentialsIncorrect refuses AUTH of nobody whom the service knows.
func CredentialsIncorrect(era relay.Era, stamp Stamp) relay.Reply {
	return credentialsIncorrect.by(relay.ExchangeOnline, era, with{"stamp": stamp.in(era)})
}

var submissionNeedsLogin = add(Condition{
	Name: "SubmissionNeedsLogin", Phase: relay.PhaseMail,
	Meaning: "The client has not logged on, and where it sends nobody may without.",
	Check: "Does the device have a name and a password? Without them mail goes to port 25 of the host that the MX " +
		"names: to people of the tenant only, or by a connector.",
	Wordings: []Wording{
		{By: today, Code: 530, Enhanced: "5.7.57", Text: "Client not authenticated to send mail.{error} {stamp}", Source: "[O] P9.3, the stamp [I]"},
	},
	Heard: []Pattern{{"5.7.57", "Client not authenticated to send mail"}},
})

// SubmissionNeedsLogin refuses MAIL of a client that has not logged on, with the refusal that it met when it tried.
func SubmissionNeedsLogin(tried relay.Reply, era relay.Era, stamp Stamp) relay.Reply {
	hole := ""
	if !tried.IsZero() {
		hole = " Error: " + tried.String()
	}
	if era < relay.EraToday {
		return NotAuthenticated(relay.ExchangeOnline)
	}
	return submissionNeedsLogin.by(relay.ExchangeOnline, era, with{"error": hole, "stamp": stamp.in(era)})
}

// SubmitsForAnother refuses a message whose sender is not the one that logged on.
func SubmitsForAnother(era relay.Era, stamp Stamp) relay.Reply {
	return notPermittedToSend.by(relay.ExchangeOnline, era, with{"stamp": stamp.in(era)})
}
