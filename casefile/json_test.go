package casefile_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"paraspinal/casefile"
	"paraspinal/corpus"
	"paraspinal/ruleset"
)

// jsonTexts are case files, and texts that nearly are.
var jsonTexts = []string{
	`{"schema":1,"findings":{}}`,
	`{"schema": 1, "id": "a-1", "now": "2026-11-21T10:00:00+01:00", "role": "helper", "rest": "normal", "note": "Zoë", "protocol": "1.0.0", "findings": {"pain.back": 3, "surgery.spine": true}, "unsure": ["neuro.bladder"]}`,
	"{\n \"schema\": 1,\n \"id\": 12,\n \"findings\": {\"onset.date\": \"2026-09\"}\n}\n",
	`{"schema":1,"findings":{},"go_aheads":[{"kind":"surgeon","who":"Dr A","at":"2026-11-18","until":"2027-02-18","covers":["RC-SURG-03"],"answers":{"surgery.wound":"healed"}}]}`,
	`{"schema":1,"findings":{},"history":[{"kind":"session","at":"2026-11-14T10:00:00+01:00","findings":{"pain.back":3},"unsure":["pain.leg"],"note":"n"},{"kind":"result","at":"2026-11-01T10:00:00+01:00","disposition":"urgent"}]}`,
	// faults and oddities, which are left to Parse or read alike
	``, ` `, `null`, `[]`, `"a"`, `1`, `{`, `{"schema":1}`, `{"findings":{}}`, `{"schema":1,"findings":{}} {}`, `{"schema":1,"findings":{}}x`,
	`{"schema":1,"schema":1,"findings":{}}`, `{"schema":"1","findings":{}}`, `{"schema":1.0,"findings":{}}`, `{"schema":-0,"findings":{}}`, `{"schema":2,"findings":{}}`, `{"schema":null,"findings":{}}`,
	`{"schema":1,"findings":{"pain.back":3,"pain.back":4}}`, `{"schema":1,"findings":{"pain.back":null}}`, `{"schema":1,"findings":{"pain.back":"3"}}`, `{"schema":1,"findings":{"pain.back":3.0}}`,
	`{"schema":1,"findings":{"pain.back":3e0}}`, `{"schema":1,"findings":{"pain.back":{}}}`, `{"schema":1,"findings":{"pain.back":[3]}}`, `{"schema":1,"findings":{"pain.back":99}}`, `{"schema":1,"findings":{"pain.back":-1}}`,
	`{"schema":1,"findings":[]}`, `{"schema":1,"findings":null}`, `{"schema":1,"findings":{},"unsure":null}`, `{"schema":1,"findings":{},"unsure":{}}`, `{"schema":1,"findings":{},"unsure":[]}`, `{"schema":1,"findings":{},"unsure":[null]}`,
	`{"schema":1,"findings":{},"unsure":["pain.back","pain.back"]}`, `{"schema":1,"findings":{},"unsure":[""]}`, `{"schema":1,"findings":{"":1}}`, `{"schema":1,"findings":{"pain.back":""}}`,
	`{"schema":1,"findings":{},"id":true}`, `{"schema":1,"findings":{},"id":""}`, `{"schema":1,"findings":{},"id":null}`, `{"schema":1,"findings":{},"id":"true"}`, `{"schema":1,"findings":{},"ID":"a"}`,
	`{"schema":1,"findings":{},"note":1}`, `{"schema":1,"findings":{},"note":"a\u000ab"}`, `{"schema":1,"findings":{},"note":"\ud83d"}`, `{"schema":1,"findings":{},"note":"\ude00\ud83d"}`, `{"schema":1,"findings":{},"note":"\ud83dx"}`, `{"schema":1,"findings":{},"note":"\\\"\b\f\n\r\t\u00e9\u0000\u2028"}`,
	`{"schema":1,"\u0066indings":{"pain.\u0062ack":"\u0033"}}`, `{"schema":1,"findings":{},"note":"a  b # c: d"}`,
	`{"schema":1,"findings":{},"now":"noon"}`, `{"schema":1,"findings":{},"now":""}`, `{"schema":1,"findings":{},"rest":"all"}`, `{"schema":1,"findings":{},"role":"doctor"}`,
	`{"schema":1,"findings":{},"go_aheads":[{"kind":"surgeon","at":"2026-11-18","until":"2027-02-18"}]}`, `{"schema":1,"findings":{},"go_aheads":[{}]}`, `{"schema":1,"findings":{},"go_aheads":{}}`, `{"schema":1,"findings":{},"go_aheads":[]}`,
	`{"schema":1,"findings":{},"history":[{"kind":"party","at":"2026-11-14T10:00:00+01:00"}]}`, `{"schema":1,"findings":{},"history":[{"kind":"session"}]}`, `{"schema":1,"findings":{},"history":[{"kind":"session","at":"2036-11-14T10:00:00+01:00"}]}`,
	"{\"schema\"\n:1,\"findings\":{}}", "{\t\"schema\":1,\"findings\":{}}", "{\"schema\" :1,\"findings\":{}}", "\xef\xbb\xbf{\"schema\":1,\"findings\":{}}", "{\"schema\":1,\"findings\":{},\"note\":\"\x85\"}",
	"{\"schema\":1,\"findings\":{},\"note\":\"\u2028\"}", "{\"schema\":1,\"findings\":{},\"note\":\"\ufeff\"}", "{\"schema\":1,\"findings\":{},\"note\":\"\u0085\"}", "{\"schema\":1,\"findings\":{},\"note\":\"\u007f\"}",
	`{schema: 1, findings: {}}`, `{"schema":1,"findings":{},}`, `{"schema":01,"findings":{}}`, `{"schema":1,"findings":{},"extra":1}`,
}

