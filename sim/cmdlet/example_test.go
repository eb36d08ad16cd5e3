package cmdlet_test

import (
	"fmt"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

func ExampleRun() {
	onprem, _ := newLab(relay.Exchange2016)
	for _, line := range []string{
		`New-SendConnector Internet -AddressSpaces 'smtp:*;10' -SmartHosts relay.fabrikam.com -DNSRoutingEnabled $false`,
		`Get-SendConnector Internet | Set-SendConnector -SmartHosts @{Add="192.0.2.7"}`,
		`Get-SendConnector | Format-List Name,AddressSpaces,SmartHosts`,
		`Get-SendConnector | Set-SendConnector -SmartHost $relay`,
		`Get-SendConnector | Set-SendConnector -SmartHost 192.0.2.8`,
	} {
		out, err := cmdlet.Run(onprem, line)
		if err != nil {
			fmt.Println(err)
		}
		fmt.Print(out)
	}
	// Output:
	// Name          : Internet
	// AddressSpaces : {smtp:*;10}
	// SmartHosts    : {relay.fabrikam.com, 192.0.2.7}
	// column 50: variables are not supported
	//     hint: this language reads literal values only; write the value itself
	// column 39: Set-SendConnector has no parameter -SmartHost
	//     hint: did you mean -SmartHosts?
}
