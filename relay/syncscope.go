package relay

import (
	"slices"
	"strings"
)

// SyncScope is which organizational units directory synchronization leaves out (P6.15). What an administrator chose
// last is in force after an Initial cycle (P6.13).
type SyncScope struct {
	LeftOut []string // in force
	Chosen  []string // by the administrator
}

// Pending reports whether what was chosen is not in force yet.
func (s SyncScope) Pending() bool { return !slices.Equal(s.LeftOut, s.Chosen) }

// Covers reports whether an object in an organizational unit is synchronized: units lie in units, as in
// "contoso.com/Staff/Sales".
func (s SyncScope) Covers(unit string) bool {
	unit = strings.ToLower(unit) + "/"
	return !slices.ContainsFunc(s.LeftOut, func(out string) bool {
		return strings.HasPrefix(unit, strings.ToLower(out)+"/")
	})
}

// UnitPath is an organizational unit as a path: contoso.com/Staff/Sales, also of OU=Sales,OU=Staff,DC=contoso,DC=com.
func UnitPath(s string) string {
	if !strings.Contains(s, "=") {
		return strings.Trim(s, "/")
	}
	var domain, units []string
	for part := range strings.SplitSeq(s, ",") {
		kind, name, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(kind, "DC") {
			domain = append(domain, name)
		} else {
			units = append(units, name)
		}
	}
	slices.Reverse(units)
	return strings.Join(append([]string{strings.Join(domain, ".")}, units...), "/")
}
