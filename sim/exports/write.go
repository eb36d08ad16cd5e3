package exports

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// File is a file of an export that is written.
type File struct {
	Name    string
	Content []byte
}

// writers are the formats that can be written, by the names that a command line has for them.
var writers = []struct {
	name, ending string
	write        func(noun string, objects []*cmdlet.Entry) []byte
}{
	{"clixml", ".xml", writeClixml},
	{"fl", ".txt", writeFormatList},
	{"json", ".json", writeJSON},
}

// Formats are the names of the formats that can be written.
func Formats() []string {
	var names []string
	for _, w := range writers {
		names = append(names, w.name)
	}
	return names
}

// Write prints the configuration of organizations as their Get- cmdlets and a format would: one file for each kind of
// object that there is. A kind that both sides have says in the file's name whose it is, as Microsoft's diagnostic
// does.
func Write(format string, organizations ...*relay.Organization) ([]File, error) {
	i := slices.IndexFunc(writers, func(w struct {
		name, ending string
		write        func(string, []*cmdlet.Entry) []byte
	}) bool {
		return w.name == format
	})
	if i < 0 {
		return nil, mistake.New(suggest.DidYouMean(format, Formats()), "%q is not a format", format)
	}
	var files []File
	for _, o := range organizations {
		for _, p := range prints(o) {
			files = append(files, File{p.name + writers[i].ending, writers[i].write(p.noun, p.objects)})
		}
	}
	return files, nil
}

// printed is what one file has.
type printed struct {
	name, noun string
	objects    []*cmdlet.Entry
}

// prints are the files of an organization.
func prints(o *relay.Organization) (list []printed) {
	add := func(noun string, objects []*cmdlet.Entry) {
		if len(objects) == 0 {
			return
		}
		p := printed{noun, noun, objects}
		switch {
		case o.IsEdge():
			p.name += "_" + o.Servers[0].Name
		case sideOfNoun[noun] == "":
			p.name = prefixOf[o.Side.Kind()] + noun
		}
		list = append(list, p)
	}
	carried := map[string][]*cmdlet.Entry{}
	for _, e := range cmdlet.Carried(o) {
		carried[e.Noun] = append(carried[e.Noun], e)
	}
	take := func(noun string) []*cmdlet.Entry {
		objects := carried[noun]
		delete(carried, noun)
		return objects
	}
	if !o.InCloud() {
		add("ExchangeServer", append(servers(o), alike(take("ExchangeServer"))...))
	}
	for _, n := range cmdlet.Nouns(o) {
		if o.IsEdge() && !slices.Contains(ofAnEdge, n.Name) {
			continue
		}
		objects := n.Objects(o)
		for _, e := range objects {
			if _, named := e.Value("Name"); n.Single && !named && e.Identity != "" { // of a server
				e.Values = slices.Insert(e.Values, 0, textValue("Name", e.Identity))
			}
		}
		add(n.Name, append(objects, alike(take(n.Name))...))
	}
	add("TenantExemptionInfo", exemptions(o))
	add("ServerComponentState", components(o))
	for _, noun := range slices.Sorted(maps.Keys(carried)) {
		if !o.IsEdge() {
			add(noun, carried[noun])
		}
	}
	return list
}

// ofAnEdge are the kinds of objects that an Edge has for itself, whose exports are made there. What EdgeSync brings is
// in those of the organization, and so is the subscription (T9.3).
var ofAnEdge = []string{"ExchangeCertificate", "ReceiveConnector", "TransportService", "TransportServer"}

