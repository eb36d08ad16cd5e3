package exports

import "testing"

func TestScripts(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"a variable is not known, and what stands beside it is", "", `
$ranges = '192.0.2.1'
New-ReceiveConnector -Name 'Relay' -RemoteIPRanges $ranges, '192.0.2.9' -Bindings 0.0.0.0:25 -Fqdn $env:COMPUTERNAME
`, `
New ReceiveConnector onprem :2
  Name = Relay
  RemoteIPRanges = [192.0.2.9] ? the variable $ranges
  Bindings = 0.0.0.0:25
  Fqdn = ? the variable $env:COMPUTERNAME
`},
		{"expressions are not evaluated", "", `
Set-SendConnector 'Internet' -Fqdn (Get-Content fqdn.txt) -Comment "made by $(whoami)" -MaxMessageSize ${size} -Port $a.Port
Set-SendConnector "Internet" -Comment "costs 5 $" -SmartHosts ([string[]]'a.contoso.com') -TlsDomain [string]'x'
`, `
Set SendConnector onprem :1
  Identity = Internet
  Fqdn = ? the expression (Get-Content fqdn.txt)
  Comment = ? a text with variables: "made by $(whoami)"
  MaxMessageSize = ? the variable ${size}
  Port = ? the expression $a.Port
Set SendConnector onprem :2
  Identity = Internet
  Comment = costs 5 $
  SmartHosts = ? the expression ([string[]]'a.contoso.com')
  TlsDomain = ? the expression [string]'x'
`},
		{"$null is null, and @() is an empty list", "", `
Set-InboundConnector -Identity "From contoso" -SenderIPAddresses $null -AssociatedAcceptedDomains @()
`, `
Set InboundConnector cloud :1
  Identity = From contoso
  SenderIPAddresses = null
  AssociatedAcceptedDomains = []
`},
		{"a command goes on in the next lines", "", "Set-SendConnector `\n  -Identity 'Internet' `\r\n  -SmartHosts 'a.contoso.com',\n    'b.contoso.com' `\n  -Enabled:$false\n", `
Set SendConnector onprem :1
  Identity = Internet
  SmartHosts = [a.contoso.com | b.contoso.com]
  Enabled = False
`},
		{"comments are no commands", "", `
# New-SendConnector -Name 'one'
<# New-SendConnector -Name 'two'
#>
New-AcceptedDomain -Name a#b -DomainName contoso.com # New-SendConnector -Name 'three'
`, `
New AcceptedDomain onprem :4
  Name = a#b
  DomainName = contoso.com
`},
		{"a here-string is a text", "", "Set-RemoteDomain Default -Comment @'\nfirst; $x\n'second'\n'@ -IsInternal:$true\nSet-RemoteDomain Default -Comment @\"\na $b\n\"@\n", `
Set RemoteDomain  :1
  Identity = Default
  Comment = first; $x
'second'
  IsInternal = True
Set RemoteDomain  :5
  Identity = Default
  Comment = ? a text with variables
`},
		{"splatted arguments are told of", "", `
New-InboundConnector @settings -Name 'From contoso'
`, `
New InboundConnector cloud :1
  Name = From contoso
notice :1 the arguments in @settings are not known; the command has others than those that are typed
`},
		{"splatted arguments from a table that is written once", "", `
$settings = @{
    Name = 'Relay' ; 'Bindings' = '0.0.0.0:25'
    RemoteIPRanges = @('192.0.2.1', $more) # and others
    ErrorAction = 'Stop'
}
$changed=@{ Name = 'b' }
$changed.Name = 'c'
New-ReceiveConnector @Settings -Enabled $true
New-ReceiveConnector @changed
`, `
New ReceiveConnector onprem :8
  Name = Relay
  Bindings = 0.0.0.0:25
  RemoteIPRanges = [192.0.2.1] ? the variable $more
  Enabled = True
New ReceiveConnector onprem :9
notice :9 the arguments in @changed are not known; the command has others than those that are typed
`},
		{"a change of a list does not say what was in it", "", `
Set-ReceiveConnector 'EX01\Relay' -RemoteIPRanges @{Add='192.0.2.1','192.0.2.2'}
`, `
Set ReceiveConnector onprem :1
  Identity = EX01\Relay
  RemoteIPRanges = @{Add='192.0.2.1','192.0.2.2'} ? the list is changed, and what was in it before is not said
`},
		{"what comes out of a pipeline is known only when it is one named object", "", `
Get-SendConnector 'Internet' | Set-SendConnector -Enabled $false
Get-ReceiveConnector | Set-ReceiveConnector -Banner '220 mail'
Get-SendConnector |
  Remove-SendConnector -Confirm:$false
`, `
Set SendConnector onprem :1
  Identity = Internet
  Enabled = False
Set ReceiveConnector onprem :2
  Identity = ? whatever comes out of Get-ReceiveConnector
  Banner = 220 mail
Remove SendConnector onprem :4
  Identity = ? whatever comes out of Get-SendConnector
`},
		{"a command in a block that may not run is told of", "", `
if ($first) { New-SendConnector -Name 'a' }
try {
  New-SendConnector -Name 'b' -AddressSpaces '*'
} catch { Remove-SendConnector 'b' }
foreach ($c in $all) {
  Set-ReceiveConnector $c -Enabled $true
}
`, `
New SendConnector onprem :3
  Name = b
  AddressSpaces = *
notice :1 New-SendConnector stands in a block or expression that is not evaluated, so it is left out
notice :4 Remove-SendConnector stands in a block or expression that is not evaluated, so it is left out
notice :6 Set-ReceiveConnector stands in a block or expression that is not evaluated, so it is left out
`},
		{"-WhatIf changes nothing", "", `
Remove-SendConnector 'Internet' -WhatIf
Set-SendConnector 'Internet' -WhatIf:$false -Enabled $true
`, `
Set SendConnector onprem :2
  Identity = Internet
  Enabled = True
notice :1 Remove-SendConnector with -WhatIf changes nothing, so it is left out
`},
		{"a session as it was pasted, with prompts and typographic signs", "", `
[PS] C:\>Set-SendConnector ‘Internet’ –Enabled $true
PS C:\Users\admin> Set-SendConnector "Internet" -Port 25
PS> Get-SendConnector
`, `
Set SendConnector onprem :1
  Identity = Internet
  Enabled = True
Set SendConnector onprem :2
  Identity = Internet
  Port = 25
`},
		{"several commands on a line", "", `
New-AcceptedDomain 'contoso.com' -DomainName contoso.com; Set-AcceptedDomain contoso.com -DomainType InternalRelay
`, `
New AcceptedDomain onprem :1
  Name = contoso.com
  DomainName = contoso.com
Set AcceptedDomain  :1
  Identity = contoso.com
  DomainType = InternalRelay
`},
		{"a quote that is not closed", "", `
New-SendConnector -Name 'Internet -Port 25
New-SendConnector -Name b
`, `
New SendConnector onprem :1
  Name = ? 'Internet -Port 25 New-SendConnector -Name b: the quote is not closed
`},
	})
}

