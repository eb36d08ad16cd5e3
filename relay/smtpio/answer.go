package smtpio

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"hybridsim/relay"
)

// Write takes the library's reply, which comes line by line.
func (w *wire) Write(p []byte) (int, error) {
	w.heard = append(w.heard, p...)
	last := w.heard[bytes.LastIndexByte(bytes.TrimSuffix(w.heard, []byte("\n")), '\n')+1:]
	if len(last) > 3 && last[3] == ' ' && last[len(last)-1] == '\n' {
		reply := string(w.heard)
		w.heard = w.heard[:0]
		w.reply(reply)
	}
	return len(p), nil
}

// reply puts the right words in place of the library's.
func (w *wire) reply(library string) {
	means, answer := recognize(library), w.answer
	w.answer = relay.Reply{}
	switch {
	case w.mute:
		w.mute = false
	case means == banner:
		w.sayBanner()
	case !answer.IsZero():
		w.say(answer)
	case means == needRcpt && !w.mail.begun:
		w.tell(needMail)
	case means == startInput:
		w.tell(startInput)
		w.expects = content
	case means == challenge:
		w.expects = credentials
		if r, err := relay.ParseReply(library); err == nil {
			w.send(r, "334 <authentication response>")
		}
	case means == bye:
		w.leave()
		w.tell(bye)
		w.ended = byUs
	case means == timedOut && w.expired:
		w.tell(lasted)
	case means == asIs:
		if r, err := relay.ParseReply(library); err == nil {
			w.say(r)
		}
	default:
		w.tell(means)
	}
}

// words are what the dialect has to say. An error of the client's is counted; a message too large is none.
func (w *wire) words(c condition) relay.Reply {
	r := w.dialect.words[c]
	if r.Permanent() && c != tooLarge && c != headerTooLarge {
		w.errors++
		if w.svc.MaxErrors > 0 && w.errors > w.svc.MaxErrors {
			return w.dialect.words[tooManyErrors]
		}
	}
	return r
}

func (w *wire) tell(c condition)  { w.say(w.words(c)) }
func (w *wire) say(r relay.Reply) { w.send(r, row(r)) }

// send writes a reply, after its row in the log: the client may act on it at once. A 421 is the last reply, and any
// when leaving.
func (w *wire) send(r relay.Reply, logged string) {
	if w.ended != "" {
		return
	}
	if r == relay.HangUp {
		w.ended = byUs
		return
	}
	w.log.Line(sent, logged, "")
	if _, err := w.stream.Write(format(r)); err != nil {
		w.lost(err)
	} else if r.Code() == 421 || w.leaving {
		w.ended = byUs
	}
}

// format is a reply on the wire: every line with the code, the enhanced code where the reply has it.
func format(r relay.Reply) []byte {
	rest, more := r.Message(), true
	b := make([]byte, 0, len(rest)+6*(1+strings.Count(rest, "\n")))
	for more {
		var line string
		separator := byte('-')
		if line, rest, more = strings.Cut(rest, "\n"); !more {
			separator = ' '
		}
		b = strconv.AppendInt(b, int64(r.Code()), 10)
		b = append(append(b, separator), line...)
		b = append(b, "\r\n"...)
	}
	return b
}

// sayBanner is the first thing that is said.
func (w *wire) sayBanner() {
	line := w.svc.Banner
	if line == "" {
		line = w.dialect.banner(w.svc)
	}
	w.log.Line(sent, line, "")
	if _, err := io.WriteString(w.stream, line+"\r\n"); err != nil {
		w.lost(err)
	}
}
