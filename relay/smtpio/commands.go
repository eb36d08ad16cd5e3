package smtpio

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hybridsim/relay"
)

// command answers a command, or hands it to the library. An error means that the connection broke.
func (w *wire) command(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	verb, rest = upper(verb), strings.TrimSpace(rest)
	if verb == "AUTH" || verb == "X-EXPS" { // what follows the mechanism may be a password
		mechanism, _, _ := strings.Cut(rest, " ")
		line = strings.TrimSpace(verb + " " + mechanism)
	}
	w.log.Line(received, printable(line), "")
	w.verb = verb

	switch verb {
	case "HELO", "EHLO":
		w.hello(rest)
	case "STARTTLS":
		w.startTLS(rest, w.svc.Certificate, w.sess.StartTLS)
	case "X-ANONYMOUSTLS":
		exchange, ok := w.sess.(relay.ExchangeSession)
		if !ok || w.svc.Internal == nil || !w.dialect.lists(verb) {
			w.tell(unrecognized)
			break
		}
		w.startTLS(rest, w.svc.Internal, exchange.AnonymousTLS)
	case "MAIL":
		w.mailFrom(rest)
	case "RCPT", "DATA", "AUTH":
		switch {
		case !w.greeted:
			w.tell(helloFirst)
		case w.mail.chunked:
			w.tell(outOfOrder)
		case verb == "RCPT" && !readable(rest, w.mail.utf8):
			w.tell(badRecipient)
		default:
			w.pass(rest)
		}
	case "BDAT":
		return w.bdat(rest)
	case "RSET", "NOOP", "QUIT", "VRFY":
		w.pass(rest)
	case "HELP":
		w.tell(helpText)
	case "EXPN":
		w.tell(notImplemented)
	case "X-EXPS":
		w.exps(rest)
	default: // XCLIENT among them: only proxies may say that
		w.tell(unrecognized)
	}
	return nil
}

// exps answers X-EXPS, by which Exchange servers prove who they are. A mechanism without a proof is somebody who tries
// what is listed.
func (w *wire) exps(rest string) {
	mechanism, proof, _ := strings.Cut(rest, " ")
	exchange, ok := w.sess.(relay.ExchangeSession)
	switch {
	case !w.svc.ExchangeAuth || !w.dialect.lists("X-EXPS"):
		w.tell(unrecognized)
	case !ok || w.svc.Internal == nil || proof == "":
		w.tell(badMechanism)
	case !w.greeted:
		w.tell(helloFirst)
	default:
		w.say(exchange.Exps(upper(mechanism), strings.TrimSpace(proof)))
	}
}

// upper is a verb in capitals. Only ASCII letters have any: a dotless i does not make a MAIL.
func upper(verb string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, verb)
}

// pass hands the command to the library, in the one spelling that it surely understands.
func (w *wire) pass(rest string) {
	w.feed = w.verb
	if rest != "" {
		w.feed += " " + rest
	}
	w.feed += "\r\n"
}

// hello answers EHLO and HELO. The session may refuse; the library then never learns of it.
func (w *wire) hello(name string) {
	if !isDomain(name) {
		w.tell(badDomain)
		return
	}
	extended := w.verb == "EHLO"
	reply, keywords := w.sess.Hello(name, extended)
	if !reply.IsZero() && !reply.OK() {
		w.say(reply)
		return
	}
	if reply.IsZero() {
		var lines []string
		if extended {
			lines = append(w.dialect.keywords(w.svc, w.secured), keywords...)
		}
		reply = w.dialect.greeting(w.svc.Fqdn, AddrPort(w.RemoteAddr()).Addr().String(), lines)
	}
	w.answer, w.greeted = reply, true
	w.pass(name)
}

