package web

import (
	"net/http"
	"time"
)

func (s *Server) settingsRoutes(on route) {
	on("GET /settings", settings)
	on("POST /settings/keep", keepFile)
	on("GET /settings/backup", backup)
	on("GET /settings/case", exportCase)
	on("GET /settings/restore", showRestore)
	on("POST /settings/restore", restore)
	on("POST /settings/replace", replace)
	on("GET /settings/delete", showDelete)
	on("POST /settings/delete", deleteAll)
	on("GET /settings/gone", gone)
	on("GET /settings/update", update)
}

// SettingsPage says where the person's data is and what can be done with it.
type SettingsPage struct {
	Page
	Note  string
	Keep  bool // the file stays on this device after the visit
	Saved string
	Lost  []string // what an older file had and the protocol no longer has
	Holds []string // what is in the file
}

func settings(v *visit) error {
	p := SettingsPage{Page: v.base(v.T("settings.title"), v.url("/"))}
	switch note := v.r.URL.Query().Get("note"); note {
	case "kept", "notkept", "restored", "nothing":
		p.Note = v.T("settings.note." + note)
	}
	p.Holds = v.counts(v.file)
	if v.s.OnDevice {
		h := held(v.r)
		p.Keep = h.Keep
		if !h.Saved.IsZero() {
			p.Saved = v.When(h.Saved.In(v.now.Location()))
		}
		for _, l := range h.Lost {
			p.Lost = append(p.Lost, l.ID)
		}
	}
	return v.render(http.StatusOK, "settings", p)
}

// keepFile turns keeping on this device on or off.
func keepFile(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	keep := v.r.PostForm.Get("keep")
	if !v.s.OnDevice || keep != "yes" && keep != "no" {
		return errForm
	}
	h := held(v.r)
	h.Keep, h.Changed = keep == "yes", true
	if h.Keep {
		return v.redirect("/settings?note=kept")
	}
	return v.redirect("/settings?note=notkept")
}

// backup gives the whole file away, to be read again by restore.
func backup(v *visit) error {
	if v.file.Empty() {
		return v.redirect("/settings?note=nothing")
	}
	b, err := v.file.Portable().Encode(v.Set)
	if err != nil {
		return err
	}
	if v.s.OnDevice {
		h := held(v.r)
		h.Saved, h.Changed = v.now, true
	}
	attach(v.w, "paraspinal-"+v.now.Format(time.DateOnly)+".json", b)
	return nil
}

// exportCase gives the answers as a case file for other software.
func exportCase(v *visit) error {
	if v.file.Empty() {
		return v.redirect("/settings?note=nothing")
	}
	b, err := v.file.CaseFile(v.Set)
	if err != nil {
		return err
	}
	attach(v.w, "paraspinal-case-"+v.now.Format(time.DateOnly)+".json", b)
	return nil
}

// DeletePage asks before everything is erased.
type DeletePage struct {
	Page
	Holds []string
}

func showDelete(v *visit) error {
	p := DeletePage{Page: v.base(v.T("settings.delete.title"), v.url("/settings")), Holds: v.counts(v.file)}
	return v.render(http.StatusOK, "settings_delete", p)
}

func deleteAll(v *visit) error {
	v.s.Keeper.Forget(v.w, v.r)
	if !v.s.OnDevice {
		// Pages that the browser holds for Back go too. Storage stays: the
		// service worker lives there.
		v.w.Header().Set("Clear-Site-Data", `"cookies"`)
	}
	return v.redirect("/settings/gone")
}

// gone says that everything is erased. It is true only while it is.
func gone(v *visit) error {
	if !v.file.Empty() {
		return v.redirect("/settings")
	}
	p := Plain{Page: v.base(v.T("settings.gone.title"), ""), Text: []string{v.T("settings.gone.text.1"), v.T("settings.gone.text.2")}, Link: v.url("/"), Do: v.T("settings.gone.do"), Erased: true}
	return v.render(http.StatusOK, "plain", p)
}

// UpdatePage asks to use the newer version that waits.
type UpdatePage struct {
	Page
	Newer bool
}

func update(v *visit) error {
	p := UpdatePage{Page: v.base(v.T("settings.update.title"), v.url("/")), Newer: held(v.r).Newer}
	if v.s.OnDevice && !p.Newer {
		return v.redirect("/")
	}
	return v.render(http.StatusOK, "settings_update", p)
}
