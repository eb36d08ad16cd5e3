package outside

import (
	"crypto/tls"
	"reflect"
	"testing"

	"hybridsim/relay"
)

// TestEveryPartOfARuleIsInItsWords: two rules that differ in anything differ in what is said of them.
func TestEveryPartOfARuleIsInItsWords(t *testing.T) {
	plain := Relaying{To: "mail.fabrikam.com"}
	typ := reflect.TypeFor[Relaying]()
	for i := range typ.NumField() {
		name := typ.Field(i).Name
		if name == "Domain" {
			continue // stands before the words
		}
		t.Run(name, func(t *testing.T) {
			other := plain
			field := reflect.ValueOf(&other).Elem().Field(i)
			switch v := field.Addr().Interface().(type) {
			case *string:
				*v = "x"
			case *bool:
				*v = true
			case *[]string:
				*v = []string{"x"}
			case *relay.Field:
				*v = relay.Field{Name: "X", Value: "y"}
			case *[]relay.Field:
				*v = []relay.Field{{Name: "X", Value: "y"}}
			case **tls.Certificate:
				*v = &tls.Certificate{Certificate: [][]byte{{1}}}
			default:
				t.Fatalf("no value of %s for this test: write one", field.Type())
			}
			if other.whose()+other.inWords() == plain.whose()+plain.inWords() {
				t.Errorf("nothing is said of it: %s", other.inWords())
			}
		})
	}
}
