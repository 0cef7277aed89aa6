package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"paraspinal/web/offline"
)

// mostBytes is what a first visit may load for the offline module.
const mostBytes = 2_500_000

const root = "../.."

// TestTheModuleIsSmall counts the bytes on the wire. It builds the module when
// it is not there; the test command builds it first.
func TestTheModuleIsSmall(t *testing.T) {
	b := &builder{root: root, out: filepath.Join(root, "cmd", "paraspinal", "offline"), say: io.Discard}
	inputs, err := b.inputs()
	if err != nil {
		t.Fatal(err)
	}
	m, err := offline.ReadManifest(os.DirFS(b.out))
	if err != nil || m.Inputs != inputs || !b.whole(m) {
		b.out = t.TempDir()
		if _, err := b.build(); err != nil {
			t.Fatal(err)
		}
		if m, err = offline.ReadManifest(os.DirFS(b.out)); err != nil {
			t.Fatal(err)
		}
	}
	sum := 0
	for _, f := range m.Files {
		sum += f.Brotli
		t.Logf("%s: %d bytes, %d as brotli, %d as gzip", f.Name, f.Size, f.Brotli, f.Gzip)
	}
	if sum < 500_000 || sum > mostBytes {
		t.Errorf("the module has %d bytes on the wire; at most %d", sum, mostBytes)
	}
	if again, err := b.build(); err != nil || again {
		t.Errorf("what has not changed was built again (%v)", err)
	}
}

func TestTheModuleHoldsOnlyWhatItNeeds(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./cmd/offline")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 50 {
		t.Fatalf("%d packages: the list is broken", len(deps))
	}
	for _, d := range deps {
		first, _, _ := strings.Cut(d, "/")
		if strings.Contains(first, ".") || strings.HasPrefix(d, "paraspinal/compile") || strings.HasPrefix(d, "paraspinal/protocol") || d == "testing" || d == "os/exec" {
			t.Errorf("the module holds %s", d)
		}
	}
}

func TestInputsCoverTheSources(t *testing.T) {
	b := &builder{root: root, out: t.TempDir(), say: io.Discard}
	x, err := b.inputs()
	if err != nil {
		t.Fatal(err)
	}
	y, err := b.inputs()
	if err != nil || x != y || len(x) != 64 {
		t.Errorf("%s %s %v", x, y, err)
	}
	var said bytes.Buffer
	if _, err := (&builder{root: t.TempDir(), out: t.TempDir(), say: &said}).inputs(); err == nil {
		t.Error("a folder without sources has a digest")
	}
}
