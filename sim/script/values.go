package script

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// The longest that a story may wait and the most copies that it may send: what is more is a slip of the keyboard, and
// would only take long.
const (
	longestWait = 366 * 24 * time.Hour
	maxMessages = 1000
)

// oneOf takes a word of a closed set.
func (c *Cursor) oneOf(what string, set ...string) (string, error) {
	start := c.Mark()
	w, err := c.Word(what)
	if err != nil {
		err.(*mistake.Error).Hint = "it is " + suggest.OrList(set)
		return "", err
	}
	for _, s := range set {
		if w == s {
			return w, nil
		}
	}
	return "", c.ErrorAt(start, suggest.DidYouMean(w, set), "%q is not %s", w, what)
}

// address takes an SMTP address.
func (c *Cursor) address(what string) (string, error) {
	start := c.Mark()
	w, err := c.Word(what)
	if err == nil && !isAddress(w) {
		return "", c.ErrorAt(start, "write it as alice@contoso.com", "%q is not %s", w, what)
	}
	return w, err
}

func isAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && domain != "" && !strings.ContainsAny(domain, "@<>")
}

// addressAfter takes a preposition and the address behind it: "at bob@contoso.com".
func (c *Cursor) addressAfter(preposition, what string) (string, error) {
	if err := c.Expect(preposition); err != nil {
		return "", err
	}
	return c.address(what)
}

// addressIf takes a preposition and the address behind it, if the preposition comes next.
func (c *Cursor) addressIf(preposition, what string) (string, error) {
	if !c.Take(preposition) {
		return "", nil
	}
	return c.address(what)
}

// Name takes a word, or several in double quotes.
func (c *Cursor) Name(what string) (string, error) {
	return c.name(what)
}

// WordAfter takes a preposition and the word behind it.
func (c *Cursor) WordAfter(preposition, what string) (string, error) {
	if err := c.Expect(preposition); err != nil {
		return "", err
	}
	return c.Word(what)
}

// sideAfter takes a preposition and a side, "at cloud", and returns the place of the side as well.
func (c *Cursor) sideAfter(preposition string) (relay.Side, mistake.Column, error) {
	if err := c.Expect(preposition); err != nil {
		return "", 0, err
	}
	at := c.Here()
	side, err := c.side()
	return side, at, err
}

// onPremisesAfter takes a preposition and an on-premises organization; missing says what the cloud does not show, hint
// what to do.
func (c *Cursor) onPremisesAfter(preposition, missing, hint string) (relay.Side, mistake.Column, error) {
	start := *c
	side, at, err := c.sideAfter(preposition)
	if err == nil && side.Kind() == relay.Cloud {
		err = start.ErrorAt(c.Pos-len(side), hint, "the cloud shows no %s", missing)
	}
	return side, at, err
}

// number takes a number up to the given one.
func (c *Cursor) number(what string, most int) (int, error) {
	start := c.Mark()
	w, err := c.Word(what)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 {
		return 0, c.ErrorAt(start, "", "%q is not %s", w, what)
	}
	if n > most {
		return 0, c.ErrorAt(start, "", "%d is too much for %s: at most %d", n, what, most)
	}
	return n, nil
}

// IPAddress takes an IP address.
func (c *Cursor) IPAddress(what string) (netip.Addr, error) {
	start := c.Mark()
	w, err := c.Word(what)
	if err != nil {
		return netip.Addr{}, err
	}
	a, err := netip.ParseAddr(w)
	if err != nil || a.Zone() != "" {
		return netip.Addr{}, c.ErrorAt(start, "write it as 192.0.2.1", "%q is not %s", w, what)
	}
	return a, nil
}

// ipAddresses takes IP addresses with commas between.
func (c *Cursor) ipAddresses() (list []netip.Addr, err error) {
	err = c.list(func() error {
		a, err := c.IPAddress("an address")
		list = append(list, a)
		return err
	})
	return list, err
}

// addressRange takes a range in one of Exchange's notations.
func (c *Cursor) addressRange() (relay.AddressRange, error) {
	start := c.Mark()
	w, err := c.Word("a range of addresses")
	if err != nil {
		return relay.AddressRange{}, err
	}
	r, err := relay.ParseAddressRange(w)
	if err != nil {
		return r, c.ErrorAt(start, "", "%v", err)
	}
	return r, nil
}

// duration takes 90s, 30m, 49h or 3d.
func (c *Cursor) duration() (time.Duration, error) {
	start := c.Mark()
	w, err := c.Word("a duration")
	if err != nil {
		return 0, err
	}
	d, ok := ParseDuration(w)
	if !ok {
		return 0, c.ErrorAt(start, "write it as 90s, 30m, 49h or 3d", "%q is not a duration", w)
	}
	return d, nil
}

// timeAfter takes a preposition and the time behind it, if the preposition comes next: "until 2017-03-16T08:00:00Z".
func (c *Cursor) timeAfter(preposition string) (time.Time, error) {
	if !c.Take(preposition) {
		return time.Time{}, nil
	}
	start := c.Mark()
	w, err := c.Word("a time")
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, w)
	if err != nil {
		return t, c.ErrorAt(start, "write it as 2017-03-16T08:00:00Z", "%q is not a time", w)
	}
	return t, nil
}

// ParseDuration reads Go's durations and whole days, from a Moment to a year.
func ParseDuration(s string) (time.Duration, bool) {
	var d time.Duration
	var err error
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		n, err = strconv.Atoi(days)
		d = time.Duration(min(n, 1000)) * 24 * time.Hour
	} else {
		d, err = time.ParseDuration(s)
	}
	return d, err == nil && d > 0 && d <= longestWait
}
