package mailbox

import (
	"bytes"
	"fmt"
	"net/mail"
	"strings"

	"hybridsim/relay"
)

// Folders that delivery puts messages into.
const (
	Inbox = "Inbox"
	Junk  = "Junk Email"
)

// Spam confidence levels (S7.2 [D] HDRFW: -1 skips the content filter). The levels that the filter gives here are
// inferred.
const (
	sclTrusted  = -1
	sclHarmless = 1
	sclSpam     = 9
	// sclJunkThreshold is what SCLJunkThreshold is by default: a message above it goes to the junk folder. [D] PS
	sclJunkThreshold = 4
)

// Placement is how a message lies in a mailbox.
type Placement struct {
	Folder  string
	SCL     int
	ShownAs string // the sender as a mail program shows it
}

// Place finds out where a message lies in a mailbox and what it shows.
func Place(o *relay.Organization, item *relay.MailItem, r *relay.Recipient) (Placement, []relay.Decision) {
	p := Placement{Folder: Inbox, ShownAs: shownAs(o, item)}
	d := relay.Decision{Question: relay.WhichFolder, Subject: item.Header.Get("Message-ID"), Source: "S7.2, S7.4"}
	auth := "AuthAs " + string(item.Auth.As)
	given, told := item.SCL.Given()
	switch {
	case told:
		p.SCL = given
		if given > sclJunkThreshold {
			p.Folder = Junk
		}
		c := relay.Rejected(Junk, "SCL "+item.SCL.String(), "a mail-flow rule or the other side gave the level")
		c.Chosen, c.Fits = p.Folder == Junk, p.Folder == Junk
		d.Candidates, d.Source = append(d.Candidates, c), "P8.6, P8.15"
	case item.Verdict.Judged():
		v := item.Verdict
		p.SCL = v.SCL
		c := relay.Rejected(Junk, "SFV:"+v.SFV+" CAT:"+v.CAT, "the filter's verdict")
		if v.Action != relay.ToInbox {
			p.Folder, c.Chosen, c.Fits = Junk, true, true
		}
		d.Candidates, d.Source = append(d.Candidates, c), "G2.47"
	case item.Auth.As == relay.AuthInternal:
		p.SCL = sclTrusted
		d.Candidates = append(d.Candidates, relay.Rejected(Junk, auth, "internal mail skips the content filter"))
	case bytes.Contains(item.Body, []byte(relay.GTUBE)):
		p.SCL, p.Folder = sclSpam, Junk
		d.Candidates = append(d.Candidates, relay.Selected(Junk, auth,
			"the content filter looks at it and knows the test text for spam filters"))
	default:
		p.SCL = sclHarmless
		d.Candidates = append(d.Candidates, relay.Rejected(Junk, auth,
			"the content filter looks at it and finds nothing"))
	}
	if p.Folder == Junk && !o.InCloud() && r != nil && !r.Settings().Junk.Enabled { // G2.48
		p.Folder = Inbox
		d.Candidates = append(d.Candidates, relay.Rejected(Junk, "Enabled $false",
			"the mailbox's junk email rule is off"))
	}
	d.Chosen, d.Because = p.Folder, fmt.Sprintf("SCL %d, and SCLJunkThreshold is %d", p.SCL, sclJunkThreshold)
	return p, []relay.Decision{d}
}

// shownAs is the name in the directory for an internal sender who is in it, and the bare address for everybody else
// (S7.4 [D] KB2663556).
func shownAs(o *relay.Organization, item *relay.MailItem) string {
	address := sender(item)
	if r := o.Recipient(address); r != nil && item.Auth.As == relay.AuthInternal && r.DisplayName != "" {
		return r.DisplayName
	}
	return address
}

// sender is the address in the From field, or what stands there when that is none.
func sender(item *relay.MailItem) string {
	from := item.Header.Get("From")
	if a, err := mail.ParseAddress(from); err == nil {
		return a.Address
	}
	return strings.TrimSpace(from)
}
