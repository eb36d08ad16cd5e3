package middlebox_test

import (
	"bufio"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/middlebox"
	"hybridsim/sim/vnet"
)

type handle = func(client, server net.Conn)

// through connects a client with a server through a device.
func through(t testing.TB, device handle) (n *vnet.Network, client, server net.Conn) {
	t.Helper()
	n = vnet.New()
	t.Cleanup(func() { n.Close() })
	here, there := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	from, err := n.AddHost("client", here)
	if err != nil {
		t.Fatal(err)
	}
	to, err := n.AddHost("server", there)
	if err != nil {
		t.Fatal(err)
	}
	l, err := to.Listen(25)
	if err != nil {
		t.Fatal(err)
	}
	n.AddBox(vnet.Box{Handle: device})
	if client, err = from.Dial(t.Context(), here, netip.AddrPortFrom(there, 25)); err != nil {
		t.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	return n, client, server
}

const banner = "220 mail.contoso.com Microsoft ESMTP MAIL Service ready at Thu, 16 Mar 2017 08:20:00 +0000\r\n"

const ehlo = "250-mail.contoso.com Hello [192.0.2.1]\r\n250-SIZE 37748736\r\n250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n" +
	"250-STARTTLS\r\n250-X-ANONYMOUSTLS\r\n250-AUTH NTLM LOGIN\r\n250-X-EXPS GSSAPI NTLM\r\n250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250 XRDST\r\n"

// answers is what the server of these tests says; to everything else it says 500.
var answers = map[string]string{
	"EHLO": ehlo, "HELO": "250 mail.contoso.com Hello\r\n", "MAIL": "250 2.1.0 Sender OK\r\n", "RCPT": "250 2.1.5 Recipient OK\r\n",
	"DATA": "354 go\r\n", "AUTH": "334 VXNlcm5hbWU6\r\n", "NOOP": "250 2.0.0 OK\r\n", "QUIT": "221 2.0.0 bye\r\n",
}

// serve answers each line and returns what it read.
func serve(conn net.Conn) string {
	defer conn.Close()
	io.WriteString(conn, banner)
	var read strings.Builder
	in, mode, line, first := bufio.NewReader(conn), "", "", false // line of content
	for {
		whole := first || strings.HasSuffix(line, "\r\n")
		first = false
		var err error
		line, err = in.ReadString('\n')
		read.WriteString(line)
		if err != nil {
			return read.String()
		}
		switch verb := strings.ToUpper(strings.Fields(line + " .")[0]); {
		case mode == "DATA" && (line != ".\r\n" || !whole):
		case mode == "DATA":
			mode = ""
			io.WriteString(conn, "250 2.6.0 Queued\r\n")
		case mode == "AUTH":
			mode = ""
			io.WriteString(conn, "235 2.7.0 Authenticated\r\n")
		case answers[verb] == "":
			io.WriteString(conn, "500 5.3.3 Unrecognized command\r\n")
		default:
			if verb == "DATA" || verb == "AUTH" {
				mode, first = verb, true
			}
			io.WriteString(conn, answers[verb])
			if verb == "QUIT" {
				return read.String()
			}
		}
	}
}

// talk sends pieces one after the other, waiting for nothing but the server's end.
func talk(t testing.TB, device handle, pieces ...string) (serverRead, clientRead string) {
	t.Helper()
	n, client, server := through(t, device)
	done := make(chan string)
	go func() { done <- serve(server) }()
	for _, piece := range pieces {
		io.WriteString(client, piece)
	}
	if !strings.Contains(strings.ToUpper(strings.Join(pieces, "")), "QUIT\r\n") {
		t.Fatal("the client of this test never says QUIT")
	}
	heard, err := io.ReadAll(client)
	if err != nil {
		t.Error(err)
	}
	client.Close()
	serverRead = <-done
	n.WaitIdle()
	return serverRead, string(heard)
}

func TestDevices(t *testing.T) {
	mask := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("20 \r\n", r) {
				return r
			}
			return '*'
		}, s)
	}
	tests := []struct {
		name           string
		device         handle
		say            string
		server, client string
	}{
		{
			"Mailguard answers EHLO itself, and the client's HELO passes", middlebox.PIX,
			"EHLO a\r\nHELO a\r\nQUIT\r\n",
			"HELO a\r\nQUIT\r\n",
			mask(banner) + "500 Command unrecognized\r\n250 mail.contoso.com Hello\r\n221 2.0.0 bye\r\n",
		},
		{
			"Mailguard lets nothing pass that begins like a permitted command", middlebox.PIX,
			"HELOS a\r\n HELO a\r\nSTARTTLS\r\n\r\nhelo a\r\nQUIT\r\n",
			"helo a\r\nQUIT\r\n",
			mask(banner) + strings.Repeat("500 Command unrecognized\r\n", 4) + "250 mail.contoso.com Hello\r\n221 2.0.0 bye\r\n",
		},
		{
			"its own answers keep their place behind the server's when the client pipelines", middlebox.PIX,
			"NOOP\r\nXONE\r\nXTWO\r\nNOOP\r\nXONE\r\nQUIT\r\n",
			"NOOP\r\nNOOP\r\nQUIT\r\n",
			mask(banner) + "250 2.0.0 OK\r\n500 Command unrecognized\r\n500 Command unrecognized\r\n250 2.0.0 OK\r\n500 Command unrecognized\r\n221 2.0.0 bye\r\n",
		},
		{
			"content passes untouched, whatever it looks like", middlebox.PIX,
			"MAIL FROM:<a@b>\r\nDATA\r\nEHLO a\r\n\n.\r\nSTARTTLS\r\n..\r\n" + strings.Repeat("x", 9000) + "\r\n.\r\nNOOP\r\nQUIT\r\n",
			"MAIL FROM:<a@b>\r\nDATA\r\nEHLO a\r\n\n.\r\nSTARTTLS\r\n..\r\n" + strings.Repeat("x", 9000) + "\r\n.\r\nNOOP\r\nQUIT\r\n",
			mask(banner) + "250 2.1.0 Sender OK\r\n354 go\r\n250 2.6.0 Queued\r\n250 2.0.0 OK\r\n221 2.0.0 bye\r\n",
		},
		{
			"unknown extensions become 250-XXXXXXXA in full length", middlebox.ASA,
			"EHLO a\r\nQUIT\r\n",
			"EHLO a\r\nQUIT\r\n",
			mask(banner) + "250-mail.contoso.com Hello [192.0.2.1]\r\n250-SIZE 37748736\r\n250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n" +
				"250-XXXXXXXA\r\n250-XXXXXXXXXXXXXB\r\n250-AUTH NTLM LOGIN\r\n250-XXXXXXXXXXXXXXXXXC\r\n250-8BITMIME\r\n250-XXXXXXXXXD\r\n250-XXXXXXXE\r\n250 XXXXF\r\n221 2.0.0 bye\r\n",
		},
		{
			"unknown commands reach the server as so many X, which refuses them", middlebox.ASA,
			"STARTTLS\r\nbdat 12 LAST\r\nQUIT\r\n",
			"XXXXXXXX\r\nXXXX 12 LAST\r\nQUIT\r\n",
			mask(banner) + strings.Repeat("500 5.3.3 Unrecognized command\r\n", 2) + "221 2.0.0 bye\r\n",
		},
		{
			"the lines of an AUTH exchange are no commands", middlebox.ASA,
			"AUTH LOGIN\r\nYm9i\r\nQUIT\r\n",
			"AUTH LOGIN\r\nYm9i\r\nQUIT\r\n",
			mask(banner) + "334 VXNlcm5hbWU6\r\n235 2.7.0 Authenticated\r\n221 2.0.0 bye\r\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server, client := talk(t, tt.device, tt.say)
			if diff := cmp.Diff(tt.server, server); diff != "" {
				t.Errorf("what the server read (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.client, client); diff != "" {
				t.Errorf("what the client read (-want +got):\n%s", diff)
			}
			again, heard := talk(t, tt.device, strings.Split(tt.say, "")...)
			if again != server || heard != client {
				t.Errorf("byte by byte the server read %q and the client %q, want the same as in one piece", again, heard)
			}
		})
	}
}

