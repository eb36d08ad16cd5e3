package cmdlet_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hybridsim/sim/cmdlet"
)

// TestEachParameterThatTheSheetsNameIsAccountedFor reads the sheets about recipients, rules and policy, where they are
// at hand: each parameter that they name acts, is kept with what it could change, or is ignored with the reason why it
// cannot. What looks like a parameter and is none stands in a list here.
func TestEachParameterThatTheSheetsNameIsAccountedFor(t *testing.T) {
	var text strings.Builder
	for _, pattern := range []string{"recipients*.md", "gaps-p*.md"} {
		sheets, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "facts", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range sheets {
			content, err := os.ReadFile(sheet)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(content)
		}
	}
	if text.Len() == 0 {
		t.Skip("the sheets are not at hand")
	}
	known := map[string]bool{}
	for _, c := range cmdlet.Reference() {
		for _, p := range c.Parameters {
			known[p.Name] = true
			if p.Effect != cmdlet.EffectActs && p.Why == "" {
				t.Errorf("%s -%s is %s, and nobody says why", c.Name, p.Name, p.Effect)
			}
		}
	}
	for list := range strings.SplitSeq(notParameters, "\n") {
		why, names, ok := strings.Cut(list, ": ")
		if !ok || why == "" {
			continue
		}
		for name := range strings.FieldsSeq(names) {
			if known[name] {
				t.Errorf("%s is a parameter, and stands in the list of what is none", name)
			}
			known[name] = true
		}
	}
	quoted := regexp.MustCompile("`[^`\n]+`")
	word := regexp.MustCompile(`(?:^|[^A-Za-z0-9.\-/@=]|[^A-Za-z0-9.\-/@=]-)([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*)(?:[^A-Za-z0-9\-./@]|$)`)
	told := map[string]bool{}
	for _, span := range quoted.FindAllString(text.String(), -1) {
		for _, m := range word.FindAllStringSubmatch(span, -1) {
			if name := m[1]; !known[name] && !told[name] {
				told[name] = true
				t.Errorf("%s is named, and no cmdlet has it: %s", name, span)
			}
		}
	}
}

// notParameters are names that look like parameters' and are none of a cmdlet's here, with what they are.
const notParameters = `
events of agents: OnSubmittedMessage OnRoutedMessage OnResolvedMessage OnEndOfData OnCreatedEvent
keys of EdgeTransport.exe.config, which no cmdlet writes: ResolverRetryInterval ExpansionSizeLimit
parameters of objects that are carried, which take any: JournalRecipient IsDefaultModeratedRecipientsPolicyTag IsExchangeCloudManaged
values of parameters: AuditAndNotify NotInOrganization ExternalPartner ExternalNonPartner HeaderOrEnvelope PermissionControlled ApprovalRequest ReadReceipt AutoForward
values, too: HighConfidencePhish HighConfidenceSpam MoveToJmf TempError StampStatus EnabledWithoutValue AllRecipients MailboxUsers MailContacts MailGroups MailUsers
types of objects and domains: UserMailbox MailContact MailUser InternalRelay
rights: CreateItems AcceptOorgProtocol ExchangeServers ExternalAuthoritative AnonymousUsers
names in headers, logs and traces: AuthAs AuthSource OutboundIpPoolName RegularRelayOutboundPool SenderIDStatus OrigIP TotalBytes FromEntityHeader HybridOnPrem OriginalAttributedTenantConnectingIp TenantId ExchangeLegacyDN
words of replies: CreateMessage UnifiedGroupAgent SubmissionQuotaExceededException MapiExceptionShutoffQuotaExceeded SmtpClientAuthentication OverAdvertisedSize
names of objects: SystemMailbox OrgExtensionProperties0 PublicFolderMailboxes
the beginnings of several names: ReportTo MarkAsSpam TrustedMail
`
