package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// mailPublicFolders are public folders that have addresses. The folders themselves, and what lies in them, are not in
// the model.
var mailPublicFolders = recipientNoun("MailPublicFolder", everywhere, relay.PublicFolder, mailPublicFolderKept,
	property{name: "ExternalEmailAddress", field: "TargetAddress", clean: cleanProxy,
		note: "where mail for the folder is sent; $null: it is on this side"})

var mailPublicFolderKept = slices.Concat(restrictions, all(sets, ignored(person, "Alias")),
	all(changeOnly, []property{
		acting("DeliverToMailboxAndForward", "False").unless(notForwarded).from("P2.3"),
		linking("ForwardingAddress").from("P2.3"),
		kept("MaxReceiveSize", size, tooLarge, "unlimited").byDefault(),
		kept("MaxSendSize", size, tooLarge, "unlimited").byDefault(),
	}), descriptions, all(setOnly, []property{kept("WindowsEmailAddress", word, "the primary address may follow it")}),
	all(sets, ignored("where the folder's content is stored", "ContentMailbox EntryId OnPremisesObjectId")))

// folderOption names a public folder by its path.
type folderOption struct{ Identity string }

func publicFolderCmdlets() []*command {
	n := mailPublicFolders
	n.settle = settlePublicFolder
	enable := &command{
		name: "Enable-MailPublicFolder", synopsis: "gives a public folder an address", on: n.on, positional: "Identity",
		parameters: options[folderOption](property{name: "Identity", access: writeOnly, required: true,
			note: `the folder's path, as in "\Sales\Offers"`}),
		run: func(c *call) error {
			var o folderOption
			if err := c.bind(&o); err != nil {
				return err
			}
			x := n.defaults(c.here.now)
			x.Name = o.Identity[strings.LastIndexByte(o.Identity, '\\')+1:]
			if x.Name == "" {
				return refuse("Identity", fmt.Sprintf("%s names no public folder", quote(o.Identity)),
					`write its path, as in "\Sales\Offers"`)
			}
			if err := settlePublicFolder(c, nil, x); err != nil {
				return err
			}
			if err := n.judge(c.here, nil, x, nil); err != nil {
				return err
			}
			n.put(c.here, nil, x)
			return nil
		},
	}
	disable := n.remove(leaveGroups)
	disable.name, disable.synopsis = "Disable-MailPublicFolder", "takes a public folder's addresses away"
	return []*command{n.get(nil), n.set(), n.new(nil), enable, disable, {
		name: "Sync-MailPublicFolders", on: onPremises,
		synopsis: "the script of that name: makes the cloud know the mail-enabled public folders of this side",
		run:      synchronizeFolders,
	}}
}

// settlePublicFolder gives a new folder its address. What the script makes in the cloud has one of the other side's.
func settlePublicFolder(c *call, old, r *relay.Recipient) error {
	if err := settleRecipient(c, old, r); err != nil || old != nil {
		return err
	}
	if r.PrimarySmtpAddress == "" && r.TargetAddress != "" {
		r.PrimarySmtpAddress = r.TargetAddress
		return settleRecipient(c, old, r)
	}
	return settlePrimary(c, r, aliasOf(r))
}

// synchronizeFolders makes the cloud's copies of mail-enabled public folders, which directory synchronization does not
// do (P6.20 [D]). Of table 3.4 only names and addresses cross; what the copy says of its senders is its own.
func synchronizeFolders(c *call) error {
	cloud, err := c.otherSide()
	if err != nil {
		return err
	}
	n, here := mailPublicFolders, mailPublicFolders.all(c.here.now)
	for _, old := range n.all(cloud.now) {
		if old.DirSynced && !slices.ContainsFunc(here, sameName(old)) {
			n.drop(cloud, old)
		}
	}
	for _, r := range here {
		x := &relay.Recipient{Type: relay.PublicFolder, DirSynced: true, Name: r.Name}
		i := slices.IndexFunc(cloud.now.Recipients, func(o *relay.Recipient) bool {
			return sameName(r)(o) || slices.ContainsFunc(r.EmailAddresses, o.HasAddress)
		})
		var old *relay.Recipient
		if i >= 0 {
			if old = cloud.now.Recipients[i]; !old.DirSynced || old.Type != relay.PublicFolder {
				c.warn(fmt.Sprintf("the public folder %s is not synchronized: the cloud has %s %s of its own.",
					quote(r.Name), old.Type, quote(old.Name)))
				continue
			}
			copied := *old
			x = &copied
		}
		x.DisplayName, x.PrimarySmtpAddress = r.DisplayName, r.PrimarySmtpAddress
		x.EmailAddresses, x.TargetAddress = slices.Clone(r.EmailAddresses), r.PrimarySmtpAddress
		n.put(cloud, old, x)
	}
	c.result.lines = append(c.result.lines, cloud.journal...)
	if len(cloud.journal) == 0 {
		c.result.lines = append(c.result.lines, "the cloud directory is up to date")
	}
	return nil
}
