package diagnose

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/relay/exlog"
	"hybridsim/sim/check"
	"hybridsim/sim/tested"
)

// TestWhatIsSeenOfAMessageIsRead: rows that tell of no failure, what mail programs show, and copies: with the fault the message shows it, as configured
// it does not, and the evidence says which message is meant.
func TestWhatIsSeenOfAMessageIsRead(t *testing.T) {
	const from, to = "erin@fabrikam.com", "alice@contoso.com"
	for _, row := range []struct {
		says, base, from, to string
		before               []string // that the configuration has
		fault                []string
		seen                 func(*testing.T, *check.Sent) string
	}{
		{"a row of message tracking names another connector", "hybrid-2013", "bob@contoso.com", "erin@fabrikam.com", nil,
			[]string{`onprem> New-SendConnector "By the old way" -AddressSpaces "smtp:fabrikam.com;1" -DNSRoutingEnabled $true`},
			func(t *testing.T, s *check.Sent) string { return tracked(s, "onprem") }},
		{"the extended report of a trace says who took it for whose", "hybrid-2019", "bob@contoso.com", "alice@contoso.mail.onmicrosoft.com", nil,
			[]string{`cloud> Get-InboundConnector | Set-InboundConnector -TlsSenderCertificateName edge.contoso.com`},
			func(t *testing.T, s *check.Sent) string { return tracked(s, "cloud") }},
		{"a list of one record", "hybrid-2019", "bob@contoso.com", "alice@contoso.mail.onmicrosoft.com", nil,
			[]string{`cloud> Get-InboundConnector | Set-InboundConnector -Enabled $false`},
			func(*testing.T, *check.Sent) string {
				return "Timestamp : 2026-01-05T10:00:00\nEventId : RECEIVE\nSource : SMTP\nSender : bob@contoso.com\nRecipients : {alice@contoso.mail.onmicrosoft.com}\nConnectorId :\nDirectionality : Incoming"
			}},
		{"another mailbox has it", "hybrid-2019", from, to, nil,
			[]string{`onprem> New-Mailbox reception -PrimarySmtpAddress reception@contoso.com`, `onprem> Start-ADSyncSyncCycle`, `cloud> Set-Mailbox alice -ForwardingSmtpAddress reception@contoso.com`},
			func(*testing.T, *check.Sent) string { return "a copy at reception@contoso.com" }},
		{"somebody has it whom nobody wrote to", "hybrid-2019", from, "alice@contoso.com", nil,
			[]string{`cloud> New-TransportRule "And the boss" -BlindCopyTo bob@contoso.com`},
			func(*testing.T, *check.Sent) string { return "1 copy at bob@contoso.com" }},
		{"somebody lacks it", "hybrid-2019", from, to, []string{`cloud> New-TransportRule "And the boss" -BlindCopyTo bob@contoso.com`},
			[]string{`cloud> Disable-TransportRule "And the boss"`},
			func(*testing.T, *check.Sent) string { return "there is no copy at bob@contoso.com" }},
		{"some of several arrive", "hybrid-2013", to, "bob@contoso.com", nil,
			[]string{`net> block 40.107.0.0/16 -> mail.contoso.com:25 drop`},
			func(*testing.T, *check.Sent) string { return "3 of 12 messages at bob@contoso.com" }},
		{"an address stands in the place of a name", "hybrid-2013", "bob@contoso.com", to, nil,
			[]string{`cloud> Get-InboundConnector | Set-InboundConnector -Enabled $false`},
			func(*testing.T, *check.Sent) string { return `the sender is shown as "bob@contoso.com"` }},
		{"what should be junk is not", "hybrid-2019", from, "bob@contoso.com", []string{`onprem> New-TransportRule "Theirs is spam" -SenderDomainIs fabrikam.com -SetSCL 7`},
			[]string{`onprem> Disable-TransportRule "Theirs is spam"`},
			func(*testing.T, *check.Sent) string { return "it lies in the Inbox" }},
		{"nothing was recorded", "hybrid-2016-pair", "bob@contoso.com", to, nil,
			[]string{`onprem> Set-ServerComponentState EX01 -Component HubTransport -State Inactive -Requester Maintenance`, `onprem> Set-ServerComponentState EX02 -Component HubTransport -State Inactive -Requester Maintenance`},
			func(*testing.T, *check.Sent) string { return "it is still in the outbox" }},
		{"a room declines", "hybrid-2019", "bob@contoso.com", "attic@contoso.com",
			[]string{"cloud> New-Mailbox attic -Room -PrimarySmtpAddress attic@contoso.com", "cloud> Set-CalendarProcessing attic -AutomateProcessing AutoAccept", "onprem> New-RemoteMailbox attic -Room -PrimarySmtpAddress attic@contoso.com"},
			[]string{`onprem> Set-SendConnector "Outbound to Office 365" -CloudServicesMailEnabled $false`},
			func(*testing.T, *check.Sent) string {
				return "From: <attic@contoso.com>\nTo: <bob@contoso.com>\nSubject: Declined: Meeting\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;PARTSTAT=DECLINED:mailto:attic@contoso.com\nEND:VEVENT\nEND:VCALENDAR"
			}},
		{"the trace is another tenant's", "hybrid-two-tenants", "walter@woodgrove.com", "wendy@woodgrove.com", nil,
			[]string{`cloud:woodgrove> Get-InboundConnector | Set-InboundConnector -Enabled $false`},
			func(*testing.T, *check.Sent) string {
				return "Trace of cloud:woodgrove\nEvent : Receive\nConnectorId :\nDirectionality : Incoming"
			}},
		{"a part lacks", "hybrid-2013", "bob@contoso.com", to, nil,
			[]string{`onprem> Get-RemoteDomain | Set-RemoteDomain -TNEFEnabled $false`},
			func(*testing.T, *check.Sent) string { return "voting buttons are gone" }},
		{"an automatic reply says something else", "hybrid-2013", "alice@contoso.com", "bob@contoso.com",
			[]string{`onprem> Set-MailboxAutoReplyConfiguration bob -AutoReplyState Enabled -InternalMessage "Ask Dora." -ExternalMessage "Nobody is here."`},
			[]string{`onprem> Get-RemoteDomain | Set-RemoteDomain -AllowedOOFType External`},
			func(t *testing.T, s *check.Sent) string { return lying(t, s, "alice@contoso.com") }},
		{"SPF is judged on another address", "hybrid-2019", from, to, []string{`net> dns fabrikam.com TXT v=spf1 ip4:198.51.100.25 -all`},
			[]string{`net> dns fabrikam.com TXT v=spf1 ip4:192.0.2.77 -all`},
			func(t *testing.T, s *check.Sent) string { return lying(t, s, to) }},
	} {
		t.Run(row.says, func(t *testing.T) {
			s := base(t, row.base)
			if len(row.before) > 0 {
				var err error
				if s, err = s.With(row.before...); err != nil {
					t.Fatal(err)
				}
			}
			player := s.Player()
			defer player.Close()
			d := &search{ctx: t.Context(), subject: s, player: player}
			var err error
			if d.world, err = player.World(); err != nil {
				t.Fatal(err)
			}
			defer d.world.Close()
			d.connectors = connectorNames(d.world.Organizations())
			sent, err := player.Send(check.Letter{From: row.from, To: []string{row.to}}, row.fault...)
			if err != nil {
				t.Fatal(err)
			}
			defer sent.World.Close()
			d.symptom = read(t, row.seen(t, sent))
			d.known(d.symptom)
			if from, to := d.symptom.People(); from != "" && (from != row.from || to != row.to) {
				t.Errorf("it is read as a message from %s to %s, want %s to %s", from, to, row.from, row.to)
			}
			l := d.prepared(letter{from: row.from, to: row.to})
			healthy, faulty := d.play(l), d.play(l, row.fault...)
			if f := d.fit(healthy, healthy); f >= enough {
				t.Errorf("as configured it fits %.2f: want less than %.2f", f, enough)
			}
			if f := d.fit(faulty, healthy); f < enough {
				t.Errorf("with the fault it fits %.2f: want at least %.2f", f, enough)
			}
		})
	}
}

