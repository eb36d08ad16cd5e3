package base

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hybridsim/sim/exports"
	"hybridsim/sim/script"
)

// assumedClock is the time of a base whose exports hold no date: always the same, so that equal exports give equal
// bases.
var assumedClock = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// happened are the properties whose dates are of the past when they are printed, the ones in UTC first.
var happened = []string{"WhenChangedUTC", "WhenCreatedUTC", "WhenChanged", "WhenCreated", "NotBefore",
	"LastValidationTimestamp", "LastModified"}

// newestDate is the newest date that exports hold, and the place of the object that has it; zero when they hold none.
func newestDate(objects []*exports.Object, dates calendar) (newest time.Time, of int) {
	for i, o := range objects {
		if o.Time.After(newest) {
			newest, of = o.Time, i
		}
		for _, name := range happened {
			p := o.Property(name)
			if p == nil || !strings.HasSuffix(name, "UTC") && o.Property(name+"UTC") != nil {
				continue
			}
			if at := dates.parse(p.Value.Text); at.After(newest) && at.Year() < 2100 {
				newest, of = at, i
			}
		}
	}
	return newest, of
}

// time chooses the base's clock.
func (b *builder) time() {
	h := &b.headers
	switch {
	case !b.options.Clock.IsZero():
		h.Clock = b.options.Clock
	case !b.newest.IsZero():
		h.Clock = b.newest
		b.report.assume("Clock: "+h.Clock.UTC().Format(time.RFC3339), "it is the newest date in the exports (%s)",
			b.newestAt)
	default:
		h.Clock = assumedClock
		b.report.assume("Clock: "+h.Clock.Format(time.RFC3339),
			"no export holds a date, and this one stands for it; --clock names another")
	}
	h.Clock = h.Clock.UTC().Truncate(time.Second)
}

// calendar reads dates as exports write them. Where the day and the month stand the other way round than in the United
// States is told by one date with a day behind the twelfth.
type calendar struct{ dayFirst bool }

var slashes = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/\d{4}\b`)

// calendarOf looks at all dates of exports.
func calendarOf(objects []*exports.Object) (c calendar) {
	for _, o := range objects {
		for _, p := range o.Properties {
			if text := p.Value.Text; text == "" || text[0] < '0' || text[0] > '9' {
				continue
			}
			if m := slashes.FindStringSubmatch(p.Value.Text); m != nil {
				if day, err := strconv.Atoi(m[1]); err == nil && day > 12 {
					c.dayFirst = true
				}
			}
		}
	}
	return c
}

// dateLayouts are ways in which exports write instants, the ones without doubt first.
var dateLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "02.01.2006 15:04:05", "2006/01/02 15:04:05", "02.01.2006", "2006-01-02",
}

// american and european write a date with slashes.
var (
	american = []string{"1/2/2006 3:04:05 PM", "1/2/2006 15:04:05", "1/2/2006 3:04 PM", "1/2/2006"}
	european = []string{"2/1/2006 15:04:05", "2/1/2006 3:04:05 PM", "2/1/2006 15:04", "2/1/2006"}
)

// parse reads an instant; zero when it is none.
func (c calendar) parse(text string) time.Time {
	layouts := slices.Concat(dateLayouts, american)
	if c.dayFirst {
		layouts = slices.Concat(dateLayouts, european)
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return time.Time{}
	}
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// date reads an instant of a certificate; zero when there is none.
func (b *builder) date(t *thing, name string) time.Time {
	text := t.text(name)
	at := b.dates.parse(text)
	if at.IsZero() && text != "" {
		b.report.ignore("ExchangeCertificate."+name, script.Quote(text)+" is not a date that is understood")
	}
	return at
}
