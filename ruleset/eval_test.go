package ruleset_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// Findings and limits of the small Set below.
const (
	saddle = iota // none, examined, new
	fall          // no, yes
	height        // only after a fall
	born
	age // from born
	mood
)

// small is a protocol of five rules: an emergency, a referral that a go-ahead
// lifts, a limit, one that nothing answers when unsure, and a universal one.
func small() *ruleset.Set {
	yesNo := []string{"no", "yes"}
	refer, light := does(clinical.Refer), does(clinical.Modify, 0)
	remains := does(clinical.Modify, 1)
	urgent := does(clinical.Urgent)
	return sealed(ruleset.Set{
		Findings: []ruleset.Finding{
			{ID: "saddle", Type: ruleset.Choice, Values: []string{"none", "examined", "new"}, Normal: ptr(int32(0))},
			{ID: "fall", Type: ruleset.Bool, Values: yesNo, Normal: ptr(int32(0)), Recheck: true},
			{ID: "height", Type: ruleset.Int, Max: 20, OnlyIf: is(1)},
			{ID: "born", Type: ruleset.Date},
			{ID: "age", Type: ruleset.Int, Max: 120, Derive: &ruleset.Derive{Kind: "elapsed", Of: born, Unit: "years"}},
			{ID: "mood", Type: ruleset.Bool, Values: yesNo, Normal: ptr(int32(0)), Brief: true},
		},
		Atoms: []ruleset.Atom{{Finding: saddle, Mask: 4}, {Finding: fall, Mask: 2}, {Finding: height, Min: 3, Max: 20}, {Finding: age, Min: 65, Max: 120},
			{Finding: saddle, Mask: 2}, {Finding: mood, Mask: 2}},
		Limits: []ruleset.Limit{{Kind: ruleset.PressureCap, Target: "light"}, {Kind: ruleset.PressureCap, Target: "stroking"}, {Kind: ruleset.Consent, Target: "gluteal"}},
		Rules: []ruleset.Rule{
			{ID: "RF-A-01", When: is(0), Then: does(clinical.Emergency), Unsure: &urgent, Reads: []int{saddle}},
			{ID: "RC-A-01", When: all(is(1), anyOf(is(2), is(3))), Then: refer, Unsure: &light, LiftedBy: "clinician", Remains: &remains, Reads: []int{fall, height, age}},
			{ID: "PR-A-01", When: anyOf(is(3), is(4)), Then: light, Unsure: &light, Reads: []int{saddle, age}},
			{ID: "PR-A-02", When: not(is(1)), Then: does(clinical.Suitable), Reads: []int{fall}},
			{ID: "PR-A-03", When: ruleset.Expr{Op: ruleset.OpTrue}, Then: does(clinical.Suitable, 2), Universal: true},
		},
		Questions: []ruleset.Question{
			{ID: "mood", First: true, Recheck: true, Asks: []int{mood}},
			{ID: "age", First: true, Asks: []int{born}},
			{ID: "fall", First: true, Asks: []int{fall, height}},
			{ID: "fall_again", Recheck: true, Asks: []int{fall, height}},
			{ID: "saddle", First: true, Recheck: true, Asks: []int{saddle}},
		},
		GoAheads:   []ruleset.GoAheadKind{{ID: "clinician", LapsesOn: []int{saddle}, MaxDays: 90}},
		Techniques: []ruleset.Technique{{ID: "effleurage"}},
		Regions:    []ruleset.Region{{ID: "calf"}},
		Cards:      []ruleset.Card{{ID: "walk"}},
	})
}

var (
	today  = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	choice = clinical.ChoiceAnswer
	yes    = clinical.BoolAnswer(true)
	no     = clinical.BoolAnswer(false)
	unsure = clinical.UnsureAnswer()
)

