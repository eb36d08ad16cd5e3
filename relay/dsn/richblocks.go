package dsn

import (
	"fmt"
	"strings"
)

// The rich form's HTML: 548 pixels wide tables in Segoe UI with the service's colours (NB5 [O]). No pictures.
const (
	segoe = "font-family:'Segoe UI',Frutiger,Arial,sans-serif;color:black;width:548px"
	blue  = "#0072c6"
	red   = "#c00000"
	line  = "#cccccc"
	shade = "#f2f5fa"
)

// styled is a line in a size and colour of its own: title, reason, headings.
type styled struct {
	words string
	style string
}

func (s styled) text(b *strings.Builder) { b.WriteString(s.words + "\n") }
func (s styled) html(b *strings.Builder) {
	b.WriteString(`<p style="` + s.style + `">` + escape(s.words) + "</p>\n")
}

func title(words string) styled {
	return styled{words, "font-size:21px;font-weight:500;margin:0;color:" + blue}
}

func heading(words string) styled {
	return styled{words, "font-size:17px;font-weight:500;margin:10px 0 4px;color:" + blue}
}

func sentence(words string) styled { return styled{words, "font-size:15px;margin:4px 0"} }

// strip says who has to act: sender, service or recipient.
type strip struct {
	who    [3]string
	action [3]string
	cause  string
}

func (s strip) text(b *strings.Builder) {
	fmt.Fprintf(b, "%s\n%s\n\n%s\n", strings.Join(s.who[:], "\t"),
		strings.TrimRight(strings.Join(s.action[:], "\t"), "\t"), s.cause)
}

func (s strip) html(b *strings.Builder) {
	fmt.Fprintf(b, "<table width=\"548\" style=\"margin:16px 0;background-color:%s\">\n", shade)
	for _, row := range [][3]string{s.who, s.action} {
		b.WriteString("<tr>")
		for _, cell := range row {
			b.WriteString(`<td width="33%" style="font-size:14px;color:` + red + `">` + escape(cell) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	fmt.Fprintf(b, "</table>\n<p style=\"font-size:14px;color:%s\">%s</p>\n", red, escape(s.cause))
}

// bullets are things to try.
type bullets []string

func (l bullets) text(b *strings.Builder) {
	for _, s := range l {
		b.WriteString("* " + s + "\n")
	}
}

func (l bullets) html(b *strings.Builder) {
	b.WriteString("<ul>\n")
	for _, s := range l {
		b.WriteString("<li>" + escape(s) + "</li>\n")
	}
	b.WriteString("</ul>\n")
}

// rule is the line between the sender's part and the administrators'.
type rule struct{}

func (rule) text(b *strings.Builder) { b.WriteString("________________________________\n") }
func (rule) html(b *strings.Builder) { b.WriteString(`<hr color="` + line + `">` + "\n") }

// facts are labels with values, a tab between; the label keeps its colon.
type facts [][2]string

func (f facts) text(b *strings.Builder) {
	for _, row := range f {
		b.WriteString(row[0] + "\t" + row[1] + "\n")
	}
}

func (f facts) html(b *strings.Builder) {
	b.WriteString(`<table width="548" style="font-size:14px">` + "\n")
	for _, row := range f {
		b.WriteString(`<tr><td width="140">` + escape(strings.TrimSpace(row[0])) + "</td><td>" + escape(row[1]) +
			"</td></tr>\n")
	}
	b.WriteString("</table>\n")
}

// hopTable is the way of the original, oldest hop first.
type hopTable []hop

var hopColumns = []string{"HOP", "TIME (UTC)", "FROM", "TO", "WITH", "RELAY TIME"}

func (t hopTable) rows() [][]string {
	rows := [][]string{hopColumns}
	for i, h := range t {
		relayTime := h.relayTime
		if relayTime == "" {
			relayTime = "*"
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), stampText(h.time), h.from, h.to, h.with, relayTime})
	}
	return rows
}

func (t hopTable) text(b *strings.Builder) {
	for _, row := range t.rows() {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
}

func (t hopTable) html(b *strings.Builder) {
	b.WriteString(`<table width="548" style="font-size:12px;border:1px solid ` + line + `">` + "\n")
	for _, row := range t.rows() {
		b.WriteString("<tr>")
		for _, cell := range row {
			b.WriteString("<td>" + escape(cell) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}
