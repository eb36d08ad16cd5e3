package exports

import "testing"

// TestSessions is about pastes of what was typed and what was printed, in turn.
func TestSessions(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"commands between the prints are read in their place", "", `
[PS] C:\>Get-InboundConnector | fl Name,RequireTls

Name       : From Fourth Coffee
RequireTls : False

PS C:\> Set-InboundConnector 'From Fourth Coffee' -RequireTls $true
PS C:\> Get-InboundConnector | fl Name,RequireTls

Name       : From Fourth Coffee
RequireTls : True

PS C:\> Remove-InboundConnector Old -Confirm:$false
`, `
Get InboundConnector cloud :3
  Name = From Fourth Coffee
  RequireTls = False
Set InboundConnector cloud :6
  Identity = From Fourth Coffee
  RequireTls = True
Get InboundConnector cloud :9
  Name = From Fourth Coffee
  RequireTls = True
Remove InboundConnector cloud :12
  Identity = Old
`},
		{"a command goes on over lines, with the prompt of one that goes on", "", "Name : Internet\nAddressSpaces : {smtp:*;1}\n\n[PS] C:\\>Set-SendConnector Internet `\n>> -Port 2525 `\n>> -Fqdn out.fourthcoffee.com\n[PS] C:\\>Get-SendConnector Relay | fl Port\n\nPort : 25\nSmartHosts : {a.example}\n", `
Get SendConnector onprem :1
  Name = Internet
  AddressSpaces = [smtp:*;1]
Set SendConnector onprem :4
  Identity = Internet
  Port = 2525
  Fqdn = out.fourthcoffee.com
Get SendConnector onprem :9 of some
  Identity = Relay
  Port = 25
  SmartHosts = [a.example]
`},
		{"the output of a pipeline is that of its last Get-", "", `
[PS] C:\>Get-ReceiveConnector "Fax" | Get-ADPermission | fl Identity,ExtendedRights

Identity       : EX07\Fax
ExtendedRights : {ms-Exch-SMTP-Accept-Any-Recipient}
`, `
Get ADPermission onprem :3 of some
  Identity = EX07\Fax
  ExtendedRights = [ms-Exch-SMTP-Accept-Any-Recipient]
`},
		{"a print without a name has that of its command, the first one only", "", `
PS C:\> Get-AcceptedDomain fourthcoffee.com | Format-List DomainType,MatchSubDomains

DomainType      : InternalRelay
MatchSubDomains : True

DomainType      : Authoritative
MatchSubDomains : False
`, `
Get AcceptedDomain  :3 of some
  DomainName = fourthcoffee.com
  DomainType = InternalRelay
  MatchSubDomains = True
Get AcceptedDomain  :6 of some
  DomainType = Authoritative
  MatchSubDomains = False
`},
		{"a sentence that begins with a command's name is none, and says nothing of names", "", `
Get-SendConnector shows this:

Port       : 25
SmartHosts : {a.example}

Set-SendConnector did not help.
`, `
Get SendConnector onprem :3
  Port = 25
  SmartHosts = [a.example]
notice :6 "Set-SendConnector did not help." is not read as a command: it has neither a prompt before it nor a parameter
`},
		{"a quote that is never closed swallows nothing", "", `
PS C:\> Set-SendConnector "Internet -Port 26
Name              : Relay
DNSRoutingEnabled : False
`, `
Set SendConnector onprem :1
  Identity = ? "Internet -Port 26: the quote is not closed
Get SendConnector onprem :2
  Name = Relay
  DNSRoutingEnabled = False
`},
		{"a quoted mail, some levels deep", "", `
>> Name              : Relay
>> DNSRoutingEnabled : False
>>
>> [PS] C:\>Set-SendConnector Relay -Port 26
`, `
Get SendConnector onprem :1
  Name = Relay
  DNSRoutingEnabled = False
Set SendConnector onprem :4
  Identity = Relay
  Port = 26
`},
		{"a script in a quoted mail", "", "> New-SendConnector Relay -SmartHosts a.example\n> Set-SendConnector Relay -Port 26\n", `
New SendConnector onprem :1
  Name = Relay
  SmartHosts = a.example
Set SendConnector onprem :2
  Identity = Relay
  Port = 26
`},
	})
}

// TestWrappedNamesOfCertificates is about breaks in values where a blank more or less is another name.
func TestWrappedNamesOfCertificates(t *testing.T) {
	const name = "Name               : Relay\nSmartHosts         : {a.example}\n"
	runReaderTests(t, []readerTest{
		{"within a host's name nothing stood", "", "A line of the mail that is longer than anything else that stands in it, by far and without end, and then some.\n" + name +
			"TlsCertificateName : <I>CN=Fourth Coffee TLS CA, O=Fourth Coffee, C=US<S>CN=smtp.four\n                     thcoffee.com\n", `
Get SendConnector onprem :2
  Name = Relay
  SmartHosts = [a.example]
  TlsCertificateName = <I>CN=Fourth Coffee TLS CA, O=Fourth Coffee, C=US<S>CN=smtp.fourthcoffee.com
notice :1 "A line of the mail that is longer than anything else that st..." is not understood
`},
		{"two lines of the window's width: nothing stood", "", name +
			"TlsCertificateName : <I>CN=Fourth Coffee TLS Certification Authority, OU=Mail, O=Fou\n                     rthCoffee<S>CN=smtp.fourthcoffee.com, OU=Mail Group, O=The Four\n                     th Coffee House, L=Wingtip\n", `
Get SendConnector onprem :1
  Name = Relay
  SmartHosts = [a.example]
  TlsCertificateName = <I>CN=Fourth Coffee TLS Certification Authority, OU=Mail, O=FourthCoffee<S>CN=smtp.fourthcoffee.com, OU=Mail Group, O=The Fourth Coffee House, L=Wingtip
`},
		{"one line may have ended with a blank: it cannot be told", "", name +
			"TlsCertificateName : <I>CN=Fourth Coffee TLS Certification Authority, O=Fourth Coffee\n                     Group<S>CN=smtp.fourthcoffee.com\n", `
Get SendConnector onprem :1
  Name = Relay
  SmartHosts = [a.example]
  TlsCertificateName = <I>CN=Fourth Coffee TLS Certification Authority, O=Fourth CoffeeGroup<S>CN=smtp.fourthcoffee.com ? it is wrapped at line 4, and whether a blank stands there cannot be told
`},
		{"a mail that breaks between words: a blank", "", name +
			"TlsCertificateName : <I>CN=Fourth Coffee TLS CA,\nO=Fourth Coffee<S>CN=smtp.fourthcoffee.com, OU=Mail\nInfrastructure\n", `
Get SendConnector onprem :1
  Name = Relay
  SmartHosts = [a.example]
  TlsCertificateName = <I>CN=Fourth Coffee TLS CA, O=Fourth Coffee<S>CN=smtp.fourthcoffee.com, OU=Mail Infrastructure
`},
	})
}
