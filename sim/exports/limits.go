package exports

// The limits are far beyond what an organization exports, and far below what would harm who imports it. Each is an
// error that names the file, because an export of which only a part was read would pass for a whole one.
const (
	// maxFile is the size of one file, unpacked.
	maxFile = 200 << 20
	// maxTotal is the size of all files of one import together, unpacked.
	maxTotal = 500 << 20
	// maxFiles is the number of files in folders and archives.
	maxFiles = 10_000
	// maxDepth is how deep elements, values and blocks nest. Export-Clixml of an object of Exchange nests about 20
	// deep.
	maxDepth = 200
)

// limits are those of one import.
type limits struct {
	file, total int64
	files       int
}

var standardLimits = limits{maxFile, maxTotal, maxFiles}
