package diagnose

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"hybridsim/relay"
	"hybridsim/relay/scrap"
	"hybridsim/sim"
	"hybridsim/sim/check"
	"hybridsim/sim/script"
)

// view is what anybody could see of a played message.
type view struct {
	ends    []check.End
	replies []said
	headers map[string]string // of what was delivered, by names in lower case
	folders []string
	servers map[string]bool // that had the message, in lower case
	sources map[string]bool // addresses that it was handed over from
	events  []relay.EventID
	status  []string        // what queues and traces say of recipients
	marks   map[string]bool // what can be looked for, by how it is phrased
	ehlos   []ehlo          // that clients heard
	talks   []*talk         // nil where nobody asks about sessions
	apps    []relay.ApplicationEvent
	own     map[string]bool // of those, what the lines typed say: it tells no way from another

	passages []passage
	letters  []sim.Letter // in mailboxes, without reports
	reports  int
	tasks    []task // of a test of a connector
	copies   map[string]int
	sent     int // messages, where it is asked how many of them arrive
	read     sync.Once
	sayings  map[saying]bool // of the letters

	changes  bool // the marks are those of what was changed, and of nothing else
	fates    bool // marks of other messages are there
	inCloud  bool
	answered bool // the sender has an automatic reply
	otherWay bool // check says that it goes another way than the configured one
}

// said is a reply with who noted it.
type said struct {
	relay.Reply
	writer, peer string
	event        relay.EventID
	end          bool // what the sender hears of, or what a queue shows
}

// look makes a view of what was sent, without its sessions.
func look(s *check.Sent, as check.Letter) *view {
	v := &view{ends: s.Ends, headers: map[string]string{}, servers: map[string]bool{}, sources: map[string]bool{},
		marks: map[string]bool{}}
	if as.From != "" {
		v.answered = slices.ContainsFunc(s.World.MailAt(as.From, nil), func(l sim.Letter) bool {
			return script.Mail{Letter: l}.IsAutoReply()
		})
	}
	for _, e := range s.Ends {
		v.end("", e)
	}
	for _, e := range s.Events {
		v.event(e)
	}
	if !s.Answer.IsZero() {
		v.replies = append(v.replies, said{Reply: s.Answer, end: true})
	}
	v.ehlos, v.apps = ehlos(s), s.World.ApplicationEvents()
	for _, e := range v.ehlos {
		for _, name := range e.names() {
			v.marks["EHLO keyword "+name+" "+e.when()+" from "+e.host] = true
		}
	}
	for _, e := range v.apps {
		v.marks[fmt.Sprintf("event %d of %s", e.ID, e.Server)] = true
	}
	v.passages = passages(s.Events)
	v.sights(s, as)
	for _, a := range as.To {
		found := v.mailbox(s, a)
		for _, e := range s.Ends {
			for _, via := range e.Via { // the members of a group
				if !found && relay.SameAddress(e.Recipient, a) {
					v.mailbox(s, via)
				}
			}
		}
	}
	return v
}

// mailbox adds what lies in a mailbox; it reports whether anything does.
func (v *view) mailbox(s *check.Sent, a string) bool {
	letters := s.World.MailAt(a, nil)
	for _, l := range letters {
		v.folders = append(v.folders, l.Folder)
		for _, f := range l.Header {
			v.headers[strings.ToLower(f.Name)] = strings.TrimSpace(f.Value)
			if strings.HasPrefix(f.Name, "X-") {
				v.marks["header "+f.Name+" in what "+a+" has"] = true
			}
		}
		v.marks["folder "+l.Folder+" of "+a] = true
	}
	return len(letters) > 0
}

func (v *view) end(of string, e check.End) {
	v.marks[of+"outcome for "+e.Recipient+": "+e.Outcome.String()] = true
	if e.Report != nil {
		v.end("report of it: ", *e.Report)
	}
}

func (v *view) event(e relay.Event) {
	v.events = append(v.events, e.ID)
	v.inCloud = v.inCloud || e.Side.Kind() == relay.Cloud
	v.servers[strings.ToLower(e.Server)] = true
	v.servers[strings.ToLower(e.RemoteHost)] = true
	for _, a := range []netip.Addr{e.ClientIP, e.TranslatedFrom} {
		if a.IsValid() {
			v.sources[a.String()] = true
		}
	}
	row := fmt.Sprintf("%s of %s: %s", logOf(e), e.Server, e.ID)
	if e.ConnectorID != "" {
		row += " by " + e.ConnectorID
	}
	v.marks[row] = true
	if e.RecipientStatus != "" {
		v.quoted(e)
	}
	if !e.Reply.IsZero() {
		v.replies = append(v.replies, said{e.Reply, e.Server, e.RemoteHost, e.ID, e.Disposition != relay.InTransit})
		v.marks[row+" saying: "+strings.Join(words(e.Reply.Message()), " ")] = true
		v.marks[row+" with "+strings.TrimSpace(fmt.Sprint(e.Reply.Code(), " ", e.Reply.Enhanced()))] = true
	}
}

// quoted adds what a queue or a trace quotes of an attempt: {LED=...}, or an answer around another one.
func (v *view) quoted(e relay.Event) {
	if slices.Contains(v.status, e.RecipientStatus) {
		return
	}
	v.status = append(v.status, e.RecipientStatus)
	s, err := scrap.Read([]byte(e.RecipientStatus))
	if err != nil {
		return
	}
	for _, c := range s.Cases {
		for _, link := range c.Chain {
			peer := cmp.Or(link.Host, e.RemoteHost)
			v.replies = append(v.replies, said{link.Reply, e.Server, peer, e.ID, e.Disposition != relay.InTransit})
		}
	}
}

// logOf is where somebody finds a row of an event.
func logOf(e relay.Event) string {
	switch {
	case strings.HasPrefix(string(e.ID), "(") && e.ID != relay.EventQuarantine:
		return "protocol log"
	case e.Side == relay.Cloud:
		return "message trace"
	}
	return "tracking log"
}

// arrives reports whether everybody has the message.
func (v *view) arrives() bool {
	return len(v.ends) > 0 && !slices.ContainsFunc(v.ends, func(e check.End) bool { return !e.Outcome.Kind.Arrives() })
}

// add adds marks of what was typed.
func (v *view) add(marks []string) {
	if v.own == nil {
		v.own = map[string]bool{}
	}
	for _, m := range marks {
		v.own[m], v.marks[m] = true, true
	}
}

// key tells two views apart by everything that can be looked for in what became of the message. What a server lists,
// and what it writes of itself, is asked for where that is not enough.
func (v *view) key() string {
	return v.keyOf(func(m string) bool {
		return !slices.ContainsFunc(besides, func(prefix string) bool { return strings.HasPrefix(m, prefix) })
	})
}

// besides are the marks of what is looked at only where the message's way tells nothing.
var besides = []string{"EHLO ", "event ", "answer of ", "reply of ", "sender shown as ", "part ", "return path ",
	"copies at "}

// whole is [view.key] with what servers list and write, too.
func (v *view) whole() string { return v.keyOf(func(string) bool { return true }) }

func (v *view) keyOf(suits func(mark string) bool) string {
	var all []string
	for m := range v.marks {
		if !v.own[m] && suits(m) {
			all = append(all, m)
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}
