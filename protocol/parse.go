package protocol

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"paraspinal/internal/strict"
)

// letter starts the code of every fault of a protocol.
const letter = "P"

// kind is one kind of file: where it is and how it is read.
type kind struct {
	name   string // "findings"; the name of its schema
	file   string // a file of the top folder, or ...
	folder string // ... every .yaml file of a folder
	shape  any    // a pointer to a zero value of its struct
	read   func(*reader, *Source, string)
}

// fileOf makes a kind of file out of its struct and what to do with it.
func fileOf[T any](name, file, folder string, add func(*Source, T)) kind {
	return kind{name: name, file: file, folder: folder, shape: new(T), read: func(r *reader, s *Source, name string) {
		var v T
		r.decode(name, &v)
		add(s, v)
	}}
}

type (
	conditionsFile struct {
		Conditions []Condition `json:"conditions"`
	}
	regionsFile struct {
		Regions []Region `json:"regions"`
		Groups  []Group  `json:"groups"`
	}
	basesFile struct {
		Bases []Base `json:"bases"`
	}
	coursesFile struct {
		Courses []Course `json:"courses"`
	}
	stopsFile struct {
		Stops []Stop `json:"stops"`
	}
	scopeFile struct {
		OutOfScope []OutOfScope `json:"out_of_scope"`
	}
	findingsFile struct {
		Findings []Finding `json:"findings"`
	}
	questionsFile struct {
		Questions []Question `json:"questions"`
	}
	evidenceFile struct {
		Evidence []Evidence `json:"evidence"`
	}
	techniquesFile struct {
		Techniques []Technique `json:"techniques"`
	}
	routinesFile struct {
		Routines []Routine `json:"routines"`
	}
	cardsFile struct {
		Cards []Card `json:"cards"`
	}
	peopleFile struct {
		People []Person `json:"people"`
	}
)

// kinds lists every kind of file outside topics/ and text/.
func kinds() []kind {
	return []kind{
		fileOf("protocol", "protocol.yaml", "", func(s *Source, f Meta) { s.Meta = f }),
		fileOf("conditions", "conditions.yaml", "", func(s *Source, f conditionsFile) { s.Conditions = f.Conditions }),
		fileOf("regions", "regions.yaml", "", func(s *Source, f regionsFile) { s.Regions, s.Groups = f.Regions, f.Groups }),
		fileOf("bases", "bases.yaml", "", func(s *Source, f basesFile) { s.Bases = f.Bases }),
		fileOf("courses", "courses.yaml", "", func(s *Source, f coursesFile) { s.Courses = f.Courses }),
		fileOf("stops", "stops.yaml", "", func(s *Source, f stopsFile) { s.Stops = f.Stops }),
		fileOf("safety", "safety.yaml", "", func(s *Source, f safetyFile) { s.Properties = f.Properties }),
		fileOf("scope", "scope.yaml", "", func(s *Source, f scopeFile) { s.OutOfScope = f.OutOfScope }),
		fileOf("findings", "", "findings", func(s *Source, f findingsFile) { s.Findings = append(s.Findings, f.Findings...) }),
		fileOf("questions", "", "questions", func(s *Source, f questionsFile) { s.Questions = append(s.Questions, f.Questions...) }),
		fileOf("evidence", "", "evidence", func(s *Source, f evidenceFile) { s.Evidence = append(s.Evidence, f.Evidence...) }),
		fileOf("techniques", "", "techniques", func(s *Source, f techniquesFile) { s.Techniques = append(s.Techniques, f.Techniques...) }),
		fileOf("routines", "", "routines", func(s *Source, f routinesFile) { s.Routines = append(s.Routines, f.Routines...) }),
		fileOf("cards", "", "cards", func(s *Source, f cardsFile) { s.Cards = append(s.Cards, f.Cards...) }),
		fileOf("people", "", "people", func(s *Source, f peopleFile) { s.People = append(s.People, f.People...) }),
	}
}

const (
	topicsFolder = "topics"
	rulesFile    = "rules.yaml"
	casesFile    = "cases.yaml"
)

// ignored folders and files of the top folder are not part of the protocol:
// the generated schemas and the Go package around them.
func ignored(e fs.DirEntry) bool {
	if e.IsDir() {
		return e.Name() == "schema" || e.Name() == "testdata"
	}
	return strings.HasSuffix(e.Name(), ".go")
}

