package cmdlet

import (
	"reflect"
	"slices"

	"hybridsim/relay"
)

// What the cmdlets of recipients and mailboxes take and nothing here reads, with the defaults of their pages (PS) and
// of P2.1, P3.12, P5.3 and their neighbours.

const (
	restricted = "who may send to the recipient"
	moderated  = "mail waits until somebody approves it"
	tooLarge   = "larger messages are refused"
	quota      = "a full mailbox refuses mail"
	filtered   = "what the content filter does with mail"
	meetings   = "what the calendar answers"
	person     = "it describes a person or an account"
	attribute  = "an attribute in Active Directory rather than a parameter"
)

// restrictions are what every recipient has.
var restrictions = all(changeOnly, []property{
	linkingAll("AcceptMessagesOnlyFrom"),
	linkingAll("AcceptMessagesOnlyFromDLMembers"),
	linkingAll("AcceptMessagesOnlyFromSendersOrMembers"),
	acting("ArbitrationMailbox", nothing).in(onPremises).from("G2.108"),
	linkingAll("BypassModerationFromSendersOrMembers"),
	linkingAll("GrantSendOnBehalfTo").from("P3.7"),
	noted("what Add-RecipientPermission and Add-ADPermission write: neither is synchronized", linkingAll("SendAs").from("P3.7"))[0],
	linkingAll("ModeratedBy"),
	acting("ModerationEnabled", "False").from("P4.1"),
	linkingAll("RejectMessagesFrom"),
	linkingAll("RejectMessagesFromDLMembers"),
	linkingAll("RejectMessagesFromSendersOrMembers"),
	{name: "SendModerationNotifications", quiet: true, typ: reflect.TypeFor[relay.ModerationNotifications](), usual: []usual{{value: "Always"}}},
})

// descriptions are what every recipient has and mail never depends on. Addresses stand in EmailAddresses.
var descriptions = slices.Concat(
	all(writeOnly, ignored(person, `FirstName Initials LastName Notes SamAccountName SimpleDisplayName
		UserPrincipalName`)),
	noted("ad> move changes it as well; ad> synchronize says which units are synchronized (P6.15)",
		acting("OrganizationalUnit", nothing).cleaned(cleanUnit)),
	all(sets, ignored("it says who is shown in address lists, or how", `HiddenFromAddressListsEnabled MailTip MailTipTranslations
		PhoneticDisplayName CreateDTMFMap`)),
	all(sets, ignored("policies are not applied here: the addresses are those of EmailAddresses",
		"EmailAddressPolicyEnabled")),
	all(sets, ignored("a free text", customAttributes())),
)

func customAttributes() string {
	names := ""
	for _, n := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"} {
		names += "CustomAttribute" + n + " "
	}
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		names += "ExtensionCustomAttribute" + n + " "
	}
	return names
}

// accounts are what New- takes for the account behind a recipient.
var accounts = all(writeOnly,
	ignored(person, `MicrosoftOnlineServicesID Password RemotePowerShellEnabled ResetPasswordOnNextLogon`))

