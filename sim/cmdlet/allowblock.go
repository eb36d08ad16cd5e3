package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

var allowBlockItems = &noun[relay.AllowBlockItem]{
	name: "TenantAllowBlockListItems", on: inTheCloud,
	properties: []property{
		{name: "Value", access: readOnly}, {name: "ListType", access: readOnly}, {name: "Action", access: readOnly},
		{name: "ExpirationDate", access: readOnly},
	},
	list:     func(o *relay.Organization) *[]*relay.AllowBlockItem { return &o.AllowBlockList },
	identity: func(x *relay.AllowBlockItem) string { return string(x.ListType) + `\` + x.Value },
	answers:  func(x *relay.AllowBlockItem, name string) bool { return strings.EqualFold(x.Value, name) },
	defaults: func(*relay.Organization) *relay.AllowBlockItem { return &relay.AllowBlockItem{} },
}

// allowBlockOptions are what the cmdlets of the list are told.
type allowBlockOptions struct {
	ListType       relay.AllowBlockListType
	Entries        []string
	Block, Allow   bool
	NoExpiration   bool
	ExpirationDate relay.Date
}

func allowBlockCmdlets() []*command {
	n := allowBlockItems
	kind := property{name: "ListType", access: writeOnly, note: "entries of Sender act"}
	entries := property{name: "Entries", access: writeOnly, note: "addresses or domains, for Sender"}
	return []*command{
		n.get(options[allowBlockOptions](kind), func(c *call, x *relay.AllowBlockItem) (bool, error) {
			var o allowBlockOptions
			err := c.bind(&o)
			return o.ListType == "" || o.ListType == x.ListType, err
		}),
		{
			name: "New-" + n.name, synopsis: "makes entries of the Tenant Allow/Block List", on: n.on,
			parameters: append(options[allowBlockOptions](kind, entries,
				property{name: "Block", access: switchOnly, note: "as phishing of high confidence; own users' mail: 5.7.703"},
				property{name: "Allow", access: switchOnly, note: "spam or not"},
				property{name: "NoExpiration", access: switchOnly, note: "as without a date"},
				property{name: "ExpirationDate", access: writeOnly},
			), disregarded("a free text", "Notes")...),
			run: newAllowBlock,
		},
		{
			name: "Remove-" + n.name, synopsis: "removes entries of the Tenant Allow/Block List", on: n.on,
			parameters: options[allowBlockOptions](kind, entries), run: removeAllowBlock,
		},
	}
}

func newAllowBlock(c *call) error {
	var o allowBlockOptions
	if err := c.need("ListType", "Entries"); err != nil {
		return err
	}
	if err := c.bind(&o); err != nil {
		return err
	}
	if o.Block == o.Allow {
		return c.blame(refuse("ListType", "the entry neither blocks nor allows, or both", "add -Block or -Allow"))
	}
	for _, value := range o.Entries {
		x := &relay.AllowBlockItem{Value: value, ListType: o.ListType, Action: relay.ListAllow,
			ExpirationDate: o.ExpirationDate}
		if o.Block {
			x.Action = relay.ListBlock
		}
		if o.ListType == relay.AllowBlockSender && !strings.Contains(value, ".") {
			return c.blame(refuse("Entries", quote(value)+" is no address and no domain",
				"write erin@fabrikam.com or fabrikam.com"))
		}
		for _, other := range c.here.now.AllowBlockList {
			if allowBlockItems.identity(other) == allowBlockItems.identity(x) {
				return c.blame(refuse("Entries", fmt.Sprintf("%s already exists: %s", quote(value), other.Action),
					"Remove-TenantAllowBlockListItems takes it away first"))
			}
		}
		allowBlockItems.put(c.here, nil, x)
	}
	return nil
}

func removeAllowBlock(c *call) error {
	var o allowBlockOptions
	if err := c.need("ListType", "Entries"); err != nil {
		return err
	}
	if err := c.bind(&o); err != nil {
		return err
	}
	for _, value := range o.Entries {
		i := slices.IndexFunc(c.here.now.AllowBlockList, func(x *relay.AllowBlockItem) bool {
			return x.ListType == o.ListType && strings.EqualFold(x.Value, value)
		})
		if i < 0 {
			return c.blame(refuse("Entries", fmt.Sprintf("there is no entry %s of %s", quote(value), o.ListType),
				"Get-TenantAllowBlockListItems prints them"))
		}
		allowBlockItems.drop(c.here, c.here.now.AllowBlockList[i])
	}
	return nil
}
