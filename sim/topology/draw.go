package topology

import (
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"strings"
)

// Style is for the pictures; it uses the colours --bg, --ink, --dim, --rule, --bad and --wait of the page that they
// are on.
//
//go:embed topology.css
var Style string

const (
	hostHeight  = 52
	queueHeight = 17
	hostGap     = 12
)

// height is how high a host is drawn: its queues stand in it.
func (h Host) height() int { return hostHeight + queueHeight*len(h.Queues) }

// heights is how high hosts are, one below the other.
func heights(hosts []Host) int {
	sum := 0
	for _, h := range hosts {
		sum += h.height() + hostGap
	}
	return sum
}

// Draw draws who stands where: on-premises left, the cloud right, outside hosts beneath, and between the two what
// the network does to connections. It is empty without both. Its classes are styled by [Style].
func Draw(t Map) template.HTML {
	var left, right, outside []Host
	for _, p := range t.Hosts {
		switch p.Role {
		case OnPremises:
			left = append(left, p)
		case Outside:
			outside = append(outside, p)
		default:
			right = append(right, p)
		}
	}
	if len(left)+len(right) == 0 {
		return ""
	}
	between := make([]string, 0, len(t.Firewall)+len(t.NAT))
	for _, f := range t.Firewall {
		between = append(between, "✗ "+f)
	}
	for _, n := range t.NAT {
		between = append(between, "⇄ "+n)
	}
	side := 60 + max(heights(left), heights(right), 64)
	below := max(side+40, 124+16*len(between))
	height := below
	for _, p := range outside {
		height = max(height, below+p.height()+28)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="topo" viewBox="0 0 920 %d" role="img" aria-label="%s">`, height,
		html.EscapeString(inWords(t)))
	group(&b, 10, 10, 300, side, "on-premises", "on-prem", left)
	group(&b, 610, 10, 300, side, "cloud", "cloud", right)
	fmt.Fprintf(&b,
		`<line class="wire" x1="310" y1="60" x2="610" y2="60"/><text class="label" x="460" y="50">SMTP</text>`)
	for i, text := range between {
		fmt.Fprintf(&b, `<text class="fault" x="460" y="%d">%s</text>`, 84+16*i, html.EscapeString(Shorten(text, 48)))
	}
	for i, p := range outside {
		x := 460 - 130*len(outside) + 260*i
		y := below + 10
		fmt.Fprintf(&b, `<line class="wire" x1="%d" y1="%d" x2="%d" y2="%d"/>`, x+60, y, 160, side+10)
		fmt.Fprintf(&b, `<line class="wire" x1="%d" y1="%d" x2="%d" y2="%d"/>`, x+190, y, 760, side+10)
		place(&b, x, y, 250, p, "outside")
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// inWords is the picture for who does not see it.
func inWords(t Map) string {
	words := []string{"Who stands where"}
	for _, h := range t.Hosts {
		for _, q := range h.Queues {
			words = append(words, h.Name+": "+q.String())
		}
	}
	return strings.Join(words, "; ")
}

func group(b *strings.Builder, x, y, width, height int, name, class string, places []Host) {
	fmt.Fprintf(b,
		`<rect class="side %s" x="%d" y="%d" width="%d" height="%d" rx="8"/><text class="title" x="%d" y="%d">%s</text>`,
		class, x, y, width, height, x+14, y+24, name)
	y += 36
	for _, p := range places {
		place(b, x+12, y, width-24, p, "host")
		y += p.height() + hostGap
	}
}

func place(b *strings.Builder, x, y, width int, p Host, class string) {
	var addrs []string
	for _, a := range p.Addrs {
		addrs = append(addrs, a.String())
	}
	role := ""
	if _, what, ok := strings.Cut(string(p.Role), ", "); ok {
		role = what + " · "
	}
	fmt.Fprintf(b, `<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="5"/>`, class, x, y, width, p.height())
	text := func(class string, y int, text string, letter int) {
		fmt.Fprintf(b, `<text class="%s" x="%d" y="%d">%s</text>`, class, x+10, y,
			html.EscapeString(Shorten(text, width*10/letter)))
	}
	text("host-name", y+21, p.Name, 78)
	text("addr", y+39, role+strings.Join(addrs, ", "), 70)
	for i, q := range p.Queues {
		class := "queue"
		if q.Stuck {
			class = "queue wait"
		}
		text(class, y+hostHeight+4+queueHeight*i, q.String(), 66)
	}
}

// Shorten cuts a text off so that it fits into a picture.
func Shorten(s string, limit int) string {
	if r := []rune(s); len(r) > limit && limit > 3 {
		return string(r[:limit-1]) + "…"
	}
	return s
}
