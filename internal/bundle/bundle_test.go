package bundle_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"paraspinal/internal/bundle"
)

func TestBundlesAreFresh(t *testing.T) {
	files, err := bundle.Files("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 2 {
		t.Fatalf("%d bundles: the list is broken", len(files))
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: go run ./internal/generate", name)
		}
	}
}

func TestAFaultInASourceIsNamed(t *testing.T) {
	dir := t.TempDir()
	if _, err := bundle.Files(dir); err == nil {
		t.Error("a folder without sources was bundled")
	}
}
