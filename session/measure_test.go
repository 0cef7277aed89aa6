package session_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"paraspinal/clinical"
	"paraspinal/session"
)

func TestScalesRefuse(t *testing.T) {
	for _, v := range []int{-1, 11} {
		if n, err := session.NewNRS(v); code(err) != session.OutOfRange || n != (session.NRS{}) {
			t.Errorf("NRS %d: %v, %v", v, n, err)
		}
	}
	for _, v := range []int{-1, 7} {
		if s, err := session.NewSite(v); code(err) != session.OutOfRange || s != (session.Site{}) {
			t.Errorf("site %d: %v, %v", v, s, err)
		}
	}
	if _, known := (session.NRS{}).Score(); known {
		t.Error("the zero NRS is a score")
	}
}

func TestScalesInJSON(t *testing.T) {
	p := session.Pains{Back: nrs(t, 0), Leg: nrs(t, 10), Left: site(t, 6)}
	b, err := json.Marshal(p)
	if err != nil || string(b) != `{"back":0,"leg":10,"left":6,"right":null}` {
		t.Fatalf("%s, %v", b, err)
	}
	var back session.Pains
	if err := json.Unmarshal(b, &back); err != nil || back != p {
		t.Errorf("%v, %v", back, err)
	}
	for _, text := range []string{`{"back":11}`, `{"back":"3"}`, `{"left":7}`, `{"left":-1}`, `{"left":2.5}`} {
		if err := json.Unmarshal([]byte(text), new(session.Pains)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}

func TestPainsOf(t *testing.T) {
	got := session.PainsOf(map[clinical.FindingID]clinical.Answer{
		"pain.back": clinical.IntAnswer(3), "pain.leg": clinical.UnsureAnswer(), "site.left": clinical.IntAnswer(9), "site.right": clinical.IntAnswer(0),
	})
	if got != (session.Pains{Back: nrs(t, 3), Right: site(t, 0)}) {
		t.Errorf("got %v", got)
	}
	if got := session.PainsOf(nil); got.Missing() != "pain.back" || got != (session.Pains{}) {
		t.Errorf("nothing known gave %v", got)
	}
}

func TestNamesInJSON(t *testing.T) {
	m := session.Measures{Change: session.MuchImproved}
	m.Motor.HeelWalk = session.Sides{Left: session.CanDo, Right: session.Cannot}
	m.RMDQ[0], m.RMDQ[1] = session.Ticked, session.NotTicked
	m.PSFS, _ = session.NewPSFS(session.Activity{ID: "a", Score: 1}, session.Activity{ID: "b"}, session.Activity{ID: "c"})
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back session.Measures
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, m) {
		t.Errorf("%s came back as %v, %v", b, back, err)
	}
	for _, text := range []string{`{"change":"fine"}`, `{"motor":{"heel_walk":{"left":"maybe"}}}`, `{"rmdq":["perhaps"]}`} {
		if err := json.Unmarshal([]byte(text), new(session.Measures)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
	if got := session.GRC(99).String(); got != "unknown" {
		t.Errorf("GRC 99 is %q", got)
	}
}

func TestMotor(t *testing.T) {
	var before, now session.Motor
	if now.Weak() || len(now.Lost(before)) != 0 {
		t.Error("nothing tried is weak")
	}
	before.ToeWalk.Left = session.Cannot
	before.SitToStand.Right = session.CanDo
	now.ToeWalk.Left, now.SitToStand.Right, now.HeelRaise.Left = session.Cannot, session.Cannot, session.Cannot
	want := []session.Loss{{Test: session.HeelRaise, Side: clinical.Left}, {Test: session.SitToStand, Side: clinical.Right}}
	if got := now.Lost(before); !reflect.DeepEqual(got, want) || !now.Weak() {
		t.Errorf("lost %v, want %v", got, want)
	}
}

func TestDirection(t *testing.T) {
	tests := []struct {
		name       string
		first, now [2]int
		want       session.Direction
	}{
		{"nothing changed", [2]int{4, 1}, [2]int{4, 1}, session.SameSite},
		{"further down on the left", [2]int{4, 1}, [2]int{5, 1}, session.Peripheralizing},
		{"further down on the right only", [2]int{5, 1}, [2]int{5, 2}, session.Peripheralizing},
		{"up on one side, down on the other", [2]int{5, 1}, [2]int{2, 4}, session.Peripheralizing},
		{"up out of the leg", [2]int{5, 1}, [2]int{3, 1}, session.Centralizing},
		{"out of the leg to the middle of the back", [2]int{5, 0}, [2]int{1, 1}, session.Centralizing},
		{"the last central pain is gone", [2]int{1, 1}, [2]int{0, 0}, session.Centralizing},
		{"central pain is new", [2]int{0, 0}, [2]int{1, 1}, session.Peripheralizing},
		{"one side better, the other as before", [2]int{4, 4}, [2]int{4, 2}, session.Centralizing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := session.Direct(pains(t, 0, 0, tt.first[0], tt.first[1]), pains(t, 0, 0, tt.now[0], tt.now[1])); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := session.Direct(session.Pains{}, pains(t, 0, 0, 0, 0)); got != session.NoDirection {
		t.Errorf("an unknown site gives %q", got)
	}
}

func TestPainChange(t *testing.T) {
	tests := []struct {
		name       string
		first, now int
		want       session.Trend
	}{
		{"2 points down", 8, 6, session.Better},
		{"1 point of 8", 8, 7, session.Same},
		{"1 point of 3 is more than 30 %", 3, 2, session.Better},
		{"1 point of 4 is 25 %", 4, 3, session.Same},
		{"no pain, as before", 0, 0, session.Same},
		{"1 point up", 3, 4, session.Same},
		{"2 points up", 3, 5, session.Worse},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := session.Compare(session.Measures{Pains: pains(t, tt.first, 0, 1, 1)}, session.Measures{Pains: pains(t, tt.now, 0, 1, 1)})
			if c.Back != tt.want || c.Overall != tt.want {
				t.Errorf("back %q, overall %q, want %q", c.Back, c.Overall, tt.want)
			}
		})
	}
}

// rmdq has so many statements ticked, then so many unanswered.
func rmdq(ticked, missing int) session.RMDQ {
	var r session.RMDQ
	for i := range r {
		switch {
		case i < ticked:
			r[i] = session.Ticked
		case i >= ticked+missing:
			r[i] = session.NotTicked
		}
	}
	return r
}

func TestRMDQ(t *testing.T) {
	if session.RMDQID(1) != "rmdq.01" || session.RMDQID(24) != "rmdq.24" {
		t.Error("ids of statements")
	}
	s, missing := rmdq(7, 3).Score()
	if s != 7 || missing != 3 {
		t.Errorf("score %d, missing %d", s, missing)
	}
	if (session.RMDQ{}).Given() || (session.RMDQ{}).Floor() || !rmdq(3, 0).Floor() || rmdq(4, 0).Floor() || rmdq(20, 0).Ceiling() || !rmdq(21, 0).Ceiling() {
		t.Error("given, floor or ceiling")
	}
	tests := []struct {
		name       string
		first, now session.RMDQ
		want       session.Trend
	}{
		{"5 points", rmdq(20, 0), rmdq(15, 0), session.Better},
		{"4 points of 20", rmdq(20, 0), rmdq(16, 0), session.Same},
		{"30 % of 10", rmdq(10, 0), rmdq(7, 0), session.Better},
		{"2 points of 6 are 30 %", rmdq(6, 0), rmdq(4, 0), session.Better},
		{"1 point of 6", rmdq(6, 0), rmdq(5, 0), session.Same},
		{"2 of 7 is just under 30 %", rmdq(7, 0), rmdq(5, 0), session.Same},
		{"missing answers could all be ticked", rmdq(20, 0), rmdq(15, 1), session.Same},
		{"2 points worse", rmdq(10, 0), rmdq(12, 0), session.Same},
		{"3 points worse", rmdq(10, 0), rmdq(13, 0), session.Worse},
		{"not given", session.RMDQ{}, rmdq(1, 0), session.NoTrend},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			same := pains(t, 3, 0, 1, 1)
			if c := session.Compare(session.Measures{Pains: same, RMDQ: tt.first}, session.Measures{Pains: same, RMDQ: tt.now}); c.RMDQ != tt.want {
				t.Errorf("got %q, want %q", c.RMDQ, tt.want)
			}
		})
	}
}

// psfs makes activities a, b, c ... with these scores.
func psfs(t testing.TB, scores ...int) session.PSFS {
	t.Helper()
	var a []session.Activity
	for i, s := range scores {
		a = append(a, session.Activity{ID: string(rune('a' + i)), Score: s})
	}
	p, err := session.NewPSFS(a...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPSFS(t *testing.T) {
	for name, a := range map[string][]session.Activity{
		"too few":         {{ID: "a"}, {ID: "b"}},
		"too many":        {{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}, {ID: "f"}},
		"one twice":       {{ID: "a"}, {ID: "b"}, {ID: "a"}},
		"one without id":  {{ID: "a"}, {ID: "b"}, {}},
		"a score over 10": {{ID: "a"}, {ID: "b"}, {ID: "c", Score: 11}},
		"a score under 0": {{ID: "a"}, {ID: "b"}, {ID: "c", Score: -1}},
	} {
		if p, err := session.NewPSFS(a...); code(err) != session.OutOfRange || p != nil {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	if sum, n := psfs(t, 3, 4, 6, 0).Sum(); sum != 13 || n != 4 {
		t.Errorf("sum %d of %d", sum, n)
	}
	other, _ := session.NewPSFS(session.Activity{ID: "x"}, session.Activity{ID: "b"}, session.Activity{ID: "c"})
	tests := []struct {
		name       string
		first, now session.PSFS
		want       session.Trend
		other      bool
	}{
		{"2 on the mean", psfs(t, 2, 2, 2), psfs(t, 4, 4, 4), session.Better, false},
		{"just under 2 on the mean", psfs(t, 2, 2, 2), psfs(t, 4, 4, 3), session.Same, false},
		{"3 on one", psfs(t, 2, 2, 2), psfs(t, 5, 2, 2), session.Better, false},
		{"2 down on one", psfs(t, 4, 4, 4), psfs(t, 4, 4, 2), session.Worse, false},
		{"1 down on each", psfs(t, 4, 4, 4), psfs(t, 3, 3, 3), session.Same, false},
		{"better on one, worse on another", psfs(t, 4, 4, 4), psfs(t, 8, 4, 2), session.Worse, false},
		{"other activities", psfs(t, 4, 4, 4), other, session.NoTrend, true},
		{"one more activity", psfs(t, 4, 4, 4), psfs(t, 4, 4, 4, 4), session.NoTrend, true},
		{"not a scale", psfs(t, 4, 4, 4), session.PSFS{{ID: "a", Score: 99}}, session.NoTrend, true},
		{"not given", nil, psfs(t, 4, 4, 4), session.NoTrend, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			same := pains(t, 3, 0, 1, 1)
			c := session.Compare(session.Measures{Pains: same, PSFS: tt.first}, session.Measures{Pains: same, PSFS: tt.now})
			if c.Function != tt.want || c.OtherPSFS != tt.other {
				t.Errorf("got %q, %v, want %q, %v", c.Function, c.OtherPSFS, tt.want, tt.other)
			}
		})
	}
}

func TestGlobalChange(t *testing.T) {
	want := map[session.GRC]session.Trend{
		session.NoGRC: session.NoTrend, session.VeryMuchImproved: session.Better, session.MuchImproved: session.Better, session.MinimallyImproved: session.Same,
		session.NoChange: session.Same, session.MinimallyWorse: session.Worse, session.MuchWorse: session.Worse, session.VeryMuchWorse: session.Worse, 99: session.NoTrend,
	}
	for g, w := range want {
		if c := session.Compare(session.Measures{}, session.Measures{Change: g}); c.Global != w {
			t.Errorf("%s: %q, want %q", g, c.Global, w)
		}
	}
}

func TestPowerAndSiteOutrankTheScore(t *testing.T) {
	weak := session.Motor{HeelWalk: session.Sides{Left: session.Cannot}}
	tests := []struct {
		name       string
		first, now session.Measures
		want       session.Trend
	}{
		{"pain gone, foot weak", session.Measures{Pains: pains(t, 3, 7, 5, 1)}, session.Measures{Pains: pains(t, 0, 0, 0, 0), Motor: weak}, session.Alarm},
		{"pain gone, an old weakness stays", session.Measures{Pains: pains(t, 3, 7, 5, 1), Motor: weak}, session.Measures{Pains: pains(t, 3, 0, 1, 1), Motor: weak}, session.Alarm},
		{"an old weakness, pain as before", session.Measures{Pains: pains(t, 3, 7, 5, 1), Motor: weak}, session.Measures{Pains: pains(t, 3, 7, 5, 1), Motor: weak}, session.Same},
		{"out of the leg, more back pain", session.Measures{Pains: pains(t, 2, 7, 5, 1)}, session.Measures{Pains: pains(t, 6, 0, 1, 1)}, session.Better},
		{"less pain, further down", session.Measures{Pains: pains(t, 7, 7, 4, 1)}, session.Measures{Pains: pains(t, 1, 1, 5, 1)}, session.Worse},
		{"back better, leg worse", session.Measures{Pains: pains(t, 7, 2, 4, 1)}, session.Measures{Pains: pains(t, 1, 4, 4, 1)}, session.Worse},
		{"sites not known", session.Measures{Pains: session.Pains{Back: nrs(t, 8)}}, session.Measures{Pains: session.Pains{Back: nrs(t, 1)}}, session.NoTrend},
		{"only the person says better", session.Measures{Pains: pains(t, 3, 0, 1, 1)}, session.Measures{Pains: pains(t, 3, 0, 1, 1), Change: session.MuchImproved}, session.Better},
		{"nothing scored", session.Measures{Pains: session.Pains{Left: site(t, 1), Right: site(t, 1)}}, session.Measures{Pains: session.Pains{Left: site(t, 1), Right: site(t, 1)}}, session.NoTrend},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if c := session.Compare(tt.first, tt.now); c.Overall != tt.want {
				t.Errorf("got %+v, want %q", c, tt.want)
			}
		})
	}
}

func TestRecovered(t *testing.T) {
	first := session.Measures{Pains: pains(t, 5, 5, 5, 1), RMDQ: rmdq(12, 0)}
	now := func(back int, r session.RMDQ) session.Measures {
		return session.Measures{Pains: pains(t, back, 0, 0, 0), RMDQ: r}
	}
	if c := session.Compare(first, now(0, rmdq(2, 0))); !c.Recovered || !c.Range {
		t.Errorf("pain 0 and RMDQ 2: %+v", c)
	}
	for name, m := range map[string]session.Measures{"RMDQ 3": now(0, rmdq(3, 0)), "pain 1": now(1, rmdq(0, 0)), "missing statements": now(0, rmdq(0, 3)), "no RMDQ": now(0, session.RMDQ{})} {
		if c := session.Compare(first, m); c.Recovered {
			t.Errorf("%s counts as recovered", name)
		}
	}
}