func evaluated(s *ruleset.Set, given answers, lifted []bool) (*ruleset.Facts, *ruleset.Result) {
	c := clinical.Case{Findings: given, Zone: time.UTC, Now: today}
	f, r := new(ruleset.Facts), new(ruleset.Result)
	s.Resolve(&c, today, f)
	s.Eval(f, lifted, r)
	return f, r
}

func TestFloorCeilingAndWhatIsAskedNext(t *testing.T) {
	set := small()
	old, young := clinical.DateAnswer(date(t, "1950")), clinical.DateAnswer(date(t, "1990"))
	lifted := []bool{false, true, false, false, false}
	const S, M, R, U, E = clinical.Suitable, clinical.Modify, clinical.Refer, clinical.Urgent, clinical.Emergency
	for _, row := range []struct {
		name           string
		given          answers
		lifted         []bool
		floor, ceiling clinical.Disposition
		shown          clinical.Disposition
		next           string
		open           []clinical.FindingID
	}{
		{"nothing asked: the most dangerous first", nil, nil, S, E, clinical.Undecided, "saddle [saddle]", []clinical.FindingID{"saddle", "fall", "born"}},
		{"an emergency ends it", answers{"saddle": choice("new")}, nil, E, E, E, "", nil},
		{"unsure shows at once and the rest cannot add", answers{"saddle": unsure}, nil, U, U, U, "", nil},
		{"the danger is out: protocol order among equals", answers{"saddle": choice("none")}, nil, S, R, clinical.Undecided, "age [born]", []clinical.FindingID{"fall", "born"}},
		{"without the fall only the limit is left", answers{"saddle": choice("none"), "fall": no}, nil, S, M, clinical.Undecided, "age [born]", []clinical.FindingID{"born"}},
		{"a page asks only what is open on it", answers{"saddle": choice("none"), "fall": yes, "born": young}, nil, S, R, clinical.Undecided, "fall [height]", []clinical.FindingID{"height"}},
		{"what hangs on the unanswered lends it its reach", answers{"saddle": choice("none"), "born": young}, nil, S, R, clinical.Undecided, "fall [fall]", []clinical.FindingID{"fall"}},
		{"settled suitable", answers{"saddle": choice("none"), "fall": no, "born": young}, nil, S, S, S, "", nil},
		{"settled modify", answers{"saddle": choice("examined"), "fall": no}, nil, M, M, M, "", nil},
		{"referred, and the emergency is still asked", answers{"fall": yes, "born": old}, nil, R, E, R, "saddle [saddle]", []clinical.FindingID{"saddle"}},
		{"lifted: what remains", answers{"saddle": choice("none"), "fall": yes, "born": old}, lifted, M, M, M, "", nil},
		{"lifted and unsure: what remains", answers{"saddle": choice("none"), "fall": unsure, "born": old}, lifted, M, M, M, "", nil},
		{"unsure: the limit of its own", answers{"saddle": choice("none"), "fall": unsure, "born": old}, nil, M, M, M, "", nil},
		{"unsure whether asked: both ends matter", answers{"saddle": choice("none"), "fall": unsure, "born": young}, nil, S, M, clinical.Undecided, "fall [height]", []clinical.FindingID{"height"}},
		{"out of range counts as unsure", answers{"saddle": choice("odd")}, nil, U, U, U, "", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			f, r := evaluated(set, row.given, row.lifted)
			if r.Floor.Disposition != row.floor || r.Ceiling.Disposition != row.ceiling || r.Shown() != row.shown {
				t.Errorf("from %s to %s, shows %s; want %s to %s, %s", r.Floor.Disposition, r.Ceiling.Disposition, r.Shown(), row.floor, row.ceiling, row.shown)
			}
			if got := asked(set, f, row.lifted, r, false); got != row.next {
				t.Errorf("asks %q, want %q", got, row.next)
			}
			var open []clinical.FindingID
			for _, i := range set.Ask(f, row.lifted, r, false).Open {
				open = append(open, set.Findings[i].ID)
			}
			if !slices.Equal(open, row.open) {
				t.Errorf("open are %v, want %v", open, row.open)
			}
			if r.Settled() != (row.next == "") {
				t.Errorf("settled is %v", r.Settled())
			}
			if !r.Floor.Has(2) || !r.Ceiling.Has(2) {
				t.Error("the limit for everyone is missing")
			}
		})
	}
}

