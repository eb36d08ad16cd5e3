package dsn

import (
	"html"
	"strings"

	"hybridsim/relay"
)

// page is the text for people, laid out once and rendered twice: as plain text and as HTML.
type page []block

// block is one piece of a page. Both renderings end with a line end; text in LF, made CRLF when it is encoded.
type block interface {
	text(b *strings.Builder)
	html(b *strings.Builder)
}

func (p page) text() string {
	var b strings.Builder
	for _, piece := range p {
		piece.text(&b)
	}
	return b.String()
}

// html wraps the blocks as the form does (V5.11, V5.12 [O]): the rich one in a table, the plain one in fonts, black for
// everybody and grey for administrators.
func (p page) html(f Form) string {
	if f.rich() {
		return p.richHTML()
	}
	var b strings.Builder
	b.WriteString("<html>\n<Head></head><body>\n")
	worn := "" // the colour of the font that is open
	wear := func(colour string) {
		if colour != worn && worn != "" {
			b.WriteString("</font>\n")
		}
		if colour != worn && colour != "" {
			b.WriteString(`<font color="` + colour + `" size="2" face="Tahoma">`)
		}
		worn = colour
	}
	for _, piece := range p {
		switch piece.(type) {
		case headline:
			wear("")
		case diagnostics:
			wear(grey)
		case headerBlock:
		default:
			if worn != grey {
				wear(black)
			}
		}
		piece.html(&b)
	}
	wear("")
	b.WriteString("</body>\n</html>")
	return b.String()
}

// Colours of the plain form.
const black, grey = "#000000", "#808080"

// page lays the report out in a form.
func (r *Report) page(f Form) page {
	switch {
	case f == FormOther:
		return r.foreignPage()
	case f.rich() && len(r.Recipients) > 0:
		return r.richPage(f)
	default:
		return r.plainPage(f)
	}
}

// escape writes text into HTML with the entities that Exchange uses.
func escape(s string) string { return strings.ReplaceAll(html.EscapeString(s), "+", "&#43;") }

// headline is a sentence in bold above what it introduces.
type headline string

func (h headline) text(b *strings.Builder) { b.WriteString(string(h) + "\n\n") }
func (h headline) html(b *strings.Builder) {
	b.WriteString(`<p><b><font color="#000066" size="3" face="Arial">` + escape(string(h)) + "</font></b></p>\n")
}

// mailbox is a recipient: "Name (address)" when the name is known.
type mailbox struct{ name, address string }

func (m mailbox) label() string {
	if m.name == "" {
		return m.address
	}
	return m.name + " (" + m.address + ")"
}

func (m mailbox) text(b *strings.Builder) { b.WriteString(m.label() + "<mailto:" + m.address + ">\n") }
func (m mailbox) html(b *strings.Builder) {
	b.WriteString(`<p><a href="mailto:` + escape(m.address) + `">` + escape(m.label()) + "</a><br>\n</p>\n")
}

// paragraph is a sentence of explanation or a line of its own.
type paragraph string

func (p paragraph) text(b *strings.Builder) { b.WriteString(string(p) + "\n") }
func (p paragraph) html(b *strings.Builder) {
	b.WriteString("<p>" + escape(string(p)) + "</p>\n")
}

// gap is a number of empty lines.
type gap int

func (n gap) text(b *strings.Builder) { b.WriteString(strings.Repeat("\n", int(n))) }
func (n gap) html(b *strings.Builder) {
	if n > 1 { // one empty line is what divides paragraphs anyhow
		b.WriteString(strings.Repeat("<br>", int(n)) + "\n")
	}
}

// diagnostics are lines for administrators, in grey.
type diagnostics []string

func (d diagnostics) text(b *strings.Builder) { b.WriteString(strings.Join(d, "\n") + "\n") }
func (d diagnostics) html(b *strings.Builder) {
	if len(d) == 1 && strings.HasSuffix(d[0], ":") { // a label that stands alone
		b.WriteString("<p><b>" + escape(d[0]) + "</b></p>\n")
		return
	}
	b.WriteString("<p>")
	for _, line := range d { // two blanks where the text has one
		b.WriteString(strings.Replace(escape(line), "Remote Server returned", "Remote Server  returned", 1) + "<br>\n")
	}
	b.WriteString("</p>\n")
}

// headerBlock is the original's header.
type headerBlock relay.Header

func (h headerBlock) lines() string {
	return strings.ReplaceAll(relay.Header(h).String(), "\r\n", "\n")
}

func (h headerBlock) text(b *strings.Builder) { b.WriteString(h.lines()) }
func (h headerBlock) html(b *strings.Builder) {
	b.WriteString("<pre>" + escape(h.lines()) + "</pre>\n")
}

// picture is the service's logo, which the text has as an address in brackets (V5.6 [O]; the path is ours).
type picture struct{}

func (picture) text(b *strings.Builder) { b.WriteString("[https://products.office.com/logo.png]\n") }
func (picture) html(b *strings.Builder) {
	b.WriteString("<img src=\"https://products.office.com/logo.png\" alt=\"Office 365\">\n")
}