// tracked is what an organization's message tracking has, in the columns of the extended report.
func tracked(s *check.Sent, side string) string {
	for _, o := range s.World.Organizations() {
		if string(o.Side) == side {
			x := exlog.NewExtended(o)
			for _, e := range s.Events {
				x.Add(e)
			}
			return string(x.Text().Bytes())
		}
	}
	return ""
}

// lying is the newest message in a mailbox, as it lies there.
func lying(t *testing.T, s *check.Sent, mailbox string) string {
	l := s.World.MailAt(mailbox, nil)
	if len(l) == 0 {
		t.Fatalf("%s has nothing", mailbox)
	}
	return strings.ReplaceAll(string(l[len(l)-1].Content()), "\r\n", "\n")
}

// TestATestOfAConnectorIsRead: what Validate-OutboundConnector printed is a symptom of the connector that was typed, and what cures is told.
func TestATestOfAConnectorIsRead(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	s, err := base(t, "hybrid-2013").With("net> host mx.tailspintoys.com 198.51.100.44 for tailspintoys.com", "mx.tailspintoys.com> mailbox tom@tailspintoys.com",
		`cloud> New-OutboundConnector "To the shop" -ConnectorType Partner -UseMXRecord $true -RecipientDomains fabrikam.com`)
	if err != nil {
		t.Fatal(err)
	}
	r := diagnosed(t, s, "PS> Validate-OutboundConnector -Identity \"To the shop\" -Recipients tom@tailspintoys.com\n\n"+
		"Task    : Send test email\nTarget  : tom@tailspintoys.com\nStatus  : Failed\nDetails : The domain of the recipient is not configured as part of connector.\n")
	cures := func(c Cause) bool {
		return c.Cures && len(c.Fix) == 1 && strings.Contains(c.Fix[0], "tailspintoys.com")
	}
	if !r.Shows || !slices.ContainsFunc(r.Causes, cures) {
		t.Errorf("shows %v: %s: %v: want a line that adds the domain to the connector", r.Shows, r.Verdict, titles(r))
	}
}

// TestOthersMailToTheSameRecipientIsLookedAt: evidence of a message that arrives as it should leads to one that does not, and to what cures that.
func TestOthersMailToTheSameRecipientIsLookedAt(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	s, err := base(t, "hybrid-2019").With("cloud> New-Mailbox nora -PrimarySmtpAddress nora@contoso.com")
	if err != nil {
		t.Fatal(err)
	}
	symptom := read(t, "EventId : DELIVER\nSource : STOREDRIVER\nSender : alice@contoso.com\nRecipients : {nora@contoso.com}\n")
	r, err := Diagnose(t.Context(), s, symptom, Options{Unproved: true})
	if err != nil {
		t.Fatal(err)
	}
	tells := func(l Lead) bool { return l.What == "message" && strings.Contains(l.Says, "one from bob@contoso.com") }
	fixes := func(c Cause) bool {
		return c.Cures && strings.Contains(strings.Join(c.Fix, "\n"), "New-RemoteMailbox nora")
	}
	if !slices.ContainsFunc(r.Leads, tells) || !slices.ContainsFunc(r.Causes, fixes) {
		t.Errorf("shows %v: %s: leads %+v, causes %s: want bob's message, and New-RemoteMailbox", r.Shows, r.Verdict, r.Leads, titles(r))
	}
}
