package web

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/session"
)

// EntryPage is the form of a new entry: two numbers suffice.
type EntryPage struct {
	Page
	Pains    []Field
	Sites    []Field
	Picture  template.HTML
	Motor    MotorForm
	Aims     []AimField
	AimError string
	Note     string
	Fields   []Field // with an error, for the list of errors
	Open     bool    // the rest is open, because something there is wrong
}

// AimField is one activity and its score.
type AimField struct {
	N        int
	ID, Text string
	Named    bool // it was named before
	Scores   []Option
}

const (
	mostAims  = 5
	leastAims = 3
	mostNote  = 400
	mostAim   = 80
)

func (v *visit) entryPage() EntryPage {
	p := EntryPage{Page: v.base(v.T("diary.new.title"), v.url("/diary")), Motor: v.motorForm(session.Motor{})}
	p.NavAt = "diary"
	r := &reportForm{v: v}
	r.measures(func(a *asked, id clinical.FindingID) {
		f := a.field(id, clinical.Answer{})
		f.Unsure = nil
		if f.Kind == scale {
			p.Pains = append(p.Pains, f)
		} else {
			p.Sites = append(p.Sites, f)
		}
	})
	p.Picture = v.painMap(p.Sites)
	p.Aims = v.aims(nil)
	return p
}

// aims are the activities named before, else lines to name them.
func (v *visit) aims(form url.Values) []AimField {
	var out []AimField
	for i := range mostAims {
		a := AimField{N: i + 1, ID: fmt.Sprintf("aim-%d", i+1)}
		if len(v.file.Aims) > 0 {
			if i >= len(v.file.Aims) {
				break
			}
			a.Text, a.Named = v.file.Aims[i].Text, true
		} else {
			a.Text = strings.Join(strings.Fields(form.Get(a.ID)), " ")
		}
		for n := range 11 {
			val := strconv.Itoa(n)
			a.Scores = append(a.Scores, Option{Value: val, Text: val, Checked: form.Get(a.ID+"-score") == val})
		}
		out = append(out, a)
	}
	return out
}

func newEntry(v *visit) error { return v.render(http.StatusOK, "diary_new", v.entryPage()) }

// takeEntry writes an entry. Power that was lost shows its card at once.
func takeEntry(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	form := v.r.PostForm
	if form.Get("build") != v.s.Build() && !readMotor(form).Weak() {
		return v.redirect("/diary?note=updated")
	}
	p := v.entryPage()
	e := care.Entry{At: v.now, Kind: care.Noted}
	var rep session.Report
	v.entryFields(&p, &rep, form)
	e.Measures.Pains, e.Measures.Motor = rep.Pains, readMotor(form)
	p.Motor = v.motorForm(e.Measures.Motor)
	var aims []care.Aim
	p.Aims = v.aims(form)
	e.Measures.PSFS, aims, p.AimError = v.readAims(p.Aims, form)
	p.Note = strings.TrimSpace(form.Get("note"))
	e.Note = p.Note
	if utf8.RuneCountInString(e.Note) > mostNote {
		p.Fields = append(p.Fields, Field{FirstID: "f-note", Error: v.T("diary.error.note")})
	}
	if p.AimError != "" {
		p.Fields = append(p.Fields, Field{FirstID: "aim-1", Error: p.AimError})
	}
	bad := slices.ContainsFunc(p.Fields, func(f Field) bool { return f.Error != "" })
	if bad && !e.Measures.Motor.Weak() { // a leg that has lost power waits for nothing
		p.Error = true
		p.Picture = v.painMap(p.Sites)
		return v.render(http.StatusUnprocessableEntity, "diary_new", p)
	}
	if bad {
		e.Measures.PSFS, e.Note = nil, ""
	} else if aims != nil {
		v.file.Aims = aims
	}
	_, found := v.file.Note(v.Set, e, v.now)
	if err := v.keep(); err != nil {
		return err
	}
	if as := v.file.Assess(v.Set); len(found) > 0 && alarming(as.Disposition) {
		return v.redirect("/result")
	}
	return v.redirect("/diary?note=saved")
}

// entryFields reads pains, which are asked, and places, which need not be.
func (v *visit) entryFields(p *EntryPage, rep *session.Report, form url.Values) {
	r := &reportForm{v: v}
	p.Pains, p.Sites = nil, nil
	r.measures(func(a *asked, id clinical.FindingID) {
		f := a.field(id, clinical.Answer{})
		ans, msg := a.parseField(&f, a.finding(id), form)
		f.Unsure = nil
		blank := len(form[f.Name]) == 0
		switch {
		case f.Kind != scale && blank:
		case msg != "" && f.Kind != scale:
			f.Error, p.Open = msg, true
		case msg != "" || ans.Kind != clinical.Known || !put(rep, id, ans.Int):
			f.Error = v.T("diary.error.pain")
		}
		if f.Kind == scale {
			p.Pains = append(p.Pains, f)
		} else {
			p.Sites = append(p.Sites, f)
		}
	})
	p.Fields = slices.Concat(p.Pains, p.Sites)
}

// readAims reads the scores of the activities: of all of them or of none.
func (v *visit) readAims(fields []AimField, form url.Values) (session.PSFS, []care.Aim, string) {
	var scores session.PSFS
	var aims []care.Aim
	missing := false
	for _, f := range fields {
		score := form.Get(f.ID + "-score")
		if f.Text == "" {
			missing = missing || score != ""
			continue
		}
		if utf8.RuneCountInString(f.Text) > mostAim {
			return nil, nil, v.T("diary.error.aim_long")
		}
		id := f.ID
		aims = append(aims, care.Aim{ID: id, Text: f.Text})
		n, err := strconv.Atoi(score)
		if err != nil {
			missing = true
			continue
		}
		scores = append(scores, session.Activity{ID: id, Score: n})
	}
	named := len(v.file.Aims) > 0
	if len(scores) == 0 && (named || len(aims) == 0) && !(missing && !named && len(aims) == 0) {
		return nil, nil, ""
	}
	if missing || len(aims) < leastAims {
		return nil, nil, v.T("diary.error.aims")
	}
	p, err := session.NewPSFS(scores...)
	if err != nil {
		return nil, nil, v.T("diary.error.aims")
	}
	if named {
		return p, nil, ""
	}
	return p, aims, ""
}
