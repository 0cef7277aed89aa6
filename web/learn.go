package web

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"paraspinal/ruleset"
)

func (s *Server) learnRoutes(on route) {
	on("GET /learn", learn)
	on("GET /learn/{topic}", learnTopic)
	on("GET /learn/card/{id}", learnCard)
	on("GET /rules", rules)
	on("GET /rules/{id}", showRule)
	on("GET /evidence", evidence)
	on("GET /evidence/{id}", showEvidence)
	on("GET /glossary", glossary)
	on("GET /about", about)
	on("GET /about/safety", aboutSafety)
}

// topic is one page of teaching cards.
type topic struct {
	id    string
	kinds []string // every card of these kinds
	cards []string // and these of kind learn, in this order
	ticks bool     // its items are a list to tick off on paper
}

// learnPart is one part of the overview.
type learnPart struct {
	id     string
	topics []topic
}

// learnParts is the overview. The protocol groups cards by kind alone, so the
// cards of kind learn are sorted here; one that is not named is in restTopic.
var learnParts = []learnPart{
	{"massage", []topic{
		{id: "massage", cards: []string{"learn-what-massage-can-do", "learn-what-massage-cannot-do", "learn-size-of-effect", "learn-light-pressure", "learn-pain-loop", "learn-gate-control",
			"learn-stress", "learn-expectation", "learn-blood-flow", "learn-pull-on-the-spine", "learn-part-of-care", "learn-personal", "learn-styles"}},
		{id: "expect", kinds: []string{"expect", "goal"}},
		{id: "self", cards: []string{"learn-self-or-professional", "learn-hand-not-ball", "learn-buttock-pain", "learn-hip-flexors", "learn-home-devices", "learn-vibration-evening"}},
		{id: "around", kinds: []string{"prepare", "aftercare"}},
	}},
	{"disc", []topic{
		{id: "disc", cards: []string{"learn-herniated-disc", "learn-signs-of-a-nerve", "learn-why-it-hurts", "learn-guarding", "learn-levels", "learn-age", "learn-triggers",
			"learn-other-causes", "learn-neck-and-upper-back"}},
		{id: "kinds", cards: []string{"learn-report-words", "learn-type-bulge", "learn-type-protrusion", "learn-type-prolapse", "learn-type-extrusion", "learn-type-sequestration",
			"learn-type-schmorl", "learn-type-unknown"}},
		{id: "course", cards: []string{"learn-course", "learn-shrinking-numbers", "learn-short-rest", "learn-pain-moves-up", "learn-pain-moves-down"}},
	}},
	{"care", []topic{
		{id: "signs", kinds: []string{"emergency"}},
		{id: "today", kinds: []string{"do_today"}},
		{id: "prevent", kinds: []string{"prevent"}},
	}},
	{"someone", []topic{
		{id: "choose", kinds: []string{"choose"}, ticks: true},
		{id: "first-visit", kinds: []string{"first_visit", "tell"}, ticks: true},
	}},
	{"claims", []topic{
		{id: "myths", kinds: []string{"myth"}},
		{id: "conflicts", kinds: []string{"conflict"}},
		{id: "methods", cards: []string{"learn-physiotherapist", "learn-mckenzie", "learn-prone-exercises", "learn-acupuncture", "learn-cupping", "learn-needle-mat", "learn-water-and-warmth",
			"learn-bubble-bath"}},
		{id: restTopic, cards: []string{"learn-sources"}},
	}},
}

// restTopic is the topic of every card that no other topic has.
const restTopic = "more"

// topicOf finds the topic of a card: by its id, else by its kind.
func topicOf(k *ruleset.Card) string {
	kind := restTopic
	for _, p := range learnParts {
		for _, t := range p.topics {
			if slices.Contains(t.cards, k.ID) {
				return t.id
			}
			if slices.Contains(t.kinds, k.Kind) {
				kind = t.id
			}
		}
	}
	return kind
}

