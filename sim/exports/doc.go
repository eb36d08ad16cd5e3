// Package exports reads what customers send: the exports of an organization's configuration in the formats that
// administrators and their tools produce. It turns them into [Object]s, each value with the place that it comes from.
//
// It executes nothing: PowerShell in a log or script is read as literals, and whatever would have to be evaluated is a value
// that is not known. It guesses nothing: what an export leaves out or cuts off is not known, which is not the same as false.
package exports
