package exports

import (
	"regexp"
	"strings"
)

// format is one kind of export.
type format struct {
	name string
	is   func(head string) bool
	read func(*source) error
}

// formats are asked in this order: those that cannot be mistaken come first.
var formats = []format{
	{"HCW .xhcw", isXhcw, readXhcw},
	{"Export-Clixml", isClixml, readClixml},
	{"JSON", isJSON, readJSON},
	{"HCW .log", isHCWLog, readHCWLog},
	{"DSC", isDSC, readDSC},
	{"Format-List", isFormatList, readFormatList},
	{"PowerShell", isScript, readScript},
}

// headSize is how much of a file is looked at to tell its format. Scripts and logs may have a long preamble.
const headSize = 256 << 10

// recognise tells the format of a text, or why it has none.
func recognise(text string) (*format, string) {
	head := strings.TrimLeft(text, "\uFEFF \t\r\n")
	head = head[:min(len(head), headSize)]
	if storyHead.MatchString(head) { // whose header looks like Format-List
		return nil, "it is a story or a base already; run and check take it as it is"
	}
	for i := range formats {
		if formats[i].is(head) {
			return &formats[i], ""
		}
	}
	return nil, unrecognised(head)
}

var (
	storyHead    = regexp.MustCompile(`^Title: .*\n(?:[A-Z][\w-]*: .*\n)*?(?:Clock|Base|Source|On-Premises): `)
	tableRule    = regexp.MustCompile(`(?m)^-{2,}(?: +-{2,})+ *\r?$`)
	csvHead      = regexp.MustCompile(`^(?:#TYPE [^\n]*\n)?"?\w+"?,"?\w+"?,`)
	xmlRoot      = regexp.MustCompile(`^(?:<\?[^>]*\?>\s*|<!--[^>]*-->\s*)*<([\w:.-]+)`)
	documentType = regexp.MustCompile(`^(?:<\?[^>]*\?>\s*)?<!DOCTYPE`)
	headerLine   = regexp.MustCompile(`(?i)^(?:received|return-path|x-[\w-]+): `)
)

// unrecognised says of a text what it is instead, as far as that helps.
func unrecognised(head string) string {
	const again = "; export with Export-Clixml, or print with Format-List"
	switch {
	case head == "":
		return "it is empty"
	case tableRule.MatchString(head):
		return "it is printed by Format-Table, which cuts values off" + again
	case csvHead.MatchString(head):
		return "CSV is not read, because it does not tell lists from texts" + again
	case strings.HasPrefix(head, "-----BEGIN"):
		return "it is a certificate file; connectors name theirs, and Get-ExchangeCertificate shows them"
	case headerLine.MatchString(head):
		return "it is a message"
	}
	if documentType.MatchString(head) {
		return "it is XML with a document type, which no export has; do not trust it"
	}
	if m := xmlRoot.FindStringSubmatch(head); m != nil {
		return "it is XML, but its root <" + m[1] + "> is neither Export-Clixml's <Objs> nor the wizard's <invoke>"
	}
	return "none of the formats that can be read is recognised in it"
}
