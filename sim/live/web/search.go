package web

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/suggest"
)

// longestWait is how long a client may wait for mail: it gets an answer before the answer is too late.
const longestWait = 45 * time.Second

// foundJSON are messages that match.
type foundJSON struct {
	Messages []messageJSON `json:"messages"`
	Total    int           `json:"total"` // as many match; limit may show fewer
}

// searching are the parameters of a search: the conditions, of which all must hold, and behind them how it is answered.
func searching() []parameter {
	return []parameter{
		{name: "at", kind: aText, does: "the place: onprem, cloud or an outside host"},
		{name: "mailbox", kind: anAddress, does: "whose mailbox it lies in"},
		{name: "folder", kind: aText, does: "Inbox or Junk Email"},
		{name: "from", kind: aText, does: "part of the From field, or the envelope's sender"},
		{name: "to", kind: aText, does: "part of the To or Cc field"},
		{name: "subject", kind: aText, does: "part of the subject, decoded"},
		{name: "text", kind: aText, does: "part of the text or HTML, decoded"},
		{name: "messageId", kind: aText, does: "the Message-ID"},
		{name: "since", kind: aTime, does: "arrived at this time of the world, or later"},
		limited,
		{name: "wait", kind: aDuration, does: "wait so long, of the wall clock, until enough match: 30s, at most 45s"},
		{name: "count", kind: aNumber, does: "how many are enough; 1 unless given"},
	}
}

// search is what somebody looks for.
type search struct {
	at, mailbox, folder, from, to, subject, text, messageID string
	since                                                   time.Time
}

// searched reads the conditions of a request. A place or a mailbox that does not exist is a mistake: nothing would ever
// match.
func (s *Site) searched(w http.ResponseWriter, r *http.Request) (f search, ok bool) {
	q := r.URL.Query()
	f = search{
		at: q.Get("at"), mailbox: q.Get("mailbox"), folder: q.Get("folder"), from: q.Get("from"), to: q.Get("to"),
		subject: q.Get("subject"), text: q.Get("text"), messageID: q.Get("messageId"),
	}
	var places, addresses []string
	found := false
	for _, m := range s.engine.World.Mailboxes() {
		if !slices.Contains(places, m.At) {
			places = append(places, m.At)
		}
		addresses = append(addresses, m.Address)
		found = found || relay.SameAddress(m.Address, f.mailbox)
	}
	switch {
	case f.at != "" && !slices.Contains(places, f.at):
		fail(w, http.StatusNotFound, "there is no place "+quoted(f.at), suggest.DidYouMean(f.at, places))
		return f, false
	case f.mailbox != "" && !found:
		fail(w, http.StatusNotFound, "there is no mailbox "+quoted(f.mailbox), suggest.DidYouMean(f.mailbox, addresses))
		return f, false
	}
	f.since, ok = moment(w, r, "since")
	return f, ok
}

// matches reports whether all conditions hold for a message.
func (f search) matches(l sim.Letter) bool {
	switch {
	case f.at != "" && l.At != f.at, f.mailbox != "" && !relay.SameAddress(l.Mailbox, f.mailbox),
		l.Time.Before(f.since),
		f.messageID != "" && strings.Trim(l.Header.Get("Message-ID"), "<>") != strings.Trim(f.messageID, "<>"):
		return false
	}
	m := newMessageJSON(l)
	if f.folder != "" && !strings.EqualFold(m.Folder, f.folder) || !has(f.from, m.From, m.EnvelopeFrom) ||
		!has(f.subject, m.Subject) || !has(f.to, words(l.Header.Get("To")), words(l.Header.Get("Cc"))) {
		return false
	}
	if f.text == "" {
		return true
	}
	whole := newWhole(l)
	return has(f.text, whole.Text, whole.HTML)
}

// has reports whether some text has a part in it, in any case.
func has(part string, texts ...string) bool {
	return part == "" || slices.ContainsFunc(texts, func(text string) bool {
		return strings.Contains(strings.ToLower(text), strings.ToLower(part))
	})
}

// found are the letters that match, the newest first.
func (s *Site) found(f search) (list []sim.Letter) {
	for _, l := range s.engine.World.Mail(nil) {
		if !s.isDeleted(l.ID) && f.matches(l) {
			list = append(list, l)
		}
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b sim.Letter) int { return b.Time.Compare(a.Time) })
	return list
}

func (s *Site) apiSearch(w http.ResponseWriter, r *http.Request) {
	limit, ok := number(w, r, "limit")
	if !ok {
		return
	}
	count, ok := number(w, r, "count")
	if !ok {
		return
	}
	wait, ok := duration(w, r, "wait", longestWait)
	if !ok {
		return
	}
	f, ok := s.searched(w, r)
	if !ok {
		return
	}
	list := s.awaited(r, f, max(count, 1), wait)
	if wait > 0 && len(list) < max(count, 1) {
		fail(w, http.StatusNotFound, "no message that matches came within "+wait.String(),
			"GET /api/queues tells what waits, GET /api/events what happened; the line \"wait 1h\" lets time pass")
		return
	}
	document := foundJSON{[]messageJSON{}, len(list)}
	if limit > 0 && limit < len(list) {
		list = list[:limit]
	}
	for _, l := range list {
		document.Messages = append(document.Messages, newMessageJSON(l))
	}
	write(w, http.StatusOK, document)
}

// awaited are the letters that match: as soon as there are so many, or when the time is over.
func (s *Site) awaited(r *http.Request, f search, count int, wait time.Duration) (list []sim.Letter) {
	if wait == 0 {
		return s.found(f)
	}
	over, end := context.WithTimeout(r.Context(), wait)
	defer end()
	go func() {
		select {
		case <-s.stopping:
			end()
		case <-over.Done():
		}
	}()
	var seen sim.Mark
	s.engine.Until(over.Done(), func() bool {
		if now := s.engine.World.Marked(); seen == nil || !maps.Equal(seen, now) { // something has arrived
			seen, list = now, s.found(f)
		}
		return len(list) >= count
	})
	return list
}

func (s *Site) apiDeleteAll(w http.ResponseWriter, r *http.Request) {
	f, ok := s.searched(w, r)
	if !ok {
		return
	}
	list := s.found(f)
	if s.remove(w, list...) {
		write(w, http.StatusOK, deletedJSON{len(list)})
	}
}
