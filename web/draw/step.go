package draw

import (
	"fmt"
	"html/template"

	"paraspinal/clinical"
)

// Tool is what touches the body. The zero value is nothing.
type Tool uint8

const (
	NoTool Tool = iota
	Hand
	TwoHands
	Ball
)

// By is whose hands they are.
type By uint8

const (
	Self By = iota
	Helper
	Professional
)

// Step is one step of a session. SideLabel, such as "left side", is written on
// the close-up, on the proper side.
type Step struct {
	ID, Title, Desc             string
	Position, Technique, Region string
	Side                        clinical.Side
	Tool                        Tool
	By                          By
	SideLabel                   string
}

// move is how the hand moves.
type move uint8

const (
	hold    move = iota // it stays, lightly
	press               // it stays, with steady pressure
	stroke              // one long way
	rub                 // to and fro
	circle              // round
	knead               // two hands, round toward each other
	apart               // two hands, slowly away from each other
	breathe             // no hand
)

// moveOf is the movement of a technique. What is not known stays still.
func moveOf(technique string) move {
	switch technique {
	case "breathing":
		return breathe
	case "effleurage", "hand_glide_paraspinal", "self_stroking_hand_foot", "swedish", "relaxation", "classic_massage", "segmental_massage":
		return stroke
	case "friction", "connective", "scar_massage":
		return rub
	case "circular_friction":
		return circle
	case "petrissage":
		return knead
	case "myofascial_release":
		return apart
	case "ischemic_compression", "acupressure_light", "tennis_ball", "glute_ball_wall", "glute_ball_supine":
		return press
	}
	return hold
}

// ToolOf is what a technique of the rule set is usually done with.
func ToolOf(technique string) Tool {
	switch technique {
	case "breathing":
		return NoTool
	case "petrissage", "myofascial_release", "positional_release":
		return TwoHands
	case "tennis_ball", "glute_ball_wall", "glute_ball_supine":
		return Ball
	}
	return Hand
}

// DrawStep shows a person in the position, and a close-up of the place with the
// hand or ball on it and an arrow for its movement. Lying figures have the
// close-up below, others beside them.
func DrawStep(s Step) template.HTML {
	p, t := scene(s)
	high := numbers(p.box)[3]
	size, view, close := fmt.Sprintf("0 0 600 %d", high+344), frame{0, 0, 600, high}, frame{4, high + 4, 592, 336}
	if !p.lying() {
		size, view, close = "0 0 720 540", frame{0, 0, 400, 540}, frame{408, 60, 308, 420}
	}
	i, placed := find(s.Region)
	class := "ps-draw-step"
	if !placed {
		size = p.box
		if !p.lying() {
			class += " ps-draw-tall"
		}
	}
	c := open(s.ID, class, size, s.Title, s.Desc)
	c.put("<defs>")
	c.pattern("p", 9, "M0 0v9")
	if placed {
		c.pattern("n", 6, "M6 0H0v6")
	}
	c.put("</defs>")
	if placed {
		c.printf(`<svg x="%d" y="%d" width="%d" height="%d" viewBox="%s">`, view.x, view.y, view.w, view.h, p.box)
	}
	if turned := s.Side == clinical.Left && p.near || s.Side == clinical.Right && !p.near; turned {
		c.printf(`<g transform="matrix(-1 0 0 1 %d 0)">`, p.across())
	} else {
		c.put("<g>")
	}
	c.scene(s, p, t)
	c.put("</g>")
	if placed {
		c.put("</svg>")
		c.closeUp(s, body[i], close)
	}
	return c.done()
}

type frame struct{ x, y, w, h int }

// touch is a place on a figure: the way a stroke takes over it, how wide the
// place is, and from where a helper's arm comes.
type touch struct {
	way  []point
	r    float64
	from point
}

func (t touch) ok() bool { return len(t.way) > 1 }

