// Package evidence writes what a world left behind as files: logs in Exchange's folders and formats, mailboxes,
// reports, queues, message trace, what outside hosts saw, and the decisions behind it all (docs/evidence.md). It knows
// no story and opens no file.
package evidence

import (
	"fmt"
	"iter"
	"sort"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// File is a piece of evidence as a file: a name with slashes, and what is in it.
type File struct {
	Name    string
	Content []byte
}

// Chapter is a part of what happened, for the decisions: its name, and how many events there were before it.
type Chapter struct {
	Name  string
	Event int
}

// Of returns what an investigator would find in a world at this moment, and the decisions behind it, chapter by
// chapter.
func Of(w *sim.World, chapters ...Chapter) ([]File, error) {
	c := &collection{numbers: map[string]int{}}
	for _, l := range w.Mail(nil) {
		c.letter(l)
	}
	pages, err := NewBook(w).Pages()
	for _, p := range pages {
		c.files = append(c.files, File{p.Name, p.Bytes()})
	}
	if text := decisions(w, chapters); text != "" {
		c.files = append(c.files, File{"decisions.txt", []byte(text)})
	}
	return c.files, err
}

// collection gathers files of mail.
type collection struct {
	files   []File
	numbers map[string]int // of the last file in a folder of numbered ones
}

// message keeps a message under the next number of a folder.
func (c *collection) message(folder string, content []byte) {
	c.numbers[folder]++
	c.files = append(c.files, File{fmt.Sprintf("%s/%03d.eml", folder, c.numbers[folder]), content})
}

// letter keeps what lies in a mailbox, and reports to people of the two sides a second time.
func (c *collection) letter(l sim.Letter) {
	if l.Side == "" {
		c.message("outside/"+fileName(l.At)+"/mailboxes/"+fileName(l.Mailbox), l.Content())
		return
	}
	c.message(folderOf(l.Side)+"/mailboxes/"+fileName(l.Mailbox), l.Content())
	if l.IsReport() {
		c.message(folderOf(l.Side)+"/reports/"+fileName(l.Mailbox), l.Content())
	}
}

// decisions are all events with all candidates, chapter by chapter.
func decisions(w *sim.World, chapters []Chapter) string {
	var b strings.Builder
	for chapter, events := range Chapters(chapters, w.Events()) {
		if len(events) > 0 {
			fmt.Fprintf(&b, "== %s\n%s\n", chapter, script.RenderEvents(events, true))
		}
	}
	return b.String()
}

// Chapters goes through chapters with the events of each, of which there may be none, or none that is not forgotten.
func Chapters(chapters []Chapter, events []relay.Event) iter.Seq2[string, []relay.Event] {
	begin := func(c Chapter) int {
		return sort.Search(len(events), func(i int) bool { return events[i].Sequence > c.Event })
	}
	return func(yield func(string, []relay.Event) bool) {
		for i, c := range chapters {
			end := len(events)
			if i+1 < len(chapters) {
				end = begin(chapters[i+1])
			}
			if !yield(c.Name, events[begin(c):end]) {
				return
			}
		}
	}
}

// folderOf is the folder of an organization: onprem, cloud, cloud_woodgrove.
func folderOf(side relay.Side) string { return fileName(string(side)) }

// fileName makes an address or a host name fit for any file system.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '@', r == '.', r == '_', r == '+', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, strings.TrimLeft(s, "."))
}
