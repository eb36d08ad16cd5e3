package exports

import (
	"fmt"
	"html"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// realExports are third-party files that the project does not hold. They lie beside the module where it is developed.
const realExports = "../../../shared/exports"

func TestRealExportsAreReadWhole(t *testing.T) {
	if _, err := os.Stat(realExports); err != nil {
		t.Skip("the real exports are not here")
	}
	e, err := Read([]string{realExports}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Notices) > 0 {
		t.Errorf("real exports give notices: %v", e.Notices)
	}
	for _, in := range e.Inputs {
		content, err := os.ReadFile(in.Name)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		switch {
		case strings.HasSuffix(in.Name, ".clixml"):
			want = countedClixml(string(content))
		case strings.HasSuffix(in.Name, ".xhcw"):
			want = countedXhcw(string(content))
		default:
			continue
		}
		for _, o := range e.Objects {
			if o.At.File != in.Name || o.Verb != "Get" {
				continue
			}
			if o.Noun == "" || o.Side == "" {
				t.Errorf("%s: noun %q, side %q", o.At, o.Noun, o.Side)
			}
			line := "" // the names of all properties, in order
			for _, p := range o.Properties {
				line += p.Name + " "
				if !p.Value.Known() {
					t.Errorf("%s: %s is not known: %s", p.At, p.Name, p.Value.Unknown)
				}
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("%s (-want +got):\n%s", in.Name, diff)
		}
	}
}

// countedClixml finds the names of the properties of each object by their indentation, which the real files have.
func countedClixml(content string) (objects []string) {
	member := regexp.MustCompile(`(?m)^  <Obj RefId|^      <\w+ N="(\w+)"`)
	for _, m := range member.FindAllStringSubmatch(content, -1) {
		if m[1] == "" {
			objects = append(objects, "")
		} else if line := &objects[len(objects)-1]; !slices.Contains(strings.Fields(*line), m[1]) && !aboutSession(m[1]) {
			*line += m[1] + " "
		}
	}
	return objects
}

// countedXhcw finds the names of the properties of each printed object. What a certificate's bytes tell comes behind.
func countedXhcw(content string) (objects []string) {
	member := regexp.MustCompile(`<object type="([^"]*)"|<property name="(\w+)"|(</object>)`)
	kind := ""
	for _, m := range member.FindAllStringSubmatch(content, -1) {
		switch {
		case m[1] != "":
			kind = m[1]
			objects = append(objects, "")
		case m[2] != "":
			objects[len(objects)-1] += m[2] + " "
		case strings.HasSuffix(kind, "ExchangeCertificate"):
			objects[len(objects)-1] += "Subject Issuer Thumbprint NotBefore NotAfter CertificateDomains "
		}
	}
	return objects
}

func TestRealCommandsAreReadWhole(t *testing.T) {
	content, err := os.ReadFile(realExports + "/hcw_initial.mailflow.xhcw")
	if err != nil {
		t.Skip("the real exports are not here")
	}
	e := readText(t, "x.xhcw", string(content))
	roots := regexp.MustCompile(`(?s)<invoke [^>]*cmdlet="((?:New|Set|Remove)-\w+)">(.*?)</invoke>`).FindAllStringSubmatch(string(content), -1)
	values := regexp.MustCompile(`<parameter name="(\w+)"(?: type="[^"]*" value="([^"]*)")?`)
	var want, got []string
	for _, root := range roots {
		for _, m := range values.FindAllStringSubmatch(root[2], -1) {
			want = append(want, fmt.Sprintf("%s %s=%s", root[1], m[1], html.UnescapeString(m[2])))
		}
	}
	for _, o := range e.Objects {
		for _, p := range o.Properties {
			if o.Verb != "Get" {
				got = append(got, fmt.Sprintf("%s-%s %s=%s", o.Verb, o.Noun, p.Name, strings.Join(p.Value.All(), ", ")))
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
