<# Made for the move of
   Set-SendConnector mail #>
New-SendConnector -Name 'Outbound to Office 365' `
    -AddressSpaces 'smtp:contoso.mail.onmicrosoft.com;1',
        'smtp:contoso.onmicrosoft.com;5' -CloudServicesMailEnabled: $true -Enabled: $true -MaxMessageSize '35 MB (36,700,160 bytes)' -RequireTLS: $true -SmartHosts @() -TLSAuthLevel DomainValidation -TLSCertificateName '<I>CN=Example Public CA 1, O="Example CA, Inc", C=US<S>CN=mail.contoso.com' -TLSDomain 'mail.protection.outlook.com' -Fqdn $null # done
