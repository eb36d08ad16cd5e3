package exports

import "testing"

func TestFormatList(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"a list cut by $FormatEnumerationLimit is not wholly known", "", `
Name          : Contoso
SenderDomains : {smtp:contoso.com;1, smtp:fabrikam.com;1...}
SenderIPAddresses : {192.0.2.1, 192.0.2.2…}
`, `
Get InboundConnector cloud :1
  Name = Contoso
  SenderDomains = [smtp:contoso.com;1 | smtp:fabrikam.com;1] ? cut off after 2 values
  SenderIPAddresses = [192.0.2.1 | 192.0.2.2] ? cut off after 2 values
`},
		{"a blank line between rows does not end an object; a row that comes again does", "", `
Name            : Default Frontend EX01

Bindings        : {[::]:25, 0.0.0.0:25}

PermissionGroups : AnonymousUsers, ExchangeServers


Name            : Relay

Bindings        : {0.0.0.0:25}

PermissionGroups : AnonymousUsers
`, `
Get ReceiveConnector onprem :1
  Name = Default Frontend EX01
  Bindings = [[::]:25 | 0.0.0.0:25]
  PermissionGroups = AnonymousUsers, ExchangeServers
Get ReceiveConnector onprem :8
  Name = Relay
  Bindings = [0.0.0.0:25]
  PermissionGroups = AnonymousUsers
`},
		{"the alignment is lost", "", `
Name : Internet
AddressSpaces : {smtp:*;100}
DNSRoutingEnabled : True
Fqdn :
Comment: sends all
`, `
Get SendConnector onprem :1
  Name = Internet
  AddressSpaces = [smtp:*;100]
  DNSRoutingEnabled = True
  Fqdn = null
  Comment = sends all
`},
		{"everything is indented or quoted in a mail", "", `
    Name              : Internet
    AddressSpaces     : {smtp:*;100}
>   DNSRoutingEnabled : True
`, `
Get SendConnector onprem :1
  Name = Internet
  AddressSpaces = [smtp:*;100]
  DNSRoutingEnabled = True
`},
		{"a list goes on in the next lines", "", `
Name           : Relay
RemoteIPRanges : {192.0.2.1,
                 192.0.2.2, 192.0.2.3,
                 192.0.2.4}
Bindings       : {0.0.0.0:25}
`, `
Get ReceiveConnector onprem :1
  Name = Relay
  RemoteIPRanges = [192.0.2.1 | 192.0.2.2 | 192.0.2.3 | 192.0.2.4]
  Bindings = [0.0.0.0:25]
`},
		{"a list goes on without its indentation", "", `
Name : Relay
RemoteIPRanges : {192.0.2.1,

192.0.2.2}
Bindings : {0.0.0.0:25}
`, `
Get ReceiveConnector onprem :1
  Name = Relay
  RemoteIPRanges = [192.0.2.1 | 192.0.2.2]
  Bindings = [0.0.0.0:25]
`},
		{"a name is broken at the width of the window", "", `
Name              : Internet
AddressSpaces     : {smtp:*;100}
DistinguishedName : CN=Internet,CN=Connections,CN=Exchange Routing Group 1,CN=Lo
                    ngest,DC=com
`, `
Get SendConnector onprem :1
  Name = Internet
  AddressSpaces = [smtp:*;100]
  DistinguishedName = CN=Internet,CN=Connections,CN=Exchange Routing Group 1,CN=Longest,DC=com
`},
		{"a certificate's name is broken between words, and looks like a row behind the break", "", `
Name               : Internet
AddressSpaces      : {smtp:*;100}
TlsCertificateName : <I>CN=Example CA, O=Example Inc,
                     C=US<S>CN=mail.contoso.com, OU=Mail
                     Note : not a row
`, `
Get SendConnector onprem :1
  Name = Internet
  AddressSpaces = [smtp:*;100]
  TlsCertificateName = <I>CN=Example CA, O=Example Inc, C=US<S>CN=mail.contoso.com, OU=Mail Note : not a row
`},
		{"rows about the session are no properties, and tell whose object it is", "", `
PSComputerName     : outlook.office365.com
RunspaceId         : 5f5b8b3c-0000-4000-8000-000000000001
PSShowComputerName : False
DomainName         : contoso.com
DomainType         : Authoritative
PSComputerName     : ex01.contoso.com
RunspaceId         : 5f5b8b3c-0000-4000-8000-000000000001
DomainName         : fabrikam.com
DomainType         : InternalRelay
`, `
Get AcceptedDomain cloud :4
  DomainName = contoso.com
  DomainType = Authoritative
Get AcceptedDomain onprem :8
  DomainName = fabrikam.com
  DomainType = InternalRelay
`},
		{"several commands in one paste, with their prompts", "", `
[PS] C:\>Get-AcceptedDomain | fl Name,Default

Name    : contoso.com
Default : True

[PS] C:\Windows\system32>Get-RemoteDomain | fl Name,DomainName

Name       : Default
DomainName : *
`, `
Get AcceptedDomain onprem :3
  Name = contoso.com
  Default = True
Get RemoteDomain onprem :8
  Name = Default
  DomainName = *
`},
		{"the file's name decides among equals, and tells the side", "bundle/Cloud_RemoteDomain.txt", `
Name       : Default
DomainName : *
`, `
Get RemoteDomain cloud :1
  Name = Default
  DomainName = *
`},
		{"what cannot be told is said", "", `
Name       : Default
DomainName : *
`, `
Get   :1
  Name = Default
  DomainName = *
notice :1 what this object is cannot be told: its properties are those of AcceptedDomain or RemoteDomain. Name the file after the cmdlet that printed it
`},
		{"a heading is not the rest of the value before it", "", `
Name : Internet
AddressSpaces : {smtp:*;100}
Accepted domains of contoso
Name : contoso.com
DomainType : Authoritative
`, `
Get SendConnector onprem :1
  Name = Internet
  AddressSpaces = [smtp:*;100]
Get AcceptedDomain  :4
  Name = contoso.com
  DomainType = Authoritative
notice :3 "Accepted domains of contoso" is not understood; it may be the rest of AddressSpaces
`},
		{"an object of another kind begins with other rows, behind a gap", "", `
ClearCategories  : True
MaxSendSize      : 25 MB (26,214,400 bytes)
AdminDisplayName :


RejectDirectSend : True
AuditDisabled    : False
AdminDisplayName :
`, `
Get TransportConfig  :1
  ClearCategories = True
  MaxSendSize = 25 MB (26,214,400 bytes)
  AdminDisplayName = null
Get OrganizationConfig cloud :6
  RejectDirectSend = True
  AuditDisabled = False
  AdminDisplayName = null
`},
		{"dates stay as the local language writes them", "", `
Name                 : Contoso
SenderDomains        : {smtp:*;1}
WhenChanged          : 20.11.2026 09:15:01
`, `
Get InboundConnector cloud :1
  Name = Contoso
  SenderDomains = [smtp:*;1]
  WhenChanged = 20.11.2026 09:15:01
`},
		{"a list that is never closed", "", `
Name          : Contoso
SenderDomains : {smtp:*;1, smtp:contoso.com;1
`, `
Get InboundConnector cloud :1
  Name = Contoso
  SenderDomains = [smtp:*;1 | smtp:contoso.com;1] ? the list is not closed
`},
		{"absent rows are absent, which is not false", "", `
Name          : Contoso
SenderDomains : {smtp:*;1}
RequireTls    : False
`, `
Get InboundConnector cloud :1
  Name = Contoso
  SenderDomains = [smtp:*;1]
  RequireTls = False
`},
		{"a recipient says what it is", "OnPrem_Recipient.txt", `
Name                 : Alice
RecipientTypeDetails : RemoteUserMailbox
EmailAddresses       : {SMTP:alice@contoso.com, smtp:alice@contoso.mail.onmicrosoft.com}
`, `
Get RemoteMailbox onprem :1
  Name = Alice
  RecipientTypeDetails = RemoteUserMailbox
  EmailAddresses = [SMTP:alice@contoso.com | smtp:alice@contoso.mail.onmicrosoft.com]
`},
		{"the service's directory tells the side", "", `
DomainName        : contoso.com
DomainType        : Authoritative
DistinguishedName : CN=contoso.com,CN=Accepted Domains,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM
DomainName        : fabrikam.com
DomainType        : Authoritative
DistinguishedName : CN=fabrikam.com,CN=Accepted Domains,CN=Transport Settings,CN=Fabrikam,DC=fabrikam,DC=com
`, `
Get AcceptedDomain cloud :1
  DomainName = contoso.com
  DomainType = Authoritative
  DistinguishedName = CN=contoso.com,CN=Accepted Domains,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM
Get AcceptedDomain onprem :4
  DomainName = fabrikam.com
  DomainType = Authoritative
  DistinguishedName = CN=fabrikam.com,CN=Accepted Domains,CN=Transport Settings,CN=Fabrikam,DC=fabrikam,DC=com
`},
	})
}
