package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Send As is granted in two ways: with Add-RecipientPermission in the cloud, with Add-ADPermission on-premises. Neither
// is synchronized, so that it has to be granted on both sides (P3.7).

// trustee is what the cmdlets of RecipientPermission are told.
type trustee struct {
	Trustee      string
	AccessRights []string
}

func recipientPermissionCmdlets() []*command {
	ps := append(anyRecipient.keyParameter(), options[trustee](
		property{name: "Trustee", access: writeOnly, note: "who may send in the recipient's name"},
		property{name: "AccessRights", access: writeOnly, values: []string{"SendAs"}},
	)...)
	return []*command{
		{name: "Add-RecipientPermission", synopsis: "grants Send As on a recipient", on: inTheCloud,
			positional: "Identity", parameters: ps, run: func(c *call) error { return changeSendAs(c, "Trustee", true) }},
		{name: "Remove-RecipientPermission", synopsis: "takes Send As on a recipient away again", on: inTheCloud,
			positional: "Identity", parameters: ps, run: func(c *call) error { return changeSendAs(c, "Trustee", false) }},
		{name: "Get-RecipientPermission", synopsis: "prints who has Send As on a recipient, or on any", on: inTheCloud,
			positional: "Identity", parameters: anyRecipient.keyParameter(), run: getRecipientPermission},
	}
}

// aboutSendAs reports whether Add-ADPermission is about Send As on a recipient rather than about a connector.
func (c *call) aboutSendAs() bool {
	a := c.given["ExtendedRights"]
	return a != nil && slices.ContainsFunc(a.value.elements(), func(v *value) bool { return isSendAs(v.text) })
}

// isSendAs reads Send-As, as the shell has it, and "Send As", as Active Directory shows it.
func isSendAs(right string) bool {
	return strings.EqualFold(right, "Send-As") || strings.EqualFold(right, "Send As")
}

// changeSendAs grants Send As on a recipient to the one whom a parameter names, or takes it away.
func changeSendAs(c *call, who string, grants bool) error {
	if err := c.need("Identity", who); err != nil {
		return err
	}
	if who == "Trustee" {
		if err := c.need("AccessRights"); err != nil {
			return err
		}
		if err := c.bind(&trustee{}); err != nil {
			return err
		}
	}
	name, err := c.identity("Identity")
	if err != nil {
		return err
	}
	old, err := findRecipient(c.here.now, name, "Identity")
	if err != nil {
		return err
	}
	by, err := findRecipient(c.here.now, c.given[who].value.text, who)
	if err != nil {
		return err
	}
	x := *old
	has := slices.ContainsFunc(x.SendAs, by.HasAddress)
	switch {
	case grants && !has:
		x.SendAs = append(slices.Clone(x.SendAs), by.PrimarySmtpAddress)
	case !grants && has:
		x.SendAs = slices.DeleteFunc(slices.Clone(x.SendAs), by.HasAddress)
	case !grants:
		return refuse(who, fmt.Sprintf("%s does not have Send As on %s", by.Name, quote(x.Name)), "")
	}
	if len(x.SendAs) == 0 {
		x.SendAs = nil
	}
	if !nounOf(old).put(c.here, old, &x) {
		c.warn("The rights on " + quote(old.Name) + " are as they were.")
	}
	return nil
}

// permitted is a right as the cmdlets print it.
type permitted struct {
	Identity, User, Trustee string
	AccessRights            []string
	ExtendedRights          []string
	Deny                    bool
}

// emitRight prints a right in the columns of a noun.
func (c *call) emitRight(noun string, p permitted, columns ...string) {
	var properties []property
	for _, name := range columns {
		properties = append(properties, property{name: name, access: readOnly})
	}
	c.emit(noun, p.Identity, everywhere, properties, &p)
}

func getRecipientPermission(c *call) error {
	found := c.here.now.Recipients
	if c.input != nil || c.has("Identity") {
		name, err := c.identity("Identity")
		if err != nil {
			return err
		}
		r, err := findRecipient(c.here.now, name, "Identity")
		if err != nil {
			return err
		}
		found = []*relay.Recipient{r}
	}
	for _, r := range found {
		for _, a := range r.SendAs {
			right := permitted{Identity: r.Name, Trustee: a, AccessRights: []string{"SendAs"}}
			c.emitRight("RecipientPermission", right, "Identity", "Trustee", "AccessRights")
		}
	}
	return nil
}

// getPermission is Get-ADPermission: of a receive connector what anonymous clients may, by groups and by rights granted
// one by one; of a recipient who has Send As.
func getPermission() *command {
	return &command{
		name: "Get-ADPermission", synopsis: "prints extended rights on a receive connector, or Send As on a recipient",
		on: onPremises, positional: "Identity", accepts: receiveConnectors.name,
		parameters: append(receiveConnectors.keyParameter(),
			options[grant](property{name: "User", access: writeOnly})...),
		run: func(c *call) error {
			name, err := c.identity("Identity")
			if err != nil {
				return err
			}
			if r := c.here.now.Recipient(name); c.input == nil && r != nil {
				for _, a := range r.SendAs {
					c.emitExtended(r.Name, a, "Send-As")
				}
				return nil
			}
			x, err := receiveConnectors.find(c.here.now, name)
			if err != nil {
				return err
			}
			held := relay.Rights(nil)
			if x.Permits(relay.AnonymousUsers) {
				held = relay.RightsOf(relay.AnonymousUsers)
			}
			for _, right := range held.With(x.ExtendedRights...) {
				c.emitExtended(x.Identity(), anonymousLogon, rightPrefix+string(right))
			}
			return nil
		},
	}
}

// emitExtended prints an extended right, unless it is somebody else's than the line asks for.
func (c *call) emitExtended(on, user, right string) {
	if !c.has("User") || strings.EqualFold(user, c.given["User"].value.text) {
		c.emitRight("ADPermission", permitted{Identity: on, User: user, ExtendedRights: []string{right}},
			"Identity", "User", "ExtendedRights", "Deny")
	}
}
