package smtpio_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"hybridsim/relay"
)

// shelf is a room of so many bytes.
type shelf struct {
	mu         sync.Mutex
	size, used int64
}

func (s *shelf) Take(_, more int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used+more > s.size {
		return false
	}
	s.used += more
	return true
}

func (s *shelf) Give(held int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used -= held
}

// TestContentThatFindsNoRoomIsPutOff: it is answered as under back pressure, the connection goes on, and whatever becomes of content,
// its room is given back.
func TestContentThatFindsNoRoomIsPutOff(t *testing.T) {
	const size = 256 << 10
	const envelope = "MAIL FROM:<>\r\nRCPT TO:<b@contoso.com>\r\n"
	body := func(n int) string { return "\r\n" + strings.Repeat(strings.Repeat("x", 62)+"\r\n", n/64) }
	for _, row := range []struct {
		name, content string
		want          string // empty: the client goes away in the middle
	}{
		{"what fits", body(size / 2), "250 2.6.0"},
		{"what does not", body(size * 2), "452 4.3.1 Insufficient system resources"},
		{"what is larger than the connector allows", body(size * 8), "552 5.3.4"},
		{"a header that is too large", strings.Repeat("X-A: "+strings.Repeat("x", 200)+"\r\n", 700), "552 5.3.4"},
		{"a client that goes away", body(size / 2), ""},
	} {
		for _, way := range []string{"DATA", "BDAT"} {
			t.Run(row.name+"/"+way, func(t *testing.T) {
				room := &shelf{size: size}
				svc := service(relay.DialectEOP)
				svc.Room, svc.MaxMessageSize, svc.MaxHeaderSize = room, size*4, size/2
				if strings.HasPrefix(row.want, "552") {
					svc.MaxMessageSize = size * 3 / 4
				}
				l := newLab(t, svc, &recorder{})
				h := l.connect(t)
				h.say("EHLO client.example")
				for _, line := range strings.Split(strings.TrimSpace(envelope), "\r\n") {
					h.say(line)
				}
				if way == "DATA" {
					h.say("DATA")
				} else {
					h.write(fmt.Sprintf("BDAT %d LAST\r\n", len(row.content)+map[bool]int{true: 1}[row.want == ""]))
				}
				h.write(row.content)
				if row.want == "" {
					h.close()
				} else {
					if way == "DATA" {
						h.write(".\r\n")
					}
					if got := h.reply(); !strings.HasPrefix(got, row.want) {
						t.Errorf("want %s, got %q", row.want, got)
					}
					if got := h.say("MAIL FROM:<>"); got != "250 2.1.0 Sender OK" {
						t.Errorf("the next message: %q", got)
					}
					h.close()
				}
				l.stop()
				if room.used != 0 {
					t.Errorf("%d bytes of the room are taken for ever", room.used)
				}
			})
		}
	}
}

// TestLongContentIsWhole: it is kept in parts, and arrives as it was sent.
func TestLongContentIsWhole(t *testing.T) {
	var b strings.Builder
	b.WriteString("Subject: long\r\n\r\n")
	for i := range 60_000 {
		fmt.Fprintf(&b, "%d %s\r\n", i, strings.Repeat("x", i%100))
	}
	content := b.String()
	for _, way := range []string{"DATA", "BDAT"} {
		for _, limit := range []int64{0, 1000} {
			t.Run(fmt.Sprintf("%s/header limit %d", way, limit), func(t *testing.T) {
				svc, sess := service(relay.DialectEOP), &recorder{}
				svc.MaxHeaderSize, svc.MaxMessageSize, svc.Room = limit, 0, &shelf{size: 1 << 30}
				h := newLab(t, svc, sess).connect(t)
				defer h.close()
				for _, line := range []string{"EHLO client.example", "MAIL FROM:<>", "RCPT TO:<b@contoso.com>"} {
					h.say(line)
				}
				got := ""
				if way == "DATA" {
					h.say("DATA")
					got = h.say(content + ".")
				} else {
					h.write(fmt.Sprintf("BDAT %d\r\n%s", len(content)/3, content[:len(content)/3]))
					h.reply()
					h.write(fmt.Sprintf("BDAT %d LAST\r\n%s", len(content)-len(content)/3, content[len(content)/3:]))
					got = h.reply()
				}
				if !strings.HasPrefix(got, "250 ") || len(sess.content) != 1 || string(sess.content[0]) != content {
					t.Errorf("%q, and %d messages that are not as they were sent", got, len(sess.content))
				}
			})
		}
	}
}
