package vnet

import "strings"

// AssumeRecord sets an address record that holds as long as nobody states where a host of the same zone is: who knows
// one address of a zone knows them all, and what was assumed about the others gives way. A zone here is all that is
// beneath one domain, directly.
func (n *Network) AssumeRecord(r Record) error {
	if err := r.check(); err != nil {
		return err
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	if n.dns.stated[parent(r.Name)] {
		return nil
	}
	n.dns.remove(r.Name, r.Type)
	n.dns.add(r)
	if n.dns.assumed == nil {
		n.dns.assumed = map[string]Record{}
	}
	n.dns.assumed[canonical(r.Name)+" "+string(r.Type)] = r
	return nil
}

// StateRecord is [Network.SetRecords] of one record by somebody who knows: of an address record, what was assumed about
// hosts of the same zone is dropped.
func (n *Network) StateRecord(r Record) error {
	if err := n.SetRecords(r); err != nil || r.Type != A && r.Type != AAAA {
		return err
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	if n.dns.stated == nil {
		n.dns.stated = map[string]bool{}
	}
	n.dns.stated[parent(r.Name)] = true
	for key, assumed := range n.dns.assumed {
		if parent(assumed.Name) != parent(r.Name) {
			continue
		}
		if !assumed.of(r.Name, r.Type) {
			n.dns.remove(assumed.Name, assumed.Type)
		}
		delete(n.dns.assumed, key)
	}
	return nil
}

// parent is the domain that a host's name is beneath.
func parent(name string) string {
	_, domain, _ := strings.Cut(canonical(name), ".")
	return domain
}
