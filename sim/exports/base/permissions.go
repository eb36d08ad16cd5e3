package base

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

const (
	anonymousLogon = `NT AUTHORITY\ANONYMOUS LOGON`
	rightPrefix    = "ms-Exch-"
)

// grant writes the line that gives strangers rights on a receive connector, as far as they do not have them.
func (b *builder) grant(console, connector string, has cmdlet.Value, w wanted) {
	var missing []string
	for _, right := range w.value.Texts {
		if !has.Has(right) {
			missing = append(missing, rightPrefix+right)
		}
	}
	if len(missing) > 0 {
		b.comment("from " + w.source.from("ReceiveConnector") + ": ExtendedRights")
		b.do(console+"> Add-ADPermission "+cmdlet.Quote(connector)+" -User "+cmdlet.Quote(anonymousLogon)+
			" -ExtendedRights "+strings.Join(missing, ","), w.source.from("ReceiveConnector"))
	}
}

// permissions writes what Get-ADPermission and Add-ADPermission show of rights on receive connectors.
func (b *builder) permissions() {
	for _, t := range b.all(relay.OnPremises, "ADPermission") {
		connector := t.text("Identity")
		console := string(relay.OnPremises)
		if server, _, ok := strings.Cut(connector, `\`); ok && b.isGate(serverName(server)) {
			console = serverName(server)
		} else if ok && !b.isPlayed(serverName(server)) {
			continue // carried with its connector
		}
		if !strings.EqualFold(t.text("User"), anonymousLogon) {
			b.report.ignore("ADPermission", "the model has rights of "+anonymousLogon+" only")
			continue
		}
		if t.is("Deny") {
			b.report.ignore("ADPermission", "rights that are denied are not modelled")
			continue
		}
		var rights []string
		for _, texts := range t.list("ExtendedRights") {
			for right := range strings.SplitSeq(texts, ",") {
				right = strings.TrimSpace(right)
				if isRight(right) {
					rights = append(rights, right)
				} else {
					b.report.ignore("ADPermission", right+" is not among the rights of the model")
				}
			}
		}
		if len(rights) == 0 {
			continue
		}
		b.comment("from " + t.from())
		if b.do(console+"> Add-ADPermission "+cmdlet.Quote(connector)+" -User "+cmdlet.Quote(anonymousLogon)+
			" -ExtendedRights "+strings.Join(rights, ","), t.from()) {
			b.report.Taken = append(b.report.Taken, Taken{relay.OnPremises, "ADPermission", connector,
				[]TakenValue{{"ExtendedRights", strings.Join(rights, ", "), t.from()}}})
		}
	}
}

func isRight(s string) bool {
	for _, name := range relay.Right("").Values() {
		if strings.EqualFold(rightPrefix+name, s) {
			return true
		}
	}
	return false
}
