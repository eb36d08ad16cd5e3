package edge_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/netip"
	"net/smtp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/live/edge"
)

// tool returns a program that Debian's package brings, or skips the test; where HYBRIDSIM_REQUIRE_TOOLS is set, it fails.
func tool(t *testing.T, name, pkg string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatalf("%s is not installed (Debian package %s)", name, pkg)
		}
		t.Skipf("%s is not installed (Debian package %s)", name, pkg)
	}
	return path
}

// pemFile writes blocks of one kind into a file of the test's own.
func pemFile(t *testing.T, name, kind string, blocks ...[]byte) string {
	t.Helper()
	var out bytes.Buffer
	for _, b := range blocks {
		if err := pem.Encode(&out, &pem.Block{Type: kind, Bytes: b}); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// roots writes the authorities that the world trusts.
func (l *lab) roots() string {
	var all [][]byte
	for _, a := range l.World.Roots() {
		all = append(all, a.Raw)
	}
	return pemFile(l.t, "ca.pem", "CERTIFICATE", all...)
}

// identity writes the on-premises server's public certificate with its key, as a thief of both would have them.
func (l *lab) identity() (certificate, key string) {
	l.t.Helper()
	for _, c := range l.World.Side(relay.OnPremises).Organization().Certificates {
		if c.SelfSigned {
			continue
		}
		return keyPair(l.t, c.TLS)
	}
	l.t.Fatal("no public certificate on-premises")
	return "", ""
}

// keyPair writes a certificate and its key.
func keyPair(t *testing.T, c *tls.Certificate) (certificate, key string) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return pemFile(t, "client.pem", "CERTIFICATE", c.Certificate...), pemFile(t, "client.key", "PRIVATE KEY", der)
}

func TestSwaks(t *testing.T) {
	swaks := tool(t, "swaks", "swaks")
	l := newLab(t, "hybrid-2013")
	client := l.openPort(relay.OnPremises, 587, internet)
	certificate, key := l.identity()
	for _, row := range []struct {
		name    string
		to      string
		from    string
		door    string
		args    []string
		says    []string // in what swaks prints
		arrives string   // AuthAs at the recipient; empty: not
	}{
		{"plain, to the cloud", "alice@contoso.com", "erin@fabrikam.com", l.cloud.Addr().String(), nil,
			[]string{"220 SIM1EPF00000001.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at ", "250 2.1.0 Sender OK", "250 2.1.5 Recipient OK",
				"354 Start mail input; end with <CRLF>.<CRLF>", "Queued mail for delivery", "221 2.0.0 Service closing transmission channel"}, "Anonymous"},
		{"STARTTLS, to on-premises", "bob@contoso.com", "erin@fabrikam.com", l.onprem.Addr().String(), []string{"--tls", "--tls-verify", "--tls-ca-path", l.roots()},
			[]string{"220 EX01.contoso.com Microsoft ESMTP MAIL Service ready at ", "220 2.0.0 SMTP server ready", "250-AUTH NTLM LOGIN"}, "Anonymous"},
		{"client certificate: the cloud takes it for the organization's own server", "alice@contoso.com", "bob@contoso.com", l.cloud.Addr().String(),
			[]string{"--tls", "--tls-cert", certificate, "--tls-key", key}, []string{"Queued mail for delivery"}, "Anonymous"},
		{"client certificate: and lets it relay to the Internet", "erin@fabrikam.com", "bob@contoso.com", l.cloud.Addr().String(),
			[]string{"--tls", "--tls-cert", certificate, "--tls-key", key}, []string{"Queued mail for delivery"}, ""},
		{"without it there is no relaying", "erin@fabrikam.com", "dave@example.net", l.cloud.Addr().String(), []string{"--tls"},
			[]string{"550 5.4.1 Relay Access Denied ["}, ""},
		{"AUTH LOGIN on the client connector", "alice@contoso.com", "bob@contoso.com", client.Addr().String(),
			[]string{"--tls", "--auth", "LOGIN", "--auth-user", "bob@contoso.com", "--auth-password", "any"},
			[]string{"250-AUTH NTLM", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 2.7.0 Authentication successful"}, "Internal"},
		{"AUTH LOGIN as nobody", "alice@contoso.com", "nobody@contoso.com", client.Addr().String(),
			[]string{"--tls", "--auth", "LOGIN", "--auth-user", "nobody@contoso.com", "--auth-password", "any"},
			[]string{"535 5.7.3 Authentication unsuccessful"}, ""},
		{"who logged on may be nobody else", "alice@contoso.com", "alice@contoso.com", client.Addr().String(),
			[]string{"--tls", "--auth", "LOGIN", "--auth-user", "bob@contoso.com", "--auth-password", "any"},
			[]string{"550 5.7.60 SMTP; Client does not have permissions to send as this sender"}, ""},
		{"AUTH LOGIN is not offered in clear", "alice@contoso.com", "bob@contoso.com", client.Addr().String(),
			[]string{"--auth", "LOGIN", "--auth-user", "bob@contoso.com", "--auth-password", "any"}, []string{"Auth not attempted"}, ""},
		{"the client connector wants a user", "alice@contoso.com", "bob@contoso.com", client.Addr().String(), []string{"--tls"},
			[]string{"530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"}, ""},
		{"pipelining", "bob@contoso.com", "erin@fabrikam.com", l.onprem.Addr().String(), []string{"--pipeline"}, []string{"Queued mail for delivery"}, "Anonymous"},
	} {
		t.Run(row.name, func(t *testing.T) {
			subject := strings.ReplaceAll(row.name, " ", "-")
			args := append([]string{"--server", row.door, "--helo", "client.example", "--from", row.from, "--to", row.to, "--header", "Subject: " + subject}, row.args...)
			out, _ := exec.Command(swaks, args...).CombinedOutput() // its exit code tells of refusals; so does what it prints
			for _, want := range row.says {
				if !strings.Contains(string(out), want) {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
			if err := l.Settle(); err != nil {
				t.Fatal(err)
			}
			if got := l.arrived(row.to, subject); got != row.arrives {
				t.Errorf("at %s: AuthAs %q, want %q\n%s", row.to, got, row.arrives, out)
			}
		})
	}
	if got := len(l.World.Host("mx.fabrikam.com").Mailbox("erin@fabrikam.com")); got != 1 {
		t.Errorf("erin has %d messages, want the one that the cloud relayed", got)
	}
}

// arrived is the AuthAs with which a message lies in a mailbox; empty when it does not.
func (l *lab) arrived(address, subject string) string {
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		for _, d := range l.World.Side(side).Deliveries() {
			if d.Mailbox == address && d.Item.Header.Get("Subject") == subject {
				return string(d.Item.Auth.As)
			}
		}
	}
	return ""
}

func TestOpenSSLVerifiesTheChains(t *testing.T) {
	openssl := tool(t, "openssl", "openssl")
	l := newLab(t, "hybrid-2019")
	roots := l.roots()
	for _, row := range []struct{ name, door, host string }{
		{"the cloud's front door", l.cloud.Addr().String(), "contoso-com.mail.protection.outlook.com"},
		{"the on-premises server", l.onprem.Addr().String(), "mail.contoso.com"},
	} {
		t.Run(row.name, func(t *testing.T) {
			cmd := exec.Command(openssl, "s_client", "-starttls", "smtp", "-connect", row.door, "-CAfile", roots, "-verify_return_error", "-verify_hostname", row.host)
			cmd.Stdin = strings.NewReader("QUIT\r\n")
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "Verification: OK") || !strings.Contains(string(out), "Verified peername: ") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestAServerOfOldVersionsRefusesAModernClient: with TLS 1.0 alone a server comes to terms with nobody but a client that was
// told to speak it (L10, L39).
func TestAServerOfOldVersionsRefusesAModernClient(t *testing.T) {
	openssl := tool(t, "openssl", "openssl")
	l := newLab(t, "hybrid-2013")
	if err := l.World.ChangeTLS("EX01", func(s relay.TLSSettings) relay.TLSSettings {
		return s.WithVersion(relay.TLS11, relay.TLSServer, false).WithVersion(relay.TLS12, relay.TLSServer, false)
	}); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name  string
		args  []string
		fails bool
		want  string
	}{
		{"as it comes", nil, true, "Cipher is (NONE)"},
		{"told to speak TLS 1.0", []string{"-tls1", "-cipher", "DEFAULT@SECLEVEL=0"}, false, "TLSv1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			cmd := exec.Command(openssl, append([]string{"s_client", "-starttls", "smtp", "-connect", l.onprem.Addr().String()}, row.args...)...)
			cmd.Stdin = strings.NewReader("QUIT\r\n")
			out, err := cmd.CombinedOutput()
			if (err != nil) != row.fails || !strings.Contains(string(out), row.want) {
				t.Errorf("want failure %t and %q; %v\n%s", row.fails, row.want, err, out)
			}
		})
	}
}

// TestOpenSSLTypesCommands types what a mail client would not, over TLS: PLAIN is answered as the product does.
func TestOpenSSLTypesCommands(t *testing.T) {
	openssl := tool(t, "openssl", "openssl")
	l := newLab(t, "hybrid-2019")
	client := l.openPort(relay.OnPremises, 587, internet)
	cmd := exec.Command(openssl, "s_client", "-starttls", "smtp", "-connect", client.Addr().String(), "-quiet", "-crlf", "-ign_eof")
	plain := base64.StdEncoding.EncodeToString([]byte("\x00bob@contoso.com\x00any"))
	cmd.Stdin = strings.NewReader("EHLO client.example\nAUTH PLAIN " + plain + "\nNOOP\nQUIT\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"250-AUTH NTLM LOGIN\r\n", "250-SMTPUTF8\r\n", "504 5.7.4 Unrecognized authentication type\r\n", "250 2.0.0 OK\r\n", "221 2.0.0 "} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestEightBitContentIsKept(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	c, err := smtp.Dial(l.cloud.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const body = "Gr\xc3\xbc\xc3\x9fe und \xff\xfe\r\n"
	if err := submit(c, "erin@fabrikam.com", "bob@contoso.com", append(mail("erin@fabrikam.com", "bob@contoso.com", "eight-bit"), body...)); err != nil {
		t.Fatal(err)
	}
	if err := l.Settle(); err != nil {
		t.Fatal(err)
	}
	all := l.World.Side(relay.OnPremises).Deliveries()
	if len(all) != 1 || !bytes.HasSuffix(all[0].Content(), []byte(body)) {
		t.Errorf("bob has %d messages, and the last does not end in the octets that were sent", len(all))
	}
	if lines := l.World.Side(relay.Cloud).Received()[0].Lines(); len(lines) == 0 || !strings.Contains(lines[3].Data+lines[2].Data+lines[4].Data, "BODY=8BITMIME") {
		t.Errorf("the client did not say BODY=8BITMIME: %v", lines)
	}
}

// TestSwaksIsSomebodyElse lets swaks say who it is in each of the ways that it knows.
func TestSwaksIsSomebodyElse(t *testing.T) {
	swaks := tool(t, "swaks", "swaks")
	needLoopbacks(t)
	l := newLab(t, "hybrid-2013")
	sources := edge.NewSources(l.World, internet)
	if err := sources.Declare(netip.MustParseAddr("127.92.0.5"), netip.MustParseAddr("40.92.0.5")); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, want string
		door       edge.Door
		args       []string
	}{
		{"by loopback address", "40.92.0.5", edge.Door{From: sources.From}, []string{"--local-interface", "127.92.0.5"}},
		{"by PROXY header", "40.92.0.6", edge.Door{From: edge.FromProxy(trustAll, sources.From, edge.HeaderPatience)},
			[]string{"--proxy-version", "1", "--proxy-family", "TCP4", "--proxy-source", "40.92.0.6", "--proxy-source-port", "1025", "--proxy-dest", "203.0.113.10", "--proxy-dest-port", "25"}},
		{"by XCLIENT", "40.92.0.7", edge.Door{From: sources.From, MayRename: trustAll}, []string{"--xclient-addr", "40.92.0.7", "--xclient-name", "mx.example"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			door := l.door(relay.OnPremises, &row.door)
			args := append([]string{"--server", door.Addr().String(), "--to", "bob@contoso.com", "--from", "erin@fabrikam.com", "--header", "Subject: " + row.name}, row.args...)
			if out, err := exec.Command(swaks, args...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if item := l.arrival(relay.OnPremises, row.name); item.ClientIP.String() != row.want {
				t.Errorf("it comes from %s, want %s", item.ClientIP, row.want)
			}
		})
	}
}
