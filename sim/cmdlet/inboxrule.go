package cmdlet

import (
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
)

// inboxRules are the rules of mailboxes' owners on one side.
var inboxRules = &noun[relay.InboxRule]{
	name: "InboxRule", on: everywhere,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "Mailbox", access: newOnly, required: true, links: true},
		{name: "Enabled", access: readOnly},
		{name: "From", quiet: true, clean: cleanTarget},
		{name: "SubjectContainsWords", quiet: true},
		{name: "RedirectTo", quiet: true, clean: cleanTarget},
		{name: "ForwardTo", quiet: true, clean: cleanTarget},
		{name: "ForwardAsAttachmentTo", quiet: true, clean: cleanTarget, note: "passes on what ForwardTo does"},
		{name: "StopProcessingRules", quiet: true},
	}, inboxRuleKept),
	list:     func(o *relay.Organization) *[]*relay.InboxRule { return &o.InboxRules },
	identity: (*relay.InboxRule).Identity,
	answers:  func(r *relay.InboxRule, name string) bool { return strings.EqualFold(r.Name, name) },
	defaults: func(*relay.Organization) *relay.InboxRule { return &relay.InboxRule{Enabled: true} },
	settle: func(c *call, old, x *relay.InboxRule) error {
		r := c.here.now.Recipient(x.Mailbox)
		if old == nil && (r == nil || r.Type != relay.UserMailbox) {
			return refuse("Mailbox", x.Mailbox+" is no mailbox of this side",
				"type it on the side where the mailbox is")
		}
		return nil
	},
}

const inboxWhen, inboxDoes = "which messages the rule is about", "what becomes of a message in the mailbox"

var inboxRuleKept = slices.Concat([]property{
	kept("BodyContainsWords", words, inboxWhen, nothing), kept("SubjectOrBodyContainsWords", words, inboxWhen, nothing),
	kept("FromAddressContainsWords", words, inboxWhen, nothing), kept("HeaderContainsWords", words, inboxWhen, nothing),
	kept("RecipientAddressContainsWords", words, inboxWhen, nothing), kept("SentTo", words, inboxWhen, nothing),
	kept("MessageTypeMatches", word, inboxWhen, nothing), kept("HasAttachment", flag, inboxWhen, "False"),
	kept("SentOnlyToMe", flag, inboxWhen, "False"), kept("MyNameInToBox", flag, inboxWhen, "False"),
	kept("MyNameInCcBox", flag, inboxWhen, "False"), kept("MyNameInToOrCcBox", flag, inboxWhen, "False"),
	kept("MyNameNotInToBox", flag, inboxWhen, "False"), kept("WithImportance", word, inboxWhen, nothing),
	kept("WithinSizeRangeMaximum", size, inboxWhen, nothing), kept("WithinSizeRangeMinimum", size, inboxWhen, nothing),
	kept("ReceivedAfterDate", word, inboxWhen, nothing), kept("ReceivedBeforeDate", word, inboxWhen, nothing),
	kept("ExceptIfFrom", words, inboxWhen, nothing), kept("ExceptIfSubjectContainsWords", words, inboxWhen, nothing),
	kept("ExceptIfBodyContainsWords", words, inboxWhen, nothing), kept("ExceptIfSentTo", words, inboxWhen, nothing),
	kept("DeleteMessage", flag, inboxDoes, "False"), kept("MoveToFolder", word, inboxDoes, nothing),
	kept("CopyToFolder", word, inboxDoes, nothing), kept("SoftDeleteMessage", flag, inboxDoes, "False"),
}, ignored("a mark that the owner sees", "MarkAsRead MarkImportance ApplyCategory PinMessage Priority"),
	ignored("a switch of the shell", "AlwaysDeleteOutlookRulesBlob FromMessageId ValidateOutlookRulesBlob"))

// target is how Get-InboxRule prints a recipient: "Erin" [SMTP:erin@fabrikam.com].
var target = regexp.MustCompile(`(?i)\[(?:SMTP|EX):([^\]]+)\]`)

// cleanTarget reads an address, alone or as Get-InboxRule prints it.
func cleanTarget(s string) (string, error) {
	if m := target.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	return cleanProxy(s)
}

// ofMailbox is the parameter with which Get- and the others find the rules of one mailbox.
type ofMailbox struct{ Mailbox string }

func inboxRuleCmdlets() []*command {
	n := inboxRules
	mine := options[ofMailbox](property{name: "Mailbox", access: writeOnly, note: "whose rules"})
	get := n.get(mine, func(c *call, r *relay.InboxRule) (bool, error) {
		a := c.given["Mailbox"]
		if a == nil {
			return true, nil
		}
		who, err := findRecipient(c.here.now, a.value.text, "Mailbox")
		return err == nil && who.HasAddress(r.Mailbox), err
	})
	create := n.new(nil)
	create.run = newInboxRule(create.run)
	return append([]*command{get, n.set(), create, n.remove()},
		n.toggles("rule of a mailbox", func(r *relay.InboxRule, on bool) { r.Enabled = on }, mine...)...)
}

// newInboxRule refuses a rule that says nothing of what it does.
func newInboxRule(make func(*call) error) func(*call) error {
	return func(c *call) error {
		for name := range c.given {
			if name != "Name" && name != "Mailbox" && name != "Priority" && name != "StopProcessingRules" {
				return make(c)
			}
		}
		return refuse("Name", "the rule does nothing", "add -RedirectTo or -ForwardTo with an address")
	}
}

// withoutRules removes the rules of a mailbox that is removed.
func withoutRules(c *call, gone *relay.Recipient) error {
	of := func(r *relay.InboxRule) bool { return gone.HasAddress(r.Mailbox) }
	if slices.ContainsFunc(c.here.now.InboxRules, of) {
		o := c.here.edit()
		o.InboxRules = slices.DeleteFunc(o.InboxRules, of)
	}
	return nil
}
