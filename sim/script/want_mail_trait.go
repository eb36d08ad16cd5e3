package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/content"
	"hybridsim/relay/mailbox"
)

// trait is something about a delivered message that is no header: what the mailbox made of it, or a MIME part.
type trait struct {
	kind   traitKind
	value  string
	absent bool // of a part
}

// traitKind is what a trait is about.
type traitKind string

const (
	traitPart   traitKind = "part"
	traitShown  traitKind = "shown as"
	traitFolder traitKind = "in"
)

// parseTrait reads a trait if one comes next; nil when none does.
func parseTrait(c *Cursor) (*trait, error) {
	start := c.Mark()
	switch {
	case c.Take("with part"), c.Take("without part"):
		t := &trait{kind: traitPart, absent: strings.HasPrefix(c.Text[start:], "without")}
		var err error
		if t.value, err = c.Word("a media type"); err == nil && strings.Count(t.value, "/") != 1 {
			err = c.ErrorAt(start, "write it as application/ms-tnef", "%q is not a media type", t.value)
		}
		t.value = strings.ToLower(t.value)
		return t, err
	case c.Take("shown as"):
		name, err := c.quoted("the name")
		return &trait{kind: traitShown, value: name}, err
	case c.Take("in " + mailbox.Junk):
		return &trait{kind: traitFolder, value: mailbox.Junk}, nil
	case c.Take("in " + mailbox.Inbox):
		return &trait{kind: traitFolder, value: mailbox.Inbox}, nil
	}
	return nil, nil
}

func (t *trait) holds(m Mail) bool {
	switch t.kind {
	case traitPart:
		return hasPart(m.Content(), t.value) != t.absent
	case traitShown:
		return m.ShownAs == t.value
	default:
		return m.Folder == t.value
	}
}

// got is what a message has in the place of the trait.
func (t *trait) got(m Mail) string {
	switch t.kind {
	case traitPart:
		if hasPart(m.Content(), t.value) {
			return "with part " + t.value
		}
		return "without part " + t.value
	case traitShown:
		return fmt.Sprintf("shown as %q", m.ShownAs)
	default:
		return "in " + m.Folder
	}
}

func hasPart(message []byte, mediaType string) bool {
	header, body := relay.SplitMessage(message)
	root := content.Read(header, body)
	return root.Find(mediaType) != nil
}

// traitsCanFail objects to claims about traits that nothing could contradict: a part that no message of the story has
// cannot get lost, and outside hosts have no folders and no directory.
func (m *mailQuery) traitsCanFail(p *Player) error {
	for _, c := range m.conditions {
		switch {
		case c.trait == nil:
		case c.trait.kind != traitPart && len(p.SidesOf(m.mailbox)) == 0:
			return vacuous(m.mailboxAt, "claim it of a mailbox on one of the two sides",
				"an outside host does not know what a message is shown as or which folder it is in")
		case c.trait.absent && !p.sendsPart(c.trait.value):
			return vacuous(m.mailboxAt, "send an attachment that has the part", "no message of the story has a part %s",
				c.trait.value)
		}
	}
	return nil
}

// sendsPart reports whether one of the messages that can be sent has a part of the type.
func (p *Player) sendsPart(mediaType string) bool {
	for _, message := range p.files {
		if hasPart(message, mediaType) {
			return true
		}
	}
	return false
}

// brief is a message in a few words: what the claim is about, else that it arrived, and whether as internal.
func (m *mailQuery) brief(mail Mail) string {
	for _, c := range m.conditions {
		if c.trait != nil {
			return c.trait.got(mail)
		}
	}
	return "delivered, " + authOf(mail)
}
