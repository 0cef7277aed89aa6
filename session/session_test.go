package session_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
	"paraspinal/session"
)

func same(a, b session.State) bool { return reflect.DeepEqual(a, b) }

func ev(k session.Kind) session.Event { return session.Event{Kind: k} }

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name string
		edit func(*session.Config)
		want session.Code
	}{
		{"no protocol", func(c *session.Config) { c.Set = nil }, session.BadProtocol},
		{"a protocol without stop rules", func(c *session.Config) { c.Set = &ruleset.Set{} }, session.BadProtocol},
		{"a protocol without a start check", func(c *session.Config) { c.Set.Stops = c.Set.Stops[:6] }, session.BadProtocol},
		{"no back pain known", func(c *session.Config) { c.Start.Back = session.NRS{} }, session.BadStart},
		{"no leg pain known", func(c *session.Config) { c.Start.Leg = session.NRS{} }, session.BadStart},
		{"no site on the left", func(c *session.Config) { c.Start.Left = session.Site{} }, session.BadStart},
		{"no site on the right", func(c *session.Config) { c.Start.Right = session.Site{} }, session.BadStart},
		{"no validity", func(c *session.Config) { c.ValidUntil = time.Time{} }, session.CheckExpired},
		{"no steps", func(c *session.Config) { c.Steps = nil }, session.BadPlan},
		{"a step without time", func(c *session.Config) { c.Steps[0].Duration = 0 }, session.BadPlan},
		{"a step longer than its most", func(c *session.Config) { c.Steps[0].Most = 59 }, session.BadPlan},
		{"firm pressure", func(c *session.Config) { c.Steps[0].Pressure = clinical.Firm }, session.BadPlan},
		{"the spine", func(c *session.Config) { c.Steps[0].Region = "spine_band" }, session.BadPlan},
		{"longer than the session may be", func(c *session.Config) { c.MostDuration = 179 }, session.BadPlan},
		{"no longest duration", func(c *session.Config) { c.MostDuration = 0 }, session.BadPlan},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := config(t)
			tt.edit(&cfg)
			st, err := session.New(cfg)
			if code(err) != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
			if st.Phase != session.NoPhase || st.HandsOn() {
				t.Errorf("a refused plan gave the state %v", st)
			}
		})
	}
}

func TestZeroStateAllowsNothing(t *testing.T) {
	var s session.State
	cfg := config(t)
	for _, e := range []session.Kind{session.Tick, session.Start, session.Resume, session.Stop, session.EndCheck} {
		got, _, err := s.Apply(cfg, session.Event{Seq: 1, Kind: e}, noon)
		if code(err) != session.NotPlanned || !same(got, s) {
			t.Errorf("%s on the zero state: %v, %v", e, got, err)
		}
	}
	if s.HandsOn() || s.Over() || !s.Deadline(cfg).IsZero() || s.Remaining(cfg) != 0 {
		t.Error("the zero state is in a session")
	}
	if _, err := s.Findings(cfg); code(err) != session.NotPlanned {
		t.Errorf("findings: %v", err)
	}
	if _, err := s.History(cfg); code(err) != session.NotPlanned {
		t.Errorf("history: %v", err)
	}
}

