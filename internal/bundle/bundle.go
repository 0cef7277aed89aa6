// Package bundle makes the style sheet, the scripts and the icon of the site from
// their sources in web/css, web/ts and web/draw. What it makes is committed; its test fails
// when that is stale. Write it anew with: go run ./internal/generate
package bundle

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"paraspinal/web/draw"
)

// bundles lists each output with its source, both from the top folder.
var bundles = []struct{ out, source string }{
	{"web/static/site.css", "web/css/index.css"},
	{"web/static/site.js", "web/ts/site.ts"},
	{"web/offline/sw.js", "web/ts/sw.ts"},
}

// Files bundles every source below the folder that holds go.mod: name, with
// slashes, to content.
func Files(dir string) (map[string][]byte, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, b := range bundles {
		r := api.Build(api.BuildOptions{
			AbsWorkingDir: root, EntryPoints: []string{b.source}, Outfile: b.out, Bundle: true, Charset: api.CharsetUTF8,
			MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Format: api.FormatIIFE, LegalComments: api.LegalCommentsNone,
			Target: api.ES2022, Engines: []api.Engine{{Name: api.EngineChrome, Version: "111"}, {Name: api.EngineFirefox, Version: "120"}, {Name: api.EngineSafari, Version: "16.4"}},
		})
		if len(r.Errors) > 0 {
			return nil, fmt.Errorf("bundle %s: %s", b.source, strings.Join(api.FormatMessages(r.Errors, api.FormatMessagesOptions{}), "\n"))
		}
		out[b.out] = r.OutputFiles[0].Contents
	}
	out["web/static/icons/icon.svg"] = draw.AppIcon()
	return out, nil
}
