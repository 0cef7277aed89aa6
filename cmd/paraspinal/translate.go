package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
)

func (a *app) translateCmd() *cobra.Command {
	var from []string
	var write bool
	c := &cobra.Command{
		Use: "translate LANGUAGE", Short: "List the texts that a language lacks or that are stale, and take in new ones", Args: cobra.ExactArgs(1),
		Long: `List the texts of a protocol that are missing in a language, or stale because
their English has changed since. Nothing is changed.

With --from, take in texts from a JSON file of paths and texts, such as
{"rule/RF-CES-01/title": "..."}: each counts as a translation of the English as
it is now, and an empty one as not given. With --from or --write the files of
text/LANGUAGE are written anew, sorted, without texts that no longer exist.`,
		RunE: func(_ *cobra.Command, args []string) error {
			src, err := a.translatable(args[0])
			if err != nil {
				return err
			}
			given, err := readTexts(from)
			if err != nil {
				return err
			}
			r, problems := compile.Renew(src, args[0], given)
			if len(problems) > 0 {
				problems.Quote(a.files())
				return problems
			}
			if write = write || len(from) > 0; write {
				if err := writeTexts(a.protocolDir, r); err != nil {
					return err
				}
			}
			if a.format == "json" {
				return writeJSON(a.out, r)
			}
			a.writeRenewal(r, write, len(from) == 0)
			return nil
		},
	}
	c.Flags().StringArrayVar(&from, "from", nil, "take in the texts of this JSON file; may be given several times")
	c.Flags().BoolVar(&write, "write", false, "write the files anew, even when nothing is taken in")
	return c
}

// translatable reads the protocol whose texts can be translated into a language.
// It is not compiled: that its translations have faults is why one is here.
func (a *app) translatable(language string) (*protocol.Source, error) {
	if a.protocolDir == "" {
		return nil, usagef("name the folder of the protocol with --protocol")
	}
	if language == protocol.English {
		return nil, usagef("English stands in the protocol itself: change it there")
	}
	src, err := parseProtocol(a.protocolDir)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(src.Meta.Languages, language) {
		return nil, inputError{fmt.Errorf("protocol.yaml does not list the language %q: add it to languages first", language)}
	}
	return src, nil
}

// readTexts reads files of paths and texts. Two of them may not say different
// things, as nobody could tell which one counts.
func readTexts(files []string) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, inputError{err}
		}
		var texts map[string]string
		if problems := strict.Decode(name, data, &texts, "P"); len(problems) > 0 { // JSON is YAML, read strictly
			return nil, problems
		}
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			if was, twice := out[key]; twice && was != texts[key] {
				return nil, inputError{fmt.Errorf("%s: the text %s is another one in an earlier file", name, key)}
			}
			out[key] = texts[key]
		}
	}
	return out, nil
}

// writeTexts writes the files of a language, and takes away those that hold
// nothing any more.
func writeTexts(dir string, r *compile.Renewal) error {
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		to, content := filepath.Join(dir, filepath.FromSlash(name)), r.Files[name]
		if content == nil {
			if err := os.Remove(to); err != nil {
				return inputError{err}
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return inputError{err}
		}
		if err := os.WriteFile(to, content, 0o644); err != nil {
			return inputError{err}
		}
	}
	return nil
}

func (a *app) writeRenewal(r *compile.Renewal, written, list bool) {
	fmt.Fprintf(a.out, "%s: %d of %d texts missing, %d stale\n", r.Language, len(r.Missing), r.Texts, len(r.Stale))
	if written {
		fmt.Fprintf(a.out, "written to %s: %d added, %d renewed, %d dropped\n",
			filepath.Join(a.protocolDir, filepath.FromSlash(protocol.LanguageFolder(r.Language))), len(r.Added), len(r.Renewed), len(r.Dropped))
	} else if len(r.Dropped) > 0 {
		fmt.Fprintf(a.out, "%s of no text of the protocol: --write drops them\n", count(len(r.Dropped), "translation", "translations"))
	}
	for _, key := range r.Unknown {
		fmt.Fprintf(a.out, "left out, as the protocol has no such text: %s\n", key)
	}
	if !list {
		return
	}
	for _, d := range r.Missing {
		fmt.Fprintf(a.out, "\nmissing %s\n  en: %s\n", d.Key, d.English)
	}
	for _, d := range r.Stale {
		fmt.Fprintf(a.out, "\nstale %s\n  en: %s\n  %s: %s\n", d.Key, d.English, r.Language, d.Text)
	}
}
