package main

import (
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// noTLS takes the place of crypto/tls: net/http names it, so the linker keeps
// it and all of the cryptography below it, which nothing in a browser can use.
//
//go:embed tls.txt
var noTLS []byte

// overlay writes the files that tell the go command to use noTLS. A version of
// net/http that names more of crypto/tls fails to compile, and says what.
func (b *builder) overlay(dir string) (string, error) {
	out, err := b.goCommand("list", "-f", "{{.Dir}}\n{{join .GoFiles \"\\n\"}}", "crypto/tls")
	if err != nil {
		return "", err
	}
	lines := strings.Fields(string(out))
	instead := filepath.Join(dir, "tls.go")
	if err := os.WriteFile(instead, noTLS, 0o644); err != nil {
		return "", err
	}
	replace := map[string]string{}
	for i, name := range lines[1:] {
		replace[filepath.Join(lines[0], name)] = ""
		if i == 0 {
			replace[filepath.Join(lines[0], name)] = instead
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, text, 0o644)
}