func findTopic(id string) (topic, bool) {
	for _, p := range learnParts {
		for _, t := range p.topics {
			if t.id == id {
				return t, true
			}
		}
	}
	return topic{}, false
}

// of lists the cards of a topic in the order to be read.
func (t *topic) of(set *ruleset.Set) []*ruleset.Card {
	var out []*ruleset.Card
	for i := range set.Cards {
		if k := &set.Cards[i]; topicOf(k) == t.id {
			out = append(out, k)
		}
	}
	place := func(k *ruleset.Card) int {
		if i := slices.Index(t.cards, k.ID); i >= 0 {
			return i
		}
		return len(t.cards) + slices.Index(t.kinds, k.Kind)
	}
	slices.SortStableFunc(out, func(a, b *ruleset.Card) int { return place(a) - place(b) })
	return out
}

// LearnPage is the overview of what there is to read.
type LearnPage struct {
	Page
	Parts []LearnPart
}

// LearnPart is one heading of the overview.
type LearnPart struct {
	Title  string
	Topics []LearnLink
}

// LearnLink leads to one topic.
type LearnLink struct {
	Title, Text, URL string
	Count            string // how many cards it has
	ForYou           string // how many of them fit this person in particular
}

func learn(v *visit) error {
	p := LearnPage{Page: v.base(v.T("learn.title"), "")}
	p.NavAt, p.Wide = "learn", true
	facts := v.facts()
	for _, part := range learnParts {
		lp := LearnPart{Title: v.T("learn.part." + part.id)}
		for _, t := range part.topics {
			cards, mine := t.of(v.Set), 0
			for _, k := range cards {
				if v.fit(k, facts) == fitYes {
					mine++
				}
			}
			l := LearnLink{Title: v.T("learn.topic." + t.id), Text: v.T("learn.topic." + t.id + ".text"), URL: v.url("/learn/" + t.id), Count: v.N("learn.count", len(cards))}
			if mine > 0 {
				l.ForYou = v.N("learn.count.you", mine)
			}
			lp.Topics = append(lp.Topics, l)
		}
		p.Parts = append(p.Parts, lp)
	}
	return v.render(http.StatusOK, "learn", p)
}

// LearnCard is one card with what it means for this person.
type LearnCard struct {
	Teaching
	ForYou  bool
	Caution string // advice that is not for everyone
	Marked  []MarkedItem
	Short   bool // shown closed: there are many like it
	Ticks   bool
}

// MarkedItem is one item, with a bar when it names a part of 100.
type MarkedItem struct {
	Text     string
	Bar      bool
	From, To int
}

// Width is how much of the bar is uncertain: from the least to the most.
func (m MarkedItem) Width() int { return m.To - m.From }

// ofHundred finds "13 of 100" or "38 to 41 of 100", in every language.
var ofHundred = regexp.MustCompile(`(\d+)(?:\D{1,6}(\d+))?\D{1,10}100\b`)

// marked gives items bars when each of them names a part of 100, so that a
// list of shares can be seen at a glance.
func marked(items []string) []MarkedItem {
	var out []MarkedItem
	bars := len(items) > 1
	for _, t := range items {
		m := MarkedItem{Text: t}
		found := ofHundred.FindAllStringSubmatch(t, -1)
		bars = bars && len(found) > 0
		if len(found) == 1 {
			m.From, _ = strconv.Atoi(found[0][1]) // digits
			m.To = m.From
			if found[0][2] != "" {
				m.To, _ = strconv.Atoi(found[0][2]) // digits
			}
			m.Bar = m.From <= m.To && m.To <= 100
		}
		out = append(out, m)
	}
	for i := range out {
		out[i].Bar = out[i].Bar && bars
	}
	return out
}

// What a card is for this person. A card without a condition is for all.
type fitting int

const (
	fitAll  fitting = iota
	fitOpen         // its condition is not settled, or there is no check to go by
	fitYes
	fitNo
)

