package draw

import (
	"strings"
	"unicode/utf8"
)

// Card is an emergency card to keep or to send. Lines beyond the eighth are
// not drawn.
type Card struct {
	Title   string // what the picture is called
	Lang    string
	Heading string // such as "Call 112 now"
	Number  string
	Lines   []string // reasons, and what to say
	Date    string
	Notice  string
}

// EmergencyCard is a standalone SVG document of 1080 by 1920, in light colors
// of its own. Text is never dropped for lack of room: it gets smaller, and at
// last the card gets longer.
func EmergencyCard(e Card) []byte {
	const left, right, ink = 72, 1008, "#16191c"
	lines := e.Lines[:min(len(e.Lines), 8)]
	head := wrap(e.Heading, 20)
	barHigh := 88 + 88*len(head)
	size, room := 50, 1920-barHigh-330-250
	var rows [][]string
	for {
		rows = rows[:0]
		high := 0
		for _, l := range lines {
			r := wrap(l, (right-left-50)*100/(size*60))
			rows = append(rows, r)
			high += len(r)*size*13/10 + size/2
		}
		if high <= room || size <= 28 {
			room = max(room, high)
			break
		}
		size -= 2
	}
	notice := wrap(e.Notice, 50)
	total := max(1920, barHigh+330+room+110+44*len(notice))
	c := &canvas{}
	c.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="%d" viewBox="0 0 1080 %[1]d" role="img" aria-labelledby="t" font-family="system-ui, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"`, total)
	if e.Lang != "" {
		c.printf(` lang="%s" xml:lang="%[1]s"`, escape(e.Lang))
	}
	c.printf(`><title id="t">%s</title><rect width="1080" height="%d" fill="#fff"/><rect width="1080" height="%d" fill="#f7c5c2"/><rect y="%[3]d" width="1080" height="12" fill="#b3141a"/>`, escape(e.Title), total, barHigh)
	text := func(x, y, size int, weight, more, s string) {
		if s != "" {
			c.printf(`<text x="%d" y="%d" font-size="%d" font-weight="%s" fill="%s"%s>%s</text>`, x, y, size, weight, ink, more, escape(s))
		}
	}
	for i, l := range head {
		text(left, 116+88*i, 76, "700", "", l)
	}
	number := min(230, (right-left)*100/(max(utf8.RuneCountInString(e.Number), 3)*62))
	text(540, barHigh+165+number*36/100, number, "700", ` text-anchor="middle"`, e.Number)
	y := barHigh + 330
	for _, r := range rows {
		c.printf(`<circle cx="%d" cy="%d" r="9" fill="#b3141a"/>`, left+10, y+size-size/3)
		for _, l := range r {
			y += size * 13 / 10
			text(left+50, y-size*3/10, size, "400", "", l)
		}
		y += size / 2
	}
	foot := total - 44*len(notice) - 40
	c.printf(`<path d="M%d %dH%d" stroke="#6b747b" stroke-width="3"/>`, left, foot-78, right)
	text(left, foot-22, 38, "700", "", e.Date)
	for i, l := range notice {
		text(left, foot+26+44*i, 34, "400", "", l)
	}
	c.put("</svg>\n")
	return []byte(c.String())
}

// wrap breaks text into rows of at most n characters, a longer word included.
func wrap(s string, n int) []string {
	var rows []string
	row, length := "", 0
	for _, w := range strings.Fields(s) {
		for {
			size := utf8.RuneCountInString(w)
			if length > 0 && length+1+size <= n {
				row, length = row+" "+w, length+1+size
				break
			}
			if length > 0 {
				rows = append(rows, row)
				row, length = "", 0
			}
			if size <= n {
				row, length = w, size
				break
			}
			r := []rune(w)
			rows = append(rows, string(r[:n]))
			w = string(r[n:])
		}
	}
	if length > 0 {
		rows = append(rows, row)
	}
	return rows
}
