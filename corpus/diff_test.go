package corpus_test

import (
	"strings"
	"testing"

	"paraspinal/corpus"
	"paraspinal/protocol"
)

// TestDiffComparesParts changes what no single case shows.
func TestDiffComparesParts(t *testing.T) {
	src, set := whole(t)
	stop := func(s *protocol.Source, id string) *protocol.Stop {
		for i := range s.Stops {
			if s.Stops[i].ID == id {
				return &s.Stops[i]
			}
		}
		t.Fatalf("no stop %s", id)
		return nil
	}
	for _, tt := range []struct {
		name   string
		change func(*protocol.Source)
		what   string
		back   string // caution the other way round
	}{
		{"a go-ahead counts longer", func(s *protocol.Source) { s.Meta.GoAheads[0].MaxDays = 365 }, "go-ahead clinician: days at most", corpus.MoreCautious},
		{"a go-ahead rests on less", func(s *protocol.Source) { s.Meta.GoAheads[0].LapsesOn = s.Meta.GoAheads[0].LapsesOn[1:] }, "go-ahead clinician: answers", corpus.MoreCautious},
		{"an answer is valid longer", func(s *protocol.Source) { s.Meta.ValidFor = "48h" }, "hours that an answer is valid", corpus.MoreCautious},
		{"a stop is milder", func(s *protocol.Source) {
			stop(s, "urge_or_leak").Records = map[string]string{"neuro.weakness": "new"}
		}, "stop urge_or_leak", corpus.MoreCautious},
		{"a stop records nothing", func(s *protocol.Source) { stop(s, "pain_down_leg").Records = nil }, "stop pain_down_leg", corpus.MoreCautious},
		{"a course has longer sessions", func(s *protocol.Source) { s.Courses[1].MostMinutes = 30 }, "course course_helper: minutes at most", corpus.MoreCautious},
		{"a course has no check-in the next day", func(s *protocol.Source) { s.Courses[1].CheckInHours = []int{0, 72} }, "course course_helper: hours until a check-in", corpus.MoreCautious},
		{"a finding is not asked again", func(s *protocol.Source) {
			for i := range s.Findings {
				if s.Findings[i].ID == "neuro.bladder" {
					s.Findings[i].Recheck = false
				}
			}
		}, "finding neuro.bladder", corpus.MoreCautious},
		{"a region needs no consent", func(s *protocol.Source) {
			for i := range s.Regions {
				s.Regions[i].Sensitive = s.Regions[i].Sensitive && s.Regions[i].ID != "gluteus"
			}
		}, "region gluteus: consent", corpus.MoreCautious},
		{"a step takes longer", func(s *protocol.Source) { s.Routines[0].Steps[0].MostSeconds++ }, "routine ", corpus.MoreCautious},
	} {
		t.Run(tt.name, func(t *testing.T) {
			changed := source(t)
			tt.change(changed)
			changedSet := compiled(t, changed)
			d, problems := corpus.Diff(src, set, changed, changedSet, 0)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if len(d.Parts) == 0 || d.Same() || !strings.HasPrefix(d.Parts[0].What, tt.what) || d.Parts[0].Caution != corpus.LessCautious {
				t.Errorf("want %s first, less cautious: %+v", tt.what, d.Parts)
			}
			back, _ := corpus.Diff(changed, changedSet, src, set, 0)
			if len(back.Parts) == 0 || back.Parts[0].Caution != tt.back {
				t.Errorf("the other way round: %+v", back.Parts)
			}
		})
	}
	t.Run("until something else", func(t *testing.T) {
		changed := source(t)
		rule := &topic(changed, "phase").Rules[0]
		rule.Until = "It is much later."
		d, _ := corpus.Diff(src, set, changed, compiled(t, changed), 0)
		if len(d.Parts) != 1 || d.Parts[0].Caution != corpus.Different || d.Parts[0].What != "rule "+rule.ID+": until" {
			t.Errorf("%+v", d.Parts)
		}
	})
	t.Run("a stop is gone", func(t *testing.T) { // a source without it does not compile
		less := *set
		less.Stops = less.Stops[1:]
		d, _ := corpus.Diff(src, set, src, &less, 0)
		if len(d.Parts) != 1 || d.Parts[0].Caution != corpus.LessCautious || d.Parts[0].Is != "" {
			t.Errorf("%+v", d.Parts)
		}
	})
}