var mailboxKept = slices.Concat(restrictions, all(sets, ignored(person, "Alias")), all(changeOnly, []property{
	kept("AntispamBypassEnabled", flag, filtered, "False"),
	acting("DeliverToMailboxAndForward", "False").unless(notForwarded).from("P2.2"),
	kept("ExternalOofOptions", oneOf("External", "InternalOnly"), "automatic replies leave", "External"),
	linking("ForwardingAddress").from("P2.1"),
	acting("ForwardingSmtpAddress", nothing).cleaned(cleanProxy).from("P2.1"),
	kept("JournalArchiveAddress", word, journaling, nothing),
	kept("MaxReceiveSize", size, tooLarge).initially(onPremises, "unlimited").initially(inTheCloud, "36MB").from("PS:Set-MailboxPlan").byDefault(),
	kept("MaxSendSize", size, tooLarge).initially(onPremises, "unlimited").initially(inTheCloud, "35MB").from("PS:Set-MailboxPlan").byDefault(),
	kept("MessageCopyForSendOnBehalfEnabled", flag, "copies of what others send in its name", "False"),
	kept("MessageCopyForSentAsEnabled", flag, "copies of what others send in its name", "False"),
	kept("ProhibitSendQuota", size, quota, "unlimited").initially(inTheCloud, "99GB").initially(inTheCloud, "49.5GB").from("PS:Set-MailboxPlan"),
	kept("ProhibitSendReceiveQuota", size, quota, "unlimited").initially(inTheCloud, "100GB").initially(inTheCloud, "50GB").from("PS:Set-MailboxPlan").byDefault(),
	kept("RecipientLimits", limit, "messages to more recipients are refused").
		initially(onPremises, "unlimited").initially(inTheCloud, "500").from("PS:Set-MailboxPlan").byDefault(),
	kept("RequireSenderAuthenticationForCalendar", flag, restricted, "False").in(inTheCloud),
	kept("RulesQuota", size, "how many inbox rules run", "256KB", "64KB"),
	kept("SCLDeleteEnabled", flag, filtered, nothing),
	kept("SCLDeleteThreshold", number, filtered, nothing),
	kept("SCLJunkEnabled", flag, filtered, nothing),
	kept("SCLJunkThreshold", number, filtered, nothing),
	kept("SCLQuarantineEnabled", flag, filtered, nothing),
	kept("SCLQuarantineThreshold", number, filtered, nothing),
	kept("SCLRejectEnabled", flag, filtered, nothing),
	kept("SCLRejectThreshold", number, filtered, nothing),
	kept("SendModerationNotificationsEnabled", flag, moderated, "True").in(inTheCloud),
	kept("Type", oneOf("Regular", "Room", "Equipment", "Shared"), "what kind of mailbox it becomes").by(setOnly),
	kept("UseDatabaseQuotaDefaults", flag, quota).initially(onPremises, "True").initially(inTheCloud, "False").from("PS:Set-MailboxPlan").byDefault(),
	kept("WindowsEmailAddress", word, "the primary address may follow it").by(setOnly),
}), descriptions, accounts, all(sets, ignored("a warning to the owner", "IssueWarningQuota")),
	all(onceOnly, ignored("a mailbox here is found by its addresses", "Shared Discovery Archive")),
	all(sets, ignored("it concerns what lies in the mailbox", `LitigationHoldEnabled RetentionPolicy RetainDeletedItemsFor
		SingleItemRecoveryEnabled AuditEnabled ArchiveQuota ArchiveName ArchiveDatabase CalendarVersionStoreEnabled`)))

// unless says when other settings take a property's meaning away.
func (p property) unless(moot func(any) bool) property { p.moot = moot; return p }

// notForwarded reports whether a recipient forwards nothing.
func notForwarded(x any) bool {
	return !x.(*relay.Recipient).Forwards()
}

// acting declares a parameter that acts and that most objects leave as it is, with what it is then.
func acting(name, usually string) property {
	typ := word.typ
	if usually != nothing {
		typ = flag.typ
	}
	return property{name: name, quiet: true, usual: []usual{{value: usually}}, typ: typ}
}

// linking declares a parameter that names recipients of the same side, and names none when nobody set it.
func linking(name string) property {
	p := acting(name, nothing)
	p.links = true
	return p
}

// linkingAll is linking for a list.
func linkingAll(name string) property {
	p := linking(name)
	p.typ = words.typ
	return p
}

// cleaned says how what is written for a property is read.
func (p property) cleaned(clean func(string) (string, error)) property { p.clean = clean; return p }

// noted gives properties a note for the reference page.
func noted(note string, properties ...property) []property {
	for i := range properties {
		properties[i].note = note
	}
	return properties
}

