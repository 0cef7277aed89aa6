package web

import (
	"net/http"
	"slices"
	"strings"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
)

func (s *Server) canRoutes(on route) {
	on("GET /can", searchCan)
	on("GET /can/{technique}", showCan)
}

// CanPage is the search for a technique, tool, device or position.
type CanPage struct {
	Page
	Query   string
	Found   int
	Checked bool // each line says what the answer is for this person
	Groups  []CanGroup
}

// CanGroup is everything of one kind.
type CanGroup struct {
	Kind, Title string
	Items       []CanItem
}

// CanItem is one line of the list.
type CanItem struct {
	Name, Also, URL string
	Status, Says    string // of the best setting
	Settings        string // in which it is so
}

// canKinds is the order of the groups.
var canKinds = []string{"hands", ruleset.KindTool, ruleset.KindDevice, ruleset.KindHeat, "modality", ruleset.KindLubricant, ruleset.KindPosition}

func searchCan(v *visit) error {
	p := CanPage{Page: v.base(v.T("can.title"), ""), Query: strings.TrimSpace(v.r.URL.Query().Get("q"))}
	p.NavAt = "can"
	if len(p.Query) > mostQuery {
		p.Query = strings.ToValidUTF8(p.Query[:mostQuery], "")
	}
	plans := map[clinical.Setting]*plan.Plan{}
	for _, s := range clinical.Settings() {
		if pl, _, ok := v.plan(s); ok {
			plans[s] = &pl
		}
	}
	p.Checked = len(plans) > 0
	for _, kind := range canKinds {
		g := CanGroup{Kind: kind, Title: v.T("can.kind." + kind)}
		for i := range v.Set.Techniques {
			t := &v.Set.Techniques[i]
			if t.Kind != kind || !v.matches(t, p.Query) {
				continue
			}
			p.Found++
			g.Items = append(g.Items, v.canItem(t, i, plans))
		}
		if len(g.Items) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	return v.render(http.StatusOK, "can", p)
}

// mostQuery is the longest search in bytes.
const mostQuery = 100

// matches reports whether each word of a search is in a name of a technique.
func (v *visit) matches(t *ruleset.Technique, query string) bool {
	names := strings.ToLower(strings.Join(append(v.Words.List("technique", t.ID, "also"), v.Technique(t.ID), strings.ReplaceAll(t.ID, "_", " ")), "\n"))
	for w := range strings.FieldsSeq(strings.ToLower(strings.NewReplacer("-", " ", "_", " ").Replace(query))) {
		if !strings.Contains(names, w) && !strings.Contains(strings.ReplaceAll(names, "-", " "), w) {
			return false
		}
	}
	return true
}

func (v *visit) canItem(t *ruleset.Technique, index int, plans map[clinical.Setting]*plan.Plan) CanItem {
	it := CanItem{Name: v.Technique(t.ID), Also: strings.Join(v.Words.List("technique", t.ID, "also"), ", "), URL: v.url("/can/" + t.ID)}
	if len(plans) == 0 {
		if t.Never {
			it.Status, it.Says = plan.Excluded.String(), v.T("can.is.never")
		}
		return it
	}
	best := plan.Excluded
	var in []string
	for _, s := range clinical.Settings() {
		switch st := plans[s].Techniques[index].Status; {
		case st == plan.Excluded || st < best:
		case st > best:
			best, in = st, []string{v.Setting(s)}
		default:
			in = append(in, v.Setting(s))
		}
	}
	it.Status, it.Says = best.String(), v.T("can.is."+best.String())
	if t.Never {
		it.Says = v.T("can.is.never")
	}
	it.Settings = v.List(in)
	return it
}

// CanAnswerPage is the answer for one technique.
type CanAnswerPage struct {
	Page
	ID, What string
	Holds    Holds
	Answers  []CanAnswer
	Shown    bool // it is done as described below in some setting
	Steps    []string
	Feel     string
	Must     string
	Myths    []Teaching
	Params   []Param
	Evidence []string
}

// CanAnswer is the answer in one setting.
type CanAnswer struct {
	Setting, Name   string
	Status, Heading string
	Open            bool // not decided: what follows holds for everyone
	Rest            bool // only to rest in: no massage now
	Why             []Why
	Where           []string
	Pressure        string
	Minutes, Spot   string
	Positions       string
}

// Param is one line of the catalog.
type Param struct{ Name, Value string }

func showCan(v *visit) error {
	i, ok := v.Set.Technique(v.r.PathValue("technique"))
	if !ok {
		return errNotFound
	}
	t := &v.Set.Techniques[i]
	as := v.file.Assess(v.Set)
	p := CanAnswerPage{Page: v.base(v.T("can.heading", "what", v.Technique(t.ID)), v.url("/can")), ID: t.ID, What: v.Text("technique", t.ID, "what"), Holds: v.holds(&as),
		Steps: v.Words.List("technique", t.ID, "step"), Feel: v.Text("technique", t.ID, "feel"), Must: v.Text("technique", t.ID, "must_not_feel"), Evidence: t.Evidence}
	p.NavAt = "can"
	for _, s := range clinical.Settings() {
		a := v.canAnswer(t, &as, s, p.Holds == HoldsNow)
		p.Answers = append(p.Answers, a)
		p.Shown = p.Shown || a.Status != plan.Excluded.String()
	}
	p.Myths = v.myths(t)
	p.Params = v.params(t)
	return v.render(http.StatusOK, "can_answer", p)
}

// canAnswer words the verdict in one setting. Without a result that holds it
// says only what no check will change.
func (v *visit) canAnswer(t *ruleset.Technique, as *assess.Assessment, s clinical.Setting, decided bool) CanAnswer {
	a := CanAnswer{Setting: s.String(), Name: v.T("plan.setting." + s.String())}
	var ver plan.Verdict
	if decided {
		ver, _ = plan.CanUse(v.Set, as, t.ID, s)
	} else {
		ver, _ = plan.Everyone(v.Set, t.ID, s)
		a.Open = ver.Status != plan.Excluded
	}
	a.Status, a.Heading = ver.Status.String(), v.T("can.is."+ver.Status.String())
	switch {
	case a.Open:
		a.Status, a.Heading = "undecided", v.T("can.is.undecided")
	case t.Never:
		a.Heading = v.T("can.is.never")
	}
	var bear []plan.Because
	for _, b := range ver.Reasons {
		if ver.Status == plan.Excluded && b.Excludes || ver.Status == plan.Limited && !b.Universal || a.Open {
			bear = append(bear, b)
		}
	}
	if len(bear) > 1 { // that it is not meant for the setting is news only alone
		bear = slices.DeleteFunc(bear, func(b plan.Because) bool { return b.Rule == plan.BySetting })
	}
	a.Why = v.whys(bear, t.ID)
	if ver.Status == plan.Excluded {
		return a
	}
	if t.Kind == ruleset.KindPosition {
		a.Rest = decided && !as.Disposition.Allows()
		return a
	}
	a.Where = v.where(ver.Regions)
	if t.Kind == "hands" || t.Kind == ruleset.KindTool {
		a.Pressure = v.Pressure(ver.Pressure)
	}
	a.Minutes = v.minutes(&ver)
	if ver.SpotSeconds > 0 {
		a.Spot = v.Length(plan.Seconds(ver.SpotSeconds))
	}
	a.Positions = v.names(ver.Positions)
	return a
}

// where lists the places of a technique, those with the same pressure together.
func (v *visit) where(places []plan.Place) []string {
	var out []string
	for _, pr := range []clinical.Pressure{clinical.Moderate, clinical.Light, clinical.Stroking, clinical.NoPressure} {
		var zones []plan.Zone
		for _, p := range places {
			if p.Pressure == pr {
				zones = append(zones, plan.Zone{Region: p.Region, Side: p.Side, Status: plan.Open, Pressure: pr})
			}
		}
		for _, l := range v.zones(zones, "heat") {
			for _, g := range l.Groups {
				t := g.Places
				if pr != clinical.NoPressure {
					t = v.T("can.place", "place", t, "pressure", v.Pressure(pr))
				}
				out = append(out, t)
			}
		}
	}
	return out
}

func (v *visit) names(techniques []string) string {
	var out []string
	for _, id := range techniques {
		out = append(out, v.Technique(id))
	}
	return strings.Join(out, "; ")
}

// myths lists what is said about a technique: the myths that rest on a
// statement which the technique rests on too, and disagreements of the articles
// that share several with it. Those that share most come first.
func (v *visit) myths(t *ruleset.Technique) []Teaching {
	type shared struct {
		id string
		n  int
	}
	var found []shared
	for i := range v.Set.Cards {
		k := &v.Set.Cards[i]
		if k.Kind != "myth" && k.Kind != "conflict" {
			continue
		}
		n := 0
		for _, e := range k.Evidence {
			if strings.HasPrefix(e, "S0") && slices.Contains(t.Evidence, e) {
				n++
			}
		}
		if k.Kind == "myth" {
			n *= 100 // a myth about it comes first
		}
		if n > 1 {
			found = append(found, shared{k.ID, n})
		}
	}
	slices.SortStableFunc(found, func(a, b shared) int { return b.n - a.n })
	var out []Teaching
	for _, f := range found[:min(len(found), mostMyths)] {
		out = append(out, v.teach(f.id))
	}
	return out
}

const mostMyths = 3

// params words what the catalog holds about a technique.
func (v *visit) params(t *ruleset.Technique) []Param {
	var out []Param
	add := func(key, value string) {
		if value != "" {
			out = append(out, Param{v.T("can.param." + key), value})
		}
	}
	var tags, settings, goals []string
	for _, g := range t.Tags {
		if s := v.Text("tag", g); s != "" {
			tags = append(tags, s)
		}
	}
	for _, s := range t.Settings {
		settings = append(settings, v.Setting(s))
	}
	for _, g := range t.Goals {
		goals = append(goals, v.Text("question", "goal", "goal.main", g))
	}
	add("kind", v.T("can.kind."+t.Kind))
	add("also", strings.Join(v.Words.List("technique", t.ID, "also"), ", "))
	add("tags", strings.Join(tags, ", "))
	add("settings", v.List(settings))
	add("regions", v.Regions(t.Regions))
	if t.Most != clinical.NoPressure {
		add("least", v.Pressure(t.Least))
		add("most", v.Pressure(t.Most))
	}
	if t.MostMinutes > 0 {
		add("minutes", v.T("plan.minutes", "first", t.First, "most", v.N("minutes", t.MostMinutes)))
	}
	if t.SpotSeconds > 0 {
		add("spot", v.Length(plan.Seconds(t.SpotSeconds)))
	}
	add("frequency", v.Text("technique", t.ID, "frequency"))
	add("positions", v.names(t.Positions))
	add("tools", v.names(t.Tools))
	add("goals", strings.Join(goals, "; "))
	if t.Kind == "hands" || t.Kind == ruleset.KindDevice {
		add("evening", locale.Upper(v.T(map[bool]string{true: "answer.yes", false: "answer.no"}[t.Evening])))
	}
	return out
}
