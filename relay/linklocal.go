package relay

import (
	"hash/fnv"
	"net/netip"
	"strconv"
)

// LinkLocal is the address of a server's network adapter, of which the model knows nothing else, with the scope in
// which the server itself sees it (V2.2).
func LinkLocal(fqdn string) netip.Addr {
	h := fnv.New64a()
	h.Write([]byte(fqdn))
	a := [16]byte(h.Sum([]byte{0xFE, 0x80, 7: 0}))
	return netip.AddrFrom16(a).WithZone(strconv.Itoa(3 + int(a[15]%7)))
}
