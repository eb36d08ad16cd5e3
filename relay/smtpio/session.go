package smtpio

import (
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// session is the library's view of a relay.Session. Every reply is noted on the wire, which will say it; the library is
// only told whether it was a consent.
type session struct{ *wire }

// settle notes the session's answer and turns it into the library's verdict.
func (s *session) settle(r relay.Reply) error {
	s.answer = r
	if r.IsZero() || r.OK() {
		return nil
	}
	code := r.Code()
	if r == relay.HangUp {
		code = 421 // for the library, which knows numbers only; nobody else hears it
	}
	return &smtp.SMTPError{Code: code, Message: "refused"}
}

// Mail implements smtp.Session. The library would let a second MAIL replace the first.
func (s *session) Mail(from string, o *smtp.MailOptions) error {
	m := &s.mail
	if m.begun {
		return s.settle(s.words(mailAgain))
	}
	if limit := s.svc.MaxMessageSize; limit > 0 && o.Size > limit {
		return s.settle(s.words(tooLarge))
	}
	err := s.settle(s.sess.Mail(from, relay.MailParams{
		Size: o.Size, Body: string(o.Body), UTF8: o.UTF8, Ret: string(o.Return), Envid: o.EnvelopeID, XOORG: m.xoorg,
	}))
	if err == nil {
		m.begun, m.declared = true, o.Size
	}
	return err
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, o *smtp.RcptOptions) error {
	var p relay.RcptParams
	for _, n := range o.Notify {
		p.Notify = append(p.Notify, string(n))
	}
	if o.OriginalRecipient != "" {
		p.ORcpt = strings.ToLower(string(o.OriginalRecipientType)) + ";" + o.OriginalRecipient
	}
	err := s.settle(s.sess.Rcpt(to, p))
	if err == nil {
		s.mail.recipients++
	}
	return err
}

// Data implements smtp.Session. The library has nothing to read but the end; the content is on the wire.
func (s *session) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	var answer relay.Reply
	switch m := &s.mail; {
	case s.overHeaded():
		answer, s.leaving = s.words(headerTooLarge), s.dialect.leaves
	case m.tooLarge:
		answer = s.words(tooLarge)
	case s.svc.RefusesBareLF && !m.byChunks && loneLF(m.whole()):
		answer = reply.BareLinefeedsRefused()
	case m.noRoom:
		answer = reply.InsufficientResources()
	default:
		answer = s.sess.Data(m.whole())
	}
	s.Reset() // before the answer is written; the library does it after
	return s.settle(answer)
}

// Reset implements smtp.Session. The library also calls it when there is nothing to reset.
func (s *session) Reset() {
	if s.mail.begun {
		s.sess.Reset()
	}
	s.clear()
}

// Logout implements smtp.Session. Serve closes the relay's session when all else is done.
func (s *session) Logout() error { return nil }

// AuthMechanisms implements smtp.AuthSession. What EHLO lists is the dialect's affair.
func (s *session) AuthMechanisms() []string { return nil }

// Auth implements smtp.AuthSession.
func (s *session) Auth(mechanism string) (sasl.Server, error) {
	authenticator, ok := s.sess.(relay.Authenticator)
	if !ok || mechanism != sasl.Login || !slices.Contains(offered(s.svc, s.secured), sasl.Login) {
		return nil, smtp.ErrAuthUnsupported
	}
	return &login{check: func(username, password string) error {
		return s.settle(authenticator.Auth(username, password))
	}}, nil
}
