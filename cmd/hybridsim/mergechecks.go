package main

import (
	"encoding/json"
	"io"

	"hybridsim/sim/check"
	"hybridsim/sim/shard"
)

// mergeChecks puts what check --json --shard printed together, and fails on what it is told to.
func mergeChecks(out io.Writer, names []string, contents [][]byte, on []check.Trouble) error {
	var parts []shard.Part[*check.Report]
	for i, name := range names {
		r := &check.Report{}
		if err := json.Unmarshal(contents[i], r); err != nil {
			return noShard(flowSuite, name, err.Error())
		}
		of, err := shardOf(flowSuite, name, r.Shard, r.Schema)
		if err != nil {
			return err
		}
		parts = append(parts, shard.Part[*check.Report]{File: name, Shard: of, List: []*check.Report{r}})
	}
	if err := shard.InOrder(parts); err != nil {
		return err
	}
	all, which, err := check.Merge(shard.Join(parts))
	if err != nil {
		return noShard(flowSuite, parts[which].File, err.Error())
	}
	if err := printJSON(out, all); err != nil {
		return err
	}
	if all.Fails(on) {
		return errClaimFailed
	}
	return nil
}
