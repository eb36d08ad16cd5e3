package script_test

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/sim/script"
)

// consoleAt is at the world of a base, with two letters to send.
func consoleAt(t *testing.T, base string) *script.Console {
	t.Helper()
	b, err := catalogue().Base(base)
	if err != nil {
		t.Fatal(err)
	}
	w, err := b.World()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	if _, err := script.NewConsole(w, nil).Do("onprem> Get-SendConnector | Set-SendConnector -ProtocolLoggingLevel Verbose"); err != nil {
		t.Fatal(err)
	}
	return script.NewConsole(w, map[string][]byte{"hello.eml": []byte(helloMail), "reply.eml": []byte(strings.NewReplacer("Alice", "Bob", "alice", "bob", "Bob", "Alice", "bob", "alice").Replace(helloMail))})
}

const (
	replyLine = "bob@contoso.com> send reply.eml to alice@contoso.com"
	sendLog   = "want line to contoso-mail-onmicrosoft-com.mail.protection.outlook.com in onprem SmtpSend: "
	toCloud   = "want queue at onprem to contoso.mail.onmicrosoft.com: Retry "
	fromCloud = "want deferral at cloud for bob@contoso.com: "
	// an outside host with a certificate, one that says that it is ready for TLS and is not, and what the cloud says then
	outsideTLS   = `ca> issue mx.fabrikam.com by "CN=Example Public CA" to mx.fabrikam.com`
	notTLS       = `mx.fabrikam.com> reply "220 Go ahead" to STARTTLS`
	outFromCloud = "want deferral at cloud for erin@fabrikam.com: "
	outward      = `onprem> Set-SendConnector "Outbound to Office 365" `
	cloudOut     = "cloud> Get-OutboundConnector | Set-OutboundConnector "
	front2019    = `onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" `
)

// TestRowsOfTheHandshake: each row of section 2 that a configuration brings about, in that configuration. L42 is the row
// of L30, and L43 those of L31 and L32. L36 has none: its cause stands in no source.
func TestRowsOfTheHandshake(t *testing.T) {
	for _, tt := range []struct {
		row, base string
		lines     []string
		claims    []string
	}{
		{"L28, L39: an old server to the service", "hybrid-2019", []string{"EX01> enable TLS 1.1", "EX01> disable TLS 1.2", replyLine},
			[]string{sendLog + `"TLS negotiation failed with error SocketError"`, toCloud + `"421 4.4.2 Connection dropped due to SocketError"`, "want no mail at alice@contoso.com"}},
		{"L29, L37: the service to a server with nothing but TLS 1.1", "hybrid-2019", []string{"EX01> enable TLS 1.1", "EX01> disable TLS 1.2", hello},
			[]string{fromCloud + `"[Message=451 4.4.0 TLS negotiation failed with error SocketError]"`, fromCloud + `"[SmtpSecurity=-2;-2]"`}},
		{"L30: the other end breaks off", "hybrid-2019", []string{"EX01> deny key of mail.contoso.com", hello},
			[]string{fromCloud + `"[Message=451 4.4.0 TLS negotiation failed with error ConnectionAborted]"`, fromCloud + `"[SmtpSecurity=-2;-2]"`}},
		{"L31, L43: what answers behind STARTTLS is not TLS", "hybrid-2019", []string{outsideTLS, notTLS, "alice@contoso.com> send hello.eml to erin@fabrikam.com"},
			[]string{outFromCloud + `"[Message=451 4.4.0 Security status IllegalMessage]"`, outFromCloud + `"[SmtpSecurity=-2;-2]"`}},
		{"L32, L43: nor where 2013 sends by its front end", "hybrid-2013", []string{outsideTLS, notTLS, "onprem> Set-SendConnector Internet -FrontendProxyEnabled $true", "bob@contoso.com> send hello.eml to erin@fabrikam.com"},
			[]string{`want queue at onprem to fabrikam.com: Retry "450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with:"`, `want queue at onprem to fabrikam.com: Retry "451 4.4.0 Security status InvalidToken."`}},
		{"L33: the peer is gone after EHLO", "hybrid-2019", []string{"mx.fabrikam.com> hang up at EHLO", "alice@contoso.com> send hello.eml to erin@fabrikam.com"},
			[]string{outFromCloud + `"[Message=451 4.4.0 Socket error SocketError]"`}},
		{"L34: STARTTLS is not offered to the service", "hybrid-2019", []string{front2019 + "-AuthMechanism Integrated,ExchangeServer", hello},
			[]string{fromCloud + `"[Message=451 5.7.3 STARTTLS is required to send mail]"`}},
		{"L35, L130: nor to the server", "hybrid-2019", []string{"net> inspect onprem -> cloud with asa", replyLine},
			[]string{toCloud + `"451 4.4.395 Target host responded with error. -> 451 5.7.3 STARTTLS is required to send mail"`}},
		{"L40: a certificate without private key", "hybrid-2019", []string{`ca> issue smtp.contoso.com by "CN=Example Public CA" to EX01 without private key`,
			outward + `-TlsCertificateName "<I>CN=Example Public CA<S>CN=smtp.contoso.com"`, replyLine},
			[]string{sendLog + `"TLS negotiation failed with error NoCredentials"`, toCloud + `"421 4.4.1 Connection timed out"`}},
		{"L41: one that is not assigned to SMTP", "hybrid-2019", []string{`ca> issue smtp.contoso.com by "CN=Example Public CA" to EX01`,
			outward + `-TlsCertificateName "<I>CN=Example Public CA<S>CN=smtp.contoso.com"`, replyLine},
			[]string{sendLog + `"TLS negotiation failed with error UnknownCredentials"`}},
		{"L69, L37: a name that does not fit goes before a chain that does not", "hybrid-2019", []string{front2019 + "-TlsCertificateName $null", cloudOut + "-TlsDomain mail.contoso.com", hello},
			[]string{fromCloud + `"[Message=SubjectMismatch Expected Subject: mail.contoso.com. Presented Subject: CN=EX01."`, fromCloud + `"[SmtpSecurity=-1;-1]"`}},
		{"L76: revoked, the server offers no STARTTLS", "hybrid-2019", []string{`ca> revoke mail.contoso.com by "CN=Example Public CA"`, hello},
			[]string{fromCloud + `"[Message=451 5.7.3 STARTTLS is required to send mail]"`}},
	} {
		t.Run(tt.row, func(t *testing.T) { holds(t, consoleAt(t, tt.base), tt.lines, tt.claims) })
	}
}

