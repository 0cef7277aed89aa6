package draw_test

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/web/draw"
)

// pictures is every picture by name.
func pictures() map[string]string {
	out := map[string]string{
		"map": string(fullMap("m", "")), "map with numbers": string(fullMap("m", "9")),
		"legend": string(draw.Legend(draw.LegendText{ID: "l", Open: "allowed", Careful: "careful", Forbidden: "leave alone"})),
		"pain":   string(fullPain("p")), "trend": string(draw.Trend(trend("t"))), "sites": string(draw.Sites(sites("t"))),
		"card": string(draw.EmergencyCard(card())), "card in Russian": string(draw.EmergencyCard(cyrillic())),
		"app icon": string(draw.AppIcon()), "maskable icon": string(draw.MaskableIcon()), "mono icon": string(draw.MonoIcon()),
		"empty map": string(draw.BodyMap(draw.Map{})), "empty pain": string(draw.PainMap(draw.Pain{})), "empty step": string(draw.DrawStep(draw.Step{})),
		"empty trend": string(draw.Trend(draw.Chart{})), "empty sites": string(draw.Sites(draw.SitesChart{})), "empty card": string(draw.EmergencyCard(draw.Card{})),
	}
	for _, p := range positions {
		out["position "+p] = string(draw.Position(draw.Figure{ID: "x", Title: "t", Desc: "d", Position: p}))
	}
	for _, g := range glyphs {
		out["icon "+string(g)] = string(draw.Icon(g))
	}
	for i, s := range steps() {
		name := "step " + s.ID
		s.ID = fmt.Sprint("s", i)
		out[name] = string(draw.DrawStep(s))
	}
	return out
}

func TestEveryPictureIsWellFormedAndNeedsNoInlineStyle(t *testing.T) {
	list := pictures()
	if len(list) < 80 {
		t.Fatalf("drew %d pictures: the list is broken", len(list))
	}
	for name, svg := range list {
		t.Run(name, func(t *testing.T) {
			ids := map[string]bool{}
			var refs []string
			for d := xml.NewDecoder(strings.NewReader(svg)); ; {
				tok, err := d.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatalf("%v in %s", err, svg)
				}
				e, ok := tok.(xml.StartElement)
				if !ok {
					continue
				}
				if e.Name.Local == "style" || e.Name.Local == "script" {
					t.Errorf("holds <%s>", e.Name.Local)
				}
				for _, a := range e.Attr {
					switch {
					case a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on"):
						t.Errorf("<%s> has %s", e.Name.Local, a.Name.Local)
					case a.Name.Local == "id":
						if ids[a.Value] {
							t.Errorf("id %q twice", a.Value)
						}
						ids[a.Value] = true
					case a.Name.Local == "href":
						refs = append(refs, strings.TrimPrefix(a.Value, "#"))
					case strings.HasPrefix(a.Name.Local, "aria-labelledby") || a.Name.Local == "aria-describedby":
						refs = append(refs, a.Value)
					}
				}
			}
			for _, m := range regexp.MustCompile(`url\(#([^)]*)\)`).FindAllStringSubmatch(svg, -1) {
				refs = append(refs, m[1])
			}
			for _, r := range refs {
				if !ids[r] {
					t.Errorf("points at %q, which is not there", r)
				}
			}
			if strings.Contains(svg, "NaN") || strings.Contains(svg, "%!") {
				t.Error("holds a broken number")
			}
		})
	}
}

func TestIdsOfTwoPicturesNeverMeet(t *testing.T) {
	ids := map[string]string{}
	for _, id := range []string{"m", "m1", "m-1", "m-t", ""} {
		for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(string(fullMap(id, "")), -1) {
			if other, ok := ids[m[1]]; ok {
				t.Fatalf("pictures %q and %q both hold %q", id, other, m[1])
			}
			ids[m[1]] = id
		}
	}
}

func TestIconFilesAreSmall(t *testing.T) {
	for name, size := range map[string]int{"icon-192": 192, "icon-512": 512, "maskable-512": 512} {
		b, err := os.ReadFile("../static/icons/" + name + ".png")
		if err != nil {
			t.Fatal(err)
		}
		c, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil || c.Width != size || c.Height != size || len(b) > 12<<10 {
			t.Errorf("%s: %d by %d, %d bytes, %v", name, c.Width, c.Height, len(b), err)
		}
	}
}

