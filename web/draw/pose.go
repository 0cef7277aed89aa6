package draw

// Directions in a scene.
var (
	up    = point{0, -1}
	down  = point{0, 1}
	left  = point{-1, 0}
	right = point{1, 0}
)

const (
	lyingBox = "0 170 600 346"
	sideBox  = "0 150 600 390"
)

// table is a massage table or firm bed, seen from the side.
func table() []string {
	return []string{bar(70, 420, 50, 500), bar(530, 420, 550, 500), box(14, 392, 572, 30)}
}

func poseOf(position string) pose {
	switch position {
	case "prone":
		return prone(0)
	case "prone_pillow":
		return prone(16)
	case "supine":
		return supine(table())
	case "firm_bed":
		return supine([]string{box(4, 250, 18, 250), box(578, 340, 18, 160), box(14, 420, 572, 34), box(18, 392, 564, 30)})
	case "hook_lying":
		return hook(table())
	case "floor_mat":
		return hook([]string{bar(6, 412, 594, 412), box(16, 392, 540, 14), bar(582, 240, 582, 406), bar(540, 326, 582, 326), bar(542, 326, 542, 406)})
	case "seated":
		return seated()
	case "standing_wall":
		return standing(1, 0)
	}
	return sideLying()
}

// prone is face down with the head to the left: the left side is near. A
// thicker pillow lifts the hips.
func prone(lift int) pose {
	skull, face := head(66, 342, 37, down, left)
	up := float64(lift)
	return pose{
		things: table(),
		layers: []part{
			{true, pillow(232-lift/2, 370-lift, 112+lift, 24+lift)},
			{true, pillow(26, 374, 84, 20)},
			{true, `<circle class="d-w" cx="532" cy="376" r="17"/>`},
			{false, skull + limb(joint{98, 344, 18}, joint{120, 342, 26}, joint{160, 342, 40}, joint{212, 338 - up/2, 42}, joint{272, 344 - up*.8, 33}, joint{332, 332 - up, 46}, joint{385, 346 - up*.7, 37}, joint{445, 358, 26}, joint{492, 344, 25}, joint{538, 342, 15}, joint{560, 354, 12}, joint{574, 374, 8})},
		},
		face: face,
		arm:  limb(joint{150, 344, 18}, joint{176, 356, 18}, joint{218, 376, 13}, joint{176, 386, 10}, joint{146, 386, 9}),
		box:  lyingBox, shoulder: point{150, 346}, far: point{150, 330}, bend: 1,
		breath: []point{{205, 298}, {0, -1}},
	}
}

// supine is on the back with the head to the left: the right side is near.
func supine(bed []string) pose {
	skull, face := head(68, 342, 37, up, left)
	return pose{
		things: bed,
		layers: []part{
			{true, pillow(20, 366, 116, 28)},
			{true, `<path class="d-w" d="` + limb(joint{426, 376, 18}, joint{446, 362, 30}, joint{466, 376, 18}) + `"/>`},
			{false, skull + supineTrunk + limb(joint{328, 352, 40}, joint{385, 336, 36}, joint{446, 310, 26}, joint{492, 334, 24}, joint{546, 370, 15}) +
				limb(joint{546, 374, 14}, joint{560, 352, 11}, joint{566, 332, 8})},
		},
		face: face,
		arm:  limb(joint{148, 354, 18}, joint{178, 364, 18}, joint{222, 376, 14}, joint{280, 380, 11}, joint{314, 381, 10}),
		box:  lyingBox, near: true, shoulder: point{150, 350}, far: point{160, 330}, bend: -1,
		breath: []point{{222, 300}, {0, -1}},
	}
}

var supineTrunk = limb(joint{102, 350, 17}, joint{122, 350, 26}, joint{160, 346, 39}, joint{212, 348, 40}, joint{272, 357, 34}, joint{332, 350, 41})

// hook is on the back with bent knees.
func hook(bed []string) pose {
	p := supine(bed)
	skull, _ := head(68, 342, 37, up, left)
	leg := func(x float64) string {
		return limb(joint{330 + x, 350, 38}, joint{378 + x, 288, 34}, joint{422 + x, 226, 26}) +
			limb(joint{422 + x, 226, 25}, joint{448 + x, 290, 24}, joint{464 + x, 372, 14}) +
			limb(joint{464 + x, 378, 13}, joint{498 + x, 384, 9}, joint{516 + x, 386, 7})
	}
	p.layers = []part{p.layers[0], {false, leg(26)}, {false, skull + leg(0) + supineTrunk}}
	return p
}

