package relay

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Build is a version number of a product's line: four parts, as Received fields and log headers print them, each in its
// own way. The numbers are builds that existed; which update a story's servers run is not part of the model.
type Build [4]int

// Build returns the build that the model's servers of this product show as they are installed.
func (p Product) Build() Build {
	switch p {
	case Exchange2010:
		return Build{14, 3, 361, 1}
	case Exchange2013:
		return Build{15, 0, 1367, 3}
	case Exchange2016:
		return Build{15, 1, 2507, 6}
	case Exchange2019:
		return Build{15, 2, 1118, 7}
	default:
		return Build{15, 20, 1, 1}
	}
}

// String is the build as Received fields print it: 15.1.2507.6.
func (b Build) String() string { return fmt.Sprintf("%d.%d.%d.%d", b[0], b[1], b[2], b[3]) }

// Padded is the build as the message tracking log prints it: 15.01.2507.006 (NC2 [O]).
func (b Build) Padded() string { return fmt.Sprintf("%02d.%02d.%04d.%03d", b[0], b[1], b[2], b[3]) }

// Update is a build that a server of a product can be brought to.
type Update struct {
	Product Product
	Name    string
	Build   Build
}

// Updates are builds that matter: the service takes mail from these and not from those before (T15.14). Exchange SE is
// an update of 2019.
var Updates = []Update{
	{Exchange2016, "2016 CU23 with the update of October 2025", Build{15, 1, 2507, 61}},
	{Exchange2019, "2019 CU14 with the update of October 2025", Build{15, 2, 1544, 36}},
	{Exchange2019, "2019 CU15 with the update of October 2025", Build{15, 2, 1748, 39}},
	{Exchange2019, "Exchange SE", Build{15, 2, 2562, 17}},
}

// A Defect is a fault of some builds that decides what becomes of mail.
type Defect struct {
	Name        string
	Product     Product
	First, Last Build // the builds that have it
	Edge        bool  // only on an Edge
	Source      string
}

// RefusesKnown is the fault of an Edge that refuses recipients who exist as soon as it validates them (G1.2.23).
const RefusesKnown = "recipient validation refuses recipients who exist"

// Defects are the faults that the model has.
var Defects = []Defect{
	{RefusesKnown, Exchange2016, Build{15, 1, 396, 0}, Build{15, 1, 396, 99}, true, "KB3152396"}, // 2016 CU1
}

// Defective reports whether a server's build has a fault.
func (o *Organization) Defective(server, fault string) bool {
	b := o.BuildOf(server)
	return slices.ContainsFunc(Defects, func(d Defect) bool {
		return d.Name == fault && d.Product == o.ProductOf(server) && (!d.Edge || o.IsEdge()) &&
			slices.Compare(d.First[:], b[:]) <= 0 && slices.Compare(b[:], d.Last[:]) <= 0
	})
}

// ParseBuild reads a build as Received fields print it.
func ParseBuild(text string) (b Build, err error) {
	parts := strings.Split(text, ".")
	if len(parts) != len(b) {
		return b, fmt.Errorf("%q is not a build", text)
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return Build{}, fmt.Errorf("%q is not a build", text)
		}
		b[i] = int(n)
	}
	return b, nil
}

// Runs reports whether a build is one of a product's line: 14 is 2010, 15.0 is 2013, 15.1 is 2016, 15.2 is 2019 and SE.
func (p Product) Runs(b Build) bool {
	own := p.Build()
	return b[0] == own[0] && (b[0] == 14 || b[1] == own[1])
}
