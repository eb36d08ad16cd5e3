package exports

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// prefixOf is how the names of files begin that say whose the objects in them are.
var prefixOf = map[relay.Side]string{relay.OnPremises: "OnPrem_", relay.Cloud: "Cloud_"}

// Commands are the lines of PowerShell that export everything that is read of a side: one file for each kind of object,
// and for each server where servers have objects of their own. They change nothing, and they are of the table that the
// readers recognise objects by.
func Commands(side relay.Side) []string {
	whole, servers := []string{}, []string{}
	for _, k := range kinds {
		if k.side != "" && k.side != side {
			continue
		}
		print, name := k.print, prefixOf[side]+k.noun
		if print == "" {
			print = "Get-" + k.noun
		}
		line := func(name string) string { return fmt.Sprintf(`%s | Export-Clixml "$folder\%s.xml"`, print, name) }
		if strings.Contains(print, "$server") {
			servers = append(servers, "    "+line(name+"_$server"))
		} else {
			whole = append(whole, line(name))
		}
	}
	lines := append(opening[side], whole...)
	if len(servers) > 0 {
		lines = append(lines,
			"foreach ($server in (Get-ExchangeServer | Where-Object { $_.IsHubTransportServer }).Name) {")
		lines = append(append(lines, servers...), "}")
	}
	return append(lines, closing[side]...)
}

var opening = map[relay.Side][]string{
	relay.OnPremises: {
		"# In the Exchange Management Shell of any server with mailboxes. Nothing is changed; a command that a product does not have",
		"# fails, and the others go on. On Exchange 2010 write Get-TransportServer for Get-TransportService.",
		`$folder = (New-Item -ItemType Directory -Force "$HOME\OnPrem").FullName`,
	},
	relay.Cloud: {
		"# In a session of Exchange Online PowerShell. Nothing is changed; a command that needs a licence fails, and the others go on.",
		"Connect-ExchangeOnline",
		`$folder = (New-Item -ItemType Directory -Force "$HOME\Cloud").FullName`,
	},
}

var closing = map[relay.Side][]string{
	relay.OnPremises: {
		"# An Edge answers for itself only. In its own shell:",
		`# $folder = (New-Item -ItemType Directory -Force "$HOME\OnPrem").FullName; $server = $env:COMPUTERNAME`,
		`# Get-ReceiveConnector | Export-Clixml "$folder\OnPrem_ReceiveConnector_$server.xml"`,
		`# Get-ExchangeCertificate | Export-Clixml "$folder\OnPrem_ExchangeCertificate_$server.xml"`,
		`# Get-AddressRewriteEntry | Export-Clixml "$folder\OnPrem_AddressRewriteEntry_$server.xml"`,
		"# The folder, or an archive of it, is what hybridsim import takes, beside the cloud's.",
	},
	relay.Cloud: {
		"# The folder, or an archive of it, is what hybridsim import takes, beside that of the servers.",
	},
}
