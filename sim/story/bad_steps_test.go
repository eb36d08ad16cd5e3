package story_test

// badSteps is what shows when the story is played.
var badSteps = []badInput{
	{"absence-at-no-mailbox", `
absence-at-no-mailbox.txtar:13:17: bop@contoso.com has no mailbox on either side or outside, so nothing could have shown it
    hint: did you mean bob@contoso.com?
`},
	{"assertion-that-cannot-fail", `
assertion-that-cannot-fail.txtar:6:17: bop@contoso.com has no mailbox on either side or outside, so nothing could have shown it
    hint: did you mean bob@contoso.com?
`},
	{"base-with-bad-cmdlet", `
base/bad-cmdlet.txtar:9:33: Set-HybridConfiguration has no parameter -Domain
    hint: did you mean -Domains?
`},
	{"cmdlet-of-the-other-side", `
cmdlet-of-the-other-side.txtar:8:8: Get-ReceiveConnector is a cmdlet of on-premises Exchange; this is the cloud
    hint: here it is Get-InboundConnector
`},
	{"column-behind-umlauts", `
column-behind-umlauts.txtar:8:34: New-Mailbox has no parameter -PrimarySmtpAddres
    hint: did you mean -PrimarySmtpAddress?
`},
	{"connector-that-does-not-log", `
connector-that-does-not-log.txtar:14:42: this claim cannot fail: EX01\Default Frontend EX01 does not log
    hint: onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -ProtocolLoggingLevel Verbose
`},
	{"foreign-mailbox", `
foreign-mailbox.txtar:8:26: mx.fabrikam.com takes no mail for contoso.com; it takes mail for fabrikam.com
`},
	{"no-deferral-of-nothing", `
no-deferral-of-nothing.txtar:12:21: this claim cannot fail: cloud tried to pass nothing on
    hint: send something that the cloud side has to pass on
`},
	{"no-deferral-since-no-send", `
no-deferral-since-no-send.txtar:12:21: this claim cannot fail: nothing has been sent
    hint: ADDRESS> send FILE to ADDRESS
`},
	{"no-queue-that-never-was", `
no-queue-that-never-was.txtar:13:28: this claim cannot fail: no mail to fabrikan.com ever left or waited on-premises
    hint: send something there, or name the queue as Get-Queue does
`},
	{"no-trace-of-nothing", `
no-trace-of-nothing.txtar:12:26: this claim cannot fail: no message moved on either side
    hint: send something first
`},
	{"nothing-to-show", `
nothing-to-show.txtar:11:13: there is no mail at bob@contoso.com
`},
	{"nothing-to-stop-inspecting", `
nothing-to-stop-inspecting.txtar:8:22: nothing inspects cloud -> mail.contoso.com
    hint: write the places as the net> inspect line does
`},
	{"nothing-to-unblock", `
nothing-to-unblock.txtar:8:14: no rule blocks cloud -> mail.contoso.com:25
    hint: write places and port as the net> block line does
`},
	{"overlapping-ranges", `
overlapping-ranges.txtar:9:95: The values that you specified for the Bindings and RemoteIPRanges parameters of 'EX01\From EOP too' conflict with the settings on Receive connector 'EX01\From EOP': both list 40.92.0.0/15
    hint: on one binding a range may only lie wholly inside another
`},
	{"query-by-nobody", `
query-by-nobody.txtar:13:32: there is no host "mx.fabricam.com"
    hint: did you mean mx.fabrikam.com?
`},
	{"reply-of-nobody", `
reply-of-nobody.txtar:13:12: this claim cannot fail: nobody has talked by hand in this section
    hint: HOST> talk to NAME: EHLO HOST
`},
	{"report-by-nobody", `
report-by-nobody.txtar:13:34: there is no host "mx.fabricam.com"
    hint: did you mean mx.fabrikam.com?
`},
	{"report-to-no-mailbox", `
report-to-no-mailbox.txtar:13:16: nobody@example.com has no mailbox on either side or outside, so nothing could have shown it
    hint: create it with New-Mailbox, or with mailbox on an outside host
`},
	{"sender-without-mailbox", `
sender-without-mailbox.txtar:11:1: alise@contoso.com has no mailbox to send from
    hint: did you mean alice@contoso.com?
`},
	{"talk-to-nobody", `
talk-to-nobody.txtar:11:26: "mail.contosso.com" is no address, network, side or host
    hint: did you mean mail.contoso.com?
`},
	{"unknown-cmdlet", `
unknown-cmdlet.txtar:8:8: Set-AcceptedDomian is not a cmdlet that this model knows
    hint: did you mean Set-AcceptedDomain?
`},
	{"unknown-connector-in-decision", `
unknown-connector-in-decision.txtar:13:24: onprem has no receive connector "EX01\Defalt Frontend EX01"
    hint: did you mean EX01\Default Frontend EX01?
`},
	{"unknown-connector-in-log", `
unknown-connector-in-log.txtar:13:57: onprem has no receive connector "EX01\Default Fronted EX01" on port 25
    hint: did you mean EX01\Default Frontend EX01?
`},
	{"unknown-host", `
unknown-host.txtar:8:1: there is no outside host "mx.fabrikam.org"
    hint: did you mean mx.fabrikam.com?
`},
	{"unknown-object", `
unknown-object.txtar:9:27: there is no SendConnector 'Outbound to Ofice 365'
    hint: did you mean Outbound to Office 365?
`},
	{"unknown-parameter", `
unknown-parameter.txtar:8:39: Set-AcceptedDomain has no parameter -DomainTipe
    hint: did you mean -DomainType?
`},
	{"unknown-place", `
unknown-place.txtar:8:21: "mail.contosso.com" is no address, network, side or host
    hint: did you mean mail.contoso.com?
`},
	{"unknown-server", `
unknown-server.txtar:8:43: there is no server "EX02"; on-premises there is EX01
`},
	{"unknown-value", `
unknown-value.txtar:8:51: -DomainType cannot be 'Authoritativ'
    hint: did you mean Authoritative?
`},
	{"unplayable-without-cause", `
unplayable-without-cause.txtar:12:14: no rule blocks cloud -> mail.contoso.com:25 (when Symptoms are played without == Cause, to see that the first one vanishes)
    hint: write places and port as the net> block line does
`},
}
