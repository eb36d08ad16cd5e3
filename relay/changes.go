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
	BareLinefeedsStay = change(20180101, 0, "G2.79, G2.126",
		"bare line feeds are no longer taken out of messages that leave", "[D]; the day [I]")
	SRS = change(20180715, 0, "P2.22, G2.127",
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
	OnlyTLS12 = change(20210111, 0, "L19, G2.131",
		"the service's mail flow endpoints speak TLS 1.2 alone, in fewer cipher suites", "[D] MC229914; gradual")
	AutomaticIsOff = change(20210201, 0, "G2.136",
		"AutoForwardingMode Automatic means Off", "[D]; tenant by tenant, the day [I]")
	RelayPoolRule = change(20210727, 0, "P2.26, G2.139",
		"mail that is passed on for a sender whom nothing vouches for leaves from the relay pool, without SRS",
		"[D] message center")
	DANE = change(20220315, 0, "L83, G2.140",
		"the service looks for TLSA records of a domain's mail hosts", "[D] of March 2022; the day [I]")
	MTASTS = change(20220315, 0, "L88, G2.140",
		"the service obeys a domain's MTA-STS policy", "[D] of March 2022; the day [I]")
	ArcSealers = change(20220701, 0, "G2.142",
		"a trusted ARC sealer vouches for mail that fails DMARC behind it",
		"[D] message center; within announced weeks [I]")
	OwnSendersProved = change(20220901, 0, "P8.7, G2.143",
		"an anti-spam policy lets mail from the tenant's own domains pass only if it is authenticated",
		"[D] of September 2022; the day [I]")
	OutdatedServers = change(20230901, 0, "T15.14, G2.145",
		"mail of servers that are out of date is put off and refused: of 2010; of 2013 from 2024-02-01 on; of 2016, "+
			"2019 and SE by their build from 2026-09-07 on", "[D] TES, the last day and its builds [S]")
	DMARCHonoured = change(20231001, 0, "G2.54, G2.146",
		"a sender's policy of reject is honoured; before, the action is oreject",
		"[D] for the end of September; the day [I]")
	AllBySRS = change(20231015, 0, "P2.22, G2.147",
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
		"directory based edge blocking knows dynamic groups and public folders", "[D], of the month")
	InitialDomains = change(20251015, 0, "G2.155",
		"senders under onmicrosoft.com may write to 100 external recipients in 24 hours: trials first, "+
			"then by seats until 2026-06-01", "[D] MOERA")
	ConnectorModes = change(20260315, 0, "G2.158",
		"outbound connectors have SmtpDaneMode and MtaStsMode",
		"[D] Announcing SMTP DANE and MTA-STS connector modes, of the month")
	CardsForModerators = change(20260731, 0, "P4.12, G2.159",
		"approval requests of the service are cards: a moderator without a mailbox there has no Approve and Reject",
		"[D] MOD26")
)

// Unmodelled are dated changes of the service that nothing here follows: of these the cloud does the same on every day.
// The days are those of the sources, or near them.
var Unmodelled = []Change{
	{From: 20130601, Label: "G2.121", Rule: "the service's hosts and certificates get the name mail.protection.outlook.com"},
	{From: 20160415, Label: "G2.123", Rule: "the service's certificate changes its issuer: a story issues the new one itself"},
	{From: 20160601, Label: "G2.122", Rule: "certificates with SHA-1 signatures are refused"},
	{From: 20170705, Label: "G2.124", Rule: "relaying needs an accepted domain: here it does before, too"},
	{From: 20171201, Label: "G2.125", Rule: "who is known by address alone and sends for a foreign domain may not name recipients of several domains in a session"},
	{From: 20180901, Label: "G2.128", Rule: "limits of SMTP AUTH submission"},
	{From: 20180903, Label: "G2.129", Rule: "the service's certificate changes its issuer, as in about 2021-02 and on 2026-03-22: a story issues the new one itself"},
	{From: 20200115, Label: "G2.133", Rule: "SMTP AUTH with a password is off by default for new tenants"},
	{From: 20200320, Label: "G2.134", Rule: "the relay pool's hosts are seen: which mail left from them before 2021-07-27 is not known, and none does here"},
	{From: 20200401, Label: "G2.135", Rule: "recipients may see their mail that was quarantined as phishing"},
	{From: 20210201, Label: "G2.137", Rule: "phishing of high confidence ignores allow lists, and mail-flow rules from 2021-11 on"},
	{From: 20210503, Label: "G2.138", Rule: "the rules of loops are published: here they hold before, too"},
	{From: 20220415, Label: "G2.141", Rule: "a dynamic group's members are a stored list"},
	{From: 20220901, Label: "G2.143", Rule: "the tenant's own domains on allow lists must authenticate"},
	{From: 20230101, Label: "G2.144", Rule: "MessageExpiration of the service can be set: here it can before, too"},
	{From: 20231016, Label: "G2.148", Rule: "LF, a point and CR LF are not let through by DATA any more; how is not said"},
	{From: 20241016, Label: "G2.151", Rule: "accepted domains have IPv6 addresses"},
	{From: 20241028, Label: "G2.150", Rule: "inbound DANE for accepted domains, and mail hosts under mx.microsoft"},
	{From: 20260106, Label: "G2.156", Rule: "a mailbox's limit of external recipients was announced, and cancelled: there is none on any day"},
	{From: 20260204, Label: "G2.157", Rule: "addresses and certificates that tenants share are called unhealthy: nothing is refused for it"},
	{From: 20260501, Label: "G2.162", Rule: "public authorities leave client usage out of certificates: no effect is known, and here it has none"},
	{From: 20260605, Label: "G2.160", Rule: "a dynamic group of up to 5,000 is filled at once"},
	{From: 20261231, Label: "G2.161", Rule: "SMTP AUTH with a password is off by default for every tenant"},
}
