package relay

import (
	"fmt"
	"slices"
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

// Era is a day in the cloud's life, as 20170316: from it follow the wording of replies and reports, and how long mail
// waits. The text of one fault changed over the years, and mixing days in one line would be a fidelity bug. The named
// ones are the first days of spans that a story or a lab can hold the cloud in. The sources of each wording stand in
// relay/reply.
type Era int

// Eras in order of age. The days are inferred from sightings, except the one from which mail waits one day (G2.132).
const (
	Era2012  Era = 20120101 // BPOS and the first Office 365: RESOLVER.ADR.ExRecipNotFound
	Era2015  Era = 20150101 // 5.1.10 appears; proxy session wording for TLS failures
	Era2017  Era = 20170101 // 4.4.316 short form, 4.7.320, two days to expiry
	Era2019  Era = 20190401 // one day to expiry, long [LastAttempted...] form
	EraToday Era = 20221001 // replies end in a server, time and session stamp (L111, L112)
)

// Eras are the first days of all spans, the oldest first.
var Eras = []Era{Era2012, Era2015, Era2017, Era2019, EraToday}

// Latest is the day that an older world lives in when it is held in today's span: the newest words.
const Latest Era = 20260302

var eraNames = map[Era]string{Era2012: "2012", Era2015: "2015", Era2017: "2017", Era2019: "2019", EraToday: "today"}

// String is the name of a span, or the day: 2025-08-01. Without one it is empty.
func (e Era) String() string {
	if name, named := eraNames[e]; named || e == 0 {
		return name
	}
	return e.Date()
}

// Date is the day as 2025-08-01.
func (e Era) Date() string { return e.time().Format(time.DateOnly) }

// DayOf is the day of a time.
func DayOf(t time.Time) Era {
	t = t.UTC()
	return Era(t.Year()*10000 + int(t.Month())*100 + t.Day())
}

func (e Era) time() time.Time {
	return time.Date(int(e)/10000, time.Month(int(e)/100%100), int(e)%100, 0, 0, 0, 0, time.UTC)
}

// Next is the first day of the span that follows on a named one; of the last one it is a day that never comes.
func (e Era) Next() Era {
	if i := slices.Index(Eras, e); i >= 0 && i+1 < len(Eras) {
		return Eras[i+1]
	}
	return 99991231
}

// At is the time at which the cloud lives when the clock says now: that, or the nearest time of the span, which a story
// or a lab may hold on to while the clock goes on. Without a span it is what the clock says.
func (e Era) At(now time.Time) time.Time {
	switch {
	case e == 0:
		return now
	case now.Before(e.time()) && e == EraToday:
		return Latest.time()
	case now.Before(e.time()):
		return e.time()
	case !now.Before(e.Next().time()):
		return e.Next().time().Add(-time.Second)
	}
	return now
}

// Day is the day that the cloud lives in when the clock says now.
func (o *Organization) Day(now time.Time) Era { return DayOf(o.Era.At(now)) }

// ParseEra reads a span as a story header names it.
func ParseEra(s string) (Era, error) {
	for _, e := range Eras {
		if s == e.String() {
			return e, nil
		}
	}
	return 0, fmt.Errorf("%q is not an era of the cloud's wording; want 2012, 2015, 2017, 2019 or today", s)
}
