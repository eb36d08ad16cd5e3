package check

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"hybridsim/relay"
	"hybridsim/sim"
)

// stage is a flow being played in a world of its own.
type stage struct {
	witness
	flow     *flow
	cast     *cast
	from, to player
	ids      []string
}

// largeSize is what the large message weighs, which follows a small one that arrives: less than 10 MB, the smallest
// documented default of any connector (U8), so that a healthy hybrid takes it in both directions.
const largeSize = 9 << 20

// padding is what a large message is filled with: lines, and at least so much of them that one large message is full.
var padding = sync.OnceValue(func() []byte { return bytes.Repeat([]byte(paddingLine), largeSize/len(paddingLine)+1) })

var paddingLine = strings.Repeat("=", 76) + "\r\n"

// The texts of an absent user.
const (
	internalWords = "hybridsim-internal-text"
	externalWords = "hybridsim-external-text"
)

// extent is how much of a flow is played.
type extent int

const (
	whole        extent = iota
	withoutLarge        // the large message is left out
	oneTurn             // and what comes to on-premises from elsewhere is not sent until each server had its turn
)

// play plays a flow in a world that nothing else happens in.
func (f *flow) play(c *cast, x extent, build func() (*sim.World, error)) (verdict, error) {
	from, to := c.players[f.from], c.players[f.to]
	from.side = c.hybrid.of(sideOf(f.from))
	if f.address != nil {
		to.address = f.address(c)
	}
	if f.asked == nil {
		for _, p := range []player{from, to} {
			if p.address == "" {
				return verdict{Outcome: Outcome{Kind: NotPlayed, Status: p.why}}, nil
			}
		}
	}
	w, err := build()
	if err != nil {
		return verdict{}, err
	}
	defer w.Close()
	if f.asked != nil {
		if from, to, err = f.asked.players(w, c); err != nil {
			return verdict{Outcome: Outcome{Kind: NotPlayed, Status: err.Error()}}, nil
		}
	}
	return f.playIn(&stage{
		witness: witness{w: w, at: c.hybrid, began: w.EventLog().Count(), asked: len(w.Net.Queries()),
			dialed: len(w.Net.Attempts())},
		flow: f, cast: c, from: from, to: to,
	}, x)
}

// playIn plays a flow on its stage.
func (f *flow) playIn(s *stage, x extent) (verdict, error) {
	c := s.cast
	if f.prepare != nil {
		if err := f.prepare(s); err != nil {
			return verdict{Outcome: Outcome{Kind: NotPlayed, Status: err.Error()}}, nil
		}
	}
	judge := f.judge
	if judge == nil {
		judge = (*stage).arrival
	}
	copies := 1
	if f.every {
		copies = max(c.copies, 1)
	}
	if a := f.asked; a != nil && a.Size > 0 {
		copies, x = 1, withoutLarge
		if err := s.send(1, a.Size-len(s.content("", 0))); err != nil {
			return verdict{}, err
		}
		copies = 0
	}
	if err := s.send(copies, 0); err != nil {
		return verdict{}, err
	}
	before, turns := s.trail(), s.turns(x)
	if err := s.send(turns-copies, 0); err != nil {
		return verdict{}, err
	}
	v := judge(s)
	v.before = before
	if f.large && x == whole && slices.Contains(f.want, v.Kind) { // else its size is not to blame
		// One is enough: what comes to on-premises is played through each server, each of them hands it on first to
		// itself, and what a mailbox sends meets the same connectors.
		if err := s.send(1, largeSize); err != nil {
			return verdict{}, err
		}
		v = judge(s)
		v.bySize = !slices.Contains(f.want, v.Kind)
	}
	v.trail, v.missed, v.met = s.trail(), s.missed(), s.met()
	if v.Kind == Deferred && v.Reply == "" && len(v.missed) > 0 {
		v.Status += ", which finds no address of " + strings.Join(v.missed, ", ")
	}
	return v, nil
}

// turns is how many messages it takes until each server on-premises has had its turn, where mail comes to them: a
// mailbox's mail is sent, and a front end's handed on, by the servers in turn (T6.7, T6.9). A reply that is given once
// has one turn.
func (s *stage) turns(x extent) int {
	once := s.flow.prepare != nil || s.flow.asked != nil && s.flow.judge != nil
	if once || !s.fromOnPremises() && (x == oneTurn || !s.met()) {
		return 0
	}
	return s.cast.servers
}

func (s *stage) fromOnPremises() bool { return s.from.side == s.cast.hybrid.onprem }

// send submits messages of the flow, larger by so many bytes, and does all the work that is due.
func (s *stage) send(copies, more int) error {
	for range max(copies, 0) {
		id := fmt.Sprintf("<%s-%d@check.hybridsim.invalid>", s.flow.id, len(s.ids)+1)
		s.ids = append(s.ids, id)
		from, content := s.from.address, s.content(id, more)
		if s.flow.null {
			from = ""
		}
		s.w.Post(sim.Sender{Side: s.from.side, Host: s.outside()}, from, []string{s.to.address}, content)
		if err := s.w.Settle(); err != nil {
			return err
		}
	}
	return nil
}

// outside is the host outside that sends, or nil when a mailbox of a side does.
func (s *stage) outside() *sim.Host {
	switch {
	case s.from.side != "":
		return nil
	case s.from.host != nil:
		return s.from.host
	}
	return s.w.HostOf(s.from.address)
}

// content is the message, with CR LF.
func (s *stage) content(id string, more int) []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("From: <%s>", s.from.address)
	line("To: <%s>", s.to.address)
	subject := "hybridsim check: " + s.flow.title
	if a := s.flow.asked; a != nil && a.Subject != "" {
		subject = a.Subject
	}
	line("Subject: %s", subject)
	if a := s.flow.asked; a != nil && a.Header != "" {
		line("%s", a.Header)
	}
	line("Message-ID: %s", id)
	line("MIME-Version: 1.0")
	if s.flow.tnef {
		line("X-MS-TNEF-Correlator: %s", id)
		line(`Content-Type: multipart/mixed; boundary="check"`)
		line("\r\n--check\r\nContent-Type: text/plain\r\n\r\nPlease vote.\r\n--check")
		line("Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64\r\n" +
			"\r\neJ8+IgAA\r\n--check--")
		return b.Bytes()
	}
	line("Content-Type: text/plain\r\n\r\nAre you there?")
	parts := [][]byte{b.Bytes()}
	for more -= more % len(paddingLine); more > 0; more -= len(padding()) {
		parts = append(parts, padding()[:min(more, len(padding()))])
	}
	return slices.Concat(parts...)
}

// absent lets the recipient of a flow be out of office.
func absent(kind relay.Side) func(*stage) error {
	return func(s *stage) error {
		_, err := s.w.Run(s.cast.hybrid.of(kind),
			fmt.Sprintf("Set-MailboxAutoReplyConfiguration %s -AutoReplyState Enabled -ExternalAudience All "+
				"-InternalMessage %s -ExternalMessage %s",
				s.to.address, internalWords, externalWords))
		return err
	}
}

// reaches are the mailboxes that the flow's message is for.
func (s *stage) reaches() []string {
	if len(s.to.members) > 0 {
		return s.to.members
	}
	if s.flow.asked != nil {
		return []string{s.to.address}
	}
	return []string{s.cast.players[s.flow.to].address}
}
