//go:build !js

package main

import (
	"fmt"
	"net/http"
	"os"
)

// serve has nothing to serve outside a browser.
func serve(http.Handler, string) {
	fmt.Fprintln(os.Stderr, "This is the offline module of the pages. \"make offline\" builds it for browsers.")
	os.Exit(2)
}
