package cmdlet

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

var arcConfig = &settings[relay.ArcConfig]{
	name: "ArcConfig", on: inTheCloud,
	properties: []property{
		{name: "ArcTrustedSealers", clean: cleanSealer,
			note: "domains (d=) of seals that vouch for mail which fails DMARC behind them, from July 2022 on"},
	},
	load:  func(o *relay.Organization, _ string) *relay.ArcConfig { c := o.ArcConfig; return &c },
	store: func(o *relay.Organization, _ string, c *relay.ArcConfig) { o.ArcConfig = *c },
}

// cleanSealer reads the domain of a sealer.
func cleanSealer(s string) (string, error) {
	if !strings.Contains(s, ".") || strings.ContainsAny(s, "@*/ ") {
		return "", fmt.Errorf("%q is no domain; want the d= of the sealer's ARC-Seal, such as filter.example", s)
	}
	return strings.ToLower(s), nil
}

func arcConfigCmdlets() []*command {
	set := arcConfig.set()
	set.parameters = append(set.parameters, disregarded("there is one", "Identity")...)
	return []*command{arcConfig.get(), set}
}