func TestAWholeSession(t *testing.T) {
	r := started(t)
	r.is(session.Running, session.NoEnd, 0).said(session.StepBegan)
	if got, want := r.st.Deadline(r.cfg), noon.Add(time.Minute); !got.Equal(want) {
		t.Errorf("deadline %v, want %v", got, want)
	}
	r.tick(60*time.Second).is(session.Running, session.NoEnd, 1).said(session.StepEnded)
	if h, err := r.st.History(r.cfg); h != nil || err != nil {
		t.Errorf("a running session has the history %v, %v", h, err)
	}
	r.tick(95*time.Second).is(session.Running, session.NoEnd, 2)
	if got := r.st.Remaining(r.cfg); got != 25*time.Second {
		t.Errorf("remaining %v, want 25 s: 5 s of the last step are over", got)
	}
	r.tick(25*time.Second).is(session.Closing, session.Finished, 3).said(session.SessionOver)
	if got := r.st.HandsOnTime(); got != 180*time.Second {
		t.Errorf("hands-on time %v", got)
	}
	if !r.st.Deadline(r.cfg).IsZero() || r.st.Remaining(r.cfg) != 0 {
		t.Error("a session that ended has a deadline")
	}
	h, err := r.st.History(r.cfg)
	if err != nil || len(h) != 1 || h[0].Kind != clinical.SessionEvent || !h[0].At.Equal(noon) || h[0].Findings["site.left"].Int != 4 {
		t.Errorf("history before the end check: %v, %v", h, err)
	}
	rep := fine(t, pains(t, 3, 1, 3, 1))
	r.do(session.Event{Kind: session.EndCheck, Report: &rep}).is(session.Closed, session.Finished, 3).said(session.ReportGiven)
	rep.Answers["neuro.bladder"] = "new" // the state keeps its own copy
	h, err = r.st.History(r.cfg)
	if err != nil || len(h) != 2 || h[1].Kind != clinical.CheckInEvent || h[1].Findings["site.left"].Int != 3 || h[1].Findings["neuro.bladder"].Choice != "none" {
		t.Errorf("history after the end check: %v, %v", h, err)
	}
	f, err := r.st.Findings(r.cfg)
	if err != nil || f["after.spread"].Bool {
		t.Errorf("findings %v, %v", f, err)
	}
	r.refused(session.Event{Kind: session.EndCheck, Report: &rep}, session.TooLate)
	r.do(ev(session.Tick)).is(session.Closed, session.Finished, 3)
}

func TestStartCheck(t *testing.T) {
	with := func(name string, v session.Reply) map[string]session.Reply {
		m := map[string]session.Reply{}
		for k := range allNo {
			m[k] = session.No
		}
		m[name] = v
		return m
	}
	t.Run("nothing is answered", func(t *testing.T) { begin(t).refused(ev(session.Start), session.StartHeld) })
	t.Run("yes waits, and no lets go on", func(t *testing.T) {
		r := begin(t).do(session.Event{Kind: session.Check, Replies: with("start_ate", session.Yes)}).said(session.StartHolds).is(session.Waiting, session.NoEnd, 0)
		r.refused(ev(session.Start), session.StartHeld)
		r.after(time.Hour).do(session.Event{Kind: session.Check, Replies: map[string]session.Reply{"start_ate": session.No}})
		r.do(ev(session.Start)).is(session.Running, session.NoEnd, 0)
	})
	t.Run("not sure holds", func(t *testing.T) {
		r := begin(t).do(session.Event{Kind: session.Check, Replies: with("start_alcohol", session.NotSure)}).said(session.StartHolds)
		r.refused(ev(session.Start), session.StartHeld)
	})
	t.Run("something new needs a new check", func(t *testing.T) {
		r := begin(t).do(session.Event{Kind: session.Check, Replies: with("start_anything_new", session.Yes)}).is(session.Closed, session.Held, 0)
		f, err := r.st.Findings(r.cfg)
		if err != nil || !f["recheck.changed"].Bool {
			t.Errorf("findings %v, %v", f, err)
		}
		if h, err := r.st.History(r.cfg); h != nil || err != nil {
			t.Errorf("a session that never began has the history %v, %v", h, err)
		}
		r.refused(ev(session.Start), session.TooLate)
	})
	t.Run("an item or a reply that does not exist", func(t *testing.T) {
		r := begin(t).refused(session.Event{Kind: session.Check, Replies: map[string]session.Reply{"start_rain": session.No}}, session.UnknownEvent)
		r.refused(session.Event{Kind: session.Check, Replies: map[string]session.Reply{"start_ate": "perhaps"}}, session.UnknownEvent)
	})
	t.Run("the check has run out", func(t *testing.T) {
		r := begin(t).do(session.Event{Kind: session.Check, Replies: allNo})
		r.after(24*time.Hour).refused(ev(session.Start), session.CheckExpired)
	})
	t.Run("events of a session that has not begun", func(t *testing.T) {
		r := begin(t)
		for _, k := range []session.Kind{session.Pause, session.Resume, session.Extend, session.Skip, session.Done, session.EndCheck} {
			r.refused(ev(k), session.NotBegun)
		}
		r.refused(ev("dance"), session.UnknownEvent)
		r.do(session.Event{Kind: session.Pain, Pain: session.PainReport{Score: nrs(t, 1), Site: site(t, 1)}}).said(session.PainNoted)
	})
}