// remoteMailboxKept: size limits and forwarding that a mailbox had before it moved stay on the object, and the server
// that resolves it obeys them, although Set-RemoteMailbox does not take them (P2.5, P5.7).
var remoteMailboxKept = slices.Concat(restrictions, all(sets, ignored(person, "Alias")),
	noted(attribute+" (P2.5, P5.7)", all(changeOnly, []property{
		linking("ForwardingAddress"),
		kept("MaxReceiveSize", size, tooLarge, "unlimited").byDefault(),
		kept("MaxSendSize", size, tooLarge, "unlimited").byDefault(),
		kept("RecipientLimits", limit, "messages to more recipients are refused", "unlimited").byDefault(),
	})...), all(setOnly, []property{
		kept("Type", oneOf("Regular", "Room", "Equipment", "Shared"), "what kind of mailbox it becomes"),
		kept("WindowsEmailAddress", word, "the primary address may follow it"),
	}), descriptions, accounts, all(onceOnly, ignored("a mailbox here is found by its addresses",
		"Shared Equipment Archive OnPremisesOrganizationalUnit ACLableSyncedObjectEnabled")),
	all(sets, ignored("it concerns what lies in the mailbox", "ArchiveName")))

// formats are what a person outside prefers.
var formats = []property{
	kept("MacAttachmentFormat", oneOf("BinHex", "UuEncode", "AppleSingle", "AppleDouble"), rendering, "BinHex"),
	kept("MessageBodyFormat", oneOf("Text", "Html", "TextAndHtml"), rendering, "TextAndHtml"),
	kept("MessageFormat", oneOf("Text", "Mime"), rendering, "Mime"),
	kept("UseMapiRichTextFormat", oneOf("Never", "Always", "UseDefaultSettings"), "whether it gets TNEF", "UseDefaultSettings"),
	kept("UsePreferMessageFormat", flag, rendering, "False"),
}

var mailUserKept = slices.Concat(restrictions, all(writeOnly, ignored(person, "Alias")),
	noted(attribute+" (P2.5)", all(changeOnly, []property{
		linking("ForwardingAddress"),
	})...), all(changeOnly, []property{
		kept("MaxReceiveSize", size, tooLarge, "unlimited").byDefault(),
		kept("MaxSendSize", size, tooLarge, "unlimited").byDefault(),
		kept("RecipientLimits", limit, "messages to more recipients are refused", "unlimited").byDefault(),
	}), formats, descriptions, accounts,
	all(setOnly, []property{kept("WindowsEmailAddress", word, "the primary address may follow it")}))

// groupReports are what every kind of group says of reports about its members.
var groupReports = append(all(changeOnly, []property{
	acting("ReportToManagerEnabled", "False").from("P3.12"),
	acting("ReportToOriginatorEnabled", "True").from("P3.12"),
	acting("SendOofMessageToOriginatorEnabled", "False").from("P3.16"),
}), linkingAll("ManagedBy"))

var groupKept = slices.Concat(restrictions, all(sets, ignored(person, "Alias")), all(changeOnly, []property{
	acting("BypassNestedModerationEnabled", "False").from("G2.118"),
	kept("BccBlocked", flag, "mail with the group in Bcc is refused", "False").in(inTheCloud),
	kept("ExpansionServer", word, "which server expands the group", nothing).in(onPremises).from("P3.17"),
	kept("MaxReceiveSize", size, tooLarge, "unlimited").in(onPremises).byDefault(),
	kept("MaxSendSize", size, tooLarge, "unlimited").in(onPremises).byDefault(),
}), groupReports, descriptions,
	all(setOnly, []property{kept("WindowsEmailAddress", word, "the primary address may follow it")}),
	all(writeOnly, ignored("who is a member stands in Members", `MemberDepartRestriction MemberJoinRestriction HiddenGroupMembershipEnabled
		CopyOwnerToMember RoomList IgnoreNamingPolicy Description`)),
	all(onceOnly, ignored("groups of both types take mail alike", "Type")),
	all(sets, ignored("it says who may change the group", "BypassSecurityGroupManagerCheck ForceUpgrade")))

