package web

import (
	"html/template"
	"net/http"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/plan"
)

func (s *Server) planRoutes(on route) {
	on("GET /plan", choosePlan)
	on("POST /plan", chooseGoal)
	on("GET /plan/{setting}", showPlan)
	on("GET /plan/{setting}/calendar.ics", planCalendar)
	on("GET /plan/professional/brief", showBrief)
	on("GET /plan/professional/brief/{other}", showBrief)
	on("GET /plan/helper/page", showHelperPage)
}

// plan makes the plan for a setting. It is false without a result that was
// looked over and still holds.
func (v *visit) plan(setting clinical.Setting) (plan.Plan, assess.Assessment, bool) {
	p, as, ok := v.file.Plan(v.Set, setting, v.now)
	return p, as, ok && v.file.Finished && !v.ending()
}

// setting is the one that the address names.
func (v *visit) setting() (clinical.Setting, error) {
	var s clinical.Setting
	if err := s.UnmarshalText([]byte(v.r.PathValue("setting"))); err != nil || s == clinical.NoSetting {
		return s, errNotFound
	}
	return s, nil
}

// Holds says where the check stands for what needs a result.
type Holds string

const (
	HoldsNow   Holds = "now"   // there is a result
	HoldsBegin Holds = "begin" // no check was begun
	HoldsGoOn  Holds = "go_on" // it is not finished
	HoldsStale Holds = "stale" // it is too old
)

// holds says whether a result can be relied on now. Medical help counts
// before the check is finished.
func (v *visit) holds(as *assess.Assessment) Holds {
	_, cleared := as.Clearance()
	switch {
	case !v.file.Begun():
		return HoldsBegin
	case v.file.Stale(v.Set, v.now), cleared && care.Expired(as, v.now):
		return HoldsStale
	case as.Disposition >= clinical.Urgent:
		return HoldsNow
	case as.Disposition == clinical.Undecided || !v.file.Finished:
		return HoldsGoOn
	}
	return HoldsNow
}

// NoPlanPage says plainly that there is no plan now, and why.
type NoPlanPage struct {
	Page
	Holds Holds
	Card  Card // what it waits for
}

// noPlan answers instead of a plan. Medical help has a page of its own.
func (v *visit) noPlan(as *assess.Assessment) error {
	if v.ending() {
		return v.redirect("/session")
	}
	p := NoPlanPage{Page: v.base(v.T("plan.none.title"), ""), Holds: v.holds(as)}
	p.NavAt = "plan"
	if p.Holds == HoldsNow {
		if as.Disposition >= clinical.Urgent {
			return v.redirect("/result")
		}
		if as.Disposition.Allows() {
			p.Holds = HoldsStale // by now it does not hold any more
		}
		p.Card = v.card(as)
	}
	return v.render(http.StatusOK, "plan_none", p)
}

// PlanChoicePage chooses who does the massage and what it is for.
type PlanChoicePage struct {
	Page
	Settings []SettingChoice
	Goal     Field
	Fields   []Field // for the summary of errors
}

// SettingChoice is one way of doing it, with what it comes to.
type SettingChoice struct {
	Setting, Name, URL, Text string
	Minutes                  int
	Lack                     string
}

func choosePlan(v *visit) error {
	return v.choosePlan(http.StatusOK, "")
}

func (v *visit) choosePlan(status int, fault string) error {
	p := PlanChoicePage{Page: v.base(v.T("plan.title"), "")}
	p.NavAt, p.Error = "plan", fault != ""
	for _, s := range clinical.Settings() {
		pl, as, ok := v.plan(s)
		if !ok {
			return v.noPlan(&as)
		}
		c := SettingChoice{Setting: s.String(), Name: v.T("plan.setting." + s.String()), URL: v.url("/plan/" + s.String()),
			Text: v.Text("course", pl.Course.ID, "text"), Minutes: pl.Minutes.Now, Lack: v.lack(&pl)}
		p.Settings = append(p.Settings, c)
	}
	p.Goal = v.goal(fault)
	p.Fields = []Field{p.Goal}
	return v.render(status, "plan_choice", p)
}

