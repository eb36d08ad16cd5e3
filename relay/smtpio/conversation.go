package smtpio

import (
	"strconv"
	"strings"

	"github.com/emersion/go-smtp"

	"hybridsim/relay"
)

// conversation is one dialogue with one target, once connected. Each step returns whether to go on; if not, it has
// written into the outcome why.
type conversation struct {
	relay.Dialogue
	wire    *clientWire
	library *smtp.Client
	outcome relay.Outcome
}

func (v *conversation) run() {
	v.library = smtp.NewClient(v.wire)
	if v.hello() && v.secure() && v.asks() && v.fits() && v.carries() && v.envelope() && !v.Probe {
		v.content()
	}
	v.wire.quit()
}

// asks reports whether there is anything to say behind the greetings: a probe for nobody has found out what it wanted.
func (v *conversation) asks() bool {
	if v.Probe && len(v.Recipients) == 0 {
		v.outcome.Phase = relay.PhaseDone
		return false
	}
	return true
}

// step takes a step that belongs to a phase, and returns whether the server consented.
func (v *conversation) step(phase relay.Phase, do func() error) bool {
	v.wire.last = relay.Reply{}
	if err := do(); err != nil {
		return v.ended(phase, err)
	}
	return true
}

// ended writes down how a step failed. err is the library's view of it; the wire knows the truth.
func (v *conversation) ended(phase relay.Phase, err error) bool {
	o := &v.outcome
	o.Phase, o.Reply = phase, v.wire.last
	if !o.Reply.Temporary() && !o.Reply.Permanent() { // the network failed, or the library would not go on
		o.Reply = relay.Reply{}
		if o.Err = v.wire.err; o.Err == nil {
			o.Err = err
		}
		o.Failure = failure(o.Err)
	}
	return false
}

// hello hears the banner, unless that was before, and introduces us.
func (v *conversation) hello() bool {
	v.wire.last = relay.Reply{}
	err := v.library.Hello(v.Hello)
	switch {
	case err == nil:
		return true
	case v.wire.verb == "":
		return v.ended(relay.PhaseConnect, err)
	default:
		return v.ended(relay.PhaseHello, err)
	}
}

func (v *conversation) offered(extension string) bool {
	ok, _ := v.library.Extension(extension)
	return ok
}

// fits compares the message with the number behind SIZE. Without a number the server is asked (G2.84, G2.86).
func (v *conversation) fits() bool {
	_, number := v.library.Extension("SIZE")
	limit, err := strconv.ParseInt(number, 10, 64)
	if err != nil || limit <= 0 || !v.HeedsSize || int64(v.Size()) <= limit {
		return true
	}
	v.outcome.Phase, v.outcome.Unsent.Advertised = relay.PhaseMail, limit
	return false
}

// carries reports whether the server can take the content as it is: a lone LF goes by BDAT alone (G2.78).
func (v *conversation) carries() bool {
	if !v.HeedsSize || !loneLF(v.Body) || v.offered("CHUNKING") {
		return true
	}
	v.outcome.Phase, v.outcome.Unsent.BareLF = relay.PhaseMail, true
	return false
}

// envelope sends MAIL and RCPT. It goes on if a recipient was accepted.
func (v *conversation) envelope() bool {
	o := &smtp.MailOptions{Size: v.Mail.Size, UTF8: v.Mail.UTF8 && v.offered("SMTPUTF8"),
		Return: smtp.DSNReturn(v.Mail.Ret), EnvelopeID: v.Mail.Envid}
	if o.Size == 0 {
		o.Size = int64(v.Size())
	}
	if v.Mail.XOORG != "" && v.offered("XOORG") {
		v.wire.extra = " XOORG=" + encodeXtext(v.Mail.XOORG)
	}
	if !v.step(relay.PhaseMail, func() error { return v.library.Mail(v.From, o) }) {
		return false
	}
	v.outcome.Phase = relay.PhaseRcpt
	accepted := false
	for _, r := range v.Recipients {
		ok := v.step(relay.PhaseRcpt, func() error { return v.library.Rcpt(r.Address, rcptOptions(r.RcptParams)) })
		if !ok && (v.outcome.Reply.IsZero() || v.wire.closing) {
			v.forget()
			return false
		}
		accepted = accepted || ok
		v.outcome.Recipients = append(v.outcome.Recipients,
			relay.RecipientReply{Address: r.Address, Reply: v.wire.last, Phase: relay.PhaseRcpt})
	}
	return accepted
}

// rcptOptions leaves out an original recipient that RFC 3461 could not spell.
func rcptOptions(p relay.RcptParams) *smtp.RcptOptions {
	o := &smtp.RcptOptions{}
	for _, n := range p.Notify {
		o.Notify = append(o.Notify, smtp.DSNNotify(n))
	}
	kind, address, _ := strings.Cut(p.ORcpt, ";")
	ascii := !strings.ContainsFunc(address, func(r rune) bool { return r < ' ' || r > '~' })
	if t := smtp.DSNAddressType(strings.ToUpper(kind)); t == smtp.DSNAddressTypeUTF8 ||
		t == smtp.DSNAddressTypeRFC822 && ascii {
		o.OriginalRecipientType, o.OriginalRecipient = t, address
	}
	return o
}

// content sends the message to the recipients that were accepted.
func (v *conversation) content() {
	v.outcome.Reply = relay.Reply{} // it may hold a refused recipient's
	if v.step(relay.PhaseData, v.data) {
		v.outcome.Phase, v.outcome.Reply = relay.PhaseDone, v.wire.last
		v.outcome.Confirms = v.offered("DSN")
		return
	}
	v.forget()
	if v.outcome.Reply.IsZero() {
		return
	}
	for _, r := range v.Recipients { // the refusal of the content is the answer to all that have none
		if !v.answered(r.Address) {
			v.outcome.Recipients = append(v.outcome.Recipients,
				relay.RecipientReply{Address: r.Address, Reply: v.outcome.Reply, Phase: relay.PhaseData})
		}
	}
}

// data sends the content: Exchange by BDAT wherever that is offered, octet for octet (G2.77); everybody else by DATA.
func (v *conversation) data() error {
	if v.HeedsSize && v.offered("CHUNKING") {
		return v.wire.chunk(v.Header, v.Body)
	}
	data, err := v.library.Data()
	if err != nil {
		return err
	}
	last, err := v.wire.putLines(v.Header, v.Body)
	if err != nil {
		return err
	}
	if _, err := data.Write(last); err != nil {
		return err
	}
	_, err = data.CloseWithResponse()
	return err
}

// forget drops the acceptances: they came to nothing.
func (v *conversation) forget() {
	var refused []relay.RecipientReply
	for _, r := range v.outcome.Recipients {
		if !r.Reply.OK() {
			refused = append(refused, r)
		}
	}
	v.outcome.Recipients = refused
}

func (v *conversation) answered(address string) bool {
	for _, r := range v.outcome.Recipients {
		if r.Address == address {
			return true
		}
	}
	return false
}
