package relay

import (
	"fmt"
	"strings"
	"time"
)

// Side says which organization: its kind is on-premises or the cloud. The first organization of a kind is known by the
// kind alone; another one has its name behind it, as in "cloud:fabrikam".
type Side string

// The two kinds, and the first organization of each, as stories name them.
const (
	OnPremises Side = "onprem"
	Cloud      Side = "cloud"
)

// Named returns the identity of another organization of a kind.
func (s Side) Named(name string) Side { return s.Kind() + ":" + Side(strings.ToLower(name)) }

// Kind is on-premises or the cloud.
func (s Side) Kind() Side {
	kind, _, _ := strings.Cut(string(s), ":")
	return Side(kind)
}

// BothSides are the sides in the order in which everything about both is told.
var BothSides = []Side{OnPremises, Cloud}

// Other returns the opposite kind.
func (s Side) Other() Side {
	if s.Kind() == Cloud {
		return OnPremises
	}
	return Cloud
}

// Product is the mail system that one side runs.
type Product int

// Products in order of age, so that "2013 and later" is p >= Exchange2013. Exchange Online compares as the newest.
const (
	Exchange2010 Product = iota + 1
	Exchange2013
	Exchange2016
	Exchange2019
	ExchangeOnline
)

var productNames = map[Product]string{
	Exchange2010: "Exchange 2010", Exchange2013: "Exchange 2013", Exchange2016: "Exchange 2016",
	Exchange2019: "Exchange 2019", ExchangeOnline: "Exchange Online",
}

func (p Product) String() string { return productNames[p] }

// ParseProduct reads an on-premises product as a base names it: "Exchange 2013" or "2013".
func ParseProduct(s string) (Product, error) {
	for p := Exchange2010; p < ExchangeOnline; p++ {
		if name := p.String(); s == name || s == strings.TrimPrefix(name, "Exchange ") {
			return p, nil
		}
	}
	return 0, fmt.Errorf("%q is not an on-premises product; want Exchange 2010, 2013, 2016 or 2019", s)
}

// Era is the time from which the cloud's wording (and expiry) is taken: the text of one fault changed over the years,
// and mixing eras in one story would be a fidelity bug. The sources of each wording stand in relay/reply.
type Era int

// Eras in order of age.
const (
	Era2012  Era = iota + 1 // BPOS and the first Office 365: RESOLVER.ADR.ExRecipNotFound
	Era2015                 // 5.1.10 appears; proxy session wording for TLS failures
	Era2017                 // 4.4.316 short form, 4.7.320, two days to expiry
	Era2019                 // one day to expiry, long [LastAttempted...] form
	EraToday                // replies end in a server, time and session stamp
)

var eraNames = map[Era]string{Era2012: "2012", Era2015: "2015", Era2017: "2017", Era2019: "2019", EraToday: "today"}

func (e Era) String() string { return eraNames[e] }

// eraBegins is when each era begins; it ends with the next. The days are inferred from sightings, except the day from
// which mail waits one day (G2.132).
var eraBegins = map[Era]time.Time{
	Era2012: date(2012, 1, 1), Era2015: date(2015, 1, 1), Era2017: date(2017, 1, 1), Era2019: date(2019, 4, 1),
	EraToday: date(2022, 10, 1),
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// EraOf is the era that a time lies in.
func EraOf(t time.Time) Era {
	for e := EraToday; e > Era2012; e-- {
		if !t.Before(eraBegins[e]) {
			return e
		}
	}
	return Era2012
}

// At is the time at which the cloud lives when the clock says now: that, or the nearest time of the era, which a story
// or a lab may hold on to while the clock goes on. Without an era it is what the clock says.
func (e Era) At(now time.Time) time.Time {
	begins, held := eraBegins[e]
	if !held {
		return now
	}
	if now.Before(begins) {
		return begins
	}
	if next, ends := eraBegins[e+1]; ends && !now.Before(next) {
		return next.Add(-time.Second)
	}
	return now
}

// ParseEra reads an era as a story header names it.
func ParseEra(s string) (Era, error) {
	for e := Era2012; e <= EraToday; e++ {
		if s == e.String() {
			return e, nil
		}
	}
	return 0, fmt.Errorf("%q is not an era of the cloud's wording; want 2012, 2015, 2017, 2019 or today", s)
}
