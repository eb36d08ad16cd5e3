package main

import (
	"github.com/spf13/cobra"

	"hybridsim/sim/check"
	"hybridsim/sim/mistake"
	"hybridsim/sim/userfile"
)

func whatIfCommand() *cobra.Command {
	var asJSON, strict bool
	var junit, domain, failOn string
	var tls tlsFlag
	cmd := &cobra.Command{
		Use:   "what-if BASE 'onprem> LINE' ...",
		Short: "Type lines on a copy of a configuration and tell what would be different",
		Long: "Types lines on a copy of a configuration, with the prompts of stories (onprem>, cloud>, net>, " +
			"ca>, eop>), plays every flow\n" +
			"with and without them, and tells what is different in configuration and outcome. Nothing is kept.\n" +
			"Exit code 0: no flow gets worse and no error is new; 1: one does or is; 2: the input was wrong.",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return mistake.New("hybridsim what-if hybrid-2013 'cloud> Set-AcceptedDomain contoso.com "+
					"-DomainType Authoritative'", "what-if takes a base and at least one line")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			subject, read, err := loadSubject(args[0])
			if err != nil {
				return err
			}
			if err := userfile.Apart(read, userfile.Output{Flag: "--junit", Name: junit}); err != nil {
				return err
			}
			changed, err := subject.With(args[1:]...)
			if err != nil {
				return err
			}
			on, err := failures(cmd, failOn, strict, true)
			if err != nil {
				return err
			}
			before, err := checked(cmd, subject, check.Options{Domain: domain, RealTLS: tls.real})
			if err != nil {
				return err
			}
			after, err := checked(cmd, changed, check.Options{Domain: domain, RealTLS: tls.real, Beside: before})
			if err != nil {
				return err
			}
			after.Subject = "what if"
			return showDifference(cmd, check.Compare(before, after), after, args[0], on, asJSON, junit)
		},
	}
	failOnFlag(cmd, &failOn)
	tls.flag(cmd)
	strictFlag(cmd, &strict)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the difference as JSON (docs/json.md)")
	cmd.Flags().StringVar(&junit, "junit", "", "write the flows that go otherwise as a JUnit report into this `file`")
	cmd.Flags().StringVar(&domain, "domain", "", "the `domain` whose people play")
	return cmd
}
