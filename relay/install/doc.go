// Package install is what setup, the cmdlets and the Hybrid Configuration Wizard create: each default stands here once.
// It makes objects and whole organizations; it places nothing on a network and issues no certificate.
//
//  1. [OnPremises] and [Tenant] are organizations as setup and sign-up leave them, with one server.
//  2. [ReceiveConnector] and its siblings are new objects as New- cmdlets begin them.
//  3. [Hybrid] writes into connectors and domains what the wizard writes, and nothing else.
package install
