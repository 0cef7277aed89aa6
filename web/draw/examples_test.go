package draw_test

import (
	"fmt"
	"html/template"
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/web/draw"
)

// zones lists every region and side of the set; statuses take turns.
func zones(mark string) []draw.Zone {
	set := ruleset.Embedded()
	var out []draw.Zone
	for _, r := range set.Regions {
		sides := []clinical.Side{clinical.AnySide}
		if r.Sided {
			sides = []clinical.Side{clinical.Left, clinical.Right}
		}
		for _, s := range sides {
			z := draw.Zone{Region: r.ID, Side: s, Status: draw.Status(len(out) % 3), Label: r.ID + " " + s.String()}
			if r.ID == "spine_band" || r.ID == "neck" {
				z.Status = draw.Forbidden
			}
			if mark != "" {
				z.Mark = mark
			}
			out = append(out, z)
		}
	}
	return out
}

func fullMap(id, mark string) template.HTML {
	return draw.BodyMap(draw.Map{ID: id, Title: "Where the massage may go", Desc: "The back, from the neck to the feet.", Zones: zones(mark),
		Labels: draw.Labels{Left: "left", Right: "right", Back: "back", Front: "front"}})
}

func fullPain(id string) template.HTML {
	p := draw.Pain{ID: id, Labels: draw.Labels{Left: "left", Right: "right", Back: "back", Front: "front"}}
	p.Places = append(p.Places, draw.Place{Site: draw.MiddleOfBack, For: "middle"})
	for s := draw.SideOfBack; s <= draw.Foot; s++ {
		for _, side := range []clinical.Side{clinical.Left, clinical.Right} {
			p.Places = append(p.Places, draw.Place{Site: s, Side: side, For: fmt.Sprintf("%s-%d", side, s), On: side == clinical.Left && (s == draw.Buttock || s == draw.Calf)})
		}
	}
	return draw.PainMap(p)
}

var positions = []string{"prone", "prone_pillow", "supine", "hook_lying", "side_lying", "seated", "standing_wall", "firm_bed", "floor_mat"}

// steps is every different step of the routines, on each side.
func steps() []draw.Step {
	set := ruleset.Embedded()
	seen := map[string]bool{}
	var out []draw.Step
	for _, r := range set.Routines {
		for _, st := range r.Steps {
			sides := []clinical.Side{clinical.AnySide}
			if i, ok := set.Region(st.Region); ok && set.Regions[i].Sided {
				sides = []clinical.Side{clinical.Left, clinical.Right}
			}
			for _, side := range sides {
				s := draw.Step{Title: st.Technique, Position: st.Position, Technique: st.Technique, Region: st.Region, Side: side, Tool: draw.ToolOf(st.Technique)}
				if r.Setting != clinical.Self {
					s.By = draw.Helper
				}
				if side != clinical.AnySide {
					s.SideLabel = side.String()
				}
				s.ID = fmt.Sprintf("%s-%s-%s-%d-%d", s.Position, s.Technique, s.Region, s.By, side)
				if !seen[s.ID] {
					seen[s.ID] = true
					out = append(out, s)
				}
			}
		}
	}
	return out
}

func trend(id string) draw.Chart {
	c := draw.Chart{ID: id, Title: "Pain", Desc: "Back pain went from 6 to 2.", Days: 42, SessionName: "massage session", ChangeName: "a change that counts", YName: "pain, 0 to 10",
		XLabels: []draw.Tick{{Day: 0, Text: "3 March"}, {Day: 21, Text: "24 March"}, {Day: 42, Text: "14 April"}}}
	back, leg := draw.Series{Name: "back"}, draw.Series{Name: "leg"}
	for i, v := range []int{6, 6, 5, 5, 4, 3, 3, 2, 2} {
		day := i * 4
		if i > 5 {
			day += 10
		}
		back.Points = append(back.Points, draw.Point{Day: day, Value: v, Label: fmt.Sprintf("day %d: %d", day, v)})
		leg.Points = append(leg.Points, draw.Point{Day: day, Value: max(0, v-2-i/3), Label: fmt.Sprintf("day %d: %d", day, v)})
	}
	c.Series = []draw.Series{back, leg}
	c.Sessions = []draw.Mark{{Day: 2, Label: "1"}, {Day: 9, Label: "2"}, {Day: 16, Label: "3"}, {Day: 37, Label: "4"}}
	c.Changes = []draw.Mark{{Day: 20, Label: "better by 3"}}
	return c
}

func sites(id string) draw.SitesChart {
	c := trend(id)
	s := draw.SitesChart{ID: id, Title: "Where", Desc: "Up out of the leg.", Days: 42, XLabels: c.XLabels, Sessions: c.Sessions, SessionName: c.SessionName,
		Places: [7]string{"none", "middle of the back", "side of the back", "buttock", "thigh", "calf or shin", "foot"}}
	s.Left, s.Right = draw.Series{Name: "left"}, draw.Series{Name: "right"}
	for i, p := range c.Series[0].Points {
		s.Left.Points = append(s.Left.Points, draw.Point{Day: p.Day, Value: p.Value, Label: "x"})
		s.Right.Points = append(s.Right.Points, draw.Point{Day: p.Day, Value: []int{2, 2, 1, 1, 1, 1, 3, 2, 0}[i], Label: "x"})
	}
	return s
}

var glyphs = []draw.Glyph{draw.GlyphTick, draw.GlyphCross, draw.GlyphWarning, draw.GlyphInfo, draw.GlyphPhone, draw.GlyphPlay, draw.GlyphPause, draw.GlyphStop, draw.GlyphSkip, draw.GlyphBack, draw.GlyphDownload, draw.GlyphPrint}

func card() draw.Card {
	return draw.Card{Title: "Emergency", Lang: "en", Heading: "Call 112 now and say: possible cauda equina", Number: "112",
		Lines: []string{"I have a slipped disc in my lower back.", "Since today I cannot feel normally between my legs.", "I cannot empty my bladder.", "Both legs have become weak.", "I was told to ask for an MRI scan today.", "Do not drive yourself. Do not wait until tomorrow.", "Take this card and your medicines with you."},
		Date:  "12 November 2026, 14:20", Notice: "This is not a diagnosis. Not yet reviewed by a clinician. Made from the answers you gave."}
}

func cyrillic() draw.Card {
	c := card()
	c.Lang, c.Heading, c.Number = "ru", "Позвоните по номеру 112 прямо сейчас", "+7 (495) 123-45-67"
	c.Lines = slices.Repeat([]string{"С сегодняшнего дня нарушена чувствительность в области промежности, невозможно опорожнить мочевой пузырь."}, 8)
	return c
}
