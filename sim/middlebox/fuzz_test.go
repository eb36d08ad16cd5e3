package middlebox_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"hybridsim/sim/middlebox"
)

// FuzzSplit sends arbitrary bytes in arbitrary pieces through each device: the cuts make no difference, the firewall that
// overwrites changes no length, and the one that filters lets nothing pass but commands it permits and content.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("EHLO a\r\nSTARTTLS\r\nHELO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n"), uint8(3))
	f.Add([]byte("DATA\r\n.\r\n.\r\nDATA\r\nx\r\n.\r\nEHLO a\r\n"), uint8(1))
	f.Add([]byte("AUTH LOGIN\r\nx\r\nAUTH\r\nQUIT\r\n"), uint8(7))
	f.Add([]byte("\xff\xfe\r\n\n\r\r\n ehlo\n.\r\n"), uint8(2))
	f.Add([]byte(" DATA\r\nx\r\n"), uint8(2)) // known to neither, or the server would wait for an end that is overwritten
	f.Fuzz(func(t *testing.T, said []byte, size uint8) {
		for name, device := range map[string]handle{"pix": middlebox.PIX, "asa": middlebox.ASA} {
			server, client := feed(t, device, said, len(said)+1)
			again, heard := feed(t, device, said, int(size)+1)
			if server != again || client != heard {
				t.Errorf("%s: in pieces of %d the server read %q and the client %q,\nin one piece %q and %q", name, size, again, heard, server, client)
			}
			if name == "asa" {
				sameLengths(t, string(said)+farewell, server)
			}
			if name == "pix" {
				onlyPermitted(t, server)
			}
		}
	})
}

// feed sends bytes in pieces and then QUIT, outside and inside of content, so that the server says good-bye.
func feed(t *testing.T, device handle, said []byte, size int) (server, client string) {
	n, conn, far := through(t, device)
	conn.SetDeadline(time.Now().Add(2 * time.Second)) // a conversation that hangs is a finding
	done := make(chan string, 1)
	go func() { done <- serve(far) }()
	for at := 0; at < len(said); at += size {
		conn.Write(said[at:min(at+size, len(said))])
	}
	io.WriteString(conn, farewell)
	heard, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("%v after %q", err, heard)
	}
	conn.Close()
	server = <-done
	n.WaitIdle()
	n.Close()
	client, _, _ = strings.Cut(string(heard), "221 2.0.0 bye") // what a firewall says to commands behind QUIT may come too late
	return server, client
}

// farewell ends content, should there be any, and then the conversation.
const farewell = "\r\n.\r\nQUIT\r\nQUIT\r\n"

// sameLengths checks that each line that a server read is as long as the one that the client sent.
func sameLengths(t *testing.T, sent, read string) {
	lines := strings.SplitAfter(sent, "\n")
	for at, line := range strings.SplitAfter(read, "\n") {
		if line != "" && len(line) != len(lines[at]) {
			t.Errorf("asa: %q became %q, of another length", lines[at], line)
		}
	}
}

// onlyPermitted checks what a server behind Mailguard read, up to the first content.
func onlyPermitted(t *testing.T, read string) {
	for line := range strings.Lines(read) {
		verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimRight(line, "\r\n")), " ")
		switch verb {
		case "DATA":
			return
		case "HELO", "MAIL", "RCPT", "RSET", "NOOP", "QUIT":
		default:
			t.Errorf("pix: %q reached the server", line)
		}
	}
}
