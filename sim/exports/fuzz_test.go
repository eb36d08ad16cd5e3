package exports

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"hybridsim/sim/mistake"
)

// fuzzReader feeds one reader with whatever text, recognised or not, and checks what holds for all of them: an error is one
// that names the file, every place is in the text, and what was found is said.
func fuzzReader(f *testing.F, format string, seeds ...string) {
	same, err := filepath.Glob("testdata/same/*")
	if err != nil || len(same) == 0 {
		f.Fatal("no fixtures: ", err)
	}
	for _, name := range same {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if text, _, _ := DecodeText(string(content)); text != "" {
			if known, _ := recognise(text); known != nil && known.name == format {
				f.Add(text)
			}
		}
	}
	for _, seed := range seeds {
		f.Add(seed)
	}
	for i := range formats {
		if formats[i].name == format {
			f.Fuzz(func(t *testing.T, text string) {
				if !utf8.ValidString(text) {
					t.Skip("a reader gets text")
				}
				s := &source{name: "input", text: text, export: &Export{}}
				checkExport(t, s.export, formats[i].read(s), text)
			})
			return
		}
	}
	f.Fatal("there is no format ", format)
}

func checkExport(t *testing.T, e *Export, err error, text string) {
	t.Helper()
	var ours *mistake.Error
	if err != nil && (!errors.As(err, &ours) || ours.File == "" || ours.Message == "") {
		t.Fatalf("%T %v", err, err)
	}
	lines := 1
	for _, c := range text {
		if c == '\n' {
			lines++
		}
	}
	place := func(p Place) {
		if p.File == "" || p.Line < 0 || p.Line > lines {
			t.Fatalf("place %s of %d lines", p, lines)
		}
	}
	for _, o := range e.Objects {
		place(o.At)
		if o.Verb == "" {
			t.Fatalf("%+v has no verb", o)
		}
		for _, p := range o.Properties {
			place(p.At)
			if v := p.Value; v.Null && (v.Text != "" || v.List != nil) || v.List != nil && v.Text != "" {
				t.Fatalf("%s: %s is several things at once: %+v", p.At, p.Name, v)
			}
		}
	}
	for _, n := range e.Notices {
		place(n.At)
		if n.Message == "" {
			t.Fatal("a notice that says nothing")
		}
	}
	if len(e.Notices) > maxNotices {
		t.Fatalf("%d notices", len(e.Notices))
	}
}

func FuzzXhcw(f *testing.F) {
	fuzzReader(f, "HCW .xhcw", `<invoke start="x" type="Tenant" cmdlet="Set-A"><!--Set-A -B 1--><error>e</error></invoke><invoke `, "<invoke <")
}

func FuzzClixml(f *testing.F) {
	fuzzReader(f, "Export-Clixml", objs(`<Obj RefId="0"><MS><TS N="a">-P1DT.5S</TS><C N="b">99999</C><Ref N="c" RefId="0"/></MS><DCT><En><S N="Key">k</S><Obj N="Value"/></En></DCT></Obj>`), "<Objs>_x000A_")
}

func FuzzFormatList(f *testing.F) {
	fuzzReader(f, "Format-List", "Name : a\n\nBindings : {a,\n  b...}\nName : b\n[PS] C:\\>Get-X | fl\nx", "A :\n:\n : \n{")
}

func FuzzJSON(f *testing.F) {
	fuzzReader(f, "JSON", `{"value":[{"a":{"value":[1],"Count":1},"AuthMechanism":255}]}`, `[{"Get-X":`, `{"a":"/Date(1)/"}{`)
}

func FuzzDSC(f *testing.F) {
	fuzzReader(f, "DSC", "EXOInboundConnector 'x' { Name = 'a'; B = @('c', \"$d\") }", "ExchX y\n{\n= }")
}

func FuzzHCWLog(f *testing.F) {
	fuzzReader(f, "HCW .log", "2026.11.20 [Session=Tenant, Cmdlet=Set-A] START Set-A -B @{\n*ERROR* [Session=Tenant, Cmdlet=Set-A] x")
}

func FuzzScript(f *testing.F) {
	fuzzReader(f, "PowerShell", "[PS] C:\\>Get-A 'b' | Set-A -C:$d @e `\n -F @'\nx\n'@; try { New-A } catch { }", "New-A \"$(\")\" -”", "Set-A -B @(@('a'),{b},(c))", "$m || Set-A", "$m @e> ;| Set-A")
}

func FuzzReadBytes(f *testing.F) {
	f.Add("x.zip", zipOf(f, entry{name: "a.txt", content: oneDomain}))
	f.Add("Cloud_x.txt", []byte("\xFF\xFEN\x00"))
	f.Add("", []byte("N\x00a\x00m\x00e\x00:\x00"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		e, err := readWithin(limits{file: 1 << 20, total: 2 << 20, files: 100}, "f/"+name, content)
		if err == nil && len(e.Inputs) == 0 && !isArchive(string(content)) {
			t.Fatal("a file was looked at, and nothing is said of it")
		}
		var ours *mistake.Error
		if err != nil && !errors.As(err, &ours) {
			t.Fatalf("%T %v", err, err)
		}
	})
}
