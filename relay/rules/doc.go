// Package rules asks the mail-flow rules of one side about a message: which of them match, for which recipients, and
// what they do. It changes nothing and sends nothing; package transport applies what it answers.
//
//  1. [New] looks at a message once.
//  2. [Message.Ask] asks one rule: for which of the recipients do all conditions hold and no exception.
//  3. [Apply] changes header and text as a rule's actions say.
package rules
