package relay

// ServiceList is one of the lists of addresses that the service's front door asks (L121).
type ServiceList string

// Lists of the service. They differ in what a client is told, and in who takes an address off.
const (
	OwnList        ServiceList = "own"        // by the portal that the refusal names
	SpamhausList   ServiceList = "spamhaus"   // by Spamhaus
	SenderList     ServiceList = "senders"    // by mail to the address that the refusal names; the portal cannot
	RangeList      ServiceList = "ranges"     // of ranges that abuse came from: by support [I]
	ReputationList ServiceList = "reputation" // of addresses that no traffic is taken from: by support [I]
	ThrottleList   ServiceList = "throttled"  // puts off, unless a connector knows the client; by days of history
)

// ServiceLists are those that refuse.
var ServiceLists = []ServiceList{OwnList, SpamhausList, SenderList, RangeList, ReputationList}

// Removal is how an address comes off a list.
type Removal string

// Ways off a list.
const (
	ByPortal   Removal = "portal"
	BySpamhaus Removal = "spamhaus"
	ByMail     Removal = "mail"
	BySupport  Removal = "support"
	ByHistory  Removal = "history" // of mail that was good
)

// Removals are all ways.
var Removals = []Removal{ByPortal, BySpamhaus, ByMail, BySupport, ByHistory}

// Removal is how an address comes off the list.
func (l ServiceList) Removal() Removal {
	switch l {
	case SpamhausList:
		return BySpamhaus
	case SenderList:
		return ByMail
	case RangeList, ReputationList:
		return BySupport
	case ThrottleList:
		return ByHistory
	}
	return ByPortal
}

// Listing is addresses that are on a list of the service.
type Listing struct {
	AddressRange
	List ServiceList
}
