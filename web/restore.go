package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"paraspinal/care"
)

// RestorePage takes a backup.
type RestorePage struct {
	Page
	Text    string // as pasted
	Problem string
}

func showRestore(v *visit) error {
	return v.render(http.StatusOK, "settings_restore", RestorePage{Page: v.base(v.T("settings.restore.title"), v.url("/settings"))})
}

// ReplacePage shows what a backup holds and what it would replace. Nothing is
// kept until the person says so: the backup waits in the form.
type ReplacePage struct {
	Page
	Text string
	New  []string
	Old  []string
	Lost []string
	When string // latest answer in the backup
}

func restore(v *visit) error {
	text, err := v.backupText()
	if err != nil {
		return err
	}
	return v.offer(text)
}

// offer reads a backup and asks whether it may replace the file.
func (v *visit) offer(text string) error {
	f, lost, problem := v.decode(text)
	if problem != "" {
		p := RestorePage{Page: v.base(v.T("settings.restore.title"), v.url("/settings")), Problem: problem}
		p.Error = true
		if len(text) < 64<<10 {
			p.Text = text
		}
		return v.render(http.StatusUnprocessableEntity, "settings_restore", p)
	}
	p := ReplacePage{Page: v.base(v.T("settings.replace.title"), v.url("/settings/restore")), Text: text, New: v.counts(f), Old: v.counts(v.file)}
	if !f.At.IsZero() {
		p.When = v.When(f.At.In(v.now.Location()))
	}
	for _, l := range lost {
		p.Lost = append(p.Lost, strings.TrimSpace(l.ID+" "+l.Value))
	}
	return v.render(http.StatusOK, "settings_replace", p)
}

func (v *visit) decode(text string) (*care.File, []care.Lost, string) {
	if strings.TrimSpace(text) == "" {
		return nil, nil, v.T("settings.restore.error.none")
	}
	f, lost, err := care.Decode([]byte(text), v.Set)
	switch {
	case errors.Is(err, care.ErrNewer):
		return nil, nil, v.T("settings.restore.error.newer")
	case err != nil:
		return nil, nil, v.T("settings.restore.error.file")
	case f.Empty():
		return nil, nil, v.T("settings.restore.error.empty")
	}
	return f, lost, ""
}

// backupText is the backup that a form brings: a file, or pasted text.
func (v *visit) backupText() (string, error) {
	kind, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		if err := v.form(); err != nil {
			return "", err
		}
		return v.r.PostForm.Get("text"), nil
	}
	if err := unreadable(v.r.ParseMultipartForm(mostForm)); err != nil { // all of it in memory: a request has no more
		return "", err
	}
	defer func() { _ = v.r.MultipartForm.RemoveAll() }() // nothing was written to a disk
	if f, _, err := v.r.FormFile("file"); err == nil {
		b, err := io.ReadAll(f)
		if err != nil {
			return "", err
		}
		if len(b) > 0 {
			return string(b), nil
		}
	}
	return v.r.PostForm.Get("text"), nil
}

// replace puts the backup in the place of the file.
func replace(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	text := v.r.PostForm.Get("text")
	f, _, problem := v.decode(text)
	if problem != "" || v.rev() != v.file.Rev {
		return v.offer(text) // what would be lost is not what was shown: ask again
	}
	v.file.Adopt(f, v.now)
	return v.keepAnd("/settings?note=restored")
}

// counts says what is in a file.
func (v *visit) counts(f *care.File) []string {
	var out []string
	for _, c := range []struct {
		key string
		n   int
	}{
		{"settings.holds.answers", len(f.Findings)}, {"settings.holds.history", len(f.History)},
		{"settings.holds.diary", len(f.Diary)}, {"settings.holds.goaheads", len(f.GoAheads)},
	} {
		if c.n > 0 {
			out = append(out, v.N(c.key, c.n))
		}
	}
	if f.Session != nil {
		out = append(out, v.T("settings.holds.session"))
	}
	return out
}
