package page

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"hybridsim/sim/story"
)

// topology draws who stands where: on-premises left, the cloud right, outside hosts beneath, and between the two what
// the network does to connections.
func topology(t story.Topology) template.HTML {
	var left, right, outside []story.Host
	for _, p := range t.Hosts {
		switch p.Role {
		case story.RoleOnPremises:
			left = append(left, p)
		case story.RoleOutside:
			outside = append(outside, p)
		default:
			right = append(right, p)
		}
	}
	if len(left)+len(right) == 0 {
		return ""
	}
	var between []string
	for _, f := range t.Firewall {
		between = append(between, "✗ "+f)
	}
	for _, n := range t.NAT {
		between = append(between, "⇄ "+n)
	}
	rows := max(len(left), len(right), 1)
	side := 60 + rows*64
	height := side + 40
	if len(outside) > 0 {
		height += 90
	}
	height += 16 * max(0, len(between)-rows*3)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="topo" viewBox="0 0 920 %d" role="img" aria-label="Topology">`, height)
	group(&b, 10, 10, 300, side, "on-premises", "on-prem", left)
	group(&b, 610, 10, 300, side, "cloud", "cloud", right)
	fmt.Fprintf(&b,
		`<line class="wire" x1="310" y1="60" x2="610" y2="60"/><text class="label" x="460" y="50">SMTP</text>`)
	for i, text := range between {
		fmt.Fprintf(&b, `<text class="fault" x="460" y="%d">%s</text>`, 84+16*i, html.EscapeString(shorten(text, 48)))
	}
	for i, p := range outside {
		x := 460 - 130*len(outside) + 260*i
		y := height - 80
		fmt.Fprintf(&b, `<line class="wire" x1="%d" y1="%d" x2="%d" y2="%d"/>`, x+60, y, 160, side+10)
		fmt.Fprintf(&b, `<line class="wire" x1="%d" y1="%d" x2="%d" y2="%d"/>`, x+190, y, 760, side+10)
		place(&b, x, y, 250, p, "outside")
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

func group(b *strings.Builder, x, y, width, height int, name, class string, places []story.Host) {
	fmt.Fprintf(b,
		`<rect class="side %s" x="%d" y="%d" width="%d" height="%d" rx="8"/><text class="title" x="%d" y="%d">%s</text>`, class, x, y, width, height, x+14, y+24, name)
	for i, p := range places {
		place(b, x+12, y+36+64*i, width-24, p, "host")
	}
}

func place(b *strings.Builder, x, y, width int, p story.Host, class string) {
	var addrs []string
	for _, a := range p.Addrs {
		addrs = append(addrs, a.String())
	}
	role := ""
	if _, what, ok := strings.Cut(string(p.Role), ", "); ok {
		role = what + " · "
	}
	fmt.Fprintf(b, `<rect class="%s" x="%d" y="%d" width="%d" height="52" rx="5"/>`, class, x, y, width)
	fmt.Fprintf(b, `<text class="host-name" x="%d" y="%d">%s</text>`, x+10, y+21,
		html.EscapeString(shorten(p.Name, width*10/78)))
	fmt.Fprintf(b, `<text class="addr" x="%d" y="%d">%s</text>`, x+10, y+39,
		html.EscapeString(shorten(role+strings.Join(addrs, ", "), width*10/70)))
}
