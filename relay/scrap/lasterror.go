package scrap

import (
	"regexp"
	"strings"

	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// wrapped is where a console broke a line.
var wrapped = regexp.MustCompile(`[ \t]*[\r\n]+[ \t]*`)

var ledKey = regexp.MustCompile(`\{(LED|MSG|FQDN|IP|LRT)=`)

// led is one last error in braces. The keys come in any order and may be missing; a value ends where the next key
// begins (V5.14).
type led map[string]string

// ledsIn finds the last errors in a text.
func ledsIn(text string) (list []led) {
	at := ledKey.FindAllStringSubmatchIndex(text, -1)
	var current led
	for i, m := range at {
		key, end := text[m[2]:m[3]], len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		value := text[m[1]:end]
		if _, again := current[key]; current == nil || again {
			current = led{}
			list = append(list, current)
		}
		if shut := strings.LastIndex(value, "}]"); shut >= 0 {
			value = value[:shut]
		} else if shut := strings.LastIndexByte(value, '}'); shut >= 0 {
			value = value[:shut]
		}
		current[key] = strings.TrimSpace(wrapped.ReplaceAllString(value, " "))
	}
	return list
}

// into tells a last error in a case.
func (l led) into(c *Case) {
	c.Host, c.IP = l["FQDN"], l["IP"]
	if c.Time, c.When = readTime(l["LRT"]); l["LRT"] == "" {
		c.When = ""
	}
	answer := reply.Parse(l["LED"])
	c.answered(answer)
	if msg := l["MSG"]; msg != "" && !strings.Contains(answer.Text(), msg) {
		c.Chain = append(c.Chain, reply.Link{Reply: reply.Parse(msg)})
	}
	if c.Action == dsn.Delayed {
		c.Phase = reply.PhaseQueue
	}
	c.foreign = c.Host != ""
	c.settle()
}

// fromLastErrors reads details of a message trace, and whatever else has last errors in braces.
func fromLastErrors(text string) *Scrap {
	s := &Scrap{Kind: LastError}
	for _, l := range ledsIn(text) {
		var c Case
		l.into(&c)
		if len(c.Chain) > 0 {
			s.Cases = append(s.Cases, c)
		}
	}
	return s
}
