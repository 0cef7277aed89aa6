package web

import (
	"html/template"
	"strconv"

	"paraspinal/clinical"
	"paraspinal/web/draw"
)

// painMap is the picture beside the lists of places of both sides: a click on
// a shape ticks the box in the list, which is the real control.
func (v *visit) painMap(fields []Field) template.HTML {
	p := draw.Pain{ID: "pain", Labels: v.bodyLabels()}
	for _, f := range fields {
		side := clinical.Left
		if f.Name == "site.right" {
			side = clinical.Right
		}
		for _, o := range f.Options {
			n, err := strconv.Atoi(o.Value)
			if err != nil || n < int(draw.MiddleOfBack) || n > int(draw.Foot) {
				continue
			}
			p.Places = append(p.Places, draw.Place{Site: draw.Site(n), Side: side, For: o.ID, On: o.Checked})
		}
	}
	return draw.PainMap(p)
}

// bodyLabels are the words on a picture of the body.
func (v *visit) bodyLabels() draw.Labels {
	return draw.Labels{Left: v.T("body.left"), Right: v.T("body.right"), Back: v.T("body.back"), Front: v.T("body.front")}
}
