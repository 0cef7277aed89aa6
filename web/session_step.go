package web

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/session"
	"paraspinal/web/draw"
	"paraspinal/web/locale"
)

// SessionStepPage is one step of a running session.
type SessionStepPage struct {
	Page
	Key       string // what is shown: a page with the same key looks the same
	Note      string
	N, Of     int
	Name      string // technique, place, pressure
	Text      string
	Feel      string
	MustNot   string
	Pressure  string
	Position  string
	Picture   template.HTML
	Length    string
	Left      string
	LeftMS    int64
	LengthMS  int64
	Total     string // of the steps still to come, this one included
	Next      string
	Paused    bool
	Gap       bool
	Due       bool // the time of the step is over
	CanExtend bool
	Seq       uint64
	Step      int
	Pain      Field
	Stop      StopAsk
}

// showStep shows the step that is on. pain is the field of the pain report
// with its error.
func (v *visit) showStep(status int, cfg *session.Config, note string, pain *Field) error {
	st := v.file.Session.State
	s := &cfg.Steps[st.Step]
	p := SessionStepPage{N: st.Step + 1, Of: len(cfg.Steps), Name: v.Step(s), Paused: st.Phase == session.Paused, Gap: st.Gap, Seq: st.Seq + 1, Step: st.Step}
	p.Page = v.base(v.T("session.step", "n", p.N, "of", p.Of)+": "+p.Name, "")
	p.NavAt, p.Focus = "plan", true
	p.Key = fmt.Sprintf("%s-%d-%d-%d", st.Phase, st.Step, st.Extra, st.Seq)
	p.Text = v.Text("routine", s.Routine, s.ID, "text")
	p.Feel, p.MustNot = v.Text("routine", s.Routine, s.ID, "feel"), v.Text("routine", s.Routine, s.ID, "must_not_feel")
	if s.Pressure != clinical.NoPressure {
		p.Pressure = locale.Upper(v.Pressure(s.Pressure))
	}
	if s.Position != "" {
		p.Position = v.Technique(s.Position)
	}
	p.Picture = v.stepPicture(s)
	left := v.left(cfg, &st)
	p.Length, p.Left = v.Length(s.Duration+st.Extra), v.Length(seconds(left))
	p.LeftMS, p.LengthMS = left.Milliseconds(), (time.Duration(s.Duration+st.Extra) * time.Second).Milliseconds()
	if p.Paused {
		p.LeftMS = max(st.Remaining(*cfg).Milliseconds(), 0)
	}
	p.Due = !p.Paused && left <= 0
	sum := seconds(left)
	for i := st.Step + 1; i < len(cfg.Steps); i++ {
		sum += cfg.Steps[i].Duration
	}
	p.Total = v.Length(sum)
	if st.Step+1 < len(cfg.Steps) {
		p.Next = v.Step(&cfg.Steps[st.Step+1])
	}
	p.CanExtend = int(s.Duration)+int(st.Extra)+15 <= int(s.Most)
	if note == "" {
		switch n := v.r.URL.Query().Get("note"); n {
		case "missed", "pain", "extended", "most":
			note = v.T("session.note." + n)
		}
	}
	p.Note = note
	p.Pain = v.painField()
	if pain != nil {
		p.Pain, p.Error = *pain, true
	}
	p.Stop = v.stopAsk()
	return v.render(status, "session_step", p)
}

// left is what is left of the step at this moment. Time that nobody has heard
// of yet moves no step on.
func (v *visit) left(cfg *session.Config, st *session.State) time.Duration {
	left := st.Remaining(*cfg)
	if st.Phase == session.Running {
		left -= max(v.now.Sub(st.Seen), 0)
	}
	return max(left, 0)
}

// seconds are whole seconds, rounded up: nothing is over before it is.
func seconds(d time.Duration) plan.Seconds { return plan.Seconds((d + time.Second - 1) / time.Second) }

