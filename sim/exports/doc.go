// Package exports reads what customers send: the exports of an organization's configuration in the formats that
// administrators and their tools produce. It turns them into [Object]s, each value with the place that it comes from.
//
// It executes nothing: PowerShell in a log or script is read as literals, and whatever would have to be evaluated is a
// value that is not known. It guesses nothing: what an export leaves out or cuts off is not known, which is not the
// same as false. It merges nothing either: the same connector in three files is three objects.
//
// The path through it:
//
//  1. [Read] collects files from paths, folders and archives, within limits (collect.go, archive.go, limits.go).
//  2. Their bytes become text, whatever PowerShell wrote them in (encoding.go).
//  3. The text tells its format; the name does not (recognise.go).
//  4. A reader for each format finds the objects: xhcw.go, hcwlog.go, script.go, clixml.go, formatlist.go, json.go,
//     dsc.go. Where formats share a notation they share its reader: xml.go, powershell.go with literal.go, list.go.
//  5. Each object gets its noun and side, from what the format says or from the properties that it has (noun.go,
//     side.go), and a certificate what its bytes tell (certificate.go).
//  6. What was not understood is in [Export.Notices]; what was not read at all is in [Export.Inputs], with the reason.
package exports
