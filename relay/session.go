package relay

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// Transcript receives every line of one SMTP connection in the columns of Exchange's protocol logs: event is one of
// + (connect), - (disconnect), > (sent by us), < (received), * (information).
type Transcript interface {
	Line(event byte, data, context string)
}

// Discard is a Transcript that keeps nothing.
var Discard Transcript = discard{}

type discard struct{}

func (discard) Line(byte, string, string) {}

// Service is an SMTP service as a connecting client meets it before anything is said about mail: the part of a
// ReceiveConnector that is fixed when the connection is accepted (R1.7).
type Service struct {
	Connector string           // identity in the protocol log: `EX01\Default Frontend EX01`
	Logged    bool             // whether the connector writes to the protocol log
	Dialect   Dialect          // whose banner, extensions and texts
	Fqdn      string           // host name in banner and greeting
	Banner    string           // replaces the dialect's whole banner line; must begin with "220"
	HangsUp   bool             // the connection is closed without a banner
	SessionID string           // 16 hex digits, as protocol logs print it
	Now       func() time.Time // for banner and certificate validity

	Certificate    *tls.Certificate // nil: STARTTLS is not offered (R1.15)
	Credentials    TLSReason        // why its key cannot be used, although STARTTLS is offered; empty: it can
	Stack          TLSStack         // what the machine's TLS can do
	ExchangeAuth   bool             // list X-EXPS, and X-ANONYMOUSTLS in clear
	Internal       *tls.Certificate // for X-ANONYMOUSTLS; nil: it is listed, and nobody can use it
	RequireTLS     bool             // MAIL in clear is answered 451 5.7.3 (R1.17)
	AuthMechanisms []string         // of AUTH, in the order in which they are listed
	LoginNeedsTLS  bool             // AUTH LOGIN is listed and taken only once the session is secured
	MaxMessageSize int64            // bytes; 0 is unlimited
	MaxHeaderSize  int64            // bytes; 0 is unlimited
	MaxErrors      int              // MaxProtocolErrors; 0 is unlimited
	NoChunking     bool             // CHUNKING is not listed, and BDAT not known
	RefusesBareLF  bool             // content of DATA with a lone LF is refused (G2.81)

	Room Room // for content that is being sent; nil: without end

	// of a real connection; 0 leaves them to whoever accepted it. Virtual time knows none
	Timeout, InactivityTimeout time.Duration
}

// Room is the room for the content of all connections while it is being sent. What a session has been given is its own
// affair.
type Room interface {
	// Take asks for more bytes for content that holds some already. Without them it is refused: back pressure.
	Take(held, more int64) bool
	// Give gives back what content held.
	Give(held int64)
}

// ErrConnectionTimeout is what reading from a connection fails with, beside os.ErrDeadlineExceeded, when it has lasted
// for its Service's Timeout. With os.ErrDeadlineExceeded alone its client has been silent for the InactivityTimeout.
var ErrConnectionTimeout = errors.New("the connection has lasted for its ConnectionTimeout")

// Dialect names the wording of an SMTP server.
type Dialect string

// Dialects. The Exchange ones follow S1.7 and S1.8; DialectPlain is a generic Internet host.
const (
	DialectExchange2010 Dialect = "Exchange 2010"
	DialectExchange2013 Dialect = "Exchange 2013"
	DialectExchange2019 Dialect = "Exchange 2019"
	DialectEOP          Dialect = "EOP"
	DialectPlain        Dialect = "plain"
)

// DialectOf returns the wording of a product's SMTP service. 2013 and 2016 front ends say the same.
func DialectOf(p Product) Dialect {
	switch p {
	case Exchange2010:
		return DialectExchange2010
	case Exchange2013, Exchange2016:
		return DialectExchange2013
	case Exchange2019:
		return DialectExchange2019
	default:
		return DialectEOP
	}
}

// MailParams are the parameters of MAIL FROM that the relay uses.
type MailParams struct {
	Size  int64  // SIZE=, bytes; 0 when absent
	Body  string // 7BIT, 8BITMIME, BINARYMIME or ""
	UTF8  bool   // SMTPUTF8
	Ret   string // RET=: FULL, HDRS or "" (RFC 3461)
	Envid string // ENVID=, decoded
	XOORG string // originating organization, Exchange's private parameter
}

