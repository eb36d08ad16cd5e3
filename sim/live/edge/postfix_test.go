package edge_test

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/sim/live/edge"
)

// postfix is an instance of Postfix of the test's own: no service of the system, nothing of it outside a folder, ports on loopback.
type postfix struct {
	t      *testing.T
	dir    string
	listen string
}

const postfixMain = `compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = %[1]s/spool/maillog
maillog_file_prefixes = %[1]s
myhostname = gateway.contoso.com
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_transport = error:nobody lives here
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_tls_chain_files = %[2]s, %[3]s
smtpd_tls_security_level = may
smtp_tls_security_level = %[4]s
header_checks = regexp:%[1]s/header_checks
relayhost = [127.0.0.1]:%[5]d
transport_maps = inline:{contoso.com=smtp:[127.0.0.1]:%[6]d}
`

// The part of the usual master.cf that a gateway needs, without chroot.
const postfixMaster = `%s inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

// freePort is a port of the loopback interface on which nobody listens at the moment.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// newPostfix prepares a gateway that listens at an address; start starts it.
func newPostfix(t *testing.T, listen string) *postfix {
	t.Helper()
	tool(t, "postfix", "postfix")
	if os.Getuid() != 0 {
		t.Skip("Postfix gives its processes to another user, for which it has to be started by root")
	}
	dir, err := os.MkdirTemp("", "hybridsim-postfix") // not the test's folder, which is closed to Postfix's user
	if err != nil {
		t.Fatal(err)
	}
	p := &postfix{t: t, dir: dir, listen: listen}
	t.Cleanup(func() { os.RemoveAll(dir) })
	for _, name := range []string{"spool", "data"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("chown", "postfix", filepath.Join(dir, "data")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return p
}

// start starts it: it sends contoso.com to one door and everything else to another.
func (p *postfix) start(l *lab, certificate *tls.Certificate, security string, cloud, onprem *edge.Door) {
	p.t.Helper()
	cert, key := keyPair(p.t, certificate)
	port := func(d *edge.Door) int { return d.Addr().(*net.TCPAddr).Port }
	for name, text := range map[string]string{
		"main.cf":       fmt.Sprintf(postfixMain, p.dir, key, cert, security, port(cloud), port(onprem)),
		"master.cf":     fmt.Sprintf(postfixMaster, p.listen),
		"header_checks": "/^X-MS-Exchange-/ IGNORE\n", // an appliance leaves out headers that it does not know
	} {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
	out, err := exec.Command("postfix", "-c", p.dir, "start").CombinedOutput()
	if err != nil {
		p.t.Fatalf("postfix start: %v\n%s\n%s", err, out, p.log())
	}
	p.t.Cleanup(func() {
		if p.t.Failed() {
			p.t.Logf("Postfix's log:\n%s", p.log())
		}
		if out, err := exec.Command("postfix", "-c", p.dir, "stop").CombinedOutput(); err != nil {
			p.t.Errorf("postfix stop: %v\n%s", err, out)
		}
	})
}

func (p *postfix) log() string {
	text, _ := os.ReadFile(filepath.Join(p.dir, "spool", "maillog"))
	return string(text)
}

// arrival waits for a message with a subject, which Postfix may have in its queue meanwhile.
func (l *lab) arrival(side relay.Side, subject string) *relay.MailItem {
	l.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		for _, d := range l.World.Side(side).Deliveries() {
			if strings.HasPrefix(d.Item.Header.Get("Subject"), subject) {
				return d.Item
			}
		}
	}
	for _, q := range l.World.Side(side.Other()).Queues() {
		l.t.Log(q.NextHopDomain, q.LastError)
	}
	l.t.Fatalf("no message %q arrives", subject)
	return nil
}

func (l *lab) run(side relay.Side, lines ...string) {
	l.t.Helper()
	for _, line := range lines {
		if _, err := l.World.Run(side, line); err != nil {
			l.t.Fatal(err)
		}
	}
}

// TestPostfixBetweenTheSides plays the two stories third-party-gateway-to-onprem and -to-cloud with a real Postfix in the place of
// the simulated gateway.
func TestPostfixBetweenTheSides(t *testing.T) {
	address := netip.MustParseAddr("203.0.113.30")
	for _, security := range []string{"may", "encrypt"} {
		t.Run("smtp_tls_security_level "+security, func(t *testing.T) {
			listen := freePort(t)
			p := newPostfix(t, listen)
			l := newLab(t, "hybrid-2013")
			gateway, err := l.World.AddHost("gateway.contoso.com", []netip.Addr{address}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := gateway.Certify("gateway.contoso.com", "CN=Example Public CA"); err != nil {
				t.Fatal(err)
			}
			bridge, err := edge.NewBridge(listen)
			if err != nil {
				t.Fatal(err)
			}
			if err := gateway.Bridge(bridge.Forward()); err != nil {
				t.Fatal(err)
			}
			p.start(l, gateway.Certificate(), security, l.open(relay.Cloud, address), l.open(relay.OnPremises, address))

			send := func(from relay.Side, sender, to, subject string) {
				l.World.Submit(from, sender, []string{to}, mail(sender, to, subject))
			}
			// To on-premises, by the gateway.
			l.run(relay.Cloud, "Get-OutboundConnector | Set-OutboundConnector -SmartHosts gateway.contoso.com -TlsDomain gateway.contoso.com")
			send(relay.Cloud, "alice@contoso.com", "bob@contoso.com", "to bob by Postfix")
			item := l.arrival(relay.OnPremises, "to bob by Postfix")
			if item.Auth.As != relay.AuthAnonymous || item.ClientIP != address || !item.PeerIdentity.Secured {
				t.Errorf("bob's mail is %s from %s, secured %t; want Anonymous from %s in TLS", item.Auth.As, item.ClientIP, item.PeerIdentity.Secured, address)
			}
			if text := item.Header.String(); !strings.Contains(text, "(Postfix)") {
				t.Errorf("it has not been with Postfix:\n%s", text)
			}
			// To the cloud, by the gateway.
			l.run(relay.OnPremises, `Set-SendConnector "Outbound to Office 365" -DNSRoutingEnabled $false -SmartHosts gateway.contoso.com -TlsDomain gateway.contoso.com`)
			send(relay.OnPremises, "bob@contoso.com", "alice@contoso.com", "to alice by Postfix")
			if item := l.arrival(relay.Cloud, "to alice by Postfix"); item.Auth.As != relay.AuthAnonymous || item.ClientIP != address {
				t.Errorf("alice's mail is %s from %s, want Anonymous from %s", item.Auth.As, item.ClientIP, address)
			}
			// What a side refuses at the door, Postfix reports to the sender.
			l.run(relay.OnPremises, "New-RemoteMailbox ghost -PrimarySmtpAddress ghost@contoso.com")
			send(relay.OnPremises, "bob@contoso.com", "ghost@contoso.com", "to nobody")
			l.wantBounce("ghost@contoso.mail.onmicrosoft.com", "gateway.contoso.com")
			// And without the gateway.
			l.run(relay.Cloud, "Get-OutboundConnector | Set-OutboundConnector -SmartHosts mail.contoso.com -TlsDomain mail.contoso.com")
			l.run(relay.OnPremises, `Set-SendConnector "Outbound to Office 365" -SmartHosts $null -DNSRoutingEnabled $true -TlsDomain mail.protection.outlook.com`)
			send(relay.Cloud, "alice@contoso.com", "bob@contoso.com", "straight to bob")
			send(relay.OnPremises, "bob@contoso.com", "alice@contoso.com", "straight to alice")
			for side, subject := range map[relay.Side]string{relay.OnPremises: "straight to bob", relay.Cloud: "straight to alice"} {
				if item := l.arrival(side, subject); item.Auth.As != relay.AuthInternal {
					t.Errorf("%s: %s, want Internal", subject, item.Auth.As)
				}
			}
		})
	}
}

// wantBounce wants a report in bob's mailbox about a recipient, by the gateway, of what the cloud said.
func (l *lab) wantBounce(recipient, reporting string) {
	l.t.Helper()
	item := l.arrival(relay.OnPremises, "Undelivered Mail Returned to Sender")
	if item.From != "" {
		l.t.Errorf("the report's sender is %q, want the null sender", item.From)
	}
	report, err := dsn.Read(relay.Content(item.Header, item.Body))
	if err != nil {
		l.t.Fatal(err)
	}
	if len(report.Recipients) != 1 {
		l.t.Fatalf("the report is about %d recipients", len(report.Recipients))
	}
	r := report.Recipients[0]
	want := fmt.Sprintln(dsn.Failed, reporting, recipient, 550)
	if diff := cmp.Diff(want, fmt.Sprintln(report.Action, report.Reporting, r.Address, r.Reply.Code())); diff != "" {
		l.t.Errorf("the report (-want +got):\n%s", diff)
	}
	if !strings.Contains(r.Reply.String(), "5.4.1") {
		l.t.Errorf("the refusal is %s, want the cloud's 5.4.1", r.Reply)
	}
}
