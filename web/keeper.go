package web

import (
	"bytes"
	"compress/flate"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"paraspinal/care"
	"paraspinal/ruleset"
)

// Keeper brings the person's file to a request and takes it away again.
type Keeper interface {
	// Load gives the file of the request; a new one when there is none.
	Load(r *http.Request, set *ruleset.Set) (*care.File, error)
	// Save keeps a changed file. It may set headers, so it comes first.
	Save(w http.ResponseWriter, r *http.Request, set *ruleset.Set, f *care.File) error
	// Stopped keeps a stop by itself: no answer to another request, which may
	// bring an older file, takes it back. It may set headers, so it comes first.
	Stopped(w http.ResponseWriter, r *http.Request, s care.Stopped) error
	// Forget erases the file.
	Forget(w http.ResponseWriter, r *http.Request)
}

// errTooMuch is for a file that does not fit.
var errTooMuch = errors.New("the file is too large to be kept")

// Cookies keeps the file in sealed cookies: the server keeps nothing. A cookie
// lasts as long as the browser is open.
type Cookies struct {
	seal   cipher.AEAD
	secure bool
}

// NewCookies makes a keeper from a secret of 32 bytes. secure is false only
// where pages are served without TLS.
func NewCookies(secret []byte, secure bool) (*Cookies, error) {
	if len(secret) != 32 {
		return nil, fmt.Errorf("the secret has %d bytes, not 32", len(secret))
	}
	b, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	a, err := cipher.NewGCMWithRandomNonce(b)
	if err != nil {
		return nil, err
	}
	return &Cookies{a, secure}, nil
}

const (
	cookiePart = 3800 // browsers take 4096 bytes with name and attributes
	mostParts  = 6
	stopPart   = mostParts // the cookie of the latest stops
	mostFile   = 1 << 20   // unpacked
)

func (c *Cookies) name(part int) string {
	n := "ps" + strconv.Itoa(part)
	if c.secure {
		n = "__Host-" + n
	}
	return n
}

// Load opens the cookies. Sealed by another server, or damaged, they count as
// none: the person starts anew.
func (c *Cookies) Load(r *http.Request, set *ruleset.Set) (*care.File, error) {
	f := care.New(set)
	if b := c.open(r); b != nil {
		if read, _, err := care.Decode(b, set); err == nil {
			f = read
		}
	}
	for _, s := range c.stops(r) {
		f.Heed(set, s)
	}
	return f, nil
}

func (c *Cookies) open(r *http.Request) []byte {
	var text []byte
	for i := range mostParts {
		k, err := r.Cookie(c.name(i))
		if err != nil || k.Value == "" {
			break
		}
		text = append(text, k.Value...)
	}
	sealed, err := base64.RawURLEncoding.DecodeString(string(text))
	if err != nil || len(sealed) == 0 {
		return nil
	}
	packed, err := c.seal.Open(nil, nil, sealed, []byte("file"))
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), mostFile+1))
	if err != nil || len(b) > mostFile {
		return nil
	}
	return b
}

// packers are kept, because each has tables of a megabyte.
var packers = sync.Pool{New: func() any {
	z, _ := flate.NewWriter(nil, flate.BestSpeed) // the level is right
	return z
}}

// Save seals the file into cookies.
func (c *Cookies) Save(w http.ResponseWriter, r *http.Request, set *ruleset.Set, f *care.File) error {
	b, err := f.Encode(set)
	if err != nil {
		return err
	}
	if len(b) > mostFile {
		return errTooMuch // it would pack well, and Load would not open it
	}
	var packed bytes.Buffer
	z := packers.Get().(*flate.Writer)
	defer packers.Put(z)
	z.Reset(&packed)
	if _, err := z.Write(b); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	text := base64.RawURLEncoding.EncodeToString(c.seal.Seal(nil, nil, packed.Bytes(), []byte("file")))
	if len(text) > cookiePart*mostParts {
		return errTooMuch
	}
	for i := range mostParts {
		part := text[min(i*cookiePart, len(text)):min((i+1)*cookiePart, len(text))]
		if part == "" {
			if _, err := r.Cookie(c.name(i)); err == nil {
				c.set(w, i, "", -1)
			}
			continue
		}
		c.set(w, i, part, 0)
	}
	return nil
}

