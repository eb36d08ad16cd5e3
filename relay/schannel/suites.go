package schannel

import (
	"maps"
	"path"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Suite is a cipher suite: its number on the wire, the version that brought it, and the parts by which protocol logs
// tell of it (L14, V3.4).
type Suite struct {
	Name  relay.CipherSuite
	ID    uint16
	Since relay.TLSVersion
	Bulk  string // encryption: AES_256
	Bits  int    // of its key
	MAC   string // SHA_384
	Sum   int    // bits of the MAC; 0 where the encryption does that itself (L14 [O])
}

// Names of suites that are spoken of elsewhere.
const (
	ecdheGCM256 relay.CipherSuite = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
	ecdheGCM128 relay.CipherSuite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
	rsaGCM256   relay.CipherSuite = "TLS_RSA_WITH_AES_256_GCM_SHA384"
	rsaGCM128   relay.CipherSuite = "TLS_RSA_WITH_AES_128_GCM_SHA256"
	tripleDES   relay.CipherSuite = "TLS_RSA_WITH_3DES_EDE_CBC_SHA"
	rc4         relay.CipherSuite = "TLS_RSA_WITH_RC4_128_SHA"
)

// suites are in the order in which the service prefers them (L23), which Windows is taken to share [I]. Two of L23 are
// left out, AES_256_CBC_SHA384 and RSA's AES_256_CBC_SHA256: no peer has one of them and none of its neighbours.
var suites = []Suite{
	{ecdheGCM256, 0xC030, relay.TLS12, "AES_256", 256, "SHA_384", 0},
	{ecdheGCM128, 0xC02F, relay.TLS12, "AES_128", 128, "SHA_256", 0},
	{"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", 0xC027, relay.TLS12, "AES_128", 128, "SHA_256", 256},
	{"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", 0xC014, relay.TLS10, "AES_256", 256, "SHA1", 160},
	{"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xC013, relay.TLS10, "AES_128", 128, "SHA1", 160},
	{rsaGCM256, 0x009D, relay.TLS12, "AES_256", 256, "SHA_384", 0},
	{rsaGCM128, 0x009C, relay.TLS12, "AES_128", 128, "SHA_256", 0},
	{"TLS_RSA_WITH_AES_128_CBC_SHA256", 0x003C, relay.TLS12, "AES_128", 128, "SHA_256", 256},
	{"TLS_RSA_WITH_AES_256_CBC_SHA", 0x0035, relay.TLS10, "AES_256", 256, "SHA1", 160},
	{"TLS_RSA_WITH_AES_128_CBC_SHA", 0x002F, relay.TLS10, "AES_128", 128, "SHA1", 160},
	{tripleDES, 0x000A, relay.TLS10, "3DES", 168, "SHA1", 160},
	{rc4, 0x0005, relay.TLS10, "RC4", 128, "SHA1", 160},
}

// Suites are all cipher suites, the strongest first.
func Suites() []Suite { return slices.Clone(suites) }

// SuiteNamed is a suite by its name.
func SuiteNamed(name relay.CipherSuite) (Suite, bool) {
	i := slices.IndexFunc(suites, func(s Suite) bool { return s.Name == name })
	if i < 0 {
		return Suite{}, false
	}
	return suites[i], true
}

// SuiteOf is a suite by its number on the wire.
func SuiteOf(id uint16) (Suite, bool) {
	i := slices.IndexFunc(suites, func(s Suite) bool { return s.ID == id })
	if i < 0 {
		return Suite{}, false
	}
	return suites[i], true
}

// Ephemeral reports whether the key of the connection is agreed on by elliptic curves, rather than sent under the
// certificate's key.
func (s Suite) Ephemeral() bool { return len(s.Name) > 9 && s.Name[:9] == "TLS_ECDHE" }

// families are the words that administrators have for many suites at a time.
var families = map[string]func(Suite) bool{
	"RC4":   func(s Suite) bool { return s.Bulk == "RC4" },
	"3DES":  func(s Suite) bool { return s.Bulk == "3DES" },
	"GCM":   func(s Suite) bool { return strings.Contains(string(s.Name), "_GCM_") },
	"CBC":   func(s Suite) bool { return strings.Contains(string(s.Name), "_CBC_") },
	"ECDHE": Suite.Ephemeral,
}

// Families are the words for many suites at a time.
func Families() []string { return slices.Sorted(maps.Keys(families)) }

// SuitesNamed are the suites that a word stands for: the name of one, a family, or a pattern such as TLS_RSA_*. Of
// anything else there are none.
func SuitesNamed(word string) []relay.CipherSuite {
	word = strings.ToUpper(word)
	if family := families[word]; family != nil {
		return names(family)
	}
	return names(func(s Suite) bool {
		ok, err := path.Match(word, string(s.Name))
		return ok && err == nil
	})
}

// names are the names of the suites that keep has nothing against.
func names(keep func(Suite) bool) []relay.CipherSuite {
	list := make([]relay.CipherSuite, 0, len(suites))
	for _, s := range suites {
		if keep(s) {
			list = append(list, s.Name)
		}
	}
	return list
}
