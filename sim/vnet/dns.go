package vnet

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"hybridsim/relay/past"
)

// RecordType is a type of DNS record.
type RecordType string

// The types of record that the network's DNS knows.
const (
	A    RecordType = "A"
	AAAA RecordType = "AAAA"
	MX   RecordType = "MX"
	TXT  RecordType = "TXT"
	PTR  RecordType = "PTR"
	TLSA RecordType = "TLSA"
)

var recordTypes = []RecordType{A, AAAA, MX, TXT, PTR, TLSA}

// Record is a DNS record. Names are compared without regard to case, and a dot
// at their end is ignored.
type Record struct {
	Name       string
	Type       RecordType
	Value      string // an address, a host name, the text of a TXT record in one piece, a TLSA record as in a zone file
	Preference uint16 // of an MX record; lower is tried first
}

// check reports what is wrong with a record, if anything is.
func (r Record) check() error {
	var family func(netip.Addr) bool
	switch r.Type {
	case A:
		family = netip.Addr.Is4
	case AAAA:
		family = func(a netip.Addr) bool { return a.Is6() && !a.Is4In6() }
	case MX, PTR:
		if r.Value == "" {
			return fmt.Errorf("%s record of %q names no host", r.Type, r.Name)
		}
		return nil
	case TXT, TLSA:
		return nil
	default:
		return fmt.Errorf("%q has a record of unknown type %q", r.Name, r.Type)
	}
	if a, err := netip.ParseAddr(r.Value); err != nil || !family(a) {
		return fmt.Errorf("%s record of %q: %q is not such an address", r.Type, r.Name, r.Value)
	}
	return nil
}

// of reports whether the record is one of those that the name has of the type.
func (r Record) of(name string, t RecordType) bool {
	return r.Type == t && canonical(r.Name) == canonical(name)
}

// zones is the DNS of the whole network. It has a lock of its own, which is not
// held while a computed zone is consulted, so that those may use the network.
type zones struct {
	mu         sync.Mutex
	records    map[string][]Record // static records by canonical name, none empty
	publishers []publisher
	broken     map[string]bool   // by canonical name
	signed     map[string]bool   // by canonical name of the zone: whether what it answers is authentic
	pages      map[string]string // what hosts answer by HTTPS, by canonical name
	queries    past.List[Query]
	assumed    map[string]assumption // what [Network.AssumeRecord] set and still holds, by name and type
	servers    []*nameServer
	adapters   map[string][]netip.Addr // the DNS servers that hosts ask, by canonical name
}

// publisher is a computed zone.
type publisher struct {
	publish func(name string, t RecordType) []Record
	inside  bool // an organization's own, which the Internet's DNS servers may not know
}