// alike gives carried objects the name that those of the model begin with, so that a print of both tells where one
// ends.
func alike(objects []*cmdlet.Entry) []*cmdlet.Entry {
	for _, e := range objects {
		if _, named := e.Value("Name"); !named {
			_, name, ofServer := strings.Cut(e.Identity, `\`)
			if !ofServer {
				name = e.Identity
			}
			e.Values = slices.Insert(e.Values, 0, textValue("Name", name))
		}
	}
	return objects
}

// displayVersions are what Get-ExchangeServer prints for a product: its last cumulative update's build does not matter
// here.
var displayVersions = map[relay.Product]string{
	relay.Exchange2010: "Version 14.3 (Build 123.4)", relay.Exchange2013: "Version 15.0 (Build 1497.2)",
	relay.Exchange2016: "Version 15.1 (Build 2507.6)", relay.Exchange2019: "Version 15.2 (Build 1544.4)",
}

// servers are the organization's servers as Get-ExchangeServer prints them, which the model's cmdlets do not: importing
// needs the version.
func servers(o *relay.Organization) []*cmdlet.Entry {
	var list []*cmdlet.Entry
	for _, s := range o.Servers {
		role := "Mailbox"
		if s.Edge {
			role = "Edge"
		}
		list = append(list, &cmdlet.Entry{Noun: "ExchangeServer", Identity: s.Name, Values: []cmdlet.NamedValue{
			textValue("Name", s.Name), textValue("Fqdn", s.Fqdn),
			textValue("AdminDisplayVersion", displayVersions[o.ProductOf(s.Name)]), textValue("ServerRole", role),
		}})
		if s.Site != "" {
			list[len(list)-1].Values = append(list[len(list)-1].Values,
				textValue("Site", o.Name+".local/Configuration/Sites/"+s.Site))
		}
	}
	return list
}

// exemptions are the tenant's pauses of the enforcement of up-to-date servers.
func exemptions(o *relay.Organization) []*cmdlet.Entry {
	var list []*cmdlet.Entry
	for _, x := range o.Exemptions {
		list = append(list, &cmdlet.Entry{Noun: "TenantExemptionInfo", Values: []cmdlet.NamedValue{
			textValue("BlockingScenario", x.BlockingScenario), textValue("NumberOfDays", strconv.Itoa(x.NumberOfDays)),
			textValue("StartDate", x.From.UTC().Format("1/2/2006 3:04:05 PM")),
			textValue("EndDate", x.Until().UTC().Format("1/2/2006 3:04:05 PM")),
		}})
	}
	return list
}

// components are those of the servers that somebody wants out of service.
func components(o *relay.Organization) []*cmdlet.Entry {
	var list []*cmdlet.Entry
	for _, x := range o.ComponentStates {
		server := o.Server(x.Server)
		at := slices.IndexFunc(list, func(e *cmdlet.Entry) bool {
			return e.Identity == x.Server+`\`+string(x.Component)
		})
		if server == nil {
			continue
		}
		if at < 0 {
			at = len(list)
			list = append(list, &cmdlet.Entry{Noun: "ServerComponentState",
				Identity: x.Server + `\` + string(x.Component), Values: []cmdlet.NamedValue{
					textValue("ServerFqdn", server.Fqdn), textValue("Component", string(x.Component)),
					textValue("State", string(o.StateOf(x.Server, x.Component))),
					{Name: "LocalStates", Value: cmdlet.Value{Kind: cmdlet.List}},
				}})
		}
		states := &list[at].Values[3].Value
		states.Texts = append(states.Texts, x.String())
	}
	return list
}

func textValue(name, value string) cmdlet.NamedValue {
	return cmdlet.NamedValue{Name: name, Value: cmdlet.Value{Kind: cmdlet.Text, Texts: []string{value}}}
}

// writeFormatList prints objects as Format-List does, with whole lists ($FormatEnumerationLimit = -1).
func writeFormatList(_ string, objects []*cmdlet.Entry) []byte {
	var b strings.Builder
	for i, o := range objects {
		if i > 0 {
			b.WriteByte('\n')
		}
		width := 0
		for _, v := range o.Values {
			width = max(width, len(v.Name))
		}
		for _, v := range o.Values {
			// What has lines of its own goes on beneath where it began.
			text := strings.ReplaceAll(strings.ReplaceAll(v.String(), "\r", ""), "\n",
				"\n"+strings.Repeat(" ", width+3))
			b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s : %s", width, v.Name, text), " ") + "\n")
		}
	}
	return []byte(b.String())
}
