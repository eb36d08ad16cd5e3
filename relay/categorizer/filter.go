package categorizer

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/opath"
)

// MembersOf are the recipients that a dynamic group's filter covers at this moment, by primary address (G2.98): objects
// of the group's own side, as that side knows them (G2.95).
func MembersOf(o *relay.Organization, g *relay.Recipient) ([]string, error) {
	holds, err := filterOf(g)
	if err != nil {
		return nil, err
	}
	var members []string
	for _, r := range o.Recipients {
		if r != g && r.PrimarySmtpAddress != "" && holds(r) {
			members = append(members, r.PrimarySmtpAddress)
		}
	}
	return members, nil
}

// precanned are the kinds of IncludedRecipients (G2.93 [D] PS:New-DynamicDistributionGroup).
var precanned = map[string]func(*relay.Recipient) bool{
	"allrecipients": func(*relay.Recipient) bool { return true },
	"mailboxusers":  func(r *relay.Recipient) bool { return r.Type == relay.UserMailbox && r.ResourceType == "" },
	"resources":     func(r *relay.Recipient) bool { return r.Type == relay.UserMailbox && r.ResourceType != "" },
	"mailcontacts":  func(r *relay.Recipient) bool { return r.Type == relay.MailContact },
	"mailgroups":    (*relay.Recipient).IsGroup,
	"mailusers":     func(r *relay.Recipient) bool { return r.RecipientType() == string(relay.MailUser) },
}

func filterOf(g *relay.Recipient) (func(*relay.Recipient) bool, error) {
	for _, name := range g.Kept.Names() {
		if strings.HasPrefix(name, "Conditional") && g.RecipientFilter == "" {
			return nil, fmt.Errorf("%s is about an attribute that recipients here do not have", name)
		}
	}
	if g.RecipientFilter != "" {
		return opath.Parse(g.RecipientFilter)
	}
	return func(r *relay.Recipient) bool {
		for _, kind := range g.IncludedRecipients {
			if holds := precanned[strings.ToLower(kind)]; holds != nil && holds(r) {
				return true
			}
		}
		return false
	}, nil
}
