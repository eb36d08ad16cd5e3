package ident_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/ident"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// Ids of real files, by the tables of V1.1 and V1.7: what they decode to.
func TestRealIdsDecode(t *testing.T) {
	for id, want := range map[string]string{
		"1a4b7726-319e-440f-f657-08d9b4a13380": "2021-12-01 08:04:29.640",
		"ac983536-0487-46b2-3f43-08dc502d7edb": "2024-03-29 20:19:11.180",
		"e68809dc-1d5d-4e34-f981-08df1437fc83": "2026-09-16 21:18:00.210",
	} {
		if at, ok := ident.TimeIn(id); !ok || at.Round(time.Millisecond).Format("2006-01-02 15:04:05.000") != want {
			t.Errorf("%s is of %s, want %s", id, at, want)
		}
	}
	if got := ident.TimeOf(0x08DC618C59ADCC5C).Format("2006-01-02 15:04:05.00"); got != "2024-04-20 22:51:00.76" {
		t.Errorf("the session's process was started %s", got)
	}
}

func TestANetworkMessageIDTellsWhenItArrived(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	variants, seen := map[byte]bool{}, map[string]bool{}
	for n := range 500 {
		id := ident.Network("cloud", n, noon)
		at, ok := ident.TimeIn(id)
		if early := noon.Sub(at); !ok || early < 0 || early > 240*time.Millisecond || !form.MatchString(id) || seen[id] {
			t.Fatalf("%s, %s before the message", id, early)
		}
		variants[id[19]], seen[id] = true, true
	}
	if len(variants) != 16 {
		t.Errorf("the fourth group begins with %d digits, want all: it is no RFC variant", len(variants))
	}
}

func TestSessionsCountFromTheStartOfTheProcess(t *testing.T) {
	for name, longest := range map[string]time.Duration{"cloud": 72 * time.Hour, "onprem EX01": 30 * 24 * time.Hour} {
		p := ident.Started(name, name == "cloud", noon)
		if age := noon.Sub(p.Started); age < 0 || age > longest {
			t.Errorf("%s was started %s ago, want %s at most", name, age, longest)
		}
		if again := ident.Started(name, name == "cloud", noon.Add(time.Minute)); again != p && again.Started.Before(noon) {
			t.Errorf("a minute later %s was started at another time: %s, %s", name, again.Started, p.Started)
		}
		one, two := p.Session(1), p.Session(2)
		if len(one) != 16 || one[:12] != two[:12] || one >= two || !strings.HasPrefix(one, "08D") {
			t.Errorf("%s: sessions %s and %s", name, one, two)
		}
	}
}

func TestNoTwoServersNumberMessagesAlike(t *testing.T) {
	seen := map[int]bool{}
	for place := range 40 {
		g := ident.Generation("onprem EX01", false, place)
		if seen[g] || g < 5000 || g > 55_100 {
			t.Errorf("generation %d of place %d", g, place)
		}
		seen[g] = true
	}
	if got := ident.Internal(6270, 16110); got != 26_929_444_962_030 {
		t.Errorf("row 16110 of generation 6270 is %d", got)
	}
}

// The day codes that V1.13 lists, with the last digit.
func TestTheServicesMessageIDNamesItsDay(t *testing.T) {
	for day, want := range map[string]string{
		"2018-05-21": "950", "2019-05-01": "3B0", "2020-07-10": "650", "2021-12-01": "689", "2022-07-01": "BD9", "2023-06-27": "27A",
		"2025-04-21": "b82", "2026-09-16": "b92",
	} {
		at, _ := time.Parse(time.DateOnly, day)
		id := ident.MessageID(relay.ExchangeOnline, ident.Mail{Label: "cloud", Mailbox: "a@b.example", Server: "am1pr01mb1.eurprd01.prod.outlook.com", At: at})
		local, host, _ := strings.Cut(strings.Trim(id, "<>"), "@")
		if !strings.HasSuffix(local, strings.ToUpper(want)) || len(local) != len("AM1PR01MB1")+25 || !strings.HasPrefix(host, strings.ToLower(local[:10])) {
			t.Errorf("%s: %s, want it to end in %s", day, id, want)
		}
	}
}

func TestMessageIDsFollowTheProduct(t *testing.T) {
	mail := ident.Mail{Label: "onprem", Number: 3, Mailbox: "Ann@adatum.com", Server: "EX01.adatum.com", At: noon}
	for product, form := range map[relay.Product]string{
		relay.Exchange2010: `^<[0-9A-F]{40}@EX01\.adatum\.com>$`, relay.Exchange2013: `^<[0-9a-f]{32}@EX01\.adatum\.com>$`,
		relay.Exchange2016: `^<[0-9a-f]{32}@adatum\.com>$`, relay.Exchange2019: `^<[0-9a-f]{32}@adatum\.com>$`,
	} {
		if id := ident.MessageID(product, mail); !regexp.MustCompile(form).MatchString(id) {
			t.Errorf("%s: %s, want %s", product, id, form)
		}
	}
	mail.Number++
	other := ident.MessageID(relay.Exchange2010, mail)
	mail.Number--
	if first := ident.MessageID(relay.Exchange2010, mail); first[:33] != other[:33] || first >= other {
		t.Errorf("2010's begin alike for a mailbox and rise: %s, %s", first, other)
	}
}
