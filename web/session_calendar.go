package web

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// icsEvent is one event of a calendar file, with an alarm when it begins.
type icsEvent struct {
	At          time.Time
	Minutes     int
	Title, Text string
}

// calendar answers with a calendar file (RFC 5545).
func (v *visit) calendar(name string, events []icsEvent) error {
	var b strings.Builder
	line := func(s string) {
		for limit := 74; len(s) > limit; limit = 73 {
			n := limit
			for n > 0 && s[n]&0xC0 == 0x80 { // not within a letter
				n--
			}
			b.WriteString(s[:n] + "\r\n ")
			s = s[n:]
		}
		b.WriteString(s + "\r\n")
	}
	const stamp = "20060102T150405Z"
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Paraspinal//" + strings.ToUpper(v.Lang))
	for _, e := range events {
		if e.At.IsZero() {
			return errNoCalendar
		}
		sum := sha256.Sum256([]byte(name + e.At.UTC().Format(stamp)))
		line("BEGIN:VEVENT")
		line("UID:" + hex.EncodeToString(sum[:8]) + "@paraspinal")
		line("DTSTAMP:" + v.now.UTC().Format(stamp))
		line("DTSTART:" + e.At.UTC().Format(stamp))
		line("DURATION:PT" + strconv.Itoa(e.Minutes) + "M")
		line("SUMMARY:" + icsText(e.Title))
		line("DESCRIPTION:" + icsText(e.Text))
		line("BEGIN:VALARM")
		line("ACTION:DISPLAY")
		line("TRIGGER:PT0S")
		line("DESCRIPTION:" + icsText(e.Title))
		line("END:VALARM")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	h := v.w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = v.w.Write([]byte(b.String())) // the reader has gone
	return nil
}

func icsText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}
