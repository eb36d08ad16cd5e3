package relay

// Recipient is a mail-enabled object in one side's directory (S6.2).
type Recipient struct {
	Name               string // alias-like identity
	DisplayName        string
	Type               RecipientType
	PrimarySmtpAddress string
	EmailAddresses     []string // all proxy addresses without the "smtp:" prefix, the primary first
	// RemoteRoutingAddress or ExternalEmailAddress: where MailUser and RemoteUserMailbox are routed to
	TargetAddress string
	Members       []string // of a group: addresses
	ResourceType  string   // of a mailbox: ResourceRoom or nothing
	Database      string   // of a mailbox on-premises: where it is; empty: on the first server
	// RequireSenderAuthenticationEnabled refuses mail that is not internal.
	RequireSenderAuthenticationEnabled bool
	DirSynced                          bool   // copied from the other side
	Matched                            bool   // its mailbox was in the cloud before it was synchronized
	OrganizationalUnit                 string // as in contoso.com/Staff; empty: the default one
	Limits
	Quota // of a mailbox
	Forwarding
	Restrictions
	SendRights
	Moderation
	GroupReports            // of a group
	Membership              // of a dynamic group
	LegacyExchangeDN string // empty: as its side gives it; see [Organization.LegacyDN]
	Kept             Kept

	Mailbox *MailboxSettings // nil until something is set; see [Recipient.Settings]
}

// HasAddress reports whether address is one of the recipient's proxy addresses.
func (r *Recipient) HasAddress(address string) bool {
	for _, a := range r.EmailAddresses {
		if SameAddress(a, address) {
			return true
		}
	}
	return SameAddress(r.PrimarySmtpAddress, address)
}

// TakesAllMail reports whether mail for the recipient comes to it at once and stays there, whoever sends it.
func (r *Recipient) TakesAllMail() bool {
	return !r.RequireSenderAuthenticationEnabled && !r.Forwards() && !r.Restricted() && !r.ModerationEnabled
}
