// Command offlinebuild compiles the offline module, compresses it and writes it
// to where the server embeds it. When nothing has changed it does nothing. Run
// it from the top folder.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"

	"paraspinal/ruleset"
	"paraspinal/web"
	"paraspinal/web/offline"
)

// flags make the module small: no symbols, no HTTP/2, and no inlining, which
// costs little speed and saves a fifth.
var flags = []string{"-tags=nethttpomithttp2", "-trimpath", "-ldflags=-s -w", "-gcflags=all=-l"}

// quality is part of what the digest of the inputs covers.
const quality, window = 11, 24

const module = "./cmd/offline"

// builder builds the module from the sources below root into out.
type builder struct {
	root, out string
	say       io.Writer
}

// build makes the module unless it is there already. It reports whether it did.
func (b *builder) build() (bool, error) {
	inputs, err := b.inputs()
	if err != nil {
		return false, err
	}
	if m, err := offline.ReadManifest(os.DirFS(b.out)); err == nil && m.Inputs == inputs && b.whole(m) {
		return false, nil
	}
	fmt.Fprintln(b.say, "Building the offline module. The first time takes about a minute.")
	wasm, err := b.compile()
	if err != nil {
		return false, err
	}
	goroot, err := b.goCommand("env", "GOROOT")
	if err != nil {
		return false, err
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", offline.ExecName))
	if err != nil {
		return false, err
	}
	site := &web.Server{Set: ruleset.Embedded()}
	m := offline.Manifest{Pages: site.Build(), Inputs: inputs}
	for _, f := range []struct {
		name    string
		content []byte
	}{{offline.WasmName, wasm}, {offline.ExecName, glue}} {
		one, err := b.write(f.name, f.content)
		if err != nil {
			return false, err
		}
		m.Files = append(m.Files, one)
		fmt.Fprintf(b.say, "%s: %d bytes, %d on the wire\n", one.Name, one.Size, one.Brotli)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return false, err
	}
	// The manifest comes last: without it there is no module.
	return true, os.WriteFile(filepath.Join(b.out, offline.ManifestName), append(text, '\n'), 0o644)
}

func (b *builder) whole(m *offline.Manifest) bool {
	for _, f := range m.Files {
		for ext, size := range map[string]int{".br": f.Brotli, ".gz": f.Gzip} {
			if info, err := os.Stat(filepath.Join(b.out, f.Name+ext)); err != nil || info.Size() != int64(size) {
				return false
			}
		}
	}
	return len(m.Files) > 0
}

func (b *builder) goCommand(args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = b.root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out, nil
}

func (b *builder) compile() ([]byte, error) {
	dir, err := os.MkdirTemp("", "paraspinal")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary folder left behind harms nobody
	path := filepath.Join(dir, offline.WasmName)
	over, err := b.overlay(dir)
	if err != nil {
		return nil, err
	}
	args := append(append([]string{"build"}, flags...), "-overlay", over, "-o", path, module)
	if _, err := b.goCommand(args...); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// inputs is the digest of everything that the module is made of.
func (b *builder) inputs() (string, error) {
	version, err := b.goCommand("env", "GOVERSION")
	if err != nil {
		return "", err
	}
	list, err := b.goCommand("list", "-deps", "-json=ImportPath,Dir,Standard,GoFiles,EmbedFiles", module)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintln(h, strings.TrimSpace(string(version)), flags, quality, window, string(noTLS))
	for d := json.NewDecoder(bytes.NewReader(list)); ; {
		var p struct {
			ImportPath, Dir     string
			Standard            bool
			GoFiles, EmbedFiles []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return "", fmt.Errorf("read go list: %w", err)
		}
		if p.Standard {
			continue
		}
		names := slices.Concat(p.GoFiles, p.EmbedFiles)
		slices.Sort(names)
		for _, name := range names {
			content, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				return "", err
			}
			fmt.Fprintln(h, p.ImportPath, name, len(content))
			h.Write(content)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// write stores one file in both codings.
func (b *builder) write(name string, content []byte) (offline.File, error) {
	var br, gz bytes.Buffer
	bw := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: quality, LGWin: window})
	gw, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return offline.File{}, err
	}
	for _, w := range []io.WriteCloser{bw, gw} {
		if _, err := w.Write(content); err != nil {
			return offline.File{}, err
		}
		if err := w.Close(); err != nil {
			return offline.File{}, err
		}
	}
	for ext, c := range map[string][]byte{".br": br.Bytes(), ".gz": gz.Bytes()} {
		if err := os.WriteFile(filepath.Join(b.out, name+ext), c, 0o644); err != nil {
			return offline.File{}, err
		}
	}
	sum := sha256.Sum256(content)
	return offline.File{Name: name, SHA256: hex.EncodeToString(sum[:]), Size: len(content), Brotli: br.Len(), Gzip: gz.Len()}, nil
}

func main() {
	b := &builder{root: ".", out: filepath.Join("cmd", "paraspinal", "offline"), say: os.Stdout}
	if _, err := b.build(); err != nil {
		fmt.Fprintln(os.Stderr, "offlinebuild:", err)
		os.Exit(1)
	}
}
