package web_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/live/web"
)

func manual(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/http.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheManualHasEveryPathAndNoOther(t *testing.T) {
	var want, got []string
	want = append(want, web.Routes()...)
	for line := range strings.Lines(manual(t)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		first, _, _ := strings.Cut(line[1:], "|")
		for _, m := range regexp.MustCompile("`((?:GET|POST|DELETE) [^`]+)`").FindAllStringSubmatch(first, -1) {
			got = append(got, m[1])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-routes +manual):\n%s", diff)
	}
}

func TestTheManualHasEveryField(t *testing.T) {
	text := manual(t)
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(typ reflect.Type) {
		for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] || !strings.HasPrefix(typ.PkgPath(), "hybridsim/sim/live/web") {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" && !regexp.MustCompile("`[^`]*\\b"+name+"\\b[^`]*`").MatchString(text) {
				t.Errorf("docs/http.md does not describe %q of %s", name, typ.Name())
			}
			look(f.Type)
		}
	}
	for _, document := range web.Documents {
		look(reflect.TypeOf(document))
	}
	if len(seen) < 12 {
		t.Errorf("looked at %d types only", len(seen))
	}
}
