package exports

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

var (
	// listCommand is the command that printed what follows, behind a prompt or without one.
	listCommand = regexp.MustCompile(`^\s*(?:(?:\[PS\]|PS)[ \t][^\n>]*>)?\s*(?:\$\w+\s*=\s*)?(?i:Get)-([A-Za-z]+)\b`)
	prompt      = regexp.MustCompile(`^\s*(?:\[PS\]|PS)[ \t][^\n>]*>`)
	ruleLine    = regexp.MustCompile(`^\s*(?:[-=*_#~]\s*){4,}$`)
)

// isFormatList reports whether a text is rather rows than commands, and at least one row is of a kind of object known
// here.
func isFormatList(head string) bool {
	if headerLine.MatchString(head) {
		return false // a message
	}
	rows, known := 0, false
	for line := range strings.Lines(head) {
		if row, ok := parseListRow(strings.TrimRight(line, "\r\n")); ok {
			rows++
			known = known || isTelling(row.name) || suggest.Has([]string{"Name", "Identity", "RunspaceId",
				"DistinguishedName", "Guid"}, row.name)
		}
	}
	return known && rows > len(commandLine.FindAllStringIndex(head, rows+1))
}

// readFormatList reads what Format-List prints, also after it went through a mail or a web page: with blank lines
// between the rows, without its alignment, indented, and wrapped at the width of a window. An object ends where its
// first property comes a second time; a blank line says nothing. Objects of another kind may begin otherwise: when
// another property comes a second time, the object has ended at the last gap. Commands that change something, as a
// session has them between what it printed, are read in their place.
func readFormatList(s *source) error {
	r := &listReader{source: s, widths: widthsOf(s.text)}
	for offset, number := 0, 1; offset < len(s.text); {
		if number%(1<<14) == 0 {
			s.tell(offset)
		}
		length, lines := r.command(offset, number)
		if length == 0 {
			length, lines = strings.IndexByte(s.text[offset:], '\n')+1, 1
			if length == 0 {
				length = len(s.text) - offset
			}
			r.line(strings.TrimRight(s.text[offset:offset+length], "\r\n"), number)
		}
		offset, number = offset+length, number+lines
	}
	r.closeObject()
	return nil
}

// widthsOf measures the lines of a text.
func widthsOf(text string) (w widths) {
	column, before := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		length := utf8.RuneCountInString(line)
		w.longest = max(w.longest, length)
		if row, ok := parseListRow(line); ok && (column == 0 || indentation(line) < column) {
			column = row.column
		} else if column > 0 && length > 0 && indentation(line) >= column {
			switch {
			case before > w.wrapped:
				w.wrapped, w.same = before, 1
			case before == w.wrapped:
				w.same++
			}
		}
		before = length
	}
	return w
}

// listReader is in the middle of a text.
type listReader struct {
	*source
	widths widths
	asked  asked
	object *Object
	rows   map[string]bool // of the object so far, those about the session too
	first  string          // of them
	gap    int             // properties before the last gap
	row    listRowText
	blank  bool // since the last row or continuation
	side   relay.Side
	host   string
}

func (r *listReader) line(line string, number int) {
	if strings.Trim(line, " \t\u00A0\uFEFF") == "" {
		r.blank = true
		return
	}
	row, isRow := parseListRow(line)
	if !isRow && (prompt.MatchString(line) || ruleLine.MatchString(line)) {
		r.closeObject()
		return
	}
	switch {
	case isRow && !r.continues(line):
		r.closeRow()
		r.begin(row, number)
	case r.row.name != "" && r.accepts(line):
		r.row.rest = append(r.row.rest, continuation{strings.TrimSpace(line), number, r.row.length})
	case r.object == nil && r.rows == nil:
		r.notice(number, "%q is not understood", clip(strings.TrimSpace(line)))
		return
	default:
		r.notice(number, "%q is not understood; it may be the rest of %s", clip(strings.TrimSpace(line)), r.row.name)
		r.blank = true
		return
	}
	r.row.length = utf8.RuneCountInString(line)
	r.blank = false
}

// continues reports whether a line that looks like a row is indented like the rest of a value.
func (r *listReader) continues(line string) bool {
	return r.row.name != "" && r.row.column > 0 && indentation(line) >= r.row.column
}

// accepts reports whether a line that is no row can be the rest of the last row's value.
func (r *listReader) accepts(line string) bool {
	last := r.row.last()
	open := strings.HasPrefix(r.row.value, "{") && !strings.HasSuffix(last, "}")
	switch {
	case open, r.row.column > 0 && indentation(line) >= r.row.column:
		return true
	case r.blank, strings.HasSuffix(last, "}"), last == "True", last == "False", last == "":
		return false
	}
	return true
}

func indentation(line string) int {
	return utf8.RuneCountInString(line) - utf8.RuneCountInString(strings.TrimLeft(line, " \t\u00A0"))
}

// begin begins a row, and an object when the row's property is there already.
func (r *listReader) begin(row listRow, number int) {
	key := strings.ToLower(row.name)
	switch {
	case r.rows[key] && key == r.first:
		r.closeObject()
	case r.rows[key]:
		r.closeAtGap()
	case r.blank && r.object != nil:
		r.gap = len(r.object.Properties)
	}
	if r.rows == nil {
		r.rows, r.first = map[string]bool{}, key
	}
	r.rows[key] = true
	r.row = listRowText{listRow: row, number: number}
}

// closeRow gives the object the value that is now complete.
func (r *listReader) closeRow() {
	row := r.row
	r.row = listRowText{}
	switch {
	case row.name == "":
	case strings.EqualFold(row.name, "PSComputerName"):
		r.side, r.host = relay.OnPremises, row.value
		if serviceHost.MatchString(row.value) {
			r.side = relay.Cloud
		}
	case !aboutSession(row.name):
		if r.object == nil {
			r.object = &Object{Verb: "Get", At: r.at(row.number)}
		}
		text, unknown := row.whole(r.widths)
		v := printedValue(text)
		v.Unknown = cmp.Or(v.Unknown, unknown)
		r.object.Properties = append(r.object.Properties, Property{row.name, r.at(row.number), v})
	}
}

var serviceHost = regexp.MustCompile(`(?i)\.(?:outlook|office365)\.(?:com|us|cn)$`)

// closeObject emits the object that is now complete.
func (r *listReader) closeObject() {
	r.closeRow()
	o := r.object
	side, host := r.side, r.host
	r.object, r.rows, r.gap, r.side, r.host = nil, nil, 0, "", ""
	if o == nil {
		return
	}
	o.Host = host
	r.nameNoun(o, r.asked.noun)
	r.asked.answer(o)
	if sideOfNoun[o.Noun] == "" {
		o.Side = side
	}
	r.emit(o)
}

// closeAtGap emits the object up to the last gap. What stands behind it begins the next one.
func (r *listReader) closeAtGap() {
	if r.blank || r.object == nil || r.gap == 0 {
		r.closeObject()
		return
	}
	rest := r.object.Properties[r.gap:]
	r.object.Properties = r.object.Properties[:r.gap:r.gap]
	r.closeObject()
	if len(rest) == 0 {
		return
	}
	r.object = &Object{Verb: "Get", At: rest[0].At, Properties: rest}
	r.rows, r.first = map[string]bool{}, strings.ToLower(rest[0].Name)
	for _, p := range rest {
		r.rows[strings.ToLower(p.Name)] = true
	}
}
