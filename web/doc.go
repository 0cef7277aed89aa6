// Package web is the pages for the person: check, result, plan, guided session,
// diary, teaching and the page for the doctor.
//
// The same handlers run on a server and, compiled to WebAssembly, in the
// service worker of the person's browser. They keep nothing themselves: a
// Keeper brings the person's file to each request and takes it away again.
//
// It promises:
//   - every page works without script, by links and forms alone;
//   - answers never stand in an address and are never logged;
//   - a fault of ours shows "do not massage", never a blank permission;
//   - nothing clinical is decided here or in a script.
package web