func TestHCWLog(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"commands are read as they were typed, on the side that they were typed on", "", `
2026.11.20 09:15:01.001         10276 [Client=UX, Session=OnPremises, Cmdlet=Set-RemoteDomain, Thread=7] START Set-RemoteDomain -TargetDeliveryDomain: $true -Identity 'Hybrid Domain - contoso.mail.onmicrosoft.com'
2026.11.20 09:15:01.101         10277 [Client=UX, Session=OnPremises, Cmdlet=Set-RemoteDomain, Thread=7] FINISH Time=100.0ms
2026.11.20 09:15:02.001         10276 [Client=UX, Session=Tenant, Page=Progress, Cmdlet=New-InboundConnector, Thread=9] START New-InboundConnector -Name 'Inbound from 1' -SenderIPAddresses $null
`, `
Set RemoteDomain onprem :1
  TargetDeliveryDomain = True
  Identity = Hybrid Domain - contoso.mail.onmicrosoft.com
New InboundConnector cloud :3
  Name = Inbound from 1
  SenderIPAddresses = null
`},
		{"a command that failed did nothing", "", `
2026.11.20 09:15:01.001         10276 [Client=UX, Session=Tenant, Cmdlet=New-InboundConnector, Thread=9] START New-InboundConnector -Name 'Inbound from 0'
2026.11.20 09:15:01.801         10277 [Client=UX, Session=Tenant, Cmdlet=New-InboundConnector, Thread=9] FINISH Time=800.0ms
2026.11.20 09:15:02.001         10276 [Client=UX, Session=Tenant, Cmdlet=New-InboundConnector, Thread=9] START New-InboundConnector -Name 'Inbound from 1'
2026.11.20 09:15:02.900 *ERROR* 10224 [Client=UX, Session=Tenant, Cmdlet=New-InboundConnector, Thread=9] FINISH Time=899.0ms Results=PowerShell failed to invoke 'New-InboundConnector'
2026.11.20 09:15:02.901 *ERROR* 10224 [Client=UX, Session=Tenant, Cmdlet=New-InboundConnector, Thread=9] The name is taken.
`, `
New InboundConnector cloud :1
  Name = Inbound from 0
notice :4 New-InboundConnector failed, so it is left out: FINISH Time=899.0ms Results=PowerShell failed to invoke 'New...
`},
	})
	e := readText(t, "", "2026.11.20 09:15:01.250 10276 [Session=Tenant, Cmdlet=Set-RemoteDomain, Thread=7] START Set-RemoteDomain x -IsInternal: $true\n")
	if got := e.Objects[0].Time.Format("2006-01-02T15:04:05.000Z07:00"); got != "2026-11-20T09:15:01.250Z" {
		t.Errorf("the time of the command is %s", got)
	}
}

