package web

import (
	"net/url"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/session"
)

// MotorForm is the self-check of power: what each leg can do.
type MotorForm struct {
	Tests []MotorRow
}

// MotorRow is one test with a field for each leg.
type MotorRow struct {
	ID, Title, How string
	Fields         []Field
}

// The values of a field of the self-check.
const (
	motorNot    = "not"
	motorCan    = "can"
	motorCannot = "cannot"
)

func motorName(t session.MotorTest, side clinical.Side) string {
	return "motor." + string(t) + "." + side.String()
}

// motorForm is the form, filled with a self-check. What was not tried stays so
// without a click.
func (v *visit) motorForm(m session.Motor) MotorForm {
	was := map[session.MotorTest]session.Sides{
		session.HeelWalk: m.HeelWalk, session.ToeWalk: m.ToeWalk, session.HeelRaise: m.HeelRaise, session.BigToeUp: m.BigToeUp, session.SitToStand: m.SitToStand,
	}
	var out MotorForm
	for _, t := range session.MotorTests() {
		row := MotorRow{ID: string(t), Title: v.T("motor." + string(t)), How: v.T("motor." + string(t) + ".how")}
		for _, side := range []clinical.Side{clinical.Left, clinical.Right} {
			is := was[t].Left
			if side == clinical.Right {
				is = was[t].Right
			}
			f := Field{ID: elementID("f", motorName(t, side)), Name: motorName(t, side), Kind: radios, Legend: v.T("motor.leg." + side.String())}
			for _, o := range []struct {
				value string
				is    session.MotorResult
			}{{motorNot, session.NotTried}, {motorCan, session.CanDo}, {motorCannot, session.Cannot}} {
				f.Options = append(f.Options, Option{ID: elementID(f.ID, o.value), Value: o.value, Text: v.T("motor." + o.value), Checked: is == o.is})
			}
			f.FirstID = f.Options[0].ID
			row.Fields = append(row.Fields, f)
		}
		out.Tests = append(out.Tests, row)
	}
	return out
}

// readMotor reads a self-check. What is not among the answers was not tried.
func readMotor(form url.Values) session.Motor {
	return care.MotorOf(func(t session.MotorTest, side clinical.Side) session.MotorResult {
		switch form.Get(motorName(t, side)) {
		case motorCan:
			return session.CanDo
		case motorCannot:
			return session.Cannot
		}
		return session.NotTried
	})
}
