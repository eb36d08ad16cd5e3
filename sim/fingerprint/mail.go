package fingerprint

import (
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
)

// received are the fields that Exchange wrote, as they stand.
func (f *file) received(with string) (list []string) {
	for _, field := range f.header {
		if strings.EqualFold(field.Name, "Received") && strings.Contains(unfold(field.Value), " with "+with) {
			list = append(list, field.Value)
		}
	}
	return list
}

func unfold(s string) string { return strings.ReplaceAll(s, "\r\n", "") }

var (
	networkID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-([0-9a-f]{12})$`)
	plainGUID = regexp.MustCompile(`^<[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}@[^>]+>$`)
	cloudID   = regexp.MustCompile(`^<([A-Z0-9]+)[0-9A-F]{20}[89A-F][0-9A-F]{3}[029A]@([^.>]+)\.[^>]+\.outlook\.com>$`)
	mapiHop   = regexp.MustCompile(`^from (\S+) \((\S+)\) by (\S+) \((\S+)\) with mapi id \d\d\.\d\d\.\d{4}\.\d{3}; `)
	smtpBuild = regexp.MustCompile(` id (\d+)\.(\d+)\.(\d+)\.\d+(?: via [A-Za-z ]+)?; (.+)$`)
)

// networkIDs looks at Network-Message-Ids: their form, and the time in them beside the message's.
func networkIDs(f *file, see see) {
	for _, name := range []string{"X-MS-Exchange-Organization-Network-Message-Id"} {
		id := f.header.Get(name)
		if id == "" {
			continue
		}
		m := networkID.FindStringSubmatch(id)
		if m == nil {
			see(false, id)
			continue
		}
		n, _ := strconv.ParseUint(m[1], 16, 64)
		at := ticks(n << 16)
		newest, ok := newestHop(f.header)
		see(!ok || !at.After(newest.Add(time.Second)) && at.Year() > 2000, id+" is "+at.Format(time.RFC3339Nano))
	}
}

func correlation(f *file, see see) {
	of, as := f.header.Get("X-MS-Exchange-Organization-Network-Message-Id"), "X-MS-Office365-Filtering-Correlation-Id"
	if f.cloud && of != "" && !f.header.IsReport() {
		see(f.header.Get(as) == of, of+" "+f.header.Get(as))
	}
}

// newestHop is the time of the topmost Received field.
func newestHop(h relay.Header) (time.Time, bool) {
	value := unfold(h.Get("Received"))
	at, err := mail.ParseDate(strings.TrimSpace(value[strings.LastIndexByte(value, ';')+1:]))
	return at, err == nil
}

func cloudIDs(f *file, see see) {
	id := f.header.Get("Message-ID")
	if !strings.HasSuffix(id, ".prod.outlook.com>") || f.header.IsReport() || strings.Contains(id, "-") {
		return
	}
	m := cloudID.FindStringSubmatch(id)
	see(m != nil && strings.EqualFold(m[1], m[2]), id)
}

func mapiHops(f *file, see see) {
	for _, value := range f.received("mapi") {
		m := mapiHop.FindStringSubmatch(unfold(value))
		holds := m != nil && m[1] == m[3] && strings.HasPrefix(m[2], "[fe80::") && strings.Contains(m[4], "%")
		see(holds, unfold(value))
	}
}

func folds(f *file, see see) {
	for _, value := range append(f.received("mapi"), f.received("Microsoft SMTP Server")...) {
		lines := strings.Split("Received: "+value, "\r\n")
		holds := true
		for i, l := range lines {
			word, _, _ := strings.Cut(strings.TrimPrefix(l, " "), " ")
			greedy := i == 0 || len(lines[i-1])+1+len(word) > 78
			oneBlank := i == 0 || strings.HasPrefix(l, " ") && !strings.HasPrefix(l, "  ")
			holds = holds && len(l) <= 78 && greedy && oneBlank
		}
		see(holds, value)
	}
}

// tlsPhrases looks how TLS is told of, by the build that tells.
func tlsPhrases(f *file, see see) {
	for _, value := range f.received("Microsoft SMTP Server") {
		line := unfold(value)
		m := smtpBuild.FindStringSubmatch(line)
		if m == nil {
			see(false, line)
			continue
		}
		major, _ := strconv.Atoi(m[1])
		minor, _ := strconv.Atoi(m[2])
		old := major == 14 || minor == 0
		if old {
			see(!strings.Contains(line, "(version="), line)
		} else if minor < 20 && !strings.Contains(line, "outlook.com (") {
			see(!strings.Contains(line, "(TLS)"), line)
		}
	}
}

// first and last builds of a few months.
var months = map[string][2]int{"2019-06": {1943, 2032}, "2022-09": {5566, 5676}, "2024-04": {7386, 7519},
	"2025-03": {8489, 8534}, "2026-03": {9632, 9745}}

func cloudBuilds(f *file, see see) {
	for _, value := range f.received("Microsoft SMTP Server") {
		line := unfold(value)
		m := smtpBuild.FindStringSubmatch(line)
		if m == nil || m[2] != "20" {
			continue
		}
		at, err := mail.ParseDate(m[4])
		within, known := months[at.Format("2006-01")]
		build, _ := strconv.Atoi(m[3])
		if err == nil && known {
			see(build >= within[0] && build <= within[1], line)
		}
	}
}

var mapiBuild = regexp.MustCompile(` with mapi id 15\.(\d+)\.(\d+)\.(\d+);`)

// builds looks at the builds of a mapi hop of the service and of the hop behind it.
func builds(f *file, see see) {
	var newer string
	for _, field := range f.header {
		if !strings.EqualFold(field.Name, "Received") {
			continue
		}
		line := unfold(field.Value)
		mapi, smtp := mapiBuild.FindStringSubmatch(line), smtpBuild.FindStringSubmatch(newer)
		last := newer
		newer = line
		if mapi == nil || smtp == nil || mapi[1] < "20" {
			continue
		}
		end := last[strings.Index(last, " id ")+4:]
		end, _, _ = strings.Cut(end, ";")
		parts := strings.Split(end, ".")
		see(mapi[1] == smtp[2] && strings.TrimLeft(mapi[2], "0") == smtp[3] &&
			strings.TrimLeft(mapi[3], "0") != parts[len(parts)-1], line+" behind "+end)
	}
}

func frontDoors(f *file, see see) {
	for _, value := range f.received("Microsoft SMTP Server") {
		line := unfold(value)
		m := smtpBuild.FindStringSubmatch(line)
		if m == nil || !strings.Contains(line, "via Frontend Transport") ||
			!strings.Contains(line, ".mail.protection.outlook.com (") {
			continue
		}
		_, host, _ := strings.Cut(line, " by ")
		host, _, _ = strings.Cut(host, ".")
		if at, err := mail.ParseDate(m[4]); err == nil && at.Year() >= 2024 {
			see(len(host) == 15 && strings.Contains(host, "EPF0"), host)
		}
	}
}

func twoServers(f *file, see see) {
	for _, value := range f.received("mapi") {
		host := word(value, 1)
		if !strings.HasSuffix(host, ".prod.outlook.com") {
			continue
		}
		onward := false
		for _, hop := range f.received("Microsoft SMTP Server") {
			onward = onward || word(hop, 1) == host && word(hop, 4) != host
		}
		see(onward, unfold(value))
	}
}

// word is the nth word of a Received field: from is 0, the sender 1, by 3 and the receiver 4.
func word(value string, n int) string {
	if words := strings.Fields(value); len(words) > n {
		return words[n]
	}
	return ""
}

// Checks of reports.

func reportIDs(f *file, see see) {
	if f.isExchange() {
		see(plainGUID.MatchString(f.header.Get("Message-ID")), f.header.Get("Message-ID"))
	}
}

// isExchange reports whether an Exchange server wrote the report.
func (f *file) isExchange() bool {
	return strings.Contains(f.header.Get("From"), "MicrosoftExchange") && f.header.IsReport()
}

// in tells of a pattern that stands in a report of Exchange's, or stands not.
func in(pattern string, wanted bool) func(*file, see) {
	expr := regexp.MustCompile(pattern)
	return func(f *file, see see) {
		if f.isExchange() {
			see(expr.Match(f.Content) == wanted, strings.TrimSpace(string(expr.Find(f.Content))))
		}
	}
}

// when looks only at reports with a pattern in them.
func when(pattern string, check func(*file, see)) func(*file, see) {
	expr := regexp.MustCompile(pattern)
	return func(f *file, see see) {
		if expr.Match(f.Content) {
			check(f, see)
		}
	}
}

func noTabs(f *file, see see) {
	if !f.isExchange() {
		return
	}
	text := dsn.HumanText(f.Content)
	text, _, _ = strings.Cut(text, "Original Message Headers")
	text, _, _ = strings.Cut(text, "Original message headers")
	see(!strings.Contains(text, "\t"), "a tab")
}

var (
	hopOnOneLine  = regexp.MustCompile(`(?m)^\d+ +\d+/\d+/\d{4} +\d`)
	hopOnTwoLines = regexp.MustCompile(`(?m)^\d+ +\d+/\d+/\d{4}\n\d+:\d\d:\d\d [AP]M `)
)

func hopTimes(f *file, see see) {
	if text := dsn.HumanText(f.Content); f.isExchange() && strings.Contains(text, "\nMessage Hops\n") {
		see(hopOnTwoLines.MatchString(text) && !hopOnOneLine.MatchString(text), "no two lines")
	}
}

// reportMechanism looks at the report's own header: the original's is another.
func reportMechanism(f *file, see see) {
	if how := f.header.Get("X-MS-Exchange-Organization-AuthMechanism"); how != "" && f.isExchange() {
		see(how == "05", how)
	}
}

// oneReporter looks whether a report's Message-ID is of the server that reports.
func oneReporter(f *file, see see) {
	if m := reporter.FindSubmatch(f.Content); m != nil && f.isExchange() {
		id := f.header.Get("Message-ID")
		see(strings.HasSuffix(id, "@"+string(m[1])+">"), id)
	}
}

var reporter = regexp.MustCompile(`(?m)^Reporting-MTA: dns;(\S+?)\r?$`)

// doorToMailbox looks at what stands before a field of the front door.
func doorToMailbox(f *file, see see) {
	hops := f.received("Microsoft SMTP Server")
	for i, value := range hops {
		line := unfold(value)
		if strings.Contains(line, "version=TLS1_3") {
			see(strings.Contains(line, " via Frontend Transport"), line)
		}
		if !strings.HasSuffix(word(value, 4), ".mail.protection.outlook.com") {
			continue
		}
		access := i > 1 && strings.Contains(unfold(hops[i-1]), ".outlook.office365.com (")
		see(access && strings.HasSuffix(strings.ToLower(word(hops[i-2], 4)), ".prod.outlook.com"), line)
	}
}
