package reply

import "regexp"

// This file holds what replies mean that are put in words which anybody uses. Such words tell neither who said them nor
// when.

// plain adds a condition that is only said in such words.
func plain(name, meaning, check string) *Condition {
	return add(Condition{Name: name, Plain: true, Meaning: meaning, Check: check})
}

var (
	senderUnknown   = plain("SenderUnknown", "The sender's address or domain could not be found.", "")
	senderConcerned = plain("SenderConcerned",
		"The words are about the sender, whatever the number stands for.", "")
	senderRefused = plain("SenderRefused", "The sender, or the sender's domain, is not accepted.", "")
	sendersLimit  = plain("SendersLimit",
		"The sender has sent as much as one sender may in this time.",
		"It is the sender's limit, not the recipient's mailbox: find out what was sent.")
	senderTakesNoMail = plain("SendersDomainTakesNoMail",
		"The sender's domain says by its MX record that it takes no mail, so nobody could answer.", "")
	takesNoMail = plain("NullMX", "The recipient's domain says by its MX record that it takes no mail at all.",
		"Is the domain spelled right?")
	unrouteable = plain("Unrouteable", "The server knows no way to this address.", "")
	dmarcFailed = plain("DMARCFailed",
		"The message did not pass the DMARC check of the sender's domain.",
		"Does a gateway on the way change the message or its address?")
	spfFailed = plain("SPFFailed", "The message did not pass the check of the sending server (SPF).",
		"Add the sending servers to the domain's SPF record.")
	senderChecksFailed = plain("SenderChecksFailed",
		"The message did not pass the checks of the sender's domain: SPF, DKIM or DMARC.",
		"Look at the domain's SPF and DKIM, and at gateways that change the message or its address.")
	ipv6Checks   = plain("IPv6NeedsAuthentication", "Mail over IPv6 must pass checks, and this did not.", "")
	noReverseDNS = plain("NoReverseDNS", "The sending server's address has no proper name in DNS.",
		"Enter a PTR record.")
	greylisted = plain("Greylisted",
		"The recipient's mail system makes senders that it does not know try twice.", "Wait; it is tried again.")
	slowedDown      = plain("SlowedDown", "The server takes no more from this sender or server for the time being.", "")
	takenForMalware = plain("TakenForMalware",
		"The recipient's mail system found something dangerous in the message.", "")
	takenForSpam = plain("TakenForSpam", "The recipient's mail system took the message or its sender for a source of "+
		"unwanted mail.", "")
	tooLargeRemotely = plain("MessageTooLargeRemotely",
		"The message is larger than the recipient's mail system takes.", "")
	boxClosed    = plain("MailboxClosed", "The recipient's mailbox takes no mail; it may be closed for good.", "")
	storeFull    = plain("ServerFull", "The server has no room left.", "")
	needsAccount = plain("AuthenticationRequired", "The server takes mail only from those who log on.", "")
	wrongAccount = plain("AuthenticationFailed", "The name or the password is not right.", "")
)

// saying is what words mean.
type saying struct {
	words *regexp.Regexp
	means *Condition
}

func says(c *Condition, words string) saying { return saying{regexp.MustCompile(`(?i)` + words), c} }

