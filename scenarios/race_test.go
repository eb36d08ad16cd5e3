//go:build race

package scenarios_test

// raceDetector tells that tests run many times slower: tables whose rows differ only in data are sampled.
const raceDetector = true
