package compile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// wording collects every English text under its path and checks how it is written.
func (c *compiler) wording() {
	c.english = &ruleset.Wording{Language: protocol.English, Texts: map[string]string{}}
	c.prosaic = map[string]bool{}
	m := c.src.Meta
	at := strict.Pos{File: "protocol.yaml", Line: 1, Column: 1}
	c.text(at, "meta/title", m.Title)
	c.text(at, "meta/reviewed", m.Reviewed)
	for _, g := range m.Tags {
		c.text(g.Pos, "tag/"+g.ID, g.Name)
	}
	for _, g := range m.GoAheads {
		c.text(g.Pos, "go_ahead/"+g.ID+"/name", g.Name)
	}
	for _, n := range c.src.Conditions {
		c.text(n.Pos, "condition/"+n.ID, n.Says)
	}
	for _, f := range c.src.Findings {
		c.text(f.Pos, "finding/"+f.ID+"/name", f.Name)
		for _, o := range c.setTexts(f.ID) {
			c.text(f.Pos, "finding/"+f.ID+"/"+o.Value, o.Text)
		}
	}
	for _, r := range c.src.Regions {
		c.text(r.Pos, "region/"+r.ID+"/name", r.Name)
		c.prose(r.Pos, "region/"+r.ID+"/text", r.Text)
	}
	for _, g := range c.src.Groups {
		c.text(g.Pos, "group/"+g.ID+"/name", g.Name)
	}
	for _, e := range c.src.Evidence {
		c.text(e.Pos, "evidence/"+e.ID, e.Supports)
	}
	for _, t := range c.src.Topics {
		c.text(at, "topic/"+t.ID, t.Title)
		for _, r := range t.Rules {
			key := "rule/" + r.ID
			c.text(r.Pos, key+"/title", r.Title)
			c.prose(place(r.Pos, r.At, "text"), key+"/person", r.Text.Person)
			c.prose(place(r.Pos, r.At, "text"), key+"/therapist", r.Text.Therapist)
			c.optional(r.Pos, key+"/until", r.Until)
		}
	}
	c.catalogWords()
	c.questionWords()
}

func (c *compiler) catalogWords() {
	for _, t := range c.src.Techniques {
		key := "technique/" + t.ID
		c.text(t.Pos, key+"/name", t.Name)
		c.list(t.Pos, key+"/also", t.Also, false)
		c.prose(t.Pos, key+"/what", t.What)
		c.list(t.Pos, key+"/step", t.Steps, true)
		c.optionalProse(t.Pos, key+"/feel", t.Feel)
		c.optionalProse(t.Pos, key+"/must_not_feel", t.MustNotFeel)
		c.optionalProse(t.Pos, key+"/never", t.Never)
		c.optional(t.Pos, key+"/frequency", t.Frequency)
		c.optionalProse(t.Pos, key+"/myth", t.Myth)
		for i, n := range t.NeverIn {
			c.prose(t.Pos, fmt.Sprintf("%s/never_in/%d", key, i+1), n.Why)
		}
	}
	for _, r := range c.src.Routines {
		c.text(r.Pos, "routine/"+r.ID+"/name", r.Name)
		for _, s := range r.Steps {
			key := "routine/" + r.ID + "/" + s.ID
			c.prose(r.Pos, key+"/text", s.Text)
			c.optionalProse(r.Pos, key+"/feel", s.Feel)
			c.optionalProse(r.Pos, key+"/must_not_feel", s.MustNotFeel)
		}
	}
	for _, k := range c.src.Courses {
		c.text(k.Pos, "course/"+k.ID+"/name", k.Name)
		c.prose(k.Pos, "course/"+k.ID+"/text", k.Text)
	}
	for _, k := range c.src.Cards {
		key := "card/" + k.ID
		c.text(k.Pos, key+"/title", k.Title)
		c.optional(k.Pos, key+"/says", k.Says)
		c.prose(k.Pos, key+"/text", k.Text)
		c.list(k.Pos, key+"/item", k.Items, true)
	}
	for _, o := range c.src.OutOfScope {
		if len(o.Statements) > 0 {
			c.text(o.Pos, "out_of_scope/"+o.Statements[0], o.Why)
		}
	}
	for _, s := range c.src.Stops {
		c.text(s.Pos, "stop/"+s.ID+"/button", s.Button)
		c.prose(s.Pos, "stop/"+s.ID+"/text", s.Text)
	}
}

