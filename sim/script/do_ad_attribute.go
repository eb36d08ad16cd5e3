package script

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// attributeKind is how a value of an attribute is written.
type attributeKind int

const (
	textAttribute attributeKind = iota
	flagAttribute
	kilobytes
	listAttribute
)

// directoryAttribute is an attribute of Active Directory and the parameter that stands for it here (table 3.4 [D]
// PSFILT).
type directoryAttribute struct {
	name, parameter string
	kind            attributeKind
}

var directoryAttributes = []directoryAttribute{
	{"altRecipient", "ForwardingAddress", textAttribute},
	{"authOrig", "AcceptMessagesOnlyFrom", listAttribute},
	{"deliverAndRedirect", "DeliverToMailboxAndForward", flagAttribute},
	{"delivContLength", "MaxReceiveSize", kilobytes},
	{"displayName", "DisplayName", textAttribute},
	{"dLMemRejectPerms", "RejectMessagesFromDLMembers", listAttribute},
	{"dLMemSubmitPerms", "AcceptMessagesOnlyFromDLMembers", listAttribute},
	{"legacyExchangeDN", "LegacyExchangeDN", textAttribute},
	{"managedBy", "ManagedBy", textAttribute},
	{"msExchBypassModerationLink", "BypassModerationFromSendersOrMembers", listAttribute},
	{"msExchEnableModeration", "ModerationEnabled", flagAttribute},
	{"msExchGenericForwardingAddress", "ForwardingSmtpAddress", textAttribute},
	{"msExchHideFromAddressLists", "HiddenFromAddressListsEnabled", flagAttribute},
	{"msExchModeratedByLink", "ModeratedBy", listAttribute},
	{"msExchRecipLimit", "RecipientLimits", textAttribute},
	{"msExchRequireAuthToSendTo", "RequireSenderAuthenticationEnabled", flagAttribute},
	{"oOFReplyToOriginator", "SendOofMessageToOriginatorEnabled", flagAttribute},
	{"proxyAddresses", "EmailAddresses", listAttribute},
	{"publicDelegates", "GrantSendOnBehalfTo", listAttribute},
	{"reportToOriginator", "ReportToOriginatorEnabled", flagAttribute},
	{"reportToOwner", "ReportToManagerEnabled", flagAttribute},
	{"submissionContLength", "MaxSendSize", kilobytes},
	{"targetAddress", "", textAttribute},
	{"unauthOrig", "RejectMessagesFrom", listAttribute},
}

// parameterFor is the parameter of a kind of recipient: the target address has a name of its own in each.
func (d directoryAttribute) parameterFor(noun string) string {
	switch {
	case d.parameter != "":
		return d.parameter
	case noun == "Mailbox":
		return "TargetAddress"
	case noun == "RemoteMailbox":
		return "RemoteRoutingAddress"
	}
	return "ExternalEmailAddress"
}

// attributeAction writes an attribute.
type attributeAction struct {
	object    string
	at        mistake.Column
	attribute directoryAttribute
	value     string // as a cmdlet's line has it
}

func init() {
	register(groupAD, "set", "ad> set NAME ATTRIBUTE VALUE, ...",
		"Writes an attribute of a recipient of the first on-premises organization, also one that no cmdlet of "+
			"Exchange writes: "+attributeNames()+". Sizes are in KB, flags are TRUE or FALSE.",
		func(c *Cursor) (any, error) { return parseAttribute(c, "") })
	register(groupAD, "add", "ad> add NAME ATTRIBUTE VALUE, ...",
		"Adds values to an attribute that has several, as in "+
			"ad> add bob proxyAddresses X500:/o=Contoso/ou=First/cn=Recipients/cn=bob.",
		func(c *Cursor) (any, error) { return parseAttribute(c, "Add") })
	register(groupAD, "remove", "ad> remove NAME ATTRIBUTE VALUE, ...",
		"Takes values out of an attribute that has several.",
		func(c *Cursor) (any, error) { return parseAttribute(c, "Remove") })
	register(groupAD, "clear", "ad> clear NAME ATTRIBUTE", "Empties an attribute: what has a default has that again.",
		func(c *Cursor) (any, error) {
			a, err := attributeOf(c)
			if err != nil {
				return nil, err
			}
			switch a.attribute.kind {
			case flagAttribute:
				a.value = fmt.Sprintf("$%t", a.attribute.name == "reportToOriginator")
			case kilobytes:
				a.value = "Unlimited"
			default:
				a.value = "$null"
			}
			return a, nil
		})
}