// RcptParams are the parameters of RCPT TO that the relay uses (RFC 3461).
type RcptParams struct {
	Notify []string // NEVER, SUCCESS, FAILURE, DELAY
	ORcpt  string   // original recipient, "rfc822;address", decoded
}

// Session answers one incoming connection. An organization's transport implements it, and so do simulated outside
// hosts. Methods are called one at a time and never after Close. What a reply promises must be true before it is
// returned.
type Session interface {
	// Hello answers EHLO (extended) or HELO. A zero Reply leaves the greeting to the dialect; keywords are listed
	// behind those of the dialect. It is called again after STARTTLS, when the session may offer more.
	Hello(name string, extended bool) (reply Reply, keywords []string)
	// StartTLS tells the session that the handshake succeeded. The client's certificate is presented, not yet judged.
	StartTLS(tls.ConnectionState)
	Mail(from string, p MailParams) Reply
	Rcpt(to string, p RcptParams) Reply
	// Data takes the whole content, which the session may keep but not change.
	Data(content []byte) Reply
	Reset()
	// Close is called once: before QUIT is answered, or when the connection has ended for whatever other reason.
	Close()
}

// StartTLSAnswerer is a Session that may have something else to say to STARTTLS than the dialect.
type StartTLSAnswerer interface {
	Session
	// AnswerStartTLS is what it says; a zero Reply leaves it to the dialect. Behind a 220 of the session's own no TLS
	// follows: what the client sends next is taken for a command, refused in clear, and the connection closed (L31).
	AnswerStartTLS() Reply
}

// Authenticator is a Session that takes AUTH LOGIN.
type Authenticator interface {
	Session
	Auth(username, password string) Reply
}

// ExchangeSession is a Session at which Exchange servers say who they are (T4.1).
type ExchangeSession interface {
	Session
	// AnonymousTLS tells the session that the handshake of X-ANONYMOUSTLS succeeded. The client's certificate, if it
	// showed one, is presented, not yet judged.
	AnonymousTLS(tls.ConnectionState)
	// Exps answers X-EXPS: the mechanism, and what the client proves itself with.
	Exps(mechanism, proof string) Reply
}

// The mechanisms of X-EXPS by which Exchange servers prove themselves: Kerberos within an organization (T4.1), and
// direct trust between an Edge and the servers inside (T4.2; its name on the wire is [I]).
const (
	ExpsKerberos    = "GSSAPI"
	ExpsDirectTrust = "EXCHANGEAUTH"
)

// ExchangeAuth is how a server proves to another Exchange server that it is one. Without it the mail waits (T4.8).
type ExchangeAuth struct {
	Mechanism string
	Proof     string
	// Trusts judges the certificate that the other end shows; nil takes any, as within an organization (T4.1).
	Trusts func(*x509.Certificate) bool
}

// Target is one address that a Dialogue may be tried with.
type Target struct {
	Host string         // name by which the target was found; the Remote-MTA of a report
	Addr netip.AddrPort // port 25 unless the connector says otherwise
	TLSA []TLSA         // that DNS gave out for the name, signed, to a sender that asks for them (L85)
	STS  bool           // the domain's MTA-STS policy names the host and is to be enforced (L88)
}

// TLSPolicy is what the sending side demands of the connection.
type TLSPolicy struct {
	Ignore      bool             // do not use STARTTLS even if offered
	Require     bool             // give up when STARTTLS is missing or fails
	AuthLevel   TlsAuthLevel     // what the server's certificate must prove; empty: nothing
	Domain      string           // name to find in the certificate when AuthLevel is DomainValidation
	Certificate *tls.Certificate // presented to the server; nil presents none
	Roots       *x509.CertPool   // trusted roots
	Credentials TLSReason        // why the key of Certificate cannot be used; empty: it can
	DANE        SmtpDaneMode     // of the connector; empty: Opportunistic
	STS         MtaStsMode       // of the connector; empty: Opportunistic
	Revoked     map[string]bool  // thumbprints of certificates that were revoked
	Stack       TLSStack         // what the machine can do
	Now         func() time.Time // judges validity
}

