package web

import (
	"net/http"
	"strings"

	"lanna"
	"lanna/web/locale"
)

func (s *Server) joinRoutes() {
	s.open("GET /join", func(v *visit) error { return s.showJoin(v, "", "") })
	s.open("POST /join", s.join)
}

type joinPage struct {
	Shell
	Name, Failed string
	Languages    []*locale.Language
}

func (s *Server) showJoin(v *visit, failed, name string) error {
	p := joinPage{Shell: v.shell("join.title", ""), Name: name, Failed: failed, Languages: s.words.Languages}
	p.Here = "/join"
	return v.render("join", p)
}

// join has an officer choose a password with the code that an administrator
// handed out. It signs nobody in: what comes next asks for the second factor.
func (s *Server) join(v *visit) error {
	name := strings.TrimSpace(v.FormValue("name"))
	err := error(&lanna.Error{Kind: lanna.Invalid, Code: "password-differs"})
	if v.FormValue("new") == v.FormValue("again") {
		err = s.desk.Join(v.Context(), name, v.FormValue("invitation"), v.FormValue("new"), v.remote())
	}
	if kind := lanna.KindOf(err); err != nil && (kind == lanna.Denied || kind == lanna.Exhausted || kind == lanna.Invalid) {
		v.retryAfter(err)
		v.w.WriteHeader(statusOf[kind])
		return s.showJoin(v, v.lang.First("error.code."+lanna.CodeOf(err), "error.kind.invalid"), name)
	}
	if err != nil {
		return err
	}
	v.w.WriteHeader(http.StatusOK)
	return v.showSignInSaying(v.lang.Text("join.done"), name)
}
