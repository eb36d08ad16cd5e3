package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/opath"
	"hybridsim/sim/suggest"
)

// included are the kinds of recipients that a precanned filter names.
var included = []string{"AllRecipients", "MailboxUsers", "MailContacts", "MailGroups", "MailUsers", "Resources"}

const byAttributes = "members are those with an attribute that recipients here do not have"

// dynamicGroups are groups of one side whose members are found by a filter over that side's recipients.
var dynamicGroups = recipientNoun("DynamicDistributionGroup", everywhere, relay.DynamicDistributionGroup,
	dynamicGroupKept,
	property{name: "IncludedRecipients", clean: cleanIncluded, note: strings.Join(included, ", ")},
	property{name: "RecipientFilter",
		note: "attributes and comparisons of this model; with others mail ends as NotModelled"})

var dynamicGroupKept = slices.Concat(restrictions, groupReports, all(changeOnly, []property{
	acting("BypassNestedModerationEnabled", "False").from("G2.118"),
	kept("ExpansionServer", word, "which server expands the group", nothing).in(onPremises).from("P3.17"),
}), []property{
	kept("RecipientContainer", word, "members outside of the unit are missing", nothing),
	kept("ConditionalCompany", words, byAttributes, nothing),
	kept("ConditionalDepartment", words, byAttributes, nothing),
	kept("ConditionalStateOrProvince", words, byAttributes, nothing),
	kept("ConditionalCustomAttribute1", words, byAttributes, nothing),
}, descriptions, all(writeOnly, ignored(person, "Alias")),
	[]property{ignored("members are computed for each message", "ForceMembershipRefresh")[0].in(inTheCloud)})

// cleanIncluded reads a kind of recipients.
func cleanIncluded(s string) (string, error) {
	for _, kind := range included {
		if strings.EqualFold(kind, s) {
			return kind, nil
		}
	}
	return "", fmt.Errorf("%q is no kind of recipients; want %s%s", s, strings.Join(included, ", "),
		prefixed("; ", suggest.DidYouMean(s, included)))
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func dynamicGroupCmdlets() []*command {
	n := dynamicGroups
	n.settle = settleDynamicGroup
	n.rules = append(slices.Clone(n.rules), rule[relay.Recipient]{
		says: "A dynamic group has a precanned filter or one of its own.", source: "PS:New-DynamicDistributionGroup",
		about: []string{"IncludedRecipients", "RecipientFilter"},
		broken: func(s subject[relay.Recipient]) *refusal {
			if len(s.x.IncludedRecipients) > 0 && s.x.RecipientFilter != "" {
				return must(false, "IncludedRecipients and RecipientFilter exclude each other", "leave one of them out")
			}
			return must(len(s.x.IncludedRecipients) > 0 || s.x.RecipientFilter != "", "the group has no filter",
				"add -IncludedRecipients MailboxUsers, or -RecipientFilter")
		},
	})
	return []*command{n.get(nil), n.set(), n.new(nil), n.remove(leaveGroups)}
}

// settleDynamicGroup gives a new group its address, and says when its filter cannot be answered here. A filter replaces
// the one of the other kind.
func settleDynamicGroup(c *call, old, g *relay.Recipient) error {
	if err := settleRecipient(c, old, g); err != nil {
		return err
	}
	if g.RecipientFilter != "" {
		if _, err := opath.Parse(g.RecipientFilter); err != nil {
			c.warn("mail to the group will end as NotModelled: " + err.Error() + ".")
		}
	}
	if old != nil {
		return nil
	}
	return settlePrimary(c, g, aliasOf(g))
}
