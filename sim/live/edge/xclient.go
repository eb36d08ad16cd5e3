package edge

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay/smtpio"
	"hybridsim/sim/vnet"
)

// This file is Postfix's XCLIENT (postfix.org/XCLIENT_README.html) at the edge of the world. The simulated host knows
// nothing of it: when the client says who it is, the host sees one connection end and another begin, from the other
// source, and so chooses its receive connector anew. The banner of the new connection answers the XCLIENT. After
// STARTTLS nobody but the host can read what is said, so XCLIENT has to come before.

// xclientAttributes is what EHLO lists. NAME, PROTO and HELO are taken and have no effect: the world finds out itself.
var xclientAttributes = []string{"NAME", "ADDR", "PORT", "PROTO", "HELO"}

// renamer is a client that may say XCLIENT, and its present connection in the world.
type renamer struct {
	e    *Edge
	g    *guest
	in   *bufio.Reader // from the client
	from netip.AddrPort
	to   netip.AddrPort

	up     *io.PipeWriter // to the simulated host
	down   *bufio.Reader  // from it
	closer io.Closer      // of the pipe below down
	mail   bool           // in a transaction
}

// rename holds a client's conversation line by line, until STARTTLS or its end.
func (e *Edge) rename(g *guest, conn net.Conn, from, to netip.AddrPort) {
	r := &renamer{e: e, g: g, in: bufio.NewReader(conn), from: from, to: to}
	for on := r.begin(); on; {
		on = r.turn()
	}
	if r.up != nil {
		r.end()
	}
	g.Close()
}

// begin connects to the simulated host, from the present source, and passes its banner on. It reports whether the
// conversation goes on; if not, the client has seen why.
func (r *renamer) begin() bool {
	there, up := io.Pipe()
	back, down := io.Pipe()
	outcome := r.e.engine.World.Net.Enter(&inner{Conn: r.g, in: there, out: down, g: r.g}, r.from, r.to).Outcome
	if outcome != vnet.Connected {
		r.e.keepOut(r.g, outcome)
		return false
	}
	r.up, r.down, r.closer, r.mail = up, bufio.NewReader(back), back, false
	code, ok := r.reply("")
	return ok && code == 220
}

// end ends the connection in the world.
func (r *renamer) end() {
	r.up.Close()
	io.Copy(io.Discard, r.down)
	r.closer.Close()
}

// turn takes one command and its answer. It reports whether the conversation goes on.
func (r *renamer) turn() bool {
	line, err := r.in.ReadSlice('\n')
	switch {
	case err == bufio.ErrBufferFull: // no command is so long: the host may say so
		if !r.pass(line) || !r.copyLine() {
			return false
		}
		_, ok := r.reply("")
		return ok
	case err != nil:
		r.up.CloseWithError(err) // the host hears of a timeout, and may have a last word
		io.Copy(r.g, r.down)
		return false
	}
	verb, rest, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
	verb = strings.ToUpper(verb)
	if verb == "XCLIENT" {
		return r.xclient(rest)
	}
	if !r.pass(line) {
		return false
	}
	if verb == "BDAT" {
		size, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if n, err := strconv.ParseInt(size, 10, 64); err == nil && n > 0 && !r.copyOctets(n) {
			return false
		}
	}
	code, ok := r.reply(verb)
	for ok && verb == "AUTH" && code == 334 {
		if ok = r.copyLine(); ok {
			code, ok = r.reply(verb)
		}
	}
	if ok && verb == "DATA" && code == 354 {
		if ok = r.copyContent(); ok {
			_, ok = r.reply("")
		}
	}
	switch {
	case !ok:
		return false
	case verb == "STARTTLS" && code == 220:
		r.secure()
		return false
	case verb == "MAIL":
		r.mail = r.mail || code == 250
	case verb == "RSET", verb == "EHLO", verb == "HELO", verb == "DATA" && code == 354,
		verb == "BDAT" && strings.HasSuffix(strings.ToUpper(rest), "LAST"):
		r.mail = false
	}
	return true
}

// xclient answers XCLIENT.
func (r *renamer) xclient(arguments string) bool {
	from, err := parseXCLIENT(arguments, r.from)
	switch {
	case r.mail:
		return r.say("503 5.5.1 XCLIENT within a mail transaction")
	case err != nil:
		return r.say("501 5.5.4 " + err.Error())
	}
	r.end()
	r.from = from
	return r.begin()
}

func (r *renamer) say(reply string) bool {
	_, err := io.WriteString(r.g, reply+"\r\n")
	return err == nil
}

