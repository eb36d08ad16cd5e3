package labca_test

import (
	"crypto/x509/pkix"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/labca"
)

func ExampleDN() {
	name := pkix.Name{CommonName: "mail.contoso.com", Organization: []string{"Contoso, Ltd."}, Country: []string{"US"}}
	fmt.Println(labca.DN(name))
	// Output: CN=mail.contoso.com, O="Contoso, Ltd.", C=US
}

func TestDistinguishedNamesAreReadAndWrittenAsWindowsDoes(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"most specific first", "CN=mail.contoso.com, O=Contoso, C=US", "CN=mail.contoso.com, O=Contoso, C=US"},
		{"spaces around separators do not count", " cn = mail.contoso.com,O=Contoso ,  C=US ", "CN=mail.contoso.com, O=Contoso, C=US"},
		{"any order is kept", "C=US, O=Contoso, CN=mail", "C=US, O=Contoso, CN=mail"},
		{"a repeated type is kept in order", "CN=a, OU=inner, OU=outer, DC=contoso, DC=com", "CN=a, OU=inner, OU=outer, DC=contoso, DC=com"},
		{"state is S, mail address is E", "emailAddress=a@b.example, ST=Washington", "E=a@b.example, S=Washington"},
		{"a comma needs quotes", `O="Contoso, Ltd."`, `O="Contoso, Ltd."`},
		{"quotes that are not needed go", `O="Contoso"`, `O=Contoso`},
		{"a quote is doubled", `CN="say ""hi"""`, `CN="say ""hi"""`},
		{"blanks at the ends need quotes", `CN=" a "`, `CN=" a "`},
		{"an empty value needs quotes", `CN=""`, `CN=""`},
		{"a backslash is a backslash", `CN=CONTOSO\mail`, `CN=CONTOSO\mail`},
		{"an unknown type is a number", "2.5.4.97=NTRUS-1, OID.1.2.3=x", "OID.2.5.4.97=NTRUS-1, OID.1.2.3=x"},
		{"beyond ASCII", "CN=Müller GmbH", "CN=Müller GmbH"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name, err := labca.ParseDN(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, labca.DN(name)); diff != "" {
				t.Errorf("DN mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMalformedDistinguishedNamesSayWhatIsWrong(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "no ="},
		{"mail.contoso.com", "no ="},
		{"CN=a,", "no ="},
		{"O=Contoso, Ltd.", "a value that contains a comma stands in double quotes"},
		{"CN=", "no value"},
		{"XY=a", "unknown attribute type"},
		{"9.9.9=a", "not an object identifier"},
		{`CN="a`, "missing closing quote"},
		{`CN="a" b`, "after the closing quote"},
		{"CN=a+OU=b", "needs double quotes"},
		{"CN=\xff", "not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			name, err := labca.ParseDN(tt.in)
			if err == nil {
				t.Fatalf("ParseDN = %q, want an error", labca.DN(name))
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q does not say %q", err, tt.want)
			}
		})
	}
}

func FuzzParseDN(f *testing.F) {
	for _, seed := range []string{
		"CN=mail.contoso.com, O=Contoso, C=US",
		`O="Contoso, Ltd.", CN="say ""hi""", 2.5.4.97=x`,
		`CN=""`, "CN=\u00a0a", "ST=a;b", "OID.2.999.1=#x", "CN=a\x00b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, err := labca.ParseDN(s)
		if err != nil {
			return
		}
		text := labca.DN(name)
		again, err := labca.ParseDN(text)
		if err != nil {
			t.Fatalf("ParseDN(%q) reads, but %q, which DN makes of it, does not: %v", s, text, err)
		}
		if diff := cmp.Diff(name, again); diff != "" {
			t.Errorf("%q and %q differ (-first +second):\n%s", s, text, diff)
		}
	})
}
