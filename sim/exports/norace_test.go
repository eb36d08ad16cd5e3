//go:build !race

package exports

const raceDetector = false