// Dialogue is one outgoing SMTP conversation about one message: an effect that the transport asks for and a [Sender]
// performs.
type Dialogue struct {
	Egress    int          // message counter + attempt; modulo the organization's source addresses it picks one
	Pool      Pool         // of the service's hosts, by which it leaves
	Connector string       // for the protocol log
	Logged    bool         // whether the connector writes to it
	Resolvers []netip.Addr // the DNS servers to ask; nil: those of the machine's network adapters
	FrontEnd  string       // the server by whose front end it leaves; empty: its own transport service holds it
	Hello     string       // name sent with EHLO
	Hop       NextHop      // where to, in names
	// where to, in addresses and order of preference; who performs the dialogue resolves Hop into them
	Targets    []Target
	TLS        TLSPolicy
	Exchange   *ExchangeAuth // to another Exchange server of the organization; else nil
	Kind       DeliveryType  // of the queue; empty: as Hop says
	From       string        // envelope sender, "" for the null sender
	Mail       MailParams
	Recipients []EnvelopeRecipient
	Header     []byte // rendered, with the empty line that ends it
	Body       []byte // shared with the message it belongs to, never copied
	RecordID   int    // of the message in the sender's queue database, for the protocol log
	MessageID  string // its Message-ID, for the same
	Probe      bool   // it asks whether the recipients would be taken; without any, it is greeted and goes
	HeedsSize  bool   // as Exchange does: the client looks at SIZE in EHLO, and sends BDAT (G2.77, G2.84)
}

// Size is the number of bytes of the content.
func (d *Dialogue) Size() int { return len(d.Header) + len(d.Body) }

// NextHop is where a queue leads: the mail hosts of a domain, or smart hosts.
type NextHop struct {
	Domain     string   // route by MX when there are no smart hosts
	SmartHosts []string // names or addresses, in order
	Port       uint16
}

// Name is what a queue viewer calls the hop: its first smart host, or the domain.
func (h NextHop) Name() string {
	if len(h.SmartHosts) > 0 {
		return h.SmartHosts[0]
	}
	return h.Domain
}

// EnvelopeRecipient is a RCPT TO line.
type EnvelopeRecipient struct {
	Address string
	RcptParams
}

// Phase is how far a dialogue came.
type Phase string

// Phases in order (N0).
const (
	PhaseDNS     Phase = "DNS"
	PhaseConnect Phase = "CONN"
	PhaseHello   Phase = "EHLO"
	PhaseTLS     Phase = "TLS"
	PhaseMail    Phase = "MAIL"
	PhaseRcpt    Phase = "RCPT"
	PhaseData    Phase = "EOD"
	PhaseDone    Phase = "DONE"
)

// SetsUp reports whether it is one in which a session is set up, before anything is said about mail.
func (p Phase) SetsUp() bool { return p == PhaseConnect || p == PhaseHello || p == PhaseTLS }

// TLSFailure says why a connection could not be secured as the policy demands.
type TLSFailure struct {
	Reason     TLSReason
	Expected   string // name that was wanted (SubjectMismatch, CertificateExpired)
	Presented  string // subject that was shown
	Thumbprint string // of the certificate that was shown
	Detail     string // the TLS library's words, for handshake failures
	Shown      ShownCertificate
}

// ShownCertificate is what one looks at in a certificate that the other end showed.
type ShownCertificate struct {
	Subject, Issuer     string
	Names               []string
	NotBefore, NotAfter time.Time
}

// Show looks at a certificate.
func Show(c *x509.Certificate) ShownCertificate {
	return ShownCertificate{
		DistinguishedName(c.Subject), DistinguishedName(c.Issuer), CertificateNames(c),
		c.NotBefore.UTC(), c.NotAfter.UTC(),
	}
}

// String is the certificate in a line.
func (s ShownCertificate) String() string {
	return fmt.Sprintf("issued by %s; names %s; valid from %s to %s", s.Issuer, Some(s.Names),
		s.NotBefore.Format(time.DateOnly), s.NotAfter.Format(time.DateOnly))
}

// TLSReason is a closed set of reasons, spelled as Exchange's status texts spell them (S4.3, S5.2).
type TLSReason string

