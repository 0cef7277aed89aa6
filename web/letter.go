package web

import (
	"html/template"
	"net/http"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/web/draw"
	"paraspinal/web/locale"
)

// LetterPage is a letter to take along, in the language of the page or another.
type LetterPage struct {
	Page
	Other   string // language of the letter
	Body    template.HTML
	Choices []Language
}

// Letter is what a clinician reads: who asks what, and what the rules found.
type Letter struct {
	Lang     string
	To       []string
	Date     string
	Reasons  []ClinicalReason
	Answers  []ToldView
	Remains  []string
	Longest  []string
	Protocol string
	Notice   string
}

// ClinicalReason is one reason in the words for a clinician.
type ClinicalReason struct {
	Rule, Title, Text string
	Told              []ToldView
	Evidence          []string
}

// in is the visit in another language, for a text that somebody else reads.
func (v *visit) in(lang string) (*visit, error) {
	if !known(lang) {
		return nil, errNotFound
	}
	vo, err := v.s.voice(lang)
	if err != nil {
		return nil, err
	}
	w := *v
	w.voice = vo
	return &w, nil
}

// choices lists the languages that a text can be had in.
func (v *visit) choices(path, chosen string) []Language {
	var out []Language
	for _, l := range locale.Languages() {
		if _, err := v.s.voice(l); err == nil {
			out = append(out, Language{Lang: l, Name: locale.For(l).T("language.name"), URL: v.url(path + "/" + l), Current: l == chosen})
		}
	}
	return out
}

// other is the language that a page is asked for in; its own when none is named.
func (v *visit) other() string {
	if l := v.r.PathValue("other"); l != "" {
		return l
	}
	return v.Lang
}

func showLetter(v *visit) error {
	as := v.file.Assess(v.Set)
	w, err := v.in(v.other())
	switch {
	case err != nil:
		return err
	case !v.file.Begun() || as.Disposition < clinical.Refer || as.Disposition > clinical.Avoid:
		return v.redirect(v.step())
	}
	p := LetterPage{Page: v.base(v.T("letter.title"), v.url("/result")), Other: w.Lang, Choices: v.choices("/letter", w.Lang)}
	p.NavAt = "check"
	if p.Body, err = w.part("letter", "letter", w.letter(&as)); err != nil {
		return err
	}
	return v.render(http.StatusOK, "letter", p)
}

func (v *visit) letter(as *assess.Assessment) Letter {
	l := Letter{Lang: v.Lang, Date: v.Day(v.now), Notice: v.Notice(), Protocol: protocolName(as)}
	for _, kind := range care.Lifters(v.Set, as) {
		k, _ := v.Set.GoAheadKind(kind)
		l.To = append(l.To, v.Text("go_ahead", kind, "name"))
		l.Longest = append(l.Longest, v.N("agreed.longest", k.MaxDays))
		for _, t := range v.remaining(as, kind) {
			l.Remains = appendNew(l.Remains, t)
		}
	}
	l.Longest = l.Longest[:min(len(l.Longest), 1)]
	l.Reasons = v.clinicalReasons(as, func(r *assess.Reason) bool { return r.Disposition >= clinical.Postpone })
	return l
}

func appendNew(list []string, s string) []string {
	for _, is := range list {
		if is == s {
			return list
		}
	}
	return append(list, s)
}

func protocolName(as *assess.Assessment) string {
	return as.Protocol.ID + " " + as.Protocol.Version + ", " + as.Protocol.Digest[:12]
}

// clinicalReasons words the reasons wanted for a clinician.
func (v *visit) clinicalReasons(as *assess.Assessment, want func(*assess.Reason) bool) []ClinicalReason {
	c := v.file.Case()
	var out []ClinicalReason
	for i := range as.Reasons {
		r := &as.Reasons[i]
		if !want(r) {
			continue
		}
		o := ClinicalReason{Rule: string(r.Rule), Title: v.Text("rule", string(r.Rule), "title"), Text: v.Reason(r, clinical.Therapist), Evidence: r.Evidence}
		for _, t := range v.Told(&c, r) {
			o.Told = append(o.Told, ToldView{Name: locale.Upper(t.Name), Answer: t.Answer})
		}
		out = append(out, o)
	}
	return out
}

// emergencyPicture is the emergency card as a picture to keep or to send.
func emergencyPicture(v *visit) error {
	as := v.file.Assess(v.Set)
	if !v.file.Begun() || as.Disposition != clinical.Emergency {
		return errNotFound
	}
	card := draw.Card{Title: v.Heading(&as, v.number()), Lang: v.Lang, Heading: v.Heading(&as, v.number()), Number: v.number(), Date: v.When(v.file.At.In(v.now.Location())), Notice: v.Notice()}
	c := v.file.Case()
	for i := range as.Reasons {
		r := &as.Reasons[i]
		if r.Disposition < clinical.Emergency {
			continue
		}
		for _, t := range v.Told(&c, r) {
			card.Lines = appendNew(card.Lines, locale.Upper(t.Name)+": "+t.Answer)
		}
	}
	card.Lines = card.Lines[:min(len(card.Lines), 5)]
	say := v.Words.List("card", "emergency-call-now", "item")
	card.Lines = append(card.Lines, say[:min(len(say), 3)]...)
	b := draw.EmergencyCard(card)
	h := v.w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Content-Disposition", `attachment; filename="paraspinal-emergency.svg"`)
	_, err := v.w.Write(b)
	if err != nil {
		return nil // the reader has gone
	}
	return nil
}