// pass hands bytes of the client's to the host.
func (r *renamer) pass(p []byte) bool {
	_, err := r.up.Write(p)
	return err == nil
}

// copyLine passes on what is left of a line.
func (r *renamer) copyLine() bool {
	for {
		line, err := r.in.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			r.up.CloseWithError(err)
			return false
		}
		if !r.pass(line) {
			return false
		}
		if err == nil {
			return true
		}
	}
}

func (r *renamer) copyOctets(n int64) bool {
	_, err := io.CopyN(r.up, r.in, n)
	return err == nil
}

// copyContent passes on a message to the line with the single dot. Only CR LF ends a line.
func (r *renamer) copyContent() bool {
	for start := true; ; {
		line, err := r.in.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			r.up.CloseWithError(err)
			return false
		}
		last := start && string(line) == ".\r\n"
		start = bytes.HasSuffix(line, []byte("\r\n"))
		if !r.pass(line) {
			return false
		}
		if last {
			return true
		}
	}
}

// reply passes a reply of the host's on, with XCLIENT among the keywords of EHLO. It is not ok when the conversation
// is over.
func (r *renamer) reply(verb string) (code int, ok bool) {
	for {
		line, err := r.down.ReadSlice('\n')
		if err != nil || len(line) < 4 {
			return 0, false
		}
		last := line[3] != '-'
		code, _ = strconv.Atoi(string(line[:3]))
		if last && verb == "EHLO" && code == 250 {
			line[3] = '-'
			line = fmt.Appendf(bytes.Clone(line), "250 XCLIENT %s\r\n", strings.Join(xclientAttributes, " "))
		}
		if _, err := r.g.Write(line); err != nil {
			return 0, false
		}
		if last {
			return code, code != 221 && code != 421
		}
	}
}

// secure carries what is said behind STARTTLS.
func (r *renamer) secure() {
	r.e.ended.Go(func() {
		_, err := io.Copy(r.up, r.in)
		r.up.CloseWithError(err)
	})
	io.Copy(r.g, r.down)
	r.g.Close() // which ends the other direction, too
}

// parseXCLIENT reads the arguments of XCLIENT, for a client that was somebody until now.
func parseXCLIENT(arguments string, was netip.AddrPort) (netip.AddrPort, error) {
	is := was
	words := strings.Fields(arguments)
	if len(words) == 0 {
		return was, fmt.Errorf("XCLIENT wants %s", strings.Join(xclientAttributes, ", "))
	}
	for _, word := range words {
		name, coded, ok := strings.Cut(word, "=")
		value, err := smtpio.DecodeXtext(coded)
		if !ok || err != nil {
			return was, fmt.Errorf("%.80q is no attribute with its value", word)
		}
		switch strings.ToUpper(name) {
		case "ADDR":
			plain := strings.TrimPrefix(strings.ToUpper(value), "IPV6:")
			if a, err := netip.ParseAddr(plain); err == nil && a.Zone() == "" {
				is = netip.AddrPortFrom(a.Unmap(), is.Port())
			} else {
				return was, fmt.Errorf("%.80q is not an address", value)
			}
		case "PORT":
			if n, err := strconv.ParseUint(value, 10, 16); err == nil {
				is = netip.AddrPortFrom(is.Addr(), uint16(n))
			} else if !strings.HasPrefix(value, "[") { // [UNAVAILABLE]
				return was, fmt.Errorf("%.80q is not a port", value)
			}
		case "NAME", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT":
		default:
			return was, fmt.Errorf("%.80q is no attribute of XCLIENT; here are %s", name,
				strings.Join(xclientAttributes, ", "))
		}
	}
	return is, nil
}

// inner is the simulated host's end of a client's conversation.
type inner struct {
	net.Conn // for the addresses
	in       *io.PipeReader
	out      *io.PipeWriter
	g        *guest
}

func (c *inner) Read(p []byte) (int, error)  { return c.in.Read(p) }
func (c *inner) Write(p []byte) (int, error) { return c.out.Write(p) }

func (c *inner) Close() error {
	c.in.Close()
	return c.out.Close()
}

func (c *inner) Limit(inactivity, whole time.Duration) { c.g.Limit(inactivity, whole) }

// The deadlines are the real connection's.
func (c *inner) SetDeadline(time.Time) error      { return nil }
func (c *inner) SetReadDeadline(time.Time) error  { return nil }
func (c *inner) SetWriteDeadline(time.Time) error { return nil }
