package dsn

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The rich form's HTML: 548 pixels wide tables in Segoe UI with the service's colours (NB5 [O]).
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
	b.WriteString(columns(s.who[:]...) + columns(s.action[:]...) + "\n" + s.cause + "\n")
}

// columns is a line of cells, each at the next eighth column, filled with blanks (V5.6 [O]).
func columns(cells ...string) string {
	line := ""
	for i, cell := range cells {
		if i > 0 {
			line += strings.Repeat(" ", 8-utf8.RuneCountInString(line)%8)
		}
		line += cell
	}
	return strings.TrimRight(line, " ") + "\n"
}

// html is a bar of three cells in the colour of whoever has to act, names above it and roles beneath (V5.12 [O]).
func (s strip) html(b *strings.Builder) {
	b.WriteString("<table width=\"548\" cellpadding=\"0\" cellspacing=\"0\">\n  <tbody>\n")
	row := func(cell func(i int) string) {
		b.WriteString("    <tr>\n")
		for i := range s.who {
			if i > 0 {
				b.WriteString("      <td width=\"4\"></td>\n")
			}
			b.WriteString(cell(i))
		}
		b.WriteString("    </tr>\n")
	}
	words := func(cells [3]string) func(int) string {
		return func(i int) string {
			return fmt.Sprintf("      <td width=\"180\" style=\"font-size:14px;color:%s\">%s</td>\n",
				s.colour(i, "#999999"), escape(cells[i]))
		}
	}
	row(words(s.who))
	row(func(i int) string {
		return fmt.Sprintf("      <td width=\"180\" height=\"6\" style=\"background-color:%s\"></td>\n",
			s.colour(i, line))
	})
	row(words(s.action))
	fmt.Fprintf(b, "  </tbody>\n</table>\n<p style=\"font-size:14px;color:%s\">%s</p>\n", red, escape(s.cause))
}

// colour is red for whoever has to act.
func (s strip) colour(i int, other string) string {
	if s.action[i] == actionRequired {
		return red
	}
	return other
}

// bullets are things to try.
type bullets []string

func (l bullets) text(b *strings.Builder) {
	for _, s := range l {
		b.WriteString("  *   " + s + "\n")
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

// facts are labels with values; the label keeps its colon.
type facts [][2]string

func (f facts) text(b *strings.Builder) {
	for _, row := range f {
		b.WriteString(columns(row[0], row[1]))
	}
}

func (f facts) html(b *strings.Builder) {
	fmt.Fprintf(b, "<table width=\"548\" style=\"font-size:14px;background-color:%s\">\n  <tbody>\n", shade)
	for _, row := range f {
		value := escape(row[1])
		if label := row[0]; label == labelError || label == labelReported {
			value = "<em>" + value + "</em>"
		}
		fmt.Fprintf(b, "    <tr>\n      <td width=\"140\">%s</td>\n      <td>%s</td>\n    </tr>\n",
			escape(strings.TrimSpace(row[0])), value)
	}
	b.WriteString("  </tbody>\n</table>\n")
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
		b.WriteString(columns(row...))
	}
}

func (t hopTable) html(b *strings.Builder) {
	b.WriteString(`<table width="548" style="font-size:12px;border:1px solid ` + line + `">` + "\n")
	for _, row := range t.rows() {
		b.WriteString("<tr>")
		for _, cell := range row {
			if n, ok := strings.CutSuffix(cell, " sec"); ok {
				cell = n + "\u00A0sec"
			}
			b.WriteString("<td>" + strings.ReplaceAll(escape(cell), "\u00A0", "&nbsp;") + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}
