// Package dsn composes and reads delivery status notifications: RFC 3464 reports in RFC 6522 wrapping, shaped as Exchange
// writes them. It does not decide that a report is due, nor how a failure is worded; a [Report] is written from the trace,
// when all that is settled.
//
//  1. Fill in a [Report]: who reports, about which recipients, with which replies, to whom.
//  2. [Compose] renders it: a text for people, message/delivery-status for programs, and the original or its header.
//  3. [Read] turns any RFC 3464 report back into a Report.
//
// The text for people is ours; labels and status lines are protocol facts. So far only the text form is written (Exchange's
// InternalDsnSendHtml $false); the HTML alternative is not.
package dsn
