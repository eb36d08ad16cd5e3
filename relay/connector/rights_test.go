package connector_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

func TestCapabilities(t *testing.T) {
	const before2016 = "<I>CN=MSIT Machine Auth CA 2, DC=Redmond, DC=corp, DC=microsoft, DC=com<S>CN=mail.protection.outlook.com, OU=Forefront Online Protection for Exchange, O=Microsoft, L=Redmond, S=WA, C=US"
	var oldName relay.CertificateName
	if err := oldName.UnmarshalText([]byte(before2016)); err != nil {
		t.Fatal(err)
	}
	old := peer("mail.protection.outlook.com")
	old.Certificate = oldName
	untrusted := peer("mail.protection.outlook.com")
	untrusted.Validated = false
	tests := []struct {
		name       string
		configured []string
		peer       relay.PeerIdentity
		want       []string
	}{
		{"R1.18: a client certificate that validates and names the domain", []string{"mail.protection.outlook.com:AcceptCloudServicesMail"}, peer("mail.protection.outlook.com"), []string{"AcceptCloudServicesMail"}},
		{"R1.18: the domain may be an alternative name", []string{"mail.protection.outlook.com:AcceptCloudServicesMail"}, peer("outlook.com", "mail.protection.outlook.com"), []string{"AcceptCloudServicesMail"}},
		{"R1.18: 2010 calls it AcceptOorgProtocol", []string{"mail.protection.outlook.com:AcceptOorgProtocol"}, peer("mail.protection.outlook.com"), []string{"AcceptOorgProtocol"}},
		{"R1.18: both at once", []string{"mail.protection.outlook.com:AcceptOorgProtocol,AcceptCloudServicesMail"}, peer("mail.protection.outlook.com"), []string{"AcceptOorgProtocol", "AcceptCloudServicesMail"}},
		{"S9.2: a wildcard alternative name covers one level", []string{"contoso.mail.protection.outlook.com:AcceptCloudServicesMail"}, peer("*.mail.protection.outlook.com"), []string{"AcceptCloudServicesMail"}},
		{"R1.18: in clear nothing is proved", []string{"mail.protection.outlook.com:AcceptCloudServicesMail"}, relay.PeerIdentity{}, nil},
		{"R1.19: without a client certificate", []string{"mail.protection.outlook.com:AcceptCloudServicesMail"}, relay.PeerIdentity{Secured: true}, nil},
		{"R1.18: the certificate does not validate", []string{"mail.protection.outlook.com:AcceptCloudServicesMail"}, untrusted, nil},
		{"R1.18: the certificate names somebody else", []string{"mail.protection.outlook.com:AcceptCloudServicesMail"}, peer("gateway.example"), nil},
		{"TlsDomainCapabilities is empty", nil, peer("mail.protection.outlook.com"), nil},
		{"KB3156771: the string of before April 2016 meets the certificate of then", []string{before2016 + ":AcceptOorgProtocol"}, old, []string{"AcceptOorgProtocol"}},
		{"KB3156771: and not the certificate of today", []string{before2016 + ":AcceptOorgProtocol"}, peer("mail.protection.outlook.com"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &relay.ReceiveConnector{Name: "Default Frontend EX01", Server: "EX01"}
			for _, text := range tt.configured {
				var capability relay.TlsDomainCapability
				if err := capability.UnmarshalText([]byte(text)); err != nil {
					t.Fatal(err)
				}
				c.TlsDomainCapabilities = append(c.TlsDomainCapabilities, capability)
			}
			got, why := connector.Capabilities(c, tt.peer)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("capabilities (-want +got):\n%s%+v", diff, why)
			}
			if why.Because == "" || (len(got) == 0) != (why.Chosen == "") {
				t.Errorf("the decision does not tell what was granted: %+v", why)
			}
		})
	}
}

func TestSessionRights(t *testing.T) {
	anonymous := relay.RightsOf(relay.AnonymousUsers)
	groups := func(gs ...relay.PermissionGroup) relay.ReceiveConnector {
		return relay.ReceiveConnector{PermissionGroups: gs}
	}
	relaying := groups(relay.AnonymousUsers)
	relaying.ExtendedRights = []relay.Right{relay.RightAnyRecipient}
	secured := groups(relay.ExchangeServers)
	secured.AuthMechanism = []relay.AuthMechanism{relay.AuthTls, relay.AuthExternalAuthoritative}
	cloud := []string{relay.AcceptCloudServicesMail}
	tests := []struct {
		name          string
		connector     relay.ReceiveConnector
		capabilities  []string
		authenticated bool
		want          relay.Rights
	}{
		{"S1.4: AnonymousUsers for whoever comes", groups(relay.AnonymousUsers, relay.ExchangeServers), nil, false, anonymous},
		{"S1.3: 2010's default connector gives a stranger nothing, not even SMTP-Submit", groups(relay.ExchangeUsers, relay.ExchangeServers, relay.ExchangeLegacyServers), nil, false, nil},
		{"S1.4: ExchangeUsers for a client that logged on", groups(relay.ExchangeUsers), nil, true, relay.RightsOf(relay.ExchangeUsers)},
		{"S1.4: a client that logged on where users are not permitted is anonymous", groups(relay.AnonymousUsers), nil, true, anonymous},
		{"RELAY (a): Accept-Any-Recipient for ANONYMOUS LOGON relays, and nothing more", relaying, nil, false, anonymous.With(relay.RightAnyRecipient)},
		{"RELAY (b): ExternalAuthoritative trusts the peer, without organization headers", secured, nil, false, relay.ExternallySecured()},
		{"R4.13: the cloud may relay and say how a message was authenticated", groups(relay.AnonymousUsers), cloud, false, anonymous.With(relay.RightAnyRecipient, relay.RightAuthenticationFlag)},
		{"S2.3: the hybrid capability suffices to submit", groups(), cloud, false, relay.Rights{relay.RightSubmit, relay.RightAnyRecipient, relay.RightAuthenticationFlag}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, why := connector.SessionRights(&tt.connector, tt.capabilities, tt.authenticated)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("rights (-want +got):\n%s%+v", diff, why)
			}
			if why.Because == "" || len(why.Candidates) == 0 {
				t.Errorf("no reason: %+v", why)
			}
		})
	}
}
