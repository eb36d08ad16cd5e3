package reply

import "regexp"

// This file tells whose words a reply has. A number is anybody's: what Exchange means by 5.7.64 a firewall need not
// mean, so numbers that only Exchange uses count beside words of Exchange's.

// ownMarks stand in what Exchange and the service say, and in what nobody else says.
var ownMarks = regexp.MustCompile(`\b(?:RESOLVER|TRANSPORT|SMTPSEND|QUEUE|ROUTING)\.[A-Z]|STOREDRV|MapiException` +
	`|UnifiedGroupAgent|^SMTP; |Tenant(?:Inbound)?Attribution|\bATTR\d|\bPRX\d|\bAS\(?\d{3,}\)?|\(S\d{4}\)` +
	`|\[(?:Message|LastAttempted\w+|SmtpSecurity|AGT)=|\bSuspiciousRemoteServerError\b|^Access [Dd]enied\b` +
	`|^Message expired\b|^Remote server returned |\[Stage: ` +
	`|^Cannot (?:connect to|establish session with) remote server` +
	`|^Error communicating with (?:target|frontend) host|^Target host responded with error` +
	`|^Proxy session setup failed` +
	`|^Certificate validation failed?\b|^Certificate validation failure|^DNS query failed` +
	`|^Connection was closed abruptly` +
	`|^Connection (?:refused|timed out)$|^Failed to connect\. ` +
	`|fwlink|\baka\.ms/|(?:sender|protection)\.office\.com|@(?:messaging\.)?microsoft\.com|support\.microsoft\.com`)

// exchanges reports words of Exchange's: a mark in them, or a stamp of the service.
func exchanges(text string) bool {
	if ownMarks.MatchString(text) {
		return true
	}
	for _, s := range Stamps(text) {
		if s.Session != "" || service365.MatchString(s.Host) {
			return true
		}
	}
	return false
}

var service365 = regexp.MustCompile(`(?i)\.(?:outlook|office365|exchangelabs|microsoft)\.com$`)

// IsService reports a host of the service, by its name.
func IsService(host string) bool { return service365.MatchString(host) }