// sideLying is on the right side, seen from above, with the back toward the top
// of the picture: the left side is up.
func sideLying() pose {
	skull, face := head(84, 262, 38, down, left)
	leg := func(x, y float64) string {
		return limb(joint{344 + x, 282, 44}, joint{396 + x, 338 + y, 37}, joint{440 + x, 388 + y, 27}) +
			limb(joint{440 + x, 388 + y, 26}, joint{494 + x, 396 + y, 24}, joint{550 + x, 398 + y, 14}) +
			limb(joint{552 + x, 400 + y, 13}, joint{564 + x, 422 + y, 10}, joint{568 + x, 438 + y, 7})
	}
	return pose{
		things: []string{box(6, 158, 588, 374)},
		layers: []part{
			{true, pillow(16, 186, 122, 210)},
			{false, limb(joint{160, 290, 17}, joint{120, 345, 14}, joint{72, 340, 10}) + leg(-30, 54)},
			{true, pillow(392, 366, 176, 84)},
			{false, skull + leg(0, 0) + limb(joint{118, 268, 17}, joint{136, 264, 26}, joint{172, 264, 40}, joint{226, 268, 40}, joint{282, 274, 33}, joint{340, 268, 46})},
		},
		face: face,
		arm:  limb(joint{166, 266, 20}, joint{190, 306, 18}, joint{212, 350, 14}, joint{182, 396, 11}, joint{164, 418, 10}),
		box:  sideBox, shoulder: point{168, 264}, far: point{168, 290}, bend: -1,
		breath: []point{{205, 218}, {0, -1}},
	}
}

// seated looks to the right: the right side is near.
func seated() pose {
	skull, face := head(238, 92, 39, right, up)
	return pose{
		things: []string{bar(182, 410, 176, 530), bar(352, 410, 358, 530), box(166, 402, 206, 16), bar(168, 190, 168, 410), bar(130, 538, 590, 538)},
		layers: []part{{false, skull + seatedTrunk +
			limb(joint{232, 360, 40}, joint{305, 366, 36}, joint{376, 368, 27}) +
			limb(joint{376, 368, 26}, joint{386, 440, 24}, joint{384, 512, 14}) +
			limb(joint{386, 518, 14}, joint{422, 524, 10}, joint{442, 526, 8})}},
		face:  face,
		front: []string{bar(556, 310, 556, 534), box(352, 296, 230, 14)},
		arm:   limb(joint{226, 186, 19}, joint{234, 222, 19}, joint{258, 276, 15}, joint{350, 284, 11}, joint{392, 284, 10}),
		box:   "110 30 490 520", near: true, shoulder: point{226, 190}, far: point{250, 190}, bend: -1,
		breath: []point{{272, 230}, {1, 0}},
	}
}

var seatedTrunk = limb(joint{230, 128, 18}, joint{229, 152, 26}, joint{226, 190, 38}, joint{222, 240, 42}, joint{222, 296, 36}, joint{228, 352, 44})

// standing is seen from behind, sideways to a wall on the right (1) or left (-1).
// The hand on that side rests on the wall; nearer moves the wall.
func standing(wall, nearer float64) pose {
	hair := soft([]point{{254, 66}, {252, 24}, {328, 24}, {326, 66}, {318, 96}, {290, 104}, {262, 96}}, true)
	x := func(k float64) float64 { return 290 + k }
	leg := func(k float64) string {
		return limb(joint{x(26 * k), 330, 32}, joint{x(30 * k), 385, 29}, joint{x(30 * k), 432, 20}, joint{x(32 * k), 470, 20}, joint{x(32 * k), 515, 11}, joint{x(36 * k), 530, 13})
	}
	hanging := func(k float64) string {
		return limb(joint{x(44 * k), 158, 18}, joint{x(60 * k), 194, 16}, joint{x(74 * k), 250, 12}, joint{x(80 * k), 304, 9}, joint{x(80 * k), 332, 10})
	}
	hand := 103 + nearer
	leaning := limb(joint{x(44 * wall), 158, 18}, joint{x(58 * wall), 184, 16}, joint{x((hand - 16) * wall), 212, 12}, joint{x((hand - 8) * wall), 166, 9}, joint{x(hand * wall), 132, 9})
	trunk := limb(joint{290, 100, 17}, joint{290, 122, 23}, joint{290, 142, 50}, joint{290, 190, 56}, joint{290, 232, 50}, joint{290, 268, 44}, joint{290, 320, 56}, joint{290, 340, 54})
	p := pose{
		things: []string{box(whole(270+(132+nearer)*wall), 20, 40, 522), bar(110, 542, 470, 542)},
		face:   []string{hair, "M290 130V300M290 322V372M244 362Q262 380 286 374M336 362Q318 380 294 374"},
		box:    "100 14 380 540", near: true, shoulder: point{336, 154}, far: point{244, 154}, bend: -1,
		breath: []point{{290, 222}, {0, -1}},
	}
	body := disc(290, 66, 38) + leg(-1) + leg(1) + trunk
	if wall > 0 {
		p.layers, p.arm = []part{{false, body + hanging(-1)}}, leaning
	} else {
		p.layers, p.arm = []part{{false, body + leaning}}, hanging(1)
	}
	return p
}