func attributeNames() string {
	var names []string
	for _, d := range directoryAttributes {
		names = append(names, d.name)
	}
	return strings.Join(names, ", ")
}

// attributeOf reads whose attribute it is and which.
func attributeOf(c *Cursor) (*attributeAction, error) {
	a := &attributeAction{at: c.Here()}
	var err error
	if a.object, err = c.name("a recipient"); err != nil {
		return nil, err
	}
	start := c.Mark()
	name, err := c.Word("an attribute")
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(directoryAttributes, func(d directoryAttribute) bool {
		return strings.EqualFold(d.name, name)
	})
	if i < 0 {
		hint := suggest.DidYouMean(name, strings.Split(attributeNames(), ", "))
		if hint == "" {
			hint = "there are " + attributeNames()
		}
		return nil, c.ErrorAt(start, hint, "%q is no attribute that this model has", name)
	}
	a.attribute = directoryAttributes[i]
	return a, nil
}

// parseAttribute reads values; those that are added or removed are of an attribute that has several.
func parseAttribute(c *Cursor, change string) (any, error) {
	whole := c.Mark()
	a, err := attributeOf(c)
	if err != nil {
		return nil, err
	}
	several := a.attribute.kind == listAttribute
	if change != "" && !several {
		return nil, c.ErrorAt(whole, "write ad> set", "%s has one value", a.attribute.name)
	}
	var values []string
	err = c.list(func() error {
		start := c.Mark()
		text, err := c.attributeValue()
		if err != nil {
			return err
		}
		value, ok := a.attribute.written(text)
		if !ok || len(values) > 0 && !several {
			return c.ErrorAt(start, a.attribute.wants(), "%q is no value of %s", text, a.attribute.name)
		}
		values = append(values, value)
		return nil
	})
	a.value = strings.Join(values, ",")
	if change != "" {
		a.value = "@{" + change + "=" + a.value + "}"
	}
	return a, err
}

// attributeValue takes a value: quoted, or up to the next space or comma; a colon is part of it.
func (c *Cursor) attributeValue() (string, error) {
	if c.isQuoted() {
		return c.quoted("a value")
	}
	rest := c.Text[c.Mark():]
	if i := strings.IndexAny(rest, " \t,"); i >= 0 {
		rest = rest[:i]
	}
	if rest == "" {
		return "", c.Errorf("a value is missing")
	}
	c.Pos += len(rest)
	return rest, nil
}

// written is a value as a cmdlet's line has it.
func (d directoryAttribute) written(text string) (string, bool) {
	switch d.kind {
	case flagAttribute:
		return "$" + strings.ToLower(text), strings.EqualFold(text, "TRUE") || strings.EqualFold(text, "FALSE")
	case kilobytes:
		digits := strings.Trim(text, "0123456789") == "" && text != ""
		return text + "KB", digits
	}
	return cmdlet.Quote(text), true
}

// wants is what to write.
func (d directoryAttribute) wants() string {
	switch d.kind {
	case flagAttribute:
		return "write TRUE or FALSE"
	case kilobytes:
		return "write a number of kilobytes"
	}
	return "it has one value: write it in quotes if there is a comma or a space in it"
}

func (a *attributeAction) do(p *Player) error {
	return p.setAttribute(a.object, a.at, a.attribute.parameterFor, a.value)
}
