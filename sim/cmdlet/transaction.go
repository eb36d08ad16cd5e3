package cmdlet

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// transaction is one line at work: working copies of the sides it touches, which nobody sees before commit.
type transaction struct {
	here, there *workspace // there is nil until a cmdlet asks for it
	effects     []func() error
}

// workspace is one side under change.
type workspace struct {
	admin   Admin
	now     *relay.Organization
	changed bool
	journal []string // what was done, one line each
}

func newWorkspace(a Admin) *workspace { return &workspace{admin: a, now: a.Organization()} }

// day is the one that the organization lives in, where there is an administrator to ask.
func (w *workspace) day() relay.Era {
	if w.admin == nil {
		return 0
	}
	return w.now.Day(w.admin.Now())
}

// addresses are those of a server, where there is an administrator to ask.
func (w *workspace) addresses(server string) []netip.Addr {
	if w.admin == nil {
		return nil
	}
	return w.admin.Addresses(server)
}

// neighbours are the organizations beside this one, where there is an administrator to ask.
func (w *workspace) neighbours() []*relay.Organization {
	if w.admin == nil {
		return nil
	}
	return w.admin.Neighbours()
}

func newTransaction(a Admin) *transaction { return &transaction{here: newWorkspace(a)} }

// otherSide opens the other half of the hybrid.
func (tx *transaction) otherSide() (*workspace, error) {
	if tx.there == nil {
		other := tx.here.admin.OtherSide()
		if other == nil {
			return nil, refuse("", "there is no other side to act on", "the cmdlet needs both halves of a hybrid")
		}
		tx.there = newWorkspace(other)
	}
	return tx.there, nil
}

// edit returns the copy that may be changed: made on the first change, then the same.
func (w *workspace) edit() *relay.Organization {
	if !w.changed {
		w.now, w.changed = w.now.Clone(), true
	}
	return w.now
}

// log notes a change for cmdlets that report what they did.
func (w *workspace) log(verb, noun, identity string) {
	w.journal = append(w.journal, fmt.Sprintf("%s: %s-%s %s", w.now.Side, verb, noun, quote(identity)))
}

// commit hands the changed snapshots over and performs what lies outside of them. An effect that fails keeps the
// snapshots as they were.
func (tx *transaction) commit() error {
	for _, effect := range tx.effects {
		if err := effect(); err != nil {
			return &mistake.Error{Column: 1, Message: err.Error()}
		}
	}
	for _, w := range []*workspace{tx.here, tx.there} {
		if w != nil && w.changed {
			w.admin.Replace(w.now)
		}
	}
	return nil
}

// result is what a line prints.
type result struct {
	items  []*item
	lines  []string  // warnings and reports
	format formatter // empty: as the noun is printed by itself
}

// String prints warnings and reports first, then the objects.
func (r *result) String() string {
	var b strings.Builder
	for _, l := range r.lines {
		b.WriteString(l + "\n")
	}
	b.WriteString(r.objects())
	return b.String()
}
