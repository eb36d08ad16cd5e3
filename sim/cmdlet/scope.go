package cmdlet

import "hybridsim/relay"

// scope says which side and products have a cmdlet or a parameter.
type scope struct {
	from, to relay.Product // on-premises products, inclusive; zero: none
	cloud    bool
}

// The scopes that occur in Microsoft's reference.
var (
	everywhere  = scope{relay.Exchange2010, relay.Exchange2019, true}
	onPremises  = scope{relay.Exchange2010, relay.Exchange2019, false}
	only2010    = scope{relay.Exchange2010, relay.Exchange2010, false}
	since2013   = scope{relay.Exchange2013, relay.Exchange2019, false}
	only2013    = scope{relay.Exchange2013, relay.Exchange2013, false}
	since2016   = scope{relay.Exchange2016, relay.Exchange2019, false}
	until2016   = scope{relay.Exchange2013, relay.Exchange2016, false}
	since2019   = scope{relay.Exchange2019, relay.Exchange2019, false}
	inTheCloud  = scope{cloud: true}
	unspecified scope
)

// has reports whether an organization is in the scope.
func (s scope) has(o *relay.Organization) bool {
	if o.InCloud() {
		return s.cloud
	}
	return s.from <= o.Product && o.Product <= s.to
}

// sides lists the sides in the scope.
func (s scope) sides() []relay.Side {
	var sides []relay.Side
	if s.from != 0 {
		sides = append(sides, relay.OnPremises)
	}
	if s.cloud {
		sides = append(sides, relay.Cloud)
	}
	return sides
}

// String names the scope as the reference page and errors do.
func (s scope) String() string {
	var local string
	switch {
	case s.from == 0:
		return "the cloud (Exchange Online)"
	case s.from == s.to:
		local = "on-premises " + s.from.String()
	case s.from > relay.Exchange2010:
		local = "on-premises " + s.from.String() + " and later"
	default:
		local = "on-premises Exchange"
	}
	if s.cloud {
		return local + " and the cloud"
	}
	return local
}

// whereabouts describes the side that a line is typed on.
func whereabouts(o *relay.Organization) string {
	if o.InCloud() {
		return "the cloud"
	}
	return "on-premises " + o.Product.String()
}
