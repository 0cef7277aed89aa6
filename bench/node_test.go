package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"paraspinal/ruleset"
)

// TestANodeThatAnswersWrongIsEnded: its process would stay.
func TestANodeThatAnswersWrongIsEnded(t *testing.T) {
	dir := t.TempDir()
	pid := filepath.Join(dir, "pid")
	script := "#!/bin/sh\necho $$ > " + pid + "\nread line\necho oops\nread more\n"
	if err := os.WriteFile(filepath.Join(dir, "node"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	set := ruleset.Embedded()
	people, err := crowd(set, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newNode(set, people[:1]); err == nil {
		t.Fatal("the answer is taken")
	}
	b, err := os.ReadFile(pid)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(n, 0); err == nil {
		t.Error("its process is still there")
	}
}
