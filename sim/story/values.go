package story

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// The longest that a story may wait and the most copies that it may send: what is more is a slip of the keyboard, and would
// only take long.
const (
	longestWait  = 366 * 24 * time.Hour
	mostMessages = 1000
)

// oneOf takes a word of a closed set.
func (c *cursor) oneOf(what string, set ...string) (string, error) {
	start := c.mark()
	w, err := c.word(what)
	if err != nil {
		err.(*mistake.Error).Hint = "it is " + suggest.OrList(set)
		return "", err
	}
	for _, s := range set {
		if w == s {
			return w, nil
		}
	}
	return "", c.errorAt(start, suggest.DidYouMean(w, set), "%q is not %s", w, what)
}

// address takes an SMTP address.
func (c *cursor) address(what string) (string, error) {
	start := c.mark()
	w, err := c.word(what)
	if err == nil && !isAddress(w) {
		return "", c.errorAt(start, "write it as alice@contoso.com", "%q is not %s", w, what)
	}
	return w, err
}

func isAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && domain != "" && !strings.ContainsAny(domain, "@<>")
}

// addressAfter takes a preposition and the address behind it: "at bob@contoso.com".
func (c *cursor) addressAfter(preposition, what string) (string, error) {
	if err := c.expect(preposition); err != nil {
		return "", err
	}
	return c.address(what)
}

// addressIf takes a preposition and the address behind it, if the preposition comes next.
func (c *cursor) addressIf(preposition, what string) (string, error) {
	if !c.take(preposition) {
		return "", nil
	}
	return c.address(what)
}

// wordAfter takes a preposition and the word behind it.
func (c *cursor) wordAfter(preposition, what string) (string, error) {
	if err := c.expect(preposition); err != nil {
		return "", err
	}
	return c.word(what)
}

// side takes onprem or cloud.
func (c *cursor) side() (relay.Side, error) {
	w, err := c.oneOf("a side", string(relay.OnPremises), string(relay.Cloud))
	return relay.Side(w), err
}

// sideAfter takes a preposition and a side, "at cloud", and returns the place of the side as well.
func (c *cursor) sideAfter(preposition string) (relay.Side, mistake.Column, error) {
	if err := c.expect(preposition); err != nil {
		return "", 0, err
	}
	at := c.here()
	side, err := c.side()
	return side, at, err
}

// onPremisesAfter takes a preposition and onprem; missing says what the cloud does not show, hint what to do.
func (c *cursor) onPremisesAfter(preposition, missing, hint string) error {
	if err := c.expect(preposition); err != nil {
		return err
	}
	start := c.mark()
	side, err := c.side()
	if err == nil && side == relay.Cloud {
		return c.errorAt(start, hint, "the cloud shows no %s", missing)
	}
	return err
}

// number takes a number up to the given one.
func (c *cursor) number(what string, most int) (int, error) {
	start := c.mark()
	w, err := c.word(what)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 {
		return 0, c.errorAt(start, "", "%q is not %s", w, what)
	}
	if n > most {
		return 0, c.errorAt(start, "", "%d is too much for %s: at most %d", n, what, most)
	}
	return n, nil
}

// ipAddress takes an IP address.
func (c *cursor) ipAddress(what string) (netip.Addr, error) {
	start := c.mark()
	w, err := c.word(what)
	if err != nil {
		return netip.Addr{}, err
	}
	a, err := netip.ParseAddr(w)
	if err != nil || a.Zone() != "" {
		return netip.Addr{}, c.errorAt(start, "write it as 192.0.2.1", "%q is not %s", w, what)
	}
	return a, nil
}

// ipAddresses takes IP addresses with commas between.
func (c *cursor) ipAddresses() (list []netip.Addr, err error) {
	err = c.list(func() error {
		a, err := c.ipAddress("an address")
		list = append(list, a)
		return err
	})
	return list, err
}

// addressRange takes a range in one of Exchange's notations.
func (c *cursor) addressRange() (relay.AddressRange, error) {
	start := c.mark()
	w, err := c.word("a range of addresses")
	if err != nil {
		return relay.AddressRange{}, err
	}
	r, err := relay.ParseAddressRange(w)
	if err != nil {
		return r, c.errorAt(start, "", "%v", err)
	}
	return r, nil
}

// duration takes 90s, 30m, 49h or 3d.
func (c *cursor) duration() (time.Duration, error) {
	start := c.mark()
	w, err := c.word("a duration")
	if err != nil {
		return 0, err
	}
	d, ok := parseDuration(w)
	if !ok {
		return 0, c.errorAt(start, "write it as 90s, 30m, 49h or 3d", "%q is not a duration", w)
	}
	return d, nil
}

// timeAfter takes a preposition and the time behind it, if the preposition comes next: "until 2017-03-16T08:00:00Z".
func (c *cursor) timeAfter(preposition string) (time.Time, error) {
	if !c.take(preposition) {
		return time.Time{}, nil
	}
	start := c.mark()
	w, err := c.word("a time")
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, w)
	if err != nil {
		return t, c.errorAt(start, "write it as 2017-03-16T08:00:00Z", "%q is not a time", w)
	}
	return t, nil
}

// parseDuration reads Go's durations and whole days, from a moment to a year.
func parseDuration(s string) (time.Duration, bool) {
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
