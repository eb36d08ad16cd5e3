// Package connector answers one question in six places: which connector?
//
//  1. [ChooseReceive]: which ReceiveConnector takes a connection, by binding and client address, before the banner.
//  2. [ServerCertificate]: which certificate that connector shows, and so whether STARTTLS is offered.
//  3. [Identify], [Capabilities], [SessionRights]: what the client's certificate proves and what the session may do.
//  4. [Attribute]: whose mail the cloud takes it for: InboundConnector by certificate, by address, or the recipient's
//     tenant.
//  5. [CheckSource], [Admit]: whether the service's block list and the tenant's policy let it in.
//  6. [ChooseSend], [WayOut]: which way out, by address space on-premises; in the cloud by mail-flow rule, mailbox,
//     centralized transport or recipient domain, in that order (wayout.go).
//
// Every function is pure and returns, beside its answer, a [relay.Decision] with all candidates. Who the recipient is,
// is another question: package categorizer.
package connector
