package edge_test

import (
	"bufio"
	"crypto/tls"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/vnet"
)

// renaming is a lab with a door whose clients may say XCLIENT, and a receive connector for one address.
func renaming(t *testing.T, trusted bool) (*lab, *edge.Door) {
	l := newLab(t, "hybrid-2013")
	if _, err := l.World.Run(relay.OnPremises, `New-ReceiveConnector Partner -Usage Custom -PermissionGroups AnonymousUsers -Bindings 0.0.0.0:25 -RemoteIPRanges 192.0.2.66 -Banner "220 you are a partner"`); err != nil {
		t.Fatal(err)
	}
	return l, l.door(relay.OnPremises, &edge.Door{From: edge.FromAddress(internet), MayRename: func(netip.Addr) bool { return trusted }})
}

func TestXCLIENTBeginsAnewFromTheOtherSource(t *testing.T) {
	l, door := renaming(t, true)
	c := connect(t, door, "127.0.0.1")
	if banner := c.hear(); !strings.HasPrefix(banner, "220 EX01.contoso.com ") {
		t.Errorf("the banner is %q", banner)
	}
	greeting := c.say("EHLO client.example")
	if !strings.Contains(greeting, "Hello [192.0.2.10]") || !strings.HasSuffix(greeting, "|250 XCLIENT NAME ADDR PORT PROTO HELO") {
		t.Errorf("the greeting is %q", greeting)
	}
	if diff := cmp.Diff("220 you are a partner", c.say("XCLIENT ADDR=192.0.2.66 PORT=4711 NAME=partner.example HELO=partner.example PROTO=ESMTP")); diff != "" {
		t.Errorf("the receive connector is not chosen anew (-want +got):\n%s", diff)
	}
	if greeting := c.say("EHLO client.example"); !strings.Contains(greeting, "Hello [192.0.2.66]") {
		t.Errorf("the greeting is %q", greeting)
	}
	all := l.World.Side(relay.OnPremises).Received()
	if got := all[len(all)-1].Remote.String(); got != "192.0.2.66:4711" {
		t.Errorf("the server sees %s", got)
	}
	first := all[len(all)-2].Lines()
	if last := first[len(first)-1]; last.Event != '-' {
		t.Errorf("the old connection did not end: %v", last)
	}
	// The same conversation carries mail, after a transaction that it left.
	c.say("MAIL FROM:<erin@fabrikam.com>")
	if reply := c.say("XCLIENT ADDR=192.0.2.67"); !strings.HasPrefix(reply, "503 ") {
		t.Errorf("XCLIENT in a transaction: %s", reply)
	}
	c.say("RSET")
	c.say("MAIL FROM:<erin@fabrikam.com>")
	c.say("RCPT TO:<bob@contoso.com>")
	if reply := c.say("DATA"); !strings.HasPrefix(reply, "354 ") {
		t.Fatal(reply)
	}
	if reply := c.say("Subject: renamed\r\n\r\n..dot\r\n."); !strings.HasPrefix(reply, "250 ") {
		t.Errorf("the message: %s", reply)
	}
	content := "Subject: in chunks\r\n\r\nXCLIENT ADDR=192.0.2.68\r\n"
	c.say("MAIL FROM:<erin@fabrikam.com>")
	c.say("RCPT TO:<bob@contoso.com>")
	if reply := c.say("BDAT %d LAST\r\n%s", len(content), strings.TrimSuffix(content, "\r\n")); !strings.HasPrefix(reply, "250 ") {
		t.Errorf("the message in a chunk: %s", reply)
	}
	if reply := c.say("QUIT"); !strings.HasPrefix(reply, "221 ") {
		t.Errorf("QUIT: %s", reply)
	}
	if err := l.Settle(); err != nil {
		t.Fatal(err)
	}
	var subjects []string
	for _, d := range l.World.Side(relay.OnPremises).Deliveries() {
		subjects = append(subjects, d.Item.Header.Get("Subject"))
	}
	if diff := cmp.Diff([]string{"renamed", "in chunks"}, subjects); diff != "" {
		t.Errorf("bob's mail (-want +got):\n%s", diff)
	}
}

func TestXCLIENTIsNobodysBusinessWithoutTrust(t *testing.T) {
	_, door := renaming(t, false)
	c := connect(t, door, "127.0.0.1")
	c.hear()
	if greeting := c.say("EHLO client.example"); strings.Contains(greeting, "XCLIENT") {
		t.Errorf("the greeting is %q", greeting)
	}
	if diff := cmp.Diff("500 5.3.3 Unrecognized command", c.say("XCLIENT ADDR=192.0.2.66")); diff != "" {
		t.Errorf("the product's own refusal (-want +got):\n%s", diff)
	}
}