// holds types lines and looks whether claims hold, and that no log or queue has a name that no source has (L44).
func holds(t *testing.T, c *script.Console, lines, claims []string) {
	t.Helper()
	for _, line := range lines {
		if _, err := c.Do(line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if slices.Contains(lines, replyLine) {
		claims = slices.Concat(claims, unheard)
	}
	for _, claim := range claims {
		said, err := c.Do(claim)
		if err != nil || !strings.HasPrefix(said, "holds") {
			t.Errorf("%s: %v\n%s", claim, err, said)
		}
	}
}

// unheard are names that no source has seen behind "TLS negotiation failed with error" (L44).
var unheard = func() (claims []string) {
	for _, name := range []string{"AlgorithmMismatch", "CertUnknown", "BadBindings", "InternalError", "error CertificateExpired"} {
		claims = append(claims, `want no line to contoso-mail-onmicrosoft-com.mail.protection.outlook.com in onprem SmtpSend: "`+name+`"`)
	}
	return claims
}()

// TestValuesOfTLSOnEachObject: every value of what an object demands of TLS, against a server whose certificate is
// right, has another name, is not trusted, or that has no TLS (L26, L27, S2.2, L72).
func TestValuesOfTLSOnEachObject(t *testing.T) {
	const arrives = "want mail at bob@contoso.com"
	states := []struct {
		name  string
		lines []string
	}{
		{"right", nil},
		{"another name", []string{`ca> issue other.contoso.com by "CN=Example Public CA" under "CN=Example Root CA" to EX01`,
			"onprem> Get-ExchangeCertificate -DomainName other.contoso.com | Enable-ExchangeCertificate -Services SMTP",
			front2019 + `-TlsCertificateName "<I>CN=Example Public CA<S>CN=other.contoso.com"`}},
		{"self-signed", []string{front2019 + "-TlsCertificateName $null"}},
		{"no TLS", []string{front2019 + "-AuthMechanism Integrated,ExchangeServer"}},
	}
	const noTLS, mismatch, untrusted = "STARTTLS is required to send mail", "SubjectMismatch", "UntrustedRoot"
	for _, tt := range []struct {
		settings string
		want     [4]string // what the deferral says, by state; empty: the mail arrives
	}{
		{"DomainValidation", [4]string{"", mismatch, mismatch, noTLS}},
		{"CertificateValidation -TlsDomain $null", [4]string{"", "", untrusted, noTLS}},
		{"EncryptionOnly -TlsDomain $null", [4]string{"", "", "", noTLS}},
		{"$null -TlsDomain $null", [4]string{"", "", "", ""}},
	} {
		for i, state := range states {
			t.Run("TlsSettings "+tt.settings+"/"+state.name, func(t *testing.T) {
				claim := arrives
				if tt.want[i] != "" {
					claim = fromCloud + `"` + tt.want[i] + `"`
				}
				holds(t, consoleAt(t, "hybrid-2019"), append(append([]string{cloudOut + "-TlsSettings " + tt.settings}, state.lines...), hello), []string{claim})
			})
		}
	}
	for _, tt := range []struct{ settings, asa, plain string }{
		{"-RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain mail.protection.outlook.com", noTLS, ""},
		{"-RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain mail.contoso.com", noTLS, "reason:subjectmismatch"},
		{"-RequireTLS $true -TlsAuthLevel CertificateValidation -TlsDomain $null", noTLS, ""},
		{"-RequireTLS $true -TlsAuthLevel EncryptionOnly -TlsDomain $null", noTLS, ""},
		{"-RequireTLS $true -TlsAuthLevel $null -TlsDomain $null", noTLS, ""},
		{"-RequireTLS $false -TlsAuthLevel $null -TlsDomain $null", "", ""},
	} {
		for _, path := range []struct {
			name, want string
			lines      []string
		}{{"in clear sight", tt.plain, nil}, {"STARTTLS hidden", tt.asa, []string{"net> inspect onprem -> cloud with asa"}}} {
			t.Run(tt.settings+"/"+path.name, func(t *testing.T) {
				claim := "want no queue at onprem to contoso.mail.onmicrosoft.com"
				if path.want != "" {
					claim = toCloud + `"` + path.want + `"`
				}
				holds(t, consoleAt(t, "hybrid-2019"), append(append([]string{outward + tt.settings}, path.lines...), replyLine), []string{claim})
			})
		}
	}
	for _, tt := range []struct {
		require, tls string
		arrives      bool
	}{{"$true", "on", true}, {"$true", "off", false}, {"$false", "on", true}, {"$false", "off", true}} {
		t.Run("inbound connector RequireTls "+tt.require+", TLS "+tt.tls, func(t *testing.T) { // U13, L75
			claim := "want no mail at alice@contoso.com"
			if tt.arrives {
				claim = "want mail at alice@contoso.com"
			}
			holds(t, consoleAt(t, "hybrid-2019"), []string{"cloud> New-InboundConnector Fabrikam -ConnectorType Partner -SenderDomains fabrikam.com -RequireTls " + tt.require,
				"mx.fabrikam.com> TLS " + tt.tls, "erin@fabrikam.com> send hello.eml to alice@contoso.com"}, []string{claim})
		})
	}
	for require, answer := range map[string]string{"$true": `"451 5.7.3 Must issue a STARTTLS command first"`, "$false": "250"} {
		t.Run("receive connector RequireTLS "+require, func(t *testing.T) {
			holds(t, consoleAt(t, "hybrid-2019"), []string{front2019 + "-RequireTLS " + require, "mx.fabrikam.com> talk to mail.contoso.com: EHLO mx.fabrikam.com; MAIL FROM:<erin@fabrikam.com>"},
				[]string{"want reply " + answer})
		})
	}
}

// TestWhatADomainDemands: the outcomes of MTA-STS, and the modes of a connector, toward a mail host outside (L83, L84, L88).
func TestWhatADomainDemands(t *testing.T) {
	const (
		toErin   = "alice@contoso.com> send hello.eml to erin@fabrikam.com"
		arrives  = "want mail at erin@fabrikam.com"
		trusted  = `ca> issue mx.fabrikam.com by "CN=Example Public CA" under "CN=Example Root CA" to mx.fabrikam.com`
		enforce  = "net> publish mta-sts fabrikam.com enforce mx mx.fabrikam.com"
		modes    = "wait 14d" // until connectors have them
		partner  = "cloud> New-OutboundConnector Fabrikam -RecipientDomains fabrikam.com -UseMXRecord $true "
		signed   = "net> sign dns fabrikam.com"
		promised = "net> dns _25._tcp.mx.fabrikam.com TLSA 3 1 1 of mx.fabrikam.com"
		notHis   = "450 4.7.323 tlsa-invalid: The domain failed DANE validation."
	)
	for _, tt := range []struct {
		sentence string
		lines    []string
		says     string // in the deferral; empty: the mail arrives
	}{
		{"L88: a host that the policy names, with a certificate that anybody trusts", []string{trusted, enforce}, ""},
		{"L88: another host", []string{trusted, "net> publish mta-sts fabrikam.com enforce mx mx2.fabrikam.com"}, "450 4.4.8 MX hosts of fabrikam.com failed MTA-STS validation"},
		{"RFC 8461 5: testing stops nothing", []string{trusted, "net> publish mta-sts fabrikam.com testing mx mx2.fabrikam.com"}, ""},
		{"RFC 8461 5: nor does none", []string{"net> publish mta-sts fabrikam.com none mx mx2.fabrikam.com"}, ""},
		{"a policy that was withdrawn", []string{enforce, "net> withdraw mta-sts fabrikam.com"}, ""},
		{"L88: a certificate of another host", []string{`ca> issue www.fabrikam.com by "CN=Example Public CA" under "CN=Example Root CA" to mx.fabrikam.com`, enforce},
			"450 4.7.5 Remote certificate failed MTA-STS validation. Reason: SubjectMismatch"},
		{"L88: one that nobody trusts", []string{"ca> issue mx.fabrikam.com self-signed to mx.fabrikam.com", enforce}, "450 4.7.5 Remote certificate failed MTA-STS validation. Reason: UntrustedRoot"},
		{"L88: one that is out of date", []string{`ca> issue mx.fabrikam.com by "CN=Example Public CA" under "CN=Example Root CA" to mx.fabrikam.com for 1d`, "wait 2d", enforce},
			"450 4.7.5 Remote certificate failed MTA-STS validation. Reason: CertificateExpired"},
		{"RFC 8461 4.2: no STARTTLS; what is said then is inferred", []string{enforce}, "[Message=451 5.7.3 STARTTLS is required to send mail]"},
		{"RFC 8461 2: TLSA records go before a policy", []string{trusted, signed, promised, "net> publish mta-sts fabrikam.com enforce mx mx2.fabrikam.com"}, ""},
		{"L83: MtaStsMode None does not look", []string{modes, enforce, partner + "-MtaStsMode None"}, ""},
		{"L83: before there are modes it is not asked", []string{enforce, partner + "-MtaStsMode None"}, "STARTTLS is required to send mail"},
		{"L84: SmtpDaneMode Mandatory, and the domain has no DANE", []string{modes, trusted, partner + "-SmtpDaneMode Mandatory"}, notHis},
		{"L84: Mandatory, and it has", []string{modes, trusted, signed, promised, partner + "-SmtpDaneMode Mandatory"}, ""},
		{"L83: Opportunistic, and it has none", []string{modes, trusted, partner + "-SmtpDaneMode Opportunistic"}, ""},
		{"L83: a certificate that is not the promised one", []string{modes, trusted, signed, promised, trusted, partner + "-SmtpDaneMode Opportunistic"}, notHis},
		{"L83: None does not look", []string{modes, trusted, signed, promised, trusted, partner + "-SmtpDaneMode None"}, ""},
	} {
		t.Run(tt.sentence, func(t *testing.T) {
			claim := arrives
			if tt.says != "" {
				claim = outFromCloud + `"` + tt.says + `"`
			}
			holds(t, consoleAt(t, "hybrid-2019"), append(tt.lines, toErin), []string{claim})
		})
	}
}

// TestListsOfTheService: what the front door says to a client on each of its lists, and which way leads off it (L121).
func TestListsOfTheService(t *testing.T) {
	const (
		out     = "bob@contoso.com> send hello.eml to alice@contoso.com"
		about   = "want NDR to bob@contoso.com about alice@contoso.mail.onmicrosoft.com: "
		arrives = "want mail at alice@contoso.com"
	)
	for _, tt := range []struct{ ban, says, way string }{
		{"ban 203.0.113.10", "550 5.7.606 Access denied, banned sending IP [203.0.113.10].", ""},
		{"ban 203.0.113.0/24 on own", "550 5.7.606 Access denied, banned sending IP [203.0.113.10].", " by portal"},
		{"ban 203.0.113.10 on spamhaus", "550 5.7.1 Service unavailable, Client host [203.0.113.10] blocked using Spamhaus. To request removal from this list see https://www.spamhaus.org/query/ip/[203.0.113.10] (AS16012611)", " by spamhaus"},
		{"ban 203.0.113.10 on senders", "550 5.7.511 Access denied, banned sender[203.0.113.10]. To request removal from this list, forward this message to delist@microsoft.com.", " by mail"},
		{"ban 203.0.113.10 on ranges", "550 5.7.501 Service unavailable. Spam abuse detected from IP range.", " by support"},
		{"ban 203.0.113.10 on reputation", "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. AS(7910)", " by support"},
	} {
		t.Run(tt.ban, func(t *testing.T) {
			listed := strings.Fields(tt.ban)[1]
			c := consoleAt(t, "hybrid-2019")
			holds(t, c, []string{"eop> " + tt.ban, out}, []string{about + tt.says, "want no mail at alice@contoso.com"})
			holds(t, c, []string{"eop> delist " + listed + tt.way, out}, []string{arrives})
		})
	}
	for _, tt := range []struct {
		name   string
		lines  []string
		claims []string
	}{
		{"L121f: a stranger is put off", []string{"eop> throttle 198.51.100.25", "mx.fabrikam.com> talk to contoso-com.mail.protection.outlook.com: EHLO mx.fabrikam.com; MAIL FROM:<erin@fabrikam.com>; RCPT TO:<alice@contoso.com>"},
			[]string{`want reply "451 4.7.500 Server busy. Please try again later from [198.51.100.25]. (AS761)"`}},
		{"L121f: days of history cure it", []string{"eop> throttle 198.51.100.25", "erin@fabrikam.com> send hello.eml to alice@contoso.com", "eop> delist 198.51.100.25 by history", "wait 2h"}, []string{arrives}},
		{"L121f: a connector exempts", []string{"eop> throttle 203.0.113.10", out}, []string{arrives}},
		{"L121f: of a partner, too", []string{"eop> throttle 198.51.100.25", "cloud> New-InboundConnector Fabrikam -ConnectorType Partner -SenderDomains fabrikam.com -SenderIPAddresses 198.51.100.25",
			"erin@fabrikam.com> send hello.eml to alice@contoso.com"}, []string{arrives}},
	} {
		t.Run(tt.name, func(t *testing.T) { holds(t, consoleAt(t, "hybrid-2019"), tt.lines, tt.claims) })
	}
}

// TestAPeerThatDemandsClientUsage: no source knows an effect of a certificate for servers only on Exchange and the service
// (L81); a gateway that insists on client usage refuses mail that comes over TLS with one (L80, L82).
func TestAPeerThatDemandsClientUsage(t *testing.T) {
	const (
		secured  = `ca> issue mx.fabrikam.com by "CN=Example Public CA" under "CN=Example Root CA" to mx.fabrikam.com`
		demands  = "mx.fabrikam.com> demand client usage"
		servers  = `ca> issue relay.contoso.com by "CN=Example Public CA" under "CN=Example Root CA" to EX01 without client usage`
		enabled  = "onprem> Get-ExchangeCertificate -DomainName relay.contoso.com | Enable-ExchangeCertificate -Services SMTP"
		named    = `onprem> Set-SendConnector Internet -TlsCertificateName "<I>CN=Example Public CA<S>CN=relay.contoso.com"`
		toErin   = "bob@contoso.com> send hello.eml to erin@fabrikam.com"
		arrives  = "want mail at erin@fabrikam.com"
		refusing = `want NDR to bob@contoso.com about erin@fabrikam.com: "The certificate of the client is not for clients"`
	)
	for _, tt := range []struct {
		sentence string
		lines    []string
		claim    string
	}{
		{"L82: by default it has no effect", []string{secured, servers, enabled, named}, arrives},
		{"L80: the gateway refuses what is for servers only", []string{secured, demands, servers, enabled, named}, refusing},
		{"and takes what is for clients too", []string{secured, demands, strings.TrimSuffix(servers, " without client usage"), enabled, named}, arrives},
		{"in clear nobody shows a certificate", []string{demands, servers, enabled, named}, arrives},
		{"its rule is switched off", []string{secured, demands, servers, enabled, named, "mx.fabrikam.com> demand nothing"}, arrives},
	} {
		t.Run(tt.sentence, func(t *testing.T) {
			holds(t, consoleAt(t, "hybrid-2019"), append(tt.lines, toErin), []string{tt.claim})
		})
	}
	l := consoleAt(t, "hybrid-2019")
	if _, err := l.Do("mx.fabrikam.com> demand usage"); err == nil || !strings.Contains(err.Error(), "hint: write it as: HOST> demand client usage|nothing") {
		t.Errorf("another demand: %v", err)
	}
}
