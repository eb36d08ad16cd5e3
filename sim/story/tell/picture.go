package tell

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// picture draws the story's world before its cause: both sides and the outside hosts, with addresses and connectors.
func picture(s *story.Story) (string, error) {
	w, err := s.World()
	if err != nil {
		return "", err
	}
	defer w.Close()
	boxes := []box{outsideBox(w, s.Headers.MX)}
	for _, wanted := range []string{"Edge", "on-premises", "cloud"} {
		for _, side := range w.Sides() {
			if kind := kindOf(side); kind == wanted {
				boxes = append(boxes, organizationBox(kind, side))
			}
		}
	}
	if lines := script.Between(w); len(lines) > 0 {
		network := box{title: "the network"}
		for _, line := range lines {
			what, rest, _ := strings.Cut(line, " ")
			network.rows = append(network.rows, [2]string{what, rest})
		}
		boxes = slices.Insert(boxes, 1, network)
	}
	width := 0
	for _, b := range boxes {
		width = max(width, b.width())
	}
	var text strings.Builder
	for i, b := range boxes {
		if i > 0 {
			text.WriteString("      ^ |\n      | v  SMTP\n")
		}
		text.WriteString(b.draw(width))
	}
	return text.String(), nil
}

// kindOf is what an organization is called in a picture.
func kindOf(side *sim.Side) string {
	switch {
	case side.Organization().IsEdge():
		return "Edge"
	case side.Name.Kind() == relay.OnPremises:
		return "on-premises"
	}
	return "cloud"
}

// organizationBox draws an organization: with its name if it is a further one, and its tenant if that has another name.
func organizationBox(kind string, side *sim.Side) box {
	o := side.Organization()
	connectors := localConnectors(o)
	if kind == "cloud" {
		connectors = cloudConnectors(o)
	}
	title := kind
	if side.Name != side.Name.Kind() && kind != "Edge" {
		title += " " + o.Name
		if tenant := side.OtherHalf(); kind == "on-premises" && tenant != nil && tenant.Organization().Name != o.Name {
			title += ", with the tenant " + tenant.Organization().Name
		}
	}
	return box{title: title + ": " + o.Product.String(),
		rows: slices.Concat(hostRows(side), connectors, directoryRows(o))}
}

// box is a frame with rows of a label and a text.
type box struct {
	title string
	rows  [][2]string
}

func (b box) lines() []string {
	label := 0
	for _, r := range b.rows {
		label = max(label, utf8.RuneCountInString(r[0]))
	}
	lines := make([]string, len(b.rows))
	for i, r := range b.rows {
		lines[i] = fmt.Sprintf("%-*s  %s", label, r[0], r[1])
	}
	return lines
}

func (b box) width() int {
	width := utf8.RuneCountInString(b.title) + 2
	for _, l := range b.lines() {
		width = max(width, utf8.RuneCountInString(l))
	}
	return width
}

func (b box) draw(width int) string {
	var text strings.Builder
	fmt.Fprintf(&text, "+- %s %s+\n", b.title, strings.Repeat("-", width-utf8.RuneCountInString(b.title)-1))
	for _, l := range b.lines() {
		fmt.Fprintf(&text, "| %-*s |\n", width, l)
	}
	fmt.Fprintf(&text, "+%s+\n", strings.Repeat("-", width+2))
	return text.String()
}

func outsideBox(w *sim.World, mx map[string]string) box {
	b := box{title: "the Internet"}
	for _, h := range w.Hosts() {
		text := addresses(w.Net.Host(h.Name).Addrs())
		if len(h.Domains) > 0 {
			text += ", takes mail for " + strings.Join(h.Domains, ", ")
		}
		b.rows = append(b.rows, [2]string{h.Name, text})
	}
	var domains []string
	for d := range mx {
		domains = append(domains, d)
	}
	slices.Sort(domains)
	for _, d := range domains {
		to := mx[d]
		if to == string(relay.Cloud) {
			to = "the cloud's front door"
		}
		b.rows = append(b.rows, [2]string{"MX of " + d, "leads to " + to})
	}
	return b
}

