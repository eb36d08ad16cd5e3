// Package dsn composes and reads delivery status notifications: RFC 3464 reports in RFC 6522 wrapping, shaped as each
// generation of Exchange writes them. It does not decide that a report is due, nor how a failure is worded; a [Report]
// is written from the trace, when all that is settled.
//
//  1. Fill in a [Report]: who reports, about which recipients, with which replies, to whom.
//  2. [Compose] chooses the [Form] by product, era and code, lays the text for people out once as a page, renders it as
//     plain text and as HTML, and adds message/delivery-status and the original or its header.
//  3. [Read] turns any RFC 3464 report, and Exchange's text alone, back into a Report.
//  4. [Report.Phase] says at which point a reply was given; what it means is in the catalogue, relay/reply.
//
// Labels, status lines and field names are protocol facts, with their order and spacing (NB1 to NB10); sentences that
// explain are ours.
package dsn