// goal is the control that asks what the massage is for.
func (v *visit) goal(fault string) Field {
	f := Field{ID: "goal", Name: "goal", Kind: radios, Legend: v.Text("question", "goal", "text"), Hint: v.Text("question", "goal", "why"), Error: fault, Inline: true}
	q, ok := v.Set.Question("goal")
	if !ok {
		return f
	}
	was := v.file.Findings["goal.main"]
	for _, val := range q.Options {
		f.Options = append(f.Options, Option{ID: elementID("goal", val), Value: val, Text: v.Text("question", "goal", "goal.main", val), Checked: was.Kind == clinical.Known && was.Choice == val})
	}
	f.FirstID = f.first()
	return f
}

func chooseGoal(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if v.file.SetGoal(v.Set, v.r.PostForm.Get("goal")) != nil {
		return v.choosePlan(http.StatusUnprocessableEntity, v.T("error.choose"))
	}
	return v.keepAnd("/plan")
}

// lack says why there are no steps; empty when there are.
func (v *visit) lack(p *plan.Plan) string {
	if p.Lack == plan.LackNothing {
		return ""
	}
	return v.T("plan.lack." + string(p.Lack))
}

// PlanPage is the plan for one setting.
type PlanPage struct {
	Page
	Setting, Name string
	Others        []SettingLink
	Goal          string
	Lack          string
	Minutes       int
	Routine       string
	Steps         []StepView
	NotBefore     string // the next session is only after this; empty: it may be now
	Map           template.HTML
	Legend        template.HTML
	Zones, Heat   []ZoneList
	Techniques    []TechniqueView
	Positions     []TechniqueView
	Not           []TechniqueView
	Prepare       []Teaching
	Aftercare     []Teaching
	Tell          []Teaching
	Expect        []Teaching
	Honest        Teaching
	Active        []Teaching
	Prevent       []Teaching
	Course        CourseView
	Stops         []string
	Pressure      PressureView
	Consents      []string
	ValidUntil    string
}

func showPlan(v *visit) error {
	setting, err := v.setting()
	if err != nil {
		return err
	}
	pl, as, ok := v.plan(setting)
	if !ok {
		return v.noPlan(&as)
	}
	p := v.planPage(&pl)
	return v.render(http.StatusOK, "plan", p)
}

// planPage words a plan.
func (v *visit) planPage(pl *plan.Plan) PlanPage {
	name := pl.Setting.String()
	p := PlanPage{Page: v.base(v.T("result.plan."+name), v.url("/plan")), Setting: name, Name: v.Setting(pl.Setting), Lack: v.lack(pl), Minutes: pl.Minutes.Now}
	p.NavAt, p.Wide = "plan", true
	for _, s := range clinical.Settings() {
		if s != pl.Setting {
			p.Others = append(p.Others, SettingLink{s.String(), v.T("result.plan." + s.String()), v.url("/plan/" + s.String())})
		}
	}
	if pl.Goal != "" {
		p.Goal = v.Text("question", "goal", "goal.main", pl.Goal)
	}
	if pl.Routine != "" {
		p.Routine = v.Text("routine", pl.Routine, "name")
	}
	p.Steps = v.steps(pl)
	if b := pl.Course.NotBefore; b != nil && v.now.Before(*b) {
		p.NotBefore = v.When(b.In(v.now.Location()))
	}
	p.Map, p.Legend = v.bodyMap(pl.Zones), v.legend()
	p.Zones, p.Heat = v.zones(pl.Zones, "zone"), v.zones(pl.Heat, "heat")
	p.Techniques, p.Positions, p.Not = v.techniques(pl)
	p.Course = v.course(pl)
	p.Stops = v.stops(pl)
	p.Pressure = v.pressureCheck(pl)
	p.Consents = v.consents(pl)
	p.ValidUntil = v.When(pl.ValidUntil.In(v.now.Location()))
	v.planCards(&p, pl)
	return p
}
