// Package reply is the catalogue of replies: every reply that the simulated systems give, one constructor for each
// documented condition, with its code, its text, the product or era that says it, and the source. Nobody else makes a
// reply; what comes over the wire is read with [relay.Received]. It does not decide that a reply is due.
//
// Marks: [D] documented, [O] observed, [S] secondary, [I] inferred (docs/FIDELITY.md).
//
//  1. What an SMTP service says about the protocol itself is in protocol.go.
//  2. What depends on configuration is in refusals.go; by policy and reputation, in policy.go.
//  3. A failed attempt is worded by side and era in deferral.go ([NewDeferral]).
//  4. What a report quotes of another system's refusal is in wrap.go ([WrapRefusal]).
//  5. What a generic Internet host says is in plain.go, without a claim that any product does.
package reply
