package web_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var (
	missingText = regexp.MustCompile(`\[[a-z_0-9]+([.:/-][A-Za-z_0-9]+)+\]`)
	unfilled    = regexp.MustCompile(`\{[a-z_]+\}|%!|ZgotmplZ|<no value>`)
	handler     = regexp.MustCompile(`^on[a-z]+$`)
)

// sound lists what is wrong with the HTML of a page in a language.
func sound(p *page, lang string) []string {
	var out []string
	wrong := func(format ...string) { out = append(out, strings.Join(format, " ")) }
	if !strings.HasPrefix(strings.TrimSpace(p.raw), "<!doctype html>") {
		wrong("it has no doctype")
	}
	if m := missingText.FindString(p.raw); m != "" {
		wrong("a text is missing:", m)
	}
	if m := unfilled.FindString(p.raw); m != "" {
		wrong("a place is not filled in:", m)
	}
	if n := len(all(p.root, tag("h1"))); n != 1 {
		wrong("it has", string(rune('0'+min(n, 9))), "h1")
	}
	if got := attr(first(p.root, tag("html")), "lang"); got != lang {
		wrong("its language is", got)
	}
	if title := plainText(first(p.root, tag("title"))); !strings.HasSuffix(title, " – Paraspinal") || strings.HasPrefix(title, " – ") {
		wrong("its title is", title)
	}
	ids := map[string]bool{}
	for _, n := range all(p.root, func(n *html.Node) bool { return has(n, "id") }) {
		id := attr(n, "id")
		if ids[id] || id == "" || strings.ContainsAny(id, " \t\n") {
			wrong("the id", id, "is twice, empty or has a space")
		}
		ids[id] = true
	}
	labels := map[string]bool{}
	for _, n := range all(p.root, tag("label")) {
		if plainText(n) == "" {
			wrong("the label for", attr(n, "for"), "is empty")
		}
		labels[attr(n, "for")] = true
	}
	level := 0
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" && n.Namespace == "":
				wrong("a style attribute on", n.Data)
			case a.Key == "style":
				wrong("a style attribute in a drawing")
			case handler.MatchString(a.Key):
				wrong("an inline script on", n.Data)
			case a.Key == "aria-labelledby", a.Key == "aria-describedby", a.Key == "aria-controls", a.Key == "for":
				for id := range strings.FieldsSeq(a.Val) {
					if !ids[id] {
						wrong(a.Key, "of", n.Data, "names", id, "which is not there")
					}
				}
			case (a.Key == "href" || a.Key == "src" || a.Key == "action") && !own(a.Val):
				if n.Data != "a" || !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "tel:") {
					wrong(n.Data, "leads elsewhere:", a.Val)
				}
			case strings.HasPrefix(a.Val, "/static/none/"):
				wrong("there is no file", a.Val)
			case a.Key == "href" && strings.HasPrefix(a.Val, "#") && !ids[a.Val[1:]]:
				wrong("a link leads to", a.Val, "which is not there")
			}
		}
		switch n.Data {
		case "style":
			wrong("an inline style sheet")
		case "script":
			if attr(n, "src") == "" || plainText(n) != "" {
				wrong("an inline script")
			}
		case "img":
			if !has(n, "alt") || !has(n, "width") || !has(n, "height") {
				wrong("a picture without its text or size:", attr(n, "src"))
			}
		case "input", "select", "textarea":
			t := attr(n, "type")
			if t != "hidden" && t != "submit" && !labels[attr(n, "id")] && attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" {
				wrong(n.Data, attr(n, "name"), "has no label")
			}
			if t != "hidden" && attr(n, "name") == "" && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return strings.HasPrefix(a.Key, "data-") }) {
				wrong(n.Data, attr(n, "id"), "has no name")
			}
		case "fieldset":
			if l := first(n, tag("legend")); l == nil || plainText(l) == "" {
				wrong("a fieldset has no legend")
			}
		case "button", "a", "summary", "th", "option", "caption", "h1", "h2", "h3", "h4":
			if plainText(n) == "" && attr(n, "aria-label") == "" && !(n.Data == "option" && attr(n, "value") != "") {
				wrong("an empty", n.Data)
			}
			if len(n.Data) == 2 && n.Data[0] == 'h' {
				l := int(n.Data[1] - '0')
				if l > level+1 && level > 0 {
					wrong("after a heading of level", string(rune('0'+level)), "comes", n.Data, plainText(n))
				}
				level = l
			}
		case "form":
			if strings.EqualFold(attr(n, "method"), http.MethodPost) {
				f := readForm(p, n)
				if (f.entered.Get("rev") == "" || f.entered.Get("build") == "") && !strings.Contains(f.action, "/session/") { // a session counts its own events
					wrong("the form to", f.action, "has no rev or no build")
				}
			}
		}
	}
	return out
}

func own(href string) bool {
	return href == "" || strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") || strings.HasPrefix(href, "#") || strings.HasPrefix(href, "?")
}

// TestSoundFindsFaults makes sure that the checks of a page can fail.
func TestSoundFindsFaults(t *testing.T) {
	good := `<!doctype html><html lang="en"><head><title>A – Paraspinal</title></head><body><main><h1>A</h1></main></body></html>`
	rows := []struct{ name, old, new, says string }{
		{"a missing text", "<h1>A", "<h1>[start.title]", "a text is missing"},
		{"a place that is not filled in", "<h1>A", "<h1>{name}", "not filled in"},
		{"no heading", "<h1>A</h1>", "", "h1"},
		{"two headings", "</main>", "<h1>B</h1></main>", "h1"},
		{"another language", `lang="en"`, `lang="nl"`, "its language is"},
		{"no title", "A – Paraspinal", " – Paraspinal", "its title is"},
		{"an id twice", "</main>", `<p id="a">a</p><p id="a">b</p></main>`, "is twice"},
		{"a style", "<main>", `<main style="color:red">`, "a style attribute"},
		{"a script", "</main>", `<script>alert(1)</script></main>`, "an inline script"},
		{"a script on an element", "<main>", `<main onclick="x()">`, "an inline script"},
		{"a control without a label", "</main>", `<input name="x"></main>`, "has no label"},
		{"a form without its revision", "</main>", `<form method="post" action="/en/check"></form></main>`, "no rev"},
		{"a link to nothing", "</main>", `<a href="#b">b</a></main>`, "which is not there"},
		{"a file from elsewhere", "</main>", `<img src="https://example.org/x.png" alt="x" width="1" height="1"></main>`, "leads elsewhere"},
		{"a heading too deep", "</main>", `<h3>b</h3></main>`, "after a heading"},
		{"a description that is not there", "<main>", `<main aria-describedby="q">`, "which is not there"},
		{"an empty link", "</main>", `<a href="/en/"></a></main>`, "an empty a"},
	}
	if w := sound(parsePage(t, "/", 200, nil, []byte(good)), "en"); len(w) != 0 {
		t.Fatalf("a sound page has faults: %v", w)
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			bad := strings.Replace(good, r.old, r.new, 1)
			if w := strings.Join(sound(parsePage(t, "/", 200, nil, []byte(bad)), "en"), "; "); !strings.Contains(w, r.says) {
				t.Errorf("found %q, want %q", w, r.says)
			}
		})
	}
}
