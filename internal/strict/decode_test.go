package strict_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
)

// sheet has every type that Decode supports.
type sheet struct {
	ID       string               `json:"id"`
	Want     clinical.Disposition `json:"want,omitempty"`
	Pressure clinical.Pressure    `json:"pressure,omitempty"`
	At       clinical.Date        `json:"at,omitempty"`
	Days     int                  `json:"days,omitempty"`
	Small    int8                 `json:"small,omitempty"`
	Walk     bool                 `json:"walk,omitempty"`
	Tags     []string             `json:"tags,omitempty"`
	Answers  map[string]string    `json:"answers,omitempty"`
	Lists    map[string][]string  `json:"lists,omitempty"`
	Part     *part                `json:"part,omitempty"`
	Parts    []part               `json:"parts,omitempty"`
	Either   either               `json:"either,omitempty"`
	Free     strict.Text          `json:"free,omitempty"`
	*More
	Extra
	Pos strict.Pos `json:"-"`
}

type part struct {
	Name string     `json:"name"`
	Pos  strict.Pos `json:"-"`
}

// More is embedded by a pointer, which is made when one of its keys is there.
type More struct {
	Also string `json:"also"`
}

// Extra is embedded: its keys belong to the outer struct.
type Extra struct {
	Note string `json:"note,omitempty"`
}

// either is a word or the keys of a part.
type either struct {
	Word string
	Part *part
}

func (e *either) DecodeNode(d *strict.Decoder, n *strict.Node) {
	if d.IsMapping(n) {
		e.Part = new(part)
		d.Into(n, e.Part)
		return
	}
	d.Into(n, &e.Word)
	if e.Word != "" && e.Word != "same" {
		d.Fault(strict.BadValue, n, "not the word", "write same")
	}
}

func TestDecode(t *testing.T) {
	const text = `# a comment
id: 2
want: modify
pressure: light
at: 2026-11-21
days: -3
walk: true
tags: [a, "yes", 12]
answers: {pain.back: 2, care.assessed: "no", onset.date: 2026-09-26}
lists:
  one: [x, z]
part: {name: inner}
parts:
  - name: first
  - name: "second: quoted"
either: {name: whole}
free: yes
note: kept
also: this
`
	var got sheet
	if ps := strict.Decode("f.yaml", []byte(text), &got, "P"); len(ps) > 0 {
		t.Fatal(ps)
	}
	at, _ := clinical.ParseDate("2026-11-21")
	want := sheet{
		ID: "2", Want: clinical.Modify, Pressure: clinical.Light, At: at, Days: -3, Walk: true,
		Tags:    []string{"a", "yes", "12"},
		Answers: map[string]string{"pain.back": "2", "care.assessed": "no", "onset.date": "2026-09-26"},
		Lists:   map[string][]string{"one": {"x", "z"}},
		Part:    &part{Name: "inner", Pos: strict.Pos{File: "f.yaml", Line: 12, Column: 7}},
		Parts: []part{
			{Name: "first", Pos: strict.Pos{File: "f.yaml", Line: 14, Column: 5}},
			{Name: "second: quoted", Pos: strict.Pos{File: "f.yaml", Line: 15, Column: 5}},
		},
		Either: either{Part: &part{Name: "whole", Pos: strict.Pos{File: "f.yaml", Line: 16, Column: 9}}},
		Free:   strict.Text{Value: "yes", Pos: strict.Pos{File: "f.yaml", Line: 17, Column: 7}},
		Extra:  Extra{Note: "kept"},
		More:   &More{Also: "this"},
		Pos:    strict.Pos{File: "f.yaml", Line: 2, Column: 1},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestJSONIsYAML(t *testing.T) {
	var got sheet
	if ps := strict.Decode("f.json", []byte("{\n\t\"id\": \"a\",\n\t\"days\": 3, \"tags\": []\n}\n"), &got, "C"); len(ps) > 0 {
		t.Fatal(ps)
	}
	if got.ID != "a" || got.Days != 3 || got.Tags == nil {
		t.Errorf("got %+v", got)
	}
}

func TestPlaces(t *testing.T) {
	var got struct {
		One string        `json:"one"`
		Two []string      `json:"two"`
		At  strict.Places `json:"-"`
	}
	if ps := strict.Decode("f", []byte("one: 'x'\ntwo: [a]\n"), &got, "C"); len(ps) > 0 {
		t.Fatal(ps)
	}
	want := strict.Places{"one": {File: "f", Line: 1, Column: 7}, "two": {File: "f", Line: 2, Column: 6}}
	if !reflect.DeepEqual(got.At, want) {
		t.Errorf("got %v, want %v", got.At, want)
	}
}

// Every fault of one file is reported at once, sorted by place.
func TestAllAtOnce(t *testing.T) {
	const text = `tags: a
whant: modify
days: 08
walk: yes
pressure: hard
days: 2
answers: {a: no, a: b, c: &x d, e: }
parts: [{nam: x}, 3]
`
	var got []string
	for _, p := range strict.Decode("f", []byte(text), new(sheet), "P") {
		got = append(got, p.Pos.String()+" "+p.Code)
	}
	want := []string{
		"f:1:1 P004", "f:1:7 P007", "f:2:1 P002", "f:3:7 P008", "f:4:7 P008", "f:5:11 P008", "f:6:1 P003",
		"f:7:14 P006", "f:7:18 P003", "f:7:27 P005", "f:7:36 P009", "f:8:9 P004", "f:8:10 P002", "f:8:19 P007",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestProblemsAreErrors(t *testing.T) {
	ps := strict.Decode("f", []byte("a: 1\nb: 2\n"), new(sheet), "P")
	if len(ps) != 3 || ps.Err() == nil {
		t.Fatalf("got %d problems", len(ps))
	}
	var p strict.Problem
	if !errors.As(ps.Err(), &p) || p.Code != "P002" {
		t.Errorf("got %v", p)
	}
	if n := strings.Count(ps.Error(), "\n\n"); n != 2 {
		t.Errorf("%d empty lines between 3 problems", n)
	}
	if strict.Problems(nil).Err() != nil {
		t.Error("no problem is an error")
	}
}

func TestNotAPointerIsOurFault(t *testing.T) {
	for _, v := range []any{sheet{}, (*sheet)(nil), &struct {
		F float64 `json:"id"`
	}{}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T: no panic", v)
				}
			}()
			strict.Decode("f", []byte("id: 1\n"), v, "P")
		}()
	}
}

func FuzzDecode(f *testing.F) {
	for _, row := range diagnostics {
		f.Add([]byte(row.text))
	}
	f.Add([]byte("id: a\nparts:\n  - name: b\n  # c\n\n# d\neither: same\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v sheet
		ps := strict.Decode("f", data, &v, "P")
		for _, p := range ps {
			if !strings.HasPrefix(p.Code, "P0") || p.Message == "" || p.Pos.Line < 1 || p.Pos.Column < 1 || p.Error() == "" {
				t.Fatalf("bad problem %+v", p)
			}
		}
		if len(ps) == 0 && v.ID == "" {
			t.Fatal("accepted without its required key")
		}
		again := strict.Decode("f", data, new(sheet), "P")
		if !reflect.DeepEqual(ps, again) {
			t.Fatalf("two readings differ:\n%v\n%v", ps, again)
		}
	})
}