// sayings are tried in order: the first that fits counts. Words about the sender are tried before (senders).
var sayings = []saying{
	says(takesNoMail, `\bnull ?MX\b|\b(?:does not|doesn't|do not) accept (?:any )?(?:mail|email|messages)\b.{0,20}$`),
	says(noMailOverIPv6, `not accept \w*mail over IPv6`),
	says(ipv6Checks, `\bIPv6\b.{0,80}\b(?:SPF|DKIM|PTR|authenticat|guidelines)`),
	says(dmarcFailed, `\bDMARC\b`),
	says(senderChecksFailed, `\b(?:SPF\b.{0,40}\bDKIM|DKIM\b.{0,40}\bSPF)\b`),
	says(spfFailed, `\bSPF\b|Sender Policy Framework`),
	says(senderChecksFailed, `\bDKIM\b`),
	says(noReverseDNS, `\bPTR\b|reverse[ -]?DNS|reverse (?:lookup|hostname)`),
	says(greylisted, `\bgr[ea]y-?list|\bpostgrey`),
	says(slowedDown, `\brate[ -]?limit|\btoo many (?:messages|mails|emails|connections|concurrent|sessions)|\bthrottl|`+
		`\bunexpected volume|\bunusual rate`),
	says(plainUserUnknown, `\bnot (?:listed|found) in\b.{0,30}\b(?:directory|address book)`),
	says(plainBlocked, `\bblocked using\b|\bblack-?list|\bblock ?list|\bdeny ?list|\blisted (?:by|in|at|on)\b|`+
		`\bspamhaus|\bspamcop|\bbarracudacentral|\bRBL\b|\bDNSBL`),
	says(takenForMalware, `\bvirus|\bmalware|\binfected`),
	says(takenForSpam, `\bspam|\breputation|\bbulk mail|\bunsolicited|\bjunk mail`),
	says(plainMustStartTLS, `must issue a STARTTLS|STARTTLS (?:is )?required|requires? (?:TLS|encryption)\b|`+
		`encryption (?:is )?required`),
	says(wrongAccount, `authentication (?:failed|failure|unsuccessful)|invalid (?:credentials|login)|`+
		`bad (?:user ?name|password)|(?:user ?name|password) (?:is )?(?:incorrect|not accepted)`),
	says(needsAccount, `authentication (?:is )?required|not authenticated|must authenticate|must log in`),
	says(hopCountExceeded, `\btoo many hops|\bhop count|\bmail loop|\brouting loop|\bloops? back|\bloop detected`),
	says(plainRelayDenied, `\brelay(?:ing)?\b.{0,12}\b(?:denied|prohibited|not (?:permitted|allowed))|`+
		`\bunable to relay|\bnot permitted to relay|\bwe do not relay|\ballowed rcpthosts|\bopen relay`),
	says(mailHostsNotFound, `\bfind any host\b|\bdomain \S+ couldn't be found|\bhost or domain name not found|\bhost not found|\bhost unknown|\bNXDOMAIN|\bno MX\b|`+
		`\bname service error|\bdomain (?:name )?(?:not found|does not exist|doesn't exist)`),
	says(unrouteable, `\bunrout(?:e?)able|\bno route to (?:address|recipient|domain)`),
	says(boxClosed, `\b(?:mailbox|inbox|account|user|recipient)\b.{0,24}\b(?:disabled|inactive|suspended|locked|`+
		`closed|deactivated|expired|no longer active|on hold)\b`),
	says(plainUserUnknown, `\b(?:user|recipient|mailbox|address|account|addressee|alias)s?\b.{0,30}\b(?:unknown|`+
		`not found|not exist|doesn't exist|not known|no longer exists|isn't here|invalid)|\binvalid recipient|`+
		`\bno such (?:user|recipient|mailbox|person|address|account|local)|\bno mailbox\b.{0,12}\bby that name|`+
		`\bunknown (?:user|recipient|mailbox|address|account|local)|\bnot a (?:valid|known) (?:user|recipient|mailbox)`),
	says(mailboxFull, `\b(?:mailbox|inbox|account|mail ?drop)\b.{0,24}\b(?:is )?(?:full|overflow|over (?:its|the|his|`+
		`her)|exceed)|\bover ?-?quota|\bquota\b.{0,16}\bexceeded|\bexceed\w*\b.{0,24}\bquota|\bout of storage|`+
		`\bexceeded storage`),
	says(storeFull, `\binsufficient (?:system |disk )+(?:storage|space|resources)|\bdisk full|\bno space left`),
	says(tooLargeRemotely, `\b(?:message|mail|file|attachment)\b.{0,24}\btoo (?:large|big)|\bsize limit|`+
		`\bsize exceed|\bexceeds? (?:the )?(?:maximum |max )?(?:message |allowed )?size`),
	says(connectionRefused, `\bconnection refused`),
	says(noRouteToHost, `\bno route to host|\bnetwork (?:is )?unreachable`),
	says(connectionBroken, `\blost connection|\bconnection (?:was )?(?:dropped|lost|reset|closed|broken)|`+
		`\bconversation with .{0,80}\btimed out|\bremote host closed`),
	says(noAnswer, `\bconnect\w*\b.{0,80}\btimed? ?out|\boperation timed out|\bnot accept our requests to connect`),
	says(certificateNotAccepted, `\bcertificate\b.{0,30}\bnot (?:trusted|verified|valid)|\bcertificate verif\w+ failed`),
	says(plainExpired, `\bretry time(?:out)? exceeded|\bin the queue too long|\b(?:message|delivery|delivery time) `+
		`(?:has )?expired|\btime limit exceeded`),
}

