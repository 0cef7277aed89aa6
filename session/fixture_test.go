package session_test

import (
	"errors"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
	"paraspinal/session"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func zero() *int32 { v := int32(0); return &v }

// protocolSet is a small protocol with everything that a session uses.
func protocolSet() *ruleset.Set {
	course := func(id clinical.FindingID) ruleset.Finding {
		return ruleset.Finding{ID: id, Type: ruleset.Choice, Values: []string{"none", "before", "examined", "unexamined", "new"}, Normal: zero(), Danger: []int32{0, 1, 2, 3, 4}}
	}
	yes := func(id clinical.FindingID) ruleset.Finding {
		return ruleset.Finding{ID: id, Type: ruleset.Bool, Normal: zero(), Danger: []int32{0, 1}}
	}
	number := func(id clinical.FindingID, most int32) ruleset.Finding {
		return ruleset.Finding{ID: id, Type: ruleset.Int, Max: most, Danger: []int32{0, most}}
	}
	s := &ruleset.Set{ID: "test", Version: "1", Findings: []ruleset.Finding{
		course("neuro.saddle_sensation"), course("neuro.bladder"), course("neuro.bowel"), course("neuro.sexual"), course("neuro.weakness"), course("neuro.sensation"),
		{ID: "neuro.weakness_side", Type: ruleset.Choice, Values: []string{"left", "right", "both"}, Danger: []int32{0, 2}},
		{ID: "flag.both_legs", Type: ruleset.Choice, Values: []string{"none", "examined", "present"}, Normal: zero(), Danger: []int32{0, 1, 2}},
		yes("after.leg_pain"), yes("after.spread"), yes("after.worse"), yes("after.bruise"), yes("recheck.changed"),
		number("pain.back", 10), number("pain.leg", 10), number("site.left", 6), number("site.right", 6),
		{ID: "flare.date", Type: ruleset.Date},
		{ID: "trend.site_left", Type: ruleset.Int, Min: -6, Max: 6, Derive: &ruleset.Derive{Kind: "change", Of: 15}},
	}}
	for i := range s.Findings {
		s.Order = append(s.Order, i)
	}
	at := func(id clinical.FindingID) int {
		for i := range s.Findings {
			if s.Findings[i].ID == id {
				return i
			}
		}
		panic(id)
	}
	stop := func(event string, rec ...ruleset.Record) {
		s.Stops = append(s.Stops, ruleset.Stop{ID: event, Event: event, Records: rec})
	}
	spread := ruleset.Record{Finding: at("after.spread"), Value: 1}
	stop("pain_down_leg", spread)
	stop("sharp_pain", spread)
	stop("spreading", spread)
	stop("pain_above_start")
	stop("discomfort_above_4")
	stop("new_tingling", ruleset.Record{Finding: at("neuro.sensation"), Value: 4})
	stop("new_numbness_saddle", ruleset.Record{Finding: at("neuro.saddle_sensation"), Value: 4})
	stop("start_ate")
	stop("start_alcohol")
	stop("start_anything_new", ruleset.Record{Finding: at("recheck.changed"), Value: 1})
	stop("weak_left", ruleset.Record{Finding: at("neuro.weakness_side")})
	stop("weak_right", ruleset.Record{Finding: at("neuro.weakness_side"), Value: 1})
	s.Groups = []ruleset.Group{{ID: "back", Regions: []string{"sacrum"}}, {ID: "buttocks", Regions: []string{"gluteus", "piriformis"}}}
	ruleset.Seal(s)
	return s
}

func nrs(t testing.TB, v int) session.NRS {
	t.Helper()
	n, err := session.NewNRS(v)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func site(t testing.TB, v int) session.Site {
	t.Helper()
	s, err := session.NewSite(v)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func pains(t testing.TB, back, leg, left, right int) session.Pains {
	t.Helper()
	return session.Pains{Back: nrs(t, back), Leg: nrs(t, leg), Left: site(t, left), Right: site(t, right)}
}

// config is three steps of 60, 90 and 30 seconds; the second is on a buttock.
func config(t testing.TB) session.Config {
	t.Helper()
	return session.Config{
		Set: protocolSet(),
		Steps: []plan.Step{
			{ID: "warm", Region: "paraspinal_lumbar", Pressure: clinical.Stroking, Duration: 60, Most: 90},
			{ID: "seat", Region: "gluteus", Side: clinical.Left, Pressure: clinical.Moderate, Duration: 90, Most: 120},
			{ID: "last", Pressure: clinical.Stroking, Duration: 30, Most: 45},
		},
		Start: pains(t, 3, 2, 4, 1), MostDuration: 210, ValidUntil: noon.Add(24 * time.Hour),
	}
}

// run is a session driven by a test.
type run struct {
	t   *testing.T
	cfg session.Config
	st  session.State
	now time.Time
	seq uint64
	out []session.Outcome
}

func begin(t *testing.T) *run {
	t.Helper()
	r := &run{t: t, cfg: config(t), now: noon}
	st, err := session.New(r.cfg)
	if err != nil {
		t.Fatal(err)
	}
	r.st = st
	return r
}

var allNo = map[string]session.Reply{"start_ate": session.No, "start_alcohol": session.No, "start_anything_new": session.No}

func started(t *testing.T) *run {
	t.Helper()
	r := begin(t)
	r.do(session.Event{Kind: session.Check, Replies: allNo})
	r.do(session.Event{Kind: session.Start})
	return r
}

func (r *run) try(ev session.Event) error {
	if ev.Kind != session.Tick && ev.Seq == 0 {
		r.seq++
		ev.Seq = r.seq
	}
	st, out, err := r.st.Apply(r.cfg, ev, r.now)
	r.st, r.out = st, out
	return err
}

func (r *run) do(ev session.Event) *run {
	r.t.Helper()
	if err := r.try(ev); err != nil {
		r.t.Fatalf("%s: %v", ev.Kind, err)
	}
	return r
}

func (r *run) after(d time.Duration) *run { r.now = r.now.Add(d); return r }

func (r *run) tick(d time.Duration) *run {
	r.t.Helper()
	return r.after(d).do(session.Event{Kind: session.Tick})
}

func (r *run) is(p session.Phase, e session.End, step int) *run {
	r.t.Helper()
	if r.st.Phase != p || r.st.End != e || r.st.Step != step {
		r.t.Fatalf("phase %q, end %q, step %d; want %q, %q, %d (%v)", r.st.Phase, r.st.End, r.st.Step, p, e, step, r.out)
	}
	return r
}

func (r *run) said(want session.Result) *run {
	r.t.Helper()
	for _, o := range r.out {
		if o.Result == want {
			return r
		}
	}
	r.t.Fatalf("outcomes %v, want %q", r.out, want)
	return r
}

func code(err error) session.Code {
	var e *session.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func (r *run) refused(ev session.Event, want session.Code) *run {
	r.t.Helper()
	before := r.st
	err := r.try(ev)
	if code(err) != want {
		r.t.Fatalf("%s: error %v, want %s", ev.Kind, err, want)
	}
	if !same(before, r.st) {
		r.t.Fatalf("%s: a refused event changed the state", ev.Kind)
	}
	return r
}

// fine answers everything that a check-in asks with its normal value.
func fine(t testing.TB, p session.Pains) session.Report {
	t.Helper()
	r := session.Report{Pains: p, Answers: map[clinical.FindingID]string{}}
	for _, id := range session.CheckInAsks() {
		r.Answers[id] = "none"
		if len(id) > 6 && id[:6] == "after." {
			r.Answers[id] = "no"
		}
	}
	return r
}
