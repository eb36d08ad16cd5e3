package story_test

// badText is what can be seen without playing the story.
var badText = []badInput{
	{"another-text", `
another-text.txtar:1:1: this is not a story: it has no header
    hint: a story begins with lines like "Title: ..."; docs/stories.md shows one
`},
	{"assertion-header", `
assertion-header.txtar:1:1: the header lacks Base
    hint: write Base: NAME|FILE
assertion-header.txtar:2:7: "assertoin" is not a kind of file
    hint: did you mean assertion?
assertion-header.txtar:3:1: an assertion has no Contrast
    hint: leave the field out
`},
	{"assertion-twice", `
assertion-twice.txtar:8:1: an assertion has one Verification
    hint: put its lines into the first
assertion-twice.txtar:9:10: say what is required
`},
	{"assertion-with-sections", `
assertion-with-sections.txtar:5:1: an assertion has no Cause
    hint: it states what must hold on its base: its lines go into Verification
assertion-with-sections.txtar:8:1: an assertion has no Resolution
    hint: it states what must hold on its base: its lines go into Verification
`},
	{"assertion-without-claims", `
assertion-without-claims.txtar:6:1: the assertion claims nothing
    hint: write under == Verification what must hold, as want lines
`},
	{"attachment-twice", `
attachment-twice.txtar:29:4: the attachment hello.eml occurs twice
    hint: give each a name of its own
`},
	{"base-with-contrast", `
base/contrast.txtar:2:1: a base has no Contrast
    hint: leave the field out
`},
	{"base-with-sections", `
base/sections.txtar:8:1: a base has no Cause
    hint: a base describes a healthy hybrid; a story has the header Base: NAME
`},
	{"binary", `
binary.txtar:2:11: this is not text in UTF-8
    hint: a story is a plain text file; docs/stories.md shows one
`},
	{"broken-base", `
base/broken.txtar:9:6: "hots" cannot follow net>
    hint: did you mean host?
`},
	{"claim-out-of-place", `
claim-out-of-place.txtar:9:1: a claim cannot stand here
    hint: claims stand in Symptoms and Verification
claim-out-of-place.txtar:10:1: nothing can be printed here
    hint: it stands in Symptoms and Verification
`},
	{"claim-without-mark", `
claim-without-mark.txtar:12:1: this claim stands under no mark
    hint: write what it rests on in a line above: "Documented: ...", "Observed: ..." or "Inferred: ..."
claim-without-mark.txtar:16:1: this claim stands under no mark
    hint: write what it rests on in a line above: "Documented: ...", "Observed: ..." or "Inferred: ..."
claim-without-mark.txtar:17:12: say what is documented
claim-without-mark.txtar:18:1: "Documentd" is not how a line begins
    hint: did you mean Documented:?
`},
	{"contrast-with-symptoms", `
contrast-with-symptoms.txtar:11:1: a contrast has no Symptoms
    hint: a contrast shows that the cause does no harm: its claims go into Verification
contrast-with-symptoms.txtar:16:1: a contrast has no Resolution
    hint: a contrast shows that the cause does no harm: its claims go into Verification
`},
	{"contrast-without-cause", `
contrast-without-cause.txtar:12:1: the contrast has no Cause
    hint: write under == Cause what would do harm elsewhere
`},
	{"empty", `
empty.txtar:1:1: this is not a story: it has no header
    hint: a story begins with lines like "Title: ..."; docs/stories.md shows one
`},
	{"golden-of-nothing", `
golden-of-nothing.txtar:12:5: this line belongs to nothing
    hint: indented lines are the golden output of the trace, show or explain directly above them
golden-of-nothing.txtar:15:5: this line belongs to nothing
    hint: indented lines are the golden output of the trace, show or explain directly above them
golden-of-nothing.txtar:16:1: this line is indented
    hint: lines begin at the margin; golden lines beneath trace, show and explain are indented by four spaces
`},
	{"header-field-twice", `
header-field-twice.txtar:2:1: the field Title occurs twice
`},
	{"header-missing-fields", `
header-missing-fields.txtar:1:1: the header lacks Source
    hint: write Source: TEXT
header-missing-fields.txtar:1:1: the header lacks Base
    hint: write Base: NAME|FILE
`},
	{"header-no-value", `
header-no-value.txtar:1:7: Title has no value
    hint: write Title: TEXT
`},
	{"header-unknown-field", `
header-unknown-field.txtar:1:1: the header lacks Source
    hint: write Source: TEXT
header-unknown-field.txtar:2:1: "Sorce" is not a header field
    hint: did you mean Source?
`},
	{"header-values", `
header-values.txtar:4:8: "yesterday" is not a time
    hint: write it as 2017-03-16T08:00:00Z
header-values.txtar:5:12: "2016" is not an era of the cloud's wording; want 2012, 2015, 2017, 2019 or today
header-values.txtar:6:14: "long" is not a duration
    hint: write it as 60m
header-values.txtar:7:31: "EX01" is not a fully qualified name
    hint: write it as: Exchange 2013 on EX01.contoso.com at 203.0.113.10
header-values.txtar:8:9: "contoso.com" is not a tenant's name
    hint: write contoso for contoso.onmicrosoft.com
header-values.txtar:10:5: the MX of contoso.com occurs twice
    hint: a domain has one MX field
header-values.txtar:11:18: expected "->", not "mx"
`},
	{"log-of-the-cloud", `
log-of-the-cloud.txtar:13:35: the cloud shows no SmtpReceive log
    hint: only on-premises servers have one that an administrator can read
`},
	{"missing-attachment", `
missing-attachment.txtar:11:25: there is no attachment "helo.eml"
    hint: did you mean hello.eml?
`},
	{"no-attachments", `
no-attachments.txtar:11:25: there is no attachment "hello.eml"
    hint: attach it at the end of the file, under a line -- hello.eml --
no-attachments.txtar:19:25: there is no attachment "hello.eml"
    hint: attach it at the end of the file, under a line -- hello.eml --
`},
	{"no-cause", `
no-cause.txtar:19:1: the story has no Cause
    hint: write what went wrong under == Cause
`},
	{"resolution-does-nothing", `
resolution-does-nothing.txtar:15:1: this Resolution does nothing
    hint: write what cures it
`},
	{"resolution-not-verified", `
resolution-not-verified.txtar:15:1: this Resolution is not verified
    hint: each Resolution is followed by a Verification with want lines
`},
	{"second-verification", `
second-verification.txtar:23:1: this Verification has no Resolution
    hint: each Verification follows its Resolution
`},
	{"perhaps-asked-by-the-base", `
perhaps-asked-by-the-base.txtar:5:9: this question is asked already, at base/doubtful.txtar:9
    hint: give each a question of its own
`},
	{"observed-nowhere", `
observed-nowhere.txtar:10:1: an observed claim names the log, report or header that shows it
    hint: name it, and say what it shows: "Observed: set-of-emails lhost-office365-08: the report's last line"
observed-nowhere.txtar:12:10: say what is observed
`},
	{"perhaps", `
perhaps.txtar:5:9: the question must stand in double quotes
    hint: write it as: perhaps "QUESTION" [assumed not]: LINE
perhaps.txtar:6:9: the question is empty
    hint: say what has to be found out
perhaps.txtar:7:21: expected ":", not "net>"
    hint: write it as: perhaps "QUESTION" [assumed not]: LINE
perhaps.txtar:8:21: the line that is so, perhaps, is missing
    hint: write it as: perhaps "QUESTION" [assumed not]: LINE
perhaps.txtar:9:27: "blok" cannot follow net>
    hint: did you mean block?
perhaps.txtar:10:59: "smtp" is not a port
    hint: write it as: net> block PLACE -> PLACE[:PORT] refuse|drop|reset
perhaps.txtar:11:30: only what somebody set up can be unknown
    hint: write a line of onprem>, cloud>, net>, ca>, eop>, ad> or an outside host that sets something up
perhaps.txtar:12:22: only what somebody set up can be unknown
    hint: write a line of onprem>, cloud>, net>, ca>, eop>, ad> or an outside host that sets something up
perhaps.txtar:13:22: only what somebody set up can be unknown
    hint: write a line of onprem>, cloud>, net>, ca>, eop>, ad> or an outside host that sets something up
perhaps.txtar:14:22: only what somebody set up can be unknown
    hint: write a line of onprem>, cloud>, net>, ca>, eop>, ad> or an outside host that sets something up
perhaps.txtar:15:22: only what somebody set up can be unknown
    hint: write a line of onprem>, cloud>, net>, ca>, eop>, ad> or an outside host that sets something up
perhaps.txtar:16:57: Set-SendConnector has no parameter -Fqdm
    hint: did you mean -Fqdn?
perhaps.txtar:17:37: Set-SendConnector is a cmdlet of on-premises Exchange; this is the cloud
    hint: here it is Set-OutboundConnector
perhaps.txtar:18:22: only what somebody set up can be unknown
    hint: write a line of onprem>, cloud>, net>, ca>, eop>, ad> or an outside host that sets something up
perhaps.txtar:20:9: this question is asked already, at perhaps.txtar:19
    hint: give each a question of its own
perhaps.txtar:23:1: only the set-up can be unknown, not Cause
    hint: it stands before the first section
`},
	{"sections-out-of-order", `
sections-out-of-order.txtar:12:1: Cause cannot follow Symptoms
    hint: the order is Cause, Symptoms, and then pairs of Resolution and Verification
`},
	{"story-that-requires", `
story-that-requires.txtar:9:1: only an assertion requires something
    hint: what a story claims is "Documented: ...", "Observed: ..." or "Inferred: ..."; with the header Kind: assertion the file is an assertion
`},
	{"truncated-behind-symptoms", `
truncated-behind-symptoms.txtar:14:1: the story has no Resolution
    hint: write the documented fix under == Resolution, its proof under == Verification
`},
	{"truncated", `
truncated.txtar:11:38: "ca" is not a recipient's address
    hint: write it as alice@contoso.com
`},
	{"unknown-base", `
unknown-base.txtar:3:7: there is no base "hybrid-2014"
    hint: did you mean hybrid-2010, hybrid-2013 or hybrid-2019?
`},
	{"unknown-section", `
unknown-section.txtar:10:4: "Symptons" is not a section
    hint: did you mean Symptoms?
`},
	{"unknown-verb", `
unknown-verb.txtar:11:20: a mailbox user can send, not "sent"
    hint: write it as: ADDRESS> send [N x] FILE [of SIZE] [with bare line feeds] [as ADDRESS] to ADDRESS, ...
unknown-verb.txtar:12:6: "blok" cannot follow net>
    hint: did you mean block?
unknown-verb.txtar:13:18: "mailbx" cannot follow HOST>
    hint: did you mean mailbox?
unknown-verb.txtar:14:1: "wiat" is not how a line begins
    hint: did you mean wait?
unknown-verb.txtar:15:1: "Clout" is nobody who could do something
    hint: did you mean cloud>?
unknown-verb.txtar:16:5: "shred" cannot follow ca>
    hint: there is distrust, issue, revoke or trust
unknown-verb.txtar:17:14: "2017" is not a published list
    hint: did you mean 2018?
unknown-verb.txtar:18:11: onprem is no tenant of the service
    hint: name a tenant: cloud, or cloud:NAME
unknown-verb.txtar:19:17: "many" is not a number of seats, or trial
    hint: write it as: eop> plan SIDE NUMBER seats|trial [since TIME]
unknown-verb.txtar:20:19: expected "seats", not "chairs"
    hint: write it as: eop> plan SIDE NUMBER seats|trial [since TIME]
unknown-verb.txtar:21:29: "Monday" is not a time
    hint: write it as 2017-03-16T08:00:00Z
unknown-verb.txtar:22:1: cloud> does nothing
    hint: write behind it what is done
unknown-verb.txtar:24:6: "NDRs" cannot follow want
    hint: did you mean NDR?
unknown-verb.txtar:25:6: "mesage" cannot follow want
    hint: did you mean message trace?
unknown-verb.txtar:26:5: the end of the line cannot follow want
    hint: there is DNS query, NDR, SPF judged, TLS domain capabilities, answer at, attribution, certificate, cross-premises headers, deferral, delay report, event, line, line to, mail, mail only, message trace, moderation, no NDR, no deferral, no event, no line, no line to, no mail, no message trace, no queue, no reply at, no way to, nobody told, not quarantined, outbound connector, outbound pool, quarantined, queue, receive connector, reply, reply at, return path, route, send connector or way to
`},
	{"verification-without-resolution", `
verification-without-resolution.txtar:15:1: this Verification has no Resolution
    hint: each Verification follows its Resolution
`},
	{"wrong-values-between-the-sides", `
wrong-values-between-the-sides.txtar:11:45: "pixx" is not a device that inspects SMTP
    hint: did you mean pix?
wrong-values-between-the-sides.txtar:12:20: expected "->", not "mail.contoso.com"
    hint: write it as: net> inspect PLACE -> PLACE[:PORT] with pix|asa|certificate [NAME by] "AUTHORITY"
wrong-values-between-the-sides.txtar:13:48: did not expect "with pix" here
    hint: write it as: net> stop inspecting PLACE -> PLACE[:PORT]
wrong-values-between-the-sides.txtar:14:56: expected adding footer, tagging subject, stamping header, dropping headers, keeping headers, preserving headers, breaking signatures, keeping signatures, without received, with certificate or presenting certificate, not "adding"
    hint: write it as: HOST> relay DOMAIN|any [of DOMAIN|header "NAME: VALUE"|certificate NAME] to NAME|MX [adding footer "TEXT"] [tagging subject "TEXT"] [stamping header "NAME: VALUE"] [dropping headers PREFIX, ...] [keeping headers PREFIX, ...] [preserving headers] [breaking signatures|keeping signatures] [without received] [with certificate [NAME by] "AUTHORITY"] [presenting certificate [NAME by] "AUTHORITY"]
wrong-values-between-the-sides.txtar:15:75: a host cannot preserve headers and drop them
    hint: leave one of them out
wrong-values-between-the-sides.txtar:16:35: expected "to", not the end of the line
    hint: write it as: HOST> relay DOMAIN|any [of DOMAIN|header "NAME: VALUE"|certificate NAME] to NAME|MX [adding footer "TEXT"] [tagging subject "TEXT"] [stamping header "NAME: VALUE"] [dropping headers PREFIX, ...] [keeping headers PREFIX, ...] [preserving headers] [breaking signatures|keeping signatures] [without received] [with certificate [NAME by] "AUTHORITY"] [presenting certificate [NAME by] "AUTHORITY"]
wrong-values-between-the-sides.txtar:17:89: expected "by", not the end of the line
    hint: write it as: HOST> relay DOMAIN|any [of DOMAIN|header "NAME: VALUE"|certificate NAME] to NAME|MX [adding footer "TEXT"] [tagging subject "TEXT"] [stamping header "NAME: VALUE"] [dropping headers PREFIX, ...] [keeping headers PREFIX, ...] [preserving headers] [breaking signatures|keeping signatures] [without received] [with certificate [NAME by] "AUTHORITY"] [presenting certificate [NAME by] "AUTHORITY"]
wrong-values-between-the-sides.txtar:18:33: the cloud shows no SmtpSend log
    hint: only on-premises servers have one that an administrator can read
`},
	{"wrong-values-in-claims", `
wrong-values-in-claims.txtar:12:39: 3 is more than 1
    hint: write the smaller number first
wrong-values-in-claims.txtar:13:29: no message at all can meet conditions
    hint: leave the conditions out
wrong-values-in-claims.txtar:14:31: expected with, without, containing, shown as, in or each once, not "if"
    hint: write it as: want mail at ADDRESS [from ADDRESS] [: N | : between N and M] [, each once] [, with HEADER VALUE]... [, without HEADER]... [, containing "TEXT"] [, with part TYPE] [, without part TYPE] [, shown as "NAME"] [, in Inbox|Junk Email]
wrong-values-in-claims.txtar:15:6: this claim does not count
    hint: want 3 NDR to ADDRESS counts; for mail write: want mail at ADDRESS: 3
wrong-values-in-claims.txtar:16:6: this claim does not count
    hint: want 3 NDR to ADDRESS counts; for mail write: want mail at ADDRESS: 3
wrong-values-in-claims.txtar:17:31: what should it say? Write a code and the beginning, or a part in double quotes
    hint: write it as: want [N] NDR to ADDRESS [about ADDRESS] [by SIDE|HOST] [, remote HOST | , no remote] [: REPLY | : "TEXT"]
wrong-values-in-claims.txtar:18:23: "clowd" is not a side
    hint: did you mean cloud?
wrong-values-in-claims.txtar:19:30: "Defered" is not an event of message trace
    hint: did you mean Defer?
wrong-values-in-claims.txtar:20:15: the cloud shows no queues
    hint: its administrator sees message trace: want message trace at cloud: Defer
wrong-values-in-claims.txtar:21:38: "Suspended" is not a queue's status
    hint: there is Retry or Ready
wrong-values-in-claims.txtar:22:12: event 12015 is not modelled
    hint: this model writes events 2004, 2017, 7009, 7031, 12013, 12014, 12016, 12018, 12019, 12024
wrong-values-in-claims.txtar:23:21: the cloud shows no application log
    hint: only on-premises servers have one that an administrator can read
wrong-values-in-claims.txtar:24:19: "40.92.0.0/99" is not an address range; want 192.0.2.1, 192.0.2.1-192.0.2.9 or 192.0.2.0/24
    hint: write it as: want no line from RANGE in onprem SmtpReceive [on "CONNECTOR"] [: "TEXT"]
wrong-values-in-claims.txtar:25:39: expected "SmtpReceive", not "SmtpSend"
    hint: write it as: want line from RANGE in onprem SmtpReceive [on "CONNECTOR"] [: "TEXT"]
wrong-values-in-claims.txtar:26:24: what was chosen must stand in double quotes
    hint: write it as: want receive connector "CHOICE" at SIDE
wrong-values-in-claims.txtar:27:25: the double quote is not closed
    hint: a quote inside the text is doubled
wrong-values-in-claims.txtar:28:6: "mailbox" is not what can be shown
    hint: there is header, NDR, queue, network, onprem or cloud
wrong-values-in-claims.txtar:29:13: only Get- cmdlets can be shown
    hint: what changes something stands on a line of its own: onprem> Set-...
`},
	{"wrong-values-in-steps", `
wrong-values-in-steps.txtar:11:27: expected "x", not "hello.eml"
    hint: write it as: ADDRESS> send [N x] FILE [of SIZE] [with bare line feeds] [as ADDRESS] to ADDRESS, ...
wrong-values-in-steps.txtar:12:25: 9999 is too much for a number of messages: at most 1000
    hint: write it as: ADDRESS> send [N x] FILE [of SIZE] [with bare line feeds] [as ADDRESS] to ADDRESS, ...
wrong-values-in-steps.txtar:13:38: "bob" is not a recipient's address
    hint: write it as alice@contoso.com
wrong-values-in-steps.txtar:14:54: did not expect "and carol" here
    hint: write it as: ADDRESS> send [N x] FILE [of SIZE] [with bare line feeds] [as ADDRESS] to ADDRESS, ...
wrong-values-in-steps.txtar:15:42: expected ":", not the end of the line
    hint: write it as: HOST> talk to NAME[:PORT]: COMMAND; COMMAND; ...
`},
	{"wrong-values", `
wrong-values.txtar:8:38: "smtp" is not a port
    hint: write it as: net> block PLACE -> PLACE[:PORT] refuse|drop|reset
wrong-values.txtar:9:41: "rejekt" is not what a firewall does
    hint: did you mean reset?
wrong-values.txtar:10:29: 2001:db8::1 is not an address for a record of type A
    hint: A holds an IPv4 address, AAAA an IPv6 address
wrong-values.txtar:11:27: "B" is not a record type
    hint: there is A, AAAA, MX, TXT, PTR or TLSA
wrong-values.txtar:12:13: an on-premises server sends from the address it receives on
    hint: use net> nat for another
wrong-values.txtar:13:30: "192.0.2.300" is not an address
    hint: write it as 192.0.2.1
wrong-values.txtar:14:11: "fabrikam" is not an address
    hint: write it as 192.0.2.1
wrong-values.txtar:15:34: "sometimes" is not a mode
    hint: there is reject, safe or off
wrong-values.txtar:16:24: "192.0.2.9-192.0.2.1" ends before it begins
    hint: write it as: HOST> allow RANGE
wrong-values.txtar:17:24: "go away" does not begin with an SMTP reply code
    hint: write it as: HOST> reply "TEXT" to CONNECT|EHLO|STARTTLS|MAIL|RCPT|DATA [of ADDRESS] [N times]
wrong-values.txtar:18:36: "HELP" is not an SMTP verb that can be scripted
    hint: did you mean EHLO?
wrong-values.txtar:19:31: the authority must stand in double quotes
    hint: write it as: ca> issue NAME [and NAME, ...] by "AUTHORITY" [under "ROOT"]|self-signed to SERVER|HOST [from TIME] [for DURATION|until TIME] [without private key] [without chain] [without client usage]
wrong-values.txtar:20:56: a certificate can come without private key, without chain or without client usage, not without "hope"
    hint: write it as: ca> issue NAME [and NAME, ...] by "AUTHORITY" [under "ROOT"]|self-signed to SERVER|HOST [from TIME] [for DURATION|until TIME] [without private key] [without chain] [without client usage]
wrong-values.txtar:21:6: "9" is not a duration
    hint: write it as 90s, 30m, 49h or 3d
wrong-values.txtar:22:6: "400d" is not a duration
    hint: write it as 90s, 30m, 49h or 3d
`},
}