func (c *compiler) questionWords() {
	for _, q := range c.src.Questions {
		key := "question/" + q.ID
		c.prose(q.Pos, key+"/text", q.Text)
		c.optionalProse(q.Pos, key+"/hint", q.Hint)
		c.prose(q.Pos, key+"/why", q.Why)
		c.optionalProse(q.Pos, key+"/how", q.How)
		c.optional(q.Pos, key+"/none", q.None)
		if len(q.Items) == 0 && len(q.Asks) == 1 {
			for _, o := range q.Options {
				c.text(q.Pos, key+"/"+q.Asks[0]+"/"+o.Value, o.Text)
				c.optional(q.Pos, key+"/"+q.Asks[0]+"/"+o.Value+"/hint", o.Hint)
			}
		}
		for _, it := range q.Items {
			c.text(q.Pos, key+"/"+it.Finding, it.Text)
			for _, o := range it.Options {
				c.text(q.Pos, key+"/"+it.Finding+"/"+o.Value, o.Text)
				c.optional(q.Pos, key+"/"+it.Finding+"/"+o.Value+"/hint", o.Hint)
			}
		}
	}
}

func (c *compiler) list(pos strict.Pos, key string, texts []string, prose bool) {
	for i, t := range texts {
		k := key + "/" + strconv.Itoa(i+1)
		if prose {
			c.prose(pos, k, t)
		} else {
			c.text(pos, k, t)
		}
	}
}

func (c *compiler) optional(pos strict.Pos, key, text string) {
	if text != "" {
		c.text(pos, key, text)
	}
}

func (c *compiler) optionalProse(pos strict.Pos, key, text string) {
	if text != "" {
		c.prose(pos, key, text)
	}
}

// text records a short label.
func (c *compiler) text(pos strict.Pos, key, text string) {
	c.whole(pos, key, text)
	if _, dup := c.english.Texts[key]; dup {
		return // an id declared twice, reported there
	}
	c.english.Texts[key] = text
}

// whole refuses a text, in any language, that is not there or begins or ends
// with a space.
func (c *compiler) whole(pos strict.Pos, key, text string) {
	if strings.TrimSpace(text) != text || text == "" {
		c.failf(pos, "P190", "write the text without spaces around it", "the text %s is empty or has spaces around it", key)
	}
}

const mostWords = 20

var (
	sentences   = regexp.MustCompile(`[.!?:;]["”’»)]?\s+|[.!?]["”’»)]?$`)
	contraction = regexp.MustCompile(`(?i)\b(do|does|did|is|are|was|were|ca|wo|would|should|could|have|has|had)n['’]t\b|\b(you|we|they|it|that|there)['’](re|ll|ve|s)\b`)
	promise     = regexp.MustCompile(`(?i)\b(heals?|cures?|detox\w*|decompress\w*|realign\w*|puts? (the disc|it) back)\b`)
)

// prose records sentences for people: 20 words or fewer each, "do not" spelled
// out, and no promise of healing except where a myth or an exclusion answers one.
func (c *compiler) prose(pos strict.Pos, key, text string) {
	c.text(pos, key, text)
	c.short(pos, key, text)
	c.prosaic[key] = true
	if w := contraction.FindString(text); w != "" {
		c.failf(pos, "P192", "spell it out", "%s: %q is a short form", key, w)
	}
	if w := promise.FindString(text); w != "" && !denies(text) {
		c.failf(pos, "P193", "promise nothing that massage cannot do", "%s: %q promises too much", key, w)
	}
}

// short refuses long sentences, in any language.
func (c *compiler) short(pos strict.Pos, key, text string) {
	for _, s := range sentences.Split(text, -1) {
		if n := len(strings.Fields(s)); n > mostWords {
			c.failf(pos, "P191", fmt.Sprintf("at most %d words: split it", mostWords), "%s: a sentence has %d words: %q", key, n, strings.TrimSpace(s))
		}
	}
}

var denial = regexp.MustCompile(`(?i)\b(not|no|never|cannot|nothing|nobody)\b`)

// denies reports whether every sentence that names a promise also denies it.
func denies(text string) bool {
	for _, s := range sentences.Split(text, -1) {
		if promise.MatchString(s) && !denial.MatchString(s) {
			return false
		}
	}
	return true
}
