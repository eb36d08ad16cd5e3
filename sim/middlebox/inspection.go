package middlebox

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"

	"hybridsim/sim/vnet"
)

// device is what one kind of firewall does to the lines of a conversation. Lines come and go with their line ends.
type device struct {
	// banner overwrites a line of the server's greeting.
	banner func(line []byte) []byte
	// command returns the command line to pass on, or what to answer in place of the server.
	command func(verb string, line []byte) (pass []byte, answer string)
	// keyword overwrites a line of the answer to EHLO behind the first; masked counts the overwritten ones.
	keyword func(line []byte, masked *int) []byte
}

// The exchanges that are no commands.
const (
	greeting = "(greeting)"
	content  = "(content)"
)

// exchange is a command that the server has not answered completely, or an answer of ours that waits behind such.
type exchange struct {
	verb   string
	answer string // ours; the server knows nothing of it
	lines  int    // of the server's reply so far
	masked int    // keywords overwritten in it
	code   int    // of the reply, once complete
}

// inspection is a device at work on one connection.
type inspection struct {
	device
	client io.Writer

	mu      sync.Mutex
	changed *sync.Cond
	pending []*exchange // in the order in which the client expects the replies
	over    bool        // no more replies will come
}

// inspect carries a connection through a device.
func inspect(d device, client, server net.Conn) {
	i := &inspection{device: d, client: client, pending: []*exchange{{verb: greeting}}}
	i.changed = sync.NewCond(&i.mu)
	vnet.Pump(client, server, i.up, i.down)
}

// up carries commands to the server. A last line without an end is dropped: it is no command yet.
func (i *inspection) up(server io.Writer, client io.Reader) error {
	in := bufio.NewReader(client)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return ended(err)
		}
		verb := verbOf(line)
		pass, answer := i.command(verb, line)
		if answer != "" {
			i.say(answer)
			continue
		}
		asked := i.expect(verb)
		if _, err := server.Write(pass); err != nil {
			return err
		}
		switch verb {
		case "DATA":
			err = i.message(asked, server, in)
		case "AUTH":
			err = i.challenges(asked, server, in)
		}
		if err != nil {
			return ended(err)
		}
	}
}

// message passes the content on, if the server wants it.
func (i *inspection) message(asked *exchange, server io.Writer, in *bufio.Reader) error {
	if i.replied(asked) != 354 {
		return nil
	}
	i.expect(content)
	return copyContent(server, in)
}

// challenges passes the client's lines of an AUTH exchange on for as long as the server asks.
func (i *inspection) challenges(asked *exchange, server io.Writer, in *bufio.Reader) error {
	for i.replied(asked) == 334 {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return err
		}
		asked = i.expect("AUTH")
		if _, err := server.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// copyContent copies up to and with the line that ends a message: a dot between two CRLF (RFC 5321 section 4.1.1.4).
func copyContent(dst io.Writer, in *bufio.Reader) error {
	begins, last := true, byte('\n') // of a line; the byte before
	for {
		piece, err := in.ReadSlice('\n')
		if _, failed := dst.Write(piece); failed != nil {
			return failed
		}
		if err != nil && err != bufio.ErrBufferFull {
			return err
		}
		if begins && string(piece) == ".\r\n" {
			return nil
		}
		begins = bytes.HasSuffix(append([]byte{last}, piece[max(0, len(piece)-2):]...), []byte("\r\n"))
		last = piece[len(piece)-1]
	}
}

// down carries replies to the client.
func (i *inspection) down(_ io.Writer, server io.Reader) error {
	defer i.finish()
	in := bufio.NewReader(server)
	for {
		line, err := in.ReadBytes('\n')
		if failed := i.reply(line); failed != nil {
			return failed
		}
		if err != nil {
			return ended(err)
		}
	}
}

// reply passes a line of a reply on and, if it is the last one, whatever of ours waited behind it. What nobody asked
// for, and a line that breaks off, passes as it is.
func (i *inspection) reply(line []byte) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.pending) == 0 || !bytes.HasSuffix(line, []byte("\n")) {
		return i.write(line)
	}
	asked := i.pending[0]
	asked.lines++
	switch {
	case asked.verb == greeting:
		line = i.banner(line)
	case asked.verb == "EHLO" && asked.lines > 1 && bytes.HasPrefix(line, []byte("250")):
		line = i.keyword(line, &asked.masked)
	}
	if err := i.write(line); err != nil || len(line) > 3 && line[3] == '-' {
		return err
	}
	asked.code, _ = strconv.Atoi(string(line[:min(3, len(line))]))
	i.pending = i.pending[1:]
	for len(i.pending) > 0 && i.pending[0].answer != "" {
		if err := i.write([]byte(i.pending[0].answer)); err != nil {
			return err
		}
		i.pending = i.pending[1:]
	}
	i.changed.Broadcast()
	return nil
}

// say answers in place of the server, when it is this answer's turn.
func (i *inspection) say(answer string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.pending) == 0 {
		i.write([]byte(answer)) // that the client is gone, reading from it will show
		return
	}
	i.pending = append(i.pending, &exchange{answer: answer})
}

// write wants the lock held: both directions talk to the client.
func (i *inspection) write(line []byte) error {
	_, err := i.client.Write(line)
	return err
}

func (i *inspection) expect(verb string) *exchange {
	i.mu.Lock()
	defer i.mu.Unlock()
	asked := &exchange{verb: verb}
	i.pending = append(i.pending, asked)
	return asked
}

// replied waits for the reply to an exchange and returns its code; 0 if none will come.
func (i *inspection) replied(asked *exchange) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	for asked.code == 0 && !i.over {
		i.changed.Wait()
	}
	return asked.code
}

func (i *inspection) finish() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.over = true
	i.changed.Broadcast()
}

// verbOf is the first word of a command line in capitals; empty if the line begins with a space.
func verbOf(line []byte) string {
	word, _, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
	return strings.ToUpper(word)
}

// ended takes the end of a direction for what it is.
func ended(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
