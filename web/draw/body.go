package draw

import (
	"slices"

	"paraspinal/clinical"
)

// region is one place on the body. Paths are drawn for the right half of the
// picture, measured from the middle of the body, and mirrored for the other half.
//
// Seen from behind, 11 units are 2 cm: the spine band is 2.5 cm to each side of
// the middle, and work beside the spine begins at 5 cm. The legs are shortened.
type region struct {
	id    string
	front bool
	sided bool
	over  bool // it lies on another region
	d     string
	mark  point   // where a sign or number stands
	glide []point // the way a stroke takes: toward the heart, or down the arm from the shoulder blade
}

// body lists the regions from back to front of the picture: later ones lie on top.
var body = [...]region{
	{id: "neck", d: "M-27 28H27C27 42 30 50 38 57L14 60H-14L-38 57C-30 50-27 42-27 28z", mark: point{0, 42}},
	{id: "shoulder", sided: true, d: "M42 68C64 69 86 74 102 79C118 84 124 94 123 106C117 124 107 140 97 152C89 164 75 173 67 166C59 140 55 112 52 92C50 82 46 74 42 68z", mark: point{84, 112}, glide: []point{{70, 136}, {76, 98}, {112, 90}, {132, 132}}},
	{id: "paraspinal_thoracic", sided: true, d: "M28 80C36 79 43 84 46 96C49 130 53 160 58 186C61 206 61 224 60 239C50 233 38 232 28 236z", mark: point{43, 170}, glide: []point{{43, 232}, {42, 160}, {37, 84}}},
	{id: "paraspinal_lumbar", sided: true, d: "M28 244C38 240 50 242 60 248L58 303C48 298 38 299 28 304z", mark: point{43, 272}, glide: []point{{43, 300}, {43, 272}, {43, 244}}},
	{id: "flank", sided: true, d: "M64 248L81 252C77 264 76 276 78 288C79 294 81 299 83 304C76 303 68 302 62 303z", mark: point{70, 276}, glide: []point{{70, 300}, {69, 274}, {70, 250}}},
	{id: "sacrum", d: "M-26 309H26L37 320C34 344 22 368 0 380C-22 368-34 344-37 320z", mark: point{25, 323}, glide: []point{{24, 350}, {27, 330}, {28, 312}}},
	{id: "gluteus", sided: true, d: "M43 316C54 309 68 313 77 323C82 344 84 372 79 392C71 406 45 410 29 403C19 397 17 391 19 384C31 367 40 342 43 316z", mark: point{62, 338}, glide: []point{{48, 404}, {60, 370}, {62, 320}}},
	{id: "piriformis", sided: true, over: true, d: "M39 351C47 344 62 351 74 363C81 371 79 379 71 379C58 379 43 371 37 363C34 358 35 354 39 351z", mark: point{56, 364}, glide: []point{{70, 373}, {56, 364}, {42, 356}}},
	{id: "hip_side", sided: true, d: "M82 315C90 318 95 330 96 344C98 358 98 368 97 379L87 382C89 358 87 338 81 323C80 317 80 314 82 315z", mark: point{91, 348}, glide: []point{{93, 376}, {92, 346}, {86, 318}}},
	{id: "hamstring", sided: true, d: "M8 434C30 426 66 422 92 419C88 456 76 490 66 512C48 518 26 518 14 514C10 486 8 460 8 434z", mark: point{45, 468}, glide: []point{{40, 512}, {43, 470}, {50, 426}}},
	{id: "knee_hollow", sided: true, d: "M14 524C30 518 48 518 64 522C61 536 62 542 63 550C48 556 28 556 13 550C14 540 15 532 14 524z", mark: point{38, 537}, glide: []point{{38, 552}, {38, 538}, {38, 522}}},
	{id: "calf", sided: true, d: "M12 560C28 564 48 564 64 559C66 585 60 608 52 628C44 634 30 634 22 628C15 606 10 585 12 560z", mark: point{38, 592}, glide: []point{{37, 628}, {38, 594}, {38, 560}}},
	{id: "spine_band", over: true, d: spine, mark: point{0, 200}},

	{id: "abdomen", front: true, d: "M-30 184C-12 174 12 174 30 184C52 198 48 230 41 241C32 262 16 280 0 290C-16 280-32 262-41 241C-48 230-52 198-30 184z", mark: point{0, 222}, glide: []point{{0, 270}, {0, 225}, {0, 185}}},
	{id: "hip_flexor", front: true, sided: true, d: "M50 238C56 248 58 262 59 275C48 282 34 289 20 297L8 290C27 277 42 260 50 238z", mark: point{44, 270}, glide: []point{{26, 292}, {42, 272}, {52, 246}}},
	{id: "thigh_front", front: true, sided: true, d: "M27 302C39 296 50 289 60 283C60 316 56 356 48 388C42 396 32 396 28 389C25 360 25 330 27 302z", mark: point{43, 332}, glide: []point{{40, 392}, {43, 345}, {46, 296}}},
	{id: "inner_thigh", front: true, sided: true, d: "M4 304L22 303C20 330 20 360 23 388L11 390C7 360 4 332 4 304z", mark: point{13, 326}, glide: []point{{17, 386}, {14, 345}, {12, 308}}},
	{id: "shin", front: true, sided: true, d: "M13 424C24 430 36 430 45 424C46 460 41 500 34 538C30 542 22 542 18 538C12 505 10 465 13 424z", mark: point{29, 458}, glide: []point{{27, 536}, {28, 480}, {29, 428}}},
	{id: "foot", front: true, sided: true, d: "M17 549C23 552 31 552 36 548C37 557 42 565 45 573C44 577 38 578 32 577L19 577C15 575 15 569 16 562C17 557 17 553 17 549z", mark: point{29, 565}, glide: []point{{28, 576}, {27, 562}, {26, 540}}},
	{id: "arm", front: true, sided: true, d: "M66 111C80 114 83 152 88 212C92 256 101 292 95 311C91 314 88 308 87 300C82 270 74 234 72 212C70 190 61 140 66 111z", mark: point{78, 190}, glide: []point{{90, 306}, {80, 212}, {72, 120}}},
}

