package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// anonymousLogon is the only account whose rights this model changes.
const anonymousLogon = `NT AUTHORITY\ANONYMOUS LOGON`

// rightPrefix begins the name of an extended right; relay.Right goes without it.
const rightPrefix = "ms-Exch-"

// grant is what Add-ADPermission and Remove-ADPermission are told.
type grant struct {
	User           string
	ExtendedRights []string
}

// denial turns a grant into its opposite.
type denial struct{ Deny bool }

func permissionCmdlets() []*command {
	ps := append(receiveConnectors.keyParameter(), options[grant](
		property{name: "User", access: writeOnly,
			note: "'" + anonymousLogon + "' on a connector, a recipient for Send-As"},
		property{name: "ExtendedRights", access: writeOnly,
			note: "as Ms-Exch-SMTP-Accept-Any-Recipient, which lets anybody relay; on a recipient Send-As"},
	)...)
	ps = append(ps, options[denial](property{name: "Deny", access: switchOnly,
		note: "refused: the model only grants"})...)
	ps = append(ps, disregarded("the model has extended rights on this object only", "AccessRights",
		"InheritanceType")...)
	return []*command{
		{
			name: "Add-ADPermission", synopsis: "grants rights on a receive connector, or Send As on a recipient", on: onPremises,
			positional: "Identity", accepts: "ReceiveConnector", parameters: ps,
			run: func(c *call) error {
				if c.aboutSendAs() {
					return changeSendAs(c, "User", true)
				}
				return changeRights(c, func(x *relay.ReceiveConnector, r relay.Right) error {
					if !slices.Contains(x.ExtendedRights, r) {
						x.ExtendedRights = append(slices.Clone(x.ExtendedRights), r)
					}
					return nil
				})
			},
		},
		{
			name: "Remove-ADPermission", synopsis: "takes such rights away again", on: onPremises,
			positional: "Identity", accepts: "ReceiveConnector", parameters: ps,
			run: func(c *call) error {
				if c.aboutSendAs() {
					return changeSendAs(c, "User", false)
				}
				return changeRights(c, removeRight)
			},
		},
		getPermission(),
	}
}

// changeRights applies a change for each right that the line names (S1.4, RELAY).
func changeRights(c *call, change func(*relay.ReceiveConnector, relay.Right) error) error {
	old, err := receiveConnectors.named(c)
	if err != nil {
		return err
	}
	if err := c.need("User", "ExtendedRights"); err != nil {
		return err
	}
	var g grant
	if err := c.bind(&g); err != nil {
		return err
	}
	if c.has("Deny") {
		return refuse("Deny", "rights that are denied are not modelled",
			"Remove-ADPermission takes a right away that was granted")
	}
	if !strings.EqualFold(g.User, anonymousLogon) {
		return refuse("User", "the model changes rights of "+anonymousLogon+" only", "want -User '"+anonymousLogon+"'")
	}
	x := *old
	for _, text := range g.ExtendedRights {
		r, err := parseRight(text)
		if err != nil {
			return err
		}
		if err := change(&x, r); err != nil {
			return err
		}
	}
	if !receiveConnectors.put(c.here, old, &x) {
		c.warn("The rights on " + quote(old.Identity()) + " are as they were.")
	}
	return nil
}

func removeRight(x *relay.ReceiveConnector, r relay.Right) error {
	if slices.Contains(x.ExtendedRights, r) {
		x.ExtendedRights = slices.DeleteFunc(slices.Clone(x.ExtendedRights), func(held relay.Right) bool {
			return held == r
		})
		if len(x.ExtendedRights) == 0 {
			x.ExtendedRights = nil
		}
		return nil
	}
	if x.Permits(relay.AnonymousUsers) && relay.RightsOf(relay.AnonymousUsers).Has(r) {
		return refuse("ExtendedRights",
			fmt.Sprintf("%s%s comes with the permission group AnonymousUsers; taking single rights of a group "+
				"away is not modelled", rightPrefix, r),
			"Set-ReceiveConnector ... -PermissionGroups without AnonymousUsers takes them all")
	}
	return refuse("ExtendedRights", fmt.Sprintf("%s does not have %s%s here", anonymousLogon, rightPrefix, r), "")
}

// parseRight reads Ms-Exch-SMTP-Accept-Any-Recipient.
func parseRight(s string) (relay.Right, error) {
	var names []string
	for _, name := range relay.Right("").Values() {
		if strings.EqualFold(rightPrefix+name, s) {
			return relay.Right(name), nil
		}
		names = append(names, rightPrefix+name)
	}
	return "", refuse("ExtendedRights", quote(s)+" is not a right that this model knows", suggest.DidYouMean(s, names))
}