func TestPauseExtendSkip(t *testing.T) {
	t.Run("a pause keeps what is left", func(t *testing.T) {
		r := started(t).after(20*time.Second).do(ev(session.Pause)).is(session.Paused, session.NoEnd, 0).said(session.PauseBegan)
		if got, want := r.st.Deadline(r.cfg), r.now.Add(30*time.Minute); !got.Equal(want) {
			t.Errorf("deadline of a pause %v, want %v", got, want)
		}
		r.after(10 * time.Minute).do(ev(session.Pause)).said(session.Missed)
		r.tick(19*time.Minute).do(ev(session.Resume)).is(session.Running, session.NoEnd, 0).said(session.Resumed)
		if got := r.st.Remaining(r.cfg); got != 40*time.Second {
			t.Errorf("remaining %v, want 40 s", got)
		}
		r.do(ev(session.Resume)).said(session.Missed)
	})
	t.Run("a pause of exactly 30 minutes may go on", func(t *testing.T) {
		started(t).do(ev(session.Pause)).tick(30*time.Minute).is(session.Paused, session.NoEnd, 0)
	})
	t.Run("a longer pause ends the session", func(t *testing.T) {
		r := started(t).do(ev(session.Pause)).tick(20*time.Minute).tick(10*time.Minute+1).is(session.Closing, session.Interrupted, 0)
		r.refused(ev(session.Resume), session.TooLate)
	})
	t.Run("resuming after too long is missed", func(t *testing.T) {
		started(t).do(ev(session.Pause)).after(time.Hour).do(ev(session.Resume)).said(session.Missed).is(session.Closing, session.Interrupted, 0)
	})
	t.Run("extended up to its most", func(t *testing.T) {
		r := started(t)
		r.do(session.Event{Kind: session.Extend, Step: 0}).said(session.Extended)
		r.do(session.Event{Kind: session.Extend, Step: 0})
		r.refused(session.Event{Kind: session.Extend, Step: 0}, session.AtMost)
		r.tick(89*time.Second).is(session.Running, session.NoEnd, 0)
		r.tick(time.Second).is(session.Running, session.NoEnd, 1)
		r.refused(session.Event{Kind: session.Extend, Step: 1}, session.AtMost) // the session is as long as it may be
		r.do(session.Event{Kind: session.Extend, Step: 0}).said(session.Missed) // pressed for the step before
	})
	t.Run("skipped, also in a pause", func(t *testing.T) {
		r := started(t).after(10*time.Second).do(session.Event{Kind: session.Skip, Step: 0}).is(session.Running, session.NoEnd, 1)
		r.do(session.Event{Kind: session.Skip, Step: 0}).said(session.Missed).is(session.Running, session.NoEnd, 1)
		r.do(ev(session.Pause)).do(session.Event{Kind: session.Skip, Step: 1}).is(session.Paused, session.NoEnd, 2)
		r.do(session.Event{Kind: session.Skip, Step: 2}).is(session.Closing, session.Finished, 3)
		if r.st.Steps[0] != (session.StepRecord{Used: 10 * time.Second, Skipped: true}) {
			t.Errorf("record %v", r.st.Steps[0])
		}
	})
	t.Run("done before the end", func(t *testing.T) {
		started(t).tick(time.Second).do(ev(session.Done)).is(session.Closing, session.Early, 0)
	})
	t.Run("a start comes twice, with another number", func(t *testing.T) { started(t).refused(ev(session.Start), session.NotBegun) })
	t.Run("an event that does not exist", func(t *testing.T) { started(t).refused(ev("dance"), session.UnknownEvent) })
	t.Run("an event that does not exist, when time has ended the session", func(t *testing.T) {
		started(t).do(ev(session.Pause)).after(time.Hour).refused(ev("dance"), session.UnknownEvent)
	})
}