func asked(set *ruleset.Set, f *ruleset.Facts, lifted []bool, r *ruleset.Result, recheck bool) string {
	ask := set.Ask(f, lifted, r, recheck)
	if ask.Question < 0 {
		if len(ask.Findings) > 0 {
			return fmt.Sprint("no page for ", ask.Findings)
		}
		return ""
	}
	var ids []clinical.FindingID
	for _, i := range ask.Findings {
		ids = append(ids, set.Findings[i].ID)
	}
	return fmt.Sprintf("%s %v", set.Questions[ask.Question].ID, ids)
}

func TestARecheckHasItsOwnPages(t *testing.T) {
	set := small()
	young := clinical.DateAnswer(date(t, "1990"))
	for _, row := range []struct {
		name           string
		given          answers
		first, recheck string
	}{
		{"each check asks on its own page", answers{"saddle": choice("none"), "born": young}, "fall [fall]", "fall_again [fall]"},
		{"what only the first check asks is asked there", answers{"saddle": choice("none"), "fall": no}, "age [born]", "age [born]"},
		{"what both ask is asked alike", nil, "saddle [saddle]", "saddle [saddle]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			f, r := evaluated(set, row.given, nil)
			if got := asked(set, f, nil, r, false); got != row.first {
				t.Errorf("a first check asks %q, want %q", got, row.first)
			}
			if got := asked(set, f, nil, r, true); got != row.recheck {
				t.Errorf("a re-check asks %q, want %q", got, row.recheck)
			}
		})
	}
}

func TestWithoutAPageNothingIsAsked(t *testing.T) {
	set := *small()
	set.Questions = nil
	ruleset.Seal(&set)
	f, r := evaluated(&set, nil, nil)
	if got := asked(&set, f, nil, r, false); got != "" || r.Shown() != clinical.Undecided {
		t.Errorf("asks %q and shows %s", got, r.Shown())
	}
}

func TestOneLimitCanKeepAnOutcomeOpen(t *testing.T) {
	set := small()
	_, r := evaluated(set, answers{"saddle": choice("examined"), "fall": no}, nil)
	if !r.Settled() {
		t.Fatal("the limit is in the floor already")
	}
	with := set.Rules[2]
	with.When = is(4)
	more := set.Rules[3]
	more.When, more.Then = is(3), does(clinical.Modify, 1)
	changed := set.Replace(2, with).Replace(3, more)
	_, r = evaluated(changed, answers{"saddle": choice("examined"), "fall": no}, nil)
	if r.Settled() || r.Floor.Disposition != r.Ceiling.Disposition {
		t.Errorf("settled while a limit hangs on the age: %+v", r)
	}
}