func TestPicturesAreSmall(t *testing.T) {
	for name, svg := range pictures() {
		most := 4100
		switch {
		case strings.HasPrefix(name, "step "):
			most = 5500
		case name == "map" || name == "map with numbers": // every region, with statuses mixed on purpose
			most = 8100
		case strings.HasPrefix(name, "trend") || strings.HasPrefix(name, "card"):
			most = 5000
		}
		if len(svg) > most {
			t.Errorf("%s: %d bytes, more than %d", name, len(svg), most)
		}
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(svg))
		z.Close()
		if b.Len() > 2900 {
			t.Errorf("%s: %d bytes compressed", name, b.Len())
		}
	}
}

// usual is a map as most people get it: the same on both sides.
func usual() draw.Map {
	m := draw.Map{ID: "m", Title: "Where the massage may go", Desc: "The back.", Labels: draw.Labels{Left: "left", Right: "right", Back: "back", Front: "front"}}
	for _, z := range zones("") {
		switch z.Region {
		case "gluteus", "hip_side", "paraspinal_thoracic", "shoulder", "arm", "foot":
			z.Status = draw.Open
		case "paraspinal_lumbar", "hamstring", "calf", "thigh_front":
			z.Status = draw.Careful
		default:
			z.Status = draw.Forbidden
		}
		m.Zones = append(m.Zones, z)
	}
	return m
}

// textLength is what the caller's words take.
func textLength(m draw.Map) int {
	n := len(m.Title) + len(m.Desc)
	for _, z := range m.Zones {
		n += len(z.Label)
	}
	return n
}

func TestUsualBodyMapIsUnderSevenKilobytes(t *testing.T) {
	if n := len(draw.BodyMap(usual())); n-textLength(usual()) > 7000 {
		t.Errorf("%d bytes", n)
	}
}

func TestBodyMapDrawsEveryRegionOfTheSetOnEachSide(t *testing.T) {
	for _, z := range zones("") {
		t.Run(z.Label, func(t *testing.T) {
			none := string(draw.BodyMap(draw.Map{ID: "m"}))
			one := string(draw.BodyMap(draw.Map{ID: "m", Zones: []draw.Zone{z}}))
			if one == none || !strings.Contains(one, "<title>"+z.Label+"</title>") {
				t.Fatal("not drawn, or without its label")
			}
			if z.Side == clinical.AnySide {
				return
			}
			other := z
			other.Side = clinical.Left + clinical.Right - z.Side
			two := string(draw.BodyMap(draw.Map{ID: "m", Zones: []draw.Zone{other}}))
			if one == two {
				t.Error("left and right are the same picture")
			}
			if a, b := group(one), group(two); mirrored(a) == mirrored(b) || strings.ReplaceAll(a, flip, "") != strings.ReplaceAll(b, flip, "") {
				t.Errorf("not a mirror image: %s and %s", a, b)
			}
			if front := isFront(z.Region); mirrored(group(one)) != (front == (z.Side == clinical.Right)) {
				t.Error("drawn on the wrong side")
			}
		})
	}
}

const flip = ` transform="scale(-1 1)"`

func mirrored(s string) bool { return strings.Contains(s, flip) }

// group is the group of the only zone.
func group(svg string) string { return regexp.MustCompile(`<g class="d-z"><g.*?</g>`).FindString(svg) }

func isFront(region string) bool {
	set := ruleset.Embedded()
	i, _ := set.Region(region)
	return set.Regions[i].View == "front"
}

func TestZeroZoneIsForbidden(t *testing.T) {
	for _, z := range []draw.Zone{{Region: "gluteus"}, {Region: "gluteus", Status: 9}} {
		svg := string(draw.BodyMap(draw.Map{ID: "m", Zones: []draw.Zone{z}}))
		if !strings.Contains(svg, `<g class="d-z"><g fill="url(#m-pn)"><use`) || strings.Contains(svg, `class="d-o"`) {
			t.Errorf("%+v is not drawn forbidden", z)
		}
	}
}

func TestUnknownRegionIsLeftOut(t *testing.T) {
	if draw.BodyMap(draw.Map{ID: "m", Zones: []draw.Zone{{Region: "moon"}}}) != draw.BodyMap(draw.Map{ID: "m"}) {
		t.Error("an unknown region changed the picture")
	}
}

