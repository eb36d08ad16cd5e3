package smtpio

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"hybridsim/relay"
	"hybridsim/relay/chain"
	"hybridsim/relay/schannel"
)

// A handshake by word is one without arithmetic, for plays by the thousand: two simulated ends say what they can do and
// which certificates they have, and are believed. What they come to, what each is told, and what is refused in which
// words is what TLS would have made of it; what follows goes in clear. TestHandshakesByWord compares the two.

// word is one message of it.
type word struct {
	Alert        tls.AlertError    // it ends here
	Version      relay.TLSVersion  // the server's answer
	Suite        relay.CipherSuite // the same
	Certificates [][]byte          // DER
	Offer        *relay.TLSStack   // the client's first
}

// bytes writes a word as TLS writes its messages: lists and texts behind their length.
func (w word) bytes() ([]byte, error) {
	b := cryptobyte.NewBuilder([]byte{wordType, 0})
	text := func(b *cryptobyte.Builder, of []byte) {
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(of) })
	}
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(uint8(w.Alert))
		b.AddUint16(uint16(w.Version))
		text(b, []byte(w.Suite))
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, der := range w.Certificates {
				text(b, der)
			}
		})
		if w.Offer == nil {
			return
		}
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, v := range w.Offer.Versions {
				b.AddUint16(uint16(v))
			}
		})
		for _, suite := range w.Offer.Suites {
			text(b, []byte(suite))
		}
	})
	return b.Bytes()
}

// read reads what bytes wrote, without its header.
func (w *word) read(s cryptobyte.String) bool {
	var version uint16
	var suite, list, of cryptobyte.String
	if !s.ReadUint8((*uint8)(&w.Alert)) || !s.ReadUint16(&version) || !s.ReadUint24LengthPrefixed(&suite) ||
		!s.ReadUint24LengthPrefixed(&list) {
		return false
	}
	w.Version, w.Suite = relay.TLSVersion(version), relay.CipherSuite(suite)
	for !list.Empty() {
		if !list.ReadUint24LengthPrefixed(&of) {
			return false
		}
		w.Certificates = append(w.Certificates, of)
	}
	if s.Empty() {
		return true
	}
	w.Offer = &relay.TLSStack{}
	if !s.ReadUint8LengthPrefixed(&list) {
		return false
	}
	for !list.Empty() {
		if !list.ReadUint16(&version) {
			return false
		}
		w.Offer.Versions = append(w.Offer.Versions, relay.TLSVersion(version))
	}
	for !s.Empty() {
		if !s.ReadUint24LengthPrefixed(&of) {
			return false
		}
		w.Offer.Suites = append(w.Offer.Suites, relay.CipherSuite(of))
	}
	return true
}

var (
	errNoOffer = errors.New("the first word of a handshake offers nothing")
	errNoWord  = errors.New("a word of a handshake ends in its middle")
)

// The alerts of RFC 5246, section 7.2.
const (
	alertHandshakeFailure tls.AlertError = 40
	alertBadCertificate   tls.AlertError = 42
	alertProtocolVersion  tls.AlertError = 70
)

func clientByWord(conn net.Conn, policy *relay.TLSPolicy) (shaken, error) {
	stack := able(policy.Stack)
	answer, err := ask(conn, word{Offer: &relay.TLSStack{Versions: spanned(stack), Suites: stack.Suites}})
	if err != nil {
		return shaken{}, err
	}
	if err := switchedOn(stack, answer.Version); err != nil {
		_ = tell(conn, word{Alert: alertBadCertificate}) // it has failed already
		return shaken{}, err
	}
	var own word
	if policy.Certificate != nil {
		own.Certificates = policy.Certificate.Certificate
	}
	if _, err := ask(conn, own); err != nil {
		return shaken{}, err
	}
	return answer.shaken(conn, answer)
}

func serverByWord(conn net.Conn, svc *relay.Service, certificate *tls.Certificate) (shaken, error) {
	hello, err := hear(conn)
	if err != nil {
		return shaken{}, err
	}
	if hello.Offer == nil {
		return shaken{}, errNoOffer
	}
	stack := able(svc.Stack)
	version, suite, ok := schannel.Agree(*hello.Offer, stack)
	switch {
	case version == 0 && !slices.ContainsFunc(spanned(stack), hello.Offer.Speaks):
		_ = tell(conn, word{Alert: alertProtocolVersion})
		return shaken{}, fmt.Errorf("tls: client offered only unsupported versions: %x", hello.Offer.Versions)
	case !ok:
		_ = tell(conn, word{Alert: alertHandshakeFailure})
		return shaken{}, fmt.Errorf("tls: no cipher suite supported by both client and server")
	}
	answer := word{Version: version, Suite: suite, Certificates: certificate.Certificate}
	client, err := ask(conn, answer)
	if err != nil {
		return shaken{}, err
	}
	if err := tell(conn, word{}); err != nil {
		return shaken{}, err
	}
	return answer.shaken(conn, client)
}

// shaken is what came of an answer that both ends know, and of what the other end showed.
func (w word) shaken(conn net.Conn, other word) (shaken, error) {
	suite, _ := schannel.SuiteNamed(w.Suite)
	s := shaken{conn, tls.ConnectionState{HandshakeComplete: true, Version: uint16(w.Version), CipherSuite: suite.ID},
		suite}
	for _, der := range other.Certificates {
		c, err := chain.Parse(der)
		if err != nil {
			return shaken{}, err
		}
		s.state.PeerCertificates = append(s.state.PeerCertificates, c)
	}
	return s, nil
}

// ask says a word and hears the answer.
func ask(conn net.Conn, w word) (word, error) {
	if err := tell(conn, w); err != nil {
		return word{}, err
	}
	return hear(conn)
}

// The header of a word is like that of a record of TLS: the type, and the length of what follows.
const (
	wordType   = 22
	wordHeader = 5
	maxWord    = 1 << 20
)

func tell(conn net.Conn, w word) error {
	text, err := w.bytes()
	if err != nil {
		return err
	}
	_, err = conn.Write(text)
	return err
}

func hear(conn net.Conn) (w word, err error) {
	header := make([]byte, wordHeader)
	if _, err := io.ReadFull(conn, header); err != nil {
		return word{}, err
	}
	size := binary.BigEndian.Uint32(header[1:])
	if header[0] != wordType || size > maxWord {
		return word{}, tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake", Conn: conn}
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(conn, text); err != nil {
		return word{}, err
	}
	if !w.read(text) {
		return word{}, errNoWord
	}
	if w.Alert != 0 {
		return word{}, &net.OpError{Op: "remote error", Err: w.Alert}
	}
	return w, nil
}

// spanned are the versions that crypto/tls offers, or takes, for a stack: it knows ranges only.
func spanned(stack relay.TLSStack) (versions []relay.TLSVersion) {
	config := within(stack, nil)
	for _, v := range relay.TLSVersions {
		if config.MinVersion <= uint16(v) && uint16(v) <= config.MaxVersion {
			versions = append(versions, v)
		}
	}
	return versions
}
