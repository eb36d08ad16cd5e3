package relay

// Limits are what a recipient may send and receive. Zero stands for what nobody set: the default of its type and side.
type Limits struct {
	MaxSendSize, MaxReceiveSize ByteSize
	RecipientLimits             Limit
}

// planLimits are those of a cloud mailbox for whom nobody set any. [D] PS:Set-MailboxPlan
var planLimits = Limits{MaxSendSize: 35 * MB, MaxReceiveSize: 36 * MB, RecipientLimits: 500}

// LimitsOf are a recipient's limits, with the defaults where nobody set any: a mailbox of the cloud has those of its
// plan, everything else has none of its own (P5.3).
func (o *Organization) LimitsOf(r *Recipient) Limits {
	usual := Limits{Unlimited, Unlimited, NoLimit}
	if o.InCloud() && r.Type == UserMailbox {
		usual = planLimits
	}
	has := r.Limits
	if has.MaxSendSize == 0 {
		has.MaxSendSize = usual.MaxSendSize
	}
	if has.MaxReceiveSize == 0 {
		has.MaxReceiveSize = usual.MaxReceiveSize
	}
	if has.RecipientLimits == 0 {
		has.RecipientLimits = usual.RecipientLimits
	}
	return has
}

// Limits are the organization's own: 10 MB each way and 500 recipients on-premises, 1000 recipients in the cloud, where
// sizes are the mailboxes' affair (P5.3 [D] SIZE16, PS).
func (o *Organization) Limits() Limits {
	usual := Limits{10 * MB, 10 * MB, 500}
	if o.InCloud() {
		usual = Limits{Unlimited, Unlimited, 1000}
	}
	has := Limits{o.TransportConfig.MaxSendSize, o.TransportConfig.MaxReceiveSize,
		o.TransportConfig.MaxRecipientEnvelopeLimit}
	if has.MaxSendSize == 0 {
		has.MaxSendSize = usual.MaxSendSize
	}
	if has.MaxReceiveSize == 0 {
		has.MaxReceiveSize = usual.MaxReceiveSize
	}
	if has.RecipientLimits == 0 || o.InCloud() && has.RecipientLimits == NoLimit {
		has.RecipientLimits = usual.RecipientLimits // "Unlimited" is 1000 in the cloud
	}
	return has
}

// Quota is how full a mailbox may be.
type Quota struct {
	ProhibitSendReceiveQuota ByteSize // zero: what nobody set
	// UseDatabaseQuotaDefaults lets the database's quota stand for the mailbox's own; nil is the side's default.
	UseDatabaseQuotaDefaults *bool
}

// QuotaOf is at how many bytes a mailbox takes no more; [Unlimited] when nothing says so. The mailbox's own value is
// ignored while the database's defaults are used, as they are on-premises unless somebody says otherwise (P5.3). How
// large a database's are is not looked at.
func (o *Organization) QuotaOf(r *Recipient) ByteSize {
	q := r.Quota
	byDatabase := !o.InCloud()
	if q.UseDatabaseQuotaDefaults != nil {
		byDatabase = *q.UseDatabaseQuotaDefaults
	}
	if byDatabase || q.ProhibitSendReceiveQuota == 0 {
		return Unlimited
	}
	return q.ProhibitSendReceiveQuota
}
