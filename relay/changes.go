package relay

// Change is a rule of the service that holds from a day on: the clock decides, or the span that a story holds the
// cloud in.
type Change struct {
	From   Era
	Until  Era    // the first day on which it holds no longer; 0: it holds still
	Label  string // of the rules page
	Rule   string // what holds
	Source string // with its mark, and that of the day
}

// Holds reports whether the rule is in force on a day.
func (c *Change) Holds(day Era) bool { return day >= c.From && (c.Until == 0 || day < c.Until) }

var changes []*Change

func change(from, until Era, label, rule, source string) *Change {
	c := &Change{from, until, label, rule, source}
	changes = append(changes, c)
	return c
}

// Changes are all rules that have a day, in order of days.
func Changes() []*Change { return changes }

// What changed, in order of days, as far as it is in the model. Of what came over weeks the day is inferred.
var (
	TLSWithheld = change(20131201, 20220101, "L122",
		"a client on the service's block list is not offered STARTTLS",
		"[D] of 2013-12-06, [O] 2020-11 and 2021-10; the end [I]")
	NoRC4 = change(20140101, 0, "L15",
		"no front end of the service agrees on RC4", "[D], the day [I]")
	BareLinefeedsStay = change(20180101, 0, "G2.79",
		"bare line feeds are no longer taken out of messages that leave", "[D]; the day [I]")
	SRS = change(20180715, 0, "P2.22",
		"the envelope sender of forwarded mail is rewritten when it leaves", "[D]; within announced weeks [I]")
	CompositeAuthentication = change(20181101, 0, "G2.130",
		"every tenant has implicit anti-spoofing: compauth", "[D] message center; the day [I]")
	No3DES = change(20190228, 0, "L17",
		"the service agrees on no 3DES", "[D] ENC")
	OneDay = change(20190401, 0, "G2.132",
		"mail waits one day in the service, not two", "[D]; from 2019-03-20 on")
	SubmissionOff = change(20200101, 0, "P9.1",
		"a new tenant lets nobody log on to send by SMTP: SmtpClientAuthenticationDisabled is $true",
		"[D] of the month; a tenant here is as old as its world [I]")
	Forwards = change(20200901, 0, "G2.136",
		"the outbound policy's AutoForwardingMode On and Off are enforced", "[D]")
	OnlyTLS12 = change(20210111, 0, "L19",
		"the service's mail flow endpoints speak TLS 1.2 alone, in fewer cipher suites", "[D] MC229914; gradual")
	AutomaticIsOff = change(20210201, 0, "G2.136",
		"AutoForwardingMode Automatic means Off", "[D]; tenant by tenant, the day [I]")
	DANE = change(20220315, 0, "L83",
		"the service looks for TLSA records of a domain's mail hosts", "[D] of March 2022; the day [I]")
	DMARCHonoured = change(20231001, 0, "G2.54",
		"a sender's policy of reject is honoured; before, the action is oreject",
		"[D] for the end of September; the day [I]")
	AllBySRS = change(20231015, 0, "P2.22",
		"forwarding by the mailbox is rewritten by SRS as well, not with the mailbox's address", "[D]; the day [I]")
	SenderMustBelong = change(20231115, 0, "G2.149",
		"only the certificate's or the sender's domain finds the tenant whose mail is relayed",
		"[D] copies of the post; the day [I]")
	ForwardsFromOnPremises = change(20250101, 0, "P2.16",
		"mail that an on-premises mailbox forwarded falls under the outbound policy",
		"[D] of 2025; how it is recognized [I]")
	TrialRate = change(20250201, 0, "G2.152",
		"a trial tenant's external recipients of 24 hours are limited", "[D] TERRL: before 2025-02")
	DirectSendSwitch = change(20250428, 0, "G2.153",
		"Set-OrganizationConfig knows RejectDirectSend", "[D] JPDS: the preview")
	ExternalRate = change(20250501, 0, "G2.152",
		"a tenant's external recipients of 24 hours are limited by its seats and age", "[D] TERRL, gradual")
	EdgeKnowsGroups = change(20250615, 0, "G2.154",
		"directory based edge blocking knows dynamic groups", "[D], of the month")
	InitialDomains = change(20251015, 0, "G2.155",
		"senders under onmicrosoft.com may write to 100 external recipients in 24 hours: trials first, "+
			"then by seats until 2026-06-01", "[D] MOERA")
	CardsForModerators = change(20260731, 0, "P4.12",
		"approval requests of the service are cards: a moderator without a mailbox there has no Approve and Reject",
		"[D] MOD26")
)

// Unmodelled are dated changes of the service that nothing here follows: of these the cloud does the same on every day.
// The days are those of the sources, or near them.
var Unmodelled = []Change{
	{From: 20130601, Rule: "the service's hosts and certificates get the name mail.protection.outlook.com"},
	{From: 20160415, Rule: "the service's certificate changes its issuer: a story issues the new one itself"},
	{From: 20160601, Rule: "certificates with SHA-1 signatures are refused"},
	{From: 20170705, Rule: "relaying needs an accepted domain: here it does before, too"},
	{From: 20180901, Rule: "limits of SMTP AUTH submission"},
	{From: 20210201, Rule: "phishing of high confidence ignores allow lists, and mail-flow rules from 2021-11 on"},
	{From: 20210727, Rule: "the relay pool's rule in its form of today"},
	{From: 20220415, Rule: "a dynamic group's members are a stored list, filled at once from 2026-06 on"},
	{From: 20220701, Rule: "trusted ARC sealers"},
	{From: 20220901, Rule: "the tenant's own domains on allow lists must authenticate"},
	{From: 20230101, Rule: "MessageExpiration of the service can be set: here it can before, too"},
	{From: 20241028, Rule: "inbound DANE for accepted domains"},
	{From: 20261231, Rule: "SMTP AUTH with a password is off by default for every tenant"},
}
