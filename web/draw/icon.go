package draw

import "html/template"

// Glyph is a small picture of the interface.
type Glyph string

const (
	GlyphTick     Glyph = "tick"
	GlyphCross    Glyph = "cross"
	GlyphWarning  Glyph = "warning"
	GlyphInfo     Glyph = "info"
	GlyphPhone    Glyph = "phone"
	GlyphPlay     Glyph = "play"
	GlyphPause    Glyph = "pause"
	GlyphStop     Glyph = "stop"
	GlyphSkip     Glyph = "skip"
	GlyphBack     Glyph = "back"
	GlyphDownload Glyph = "download"
	GlyphPrint    Glyph = "print"
)

// glyphs are drawn in a square of 24, in lines of the text color; a path that
// starts with "F" is filled.
var glyphs = map[Glyph]string{
	GlyphTick:     "M5 13l5 5 9-11",
	GlyphCross:    "M6 6l12 12M18 6l-12 12",
	GlyphWarning:  "M12 3l10 18h-20zM12 10v5M12 18v.1",
	GlyphInfo:     "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM12 11v6M12 7v.1",
	GlyphPhone:    "M6 3h3l2 5-2.5 2a11 11 0 0 0 5.5 5.5l2-2.5 5 2v3a2 2 0 0 1-2.2 2a16 16 0 0 1-14.8-14.8a2 2 0 0 1 2-2.2z",
	GlyphPlay:     "FM7 4l13 8-13 8z",
	GlyphPause:    "FM6 4h4v16h-4zM14 4h4v16h-4z",
	GlyphStop:     "FM5 5h14v14h-14z",
	GlyphSkip:     "FM5 4l10 8-10 8zM16 4h3v16h-3z",
	GlyphBack:     "M15 5l-7 7 7 7",
	GlyphDownload: "M12 3v12M7 11l5 5 5-5M4 20h16",
	GlyphPrint:    "M7 9v-6h10v6M7 17h-3v-8h16v8h-3M7 14h10v7h-10z",
}

// Icon is a small picture beside words that say the same.
func Icon(g Glyph) template.HTML {
	d, ok := glyphs[g]
	if !ok {
		return ""
	}
	class := "d-ic"
	if d[0] == 'F' {
		class, d = "d-if", d[1:]
	}
	return template.HTML(`<svg class="ps-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path class="` + class + `" d="` + d + `"/></svg>`)
}

// The mark: two strokes beside a dotted spine that they never touch.
const (
	markSpine   = `<path d="M256 88V428" stroke-width="30" stroke-dasharray="0 56.6"`
	markStrokes = `<path d="M150 410C182 330 182 250 150 170C142 150 142 128 150 106M362 410C330 330 330 250 362 170C370 150 370 128 362 106" stroke-width="52"`
	markOpen    = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512">`
	markLines   = `<g fill="none" stroke-linecap="round" stroke-linejoin="round"`
)

// AppIcon is the mark on a rounded square, as a standalone document.
func AppIcon() []byte {
	return []byte(markOpen + `<rect width="512" height="512" rx="104" fill="#0b5a66"/>` + markLines + `>` + markSpine + ` stroke="#9fd8df"/>` + markStrokes + ` stroke="#fff"/></g></svg>` + "\n")
}

// MaskableIcon fills the square and keeps the mark in the middle 80 per cent.
func MaskableIcon() []byte {
	return []byte(markOpen + `<rect width="512" height="512" fill="#0b5a66"/>` + markLines + ` transform="translate(256 256) scale(.82) translate(-256 -258)">` + markSpine + ` stroke="#9fd8df"/>` + markStrokes + ` stroke="#fff"/></g></svg>` + "\n")
}

// MonoIcon is the mark alone, in one color, for the platform to tint.
func MonoIcon() []byte {
	return []byte(markOpen + markLines + ` stroke="#000">` + markSpine + `/>` + markStrokes + `/></g></svg>` + "\n")
}
