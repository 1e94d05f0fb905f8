package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/web/locale"
)

// A handler answers one request or returns why it cannot; serve turns that
// into a page. So no handler writes an error itself.
type handler func(*visit) error

// A visit is one request with what pages ask about it: who, in which language,
// when.
type visit struct {
	*http.Request
	w       http.ResponseWriter
	s       *Server
	lang    *locale.Language
	now     time.Time
	actor   desk.Actor  // zero before sign-in
	session openSession // zero before sign-in
	sent    *sentFile   // the form's file, where the route takes one
	whole   io.Reader   // what the browser sends, without the bound of a form
}

// maxForm bounds a form; a picture has its own bound. Half a megabyte of text
// in a form is three times as long, since each byte is written as %E6.
const maxForm = 2 << 20

// maxUpload bounds what Capture takes: a picture of 60 megapixels as PNG.
const maxUpload = 40 << 20

// open registers a page that needs no sign-in.
func (s *Server) open(pattern string, h handler) { s.route(pattern, h, admits{}) }

// page registers a page for officers who have signed in.
func (s *Server) page(pattern string, h handler) { s.route(pattern, h, admits{officers: true}) }

// admits says who may ask and what they may send.
type admits struct {
	officers bool // nobody else
	file     bool // the form may bring a file
	unready  bool // also who has to set up a second factor first
}

func (s *Server) route(pattern string, h handler, who admits) {
	s.known = append(s.known, pattern)
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Request: r, w: w, s: s, now: s.config.Now(),
			lang: s.words.Match(cookieValue(r, langCookie), r.Header.Get("Accept-Language"))}
		defer func() {
			switch fault := recover(); fault {
			case nil:
			case http.ErrAbortHandler, errAnswered:
				panic(fault)
			default:
				s.config.Log.Error("page panicked", "request", w.Header().Get(requestHeader), "route", v.Pattern, "stack", string(debug.Stack())) // what was passed to panic may hold a value
				s.serveError(v, &lanna.Error{Kind: lanna.Internal, Code: "panic"})
			}
		}()
		if err := s.answer(v, h, who); err != nil {
			if v.signedIn() {
				v.drain()
			}
			s.serveError(v, err)
		}
	})
	inSession := answered(s.sessions.LoadAndSave(answer))
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Lanna-Background") == "" {
			inSession.ServeHTTP(w, r)
			return
		}
		// What a page asks by itself must not keep an empty chair signed in.
		ctx, err := s.sessions.Load(r.Context(), cookieValue(r, s.sessions.Cookie.Name))
		if err != nil {
			s.sessionFailed(w, r, err)
			return
		}
		answer.ServeHTTP(w, r.WithContext(ctx))
	})
}

// answer finds out who asks before it reads what they send, and checks the
// form's token before it takes a file in: a stranger's upload is not read.
func (s *Server) answer(v *visit, h handler, who admits) error {
	if err := s.identify(v); err != nil {
		return err
	}
	if who.officers && !v.signedIn() {
		return v.redirect("/sign-in?next=" + url.QueryEscape(v.comeBack()))
	}
	if who.officers && v.session.enrol && !who.unready {
		return v.redirect("/account/authenticator")
	}
	if v.posts() {
		read, limit := readForm, int64(maxForm)
		if who.file {
			read, limit = v.readToFile, maxUpload
		}
		v.whole = v.Body
		v.Body = http.MaxBytesReader(v.w, v.Body, limit)
		if v.signedIn() { // drain reads on, so the connection need not be cut
			v.Body = http.MaxBytesReader(nil, io.NopCloser(v.whole), limit)
		}
		if err := read(v.Request); err != nil {
			return err
		}
		if err := s.checkCSRF(v.Request); err != nil {
			return err
		}
	}
	return h(v)
}

// readForm reads a form to its end, so that a connection that was cut in the
// middle is an error and never half a form.
func readForm(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err, "text-too-large")
	}
	return nil
}

// formError says why a form was not taken in; large is the code of one that is
// too large.
func formError(err error, large string) error {
	if e, ok := errors.AsType[*lanna.Error](err); ok {
		return e
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &lanna.Error{Kind: lanna.Invalid, Code: large}
	}
	return &lanna.Error{Kind: lanna.Invalid, Code: "form-cut"}
}