func TestClock(t *testing.T) {
	t.Run("set back: no step is cut short, and time goes on", func(t *testing.T) {
		r := started(t).tick(20 * time.Second)
		r.tick(-time.Hour).is(session.Running, session.NoEnd, 0)
		if got := r.st.Remaining(r.cfg); got != 40*time.Second {
			t.Errorf("remaining %v, want 40 s", got)
		}
		if got, want := r.st.Deadline(r.cfg), r.now.Add(40*time.Second); !got.Equal(want) {
			t.Errorf("deadline %v, want %v", got, want)
		}
		r.tick(40*time.Second).is(session.Running, session.NoEnd, 1)
	})
	t.Run("a closed lid pauses at the current step", func(t *testing.T) {
		r := started(t).tick(10*time.Second).tick(6*time.Minute).is(session.Paused, session.NoEnd, 0).said(session.GapPaused)
		if !r.st.Gap || r.st.Remaining(r.cfg) != 50*time.Second {
			t.Errorf("state %+v", r.st)
		}
		r.do(ev(session.Resume)).is(session.Running, session.NoEnd, 0)
	})
	t.Run("2 minutes overdue still count", func(t *testing.T) {
		r := started(t)
		r.cfg.Steps[1].Duration, r.cfg.Steps[1].Most = 130, 130
		r.cfg.MostDuration = 300
		r.st, _ = session.New(r.cfg)
		r.do(session.Event{Kind: session.Check, Replies: allNo}).do(ev(session.Start))
		r.tick(180*time.Second).is(session.Running, session.NoEnd, 1)
	})
	t.Run("more than 2 minutes overdue pause", func(t *testing.T) {
		started(t).tick(180*time.Second+1).is(session.Paused, session.NoEnd, 0)
	})
	t.Run("no step passes unseen", func(t *testing.T) {
		r := started(t).tick(150*time.Second).is(session.Paused, session.NoEnd, 1).said(session.GapPaused)
		if r.st.Remaining(r.cfg) != 90*time.Second {
			t.Errorf("remaining %v", r.st.Remaining(r.cfg))
		}
	})
	t.Run("a long step needs a sign of life", func(t *testing.T) {
		r := begin(t)
		r.cfg.Steps[0].Duration, r.cfg.Steps[0].Most, r.cfg.MostDuration = 900, 900, 1200
		r.st, _ = session.New(r.cfg)
		r.do(session.Event{Kind: session.Check, Replies: allNo}).do(ev(session.Start))
		r.tick(5*time.Minute).is(session.Running, session.NoEnd, 0)
		r.tick(5*time.Minute+1).is(session.Paused, session.NoEnd, 0)
	})
	t.Run("closed for an hour", func(t *testing.T) {
		started(t).tick(time.Hour).is(session.Closing, session.Interrupted, 0)
	})
	t.Run("a button pressed after the lid was closed means nothing", func(t *testing.T) {
		started(t).after(10*time.Minute).do(session.Event{Kind: session.Skip, Step: 0}).said(session.Missed).is(session.Paused, session.NoEnd, 0)
	})
	t.Run("but done means done", func(t *testing.T) {
		started(t).after(10*time.Minute).do(ev(session.Done)).is(session.Closing, session.Early, 0)
	})
	t.Run("an end check sent before the last tick", func(t *testing.T) {
		rep := fine(t, pains(t, 3, 2, 4, 1))
		r := started(t).tick(60 * time.Second).tick(90 * time.Second).after(30 * time.Second)
		r.do(session.Event{Kind: session.EndCheck, Report: &rep}).is(session.Closed, session.Finished, 3)
	})
	t.Run("no step after the check has run out", func(t *testing.T) {
		r := begin(t)
		r.cfg.ValidUntil = noon.Add(30 * time.Second)
		r.st, _ = session.New(r.cfg)
		r.do(session.Event{Kind: session.Check, Replies: allNo}).do(ev(session.Start))
		r.tick(29*time.Second).is(session.Running, session.NoEnd, 0)
		r.tick(time.Second).is(session.Closing, session.Expired, 0)
	})
	t.Run("a clock that cannot be right", func(t *testing.T) {
		r := started(t)
		r.now = time.Time{}
		r.refused(ev(session.Tick), session.BadTime)
		r.now = time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)
		r.refused(ev(session.Tick), session.BadTime)
		r.do(session.Event{Kind: session.Stop, Name: "new_tingling"}).is(session.Closing, session.Stopped, 0)
	})
}

