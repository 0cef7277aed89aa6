package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // the person's calendar must not depend on the machine

	"github.com/spf13/cobra"

	"paraspinal/ruleset"
	"paraspinal/web"
)

// serveConfig is how the site is served.
type serveConfig struct {
	addr    string
	metrics string
	secret  string // hex, 32 bytes; empty: a new one at each start
	https   bool   // the site is reached over TLS, here or at a proxy
	grace   time.Duration
}

func (a *app) serveCmd() *cobra.Command {
	cfg := serveConfig{addr: a.envOr("PARASPINAL_ADDR", "127.0.0.1:8080"), metrics: a.env("PARASPINAL_METRICS_ADDR"), https: a.env("PARASPINAL_HTTPS") == "true"}
	secretFile := a.env("PARASPINAL_SECRET_FILE")
	c := &cobra.Command{
		Use:   "serve",
		Short: "Open the site: check, plan, guided session and diary in the browser",
		Long: `Opens the pages for the person. The server keeps nothing about anybody: answers are
sealed in the browser's own cookie, or never leave the device at all once the
offline module is there.

With several servers behind one address give each the same --secret-file: 64
hexadecimal digits, such as "openssl rand -hex 32" writes.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if secretFile != "" {
				b, err := os.ReadFile(secretFile)
				if err != nil {
					return inputError{err}
				}
				if cfg.secret = strings.TrimSpace(string(b)); cfg.secret == "" {
					return errSecret // never a secret of our own in its place
				}
			}
			return a.serve(cmd.Context(), cfg)
		},
	}
	f := c.Flags()
	f.StringVar(&cfg.addr, "addr", cfg.addr, "where to listen (PARASPINAL_ADDR)")
	f.StringVar(&cfg.metrics, "metrics-addr", cfg.metrics, "where Prometheus reads metrics; empty: nowhere (PARASPINAL_METRICS_ADDR)")
	f.StringVar(&secretFile, "secret-file", secretFile, "file with the secret that seals cookies; without it a restart forgets open checks (PARASPINAL_SECRET_FILE)")
	f.BoolVar(&cfg.https, "https", cfg.https, "the site is reached over TLS, here or at a proxy: cookies are bound to it (PARASPINAL_HTTPS=true)")
	f.DurationVar(&cfg.grace, "grace", 10*time.Second, "how long open requests may take after a stop")
	return c
}

func (a *app) envOr(name, or string) string {
	if v := a.env(name); v != "" {
		return v
	}
	return or
}

var errSecret = usagef("the secret is 64 hexadecimal digits")

func (c *serveConfig) key() ([]byte, error) {
	if c.secret == "" {
		return web.Secret(), nil
	}
	b, err := hex.DecodeString(c.secret)
	if err != nil || len(b) != 32 {
		return nil, errSecret
	}
	return b, nil
}

// serve runs the site until the context ends.
func (a *app) serve(ctx context.Context, cfg serveConfig) error {
	key, err := cfg.key()
	if err != nil {
		return err
	}
	keeper, err := web.NewCookies(key, cfg.https)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(a.err, nil))
	o := newObserver(log)
	site, err := a.site(keeper, o)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", cfg.addr)
	if err != nil {
		return inputError{fmt.Errorf("listen on %s: %w", cfg.addr, err)}
	}
	srv := newHTTPServer(o.wrap(site), log)
	done := make(chan error, 2)
	go func() { done <- srv.Serve(ln) }()
	var meters *http.Server
	if cfg.metrics != "" {
		mln, err := net.Listen("tcp", cfg.metrics)
		if err != nil {
			_ = ln.Close() // nothing was served yet
			return inputError{fmt.Errorf("listen on %s: %w", cfg.metrics, err)}
		}
		log.Info("metrics", "addr", mln.Addr().String())
		meters = newHTTPServer(o.metrics(), log)
		go func() { done <- meters.Serve(mln) }()
	}
	fmt.Fprintf(a.out, "Paraspinal is open at http://%s/ . Stop it with Ctrl-C.\n", ln.Addr())
	o.ready.Store(true)
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	o.ready.Store(false)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.grace)
	defer cancel()
	err = srv.Shutdown(stop)
	if meters != nil {
		err = errors.Join(err, meters.Shutdown(stop))
	}
	if err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// site is the pages as they are shipped.
func (a *app) site(keeper web.Keeper, o *observer) (http.Handler, error) {
	if err := a.load(); err != nil {
		return nil, err
	}
	words := ruleset.Words
	if a.protocolDir != "" {
		words = func(lang string) (*ruleset.Wording, error) {
			if lang == a.words.Language {
				return a.words, nil
			}
			return nil, fmt.Errorf("the protocol of %s has no wording in %q", a.protocolDir, lang)
		}
	}
	s := &web.Server{Set: a.set, Words: words, Now: a.now, Keeper: keeper, Fault: o.fault}
	offer(s, o.log)
	return s.Handler(), nil
}

// newHTTPServer bounds how long anything may take.
func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
}
