package relay

import (
	"fmt"
	"maps"
	"slices"
)

// TLSVersion is a version of the protocol, by its number on the wire.
type TLSVersion uint16

// Versions that mail servers speak here. SMTP in Exchange does not use TLS 1.3 (L11), and SSL is gone.
const (
	TLS10 TLSVersion = 0x0301
	TLS11 TLSVersion = 0x0302
	TLS12 TLSVersion = 0x0303
)

// TLSVersions are all versions, the oldest first.
var TLSVersions = []TLSVersion{TLS10, TLS11, TLS12}

// String is the version as the registry of Windows names it: TLS 1.2.
func (v TLSVersion) String() string { return fmt.Sprintf("TLS 1.%d", v-TLS10) }

// Underscored is the version as Received fields and protocol logs print it: 1_2.
func (v TLSVersion) Underscored() string { return fmt.Sprintf("1_%d", v-TLS10) }

// CipherSuite is the name of a suite: TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.
type CipherSuite string

// TLSRole is what a machine is in a handshake. Windows keeps a switch for each version in each role.
type TLSRole string

// Roles in a handshake.
const (
	TLSClient TLSRole = "client"
	TLSServer TLSRole = "server"
)

// TLSSwitch is a protocol version in a role: a key below SCHANNEL\Protocols.
type TLSSwitch struct {
	Version TLSVersion
	Role    TLSRole
}

// TLSSettings are what somebody has told a machine about TLS. What stands in them is not changed: [TLSSettings.With]
// and its kin make others. The zero value is a machine as it was installed.
type TLSSettings struct {
	Windows  string               // the operating system; empty: the one that its product is taken to stand on
	Switched map[TLSSwitch]bool   // versions that somebody switched on or off
	Suites   map[CipherSuite]bool // suites that somebody switched on or off
}

// WithVersion are the settings with a version switched on or off in a role.
func (s TLSSettings) WithVersion(v TLSVersion, role TLSRole, on bool) TLSSettings {
	s.Switched = maps.Clone(s.Switched)
	if s.Switched == nil {
		s.Switched = map[TLSSwitch]bool{}
	}
	s.Switched[TLSSwitch{v, role}] = on
	return s
}

// WithSuite are the settings with a suite switched on or off.
func (s TLSSettings) WithSuite(name CipherSuite, on bool) TLSSettings {
	s.Suites = maps.Clone(s.Suites)
	if s.Suites == nil {
		s.Suites = map[CipherSuite]bool{}
	}
	s.Suites[name] = on
	return s
}

// TLSChange is one thing that somebody told a machine about TLS.
type TLSChange struct{ What, Value string }

// Changes are what somebody told the machine, in a fixed order.
func (s TLSSettings) Changes() (list []TLSChange) {
	if s.Windows != "" {
		list = append(list, TLSChange{"Windows", s.Windows})
	}
	state := map[bool]string{true: "enabled", false: "disabled"}
	for _, v := range TLSVersions {
		for _, role := range []TLSRole{TLSClient, TLSServer} {
			if on, told := s.Switched[TLSSwitch{v, role}]; told {
				list = append(list, TLSChange{v.String() + " as " + string(role), state[on]})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Suites)) {
		list = append(list, TLSChange{string(name), state[s.Suites[name]]})
	}
	return list
}

// TLSStack is what a machine can do in a role: versions, the oldest first, and suites in its order of preference. The
// zero value is TLS 1.2 with whatever both ends know.
type TLSStack struct {
	Versions []TLSVersion
	Suites   []CipherSuite
}

// Speaks reports whether the stack has a version.
func (s TLSStack) Speaks(v TLSVersion) bool { return slices.Contains(s.Versions, v) }