func TestPainMapPointsAtItsInputsAndTakesNoFocus(t *testing.T) {
	svg := string(fullPain("p"))
	if !strings.Contains(svg, `aria-hidden="true"`) || strings.Contains(svg, "tabindex") || strings.Contains(svg, "<title") {
		t.Error("it must be hidden from assistive technology")
	}
	want := map[string]int{"middle": 1, "left-2": 1, "right-2": 1, "left-3": 1, "right-3": 1, "left-4": 2, "right-4": 2, "left-5": 2, "right-5": 2, "left-6": 2, "right-6": 2}
	for id, n := range want {
		if got := strings.Count(svg, `data-for="`+id+`"`); got != n {
			t.Errorf("%s: %d shapes, want %d", id, got, n)
		}
	}
	if n := strings.Count(svg, "data-on"); n != 3 {
		t.Errorf("%d shapes are chosen, want the left buttock and the left calf from both sides", n)
	}
}

func TestEveryStepShowsPlaceToolAndMovement(t *testing.T) {
	list := steps()
	if len(list) < 60 {
		t.Fatalf("%d steps: the list is broken", len(list))
	}
	for _, s := range list {
		t.Run(s.ID, func(t *testing.T) {
			svg := string(draw.DrawStep(s))
			switch {
			case s.Tool == draw.NoTool:
				if strings.Count(svg, `class="d-v"`) != 3 {
					t.Error("breath is not drawn")
				}
				return
			case strings.Count(svg, `class="d-p"`) < 2:
				t.Error("the place is not marked on the figure and on the close-up")
			case s.Tool == draw.Ball && strings.Count(svg, `class="d-o1"`) != 2:
				t.Error("the ball is not on both")
			case s.Tool != draw.Ball && (!strings.Contains(svg, `h1"`) || !strings.Contains(svg, `class="d-gl"`)):
				t.Error("the hand is not on both")
			case !strings.Contains(svg, `class="d-v"`) && !strings.Contains(svg, `class="d-n1"`):
				t.Error("neither a movement nor a hold")
			case s.By != draw.Self && !strings.Contains(svg, `class="d-s"`):
				t.Error("a helper's hand has no sleeve")
			}
			other := s
			other.Side = clinical.Left + clinical.Right - s.Side
			if s.Side != clinical.AnySide && svg == string(draw.DrawStep(other)) {
				t.Error("left and right are the same picture")
			}
		})
	}
}

func TestEveryPositionHasItsOwnFigure(t *testing.T) {
	seen := map[string]string{}
	for _, p := range positions {
		svg := string(draw.Position(draw.Figure{ID: "x", Position: p}))
		if other, ok := seen[svg]; ok {
			t.Errorf("%s looks like %s", p, other)
		}
		seen[svg] = p
	}
	for _, r := range ruleset.Embedded().Routines {
		for _, s := range r.Steps {
			if !strings.Contains(strings.Join(positions, " "), s.Position) {
				t.Errorf("position %s has no figure", s.Position)
			}
		}
	}
}

