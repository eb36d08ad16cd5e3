package base

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/caveat"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// written are the nouns of which a base has something; OnPremisesOrganization and the like are counted as ignored.
var written = slices.Concat(recipientKinds, []string{
	"AcceptedDomain", "RemoteDomain", "OrganizationConfig", "TransportConfig", "TransportService", "ReceiveConnector",
	"ADPermission", "SendConnector", "InboundConnector", "OutboundConnector", "HybridConfiguration", "ExchangeCertificate",
	"MailboxAutoReplyConfiguration", "CalendarProcessing", "MailboxJunkEmailConfiguration",
	"HostedConnectionFilterPolicy", "ArcConfig", "TransportRule", "JournalRule", "InboxRule", "CASMailbox", exemptionNoun, allowBlockNoun,
	componentNoun,
})

// leftOver accounts for the objects that have no place in a base.
func (b *builder) leftOver() {
	has := map[relay.Side]map[string]bool{}
	for _, side := range relay.BothSides {
		has[side] = map[string]bool{}
		for _, n := range cmdlet.Nouns(b.organization(side)) {
			has[side][n.Name] = true
		}
	}
	for _, t := range b.things {
		ok := has[t.side][t.noun]
		switch {
		case b.carries(t) && t.noun != "ExchangeServer":
		case t.noun == "ExchangeServer":
			b.accountServer(t)
		case slices.Contains(written, t.noun) && (ok || t.noun == "ADPermission" || t.noun == exemptionNoun ||
			t.noun == componentNoun && !notOurs(t) ||
			t.noun == "TransportService" && t.side == relay.OnPremises):
		case t.noun == componentNoun:
			b.report.ignore(t.noun+" "+t.text("Component"), "it decides nothing about mail")
		case slices.Contains(written, t.noun):
			b.report.ignore(t.noun+", "+where(t.side), "the model has none on this side, or not in this product")
		default:
			b.report.ignore(t.noun, "the model has no such objects")
		}
	}
}

func (b *builder) accountServer(t *thing) {
	name := serverName(t.label())
	if !b.plays(name) {
		return // it is carried
	}
	taken := Taken{relay.OnPremises, "ExchangeServer", name, []TakenValue{}}
	for _, m := range t.values {
		switch m.Name {
		case "AdminDisplayVersion":
			if p, ok := productOf(strings.Join(m.Value.All(), ", ")); ok && p == b.productAt(name) {
				taken.Values = append(taken.Values, TakenValue{m.Name, p.String(), m.from(t.noun)})
			}
		case "Name", "Fqdn", "Identity":
			taken.Values = append(taken.Values, TakenValue{m.Name, strings.Join(m.Value.All(), ", "), m.from(t.noun)})
		default:
			b.report.ignore("ExchangeServer."+m.Name, "the model does not have it")
		}
	}
	b.report.Taken = append(b.report.Taken, taken)
}

// finish puts the file together, reads it back, and makes sure that its world is the one that was built while writing.
func (b *builder) finish() (*Base, error) {
	if b.report.values() == 0 {
		return nil, b.nothingTaken()
	}
	var path caveat.Path
	for _, side := range relay.BothSides {
		path.Meet(side)
	}
	b.report.NotLookedAt = caveat.Of(b.stage.World().Organizations()...).Nearest(path)
	title := b.options.Title
	if title == "" {
		title = "The hybrid of " + b.mainDomain() + ", as its exports show it"
	}
	var text strings.Builder
	text.WriteString(strings.Join(header(oneLine(title), b.headers), "\n") + "\n\n")
	text.WriteString("# Made by hybridsim import. What became of the exports:\n")
	for _, line := range slices.Concat(b.report.Summary(), b.report.Details()) {
		for part := range strings.Lines(line) {
			text.WriteString(strings.TrimRight("#   "+strings.TrimRight(part, "\r\n"), " ") + "\n")
		}
	}
	text.WriteString(b.text.String())
	if err := b.verify(text.String()); err != nil {
		return nil, err
	}
	return &Base{text.String(), &b.report.Report}, nil
}

// nothingTaken says why there is no base: what was read, what was refused and what was passed over, each with its
// reason.
func (b *builder) nothingTaken() error {
	r := b.report.Report
	r.Assumed, r.Unknown, r.Contradictory, r.NotLookedAt = nil, nil, nil, nil
	lines := []string{"the input holds nothing that a base is made of"}
	if len(r.Inputs) > 0 {
		lines = append(lines, fmt.Sprintf("    read: %s (%s)", count(len(r.Inputs), "file"), r.formats()))
	}
	for _, line := range r.Details() {
		lines = append(lines, "    "+line)
	}
	return mistake.New("export with Get-SendConnector | Export-Clixml SendConnector.xml, and so on; "+
		"hybridsim import --commands onprem prints all lines", "%s", strings.Join(lines, "\n"))
}

func (b *builder) verify(text string) error {
	s, err := story.Parse("the new base", []byte(text), func(string) (*story.Story, error) {
		return nil, errors.New("a base stands on no other base")
	})
	if err != nil {
		return fmt.Errorf("the base that was written cannot be read: %w", err)
	}
	w, err := s.World()
	if err != nil {
		return fmt.Errorf("the base that was written cannot be played: %w", err)
	}
	defer w.Close()
	for _, side := range w.Sides() {
		if wrote, read := inventoryOf(b.organization(side.Name)), inventoryOf(side.Organization()); wrote != read {
			return fmt.Errorf("the base that was written gives another %s organization than it was made from",
				side.Name)
		}
	}
	return nil
}

// inventoryOf is all that an organization's Get- cmdlets print.
func inventoryOf(o *relay.Organization) string {
	var text strings.Builder
	write := func(objects []*cmdlet.Entry) {
		for _, e := range objects {
			fmt.Fprintln(&text, e.Noun, e.Identity)
			for _, v := range e.Values {
				fmt.Fprintln(&text, v.Name, v.String())
			}
		}
	}
	for _, n := range cmdlet.Nouns(o) {
		write(n.Objects(o))
	}
	write(cmdlet.Carried(o))
	return text.String()
}
