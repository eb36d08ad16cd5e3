package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hybridsim/sim/mistake"
)

// tlsFlag says how hands are shaken in plays that nobody watches.
type tlsFlag struct{ real bool } // arithmetic is done; else hosts take each other's word

var _ pflag.Value = (*tlsFlag)(nil)

func (f *tlsFlag) flag(cmd *cobra.Command) {
	cmd.Flags().Var(f, "tls", "real: do the arithmetic of every TLS handshake, where plays that nobody watches go "+
		"without;\nnothing comes out otherwise (docs/decisions/0020-handshakes-by-word.md)")
}

// Set reads the flag's value.
func (f *tlsFlag) Set(text string) error {
	if text != "real" && text != "auto" {
		return mistake.New("write --tls real, or leave it out", "%q is no way to shake hands", text)
	}
	f.real = text == "real"
	return nil
}

// Type is what the flag takes.
func (f *tlsFlag) Type() string { return "real|auto" }

func (f *tlsFlag) String() string {
	if f.real {
		return "real"
	}
	return "auto"
}