func (v *visit) posts() bool { return v.Method != http.MethodGet && v.Method != http.MethodHead }

// byScript reports whether htmx asks for a part of the page.
func (v *visit) byScript() bool { return v.Header.Get("HX-Request") != "" }

// comeBack is the page to return to after a step in between: this one, or for
// a form the page that it was on.
func (v *visit) comeBack() string {
	if !v.posts() && !v.byScript() {
		return localPath(v.URL.RequestURI())
	}
	if from, err := url.Parse(v.Referer()); err == nil && from.Path != "" {
		return localPath(from.RequestURI())
	}
	return "/queue"
}

// serveError is the one place that shows an error: plain words, what to do,
// and a code to tell to whoever helps. "Not there" and "not yours" are one
// page. Only internal errors are logged, by code.
func (s *Server) serveError(v *visit, err error) {
	kind, code := lanna.KindOf(err), lanna.CodeOf(err)
	if kind == lanna.Internal || kind == lanna.Integrity {
		s.config.Log.Error("page failed", "request", v.w.Header().Get(requestHeader), "route", v.Pattern, "code", code, "err", err)
	}
	p := errorPage{Shell: v.shell("error.title", ""), Kind: kindNames[kind], Code: code, Retry: v.Method == http.MethodGet && kind != lanna.NotFound}
	p.Words = v.lang.First("error.code."+code, "error.kind."+p.Kind)
	if e, ok := errors.AsType[*lanna.Error](err); ok && kind != lanna.NotFound {
		p.ID = e.ID
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("X-Lanna-Code", code)
	v.w.WriteHeader(statusOf[kind])
	part := "page"
	if v.byScript() {
		part = "problem-detail"
	}
	if err := s.pages.part(v.w, v.lang, "error", part, p); err != nil {
		s.config.Log.Error("error page failed", "request", v.w.Header().Get(requestHeader), "route", v.Pattern, "err", err)
	}
}

type errorPage struct {
	Shell
	Kind, Code, ID, Words string
	Retry                 bool
}

var statusOf = map[lanna.ErrorKind]int{
	lanna.Internal:    http.StatusInternalServerError,
	lanna.Invalid:     http.StatusUnprocessableEntity,
	lanna.NotFound:    http.StatusNotFound,
	lanna.Denied:      http.StatusForbidden,
	lanna.Conflict:    http.StatusConflict,
	lanna.Locked:      http.StatusLocked,
	lanna.Unavailable: http.StatusServiceUnavailable,
	lanna.Integrity:   http.StatusInternalServerError,
	lanna.Exhausted:   http.StatusTooManyRequests,
}

var kindNames = map[lanna.ErrorKind]string{
	lanna.Internal: "internal", lanna.Invalid: "invalid", lanna.NotFound: "not-found", lanna.Denied: "denied",
	lanna.Conflict: "conflict", lanna.Locked: "locked", lanna.Unavailable: "unavailable",
	lanna.Integrity: "integrity", lanna.Exhausted: "exhausted",
}

func (s *Server) notFound(*visit) error { return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"} }

// render writes a page.
func (v *visit) render(page string, data any) error { return v.s.pages.render(v.w, v.lang, page, data) }

// redirect answers a form: the browser loads the page anew, so that a reload
// never sends a form twice. htmx is told to leave the page as well.
func (v *visit) redirect(to string) error {
	if v.byScript() {
		v.w.Header().Set("HX-Redirect", to)
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(v.w, v.Request, to, http.StatusSeeOther)
	return nil
}

// done redirects and says there once what was done.
func (v *visit) done(to, messageKey string, pairs ...string) error {
	return v.tell(to, v.lang.Text(messageKey, pairs...))
}

// tell is done with a message that is in words already.
func (v *visit) tell(to, message string) error {
	v.s.sessions.Put(v.Context(), keyMessage, message)
	return v.redirect(to)
}

// localPath returns p if it is a path on this node, else the queue: a sign-in
// link must not be able to send an officer elsewhere.
func localPath(p string) string {
	control := func(r rune) bool { return r < 0x20 || r == 0x7f } // browsers drop tabs and line ends before they read an address
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.Contains(p, `\`) || strings.ContainsFunc(p, control) {
		return "/queue"
	}
	return p
}
