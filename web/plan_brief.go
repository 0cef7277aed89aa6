package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/web/locale"
)

// BriefPage is the page for the therapist around the brief, which may be in
// another language.
type BriefPage struct {
	Page
	Other    string // language of the brief
	Brief    template.HTML
	Versions []Language // languages in which there is a brief
}

// Brief is what the therapist needs, in the therapist's wording.
type Brief struct {
	Heading    string // of the result
	Date       string
	ValidUntil string
	Start      int // pain before the session
	Reasons    []Why
	Universal  []Why
	Limits     []LimitView
	Map        template.HTML
	Legend     template.HTML
	Zones      []ZoneList
	Techniques []TechniqueView
	Positions  []string
	Not        []string
	Minutes    string
	Lack       string
	Routine    string
	Steps      []StepView
	Rest       string
	Consents   []string
	Stops      []string
	Pressure   PressureView
	Notice     string
	Protocol   string
}

func showBrief(v *visit) error {
	pl, as, ok := v.plan(clinical.Professional)
	if !ok {
		return v.noPlan(&as)
	}
	other := v.r.PathValue("other")
	if other == "" {
		other = v.Lang
	}
	p := BriefPage{Page: v.base(v.T("plan.brief.title"), v.url("/plan/professional")), Other: other}
	p.NavAt, p.Wide = "plan", true
	o := *v // the same visit, told in the other language
	found := false
	for _, lang := range locale.Languages() {
		vo, err := v.s.voice(lang)
		if err != nil {
			continue // the protocol has no wording in it
		}
		p.Versions = append(p.Versions, Language{Lang: lang, Name: vo.T("language.name"), URL: v.url("/plan/professional/brief/" + lang), Current: lang == other})
		if lang == other {
			o.voice, found = vo, true
		}
	}
	if !found {
		return errNotFound
	}
	o.file = v.file.As(clinical.Therapist)
	b := o.brief(&pl)
	b.Heading = o.Heading(&as, o.number())
	b.Limits = o.limits(slices.DeleteFunc(slices.Clone(as.Limits), func(l assess.Limit) bool {
		return len(l.Settings) > 0 && !slices.Contains(l.Settings, clinical.Professional) // for home only
	}))
	for i := range as.Reasons {
		r := &as.Reasons[i]
		text := o.Rule(r.Rule, clinical.Therapist)
		if r.Unsure {
			text = o.T("plan.brief.unsure") + " " + text
		}
		if r.Lifted {
			text += " " + o.T("reason.lifted")
		}
		b.Reasons = append(b.Reasons, Why{text, string(r.Rule)})
	}
	var err error
	if p.Brief, err = o.part("plan_brief", "brief", b); err != nil {
		return err
	}
	return v.render(http.StatusOK, "plan_brief", p)
}

func (v *visit) brief(pl *plan.Plan) Brief {
	b := Brief{Date: v.When(v.now), ValidUntil: v.When(pl.ValidUntil.In(v.now.Location())), Start: pl.PressureCheck.Start, Map: v.bodyMap(pl.Zones), Legend: v.legend(),
		Zones: v.shortZones(pl.Zones), Minutes: v.N("minutes", pl.Minutes.Now), Lack: v.lack(pl), Steps: v.steps(pl), Rest: v.course(pl).Rest,
		Consents: v.consents(pl), Stops: v.stops(pl), Pressure: v.pressureCheck(pl), Notice: v.Notice()}
	b.Protocol = pl.Protocol.ID + " " + pl.Protocol.Version + ", " + pl.Protocol.Digest[:12]
	if pl.Routine != "" {
		b.Routine = v.Text("routine", pl.Routine, "name")
	}
	for i := range v.Set.Rules {
		if u := &v.Set.Rules[i]; u.Universal {
			b.Universal = append(b.Universal, Why{v.Rule(u.ID, clinical.Therapist), string(u.ID)})
		}
	}
	may, positions, not := v.techniques(pl)
	b.Techniques = may
	for _, t := range positions {
		b.Positions = append(b.Positions, t.Name)
	}
	for _, t := range not {
		b.Not = append(b.Not, t.Name)
	}
	return b
}

// part executes a part of a page on its own, in this voice.
func (v *voice) part(page, name string, data any) (template.HTML, error) {
	t, err := v.pages.get(page)
	if err != nil {
		return "", fmt.Errorf("page %s: %w", page, err)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("page %s: %w", page, err)
	}
	return template.HTML(b.String()), nil // made by our own template
}

// HelperPage is one page in plain words for the person who helps at home.
type HelperPage struct {
	Page
	Lack       string
	Minutes    string
	Steps      []StepView
	Map        template.HTML
	Legend     template.HTML
	Zones      []ZoneList
	Stops      []string
	Stop       Teaching
	Ask        Teaching
	Positions  []string
	ValidUntil string
}

func showHelperPage(v *visit) error {
	pl, as, ok := v.plan(clinical.Helper)
	if !ok {
		return v.noPlan(&as)
	}
	p := HelperPage{Page: v.base(v.T("plan.helper.title"), v.url("/plan/helper")), Lack: v.lack(&pl), Minutes: v.N("minutes", pl.Minutes.Now), Steps: v.steps(&pl),
		Map: v.bodyMap(pl.Zones), Legend: v.legend(), Zones: v.shortZones(pl.Zones), Stops: v.stops(&pl), Stop: v.teach("tell-stop-means-stop"),
		Ask: v.teach("tell-pressure-dialogue"), ValidUntil: v.When(pl.ValidUntil.In(v.now.Location()))}
	p.NavAt = "plan"
	_, positions, _ := v.techniques(&pl)
	for _, t := range positions {
		p.Positions = append(p.Positions, t.Name)
	}
	return v.render(http.StatusOK, "plan_helper", p)
}
