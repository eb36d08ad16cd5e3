package vnet

import (
	"errors"
	"net"
	"net/netip"
	"slices"

	"hybridsim/relay/past"
)

// Why a lookup found nothing. Lookups return a [*net.DNSError], in which
// [errors.Is] finds these; IsNotFound is true for both, as package net has it.
var (
	ErrNoDomain  = errors.New("no such domain")          // NXDOMAIN
	ErrNoRecords = errors.New("no records of this type") // the name exists, the records do not
)

// QueryOutcome is how a DNS query ended.
type QueryOutcome string

// The outcomes of a query.
const (
	Answered      QueryOutcome = "answered"
	NoRecords     QueryOutcome = "no records"
	NoDomain      QueryOutcome = "no such domain"
	ServerFailure QueryOutcome = "server failure"
)

// err is the error of a lookup of name, as package net would word it.
func (o QueryOutcome) err(name string, t RecordType) error {
	switch o {
	case NoRecords:
		return &net.DNSError{Name: name, Err: "no " + string(t) + " record", IsNotFound: true, UnwrapErr: ErrNoRecords}
	case NoDomain:
		return &net.DNSError{Name: name, Err: "no such host", IsNotFound: true, UnwrapErr: ErrNoDomain}
	case ServerFailure:
		return &net.DNSError{Name: name, Err: "server misbehaving", IsTemporary: true}
	}
	return nil
}

// Query is the record of one DNS query.
type Query struct {
	Number  int    // from 1
	Asker   string // who asked, as the asker said
	Name    string // in lower case, without a dot at its end
	Type    RecordType
	Outcome QueryOutcome
}

// QueryLog is every query so far, at this moment.
func (n *Network) QueryLog() past.List[Query] {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	return n.dns.queries
}

// Queries returns every query so far that is not forgotten, in order.
func (n *Network) Queries() []Query { return n.QueryLog().Known() }

// lookup answers one query and records it. Who names no servers asks those of its adapters.
func (z *zones) lookup(asker string, servers []netip.Addr, name string, t RecordType) ([]Record, error) {
	if servers == nil {
		z.mu.Lock()
		servers = z.adapters[canonical(asker)]
		z.mu.Unlock()
	}
	records, outcome, err := z.ask(servers, canonical(name), t)
	if err == nil {
		err = outcome.err(name, t)
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	z.queries.Add(Query{
		Number:  z.queries.Count() + 1,
		Asker:   asker,
		Name:    canonical(name),
		Type:    t,
		Outcome: outcome,
	})
	return records, err
}

// answer finds the records of a canonical name in a view of the network's DNS. The error, if any, says what is
// wrong with a computed record.
func (z *zones) answer(name string, t RecordType, v view) ([]Record, QueryOutcome, error) {
	static := z.static(name, t)
	if v == onlyInside {
		static.exists, static.records = false, nil
	}
	static.publishers = slices.DeleteFunc(static.publishers, func(p publisher) bool {
		return v == onlyInside && !p.inside || v == onlyOutside && p.inside
	})
	if static.broken {
		return nil, ServerFailure, nil
	}
	if len(static.records) > 0 {
		return static.records, Answered, nil
	}
	records, err := computed(static.publishers, name, t)
	switch {
	case err != nil:
		return nil, ServerFailure, err
	case len(records) > 0:
		return records, Answered, nil
	case static.exists, published(static.publishers, name):
		return nil, NoRecords, nil
	}
	return nil, NoDomain, nil
}

// knowledge is what there is to know about a name under the lock of the zones.
type knowledge struct {
	broken     bool // its name servers are
	exists     bool // it has static records of some type, or a name beneath it has
	records    []Record
	publishers []publisher
}

func (z *zones) static(name string, t RecordType) (k knowledge) {
	z.mu.Lock()
	defer z.mu.Unlock()
	for zone := range z.broken {
		k.broken = k.broken || within(name, zone)
	}
	for existing := range z.records {
		k.exists = k.exists || within(existing, name)
	}
	for _, r := range z.records[name] {
		if r.of(name, t) {
			k.records = append(k.records, r)
		}
	}
	k.publishers = slices.Clone(z.publishers)
	return k
}

// computed asks the computed zones in order, until one has an answer.
func computed(publishers []publisher, name string, t RecordType) ([]Record, error) {
	for _, p := range publishers {
		var records []Record
		for _, r := range p.publish(name, t) {
			r.Name, r.Type = name, t
			if err := r.check(); err != nil {
				return nil, &net.DNSError{Name: name, Err: err.Error(), IsTemporary: true, UnwrapErr: err}
			}
			records = append(records, r)
		}
		if len(records) > 0 {
			return records, nil
		}
	}
	return nil, nil
}

// published reports whether a computed zone has records of any type for a name.
func published(publishers []publisher, name string) bool {
	for _, p := range publishers {
		for _, t := range recordTypes {
			if len(p.publish(name, t)) > 0 {
				return true
			}
		}
	}
	return false
}