func TestRepeatedEvents(t *testing.T) {
	r := started(t)
	twice := session.Event{Seq: 10, Kind: session.Extend, Step: 0}
	r.do(twice)
	before := r.st
	r.do(twice).said(session.Repeated)
	if !same(before, r.st) {
		t.Error("an event that came twice changed the state")
	}
	r.do(session.Event{Seq: 3, Kind: session.Pause}).said(session.Repeated) // overtaken
	before, _, _ = r.st.Apply(r.cfg, session.Event{Kind: session.Pause}, r.now)
	if _, _, err := r.st.Apply(r.cfg, session.Event{Kind: session.Pause}, r.now); code(err) != session.NotNumbered || !same(before, r.st) {
		t.Errorf("an event without a number: %v", err)
	}
	// A warning sign is never overtaken.
	r.do(session.Event{Seq: 2, Kind: session.Stop, Name: "new_tingling"}).is(session.Closing, session.Stopped, 0)
	before = r.st
	r.do(session.Event{Seq: 2, Kind: session.Stop, Name: "new_tingling"}).said(session.Repeated)
	if !same(before, r.st) {
		t.Error("a stop that came twice changed the state")
	}
}

func TestStops(t *testing.T) {
	findings := func(r *run) map[clinical.FindingID]clinical.Answer {
		t.Helper()
		f, err := r.st.Findings(r.cfg)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	t.Run("at once, with what it records", func(t *testing.T) {
		r := started(t).tick(5*time.Second).do(session.Event{Kind: session.Stop, Name: "new_numbness_saddle"}).said(session.StopMet).is(session.Closing, session.Stopped, 0)
		if f := findings(r); f["neuro.saddle_sensation"].Choice != "new" {
			t.Errorf("findings %v", f)
		}
		h, err := r.st.History(r.cfg)
		if err != nil || h[0].Findings["neuro.saddle_sensation"].Choice != "new" || h[0].Note != "stopped" {
			t.Errorf("history %v, %v", h, err)
		}
	})
	t.Run("in a pause, before the start, after a gap", func(t *testing.T) {
		tingling := session.Event{Kind: session.Stop, Name: "new_tingling"}
		started(t).do(ev(session.Pause)).do(tingling).is(session.Closing, session.Stopped, 0)
		begin(t).do(tingling).is(session.Closed, session.Stopped, 0)
		started(t).after(10*time.Minute).do(tingling).is(session.Closing, session.Stopped, 0)
		started(t).after(time.Hour).do(tingling).is(session.Closing, session.Stopped, 0)
	})
	t.Run("after the end it is still recorded", func(t *testing.T) {
		r := started(t).do(ev(session.Done)).do(session.Event{Kind: session.Stop, Name: "new_tingling"}).is(session.Closing, session.Stopped, 0)
		if f := findings(r); f["neuro.sensation"].Choice != "new" {
			t.Errorf("findings %v", f)
		}
		rep := fine(t, pains(t, 3, 2, 4, 1))
		r.do(session.Event{Kind: session.EndCheck, Report: &rep})
		r.do(session.Event{Kind: session.Stop, Name: "new_numbness_saddle"}).is(session.Closed, session.Stopped, 0)
		f := findings(r)
		if f["neuro.saddle_sensation"].Choice != "new" || f["neuro.sensation"].Choice != "new" {
			t.Errorf("an end check without signs took a sign back: %v", f)
		}
	})
	t.Run("a stop that this protocol does not know", func(t *testing.T) {
		r := started(t).do(session.Event{Kind: session.Stop, Name: "headache"}).is(session.Closing, session.Stopped, 0)
		if f := findings(r); r.st.Stops[0] != session.UnknownStop || f["after.spread"].Kind != clinical.Unsure {
			t.Errorf("stops %v, findings %v", r.st.Stops, f)
		}
	})
	t.Run("one side and then the other", func(t *testing.T) {
		r := started(t).do(session.Event{Kind: session.Stop, Name: "weak_left"}).do(session.Event{Kind: session.Stop, Name: "weak_right"})
		if f := findings(r); f["neuro.weakness_side"].Choice != "both" {
			t.Errorf("findings %v", f)
		}
	})
	t.Run("an item of the start check is no stop", func(t *testing.T) {
		started(t).refused(session.Event{Kind: session.Stop, Name: "start_ate"}, session.UnknownEvent)
	})
}

func TestPainReports(t *testing.T) {
	// At the start: back 3, leg 2, left down to the thigh, right central.
	tests := []struct {
		name  string
		step  int
		pain  session.PainReport
		stop  string
		begun bool
	}{
		{"back pain as at the start", 0, session.PainReport{Score: nrs(t, 3), Site: site(t, 1)}, "", true},
		{"more back pain", 0, session.PainReport{Score: nrs(t, 4), Site: site(t, 1)}, "pain_above_start", true},
		{"leg pain as at the start", 0, session.PainReport{Score: nrs(t, 2), Site: site(t, 4), Side: clinical.Left}, "", true},
		{"more leg pain, below the back pain", 0, session.PainReport{Score: nrs(t, 3), Site: site(t, 4), Side: clinical.Left}, "pain_above_start", true},
		{"pain moves down the left leg", 0, session.PainReport{Score: nrs(t, 1), Site: site(t, 5), Side: clinical.Left}, "pain_down_leg", true},
		{"pain in the other leg", 0, session.PainReport{Score: nrs(t, 1), Site: site(t, 4), Side: clinical.Right}, "pain_down_leg", true},
		{"the side is not said", 0, session.PainReport{Score: nrs(t, 1), Site: site(t, 2)}, "pain_down_leg", true},
		{"a side that does not exist", 0, session.PainReport{Score: nrs(t, 1), Site: site(t, 1), Side: 9}, "pain_above_start", true},
		{"no pain", 0, session.PainReport{Score: nrs(t, 0), Site: site(t, 0)}, "", true},
		{"no score", 0, session.PainReport{Site: site(t, 1)}, "pain_above_start", true},
		{"no site", 0, session.PainReport{Score: nrs(t, 0)}, "pain_above_start", true},
		{"sharp", 1, session.PainReport{Score: nrs(t, 1), Site: site(t, 3), Sharp: true}, "sharp_pain", true},
		{"spreading", 1, session.PainReport{Score: nrs(t, 1), Site: site(t, 3), Spreading: true}, "spreading", true},
		{"discomfort of 4 under the hand on the buttock", 1, session.PainReport{Score: nrs(t, 4), Site: site(t, 3), Side: clinical.Right}, "", true},
		{"discomfort of 5 there", 1, session.PainReport{Score: nrs(t, 5), Site: site(t, 3), Side: clinical.Left}, "discomfort_above_4", true},
		{"4 in the buttock while the back is stroked", 0, session.PainReport{Score: nrs(t, 4), Site: site(t, 3), Side: clinical.Left}, "pain_above_start", true},
		{"4 in the back during a step on the buttock", 1, session.PainReport{Score: nrs(t, 4), Site: site(t, 1)}, "pain_above_start", true},
		{"before the first step the start counts", 0, session.PainReport{Score: nrs(t, 4), Site: site(t, 3), Side: clinical.Left}, "pain_above_start", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := begin(t)
			if tt.begun {
				r = started(t)
			}
			if tt.step == 1 {
				r.tick(60 * time.Second)
			}
			r.do(session.Event{Kind: session.Pain, Step: tt.step, Pain: tt.pain})
			got := ""
			if len(r.st.Stops) > 0 {
				got = r.st.Stops[0]
			}
			if got != tt.stop || r.st.Over() != (tt.stop != "") {
				t.Errorf("stop %q, want %q; phase %s", got, tt.stop, r.st.Phase)
			}
			if v, _ := r.st.Peak.Score(); tt.stop == "" && tt.begun {
				if want, _ := tt.pain.Score.Score(); v != want {
					t.Errorf("peak %d, want %d", v, want)
				}
			}
		})
	}
	t.Run("no groups of regions: nothing is a buttock", func(t *testing.T) {
		r := begin(t)
		r.cfg.Set.Groups = nil
		r.do(session.Event{Kind: session.Check, Replies: allNo}).do(ev(session.Start)).tick(time.Minute)
		r.do(session.Event{Kind: session.Pain, Step: 1, Pain: session.PainReport{Score: nrs(t, 4), Site: site(t, 3), Side: clinical.Left}}).is(session.Closing, session.Stopped, 1)
	})
	t.Run("a report that comes twice means the same twice", func(t *testing.T) {
		twice := session.Event{Seq: 9, Kind: session.Pain, Step: 0, Pain: session.PainReport{Score: nrs(t, 5), Site: site(t, 3), Side: clinical.Left}}
		r := started(t).after(65*time.Second).do(twice).is(session.Closing, session.Stopped, 1)
		r.do(twice).said(session.Repeated)
		if len(r.st.Stops) != 1 {
			t.Errorf("stops %v", r.st.Stops)
		}
	})
}