// Parse reads every file of a protocol folder and reports every fault of its
// form. The Source is complete only when there is no problem.
func Parse(fsys fs.FS) (*Source, strict.Problems) {
	r := &reader{fsys: fsys}
	s := &Source{}
	known := map[string]bool{topicsFolder: true, textFolder: true}
	for _, k := range kinds() {
		if k.file != "" {
			known[k.file] = true
			k.read(r, s, k.file)
			continue
		}
		known[k.folder] = true
		for _, name := range r.folder(k.folder) {
			k.read(r, s, name)
		}
	}
	r.topics(s)
	r.texts(s)
	r.strangers(".", func(e fs.DirEntry) bool { return known[e.Name()] || ignored(e) })
	r.problems.Sort()
	return s, r.problems
}

// reader reads files and collects their faults.
type reader struct {
	fsys     fs.FS
	problems strict.Problems
}

func (r *reader) fault(number int, file, message, hint string) {
	r.problems = append(r.problems, strict.Problem{
		Code: strict.Code(letter, number), Pos: Pos{File: file}, Message: message, Hint: hint,
	})
}

// decode reads one file into v.
func (r *reader) decode(name string, v any) {
	data, err := fs.ReadFile(r.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.fault(strict.MissingFile, name, "the file is missing", "every protocol has it, even when its list is empty")
	case err != nil:
		r.fault(strict.Unreadable, name, "the file cannot be read: "+err.Error(), "")
	default:
		r.problems = append(r.problems, strict.Decode(name, data, v, letter)...)
	}
}

// list reads a folder, sorted by name.
func (r *reader) list(name string) []fs.DirEntry {
	entries, err := fs.ReadDir(r.fsys, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.fault(strict.Unreadable, name, "the folder cannot be read: "+err.Error(), "")
	}
	return entries
}

// folder lists the YAML files of a folder. Anything else in it is a fault, and
// so is having none.
func (r *reader) folder(name string) []string {
	var names []string
	r.strangers(name, func(e fs.DirEntry) bool {
		ok := !e.IsDir() && path.Ext(e.Name()) == ".yaml"
		if ok {
			names = append(names, path.Join(name, e.Name()))
		}
		return ok
	})
	if len(names) == 0 {
		r.fault(strict.MissingFile, name, "the folder holds no .yaml file", "every protocol has one, even when its list is empty")
	}
	return names
}

// strangers reports what is in a folder and does not belong there.
func (r *reader) strangers(folder string, belongs func(fs.DirEntry) bool) {
	var names []string
	var strange []fs.DirEntry
	for _, e := range r.list(folder) {
		if belongs(e) {
			names = append(names, e.Name())
		} else {
			strange = append(strange, e)
		}
	}
	for _, e := range strange {
		what, hint := "file", "take it away"
		if e.IsDir() {
			what = "folder"
		}
		if near, ok := strict.Nearest(e.Name(), expected(folder, names)); ok {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		r.fault(strict.UnknownFile, path.Join(folder, e.Name()), "unknown "+what, hint)
	}
}

// expected names what may be in a folder, for a hint.
func expected(folder string, present []string) []string {
	var names []string
	switch {
	case folder == ".":
		for _, k := range kinds() {
			names = append(names, k.file+k.folder)
		}
		names = append(names, topicsFolder, textFolder)
	case path.Dir(folder) == topicsFolder:
		names = []string{rulesFile, casesFile}
	}
	return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(present, n) })
}

// topics reads each folder of topics/.
func (r *reader) topics(s *Source) {
	var folders []string
	r.strangers(topicsFolder, func(e fs.DirEntry) bool {
		if e.IsDir() {
			folders = append(folders, e.Name())
		}
		return e.IsDir()
	})
	if len(folders) == 0 {
		r.fault(strict.MissingFile, topicsFolder, "the folder holds no topic", "write topics/<topic>/rules.yaml and cases.yaml")
	}
	for _, id := range folders {
		folder := path.Join(topicsFolder, id)
		r.strangers(folder, func(e fs.DirEntry) bool {
			return !e.IsDir() && (e.Name() == rulesFile || e.Name() == casesFile)
		})
		var rules RulesFile
		r.decode(path.Join(folder, rulesFile), &rules)
		var cases CasesFile
		r.decode(path.Join(folder, casesFile), &cases)
		if rules.Topic != "" && rules.Topic != id {
			r.fault(strict.BadValue, path.Join(folder, rulesFile),
				fmt.Sprintf("the topic is %q but its folder is %q", rules.Topic, id), "give both the same name")
		}
		for i := range cases.Cases {
			if cases.Cases[i].Base == "" {
				cases.Cases[i].Base = cases.Base
			}
		}
		s.Topics = append(s.Topics, Topic{ID: id, Title: rules.Title, Base: cases.Base, Rules: rules.Rules, Cases: cases.Cases})
	}
}
