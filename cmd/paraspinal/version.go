package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

type versionJSON struct {
	Program  string       `json:"program"`
	Go       string       `json:"go"`
	Protocol protocolJSON `json:"protocol"`
	Date     string       `json:"date"`
	Reviewed bool         `json:"reviewed"`
}

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Show the versions of the program and of its protocol", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.load(); err != nil {
				return err
			}
			v := versionJSON{Program: "devel", Go: runtime.Version(), Protocol: protocolJSON{a.set.ID, a.set.Version, a.set.Digest}, Date: a.set.Date, Reviewed: a.set.Reviewed}
			if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
				v.Program = info.Main.Version
			}
			if a.format == "json" {
				return writeJSON(a.out, v)
			}
			fmt.Fprintf(a.out, "paraspinal %s, %s\nprotocol %s %s of %s, digest %.12s\n%s\n", v.Program, v.Go, a.set.ID, a.set.Version, a.set.Date, a.set.Digest, a.words.Get("meta", "reviewed"))
			return nil
		},
	}
}