func TestEndCheckRefused(t *testing.T) {
	tests := []struct {
		name string
		edit func(*session.Report)
		want session.Code
	}{
		{"a pain is missing", func(r *session.Report) { r.Leg = session.NRS{} }, session.Incomplete},
		{"a nerve sign is missing", func(r *session.Report) { delete(r.Answers, "neuro.bladder") }, session.Incomplete},
		{"a finding that does not exist", func(r *session.Report) { r.Answers["neuro.ears"] = "none" }, session.UnknownEvent},
		{"a pain among the answers", func(r *session.Report) { r.Answers["pain.back"] = "0" }, session.UnknownEvent},
		{"a derived finding", func(r *session.Report) { r.Answers["trend.site_left"] = "0" }, session.UnknownEvent},
		{"a value that does not exist", func(r *session.Report) { r.Answers["neuro.bowel"] = "perhaps" }, session.OutOfRange},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := fine(t, pains(t, 3, 2, 4, 1))
			tt.edit(&rep)
			started(t).do(ev(session.Done)).refused(session.Event{Kind: session.EndCheck, Report: &rep}, tt.want)
		})
	}
	started(t).do(ev(session.Done)).refused(ev(session.EndCheck), session.Incomplete)
	t.Run("a protocol without the nerve signs", func(t *testing.T) {
		rep := fine(t, pains(t, 3, 2, 4, 1))
		bare := &ruleset.Set{}
		if _, err := rep.Findings(bare, rep.Pains, session.Motor{}, session.EndAsks()); code(err) != session.BadProtocol {
			t.Errorf("error %v", err)
		}
	})
}