// scene is the figure for a step and the place on it.
func scene(s Step) (pose, touch) {
	position := s.Position
	switch {
	case s.Technique == "glute_ball_supine": // with bent knees, on a mat
		return hook([]string{bar(6, 412, 594, 412), box(16, 394, 560, 14)}), touches["hook_lying"][s.Region]
	case s.Position == "standing_wall" && s.Region != "" && s.Tool != Ball:
		return standing(-1, 0), touches["standing_wall"][s.Region] // the free hand is at the wall
	case s.Position == "standing_wall" && s.Tool == Ball:
		return standing(1, -32), touches["standing_wall"][s.Region]
	}
	p := poseOf(position)
	if s.By == Self && position == "seated" {
		p.front = nil // no table in the way
		if s.Region == "foot" {
			p = crossed(p)
		} else if s.Region != "arm" {
			p.arm = limb(joint{226, 186, 19}, joint{228, 222, 19}, joint{236, 286, 15}, joint{282, 330, 11}, joint{310, 336, 10})
		} else {
			p.arm = limb(joint{226, 186, 19}, joint{232, 222, 19}, joint{248, 284, 15}, joint{320, 322, 11}, joint{356, 332, 10})
		}
	}
	if position == "prone_pillow" {
		position = "prone"
	}
	at := touches[position]
	if at == nil {
		at = touches["side_lying"]
	}
	if s.By == Self && position == "seated" && s.Region == "arm" {
		return p, touch{[]point{{248, 274}, {318, 314}, {362, 328}}, 14, up}
	}
	return p, at[s.Region]
}

