package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// built are the beginnings of keys that code puts together in a way that this
// test cannot see: the name of a page that is passed on.
var built = []string{"notfound.", "badmethod.", "badform.", "toomuch.", "fault."}

// uses is what pages and code ask for.
type uses struct {
	plain, plural map[string]string // key asked for by T or N, and where
	literal       map[string]bool   // every text in quotes
	prefix        map[string]bool   // "level." of "level."+x
}

var (
	inTemplate = regexp.MustCompile(`[{(|]\s*(t|n)\s+"([^"]+)"`)
	action     = regexp.MustCompile(`\{\{[^}]*\}\}`)
	inQuotes   = regexp.MustCompile(`"([^"\n]*)"`)
	joined     = regexp.MustCompile(`(?:printf|list123)\s+"([a-z0-9_.-]+\.)(?:%[sdv])?"`)
	keyPrefix  = regexp.MustCompile(`^[a-z0-9_.-]+\.$`)
)

func collect(t *testing.T) uses {
	t.Helper()
	u := uses{map[string]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return err
		}
		switch {
		case strings.HasSuffix(path, ".html"):
			files++
			return u.template(path)
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			files++
			return u.code(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 || len(u.plain) == 0 || len(u.plural) == 0 {
		t.Fatalf("%d files with %d and %d keys: the pages were not found", files, len(u.plain), len(u.plural))
	}
	return u
}

func (u *uses) template(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, m := range inTemplate.FindAllStringSubmatch(string(b), -1) {
		if m[1] == "n" {
			u.plural[m[2]] = path
		} else {
			u.plain[m[2]] = path
		}
	}
	for _, a := range action.FindAllString(string(b), -1) {
		for _, m := range inQuotes.FindAllStringSubmatch(a, -1) {
			u.literal[m[1]] = true
		}
	}
	for _, m := range joined.FindAllStringSubmatch(string(b), -1) {
		u.prefix[m[1]] = true
	}
	return nil
}

func (u *uses) code(path string) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if s, ok := quoted(n); ok {
				u.literal[s] = true
			}
		case *ast.BinaryExpr:
			left := n.X
			for {
				b, ok := left.(*ast.BinaryExpr)
				if !ok {
					break
				}
				left = b.X
			}
			if s, ok := quoted(left); ok && n.Op == token.ADD && keyPrefix.MatchString(s) {
				u.prefix[s] = true
			}
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			if !ok || len(n.Args) == 0 {
				break
			}
			if s, ok := quoted(n.Args[0]); ok && sel.Sel.Name == "T" {
				u.plain[s] = path
			} else if ok && sel.Sel.Name == "N" {
				u.plural[s] = path
			}
		}
		return true
	})
	return nil
}

func quoted(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

func TestEveryTextAskedForExists(t *testing.T) {
	u, en := collect(t), For("en")
	for key, where := range u.plain {
		if f, ok := en.texts[key]; !ok {
			t.Errorf("%s: there is no text %q", where, key)
		} else if f.one != "" {
			t.Errorf("%s: %q has plural forms, so ask for it with a number", where, key)
		}
	}
	for key, where := range u.plural {
		if f, ok := en.texts[key]; !ok {
			t.Errorf("%s: there is no text %q", where, key)
		} else if f.one == "" {
			t.Errorf("%s: %q has no plural forms", where, key)
		}
	}
}

func TestEveryTextIsAskedFor(t *testing.T) {
	u := collect(t)
	used := map[string]bool{}
	for _, key := range For("en").Keys() {
		known := u.literal[key]
		for i := range key {
			if key[i] == '.' && (u.prefix[key[:i+1]] || slices.Contains(built, key[:i+1])) {
				known = true
				used[key[:i+1]] = true
			}
		}
		if !known {
			t.Errorf("nothing asks for the text %q", key)
		}
	}
	for _, p := range built {
		if !used[p] || !u.literal[strings.TrimSuffix(p, ".")] {
			t.Errorf("no page is called %q any more", p)
		}
	}
}