func TestTextIsEscaped(t *testing.T) {
	const bad = `<b>"x"&'` + "\x00\x0b"
	m := usual()
	m.ID, m.Title, m.Desc, m.Labels = bad, bad, bad, draw.Labels{Left: bad, Right: bad, Back: bad, Front: bad}
	m.Zones[0].Label, m.Zones[1].Mark = bad, "<b>"
	c, s, e := trend(bad), sites(bad), card()
	c.Title, c.Desc, c.YName, c.SessionName, c.Series[0].Name, c.Series[0].Points[0].Label, c.XLabels[0].Text, c.Sessions[0].Label, c.Changes[0].Label = bad, bad, bad, bad, bad, bad, bad, bad, bad
	s.Title, s.Places[3], s.Left.Name = bad, bad, bad
	e.Title, e.Lang, e.Heading, e.Number, e.Lines[0], e.Date, e.Notice = bad, bad, bad, bad, bad, bad, bad
	for name, svg := range map[string]string{
		"map": string(draw.BodyMap(m)), "trend": string(draw.Trend(c)), "sites": string(draw.Sites(s)), "card": string(draw.EmergencyCard(e)),
		"pain":     string(draw.PainMap(draw.Pain{ID: bad, Places: []draw.Place{{Site: draw.Calf, For: bad}}, Labels: m.Labels})),
		"position": string(draw.Position(draw.Figure{ID: bad, Title: bad, Desc: bad, Position: bad})),
		"step":     string(draw.DrawStep(draw.Step{ID: bad, Title: bad, Desc: bad, Region: "gluteus", Side: clinical.Left, SideLabel: bad, Tool: draw.Hand, Technique: bad})),
		"legend":   string(draw.Legend(draw.LegendText{ID: bad, Open: bad, Careful: bad, Forbidden: bad})),
	} {
		if strings.Contains(svg, "<b>") || !strings.Contains(svg, "&lt;b&gt;") {
			t.Errorf("%s: text is not escaped", name)
		}
		if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTrendBreaksTheLineAfterAWeekWithoutAPoint(t *testing.T) {
	at := func(days ...int) int {
		s := draw.Series{Name: "back"}
		for _, d := range days {
			s.Points = append(s.Points, draw.Point{Day: d, Value: 5})
		}
		svg := string(draw.Trend(draw.Chart{ID: "t", Days: 40, Series: []draw.Series{s}}))
		lines := regexp.MustCompile(`d-li0" d="([^"]*)"`).FindAllStringSubmatch(svg, -1) // the first is in the key
		return strings.Count(lines[1][1], "M")
	}
	if n := at(0, 7, 14); n != 1 {
		t.Errorf("a week apart: %d parts, want 1", n)
	}
	if n := at(0, 7, 15); n != 2 {
		t.Errorf("8 days apart: %d parts, want 2", n)
	}
}

func TestEmergencyCardKeepsEveryWord(t *testing.T) {
	c := cyrillic()
	c.Lines = nil
	for i := range 8 {
		c.Lines = append(c.Lines, strings.Repeat(fmt.Sprintf("слово%d ", i), 60))
	}
	svg := string(draw.EmergencyCard(c))
	for i := range 8 {
		if n := strings.Count(svg, fmt.Sprintf("слово%d", i)); n != 60 {
			t.Errorf("line %d: %d of 60 words", i, n)
		}
	}
	for _, m := range regexp.MustCompile(`y="(\d+)"`).FindAllStringSubmatch(svg, -1) {
		var y, high int
		fmt.Sscan(m[1], &y)
		fmt.Sscan(regexp.MustCompile(`height="(\d+)"`).FindStringSubmatch(svg)[1], &high)
		if y > high {
			t.Errorf("text at %d is below the card of %d", y, high)
		}
	}
}

func TestEveryClassHasAStyle(t *testing.T) {
	css, err := os.ReadFile("../css/draw.css")
	if err != nil {
		t.Fatal(err)
	}
	plain := regexp.MustCompile(`^(ps-draw-(map|pain|pose|step)|d-li0|d-pt0)$`)
	for name, svg := range pictures() {
		for _, m := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(svg, -1) {
			for class := range strings.FieldsSeq(m[1]) {
				if !plain.MatchString(class) && !regexp.MustCompile(`\.`+class+`[^\w-]`).Match(css) {
					t.Errorf("%s: class %s has no style", name, class)
				}
			}
		}
	}
}

// Letters of Russian in a wide font take 8 of the drawing's units each.
func TestPlacesFitBesideTheChart(t *testing.T) {
	s := draw.SitesChart{ID: "s", Title: "t", Places: [7]string{"С этой стороны боли нет", "Середина поясницы", "De zijkant van de onderrug", "Ягодица", "Бедро", "Икра или голень спереди", "Стопа или пальцы ноги"}}
	text := regexp.MustCompile(`<text class="d-ax d-ar" x="(\d+)"[^>]*>([^<]*)</text>`)
	var rows []string
	for _, m := range text.FindAllStringSubmatch(string(draw.Sites(s)), -1) {
		x, _ := strconv.Atoi(m[1])
		if n := utf8.RuneCountInString(m[2]); 8*n > x {
			t.Errorf("%q begins outside the drawing", m[2])
		}
		rows = append(rows, m[2])
	}
	if got, want := strings.Join(rows, " "), strings.Join(s.Places[:], " "); got != want {
		t.Errorf("the places are %q", got)
	}
}