func TestDocumentedPictures(t *testing.T) {
	pictures := []string{ // KB320027 shows these; masking them again changes nothing
		"220*******************************************************0*2******0***********************",
		"2002*******2***0*00",
	}
	for _, picture := range pictures {
		t.Run(picture, func(t *testing.T) {
			_, client, server := through(t, middlebox.PIX)
			io.WriteString(server, picture+"\r\n")
			server.Close()
			if got, _ := io.ReadAll(client); string(got) != picture+"\r\n" {
				t.Errorf("the client read %q", got)
			}
			client.Close()
		})
	}
	_, client, server := through(t, middlebox.PIX)
	io.WriteString(server, "220 mail.contoso.com ready at 10:20, 2017\r\n")
	server.Close()
	want := "220 **************** ***** ** *0*20* 20**\r\n"
	if got, _ := io.ReadAll(client); string(got) != want {
		t.Errorf("the client read %q, want %q", got, want)
	}
	client.Close()
}

func TestABannerOfSeveralLinesCanStillBeRead(t *testing.T) {
	_, client, server := through(t, middlebox.ASA)
	io.WriteString(server, "220-one 2\r\n220 two\r\n250-STARTTLS\r\n")
	server.Close()
	if got, want := readAll(t, client), "220-*** 2\r\n220 ***\r\n250-STARTTLS\r\n"; got != want {
		t.Errorf("the client read %q, want %q", got, want)
	}
}

func readAll(t *testing.T, conn net.Conn) string {
	t.Helper()
	defer conn.Close()
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Error(err)
	}
	return string(got)
}