// facts are what is known of the person; nil when there is nothing to go by.
func (v *visit) facts() *ruleset.Facts {
	if !v.file.Begun() || v.file.Stale(v.Set, v.now) {
		return nil
	}
	c := v.file.Case()
	f := new(ruleset.Facts)
	v.Set.Resolve(&c, c.Now, f)
	return f
}

func (v *visit) fit(k *ruleset.Card, f *ruleset.Facts) fitting {
	switch {
	case k.When.IsZero():
		return fitAll
	case f == nil:
		return fitOpen
	case v.Set.Fits(k, f):
		return fitYes
	case k.When.Eval(f.Atoms()).Hi == ruleset.False:
		return fitNo
	}
	return fitOpen
}

// advises lists the kinds of card that tell a person to do something: there a
// condition is a matter of safety and not of interest alone.
var advises = []string{"do_today", "prepare", "aftercare"}

func (v *visit) learnCard(k *ruleset.Card, f *ruleset.Facts) LearnCard {
	c := LearnCard{Teaching: v.teach(k.ID)}
	c.Marked = marked(c.Items)
	switch fit := v.fit(k, f); {
	case fit == fitYes:
		c.ForYou = true
	case fit == fitNo && slices.Contains(advises, k.Kind):
		c.Caution = v.T("learn.unfit")
	case fit == fitOpen && slices.Contains(advises, k.Kind):
		c.Caution = v.T("learn.open")
	}
	return c
}

// TopicPage is the cards of one topic.
type TopicPage struct {
	Page
	Lead  string
	Cards []LearnCard
	Short bool // each card opens by itself
	Ticks bool
	Signs bool // of danger: the way to help stands above
	Next  LearnLink
}

func learnTopic(v *visit) error {
	t, ok := findTopic(v.r.PathValue("topic"))
	if !ok {
		return errNotFound
	}
	p := TopicPage{Page: v.base(v.T("learn.topic."+t.id), v.url("/learn")), Lead: v.T("learn.topic." + t.id + ".text"), Ticks: t.ticks, Signs: slices.Contains(t.kinds, "emergency")}
	p.NavAt = "learn"
	facts, cards := v.facts(), t.of(v.Set)
	p.Short = len(cards) > mostOpen
	for _, k := range cards {
		c := v.learnCard(k, facts)
		c.Short, c.Ticks = p.Short, t.ticks
		p.Cards = append(p.Cards, c)
	}
	if n := topicAfter(t.id); n.id != "" {
		p.Next = LearnLink{Title: v.T("learn.topic." + n.id), URL: v.url("/learn/" + n.id)}
	}
	return v.render(http.StatusOK, "learn_topic", p)
}

// mostOpen is how many cards of a topic are shown whole.
const mostOpen = 12

// topicAfter is the topic that follows; none after the last.
func topicAfter(id string) topic {
	found := false
	for _, p := range learnParts {
		for _, t := range p.topics {
			if found {
				return t
			}
			found = t.id == id
		}
	}
	return topic{}
}

// CardPage is one card with all it rests on.
type CardPage struct {
	Page
	Card     LearnCard
	Topic    LearnLink
	When     *Condition // whom it is meant for
	Evidence []Source
}

func learnCard(v *visit) error {
	k, ok := v.Set.Card(v.r.PathValue("id"))
	if !ok {
		return errNotFound
	}
	id := topicOf(k)
	topic := LearnLink{Title: v.T("learn.topic." + id), URL: v.url("/learn/" + id)}
	p := CardPage{Page: v.base(v.Text("card", k.ID, "title"), topic.URL), Card: v.learnCard(k, v.facts()), Topic: topic, Evidence: v.sources(k.Evidence)}
	p.NavAt = "learn"
	if !k.When.IsZero() {
		c := v.condition(&k.When, false)
		p.When = &c
	}
	return v.render(http.StatusOK, "learn_card", p)
}
