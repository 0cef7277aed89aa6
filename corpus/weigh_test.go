package corpus

import (
	"testing"

	"paraspinal/assess"
	"paraspinal/clinical"
)

func TestWeigh(t *testing.T) {
	routine, soon := clinical.Care{Who: clinical.Doctor, Within: clinical.Routine}, clinical.Care{Who: clinical.Doctor, Within: clinical.In3Days}
	for _, tt := range []struct {
		name        string
		was, is     clinical.Disposition
		before, now clinical.Care
		gone, added int
		want        string
	}{
		{name: "an emergency is for today", was: clinical.Emergency, is: clinical.Urgent, want: LessCautious},
		{name: "a referral is a plan", was: clinical.Refer, is: clinical.Modify, want: LessCautious},
		{name: "a plan is a referral", was: clinical.Modify, is: clinical.Refer, want: MoreCautious},
		{name: "a plan without limits", was: clinical.Modify, is: clinical.Suitable, gone: 1, want: LessCautious},
		{name: "a plan is not decided any more", was: clinical.Modify, is: clinical.Undecided, gone: 2, want: MoreCautious},
		{name: "what was not decided is a plan", was: clinical.Undecided, is: clinical.Suitable, want: LessCautious},
		{name: "what was not decided is a referral", was: clinical.Undecided, is: clinical.Refer, want: MoreCautious},
		{name: "a referral is not decided any more", was: clinical.Refer, is: clinical.Undecided, want: Different},
		{name: "help today is not decided any more", was: clinical.Urgent, is: clinical.Undecided, want: LessCautious},
		{name: "an emergency is not decided any more", was: clinical.Emergency, is: clinical.Undecided, want: LessCautious},
		{name: "a limit is gone", was: clinical.Modify, is: clinical.Modify, gone: 1, want: LessCautious},
		{name: "a limit is new", was: clinical.Modify, is: clinical.Modify, added: 1, want: MoreCautious},
		{name: "sooner, and a limit is gone of nobody's plan", was: clinical.Refer, is: clinical.Refer, before: routine, now: soon, gone: 1, want: MoreCautious},
		{name: "later", was: clinical.Refer, is: clinical.Refer, before: soon, now: routine, want: LessCautious},
	} {
		t.Run(tt.name, func(t *testing.T) {
			was, is := assess.Assessment{Disposition: tt.was, Care: tt.before}, assess.Assessment{Disposition: tt.is, Care: tt.now}
			if got := weigh(&was, &is, tt.gone, tt.added); got != tt.want {
				t.Errorf("%s, not %s", got, tt.want)
			}
		})
	}
}