// AddRecord adds a static record to those that exist.
func (n *Network) AddRecord(r Record) error {
	if err := r.check(); err != nil {
		return err
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	n.dns.add(r)
	return nil
}

// SetRecords adds static records in place of all that exist of the same name and
// type. On error nothing changes.
func (n *Network) SetRecords(records ...Record) error {
	var errs []error
	for _, r := range records {
		errs = append(errs, r.check())
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	for _, r := range records {
		n.dns.remove(r.Name, r.Type)
	}
	for _, r := range records {
		n.dns.add(r)
	}
	return nil
}

// RemoveRecords removes the static records of that name and type and reports
// whether there were any.
func (n *Network) RemoveRecords(name string, t RecordType) bool {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	return n.dns.remove(name, t)
}

// Records are all static records, by name and type; those of one name and type in the order in which they were set.
func (n *Network) Records() []Record {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	var list []Record
	for _, name := range slices.Sorted(maps.Keys(n.dns.records)) {
		own := slices.Clone(n.dns.records[name])
		slices.SortStableFunc(own, func(a, b Record) int { return strings.Compare(string(a.Type), string(b.Type)) })
		list = append(list, own...)
	}
	return list
}

// Broken are the zones whose name servers fail.
func (n *Network) Broken() []string {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	return slices.Sorted(maps.Keys(n.dns.broken))
}

// Publish adds a computed zone: a function that returns the records of a name
// and type, or none. Computed zones are consulted in order when there is no
// static record of the name and type, until one has an answer; so a static
// record takes the place of a computed one. The records need not repeat name and
// type. The function is called whenever somebody asks, from any goroutine.
func (n *Network) Publish(f func(name string, t RecordType) []Record) {
	n.publish(publisher{publish: f})
}

// PublishInside adds a computed zone of names inside organizations. The network's DNS knows them, too.
func (n *Network) PublishInside(f func(name string, t RecordType) []Record) {
	n.publish(publisher{publish: f, inside: true})
}

func (n *Network) publish(p publisher) {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	n.dns.publishers = append(n.dns.publishers, p)
}

// BreakDNS makes the name servers of a zone fail: until [Network.MendDNS], every
// query for the name or a name beneath it is a temporary error. The name "."
// breaks all of DNS.
func (n *Network) BreakDNS(name string) {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	n.dns.broken[canonical(name)] = true
}

// MendDNS undoes a [Network.BreakDNS] of the same name.
func (n *Network) MendDNS(name string) {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	delete(n.dns.broken, canonical(name))
}

// SignDNS signs a zone (DNSSEC). What a zone answers that is signed badly is not authentic to whoever looks at it.
func (n *Network) SignDNS(zone string, badly bool) {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	n.dns.signed[canonical(zone)] = !badly
}

// UnsignDNS undoes a [Network.SignDNS] and reports whether the zone was signed.
func (n *Network) UnsignDNS(zone string) bool {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	_, was := n.dns.signed[canonical(zone)]
	delete(n.dns.signed, canonical(zone))
	return was
}

// Signed reports whether a name lies in a zone that is signed, and whether its answers are authentic: the zones above
// it count, too.
func (n *Network) Signed(name string) (signed, authentic bool) {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	authentic = true
	for zone, good := range n.dns.signed {
		if within(canonical(name), zone) {
			signed, authentic = true, authentic && good
		}
	}
	return signed, signed && authentic
}

// SignedZones lists the zones that are signed, with whether their answers are authentic by themselves.
func (n *Network) SignedZones() map[string]bool {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	return maps.Clone(n.dns.signed)
}

// PublishPage makes a host answer with a text to whoever asks it by HTTPS.
func (n *Network) PublishPage(host, text string) {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	n.dns.pages[canonical(host)] = text
}

// WithdrawPage undoes a [Network.PublishPage] and reports whether there was a page.
func (n *Network) WithdrawPage(host string) bool {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	_, was := n.dns.pages[canonical(host)]
	delete(n.dns.pages, canonical(host))
	return was
}

// Page is what a host answers by HTTPS.
func (n *Network) Page(host string) (text string, published bool) {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	text, published = n.dns.pages[canonical(host)]
	return text, published
}

// Pages are those of all hosts, by canonical name.
func (n *Network) Pages() map[string]string {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	return maps.Clone(n.dns.pages)
}

// add, put and remove want the lock held. What was assumed gives way to what is added.
func (z *zones) add(r Record) {
	z.giveWay(r)
	z.put(r)
}

func (z *zones) put(r Record) {
	name := canonical(r.Name)
	z.records[name] = append(z.records[name], r)
}

func (z *zones) remove(name string, t RecordType) bool {
	delete(z.assumed, keyOf(name, t))
	key := canonical(name)
	before := z.records[key]
	after := slices.DeleteFunc(slices.Clone(before), func(r Record) bool { return r.Type == t })
	if len(after) == 0 {
		delete(z.records, key)
	} else {
		z.records[key] = after
	}
	return len(after) < len(before)
}

// canonical returns the form of a name in which names are compared.
func canonical(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// within reports whether a canonical name is the zone or lies beneath it.
func within(name, zone string) bool {
	return name == zone || zone == "" || strings.HasSuffix(name, "."+zone)
}
