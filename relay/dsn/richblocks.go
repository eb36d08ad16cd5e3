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

// richHTML puts what stands between two headings into a table of its own, all of them within one (V5.12 [O]; which
// pieces share a table is [I]).
func (p page) richHTML() string {
	var b strings.Builder
	b.WriteString("<html>\n<head>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<title>DSN</title>\n</head>\n" +
		"<body style=\"background-color:white\">\n<table width=\"548\" cellpadding=\"0\" cellspacing=\"0\" " +
		"style=\"" + segoe + "\">\n  <tbody>\n")
	const end = "          </td>\n        </tr>\n      </tbody>\n    </table></td>\n    </tr>\n"
	for i, piece := range p {
		if s, ok := piece.(styled); i == 0 || ok && s.style == heading("").style {
			if i > 0 {
				b.WriteString(end)
			}
			b.WriteString("    <tr>\n    <td><table width=\"548\" cellpadding=\"0\" cellspacing=\"0\">\n" +
				"      <tbody>\n        <tr>\n          <td>\n")
		}
		piece.html(&b)
	}
	b.WriteString(end + "  </tbody>\n</table>\n</body>\n</html>")
	return b.String()
}

// strip says who has to act: sender, service or recipient.
type strip struct {
	who    [3]string
	action [3]string
	cause  string
}

func (s strip) text(b *strings.Builder) {
	b.WriteString(columns(s.who[:]...) + columns(s.action[:]...) + "\n" + s.cause + "\n")
}

// columns is a line of cells, each at the next eighth column, filled with blanks; a cell of two lines goes on from the
// second (V5.6 [O]).
func columns(cells ...string) string {
	line := ""
	for i, cell := range cells {
		if i > 0 {
			last := line[strings.LastIndexByte(line, '\n')+1:]
			line += strings.Repeat(" ", 8-utf8.RuneCountInString(last)%8)
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
		day, clock, _ := strings.Cut(stampText(h.time), " ") // on two lines (V5.6 [O])
		rows = append(rows, []string{fmt.Sprint(i + 1), day + "\n" + clock, h.from, h.to, h.with, relayTime})
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
			cell = strings.NewReplacer("\u00A0", "&nbsp;", "\n", "<br>\n").Replace(escape(cell))
			b.WriteString("<td>" + cell + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}
