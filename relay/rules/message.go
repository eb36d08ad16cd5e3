package rules

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/content"
)

// Recipient is a recipient as rules look at it: after resolution, before a target address takes the place of its own
// (PU16 [I]).
type Recipient struct {
	Address  string // primary
	Original string // as the sender wrote it
	Object   *relay.Recipient
}

// Message is a message as rules look at it.
type Message struct {
	o      *relay.Organization
	item   *relay.MailItem
	people []Recipient
	author string // in the From field
	text   []byte // once asked for
}

// New looks at a message for its recipients.
func New(o *relay.Organization, item *relay.MailItem, people []Recipient) *Message {
	m := &Message{o: o, item: item, people: people}
	if a, err := mail.ParseAddress(item.Header.Get("From")); err == nil {
		m.author = a.Address
	}
	return m
}

// Sees reports whether rules look at a kind of mail at all: at no report and no journal report (G1.1.15).
func Sees(k relay.MailKind) bool { return k != relay.DeliveryReport && k != relay.JournalReport }

// senders are the addresses that a rule looks at (PS: SenderAddressLocation).
func (m *Message) senders(at relay.SenderAddressLocation) []string {
	switch at {
	case relay.LocationEnvelope:
		return []string{m.item.From}
	case relay.LocationBoth:
		return []string{m.author, m.item.From}
	}
	return []string{m.author}
}

// names are the addresses of the objects that a list names.
func (m *Message) names(list []string) func(address string) bool {
	return func(address string) bool {
		return slices.ContainsFunc(list, func(name string) bool {
			if relay.SameAddress(name, address) {
				return true
			}
			r := m.o.Recipient(address)
			return r != nil && (strings.EqualFold(r.Name, name) || r.HasAddress(name))
		})
	}
}

// memberOf reports whether an address is a member of one of some groups, or of a group within.
func (m *Message) memberOf(groups []string, address string) bool {
	r := m.o.Recipient(address)
	return r != nil && slices.ContainsFunc(groups, func(name string) bool {
		for _, g := range m.o.Recipients {
			if (strings.EqualFold(g.Name, name) || g.HasAddress(name)) && m.holds(g, r, 0) {
				return true
			}
		}
		return false
	})
}

func (m *Message) holds(group, r *relay.Recipient, depth int) bool {
	return depth < 10 && slices.ContainsFunc(group.Members, func(a string) bool {
		inner := m.o.Recipient(a)
		return r.HasAddress(a) || inner != nil && len(inner.Members) > 0 && m.holds(inner, r, depth+1)
	})
}

// inside reports whether an address belongs to the organization by its domain; ExternalRelay does not count.
func (m *Message) inside(address string) bool {
	d := m.o.AcceptedDomain(relay.DomainOf(address))
	return d != nil && d.DomainType != relay.ExternalRelay
}

// fromScope is where the sender belongs. Inside is an authenticated sender who has an object or an accepted domain;
// outside, an address in no accepted domain: an own address that came anonymously is neither (PU5).
func (m *Message) fromScope(at relay.SenderAddressLocation, scope relay.UserScope) bool {
	return slices.ContainsFunc(m.senders(at), func(a string) bool {
		if scope == relay.NotInOrganization {
			return !m.inside(a)
		}
		return m.item.Auth.As == relay.AuthInternal && (m.inside(a) || m.o.Recipient(a) != nil)
	})
}

// sentToScope is where a recipient belongs: the on-premises users of a hybrid are objects of the cloud, and inside.
func (m *Message) sentToScope(r Recipient, scope relay.UserScope) bool {
	inside := r.Object != nil && r.Object.Type != relay.MailUser || m.inside(r.Address)
	return inside == (scope == relay.InOrganization)
}

// domainIs compares a domain as the side does: subdomains count in the cloud of today (PU6).
func (m *Message) domainIs(list []string, address string) bool {
	domain := strings.ToLower(relay.DomainOf(address))
	wide := m.o.InCloud() && m.o.Day(m.item.Arrived) >= relay.EraToday
	return slices.ContainsFunc(list, func(d string) bool {
		d = strings.ToLower(d)
		return domain == d || wide && strings.HasSuffix(domain, "."+d)
	})
}

// isType reports whether the message is of a kind. Forwarding by the mailbox is none of AutoForward (P2.9).
func (m *Message) isType(t relay.MessageType) bool {
	h := m.item.Header
	kind, params, _ := strings.Cut(strings.ToLower(h.Get("Content-Type")), ";")
	switch kind = strings.TrimSpace(kind); t {
	case relay.TypeOOF:
		return m.item.Kind == relay.AutomaticReply ||
			strings.HasPrefix(strings.ToLower(h.Get("Auto-Submitted")), "auto-replied")
	case relay.TypeAutoForward:
		source := strings.ToLower(h.Get("X-MS-Exchange-Generated-Message-Source"))
		return strings.Contains(source, "mailbox rules agent") && !m.isType(relay.TypeOOF)
	case relay.TypeCalendaring:
		root := content.Read(h, m.item.Body)
		return root.Find("text/calendar") != nil
	case relay.TypeReadReceipt:
		return kind == "multipart/report" && strings.Contains(params, "disposition-notification")
	case relay.TypeSigned:
		return kind == "multipart/signed" || kind == "application/pkcs7-mime" && strings.Contains(params, "signed-data")
	case relay.TypeEncrypted:
		return kind == "application/pkcs7-mime" && !strings.Contains(params, "signed-data") ||
			kind == "multipart/encrypted"
	}
	return false
}

// body is the text of the message without transfer encodings.
func (m *Message) body() []byte {
	if m.text == nil {
		root := content.Read(m.item.Header, m.item.Body)
		m.text = []byte{}
		root.Each(func(p *content.Part) {
			if strings.HasPrefix(p.Type, "text/") {
				m.text = append(m.text, p.Text()...)
			}
		})
	}
	return m.text
}

// attachment reports whether f holds for one of the attachments.
func (m *Message) attachment(f func(name string, size int) bool) (found bool) {
	root := content.Read(m.item.Header, m.item.Body)
	root.Each(func(p *content.Part) {
		name := p.Params["name"]
		disposition := strings.ToLower(p.Header.Get("Content-Disposition"))
		if _, after, ok := strings.Cut(disposition, "filename="); ok && name == "" {
			name = strings.Trim(strings.SplitN(after, ";", 2)[0], ` "`)
		}
		if name != "" || strings.HasPrefix(disposition, "attachment") {
			found = found || f(name, len(p.Text()))
		}
	})
	return found
}

// words reports whether one of the words stands in a text as a whole word, without regard to case.
func words(list []string, text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(list, func(w string) bool {
		w = strings.ToLower(w)
		for at := 0; w != ""; {
			i := strings.Index(text[at:], w)
			if i < 0 {
				return false
			}
			at += i
			if !letter(text, at-1) && !letter(text, at+len(w)) {
				return true
			}
			at++
		}
		return false
	})
}

func letter(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9')
}

// contains reports whether one of the words is part of an address: there they need not stand alone.
func contains(list []string, address string) bool {
	address = strings.ToLower(address)
	return slices.ContainsFunc(list, func(w string) bool {
		return w != "" && strings.Contains(address, strings.ToLower(w))
	})
}

// matches reports whether one of the patterns is found in a text, without regard to case. One that cannot be read
// matches nothing; New- and Set- refuse it.
func matches(list []string, text string) bool {
	return slices.ContainsFunc(list, func(p string) bool {
		re, err := regexp.Compile("(?i)" + p)
		return err == nil && re.MatchString(text)
	})
}
