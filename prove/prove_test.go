package prove

import (
	"syscall"
	"testing"
	"time"

	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

func TestTry(t *testing.T) {
	set := theSet(t)
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	start := cpu()
	p := New(set, nil, now)
	t.Logf("new: %v, %d gates", cpu()-start, len(p.c.gates))
	for _, law := range []string{ruleset.LawJoin, ruleset.LawGoAhead, ruleset.LawReachable, ruleset.LawExcluded, ruleset.LawCaps, ruleset.LawNarrows, ruleset.LawSettled, ruleset.LawDanger, ruleset.LawDoubt, ruleset.LawRules} {
		start := cpu()
		r := p.Prove(&ruleset.Property{ID: law, Then: ruleset.Claim{Law: law, Over: clinical.Refer, Of: except(set, law)}})
		t.Logf("%s: %v holds %v fault %q clauses %d lemmas %d literals %d people %d", law, cpu()-start, r.Holds, r.Fault, r.Clauses, r.Lemmas, r.Literals, len(r.People))
		if !r.Holds && law != ruleset.LawRules {
			for _, x := range r.People {
				t.Logf("  %s: %s %v history %v: %s %v", x.Why, told(x.Case), x.Case.GoAheads, x.Case.History, x.Result.Disposition, x.Result.Reasons)
			}
		}
	}
}

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func theSet(t *testing.T) *ruleset.Set {
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set, _, problems := compile.Compile(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set
}

func except(set *ruleset.Set, law string) []int {
	if law != ruleset.LawDoubt {
		return nil
	}
	l, _ := set.Finding("site.left")
	r, _ := set.Finding("site.right")
	return []int{l, r}
}
