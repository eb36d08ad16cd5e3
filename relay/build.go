package relay

import "fmt"

// Build is a version number of a product's line: four parts, as Received fields and log headers print them, each in its
// own way. The numbers are builds that existed; which update a story's servers run is not part of the model.
type Build [4]int

// Build returns the build that the model's servers of this product show.
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
