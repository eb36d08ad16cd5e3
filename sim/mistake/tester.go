package mistake

// Tester is what of a *testing.T is needed to fail a test: a report is turned into failures without this program
// depending on package testing.
type Tester interface {
	Helper()
	Errorf(format string, arguments ...any)
}