const (
	theSender = `\b(?:sender(?:'?s)?|return[ -]path|envelope[ -]from|originator|from address|` +
		`reverse[ -]path|sending (?:domain|address|user|quota|limit))\b`
	theRecipient = `(?i)\b(?:recipient(?:'?s)?|rcpt|user|mailbox|inbox|addressee)\b`
)

var (
	sender    = regexp.MustCompile(`(?i)` + theSender)
	recipient = regexp.MustCompile(theRecipient)
	// passed are results of checks that stand in a text and are no complaint.
	passed = regexp.MustCompile(
		`(?i)\b(?:spf|dkim|dmarc|arc|compauth|iprev)\s*=\s*(?:pass|none|neutral|bestguesspass)\b`)
)

// senders are words about the sender. What they are said of stands close to them.
var senders = []saying{
	says(senderTakesNoMail, theSender+`.{0,40}\bnull ?MX\b`),
	says(sendersLimit, `\b(?:submission|sending|outbound|hourly|daily) (?:\w+ )?(?:quota|limit)|`+
		theSender+`.{0,12}\b(?:quota|limit)|\bmax(?:imum)? (?:e?mails|messages|recipients) per (?:hour|day)`),
	says(senderUnknown, theSender+`.{0,60}\b(?:not found|unknown|not exist|doesn't exist|no such|verif|unresolv|`+
		`not resolve|not be (?:found|resolved))|\b(?:unknown|no such|unresolvable|could not verify|cannot verify) `+
		`(?:the )?`+theSender),
	says(senderRefused, theSender+`.{0,60}\b(?:reject|refus|block|bann|barr|denied|black-?list|forbidden|`+
		`not (?:allowed|accepted|permitted|authorized)|invalid)|`+
		`\b(?:reject|refus|block|bann|barr|black-?list|forbidden|invalid)\w* `+theSender),
}

// ofSender reports words that are about the sender and not about the recipient.
func ofSender(text string) bool { return sender.MatchString(text) && !recipient.MatchString(text) }

// inPlainWords is the condition that words stand for which anybody uses; nil for others.
func inPlainWords(enhanced, text string) *Condition {
	text = passed.ReplaceAllString(text, "")
	for _, s := range senders {
		at := s.words.FindStringIndex(text)
		if at == nil {
			continue
		}
		// "Sender address rejected: User unknown" is said of the sender, "no user b for sender a" is not.
		if who := recipient.FindStringIndex(text); who == nil || who[0] > at[0] {
			return s.means
		}
	}
	for _, s := range sayings {
		if s.words.MatchString(text) {
			return s.means
		}
	}
	if ofRecipient(enhanced) && ofSender(text) {
		return senderConcerned
	}
	return nil
}

// socketError is a number of the operating system's: "Winsock error 10060", "Socket error code: 10060".
var socketError = regexp.MustCompile(
	`(?i)\b(winsock|win32|wsa|socket) ?(?:error)?(?: code| number| no\.?)?[ :=#]*(\d{3,5})\b`)

// plainly is a text with the errors of the operating system written in one way.
func plainly(text string) string {
	return socketError.ReplaceAllString(text, "$1 error code: $2")
}