// notScheduled reports whether a mailbox's automatic replies have no begin and end.
func notScheduled(x any) bool {
	_, beyond := x.(*relay.AutoReplyConfiguration).Kept["AutoReplyState"]
	return !beyond
}

var autoReplyKept = slices.Concat(all(changeOnly, []property{
	kept("AutoDeclineFutureRequestsWhenOOF", flag, "meeting requests are declined", "False"),
	kept("DeclineAllEventsForScheduledOOF", flag, "meeting requests are declined", "False"),
	kept("DeclineEventsForScheduledOOF", flag, "meeting requests are declined", "False"),
	kept("DeclineMeetingMessage", word, "what a declined request is told", nothing).written(),
	kept("EndTime", word, "until when it answers").unless(notScheduled),
	kept("StartTime", word, "from when on it answers").unless(notScheduled),
}), all(sets, ignored("it is about the owner's calendar", "CreateOOFEvent EventsToDeleteIDs OOFEventSubject")),
	all(sets, ignored("a switch of the shell", "IgnoreDefaultScope")))

// written marks a property as a text that somebody wrote.
func (p property) written() property { p.prose = true; return p }

var calendarKept = all(changeOnly, []property{
	kept("AddAdditionalResponse", flag, meetings, "False"),
	kept("AdditionalResponse", word, meetings, nothing).written(),
	kept("AddNewRequestsTentatively", flag, meetings, "True"),
	kept("AddOrganizerToSubject", flag, meetings, "True"),
	kept("AllBookInPolicy", flag, meetings, "True"),
	kept("AllowConflicts", flag, meetings, "False"),
	kept("AllowRecurringMeetings", flag, meetings, "True"),
	kept("AllRequestInPolicy", flag, meetings, "False"),
	kept("AllRequestOutOfPolicy", flag, meetings, "False"),
	kept("BookingType", oneOf("Standard", "Reserved"), meetings, "Standard"),
	kept("BookingWindowInDays", number, meetings, "180"),
	kept("BookInPolicy", words, meetings, nothing),
	kept("ConflictPercentageAllowed", number, meetings, "0"),
	kept("DeleteAttachments", flag, meetings, "True"),
	kept("DeleteComments", flag, meetings, "True"),
	kept("DeleteNonCalendarItems", flag, "mail to a resource is deleted", "True"),
	kept("DeleteSubject", flag, meetings, "True"),
	kept("EnableAutoRelease", flag, meetings, "False"),
	kept("EnableResponseDetails", flag, meetings, "True"),
	kept("EnforceCapacity", flag, meetings, "False"),
	kept("EnforceSchedulingHorizon", flag, meetings, "True"),
	kept("ForwardRequestsToDelegates", flag, meetings, "True"),
	kept("MaximumConflictInstances", number, meetings, "0"),
	kept("MaximumDurationInMinutes", number, meetings, "1440"),
	kept("MinimumDurationInMinutes", number, meetings, "0"),
	kept("OrganizerInfo", flag, meetings, "True"),
	kept("RemoveCanceledMeetings", flag, meetings, "False"),
	kept("RemoveForwardedMeetingNotifications", flag, meetings, "False"),
	kept("RemoveOldMeetingMessages", flag, meetings, "True"),
	kept("RemovePrivateProperty", flag, meetings, "True"),
	kept("RequestInPolicy", words, meetings, nothing),
	kept("RequestOutOfPolicy", words, meetings, nothing),
	kept("ResourceDelegates", words, meetings, nothing),
	kept("ScheduleOnlyDuringWorkHours", flag, meetings, "False"),
	kept("TentativePendingApproval", flag, meetings, "True"),
})