func TestXCLIENTFromBehindTheFirewall(t *testing.T) {
	l, door := renaming(t, true)
	l.World.Net.Block(vnet.Rule{Src: netip.MustParsePrefix("192.0.2.70/32"), Action: vnet.Refuse})
	c := connect(t, door, "127.0.0.1")
	c.hear()
	c.Write([]byte("XCLIENT ADDR=192.0.2.70\r\n"))
	if n, err := c.Read(make([]byte, 1)); err == nil {
		t.Errorf("a refused source was told something: %d", n)
	}
}

func TestBehindSTARTTLSAllIsPassedOn(t *testing.T) {
	l, door := renaming(t, true)
	c := connect(t, door, "127.0.0.1")
	c.hear()
	c.say("EHLO client.example")
	c.say("XCLIENT ADDR=192.0.2.71")
	c.say("EHLO client.example")
	if reply := c.say("STARTTLS"); !strings.HasPrefix(reply, "220 ") {
		t.Fatal(reply)
	}
	secure := tls.Client(c.Conn, &tls.Config{InsecureSkipVerify: true})
	inside := &talker{secure, t, bufio.NewReader(secure)}
	if greeting := inside.say("EHLO client.example"); strings.Contains(greeting, "XCLIENT") || !strings.Contains(greeting, "Hello [192.0.2.71]") {
		t.Errorf("the greeting is %q", greeting)
	}
	inside.say("MAIL FROM:<erin@fabrikam.com>")
	inside.say("RCPT TO:<bob@contoso.com>")
	inside.say("DATA")
	if reply := inside.say("Subject: secure\r\n\r\nx\r\n."); !strings.HasPrefix(reply, "250 ") {
		t.Error(reply)
	}
	inside.say("QUIT")
	if err := l.Settle(); err != nil || len(l.World.Side(relay.OnPremises).Deliveries()) != 1 {
		t.Errorf("the message did not arrive: %v", err)
	}
}

func TestXCLIENTArguments(t *testing.T) {
	was := netip.MustParseAddrPort("192.0.2.10:7")
	tests := []struct{ arguments, want, err string }{
		{"ADDR=192.0.2.66", "192.0.2.66:7", ""},
		{"addr=192.0.2.66 port=25", "192.0.2.66:25", ""},
		{"ADDR=IPV6:2001:db8::1 PORT=[UNAVAILABLE]", "[2001:db8::1]:7", ""},
		{"NAME=mx.example HELO=a+2Bb PROTO=SMTP", "192.0.2.10:7", ""},
		{"", "", "XCLIENT wants NAME, ADDR, PORT, PROTO, HELO"},
		{"ADDR=[UNAVAILABLE]", "", `"[UNAVAILABLE]" is not an address`},
		{"PORT=70000", "", `"70000" is not a port`},
		{"ADR=192.0.2.66", "", `"ADR" is no attribute of XCLIENT; here are NAME, ADDR, PORT, PROTO, HELO`},
		{"ADDR", "", `"ADDR" is no attribute with its value`},
		{"HELO=+zz", "", `"HELO=+zz" is no attribute with its value`},
	}
	for _, tt := range tests {
		got, err := edge.ParseXCLIENT(tt.arguments, was)
		switch {
		case tt.err != "" && (err == nil || err.Error() != tt.err):
			t.Errorf("%q: %v, want %s", tt.arguments, err, tt.err)
		case tt.err == "" && (err != nil || got.String() != tt.want):
			t.Errorf("%q: %s, %v, want %s", tt.arguments, got, err, tt.want)
		}
	}
}

func FuzzXCLIENT(f *testing.F) {
	for _, s := range []string{"ADDR=192.0.2.66 PORT=25", "ADDR=IPV6:::1", "NAME=+41", "= =", "ADDR=[UNAVAILABLE]"} {
		f.Add(s)
	}
	was := netip.MustParseAddrPort("192.0.2.10:7")
	f.Fuzz(func(t *testing.T, arguments string) {
		got, err := edge.ParseXCLIENT(arguments, was)
		if err != nil && (got != was || strings.ContainsAny(err.Error(), "\r\n")) {
			t.Errorf("%q: %s, %q", arguments, got, err)
		}
		if err == nil && !got.IsValid() {
			t.Errorf("%q makes an invalid address", arguments)
		}
	})
}
