package draw_test

import (
	"flag"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/web/draw"
)

var sheetDir = flag.String("sheet", "", "write a page of every drawing, and the icons, to this folder")

// TestSheet writes the pictures for looking at: go test ./web/draw -run Sheet -args -sheet DIR.
func TestSheet(t *testing.T) {
	dir := *sheetDir
	if dir == "" {
		dir = t.TempDir() // that it can be written is tried all the same
	}
	css, err := os.ReadFile("../css/draw.css")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string][]template.HTML{
		"map": {draw.BodyMap(usual()), fullMap("m1", ""), draw.Legend(draw.LegendText{ID: "lg", Open: "Allowed: gentle", Careful: "Careful: within limits", Forbidden: "Leave alone"}), fullMap("m2", "9")},
	}
	pages["map"] = append(pages["map"], fullPain("p1"))
	for _, p := range positions {
		pages["pose"] = append(pages["pose"], draw.Position(draw.Figure{ID: p, Title: p, Desc: p, Position: p}), template.HTML("<p>"+p))
	}
	for i, s := range steps() {
		if s.Side == clinical.Left && i%3 > 0 {
			continue
		}
		id := s.ID
		s.ID = fmt.Sprint("s", i)
		page := fmt.Sprint("step", len(pages["steps"])/2/9)
		pages["steps"] = append(pages["steps"], "", "")
		pages[page] = append(pages[page], "<div>"+draw.DrawStep(s)+template.HTML("<p>"+id+"</div>"))
	}
	var icons template.HTML
	for _, g := range glyphs {
		icons += draw.Icon(g) + " "
	}
	img := func(b []byte) template.HTML { return template.HTML(b) }
	pages["chart"] = []template.HTML{draw.Trend(trend("t1")), draw.Sites(sites("t2")), "<p style='font-size:28px'>" + icons, img(draw.AppIcon()), img(draw.MaskableIcon()), img(draw.MonoIcon())}
	for name, b := range map[string][]byte{"icon": draw.AppIcon(), "maskable": draw.MaskableIcon(), "mono": draw.MonoIcon(), "card": draw.EmergencyCard(card()), "card-ru": draw.EmergencyCard(cyrillic())} {
		if err := os.WriteFile(filepath.Join(dir, name+".svg"), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, list := range pages {
		var b strings.Builder
		for _, h := range list {
			fmt.Fprintf(&b, "<div class=cell>%s</div>", h)
		}
		for _, dark := range []string{"light", "dark"} {
			page := "<!doctype html><meta charset=utf-8><style>" + sheetVars(dark) + string(css) + "</style><body class=" + name + ">" + b.String()
			if err := os.WriteFile(filepath.Join(dir, name+"-"+dark+".html"), []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func sheetVars(mode string) string {
	if mode == "dark" {
		return `:root{color-scheme:dark;--ps-ink:#eceff1;--ps-paper:#14181b;--ps-line:#5b666d;--ps-muted:#a3afb6;--ps-accent:#5cc8d8;--ps-ok:#6fcf7f;--ps-care:#ffb454;--ps-stop:#ff8a80}` + sheetLayout
	}
	return `:root{color-scheme:light;--ps-ink:#1a1f23;--ps-paper:#fff;--ps-line:#b6c0c6;--ps-muted:#5d6870;--ps-accent:#0b7285;--ps-ok:#2b8a3e;--ps-care:#b35900;--ps-stop:#b3141a}` + sheetLayout
}

const sheetLayout = `body{margin:0;padding:16px;background:var(--ps-paper);color:var(--ps-ink);font-family:system-ui;display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(288px,1fr))}.cell{max-width:26rem}.cell p{margin:0;font-size:12px}`
