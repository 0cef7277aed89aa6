// Command generate writes every file that is made from the protocol: the data
// that package ruleset embeds, the JSON schemas, the rule catalogue, the
// glossary, the tables and command outputs of the README, the bundles of the
// site, and the code that decides about many cases at once. Run it from the top
// folder after every change of the protocol or of web/css and web/ts; a test
// fails when a file is stale.
package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"paraspinal/cohort"
	"paraspinal/compile"
	"paraspinal/internal/bundle"
	"paraspinal/internal/docs"
	"paraspinal/protocol"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string) error {
	fsys := os.DirFS(filepath.Join(dir, "protocol"))
	src, problems := protocol.Parse(fsys)
	if len(problems) > 0 {
		return problems
	}
	set, _, problems := compile.Compile(src)
	if len(problems) > 0 {
		problems.Quote(fsys)
		return problems
	}
	readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		return err
	}
	files, err := docs.Files(src, readme)
	if err != nil {
		return err
	}
	bundles, err := bundle.Files(dir)
	if err != nil {
		return err
	}
	maps.Copy(files, bundles)
	files["cohort/embedded.go"] = cohort.New(set).Source()
	for name, content := range files {
		if err := write(filepath.Join(dir, filepath.FromSlash(name)), content); err != nil {
			return err
		}
	}
	text, err := outputs(dir, string(files["README.md"]))
	if err != nil {
		return err
	}
	return write(filepath.Join(dir, "README.md"), []byte(text))
}

func write(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, content, 0o644)
}

// outputs runs the commands that a text shows, with the data just written.
func outputs(dir, text string) (string, error) {
	for _, command := range docs.Commands(text) {
		args := append([]string{"run", "./cmd/paraspinal"}, strings.Fields(command)[1:]...)
		c := exec.Command("go", args...)
		c.Dir = dir
		out, err := c.Output()
		if err != nil {
			return "", fmt.Errorf("%s: %w", command, err)
		}
		if text, err = docs.SetOutput(text, command, string(out)); err != nil {
			return "", err
		}
	}
	return text, nil
}
