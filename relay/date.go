package relay

import (
	"fmt"
	"strings"
	"time"
)

// Date is a moment as an administrator writes it, read in universal time; it keeps its text. The zero Date is none.
type Date struct {
	text string
	at   time.Time
}

// dateLayouts are the ways in which consoles and exports write dates, the American ones first.
var dateLayouts = []string{"1/2/2006 15:04:05", "1/2/2006 3:04:05 PM", "1/2/2006 15:04", "1/2/2006 3:04 PM", "1/2/2006",
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"}

// ParseDate reads a date, with or without a time.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	for _, layout := range dateLayouts {
		if at, err := time.Parse(layout, s); err == nil {
			return Date{s, at.UTC()}, nil
		}
	}
	return Date{}, fmt.Errorf("%q is not a date; want 3/31/2026 or 2026-03-31T08:00:00Z", s)
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.text == "" }

// After reports whether the date is later than a moment.
func (d Date) After(t time.Time) bool { return d.at.After(t) }

func (d Date) String() string { return d.text }

// UnmarshalText reads a date; it makes Date usable as a cmdlet parameter.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}

// MarshalText writes the date as it was written.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// Equal reports whether two are the same text.
func (d Date) Equal(other Date) bool { return d.text == other.text }
