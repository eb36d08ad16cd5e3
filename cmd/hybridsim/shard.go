package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hybridsim/sim/shard"
)

// shardFlag is which share of the work is done here.
type shardFlag struct{ shard.Shard }

var _ pflag.Value = (*shardFlag)(nil)

func (f *shardFlag) flag(cmd *cobra.Command) {
	cmd.Flags().Var(f, "shard", "play only a share: 2/4 is the second of four machines'; hybridsim merge puts their "+
		"results together\n(docs/shards.md)")
}

// Set reads the flag's value.
func (f *shardFlag) Set(text string) (err error) {
	f.Shard, err = shard.Parse(text)
	return err
}

// Type is what the flag takes.
func (f *shardFlag) Type() string { return "i/n" }
