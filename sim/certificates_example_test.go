package sim_test

import (
	"fmt"

	typing "hybridsim/sim/script"
)

// What a server makes of what is in its store: Status by what is wrong first (L51 [D]), RootCAType of setup's own
// certificate (L48 [D]) and of others ([I]).
func Example_certificatesInTheStore() {
	w := worked("hybrid-2019",
		`ca> issue old.contoso.com by "CN=Example Public CA" to EX01 from 2024-01-01T00:00:00Z until 2025-01-01T00:00:00Z`,
		`ca> issue taken.contoso.com by "CN=Example Public CA" to EX01`,
		`ca> revoke taken.contoso.com by "CN=Example Public CA"`,
		`ca> issue inner.contoso.com by "CN=Contoso Root" to EX01`,
		`ca> distrust "CN=Contoso Root" at EX01`)
	defer w.Close()
	table, err := typing.NewConsole(w, nil).Do("onprem> Get-ExchangeCertificate | Format-Table Subject,Status,RootCAType")
	if err != nil {
		panic(err)
	}
	fmt.Println(table)
	// Output:
	// Subject              Status      RootCAType
	// -------              ------      ----------
	// CN=EX01              Valid       Registry
	// CN=mail.contoso.com  Valid       ThirdParty
	// CN=old.contoso.com   DateInvalid ThirdParty
	// CN=taken.contoso.com Revoked     ThirdParty
	// CN=inner.contoso.com Untrusted   Unknown
}