// isDomain reports whether a name can stand behind EHLO: a host name of any number of labels, or an address in
// brackets.
func isDomain(name string) bool {
	if literal, ok := strings.CutPrefix(name, "["); ok {
		literal, ok = strings.CutSuffix(literal, "]")
		if len(literal) > 5 && strings.EqualFold(literal[:5], "IPv6:") {
			literal = literal[5:]
		}
		_, err := netip.ParseAddr(literal)
		return ok && err == nil
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || strings.ContainsFunc(label, func(r rune) bool {
			return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
		}) {
			return false
		}
	}
	return true
}

// mailFrom checks what must be true before MAIL and keeps XOORG, which the library does not know.
func (w *wire) mailFrom(rest string) {
	switch {
	case !w.greeted:
		w.tell(helloFirst)
		return
	case w.mail.chunked:
		w.tell(outOfOrder)
		return
	case w.svc.RequireTLS && !w.secured:
		w.tell(mustStartTLS)
		return
	}
	extended := w.dialect.lists("SMTPUTF8") && hasParameter(rest, "SMTPUTF8")
	if !readable(rest, extended) {
		w.tell(badSender)
		return
	}
	rest, xoorg, err := cutXOORG(rest)
	if err != nil {
		w.tell(badArguments)
		return
	}
	if !w.mail.begun {
		w.mail.xoorg, w.mail.utf8 = xoorg, extended
	}
	w.pass(rest)
}

// readable reports whether the argument of MAIL or RCPT is text that may stand there: no control characters (RFC 5321
// section 4.1.2), and beyond ASCII only UTF-8, in a transaction that was begun with SMTPUTF8 (RFC 6531 section 3.4).
func readable(argument string, extended bool) bool {
	for i := range len(argument) {
		if c := argument[i]; c < ' ' && c != '\t' || c == 0x7F || c >= utf8.RuneSelf && !extended {
			return false
		}
	}
	return utf8.ValidString(argument)
}

// hasParameter reports whether a path is followed by a parameter without a value.
func hasParameter(argument, name string) bool {
	_, params := cutPath(argument)
	return slices.ContainsFunc(strings.Fields(params), func(p string) bool { return strings.EqualFold(p, name) })
}

// cutXOORG takes the XOORG parameter out of the argument of MAIL.
func cutXOORG(argument string) (rest, xoorg string, err error) {
	path, params := cutPath(argument)
	if !strings.Contains(strings.ToUpper(params), "XOORG=") {
		return argument, "", nil
	}
	rest = path
	for _, p := range strings.Fields(params) {
		if len(p) < 6 || !strings.EqualFold(p[:6], "XOORG=") {
			rest += " " + p
		} else if xoorg, err = DecodeXtext(p[6:]); err != nil {
			return "", "", err
		}
	}
	return rest, xoorg, nil
}

// cutPath splits behind the angle bracket that closes a path. There may be another one in a quoted local part.
func cutPath(argument string) (path, params string) {
	quoted := false
	for i := 0; i < len(argument); i++ {
		switch c := argument[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == '>' && !quoted:
			return argument[:i+1], argument[i+1:]
		}
	}
	return argument, ""
}

// bdat takes one chunk (RFC 3030). Chunks are put together here; the library learns of the last only, and that it is
// empty.
func (w *wire) bdat(rest string) error {
	args := strings.Fields(rest)
	last := len(args) == 2 && strings.EqualFold(args[1], "LAST")
	if len(args) == 0 || len(args) > 1 && !last {
		w.tell(badArguments)
		return nil
	}
	octets, err := strconv.ParseUint(args[0], 10, 32)
	if err != nil {
		w.tell(badArguments)
		return nil
	}
	accepted := w.greeted && w.mail.recipients > 0
	if err := w.receiveChunk(int64(octets), accepted); err != nil {
		return err
	}
	switch {
	case !w.greeted:
		w.tell(helloFirst)
	case !w.mail.begun:
		w.tell(needMail)
	case !accepted:
		w.tell(needRcpt)
	case last:
		w.mail.byChunks = true
		w.pass("0 LAST")
	default:
		w.mail.chunked = true
		w.say(w.dialect.chunk(int64(octets)))
	}
	return nil
}