func TestReportInAProtocolWithoutFollowUp(t *testing.T) {
	rep := session.Report{Pains: pains(t, 3, 2, 5, 1)}
	f, err := rep.Findings(&ruleset.Set{}, pains(t, 3, 2, 4, 1), session.Motor{}, nil)
	if err != nil || len(f) != 4 || f["site.left"].Int != 5 {
		t.Errorf("findings %v, %v", f, err)
	}
}

func TestEndCheckFindings(t *testing.T) {
	rep := fine(t, pains(t, 3, 0, 5, 1))
	rep.Answers["neuro.sexual"] = "unsure"
	rep.Motor.BigToeUp.Right = session.Cannot
	rep.Motor.HeelWalk.Left = session.Cannot
	r := started(t).do(ev(session.Done)).do(session.Event{Kind: session.EndCheck, Report: &rep})
	f, err := r.st.Findings(r.cfg)
	if err != nil {
		t.Fatal(err)
	}
	if !f["after.spread"].Bool || f["neuro.weakness"].Choice != "new" || f["neuro.weakness_side"].Choice != "both" || f["neuro.sexual"].Kind != clinical.Unsure {
		t.Errorf("findings %v", f)
	}
	if _, ok := f["pain.leg"]; ok {
		t.Error("the pain of the end check became that of the next assessment")
	}
	broken := r.st
	broken.Report = &session.Report{}
	if _, err := broken.Findings(r.cfg); code(err) != session.BrokenState {
		t.Errorf("findings of a broken report: %v", err)
	}
	if _, err := broken.History(r.cfg); code(err) != session.BrokenState {
		t.Errorf("history of a broken report: %v", err)
	}
}