func TestTheFastReaderReadsAsTheSlowOne(t *testing.T) {
	set := ruleset.Embedded()
	texts := jsonTexts
	people := corpus.NewPeople(set, 17)
	people.Odd, people.Unsure = 200, 50
	for range 40 {
		c := people.Next()
		b, err := casefile.Write(c, set)
		if err != nil {
			t.Fatal(err)
		}
		var line bytes.Buffer
		if err := json.Compact(&line, b); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b), line.String())
	}
	read := 0
	for _, text := range texts {
		got, ok := casefile.ReadJSON([]byte(text), set, fixed)
		if !ok {
			continue
		}
		read++
		want, problems := casefile.Parse("case.json", []byte(text), set, fixed)
		if len(problems) > 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nread\n%+v, want\n%+v", text, got, want)
		}
	}
	if t.Logf("%d of %d texts are read", read, len(texts)); read < 85 {
		t.Error("too few")
	}
}

// TestEscapesThatOnlyJSONHas: many programs write it so.
func TestEscapesThatOnlyJSONHas(t *testing.T) {
	got, ok := casefile.ReadJSON([]byte(`{"schema":1,"note":"\ud83d\ude00 \uD83D\uDE00 1\/2","findings":{}}`), ruleset.Embedded(), fixed)
	if !ok || got.Case.Note != "😀 😀 1/2" {
		t.Errorf("read %q: %v", got.Case.Note, ok)
	}
}

func TestAFileSaysWhoseItIsAndWhen(t *testing.T) {
	got := parse(t, "schema: 1\nid: a-1\nfindings: {}\n")
	if got.ID != "a-1" || got.Dated {
		t.Errorf("read %+v", got)
	}
	if got := parse(t, head+"findings: {}\n"); !got.Dated {
		t.Error("an instant is not seen")
	}
}

// BenchmarkReadJSON reads a whole person, as a line of a cohort file.
func BenchmarkReadJSON(b *testing.B) {
	set := ruleset.Embedded()
	text, err := casefile.Write(corpus.NewPeople(set, 1).Next(), set)
	if err != nil {
		b.Fatal(err)
	}
	var line bytes.Buffer
	if err := json.Compact(&line, text); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(line.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := casefile.ReadJSON(line.Bytes(), set, fixed); !ok {
			b.Fatal("not read")
		}
	}
}
