package cmdlet

import (
	"errors"
	"strings"
	"testing"

	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

func TestParse(t *testing.T) {
	for _, test := range []struct{ name, line, want string }{
		{"a value alone", "Get-SendConnector Internet", "Get-SendConnector 'Internet'"},
		{"double quotes", `Set-X "a b" -Name "say ""hi"""`, `Set-X 'a b' -Name 'say "hi"'`},
		{"single quotes, doubled inside", `Set-X -Name 'it''s'`, `Set-X -Name 'it''s'`},
		{"a backtick escapes", "Set-X -Name \"a`\"b`$c`tD\"", "Set-X -Name 'a\"b$c\tD'"},
		{"a backtick in a word", "Set-X a` b", "Set-X 'a b'"},
		{"a lone dollar sign", `Set-X "5 $"`, `Set-X '5 $'`},
		{"typographic quotes and dashes, as pasted from articles", "Set–X –Name “a b”", "Set-X -Name 'a b'"},
		{"comma list", "Set-X -List a, 'b c' ,d", "Set-X -List @('a','b c','d')"},
		{"array", "Set-X -List @('a',b)", "Set-X -List @('a','b')"},
		{"empty array", "Set-X -List @( )", "Set-X -List @()"},
		{"add and remove", `Set-X -List @{Add="a","b";Remove="c"}`, "Set-X -List @{Add='a','b'; Remove='c'}"},
		{"add with an array and spaces", "Set-X -List @{ add = @(a, b) ; }", "Set-X -List @{Add='a','b'}"},
		{"literals", "Set-X -A $true -B $FALSE -C $null", "Set-X -A $true -B $false -C $null"},
		{"switches", "Set-X -Confirm:$false -Force", "Set-X -Confirm:$false -Force"},
		{"a colon, with a space as the wizard's log writes it", "Set-X -RequireTLS: $true -Name:x", "Set-X -RequireTLS:$true -Name:'x'"},
		{"pipeline", "Get-X a|Set-X -B c", "Get-X 'a' | Set-X -B 'c'"},
		{"a word may hold signs", "Set-X -A [::]:25 -B 10.0.0.0/24 -C a=b#c -D a@b.c -E *", "Set-X -A '[::]:25' -B '10.0.0.0/24' -C 'a=b#c' -D 'a@b.c' -E '*'"},
		{"negative numbers are values", "Set-X -A -5", "Set-X -A '-5'"},
		{"comment", "Get-X a # because", "Get-X 'a'"},
		{"arithmetic outside of parentheses is text, as in PowerShell", "Set-X 1+1", "Set-X '1+1'"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := parse(test.line)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.String(); got != test.want {
				t.Errorf("want %s\ngot  %s", test.want, got)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct {
		name, line string
		column     int
		words      string
	}{
		{"nothing", "  ", 3, "a cmdlet is missing"},
		{"variables are not supported", "Set-X -Name $cert", 13, "variables are not supported"},
		{"a variable as a line", "$x = 5", 1, "variables are not supported"},
		{"a variable in a word", "Set-X -Name a$b", 14, "variables are not supported"},
		{"expressions are not evaluated", "Set-X -Name $(Get-X)", 13, "not evaluated"},
		{"parentheses are not evaluated", "Set-X -Ranges (Get-X).IPs", 15, "not evaluated"},
		{"members are not evaluated", "Set-X -A $true.ToString()", 15, "not evaluated"},
		{"variables in double quotes", `Set-X "a $b"`, 10, "not expanded"},
		{"expressions in double quotes", `Set-X "a $(b)"`, 10, "not expanded"},
		{"script blocks are not evaluated", "Get-X | ForEach-Object {$_.Name}", 24, "script blocks"},
		{"splatting", "Set-X @params", 7, "splatting"},
		{"two commands", "Get-X a; Get-X b", 8, "one command"},
		{"an address space wants quotes", "Set-X -A smtp:a.b;1", 18, "one command"},
		{"redirection", "Set-X -A <I>CN=a", 10, "not supported"},
		{"background", "Get-X a &", 9, "not supported"},
		{"quote not closed", "Set-X 'a", 7, "not closed"},
		{"double quote not closed", `Set-X "a`, 7, "not closed"},
		{"quote inside a word", "Set-X a'b'", 8, "middle of a word"},
		{"value behind its quote", "Set-X 'a'b", 10, "behind its closing quote"},
		{"array not closed", "Set-X @(a", 7, "not closed"},
		{"hash not closed", "Set-X @{Add=a", 7, "not closed"},
		{"hash with another key", "Set-X @{Ad=a}", 9, "Add and Remove"},
		{"hash without equals", "Set-X @{Add a}", 13, "equals sign"},
		{"empty hash", "Set-X @{}", 7, "changes nothing"},
		{"key twice", "Set-X @{Add=a;Add=b}", 15, "twice"},
		{"null in a list", "Set-X a,$null", 9, "plain values"},
		{"list in a list", "Set-X @(a,@(b))", 11, "plain values"},
		{"nothing behind a comma", "Set-X a,", 9, "missing"},
		{"nothing before a comma", "Set-X ,a", 7, "missing"},
		{"nothing behind a colon", "Set-X -A:", 10, "missing"},
		{"nothing behind a bar", "Get-X |", 8, "missing"},
		{"two bars", "Get-X || Set-X", 8, "||"},
		{"two lines", "Get-X\nSet-X", 6, "cannot follow"},
		{"continued line", "Get-X `", 7, "one line"},
		{"a quoted cmdlet", "'Get-X'", 1, "name of a cmdlet"},
		{"an equals sign behind a parameter", "Set-X -A=b", 9, "cannot follow"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := parse(test.line)
			var e *mistake.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v, want *mistake.Error", err)
			}
			if e.Column != test.column || !strings.Contains(e.Message, test.words) {
				t.Errorf("want column %d: %s\ngot  %v", test.column, test.words, e)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"Get-SendConnector", `Set-X "a b" -Name 'it''s' -List @{Add="a","b";Remove="c"} -Switch:$false`,
		"Get-X a | Set-X -A @('b', c),d # e", "Set-X –Name “a b” `x", "Set-X $(a)", "Set-X -A:-B", "A ‘’’’", "Set-X -A -B:@{Add=$true}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		p, err := parse(line)
		if err != nil {
			var e *mistake.Error
			if !errors.As(err, &e) || e.Column < 1 || e.Column > len([]rune(line))+1 || e.Message == "" {
				t.Fatalf("%q: %v", line, err)
			}
			return
		}
		printed := p.String()
		again, err := parse(printed)
		if err != nil {
			t.Fatalf("%q prints as %q, which fails: %v", line, printed, err)
		}
		if again.String() != printed {
			t.Fatalf("%q prints as %q, then as %q", line, printed, again.String())
		}
	})
}

func FuzzTimeSpan(f *testing.F) {
	f.Add("1.02:03:04")
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := parseTimeSpan(s)
		if !ok {
			return
		}
		if again, ok := parseTimeSpan(FormatTimeSpan(d)); !ok || again != d {
			t.Fatalf("%q is %v, prints as %q", s, d, FormatTimeSpan(d))
		}
	})
}

func TestNearest(t *testing.T) {
	words := []string{"-RemoteIPRanges", "-RequireTLS", "-Name"}
	for _, test := range []struct{ name, word, want string }{
		{"two letters changed places", "-ReqiureTLS", "-RequireTLS"},
		{"an abbreviation", "-Remote", "-RemoteIPRanges"},
		{"nothing near", "-Whatever", ""},
	} {
		if got := suggest.Nearest(test.word, words); got != test.want {
			t.Errorf("%s: want %q, got %q", test.name, test.want, got)
		}
	}
}