func TestReloadedState(t *testing.T) {
	r := started(t).tick(10 * time.Second)
	b, err := json.Marshal(r.st)
	if err != nil {
		t.Fatal(err)
	}
	var back session.State
	if err := json.Unmarshal(b, &back); err != nil || !same(back, r.st) {
		t.Fatalf("%s came back as %+v, %v", b, back, err)
	}
	tests := []struct {
		name string
		edit func(*session.State, *session.Config)
		want session.Code
	}{
		{"another plan", func(_ *session.State, c *session.Config) { c.Steps = append([]plan.Step(nil), c.Steps[:2]...) }, session.OtherPlan},
		{"another start", func(_ *session.State, c *session.Config) { c.Start.Back = nrs(t, 9) }, session.OtherPlan},
		{"a plan that is no plan", func(_ *session.State, c *session.Config) { c.Steps = nil }, session.BadPlan},
		{"an unknown phase", func(s *session.State, _ *session.Config) { s.Phase = "dancing" }, session.BrokenState},
		{"a step beyond the last", func(s *session.State, _ *session.Config) { s.Step = 9 }, session.BrokenState},
		{"running without a beginning", func(s *session.State, _ *session.Config) { s.Began = time.Time{} }, session.BrokenState},
		{"running and ended", func(s *session.State, _ *session.Config) { s.End = session.Early }, session.BrokenState},
		{"waiting after the beginning", func(s *session.State, _ *session.Config) { s.Phase = session.Waiting }, session.BrokenState},
		{"closed without an end", func(s *session.State, _ *session.Config) { s.Phase = session.Closed }, session.BrokenState},
		{"negative time", func(s *session.State, _ *session.Config) { s.Used = -1 }, session.BrokenState},
		{"more time than the step has", func(s *session.State, _ *session.Config) { s.Used = 80 * time.Second }, session.BrokenState},
		{"more added than it may be", func(s *session.State, _ *session.Config) { s.Extra = 60 }, session.BrokenState},
		{"more in all than it may be", func(s *session.State, _ *session.Config) {
			s.Step, s.Used = 2, 0
			s.Steps = []session.StepRecord{{Used: 90 * time.Second}, {Used: 120 * time.Second}}
		}, session.BrokenState},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, cfg := back, r.cfg
			tt.edit(&s, &cfg)
			for _, e := range []session.Event{{Kind: session.Tick}, {Kind: session.Stop, Name: "new_tingling"}} {
				if _, _, err := s.Apply(cfg, e, r.now); code(err) != tt.want {
					t.Errorf("%s: error %v, want %s", e.Kind, err, tt.want)
				}
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	_, err := session.NewNRS(11)
	if got := err.Error(); got != "session S014: NRS" {
		t.Errorf("error %q", got)
	}
	if got := (&session.Error{Code: session.TooLate}).Error(); got != "session S007" {
		t.Errorf("error %q", got)
	}
}

// The protocol that the program ships with holds what a session needs.
func TestEmbeddedProtocol(t *testing.T) {
	cfg := config(t)
	cfg.Set = ruleset.Embedded()
	st, err := session.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range session.CheckInAsks() {
		if _, ok := cfg.Set.Finding(id); !ok {
			t.Errorf("no finding %s", id)
		}
	}
	rep := fine(t, pains(t, 3, 2, 4, 1))
	rep.Motor.HeelWalk.Left = session.Cannot
	if f, err := rep.Findings(cfg.Set, cfg.Start, cfg.Motor, session.CheckInAsks()); err != nil || f["neuro.weakness_side"].Choice != "left" {
		t.Errorf("findings %v, %v", f, err)
	}
	for i := range cfg.Set.Stops {
		stop := &cfg.Set.Stops[i]
		got, _, err := st.Apply(cfg, session.Event{Seq: 1, Kind: session.Stop, Name: stop.Event}, noon)
		if code(err) == session.UnknownEvent {
			continue // an item of the start check
		}
		f, ferr := got.Findings(cfg)
		if err != nil || ferr != nil || got.End != session.Stopped || len(f) != len(stop.Records) {
			t.Errorf("%s: %v, %v, end %q, findings %v", stop.Event, err, ferr, got.End, f)
		}
	}
}
