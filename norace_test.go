//go:build !race

package hybridsim_test

const raceDetector = false
