package headers

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"hybridsim/relay"
)

// Hop is what a Received field tells.
type Hop struct {
	FromName string // EHLO name
	FromIP   netip.Addr
	ByName   string
	ByIP     netip.Addr
	With     string // "Microsoft SMTP Server", [Mapi]
	TLS      string // in parentheses behind With: [TLSPhrase]; empty in clear
	Via      string // "Frontend Transport", "Mailbox Transport"
	LoggedOn bool   // the client did: the field is one long line (V2.5)
	Build    relay.Build
	Time     time.Time
}

// versioned is from when on the service's Received fields tell version and suite: with 15.1.528 (V2.6 [O]).
var versioned = time.Date(2016, time.June, 24, 0, 0, 0, 0, time.UTC)

// TLSPhrase is how a product's Received field tells of TLS: from 2016 on with version and suite, before without (L13
// [O]; 2010 [I]). The service began to in June 2016 (V2.6).
func TLSPhrase(p relay.Product, id relay.PeerIdentity, at time.Time) string {
	switch {
	case !id.Secured:
		return ""
	case p < relay.Exchange2016, p == relay.ExchangeOnline && at.Before(versioned):
		return "TLS"
	}
	return fmt.Sprintf("version=TLS%s, cipher=%s", id.Version.Underscored(), id.Suite)
}

// ServicePhrase is how the service tells of TLS between two of its own hosts; the receiving one may be a front end.
// Only those speak 1.3 (V2.6 [O]: most of them do from 2025 on).
func ServicePhrase(frontEnd bool, at time.Time) string {
	version, suite := "TLS1_2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
	switch year := at.UTC().Year(); {
	case at.Before(versioned):
		return "TLS"
	case year < 2019:
		suite = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384"
	case frontEnd && year >= 2025:
		version, suite = "TLS1_3", "TLS_AES_256_GCM_SHA384"
	}
	return fmt.Sprintf("version=%s, cipher=%s", version, suite)
}

// HTTPS is how the service's hubs hand mail to mailboxes. Such a field names no build (V1.19 [O]).
const HTTPS = "HTTPS"

// Mapi is what a mailbox's message came to its server with. Such a hop is within one server, told with its link-local
// addresses, and with the build as logs print it (V2.2, V2.3).
const Mapi = "mapi"

// Received renders a trace field in Exchange's shape ([O] HDRS, S7.5, V2.1).
func Received(h Hop) relay.Field {
	from, by := h.ends()
	tls := ""
	if h.TLS != "" {
		tls = " (" + h.TLS + ")"
	}
	via := ""
	if h.Via != "" {
		via = " via " + h.Via
	}
	id := h.Build.String()
	if h.With == Mapi {
		id = h.Build.Padded()
	}
	if id = " id " + id; h.With == HTTPS {
		id = ""
	}
	value := fmt.Sprintf("%sby %s with %s%s%s%s; %s", from, by, h.With, tls, id, via,
		h.Time.UTC().Format(relay.DateLayout))
	if h.LoggedOn {
		return relay.Field{Name: "Received", Value: value}
	}
	return relay.Field{Name: "Received", Value: fold("Received: ", value)}
}

// ends are the two clauses that name the hop's ends.
func (h Hop) ends() (from, by string) {
	by = h.ByName
	switch {
	case h.With == Mapi:
		own := relay.LinkLocal(h.ByName)
		from = fmt.Sprintf("from %s ([%s]) ", h.FromName, own.WithZone(""))
		by += fmt.Sprintf(" ([%s])", own)
	case h.ByIP.IsValid():
		by += " (" + h.ByIP.String() + ")"
	}
	if h.FromName != "" && h.With != Mapi {
		from = fmt.Sprintf("from %s (%s) ", h.FromName, h.FromIP)
	}
	return from, by
}

// fold breaks a value at blanks into lines of at most 78 characters, the field's name among them. Each but the first
// begins with one blank (V2.4 [O]).
func fold(name, value string) string {
	const longest = 78
	var b strings.Builder
	room := longest - len(name)
	for i, word := range strings.Split(value, " ") {
		switch {
		case i == 0:
		case len(word)+1 > room:
			b.WriteString("\r\n ")
			room = longest - 1
		default:
			b.WriteString(" ")
			room--
		}
		b.WriteString(word)
		room -= len(word)
	}
	return b.String()
}

// BroughtBy is who brought a message, by the topmost field of SMTP that Exchange wrote: a report's Received-From-MTA.
// Where that is the hop from a server's front end to itself, it is whom the front end spoke to (V5.1 [O]). Empty for
// mail that never came by SMTP.
func BroughtBy(h relay.Header) string {
	own := ""
	for _, f := range h {
		words := strings.Fields(f.Value)
		if !strings.EqualFold(f.Name, "Received") || len(words) < 5 || words[0] != "from" ||
			!strings.Contains(unfolded(f.Value), " with Microsoft SMTP Server") {
			continue
		}
		from, by := words[1], byName(words)
		if by == "" {
			continue
		}
		if own != "" {
			if by == own && strings.Contains(unfolded(f.Value), " via Frontend Transport") {
				return from
			}
			return own
		}
		if from != by {
			return from
		}
		own = from
	}
	return own
}

func byName(words []string) string {
	for i, w := range words[:len(words)-1] {
		if w == "by" {
			return words[i+1]
		}
	}
	return ""
}

func unfolded(s string) string { return strings.ReplaceAll(s, "\r\n", "") }
