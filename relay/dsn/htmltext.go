package dsn

import (
	"html"
	"regexp"
	"strings"
)

var (
	unseen    = regexp.MustCompile(`(?is)<(head|style|script)\b.*?</(head|style|script)\s*>|<!--.*?-->`)
	preformat = regexp.MustCompile(`(?is)<pre[^>]*>(.*?)</pre\s*>`)
	lineEnds  = regexp.MustCompile(`(?i)<br[^>]*>|</(p|tr|div|li|ul|h[1-6]|table|pre)\s*>`)
	cellEnds  = regexp.MustCompile(`(?i)</t[dh]\s*>`)
	tags      = regexp.MustCompile(`(?s)<[^>]*>`)
	blanks    = regexp.MustCompile(`[ \n]+`)
)

// textOfHTML is what a reader sees of a report's HTML, line by line; cells of a row are divided by tabs.
func textOfHTML(s string) string {
	s = unseen.ReplaceAllString(s, "")
	var b strings.Builder
	at := 0
	for _, m := range preformat.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(flowed(s[at:m[0]]))
		b.WriteString("\n" + html.UnescapeString(tags.ReplaceAllString(s[m[2]:m[3]], "")) + "\n")
		at = m[1]
	}
	b.WriteString(flowed(s[at:]))
	return b.String()
}

// flowed is HTML outside of pre, where line ends mean nothing.
func flowed(s string) string {
	s = blanks.ReplaceAllString(s, " ")
	s = lineEnds.ReplaceAllString(s, "\n")
	s = cellEnds.ReplaceAllString(s, "\t")
	return html.UnescapeString(tags.ReplaceAllString(s, ""))
}
