Configuration EdgeOfContoso
{
    Import-DscResource -ModuleName ExchangeDsc
    Node 'EX01'
    {
        ExchSendConnector 'Outbound'
        {
            Name                     = 'Outbound to Office 365'
            Credential               = $ExchangeAdmin
            Ensure                   = 'Present'
            AddressSpaces            = @(
                'smtp:contoso.mail.onmicrosoft.com;1' # the routing domain
                "smtp:contoso.onmicrosoft.com;5"
            )
            CloudServicesMailEnabled = $True
            Enabled                  = $true
            MaxMessageSize           = '35 MB (36,700,160 bytes)'
            RequireTLS               = $true;
            SmartHosts               = @()
            TlsAuthLevel             = 'DomainValidation'
            TlsCertificateName       = '<I>CN=Example Public CA 1, O="Example CA, Inc", C=US<S>CN=mail.contoso.com'
            TlsDomain                = 'mail.protection.outlook.com'
            Fqdn                     = $null
        }
    }
}
