package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/plan"
)

func (s *Server) appointmentRoutes(on route) {
	on("GET /appointment", showAppointment)
	on("POST /appointment", takeAppointment)
}

// AppointmentPage asks when the appointment is, and says what to do with it.
type AppointmentPage struct {
	Page
	Holds  Holds
	Form   AppointmentForm
	Fields []AppointmentForm // for the summary of errors
	Answer *AppointmentView
}

// AppointmentForm is the time as it was typed.
type AppointmentForm struct {
	Day, Month, Year, Hour, Minute string
	Error                          string
	FirstID                        string // of the control that an error links to
}

// AppointmentView is what to do with the appointment.
type AppointmentView struct {
	When           string
	Action         string // keep, change, move, cancel or undecided
	Heading, Hint  string
	Reasons        []ReasonView
	Limits         []LimitView
	Care           string
	Message        string // to copy; empty: there is nothing to send
	Rows           int
	Recheck, Check bool
}

func showAppointment(v *visit) error {
	var f AppointmentForm
	if at := v.file.Appointment; !at.IsZero() {
		at = at.In(v.now.Location())
		f = AppointmentForm{Day: strconv.Itoa(at.Day()), Month: strconv.Itoa(int(at.Month())), Year: strconv.Itoa(at.Year()), Hour: strconv.Itoa(at.Hour()), Minute: at.Format("04")}
	}
	return v.appointment(http.StatusOK, f)
}

func (v *visit) appointment(status int, f AppointmentForm) error {
	p := AppointmentPage{Page: v.base(v.T("appointment.title"), v.url("/result")), Form: f, Fields: []AppointmentForm{f}}
	p.NavAt, p.Error = "check", f.Error != ""
	as := v.file.Assess(v.Set)
	p.Holds = v.holds(&as)
	if p.Holds == HoldsBegin {
		p.Page.Back = v.url("/")
	}
	if at := v.file.Appointment; !at.IsZero() && !p.Error {
		a := v.appointmentView(&as, at.In(v.now.Location()), p.Holds == HoldsNow)
		p.Answer = &a
	}
	return v.render(status, "appointment", p)
}

func takeAppointment(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	form := v.r.PostForm
	if form.Get("remove") != "" {
		v.file.SetAppointment(time.Time{})
		return v.keepAnd("/appointment")
	}
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	f := AppointmentForm{Day: get("day"), Month: get("month"), Year: get("year"), Hour: get("hour"), Minute: get("minute")}
	at, ok := f.read(v.now.Location())
	switch {
	case !ok && (f.Hour == "" || f.Day == "" || f.Month == ""):
		f.Error = v.T("appointment.error.missing")
	case !ok:
		f.Error = v.T("appointment.error.real")
	case at.Before(v.now):
		f.Error = v.T("appointment.error.past")
	case at.After(v.now.AddDate(1, 0, 0)):
		f.Error = v.T("appointment.error.far")
	}
	if f.Error != "" {
		f.FirstID = "at-day"
		if f.Day != "" && f.Month != "" && f.Hour == "" {
			f.FirstID = "at-hour"
		}
		return v.appointment(http.StatusUnprocessableEntity, f)
	}
	v.file.SetAppointment(at)
	return v.keepAnd("/appointment")
}

// read is the time that was typed. Without minutes it is on the hour; a year of
// two digits is of this century.
func (f *AppointmentForm) read(zone *time.Location) (time.Time, bool) {
	minute := f.Minute
	if minute == "" {
		minute = "0"
	}
	var n [5]int
	for i, s := range []string{f.Year, f.Month, f.Day, f.Hour, minute} {
		var err error
		if n[i], err = strconv.Atoi(s); err != nil || n[i] < 0 {
			return time.Time{}, false
		}
	}
	if n[0] < 100 {
		n[0] += 2000
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], 0, 0, zone)
	if t.Year() != n[0] || int(t.Month()) != n[1] || t.Day() != n[2] || t.Hour() != n[3] || t.Minute() != n[4] {
		return time.Time{}, false // no such day, no such hour, or an hour that the clocks leave out
	}
	return t, true
}

// appointmentView is what to do with an appointment. Without a result that
// holds nothing is decided.
func (v *visit) appointmentView(as *assess.Assessment, at time.Time, decided bool) AppointmentView {
	var d plan.Advice
	switch {
	case at.Before(v.now):
		d = plan.Advice{Message: plan.MessagePast}
	case decided:
		d = plan.Appointment(as, at)
	default:
		d = plan.Appointment(nil, at)
	}
	a := AppointmentView{When: v.When(at), Action: d.Action.String(), Recheck: d.Recheck, Limits: v.limits(d.Limits)}
	key := string(d.Message)
	switch {
	case d.Message == plan.MessageUnfinished, d.Message == plan.MessagePast:
		a.Action, a.Check = "undecided", d.Message == plan.MessageUnfinished
	case d.Message == plan.MessageMove && d.Recheck:
		a.Action, key = "undecided", "maybe"
	}
	a.Heading, a.Hint = v.T("appointment.heading."+key), v.T("appointment.hint."+key)
	if d.Message == plan.MessageMove && d.NotBefore != nil && !d.Recheck {
		a.Hint = v.T("appointment.hint.after", "when", v.When(d.NotBefore.In(at.Location())))
	}
	for i := range d.Reasons {
		a.Reasons = append(a.Reasons, v.reason(as, &d.Reasons[i]))
	}
	if d.Disposition >= clinical.Refer {
		a.Care = v.Care(d.Care)
	}
	a.Message = v.message(&d, key, at)
	for l := range strings.SplitSeq(a.Message, "\n") {
		a.Rows += 1 + utf8.RuneCountInString(l)/lineRunes
	}
	return a
}

// lineRunes is how much of a message fits on a line of a phone.
const lineRunes = 32

// message is what to send to the therapist: whole sentences, one after the
// other, so that they fit in every language.
func (v *visit) message(d *plan.Advice, key string, at time.Time) string {
	say := []string{v.T("appointment.say.hello", "when", v.When(at))}
	switch d.Message {
	case plan.MessageKeep, plan.MessageChange:
		say = append(say, v.T("appointment.say.coming"), v.T("appointment.say.disc"))
		if d.Message == plan.MessageChange {
			say = append(say, v.T("appointment.say.limits"))
			for _, l := range v.limits(d.Limits) {
				say = append(say, "- "+l.Text)
			}
		}
		say = append(say, v.T("appointment.say.please"))
	case plan.MessageMove:
		switch {
		case d.Recheck:
			say = append(say, v.T("appointment.say.maybe"))
		case d.NotBefore != nil:
			say = append(say, v.T("appointment.say.move"), v.T("appointment.say.earliest", "when", v.When(d.NotBefore.In(at.Location()))))
		default:
			say = append(say, v.T("appointment.say.move"), v.T("appointment.say.later"))
		}
	case plan.MessageWait, plan.MessageSetting, plan.MessageMedical:
		say = append(say, v.T("appointment.say.cancel"), v.T("appointment.say."+key))
	default:
		return ""
	}
	return strings.Join(say, "\n")
}