// mostStops is how many stops are kept by themselves.
const mostStops = 4

// Stopped adds a stop to the cookie of the latest ones.
func (c *Cookies) Stopped(w http.ResponseWriter, r *http.Request, s care.Stopped) error {
	all := append(c.stops(r), s)
	b, err := json.Marshal(all[max(len(all)-mostStops, 0):])
	if err != nil {
		return err
	}
	c.set(w, stopPart, base64.RawURLEncoding.EncodeToString(c.seal.Seal(nil, nil, b, []byte("stops"))), 0)
	return nil
}

// stops opens what Stopped has sealed.
func (c *Cookies) stops(r *http.Request) (all []care.Stopped) {
	k, err := r.Cookie(c.name(stopPart))
	if err != nil {
		return nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(k.Value)
	if err != nil {
		return nil
	}
	b, err := c.seal.Open(nil, nil, sealed, []byte("stops"))
	if err != nil || json.Unmarshal(b, &all) != nil {
		return nil // sealed by another server
	}
	return all
}

// Forget erases the cookies.
func (c *Cookies) Forget(w http.ResponseWriter, r *http.Request) {
	if _, err := r.Cookie(c.name(stopPart)); err == nil {
		c.set(w, stopPart, "", -1)
	}
	for i := range mostParts {
		if _, err := r.Cookie(c.name(i)); err == nil {
			c.set(w, i, "", -1)
		}
	}
}

func (c *Cookies) set(w http.ResponseWriter, part int, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: c.name(part), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteStrictMode})
}

// Secret makes a secret for NewCookies that nobody else knows. Files sealed
// with it cannot be opened after a restart.
func Secret() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return b
}

// Device keeps the file where the person's browser says: the bytes come with
// the request and go back with the answer.
type Device struct{}

type deviceKey struct{}

// Held is a file as the browser holds it.
type Held struct {
	File    []byte    // as Encode wrote it; nil: there is none
	Keep    bool      // the person wants it kept after this visit
	Saved   time.Time // last backup; zero: none
	Newer   bool      // a newer build waits to be used
	Changed bool      // File, Keep or Saved is new
	Lost    []care.Lost
}

// WithHeld puts what the browser holds into the context of a request.
func WithHeld(ctx context.Context, h *Held) context.Context {
	return context.WithValue(ctx, deviceKey{}, h)
}

func held(r *http.Request) *Held {
	h, ok := r.Context().Value(deviceKey{}).(*Held)
	if !ok {
		return &Held{}
	}
	return h
}

// Load reads the browser's file. One that cannot be read is never overwritten:
// the error says so.
func (Device) Load(r *http.Request, set *ruleset.Set) (*care.File, error) {
	h := held(r)
	if len(h.File) == 0 {
		f := care.New(set)
		f.Zone = care.LocalZone
		return f, nil
	}
	f, lost, err := care.Decode(h.File, set)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnread, err)
	}
	h.Lost = lost
	f.Zone = care.LocalZone
	return f, nil
}

// Save hands the file back to the browser.
func (Device) Save(_ http.ResponseWriter, r *http.Request, set *ruleset.Set, f *care.File) error {
	b, err := f.Encode(set)
	if err != nil {
		return err
	}
	h := held(r)
	h.File, h.Changed = b, true
	return nil
}

// Stopped has nothing to do: requests of a device come one after the other.
func (Device) Stopped(http.ResponseWriter, *http.Request, care.Stopped) error { return nil }

// Forget erases the file.
func (Device) Forget(_ http.ResponseWriter, r *http.Request) {
	h := held(r)
	*h = Held{Newer: h.Newer, Changed: true}
}
