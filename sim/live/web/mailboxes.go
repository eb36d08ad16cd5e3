package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/suggest"
)

// mailboxJSON is a mailbox in a list.
type mailboxJSON struct {
	At       string `json:"at"`
	Address  string `json:"address"`
	Name     string `json:"name,omitempty"`
	Messages int    `json:"messages"`
	URL      string `json:"url"`
}

// messageJSON is a message in a list.
type messageJSON struct {
	ID           string    `json:"id"`
	At           string    `json:"at"`
	Mailbox      string    `json:"mailbox"`
	Folder       string    `json:"folder"`
	Time         time.Time `json:"time"`
	EnvelopeFrom string    `json:"envelopeFrom"`
	From         string    `json:"from"`
	Subject      string    `json:"subject"`
	MessageID    string    `json:"messageId"`
	Size         int       `json:"size"`
	URL          string    `json:"url"`
}

// segment is a text as one segment of a path.
func segment(s string) string { return url.PathEscape(s) }

func newMessageJSON(l sim.Letter) messageJSON {
	return messageJSON{
		ID: l.ID, At: l.At, Mailbox: l.Mailbox, Folder: l.Folder, Time: l.Time.UTC(), EnvelopeFrom: l.From,
		From: words(l.Header.Get("From")), Subject: words(l.Header.Get("Subject")),
		MessageID: l.Header.Get("Message-ID"),
		Size:      relay.ContentSize(l.Header, l.Body), URL: "/api/messages/" + segment(l.ID),
	}
}

// mailboxes lists the mailboxes with their letters, the newest first, without those that were deleted.
func (s *Site) mailboxes() (list []mailboxJSON, letters map[sim.Mailbox][]sim.Letter) {
	all := s.engine.World.Mailboxes()
	letters = map[sim.Mailbox][]sim.Letter{}
	place := map[[2]string]sim.Mailbox{}
	for _, m := range all {
		place[key(m.At, m.Address)] = m
	}
	arrived := s.engine.World.Mail(nil)
	for i := range arrived {
		if l := arrived[len(arrived)-1-i]; !s.isDeleted(l.ID) {
			m := place[key(l.At, l.Mailbox)]
			letters[m] = append(letters[m], l)
		}
	}
	for _, m := range all {
		list = append(list, mailboxJSON{m.At, m.Address, m.Name, len(letters[m]), "/api/mailboxes/" + segment(m.At) +
			"/" + segment(m.Address)})
	}
	return list, letters
}

// key is what addresses are compared by, as far as it matters for finding them.
func key(at, address string) [2]string { return [2]string{at, strings.ToLower(address)} }

func (s *Site) isDeleted(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.deleted[id]
}

// noteDeleted begins the note that messages were cleared away, whose IDs follow.
const noteDeleted = "deleted"

// remove clears messages away. The world's records keep them: a mailbox is not evidence. When that cannot be kept the
// answer is given, and it reports false.
func (s *Site) remove(w http.ResponseWriter, letters ...sim.Letter) bool {
	note := []string{noteDeleted}
	for _, l := range letters {
		note = append(note, l.ID)
	}
	s.forget(note[1:])
	if s.memory != nil && len(letters) > 0 {
		if err := s.memory.Note(strings.Join(note, " ")); err != nil {
			unkept(w, err)
			return false
		}
	}
	return true
}

func (s *Site) forget(ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		s.deleted[id] = true
	}
}

// mailbox finds the mailbox that a path names, or says which there are.
func (s *Site) mailbox(w http.ResponseWriter, r *http.Request) (m mailboxJSON, letters []sim.Letter, ok bool) {
	at, address := r.PathValue("at"), r.PathValue("address")
	list, all := s.mailboxes()
	var known []string
	for _, m := range list {
		if m.At == at && relay.SameAddress(m.Address, address) {
			return m, all[sim.Mailbox{At: m.At, Address: m.Address, Name: m.Name}], true
		}
		known = append(known, m.At+"/"+m.Address)
	}
	fail(w, http.StatusNotFound, "there is no mailbox "+quoted(at+"/"+address),
		suggest.DidYouMean(at+"/"+address, known))
	return m, nil, false
}

// letter finds the message that a path names.
func (s *Site) letter(w http.ResponseWriter, r *http.Request) (sim.Letter, bool) {
	id := r.PathValue("id")
	l, ok := s.engine.World.Letter(id)
	if f := s.forgotten(); !ok && f != nil && s.engine.World.Came(id) {
		fail(w, http.StatusGone, "the message "+quoted(id)+" was forgotten: "+f.Text(),
			"serve --keep 1000, 24h, 512MB or all keeps more; queued mail is never forgotten")
		return l, false
	}
	if !ok || s.isDeleted(id) {
		fail(w, http.StatusNotFound, "there is no message "+quoted(id),
			"GET /api/mailboxes lists where to look; deleted messages do not come back")
		return l, false
	}
	return l, true
}

// mailboxesJSON lists all mailboxes.
type mailboxesJSON struct {
	Mailboxes []mailboxJSON `json:"mailboxes"`
}

func (s *Site) apiMailboxes(w http.ResponseWriter, _ *http.Request) {
	list, _ := s.mailboxes()
	write(w, http.StatusOK, mailboxesJSON{append([]mailboxJSON{}, list...)})
}

// lettersJSON is a mailbox with its messages.
type lettersJSON struct {
	Mailbox  mailboxJSON   `json:"mailbox"`
	Messages []messageJSON `json:"messages"`
}

func (s *Site) apiMailbox(w http.ResponseWriter, r *http.Request) {
	limit, ok := number(w, r, "limit")
	if !ok {
		return
	}
	m, letters, ok := s.mailbox(w, r)
	if !ok {
		return
	}
	if limit > 0 && limit < len(letters) {
		letters = letters[:limit]
	}
	document := lettersJSON{m, []messageJSON{}}
	for _, l := range letters {
		document.Messages = append(document.Messages, newMessageJSON(l))
	}
	write(w, http.StatusOK, document)
}

// deletedJSON says how many messages were cleared away.
type deletedJSON struct {
	Deleted int `json:"deleted"`
}

func (s *Site) apiClear(w http.ResponseWriter, r *http.Request) {
	if _, letters, ok := s.mailbox(w, r); ok {
		if s.remove(w, letters...) {
			write(w, http.StatusOK, deletedJSON{len(letters)})
		}
	}
}

func (s *Site) apiDelete(w http.ResponseWriter, r *http.Request) {
	if l, ok := s.letter(w, r); ok {
		if s.remove(w, l) {
			write(w, http.StatusOK, deletedJSON{1})
		}
	}
}