// behind and before are the outlines of the right half, seen from the back and
// from the front. They begin and end in the middle, so that the fill closes
// itself and no line runs down it.
const (
	behind = "M-1-3H37C42 14 38 24 31 30L29 44C31 60 62 64 92 72C118 77 131 90 135 110L158 176V290L106 152C102 186 94 218 85 246C80 260 79 271 81 283C84 301 94 318 98 340C102 362 101 386 97 420C92 460 78 495 68 522C64 536 66 545 67 560C70 590 62 618 52 645C49 656 50 664 54 674C62 684 60 692 48 693H22C14 692 12 684 15 676C18 668 18 660 17 652C14 625 5 600 7 570C8 556 10 548 10 536C8 505 3 460 3 428L-1 420"
	before = "M-1 2C20 2 28 18 28 38C28 56 18 72 12 78L13 92C20 100 44 102 60 106C75 109 83 120 84 138C86 165 88 190 91 212C94 238 96 256 97 274C100 290 102 304 97 314C91 319 86 312 84 302C82 290 80 280 79 272C75 250 71 232 69 212C67 190 65 172 62 154C60 176 54 190 51 206C50 222 54 240 58 256C62 275 63 292 61 312C60 345 54 380 48 404C46 420 48 432 48 446C48 480 42 515 37 545C37 556 44 566 48 574C48 580 40 581 32 580H18C12 578 12 570 14 560C16 552 16 548 15 542C10 510 6 480 8 450C9 436 9 424 8 412C4 380 2 345 2 304L-1 302"

	// hints of anatomy: lowest rib, hip bone, fold under the buttock, crease of the knee.
	hintsBehind = "M20 222C44 220 66 228 84 244M40 306C54 298 76 300 92 318M8 408C24 420 60 424 82 404M52 92C55 112 59 140 67 166M0 388V418"
	// collar bone.
	hintsBefore = "M12 106C28 104 44 106 58 110"
	face        = "M-11 36H-6M6 36H11M-8 54Q0 60 8 54"
	spine       = "M-14 62H14V364A14 14 0 0 1-14 364z"
	spinous     = "M0 62V372"
)

// find is the place of a region in body.
func find(id string) (int, bool) {
	i := slices.IndexFunc(body[:], func(r region) bool { return r.id == id })
	return i, i >= 0
}

// halves says in which halves of the picture, right and left, side s of the region lies.
func (r region) halves(s clinical.Side) (right, left bool) {
	if !r.sided {
		return true, false
	}
	if r.front {
		return on(s, clinical.Left), on(s, clinical.Right)
	}
	return on(s, clinical.Right), on(s, clinical.Left)
}
