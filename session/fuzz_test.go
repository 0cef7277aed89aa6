package session_test

import (
	"encoding/json"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/session"
)

// FuzzSession drives a session with a stream of events at the times of a
// clock that may jump either way, four bytes an event.
func FuzzSession(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x01\x02\x00\x00\x02\x00\x3c\x00\x03\x00\x5a\x00\x04\x00\x1e\x00\x05\x0a\x00\x00\x06"))
	f.Add([]byte("\x01\x00\x00\x01\x02\x00\x00\x02\x03\x05\x00\x03\x04\xff\x09\x04\x08\x02\x00\x02"))
	f.Add([]byte("\x01\x00\x00\x01\x02\x00\x00\x02\x05\x01\x00\x03\x05\x01\x00\x04\x06\x10\x80\x05\x07\x21\x00\x06"))
	kinds := []session.Kind{session.Tick, session.Check, session.Start, session.Pause, session.Resume, session.Extend, session.Skip, session.Pain, session.Stop, session.Done, session.EndCheck, "dance"}
	stops := []string{"new_tingling", "headache", "start_ate", "sharp_pain"}
	f.Fuzz(func(t *testing.T, b []byte) {
		cfg := config(t)
		st, err := session.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		now := noon
		for b = b[:min(len(b), 160)]; len(b) >= 4; b = b[4:] {
			k, d, jump, seq := b[0], b[1], b[2], b[3]
			now = now.Add(time.Duration(d) * time.Second)
			switch jump % 16 {
			case 8:
				now = now.Add(-time.Duration(jump) * time.Minute)
			case 9:
				now = now.Add(time.Duration(jump) * time.Minute)
			case 10:
				now = time.Unix(int64(jump)*int64(d)<<33, 0)
			}
			e := session.Event{Seq: uint64(seq), Kind: kinds[int(k)%len(kinds)], Step: int(jump%5) - 1, Name: stops[int(jump)%len(stops)]}
			switch e.Kind {
			case session.Check:
				e.Replies = map[string]session.Reply{"start_ate": session.No, "start_alcohol": session.No, "start_anything_new": session.No}
				if jump%8 == 7 {
					e.Replies["start_anything_new"] = session.Yes
				}
			case session.Pain:
				e.Pain.Score, _ = session.NewNRS(int(jump % 12))
				e.Pain.Site, _ = session.NewSite(int(jump / 16 % 8))
				e.Pain.Side = clinical.Side(d % 5)
			case session.EndCheck:
				rep := fine(t, pains(t, 3, 2, int(jump%7), 1))
				e.Report = &rep
			}
			before := st
			next, out, err := st.Apply(cfg, e, now)
			if !same(before, st) {
				t.Fatal("the state given was changed")
			}
			if err != nil {
				if !same(before, next) || out != nil {
					t.Fatalf("%s: an error changed the state: %v", e.Kind, err)
				}
				if c := code(err); c == session.BrokenState || c == session.NotPlanned || c == session.OtherPlan {
					t.Fatalf("a state of its own was refused: %v: %+v", err, before)
				}
				continue
			}
			check(t, cfg, before, next)
			again, _, err := next.Apply(cfg, e, now)
			if e.Kind != session.Tick && e.Seq > 0 && (err == nil && !same(again, next)) {
				t.Fatalf("%s twice: %+v then %+v", e.Kind, next, again)
			}
			text, err := json.Marshal(next)
			if err != nil {
				t.Fatal(err)
			}
			var back session.State
			if err := json.Unmarshal(text, &back); err != nil || !same(back, next) {
				t.Fatalf("%s came back as %+v, %v", text, back, err)
			}
			st = next
		}
	})
}

// check holds what is true of every session at every time.
func check(t *testing.T, cfg session.Config, was, is session.State) {
	t.Helper()
	if was.Over() && (!is.Over() || is.HandsOnTime() != was.HandsOnTime() || is.Step != was.Step) {
		t.Fatalf("a session that ended went on: %+v then %+v", was, is)
	}
	if len(is.Stops) < len(was.Stops) || len(is.Stops) > 0 && !is.Over() {
		t.Fatalf("a stop rule was lost: %+v then %+v", was, is)
	}
	if is.Step < was.Step {
		t.Fatalf("a step came back: %+v then %+v", was, is)
	}
	if is.HandsOnTime() > time.Duration(cfg.MostDuration)*time.Second {
		t.Fatalf("hands-on time %v", is.HandsOnTime())
	}
	for i, r := range is.Steps {
		if r.Used > time.Duration(cfg.Steps[i].Most)*time.Second || !r.Skipped && r.Used < time.Duration(cfg.Steps[i].Duration)*time.Second {
			t.Fatalf("step %d took %v", i, r.Used)
		}
	}
	if is.Step < len(cfg.Steps) && is.Used > time.Duration(cfg.Steps[is.Step].Most)*time.Second {
		t.Fatalf("step %d takes %v", is.Step, is.Used)
	}
	if is.HandsOn() && (is.Began.IsZero() || !is.Latest.Before(cfg.ValidUntil)) {
		t.Fatalf("hands on without leave: %+v", is)
	}
	if _, err := is.Findings(cfg); err != nil {
		t.Fatal(err)
	}
	if _, err := is.History(cfg); err != nil {
		t.Fatal(err)
	}
}