func TestDSC(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"Microsoft365DSC: how the resource is applied is no property of the object", "", `
# Generated with Microsoft365DSC
Configuration M365TenantConfig
{
    Node localhost
    {
        EXOInboundConnector "EXOInboundConnector-Inbound from 1"
        {
            ApplicationId         = $ConfigurationData.NonNodeData.ApplicationId;
            Credential            = $Credscredential;
            Ensure                = "Present";
            CloudServicesMailEnabled = $True;
            Identity              = "Inbound from 1";
            SenderDomains         = @("smtp:*;1","smtp:contoso.com;1");
            SenderIPAddresses     = @();
            TlsSenderCertificateName = "$CertificateName";
        }
        EXOOutboundConnector 'old' { Identity = 'old'; Ensure = 'Absent' }
    }
}
`, `
Get InboundConnector cloud :6
  CloudServicesMailEnabled = True
  Identity = Inbound from 1
  SenderDomains = [smtp:*;1 | smtp:contoso.com;1]
  SenderIPAddresses = []
  TlsSenderCertificateName = ? a text with variables: "$CertificateName"
Remove OutboundConnector cloud :17
  Identity = old
`},
		{"ExchangeDsc: the older names of the resources, and nested blocks", "", `
xExchReceiveConnector Relay {
    Identity       = 'EX01\Relay'
    Bindings       = '0.0.0.0:25'
    ExtendedRightAllowEntries = @(MSFT_KeyValuePair{
        key   = 'NT AUTHORITY\ANONYMOUS LOGON'
        value = 'Ms-Exch-SMTP-Accept-Any-Recipient'
    })
    What is this
}
`, `
Get ReceiveConnector onprem :1
  Identity = EX01\Relay
  Bindings = 0.0.0.0:25
  ExtendedRightAllowEntries = [] ? MSFT_KeyValuePair{ key = 'NT AUTHORITY\ANONYMOUS LOGON' valu...: script blocks such as {...} are not evaluated
notice :8 "What is this" is not understood; a property is Name = value
`},
	})
}

func TestPipelines(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"the object of one command is that of the next, of whatever kind", "", `
Get-ReceiveConnector "Scanners" -Server EX07 | Add-ADPermission -User 'NT AUTHORITY\ANONYMOUS LOGON' -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient
Get-Mailbox -Identity dora | Set-MailboxAutoReplyConfiguration -AutoReplyState Enabled
`, `
Add ADPermission onprem :1
  Identity = Scanners
  User = NT AUTHORITY\ANONYMOUS LOGON
  ExtendedRights = ms-Exch-SMTP-Accept-Any-Recipient
Set MailboxAutoReplyConfiguration  :2
  Identity = dora
  AutoReplyState = Enabled
`},
		{"New- puts out what it made", "", `
New-ReceiveConnector -Name Scanners -Bindings 0.0.0.0:26 | Set-ReceiveConnector -Enabled $false
`, `
New ReceiveConnector onprem :1
  Name = Scanners
  Bindings = 0.0.0.0:26
Set ReceiveConnector onprem :1
  Identity = Scanners
  Enabled = False
`},
		{"several objects are not one", "", `
Get-ReceiveConnector "Scan*" | Set-ReceiveConnector -Enabled $false
Get-ReceiveConnector Scanners -Filter {Enabled -eq $true} | Set-ReceiveConnector -Enabled $false
`, `
Set ReceiveConnector onprem :1
  Identity = ? whatever comes out of Get-ReceiveConnector "Scan*"
  Enabled = False
Set ReceiveConnector onprem :2
  Identity = ? whatever comes out of Get-ReceiveConnector Scanners -Filter {Enabled -eq $true}
  Enabled = False
`},
	})
}