// Reasons a connection could not be secured.
const (
	TLSNotOffered         TLSReason = "NotOffered"         // EHLO had no STARTTLS
	TLSSubjectMismatch    TLSReason = "SubjectMismatch"    // the certificate names somebody else
	TLSCertificateExpired TLSReason = "CertificateExpired" // out of its validity period
	TLSUntrustedRoot      TLSReason = "UntrustedRoot"      // no chain to a trusted root
	TLSRevoked            TLSReason = "Revoked"            // revoked by its authority; the word is of L51 [I]
	TLSHandshake          TLSReason = "SocketError"        // the handshake broke: nothing in common, or a reset
	TLSAborted            TLSReason = "ConnectionAborted"  // the other end closed in the middle of it
	TLSIllegalMessage     TLSReason = "IllegalMessage"     // what came is not TLS
	TLSRefused            TLSReason = "Refused"            // the other end refuses the certificate that we showed
	TLSNoCredentials      TLSReason = "NoCredentials"      // our certificate has no private key here
	TLSUnknownCredentials TLSReason = "UnknownCredentials" // our service may not use the key
)

// Reasons why a domain's demands by DANE are not met, as the service words them (L87).
const (
	DANENoTLS   TLSReason = "starttls-not-supported"    // no STARTTLS, or a handshake that broke
	DANEExpired TLSReason = "certificate-expired"       // a certificate under the right authority, out of date
	DANEInvalid TLSReason = "tlsa-invalid"              // no record is about what the server shows
	DANEBogus   TLSReason = "dnssec-invalid"            // what DNS answers is not authentic
	DANEHost    TLSReason = "certificate-host-mismatch" // under the right authority, for another host
)

// Reasons why a domain's policy by MTA-STS is not met (L88).
const (
	STSHost        TLSReason = "mta-sts-host"        // it names none of the mail hosts
	STSCertificate TLSReason = "mta-sts-certificate" // what the mail host shows is out of date, untrusted or another's
)

// BySTS reports whether it is one of those.
func (r TLSReason) BySTS() bool { return r == STSHost || r == STSCertificate }

// ByDANE reports whether it is one of those.
func (r TLSReason) ByDANE() bool {
	return r == DANENoTLS || r == DANEExpired || r == DANEInvalid || r == DANEBogus || r == DANEHost
}

// Outcome is what became of a Dialogue.
type Outcome struct {
	Phase      Phase            // where it ended; PhaseDone when the content was accepted
	Target     Target           // the last one tried
	Local      netip.AddrPort   // our end of the connection; source address even if the connection failed
	Failure    NetworkFailure   // what the network did; NetworkOK when replies or TLS decided
	Err        error            // the network's or DNS's own words behind Failure
	TLSFailure *TLSFailure      // set when the policy was not met
	Shown      ShownCertificate // by another Exchange server, as its internal transport certificate
	Unproved   string           // why Exchange Server authentication could not be achieved (T4.6); else empty
	Unsent     Unsent           // why the client itself would not send the message; else zero
	Reply      Reply            // the reply that ended the dialogue: refusal, or the acceptance of the content
	Recipients []RecipientReply
	Secured    bool        // STARTTLS succeeded
	Version    TLSVersion  // of TLS, when it did
	Suite      CipherSuite // agreed on
	Proxied    bool        // it left by a front end (FrontendProxyEnabled)
	Confirms   bool        // the server offers DSN, so it will tell the sender what becomes of the message (RFC 3461)
}

// Unsent is why a client ended a message by itself after it had read EHLO: the server refused nothing.
type Unsent struct {
	Advertised int64 // the SIZE that the server lists, smaller than the message
	BareLF     bool  // the content has a lone LF, and the server does not list CHUNKING (G2.78)
}

// NetworkFailure is why no conversation came about or why it broke off.
type NetworkFailure string

// Network failures. The name of the recipient's domain not existing at all is the one that is final.
const (
	NetworkOK       NetworkFailure = ""
	NetworkRefused  NetworkFailure = "refused"   // Winsock 10061
	NetworkTimedOut NetworkFailure = "timed out" // Winsock 10060
	NetworkReset    NetworkFailure = "reset"     // broken off in the middle
	DNSNoAnswer     NetworkFailure = "DNS no answer"
	DNSNoRecords    NetworkFailure = "DNS no records"
	DNSNoDomain     NetworkFailure = "DNS no such domain"
)

// RecipientReply is the answer to one RCPT TO, or, once the content was refused, that refusal.
type RecipientReply struct {
	Address string
	Reply   Reply
	Phase   Phase // RCPT, or that of the content
}

// Sender performs dialogues. The call returns when the conversation is over.
type Sender interface {
	Send(Dialogue) Outcome
}
