package cmdlet

import (
	"reflect"
	"slices"

	"hybridsim/relay"
)

// inMailbox is a group of settings that each mailbox holds: it has Get- and Set- cmdlets, which name a mailbox or take
// one from the pipeline.
type inMailbox[T any] struct {
	name       string
	on         scope // empty: everywhere
	properties []property
	part       func(*relay.MailboxSettings) *T
	rules      []rule[held[T]]
}

// held is a group of settings with the mailbox that holds it, for rules.
type held[T any] struct {
	mailbox  *relay.Recipient
	settings *T
}

var autoReplies = &inMailbox[relay.AutoReplyConfiguration]{
	name: "MailboxAutoReplyConfiguration",
	properties: slices.Concat([]property{
		{name: "AutoReplyState", beyond: []string{"Scheduled"}, why: "when it answers"},
		{name: "InternalMessage", prose: true},
		{name: "ExternalMessage", prose: true},
		{name: "ExternalAudience", note: "whom Known reaches ends as NotModelled"},
	}, autoReplyKept),
	part: func(s *relay.MailboxSettings) *relay.AutoReplyConfiguration { return &s.AutoReply },
}

var calendarProcessing = &inMailbox[relay.CalendarProcessing]{
	name: "CalendarProcessing",
	properties: slices.Concat([]property{
		{name: "AutomateProcessing"},
		{name: "ProcessExternalMeetingMessages"},
	}, calendarKept),
	part: func(s *relay.MailboxSettings) *relay.CalendarProcessing { return &s.Calendar },
	rules: []rule[held[relay.CalendarProcessing]]{{
		says: "Only a resource mailbox accepts meetings by itself.", source: "PS:Set-CalendarProcessing", about: []string{"AutomateProcessing"},
		broken: func(s subject[held[relay.CalendarProcessing]]) *refusal {
			return must(s.x.settings.AutomateProcessing != relay.AutoAccept ||
				s.x.mailbox.ResourceType == relay.ResourceRoom,
				quote(s.x.mailbox.Name)+" is no resource mailbox", "make the mailbox with New-Mailbox -Room")
		},
	}},
}

var junkEmail = &inMailbox[relay.JunkEmailConfiguration]{
	name: "MailboxJunkEmailConfiguration",
	properties: slices.Concat([]property{
		{name: "Enabled", note: "the junk email rule, on-premises; in the cloud it moves nothing (G2.48)"},
		{name: "TrustedSendersAndDomains"},
		{name: "BlockedSendersAndDomains"},
		kept("TrustedListsOnly", flag, "all but trusted senders' mail is junk", "False"),
		kept("ContactsTrusted", flag, "contacts are trusted senders", "False"),
		kept("TrustedRecipientsAndDomains", words, "mail to these is trusted", nothing),
	}, ignored("a switch of the shell", "IgnoreDefaultScope")),
	part: func(s *relay.MailboxSettings) *relay.JunkEmailConfiguration { return &s.Junk },
}

var clientAccess = &inMailbox[relay.ClientAccess]{
	name: "CASMailbox", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "SmtpClientAuthenticationDisabled",
			note: "$null: as Get-TransportConfig says; $false lets this mailbox log on although the organization does not"},
	}, ignored("a protocol by which a person reads the mailbox", `ActiveSyncEnabled EwsEnabled ImapEnabled MAPIEnabled OWAEnabled
		PopEnabled UniversalOutlookEnabled OutlookMobileEnabled MacOutlookEnabled OneWinNativeOutlookEnabled`)),
	part: func(s *relay.MailboxSettings) *relay.ClientAccess { return &s.Client },
}

func mailboxSettingsCmdlets() []*command {
	return []*command{junkEmail.get(), junkEmail.set(), autoReplies.get(), autoReplies.set(),
		calendarProcessing.get(), calendarProcessing.set(), clientAccess.get(), clientAccess.set()}
}

// within is where mailboxes have the settings.
func (p *inMailbox[T]) within() scope {
	if p.on == unspecified {
		return everywhere
	}
	return p.on
}

// mailbox finds the mailbox that the cmdlet is about.
func (p *inMailbox[T]) mailbox(c *call) (*relay.Recipient, error) {
	return mailboxes.named(c)
}

func (p *inMailbox[T]) get() *command {
	return &command{
		name: "Get-" + p.name, synopsis: "prints the " + p.name + " of a mailbox", on: p.within(),
		positional: mailboxes.keyName(), accepts: mailboxes.name,
		parameters: append(mailboxes.keyParameter(), disregarded(printsAll, "ResultSize")...),
		run: func(c *call) error {
			r, err := p.mailbox(c)
			if err != nil {
				return err
			}
			c.result.items = append(c.result.items, p.item(c.here.now, r))
			return nil
		},
	}
}

// item is the group of settings of one mailbox, with the mailbox's name.
func (p *inMailbox[T]) item(o *relay.Organization, r *relay.Recipient) *item {
	settings := r.Settings()
	identity := property{name: "Identity", access: readOnly, show: func(any) string { return r.Name }}
	return itemOf(o, p.name, r.Name, p.within(), append([]property{identity}, p.properties...), p.part(&settings))
}

func (p *inMailbox[T]) set() *command {
	return &command{
		name: "Set-" + p.name, synopsis: "changes the " + p.name + " of a mailbox", on: p.within(),
		positional: mailboxes.keyName(), accepts: mailboxes.name,
		parameters: append(mailboxes.keyParameter(), parameters(reflect.TypeFor[T](), sets, p.properties)...),
		rules:      docsOf(p.rules),
		run: func(c *call) error {
			old, err := p.mailbox(c)
			if err != nil {
				return err
			}
			settings := old.Settings()
			if err := c.bind(p.part(&settings)); err != nil {
				return err
			}
			x := *old
			x.Mailbox = &settings
			if err := judge(p.rules, subject[held[T]]{x: &held[T]{&x, p.part(&settings)}, org: c.here.now},
				c.has); err != nil {
				return err
			}
			if reflect.DeepEqual(old.Settings(), settings) || !mailboxes.put(c.here, old, &x) {
				c.warn("The command completed successfully but no settings of " + quote(old.Name) +
					" have been modified.")
			}
			return nil
		},
	}
}
