package exports

import (
	"regexp"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// TestCommandsExportAllThatIsRead demands a line for each kind of object that a base has something of, and that the file which
// it writes is recognised for what it is, also where its objects tell nothing.
func TestCommandsExportAllThatIsRead(t *testing.T) {
	file := regexp.MustCompile(`Export-Clixml "\$folder\\([\w$]+\.xml)"$`)
	for side, products := range map[relay.Side][]relay.Product{relay.OnPremises: {relay.Exchange2010, relay.Exchange2019}, relay.Cloud: {relay.ExchangeOnline}} {
		written := map[string]string{}
		for _, line := range Commands(side) {
			m := file.FindStringSubmatch(line)
			if m == nil || strings.HasPrefix(line, "#") {
				continue
			}
			name := strings.ReplaceAll(m[1], "$server", "MBX7")
			h := hintOf("x/" + name)
			if h.side != side || !strings.Contains(line, h.noun) {
				t.Errorf("%s is taken for %s %s:\n%s", name, h.side, h.noun, line)
			}
			if other := written[name]; other != "" {
				t.Errorf("two lines write %s:\n%s\n%s", name, other, line)
			}
			written[name] = line
			if got, want := strings.Contains(m[1], "$server"), strings.Contains(line, "$server |") || strings.Contains(line, "-Server $server"); got != want {
				t.Errorf("whether each server has a file of its own is not told by the line: %s", line)
			}
		}
		for _, p := range products {
			o := &relay.Organization{Side: side, Product: p}
			nouns := cmdlet.CarriedNouns(o)
			for _, n := range cmdlet.Nouns(o) {
				nouns = append(nouns, n.Name)
			}
			for _, noun := range nouns {
				if noun == "TransportServer" { // Exchange 2010's name; the lines say so
					noun = "TransportService"
				}
				if written[prefixOf[side]+noun+".xml"] == "" && written[prefixOf[side]+noun+"_MBX7.xml"] == "" {
					t.Errorf("no line exports %s of %s", noun, p)
				}
			}
		}
	}
}

// TestCommandsAreCommands demands that the lines are ones that the reader of scripts understands and that change nothing.
func TestCommandsAreCommands(t *testing.T) {
	for _, side := range relay.BothSides {
		e := readText(t, "commands.ps1", "Set-Marker\n"+strings.Join(Commands(side), "\n"))
		if len(e.Objects) != 1 || len(e.Notices) > 0 {
			t.Errorf("the lines of %s change something or are not understood:\n%s", side, show(e))
		}
	}
}
