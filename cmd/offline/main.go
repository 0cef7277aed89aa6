// Command offline is the offline module: the pages of package web, compiled to
// WebAssembly for the service worker of the person's browser. It runs the
// handlers that the server runs; the person's file comes with each request and
// goes back with the answer.
package main

import (
	"time"

	"paraspinal/ruleset"
	"paraspinal/web"
)

func main() {
	s := &web.Server{Set: ruleset.Embedded(), Words: ruleset.Words, Now: time.Now, Keeper: web.Device{}, OnDevice: true, Offline: true}
	serve(s.Handler(), s.Build())
}