func (v *visit) painField() Field {
	f := Field{ID: "f-pain", Name: "pain", Kind: scale, Legend: v.T("session.pain.legend"), Hint: v.T("session.pain.hint")}
	for n := range 11 {
		val := strconv.Itoa(n)
		f.Options = append(f.Options, Option{ID: elementID(f.ID, val), Value: val, Text: val})
	}
	f.FirstID = f.Options[0].ID
	return f
}

// stepPicture draws the position, and where the hand or the ball is.
func (v *visit) stepPicture(s *plan.Step) template.HTML {
	d := draw.Step{ID: "step", Title: v.T("session.picture"), Desc: v.Step(s), Position: s.Position, Technique: s.Technique, Region: s.Region, Side: s.Side, Tool: draw.ToolOf(s.Technique)}
	switch v.file.Session.Setting {
	case clinical.Helper:
		d.By = draw.Helper
	case clinical.Professional:
		d.By = draw.Professional
	}
	if s.Side == clinical.Left || s.Side == clinical.Right {
		d.SideLabel = v.Side(s.Side)
	}
	return draw.DrawStep(d)
}

// StopAsk is "hands off" and the question what it was.
type StopAsk struct {
	Number  string
	Reasons []StopReason
	URL     string
}

// StopReason is one stop rule.
type StopReason struct {
	Event, Text string
	Do          string // what to do now
	// Of the result that it leads to, when that needs help today.
	Heading, Level string
	Numbers        []string // to call
}

// stopAsk lists the stop rules and says what each leads to: the page must know
// it without the network.
func (v *visit) stopAsk() StopAsk {
	a := StopAsk{Number: v.number(), URL: v.url("/session/stop")}
	for i := range v.Set.Stops {
		s := &v.Set.Stops[i]
		if isStart(s.Event) {
			continue
		}
		r := StopReason{Event: s.Event, Text: v.Text("stop", s.ID, "button"), Do: v.Text("stop", s.ID, "text")}
		if as := v.file.IfStopped(v.Set, s.Event); as.Disposition >= clinical.Urgent {
			r.Heading, r.Level = v.Heading(&as, a.Number), as.Disposition.String()
			if as.Disposition == clinical.Emergency {
				r.Numbers = v.numbers()
			}
		}
		a.Reasons = append(a.Reasons, r)
	}
	return a
}

func isStart(event string) bool { return len(event) > 6 && event[:6] == "start_" }

// SessionStopPage asks what it was, hands off.
type SessionStopPage struct {
	Page
	Stop StopAsk
}

// stopSession ends the session at once; the reason comes with a second form.
// Nothing keeps a stop from being taken.
func stopSession(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	why, given := v.r.PostForm["why"]
	if given || v.file.Session != nil {
		v.file.Stops++
		if err := v.s.Keeper.Stopped(v.w, v.r, care.Stopped{N: v.file.Stops, At: v.now, Why: v.r.PostForm.Get("why")}); err != nil {
			return err
		}
	}
	switch {
	case v.file.Session == nil && !given:
		return v.redirect("/help")
	case v.file.Session == nil: // a new check was begun elsewhere: the sign counts all the same
		if err := v.file.Stop(v.Set, why[0], v.now); err != nil {
			return err
		}
		if as := v.file.Assess(v.Set); as.Disposition < clinical.Refer {
			return v.keepAnd("/help")
		}
		return v.keepAnd("/result")
	case !given:
		// An old state that cannot be read is over all the same: Stopping stays.
		_ = v.file.Halt(v.Set, v.now)
		return v.keepAnd("/session/stop")
	}
	if err := v.file.Stop(v.Set, why[0], v.now); err != nil {
		return err
	}
	return v.onward("/session")
}

func showStop(v *visit) error {
	s := v.file.Session
	if s == nil || !s.Stopping && !s.Taken {
		return v.redirect("/session")
	}
	p := SessionStopPage{Page: v.base(v.T("session.stop.title"), ""), Stop: v.stopAsk()}
	p.NavAt, p.Focus = "plan", true
	return v.render(http.StatusOK, "session_stop", p)
}