// touches says where a region is on the near side of each figure.
var touches = map[string]map[string]touch{
	"prone": {
		"paraspinal_thoracic": {[]point{{252, 322}, {200, 310}, {146, 314}}, 13, up},
		"paraspinal_lumbar":   {[]point{{300, 316}, {278, 322}, {250, 322}}, 13, up},
		"shoulder":            {[]point{{140, 320}, {160, 312}, {184, 316}}, 14, up},
		"flank":               {[]point{{290, 342}, {270, 342}, {250, 342}}, 12, up},
		"gluteus":             {[]point{{378, 334}, {350, 314}, {318, 308}}, 17, up},
		"piriformis":          {[]point{{352, 322}, {340, 318}, {328, 316}}, 10, up},
		"hip_side":            {[]point{{350, 348}, {334, 338}, {318, 332}}, 14, up},
		"sacrum":              {[]point{{316, 302}, {306, 304}, {296, 308}}, 8, up},
		"hamstring":           {[]point{{448, 350}, {415, 338}, {386, 328}}, 14, up},
		"calf":                {[]point{{522, 336}, {495, 332}, {466, 342}}, 13, up},
		"foot":                {[]point{{572, 372}, {562, 358}, {546, 344}}, 10, up},
	},
	"supine": {
		"arm":         {[]point{{158, 352}, {222, 368}, {312, 376}}, 13, up},
		"foot":        {[]point{{564, 326}, {560, 350}, {546, 368}}, 13, up},
		"thigh_front": {[]point{{440, 304}, {385, 314}, {345, 326}}, 14, up},
		"shin":        {[]point{{545, 360}, {505, 334}, {466, 310}}, 12, up},
		"calf":        {[]point{{532, 372}, {505, 356}, {475, 340}}, 12, up},
		"shoulder":    {[]point{{140, 342}, {160, 346}, {190, 358}}, 13, up},
	},
	"hook_lying": {
		"gluteus":     {[]point{{366, 366}, {340, 374}, {314, 372}}, 14, down},
		"hip_side":    {[]point{{340, 366}, {326, 362}, {312, 362}}, 13, up},
		"arm":         {[]point{{158, 352}, {222, 368}, {312, 376}}, 13, up},
		"thigh_front": {[]point{{410, 220}, {368, 276}, {332, 320}}, 14, up},
		"hamstring":   {[]point{{418, 262}, {392, 310}, {362, 356}}, 13, up},
		"calf":        {[]point{{456, 360}, {438, 310}, {420, 264}}, 13, up},
		"foot":        {[]point{{512, 382}, {490, 376}, {468, 368}}, 10, up},
		"shoulder":    {[]point{{140, 342}, {160, 346}, {190, 358}}, 13, up},
	},
	"side_lying": {
		"paraspinal_thoracic": {[]point{{256, 252}, {210, 242}, {158, 240}}, 12, up},
		"paraspinal_lumbar":   {[]point{{306, 250}, {284, 254}, {256, 254}}, 12, up},
		"shoulder":            {[]point{{182, 250}, {168, 262}, {186, 300}}, 16, up},
		"flank":               {[]point{{304, 280}, {284, 280}, {262, 280}}, 14, up},
		"sacrum":              {[]point{{352, 236}, {336, 232}, {320, 236}}, 8, up},
		"gluteus":             {[]point{{382, 276}, {362, 252}, {332, 244}}, 18, up},
		"piriformis":          {[]point{{362, 266}, {352, 258}, {342, 254}}, 10, up},
		"hip_side":            {[]point{{356, 292}, {340, 280}, {324, 268}}, 15, up},
		"hamstring":           {[]point{{450, 364}, {422, 326}, {388, 290}}, 15, up},
		"knee_hollow":         {[]point{{466, 382}, {460, 376}, {452, 368}}, 10, up},
		"calf":                {[]point{{540, 390}, {505, 384}, {462, 382}}, 12, up},
		"foot":                {[]point{{568, 440}, {564, 420}, {552, 398}}, 11, point{-.3, -1}},
		"arm":                 {[]point{{166, 414}, {212, 352}, {176, 280}}, 12, up},
		"thigh_front":         {[]point{{424, 388}, {386, 348}, {346, 312}}, 14, down},
		"shin":                {[]point{{540, 408}, {500, 412}, {452, 406}}, 10, down},
	},
	"seated": {
		"arm":                 {[]point{{388, 276}, {264, 272}, {228, 196}}, 13, up},
		"shoulder":            {[]point{{198, 212}, {216, 178}, {246, 236}}, 15, up},
		"paraspinal_thoracic": {[]point{{192, 280}, {190, 240}, {200, 184}}, 11, left},
		"paraspinal_lumbar":   {[]point{{196, 330}, {194, 306}, {192, 286}}, 11, left},
		"thigh_front":         {[]point{{368, 350}, {318, 340}, {268, 340}}, 14, up},
		"hamstring":           {[]point{{350, 388}, {310, 392}, {270, 392}}, 10, down},
		"foot":                {[]point{{398, 352}, {374, 352}, {346, 358}}, 12, up},
		"gluteus":             {[]point{{226, 384}, {214, 360}, {206, 334}}, 14, left},
		"hip_side":            {[]point{{252, 362}, {240, 346}, {232, 328}}, 15, up},
		"calf":                {[]point{{372, 500}, {366, 450}, {366, 404}}, 10, left},
	},
	"standing_wall": {
		"gluteus":             {[]point{{314, 386}, {324, 356}, {326, 316}}, 17, right},
		"hip_side":            {[]point{{340, 346}, {340, 328}, {336, 308}}, 12, right},
		"paraspinal_lumbar":   {[]point{{316, 300}, {316, 282}, {316, 262}}, 9, right},
		"paraspinal_thoracic": {[]point{{318, 250}, {318, 210}, {314, 168}}, 9, right},
	},
}

// crossed brings the near foot onto the other knee.
func crossed(p pose) pose {
	p.layers = append(p.layers, part{false, limb(joint{236, 358, 42}, joint{292, 376, 36}, joint{318, 376, 28}) +
		limb(joint{318, 374, 27}, joint{352, 362, 18}, joint{384, 352, 13}) + limb(joint{384, 352, 13}, joint{404, 346, 11}, joint{420, 338, 8})})
	return p
}

// lying reports whether the figure is wider than high.
func (p pose) lying() bool { return p.box == lyingBox || p.box == sideBox }

// across is twice the middle of the picture, for turning it round.
func (p pose) across() int {
	b := numbers(p.box)
	return 2*b[0] + b[2]
}
