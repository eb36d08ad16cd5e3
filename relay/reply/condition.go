package reply

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// Condition is one occasion on which something is said: every wording that is known of it, and what it means.
type Condition struct {
	Name     string // as its constructor is called, where we say it
	Wordings []Wording
	Heard    []Pattern   // by which it is recognized besides: words and numbers that are Exchange's own
	Plain    bool        // it is said in words that anybody uses (plainwords.go), and nothing about it is Exchange's
	Of       *Condition  // of what a report says in the end: what lasted until then
	Waits    bool        // noted by a sending server, of mail that waits
	Phase    relay.Phase // when it is said; empty: the words do not tell
	Meaning  string      // for the person whose message it was
	Check    string      // for an administrator of the hybrid: where to look first; may be empty

	folded []string // the words of Heard in lower case
}

// Cause is the condition itself or, where it says that something lasted too long, what lasted.
func (c *Condition) Cause() *Condition {
	if c.Of != nil {
		return c.Of
	}
	return c
}

// Wording is one text of a condition.
type Wording struct {
	By       By // whose; the zero By is a text that we never say
	Code     int
	Enhanced string // RFC 3463 code, or empty
	Text     string // with {holes} for what differs from case to case; {reply} is somebody else's answer within
	MSG      string // of a failed attempt: the detail beside the text, where the layout has a place for it
	Source   string // with its mark: [D], [O], [S], [I]
	Seen     string // first and last sighting, where the sheets have dates: "2018-07-20 to 2021-03-11"
}

// Pattern recognizes replies by code and words.
type Pattern struct {
	Codes string // enhanced code, or a range of its last number: "5.7.606-649"; empty: any, or none
	Words string // to be found in the text, without regard to case
}

// By is whose wording a text is: products from one to another, or the cloud from one day to another.
type By struct {
	from, to      relay.Product
	since, before relay.Era // the first day, and the first day on which it is said no longer; of the cloud
}

// Whose wordings the tables name.
var (
	in2010     = By{from: relay.Exchange2010, to: relay.Exchange2010}
	in2013     = By{from: relay.Exchange2013, to: relay.Exchange2013}
	until2013  = By{from: relay.Exchange2010, to: relay.Exchange2013}
	from2013   = By{from: relay.Exchange2013, to: relay.ExchangeOnline}
	from2016   = By{from: relay.Exchange2016, to: relay.Exchange2019}
	onPremises = By{from: relay.Exchange2010, to: relay.Exchange2019}
	service    = By{from: relay.ExchangeOnline, to: relay.ExchangeOnline}
	exchange   = By{from: relay.Exchange2010, to: relay.ExchangeOnline}
	plainHost  = By{from: -1, to: -1} // an Internet host of no product
)

// inCloud is the cloud from one span to another, both included.
func inCloud(since, until relay.Era) By { return onDays(since, until.Next()) }

// onDays is the cloud from one day on until another.
func onDays(since, before relay.Era) By {
	return By{relay.ExchangeOnline, relay.ExchangeOnline, since, before}
}

func (b By) is(p relay.Product, day relay.Era) bool {
	if p < b.from || p > b.to {
		return false
	}
	return p != relay.ExchangeOnline || b.since == 0 || b.since <= day && day < b.before
}

// Days are the days on which the cloud begins to say something in other words, the oldest first.
func Days() []relay.Era {
	days := slices.Clone(relay.Eras)
	for _, c := range conditions {
		for _, w := range c.Wordings {
			if w.By.since != 0 {
				days = append(days, w.By.since)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// span names the days: by spans where it begins and ends with one, else by their dates.
func (b By) span() string {
	for _, last := range relay.Eras {
		if last.Next() != b.before || !slices.Contains(relay.Eras, b.since) {
			continue
		}
		if last == b.since {
			return b.since.String()
		}
		return b.since.String() + " to " + last.String()
	}
	first := b.since.String()
	if slices.Contains(relay.Eras, b.since) {
		first = "from " + first
	}
	if b.before == relay.EraToday.Next() {
		return "since " + b.since.String()
	}
	return first + " until " + b.before.String()
}

// String names whose wording it is: "Exchange 2010 and 2013", "Exchange Online (today)".
func (b By) String() string {
	switch {
	case b == By{}:
		return ""
	case b == plainHost:
		return "an Internet host"
	case b.since != 0:
		return "Exchange Online (" + b.span() + ")"
	case b == exchange:
		return "Exchange"
	case b.from == b.to:
		return b.from.String()
	case b.to == relay.ExchangeOnline:
		return b.from.String() + " and later"
	case b == onPremises:
		return "Exchange on-premises"
	}
	return b.from.String() + " to " + strings.TrimPrefix(b.to.String(), "Exchange ")
}

var conditions []*Condition

// add puts a condition into the catalogue.
func add(c Condition) *Condition {
	heard := c.Heard
	c.Heard = nil
	c.hear(heard...)
	conditions = append(conditions, &c)
	return &c
}

// waiting makes conditions what a sending server notes of mail that waits.
func waiting(list ...*Condition) (none struct{}) {
	for _, c := range list {
		c.Waits = true
	}
	return none
}

// hear makes a condition recognize more.
func (c *Condition) hear(patterns ...Pattern) {
	for _, p := range patterns {
		c.Heard, c.folded = append(c.Heard, p), append(c.folded, fold(p.Words))
	}
}

// fixed adds a condition that has one text.
func fixed(by By, name string, phase relay.Phase, code int, enhanced, text, source, meaning, check string,
	heard ...Pattern) *Condition {
	return add(Condition{
		Name: name, Phase: phase, Meaning: meaning, Check: check, Heard: heard,
		Wordings: []Wording{{By: by, Code: code, Enhanced: enhanced, Text: text, Source: source}},
	})
}

// Conditions are all entries of the catalogue.
func Conditions() []*Condition { return conditions }

// with fills the holes of a text.
type with map[string]string

func (w with) into(text string) string {
	var filled strings.Builder
	for {
		before, rest, opens := strings.Cut(text, "{")
		if !opens && filled.Len() == 0 {
			return text
		}
		filled.WriteString(before)
		if !opens {
			return filled.String()
		}
		hole, after, closes := strings.Cut(rest, "}")
		if value, has := w[hole]; closes && has {
			filled.WriteString(value)
			text = after
			continue
		}
		filled.WriteByte('{') // a brace of the text's own
		text = rest
	}
}

// lines are the lines of a reply behind the first.
func lines(more []string) string {
	if len(more) == 0 {
		return ""
	}
	return "\n" + strings.Join(more, "\n")
}

// wording is a condition's text in the words of a product and, in the cloud, an era. The tables are complete: a test
// asks for every one.
func (c *Condition) wording(p relay.Product, era relay.Era) *Wording {
	for i := range c.Wordings {
		if c.Wordings[i].By.is(p, era) {
			return &c.Wordings[i]
		}
	}
	return &c.Wordings[0]
}

func (c *Condition) by(p relay.Product, era relay.Era, w with) relay.Reply {
	return c.wording(p, era).say(w)
}

// say is the reply of a condition that everybody words alike.
func (c *Condition) say(w with) relay.Reply { return c.Wordings[0].say(w) }

func (w *Wording) say(holes with) relay.Reply {
	return relay.Catalogued(w.Code, w.Enhanced, holes.into(w.Text))
}
