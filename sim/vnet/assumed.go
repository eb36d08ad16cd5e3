package vnet

// assumption is an address record that nobody stated.
type assumption struct {
	Record
	beside string // the name that is better known for the same host; empty: none
}

// AssumeRecord sets an address record, or several of one name and type, that hold as long as nobody states an address
// of that name. What is stated of other names says nothing about them, with one exception: a record may be assumed
// beside another name, the one that the host is known by. Who states where that one leads knows the host, so what was
// assumed about the second name gives way, too.
func (n *Network) AssumeRecord(r Record, beside string, more ...Record) error {
	for _, r := range append([]Record{r}, more...) {
		if err := r.check(); err != nil {
			return err
		}
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	if n.dns.states(r.Name, r.Type) || beside != "" && (n.dns.states(beside, A) || n.dns.states(beside, AAAA)) {
		return nil
	}
	n.dns.remove(r.Name, r.Type)
	n.dns.put(r)
	for _, other := range more {
		n.dns.put(other)
	}
	if n.dns.assumed == nil {
		n.dns.assumed = map[string]assumption{}
	}
	n.dns.assumed[keyOf(r.Name, r.Type)] = assumption{r, canonical(beside)}
	return nil
}

// states reports whether somebody stated records of a name and type. It wants the lock held, as the others here do.
func (z *zones) states(name string, t RecordType) bool {
	if _, only := z.assumed[keyOf(name, t)]; only {
		return false
	}
	for _, r := range z.records[canonical(name)] {
		if r.Type == t {
			return true
		}
	}
	return false
}

// giveWay drops what a stated record takes the place of: what is assumed of its name and type, and, where it is an
// address, what is assumed beside its name.
func (z *zones) giveWay(stated Record) {
	address := stated.Type == A || stated.Type == AAAA
	for _, a := range z.assumed {
		if a.of(stated.Name, stated.Type) || address && a.beside != "" && a.beside == canonical(stated.Name) {
			z.remove(a.Name, a.Type)
		}
	}
}

func keyOf(name string, t RecordType) string { return canonical(name) + " " + string(t) }