func TestWhatAnEffectAddsToAJoin(t *testing.T) {
	set := small()
	_, modify := evaluated(set, answers{"saddle": choice("examined"), "fall": no}, nil)
	_, refer := evaluated(set, answers{"fall": yes, "born": clinical.DateAnswer(date(t, "1950"))}, nil)
	for _, row := range []struct {
		name string
		join ruleset.Join
		e    *ruleset.Effect
		want bool
	}{
		{"nothing", modify.Floor, nil, false},
		{"less", modify.Floor, ptr(does(clinical.Suitable)), false},
		{"the same limit", modify.Floor, ptr(does(clinical.Modify, 0)), false},
		{"another limit", modify.Floor, ptr(does(clinical.Modify, 0, 1)), true},
		{"a higher disposition", modify.Floor, ptr(does(clinical.Postpone)), true},
		{"sooner care", refer.Floor, &ruleset.Effect{Disposition: clinical.Refer, Care: clinical.Care{Who: clinical.Doctor, Within: clinical.In3Days}}, true},
		{"later care", refer.Floor, &ruleset.Effect{Disposition: clinical.Refer}, false},
		{"a limit where no plan is made", refer.Floor, ptr(does(clinical.Modify, 1)), false},
	} {
		if got := row.join.Adds(row.e); got != row.want {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

func TestTheAnswersThatARuleRestsOn(t *testing.T) {
	set := small()
	old := clinical.DateAnswer(date(t, "1950"))
	f, _ := evaluated(set, answers{"saddle": choice("none"), "fall": yes, "born": old, "height": clinical.IntAnswer(1)}, nil)
	for _, row := range []struct {
		name string
		when ruleset.Expr
		want []int
	}{
		{"both of an and", all(is(1), is(3)), []int{fall, age}},
		{"the true side of an or", anyOf(is(2), is(3)), []int{age}},
		{"what is not, behind a not", not(is(0)), []int{saddle}},
		{"nothing that is false", is(0), nil},
		{"nothing behind a not that is false", not(is(1)), nil},
		{"the same finding once", all(is(1), anyOf(is(1), is(3))), []int{fall, age}},
		{"what contributes to a count", atLeast(2, is(0), is(1), is(3)), []int{fall, age}},
		{"not of an and: the part that fails", not(all(is(0), is(1))), []int{saddle}},
		{"two nots", not(not(is(1))), []int{fall}},
		{"a rule that always holds", ruleset.Expr{Op: ruleset.OpTrue}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := set.Grounds(&ruleset.Rule{When: row.when}, f, nil); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestARuleActsByTheValueOfItsCondition(t *testing.T) {
	rule := &small().Rules[1]
	for _, row := range []struct {
		t      ruleset.Truth
		lifted bool
		want   *ruleset.Effect
	}{
		{ruleset.False, false, nil}, {ruleset.Unsure, false, rule.Unsure}, {ruleset.True, false, &rule.Then},
		{ruleset.False, true, nil}, {ruleset.Unsure, true, rule.Remains}, {ruleset.True, true, rule.Remains},
	} {
		if got := rule.At(row.t, row.lifted); got != row.want {
			t.Errorf("at %s, lifted %v: %v", row.t, row.lifted, got)
		}
	}
	quiet := ruleset.Rule{Remains: &ruleset.Effect{}}
	if quiet.At(ruleset.Unsure, true) != nil {
		t.Error("a go-ahead makes a rule speak that is silent when unsure")
	}
}

func TestThingsAreFoundByTheirIDs(t *testing.T) {
	set := small()
	if i, ok := set.Finding("height"); !ok || i != height {
		t.Error("finding")
	}
	if i, ok := set.Rule("PR-A-01"); !ok || i != 2 {
		t.Error("rule")
	}
	if i, ok := set.Technique("effleurage"); !ok || i != 0 {
		t.Error("technique")
	}
	if i, ok := set.Region("calf"); !ok || i != 0 {
		t.Error("region")
	}
	if g, ok := set.GoAheadKind("clinician"); !ok || g.MaxDays != 90 {
		t.Error("go-ahead")
	}
	if q, ok := set.Question("fall"); !ok || q.ID != "fall" {
		t.Error("question")
	}
	if c, ok := set.Card("walk"); !ok || c.ID != "walk" {
		t.Error("card")
	}
	if !slices.Equal(set.Readers(saddle), []int{0, 2}) || !slices.Equal(set.AtomsOf(saddle), []int{0, 4}) {
		t.Errorf("saddle is read by %v in %v", set.Readers(saddle), set.AtomsOf(saddle))
	}
	_, f := set.Finding("x")
	_, r := set.Rule("x")
	_, te := set.Technique("x")
	_, re := set.Region("x")
	_, g := set.GoAheadKind("x")
	_, q := set.Question("x")
	_, c := set.Card("x")
	if f || r || te || re || g || q || c {
		t.Error("something that does not exist was found")
	}
}
