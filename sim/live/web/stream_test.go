package web_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"hybridsim/sim/live/web"
)

// listen lets the lab's site listen on a real socket.
func (l *lab) listen() *web.Server {
	l.t.Helper()
	server, err := web.Serve(l.Site, "127.0.0.1:0")
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(server.Close)
	return server
}

// follower reads a stream of events.
type follower struct {
	t    *testing.T
	body *bufio.Scanner
}

func follow(t *testing.T, server *web.Server, query, last string) *follower {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+server.Addr()+"/events"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%s, %v", response.Status, response.Header)
	}
	t.Cleanup(func() { response.Body.Close() })
	f := &follower{t, bufio.NewScanner(response.Body)}
	f.body.Buffer(nil, 1<<20)
	return f
}

// next is the next event.
func (f *follower) next() (id string, event struct {
	Sequence int
	Event    string
}) {
	f.t.Helper()
	for f.body.Scan() {
		line := f.body.Text()
		if after, ok := strings.CutPrefix(line, "id: "); ok {
			id = after
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			if err := json.Unmarshal([]byte(data), &event); err != nil {
				f.t.Fatal(err)
			}
			return id, event
		}
	}
	f.t.Fatalf("the stream ended: %v", f.body.Err())
	return id, event
}

func TestEventsStreamAndResume(t *testing.T) {
	l := newLab(t)
	server := l.listen()
	l.send("bob@contoso.com", "erin@fabrikam.com", small("bob@contoso.com", "erin@fabrikam.com", "one"))
	before := len(l.World.Events())
	whole, resumed, behind, stale, now := follow(t, server, "", ""), follow(t, server, "", "2"), follow(t, server, "?after=1", ""), follow(t, server, "", "999999"), follow(t, server, "?from=now", "")
	second, _ := follow(t, server, "?after=1", "").next()
	named, foreign := follow(t, server, "", second), follow(t, server, "", "2@another")
	for _, tt := range []struct {
		name  string
		f     *follower
		first int
	}{
		{"from the beginning", whole, 1},
		{"behind Last-Event-ID", resumed, 3},
		{"behind a number", behind, 2},
		{"behind Last-Event-ID as the stream has it", named, 3},
		{"from the beginning, when the number is of another world", stale, 1},
		{"from the beginning, when the id is of another world, however small", foreign, 1},
	} {
		if id, e := tt.f.next(); e.Sequence != tt.first || !strings.HasPrefix(id, fmt.Sprint(tt.first, "@")) {
			t.Errorf("%s: the first event is %d with id %s, want %d", tt.name, e.Sequence, id, tt.first)
		}
	}
	l.send("bob@contoso.com", "erin@fabrikam.com", small("bob@contoso.com", "erin@fabrikam.com", "two"))
	if _, e := now.next(); e.Sequence != before+1 || e.Event != "RECEIVE" {
		t.Errorf("from now on: the first event is %+v, want %d", e, before+1)
	}
	for i := 2; i <= len(l.World.Events()); i++ {
		if _, e := whole.next(); e.Sequence != i {
			t.Fatalf("event %d comes in place of %d", e.Sequence, i)
		}
	}
}

// TestAReaderThatDoesNotReadStallsNobody: a client asks for the stream and takes nothing of it, while much happens.
func TestAReaderThatDoesNotReadStallsNobody(t *testing.T) {
	l := newLab(t)
	server := l.listen()
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	fmt.Fprintf(conn, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
	for i := range 300 {
		l.send("bob@contoso.com", "bob@contoso.com", small("bob@contoso.com", "bob@contoso.com", fmt.Sprint("message ", i)))
	}
	var bob listed
	if l.get("/api/mailboxes/onprem/bob@contoso.com?limit=5", &bob); bob.Mailbox.Messages != 300 || len(bob.Messages) != 5 {
		t.Errorf("bob has %d messages and %d are listed", bob.Mailbox.Messages, len(bob.Messages))
	}
	reader := follow(t, server, "?after=590", "")
	if _, e := reader.next(); e.Sequence != 591 {
		t.Errorf("another reader gets event %d", e.Sequence)
	}
}

func TestStreamsAreLimitedAndEndWithTheServer(t *testing.T) {
	l := newLab(t)
	server := l.listen()
	var all []*follower
	for range 64 {
		all = append(all, follow(t, server, "?from=now", ""))
	}
	l.ask("GET", "/events", "").refused(t, http.StatusServiceUnavailable, "64 clients")
	server.Close()
	for _, f := range all {
		for f.body.Scan() {
		}
	}
}
