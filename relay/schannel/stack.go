package schannel

import (
	"slices"
	"time"

	"hybridsim/relay"
)

// System is a version of Windows Server: when it came, which protocol versions are on as it is installed, and which
// products can be installed there, from the oldest to the newest.
type System struct {
	Name        string
	From        time.Time
	On          []relay.TLSVersion
	first, last relay.Product
}

// systems are L1 to L5. Client and server side have the same default. Products are those of Microsoft's page Exchange
// Server supportability matrix.
var systems = []System{
	{"Windows Server 2008 SP2", day(2009, 5, 26), relay.TLSVersions[:1], relay.Exchange2010, relay.Exchange2010},
	{windows2008R2, day(2009, 10, 22), relay.TLSVersions[:1], relay.Exchange2010, relay.Exchange2013},
	{"Windows Server 2012", day(2012, 9, 4), relay.TLSVersions, relay.Exchange2010, relay.Exchange2016},
	{windows2012R2, day(2013, 10, 18), relay.TLSVersions, relay.Exchange2013, relay.Exchange2016},
	{windows2016, day(2016, 10, 12), relay.TLSVersions, relay.Exchange2016, relay.Exchange2016},
	{windows2019, day(2018, 11, 13), relay.TLSVersions, relay.Exchange2019, relay.Exchange2019},
	{"Windows Server 2022", day(2021, 8, 18), relay.TLSVersions, relay.Exchange2019, relay.Exchange2019},
	{"Windows Server 2025", day(2024, 11, 1), relay.TLSVersions, relay.Exchange2019, relay.Exchange2019},
}

// Runs reports whether a product can be installed on the system.
func (s System) Runs(p relay.Product) bool { return s.first <= p && p <= s.last }

const (
	windows2008R2 = "Windows Server 2008 R2"
	windows2012R2 = "Windows Server 2012 R2"
	windows2016   = "Windows Server 2016"
	windows2019   = "Windows Server 2019"
)

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// Systems are the operating systems that a server can have, the oldest first.
func Systems() []System { return slices.Clone(systems) }

// SystemNamed is an operating system by its name.
func SystemNamed(name string) (System, bool) {
	i := slices.IndexFunc(systems, func(s System) bool { return s.Name == name })
	if i < 0 {
		return System{}, false
	}
	return systems[i], true
}

// SystemOf is the operating system that a server has, or is taken to have: the newest one of its product's first years
// (L10 [I]).
func SystemOf(p relay.Product, s relay.TLSSettings) System {
	if system, known := SystemNamed(s.Windows); known {
		return system
	}
	system, _ := SystemNamed(usual[p])
	return system
}

var usual = map[relay.Product]string{relay.Exchange2010: windows2008R2, relay.Exchange2013: windows2012R2,
	relay.Exchange2016: windows2016, relay.Exchange2019: windows2019}

// What stacks have of suites: all, and what Exchange 2019's setup leaves. Each hop of mail asks for them.
var (
	everySuite = names(func(Suite) bool { return true })
	leftBy2019 = names(func(s Suite) bool { return s.Name != tripleDES && s.Name != rc4 })
)

// Of is the stack of an Exchange server: what Windows has switched on (L1 to L6), what setup changes (L7), and what
// somebody has switched since.
func Of(p relay.Product, s relay.TLSSettings, role relay.TLSRole) relay.TLSStack {
	stack := relay.TLSStack{Versions: SystemOf(p, s).On, Suites: everySuite}
	if p >= relay.Exchange2019 { // L7 [D]: TLS 1.2 only, no 3DES, no RC4
		stack.Versions = []relay.TLSVersion{relay.TLS12}
		stack.Suites = leftBy2019
	}
	return switched(stack, s, role)
}

// Plain is the stack of a mail host that is not Exchange: all that there is, as long as nobody says otherwise [I]. On
// Windows it is what Windows has.
func Plain(s relay.TLSSettings, role relay.TLSRole) relay.TLSStack {
	stack := relay.TLSStack{Versions: relay.TLSVersions, Suites: everySuite}
	if system, known := SystemNamed(s.Windows); known {
		stack.Versions = system.On
	}
	return switched(stack, s, role)
}

// Service is the stack of the service at a time (L15 to L23). What came gradually, or at some front ends earlier than
// at others, has one day here [I].
func Service(now time.Time) relay.TLSStack {
	stack := relay.TLSStack{Versions: relay.TLSVersions}
	day := relay.DayOf(now)
	gone := relay.OnlyTLS12.Holds(day)
	if gone {
		stack.Versions = []relay.TLSVersion{relay.TLS12}
	}
	stack.Suites = names(func(s Suite) bool {
		switch s.Name {
		case rc4:
			return !relay.NoRC4.Holds(day)
		case tripleDES:
			return !relay.No3DES.Holds(day)
		}
		return !gone || s.Ephemeral() || s.Name == rsaGCM256 || s.Name == rsaGCM128 // L23
	})
	return stack
}

// switched is a stack with what somebody has switched on or off.
func switched(stack relay.TLSStack, s relay.TLSSettings, role relay.TLSRole) relay.TLSStack {
	if len(s.Switched)+len(s.Suites) == 0 {
		return stack
	}
	on := func(v relay.TLSVersion) bool {
		if by, told := s.Switched[relay.TLSSwitch{Version: v, Role: role}]; told {
			return by
		}
		return slices.Contains(stack.Versions, v)
	}
	var versions []relay.TLSVersion
	for _, v := range relay.TLSVersions {
		if on(v) {
			versions = append(versions, v)
		}
	}
	list := names(func(suite Suite) bool {
		if by, told := s.Suites[suite.Name]; told {
			return by
		}
		return slices.Contains(stack.Suites, suite.Name)
	})
	return relay.TLSStack{Versions: versions, Suites: list}
}

// Flaw is why nobody could ever shake hands with a stack: no version is left in it, or no suite that one of its
// versions has. Empty: somebody can.
func Flaw(stack relay.TLSStack) string {
	if len(stack.Versions) == 0 {
		return "no version of TLS"
	}
	newest := stack.Versions[len(stack.Versions)-1]
	for _, name := range stack.Suites {
		if s, known := SuiteNamed(name); known && s.Since <= newest {
			return ""
		}
	}
	return "no cipher suite for " + newest.String()
}

// Agree is what a client and a server come to: the newest version of both and, of the suites that it has and the client
// offers, the one that the server likes best. ok is false when there is none; version is zero when not even that.
func Agree(client, server relay.TLSStack) (version relay.TLSVersion, suite relay.CipherSuite, ok bool) {
	for _, v := range slices.Backward(relay.TLSVersions) {
		if client.Speaks(v) && server.Speaks(v) {
			version = v
			break
		}
	}
	if version == 0 {
		return 0, "", false
	}
	for _, name := range server.Suites {
		if s, known := SuiteNamed(name); known && s.Since <= version && slices.Contains(client.Suites, name) {
			return version, name, true
		}
	}
	return version, "", false
}