func hostRows(s *sim.Side) [][2]string {
	var rows [][2]string
	for _, server := range s.Servers() {
		in, out := server.Inbound(), server.Outbound()
		if in == out {
			text := in.Name() + "  " + addresses(in.Addrs())
			if o := s.Organization(); o.ProductOf(server.Name) != o.Product {
				text += "  " + o.ProductOf(server.Name).String()
			}
			rows = append(rows, [2]string{"server", text})
			continue
		}
		rows = append(rows, [2]string{"takes mail at", in.Name() + "  " + addresses(in.Addrs())},
			[2]string{"sends from", out.Name() + "  " + addresses(out.Addrs())})
	}
	return rows
}

func localConnectors(o *relay.Organization) [][2]string {
	var rows [][2]string
	for _, c := range o.ReceiveConnectors {
		if c.Enabled {
			rows = append(rows, [2]string{"receives by", fmt.Sprintf("%q: port %s, from %s", nameOf(o, c),
				ports(c.Bindings), ranges(c.RemoteIPRanges))})
		}
	}
	for _, c := range o.SendConnectors {
		if !c.Enabled {
			continue
		}
		var spaces []string
		for _, a := range c.AddressSpaces {
			spaces = append(spaces, a.String())
		}
		rows = append(rows, [2]string{"sends by", fmt.Sprintf("%q: %s %s", c.Name, strings.Join(spaces, ", "),
			by(c.DNSRoutingEnabled, c.SmartHosts))})
	}
	return rows
}

// nameOf is a receive connector's name, with its server where there are several.
func nameOf(o *relay.Organization, c *relay.ReceiveConnector) string {
	if len(o.Servers) > 1 {
		return c.Identity()
	}
	return c.Name
}

func cloudConnectors(o *relay.Organization) [][2]string {
	var rows [][2]string
	for _, c := range o.InboundConnectors {
		if !c.Enabled {
			continue
		}
		known := "certificate " + c.TlsSenderCertificateName
		if c.TlsSenderCertificateName == "" {
			known = "address " + ranges(c.SenderIPAddresses)
		}
		rows = append(rows, [2]string{"receives by",
			fmt.Sprintf("%q: %s, known by %s", c.Name, c.ConnectorType, known)})
	}
	for _, c := range o.OutboundConnectors {
		if c.Enabled {
			rows = append(rows, [2]string{"sends by",
				fmt.Sprintf("%q: %s %s", c.Name, strings.Join(c.RecipientDomains, ", "),
					by(c.UseMXRecord, c.SmartHosts))})
		}
	}
	return rows
}

func directoryRows(o *relay.Organization) [][2]string {
	var rows [][2]string
	for _, d := range o.AcceptedDomains {
		rows = append(rows, [2]string{"domain", fmt.Sprintf("%s (%s)", d.DomainName, d.DomainType)})
	}
	for _, r := range o.Recipients {
		text := fmt.Sprintf("%s (%s)", r.PrimarySmtpAddress, r.Type)
		if r.TargetAddress != "" {
			text += " -> " + r.TargetAddress
		}
		rows = append(rows, [2]string{"recipient", text})
	}
	return rows
}

func by(mx bool, smartHosts []string) string {
	if mx || len(smartHosts) == 0 {
		return "by MX"
	}
	return "to " + strings.Join(smartHosts, ", ")
}

func ports(bindings []relay.Binding) string {
	var list []string
	for _, b := range bindings {
		if p := fmt.Sprint(b.Port()); !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return strings.Join(list, ", ")
}

// ranges names a few ranges and counts the others.
func ranges(list []relay.AddressRange) string {
	const few = 3
	var names []string
	for _, r := range list {
		for _, all := range []relay.AddressRange{relay.AllIPv4, relay.AllIPv6} {
			if r.First == all.First && r.Last == all.Last {
				return "anywhere"
			}
		}
		if len(names) < few {
			names = append(names, r.String())
		}
	}
	text := strings.Join(names, ", ")
	if more := len(list) - few; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func addresses(list []netip.Addr) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = a.String()
	}
	return strings.Join(names, ", ")
}
