package relay

import (
	"sort"
	"time"
)

// seen is a build of the service with a day on which it was seen in Received fields (V2.7 [O]).
type seen struct {
	year  int
	month time.Month
	day   int
	build Build
}

// serviceBuilds are the builds of the service's years: of each month of headers the most common first and last. The
// years before 2018 are known by few days only.
var serviceBuilds = append([]seen{
	{2012, 11, 1, Build{14, 1, 225}}, {2014, 1, 15, Build{15, 0, 851}}, {2015, 1, 15, Build{15, 0, 918}},
	{2015, 7, 1, Build{15, 1, 112}}, {2016, 2, 15, Build{15, 1, 355}}, {2016, 4, 15, Build{15, 1, 453}},
	{2016, 6, 20, Build{15, 1, 523}}, {2016, 6, 24, Build{15, 1, 528}}, {2017, 3, 15, Build{15, 1, 1005}},
	{2017, 9, 15, Build{15, 20, 13}}, {2018, 5, 1, Build{15, 20, 696}}, {2018, 5, 28, Build{15, 20, 797}},
	{2018, 6, 15, Build{15, 20, 863}}, {2018, 8, 1, Build{15, 20, 995}}, {2018, 8, 28, Build{15, 20, 1038}},
}, monthly(2019, 4, [][2]int{
	{1771, 1835}, {1835, 1943}, {1943, 2032}, {2032, 2115}, {2115, 2220}, {2220, 2305}, {2305, 2408}, {2387, 2495}, {2495, 2581},
	{2602, 2665}, {2686, 2772}, {2772, 2856}, {2856, 2958}, {2958, 3045}, {3045, 3131}, {3131, 3239}, {3239, 3326}, {3326, 3433},
	{3433, 3499}, {3499, 3611}, {3611, 3721}, {3721, 3825}, {3805, 3890}, {3890, 3977}, {3977, 4087}, {4087, 4173}, {4173, 4264},
	{4287, 4373}, {4373, 4478}, {4478, 4566}, {4566, 4649}, {4649, 4734}, {4734, 4823}, {4844, 4930}, {4930, 5017}, {5017, 5123},
	{5123, 5206}, {5186, 5293}, {5293, 5395}, {5395, 5482}, {5482, 5566}, {5566, 5676}, {5676, 5769}, {5769, 5857}, {5857, 5944},
	{5944, 6043}, {6043, 6134}, {6156, 6254}, {6254, 6340}, {6340, 6433}, {6455, 6544}, {6544, 6631}, {6631, 6745}, {6745, 6838},
	{6838, 6933}, {6933, 7046}, {7046, 7113}, {7135, 7249}, {7249, 7339}, {7316, 7409}, {7386, 7519}, {7472, 7633}, {7633, 7698},
	{7719, 7807}, {7807, 7897}, {7918, 8005}, {7982, 8093}, {8114, 8182}, {8207, 8293}, {8314, 8398}, {8398, 8489}, {8489, 8534},
	{8534, 8678}, {8699, 8769}, {8769, 8857}, {8901, 8964}, {8989, 9073}, {9073, 9160}, {9182, 9275}, {9275, 9366}, {9366, 9434},
	{9478, 9564}, {9564, 9654}, {9632, 9745}, {9745, 9870}, {9870, 9913},
})...)

// laterBuilds are those of the family that follows (V2.7 [O]; after them [I]).
var laterBuilds = []seen{
	{2026, 5, 15, Build{15, 21, 25}}, {2026, 5, 28, Build{15, 21, 71}}, {2026, 6, 28, Build{15, 21, 181}},
	{2026, 7, 28, Build{15, 21, 223}}, {2027, 7, 28, Build{15, 21, 1300}},
}

// monthly are the first and last builds of months in a row.
func monthly(year int, month time.Month, pairs [][2]int) (list []seen) {
	for i, p := range pairs {
		list = append(list, seen{year, month + time.Month(i), 1, Build{15, 20, p[0]}},
			seen{year, month + time.Month(i), 28, Build{15, 20, p[1]}})
	}
	return list
}

func (s seen) at() time.Time { return time.Date(s.year, s.month, s.day, 0, 0, 0, 0, time.UTC) }

// ServiceBuild is the build that the service's servers show at a time: a new one each week, on the way between two that
// were seen. The last number is made up (V2.7).
func ServiceBuild(at time.Time) Build {
	const week = 7 * 24 * time.Hour
	at = at.UTC().Truncate(week)
	known := serviceBuilds
	if !at.Before(laterBuilds[0].at()) {
		known = laterBuilds
	}
	i := sort.Search(len(known), func(i int) bool { return known[i].at().After(at) })
	switch {
	case i == 0:
		return known[0].build.revised()
	case i == len(known) || known[i].build[1] != known[i-1].build[1]:
		return known[i-1].build.revised()
	}
	from, to := known[i-1], known[i]
	part := float64(at.Sub(from.at())) / float64(to.at().Sub(from.at()))
	b := from.build
	b[2] += int(part * float64(max(0, to.build[2]-from.build[2])))
	return b.revised()
}

// ServiceMailboxBuild is what the service's mailbox servers show in what comes from a mailbox, or goes into one: the
// same build with another last number (V2.3 [O]).
func ServiceMailboxBuild(at time.Time) Build {
	b := ServiceBuild(at)
	revision := 10 + b[2]*5%19
	if revision == b[3] {
		revision++
	}
	b[3] = revision
	return b
}

// revised is the build with its last number.
func (b Build) revised() Build {
	b[3] = 10 + b[2]*7%21
	return b
}
