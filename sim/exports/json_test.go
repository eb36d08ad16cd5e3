package exports

import "testing"

func TestJSON(t *testing.T) {
	runReaderTests(t, []readerTest{
		{"REST: sidecars are no properties, absent is not false", "", `
{
  "@odata.context": "https://outlook.office365.com/adminapi/beta/1/$metadata#InboundConnector",
  "value": [
    {
      "@odata.type": "#Exchange.InboundConnector",
      "Name": "Inbound from 1",
      "SenderDomains@data.type": "#Collection(String)",
      "SenderDomains": ["smtp:*;1"],
      "RequireTls": true,
      "Comment": null
    }
  ],
  "@odata.nextLink": "https://outlook.office365.com/adminapi/beta/1/InboundConnector?$skiptoken=1"
}
`, `
Get InboundConnector cloud :4
  Name = Inbound from 1
  SenderDomains = [smtp:*;1]
  RequireTls = True
  Comment = null
notice :13 this is one page of an answer; the objects on the next pages are not here
`},
		{"plain ConvertTo-Json: enumerations are numbers, and types are taken apart", "", `
{"Name": "Default Frontend EX01", "TransportRole": 16384, "AuthMechanism": 31, "PermissionGroups": 13, "ProtocolLoggingLevel": 1,
 "ExtendedProtectionPolicy": 7, "TarpitInterval": {"Ticks": 50000000, "Days": 0, "TotalSeconds": 5},
 "Bindings": [{"Address": {"IPAddressToString": "::"}, "Port": 25, "AddressFamily": 23}, {"Address": {"IPAddressToString": "0.0.0.0"}, "Port": 25}],
 "RemoteIPRanges": {"value": [{"LowerBound": "0.0.0.0", "UpperBound": "255.255.255.255", "Expression": "0.0.0.0-255.255.255.255"}], "Count": 1},
 "MaxMessageSize": {"IsUnlimited": true}, "MaxProtocolErrors": {"IsUnlimited": false, "Value": 5},
 "Server": {"Rdn": "CN=EX01", "Name": "EX01", "DistinguishedName": "CN=EX01,CN=Servers"},
 "WhenChanged": "/Date(1795166101000)/", "Odd": {"x": {"y": 1}}, "MaxHopCount": 60}
`, `
Get ReceiveConnector onprem :1
  Name = Default Frontend EX01
  TransportRole = FrontendTransport
  AuthMechanism = Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer
  PermissionGroups = AnonymousUsers, ExchangeServers, ExchangeLegacyServers
  ProtocolLoggingLevel = Verbose
  ExtendedProtectionPolicy = ? the number 7 of an enumeration; ConvertTo-Json -EnumsAsStrings would tell its name
  TarpitInterval = 00:00:05
  Bindings = [[::]:25 | 0.0.0.0:25]
  RemoteIPRanges = [0.0.0.0-255.255.255.255]
  MaxMessageSize = Unlimited
  MaxProtocolErrors = 5
  Server = EX01
  WhenChanged = 2026-11-20T09:15:01Z
  Odd = ? a nested object of which the text is not known
  MaxHopCount = 60
`},
		{"smart hosts and addresses that were taken apart", "", `
[{"RecipientDomains": ["*"], "SmartHosts": [{"IsIPAddress": false, "Domain": "mail.contoso.com", "Address": {"IPAddressToString": "0.0.0.0"}}, {"IsIPAddress": true, "Domain": null, "Address": {"IPAddressToString": "192.0.2.1"}}]},
 {"RecipientTypeDetails": "UserMailbox", "PrimarySmtpAddress": {"Length": 17, "Local": "alice", "Domain": "contoso.com", "Address": "alice@contoso.com"},
  "EmailAddresses": [{"SmtpAddress": "alice@contoso.com", "AddressString": "alice@contoso.com", "ProxyAddressString": "SMTP:alice@contoso.com", "PrefixString": "SMTP"}]}]
`, `
Get OutboundConnector cloud :1
  RecipientDomains = [*]
  SmartHosts = [mail.contoso.com | 192.0.2.1]
Get Mailbox  :2
  RecipientTypeDetails = UserMailbox
  PrimarySmtpAddress = alice@contoso.com
  EmailAddresses = [SMTP:alice@contoso.com]
`},
		{"objects under the name of their cmdlet", "tenant.json", `
{"Get-AcceptedDomain": [{"Name": "contoso.com"}], "RemoteDomains": {"Name": "Default"}}
`, `
Get AcceptedDomain cloud :1
  Name = contoso.com
Get RemoteDomain cloud :1
  Name = Default
`},
		{"several documents in one file", "", `
{"SenderDomains": ["*"]}
{"RecipientDomains": ["*"]}
`, `
Get InboundConnector cloud :1
  SenderDomains = [*]
Get OutboundConnector cloud :2
  RecipientDomains = [*]
`},
		{"the file is cut off", "", `
[{"SenderDomains": ["*"], "Name": "a"}, {"SenderDomains": ["smtp:*;1"], "Name": "b", "Comment": "t`, `
Get InboundConnector cloud :1
  SenderDomains = [*]
  Name = a
Get InboundConnector cloud :1
  SenderDomains = [smtp:*;1]
  Name = b
notice :1 the file is cut off here; what is behind is not known
`},
		{"the file is damaged", "", `
[{"SenderDomains": ["*"]}, {"Name" "b"}]
`, `
Get InboundConnector cloud :1
  SenderDomains = [*]
notice :1 the file is damaged here: invalid character '"' after object key
`},
	})
}
