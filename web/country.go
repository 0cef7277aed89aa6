package web

import (
	"strings"
	"unicode"

	"paraspinal/web/say"
)

// country is one place with its emergency numbers, from the countries' own
// public pages; 112 works in every country of the European Union.
type country struct {
	Code   string
	Number string
}

var countries = []country{
	{"AT", "112"}, {"AU", "000"}, {"BE", "112"}, {"BY", "103"}, {"CA", "911"}, {"CH", "112"}, {"CZ", "112"}, {"DE", "112"}, {"EE", "112"}, {"ES", "112"},
	{"FR", "112"}, {"GB", "999"}, {"IE", "112"}, {"IT", "112"}, {"KZ", "103"}, {"LT", "112"}, {"LV", "112"}, {"NL", "112"}, {"NZ", "111"}, {"PL", "112"},
	{"PT", "112"}, {"RU", "112"}, {"SR", "115"}, {"UA", "112"}, {"US", "911"}, {"ZA", "112"},
}

// numberOf is the emergency number of a country, or those of the countries
// where the language is spoken when none was chosen.
func numberOf(v *say.Voice, code string) string {
	for _, c := range countries {
		if c.Code == code {
			return c.Number
		}
	}
	return v.T("number.unknown")
}

// numbers are the emergency numbers one by one, to be called.
func (v *visit) numbers() []string {
	return strings.FieldsFunc(v.number(), func(r rune) bool { return !unicode.IsDigit(r) })
}
