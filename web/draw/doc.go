// Package draw makes the pictures of the site: the body map, the picture that
// asks where it hurts, positions, steps, charts, the emergency card and icons.
//
// Every function is pure: small structs in, SVG out. All text comes from the
// caller, already in the reader's language, and is escaped. There is no style
// attribute, no style element and no script in a picture, so the strictest
// content security policy holds; colors are classes of draw.css. The emergency
// card and the app icons stand alone and carry their colors themselves.
//
// A picture only repeats what the page says in words. It never decides: a zone
// of which nothing is known is drawn forbidden.
//
// Seen from behind, the person's left is on the left of the picture; seen from
// the front it is on the right.
package draw
