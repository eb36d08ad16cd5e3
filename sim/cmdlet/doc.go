// Package cmdlet is the language an Exchange administrator types: it reads one line of Set-, New-, Get- and Remove-
// cmdlets and applies it to a [relay.Organization]. Names, parameters, value syntax and defaults are Exchange's, and
// the rules that Exchange refuses a change by are rules here.
//
// It is not PowerShell. It reads literals and never evaluates anything: no variables, expressions, script blocks or
// abbreviations, each of which gets an error that says so. It knows neither mail nor clock nor network; queues and
// published addresses come from the [Admin] it acts for.
//
// The path of a line through it:
//
//  1. parse.go reads the line into statements: names, arguments and literal values, each with its column.
//  2. match.go finds the cmdlet of each statement and the parameter of each argument, or says which side or product has
//     it.
//  3. transaction.go opens a working copy of each side that is touched, and run.go passes objects down the pipeline.
//  4. bind.go sets the fields of a copied noun from the values; the noun's rules judge the result (noun.go).
//  5. When the whole line succeeded, the working copies are handed to [Admin.Replace]; format.go prints what Get-
//     found.
//
// Each family of cmdlets is one file. [Reference] describes all of them for the generated reference page.
package cmdlet
