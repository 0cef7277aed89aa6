package main

import (
	"embed"
	"errors"
	"io/fs"
	"log/slog"

	"paraspinal/web"
	"paraspinal/web/offline"
)

//go:embed all:offline
var offlineFiles embed.FS

// offer adds the offline module to the site where it was built for it. A site
// without it works.
func offer(s *web.Server, log *slog.Logger) {
	dir, err := fs.Sub(offlineFiles, "offline")
	if err != nil {
		panic(err) // the folder is embedded
	}
	m, err := offline.Open(dir, s)
	switch {
	case errors.Is(err, offline.ErrNone):
		log.Info("served without the offline module", "build_it", "make offline")
	case err != nil:
		log.Warn("served without the offline module", "error", err)
	default:
		s.Module, s.Offline = m, true
	}
}
