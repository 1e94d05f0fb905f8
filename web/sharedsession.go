package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"lanna"
	"lanna/desk"
)

const sessionSpace = "session"

// A memorySessions keeps sessions where all processes of a node find them, so that
// any of them serves any browser. What it keeps opens with the browser's token alone.
type memorySessions struct {
	memory desk.Memory
	now    func() time.Time
}

var errNoContext = errors.New("sessions are kept with a context")

func (memorySessions) Delete(string) error                    { return errNoContext }
func (memorySessions) Find(string) ([]byte, bool, error)      { return nil, false, errNoContext }
func (memorySessions) Commit(string, []byte, time.Time) error { return errNoContext }

func (s memorySessions) DeleteCtx(ctx context.Context, token string) error {
	return s.memory.Forget(ctx, sessionSpace, token)
}

func (s memorySessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	m, err := s.memory.Recall(ctx, sessionSpace, token)
	if err != nil && lanna.KindOf(err) == lanna.NotFound {
		return nil, false, nil
	}
	return m.Value, err == nil, err
}

// CommitCtx keeps a session that changed, unless it has ended. Until when an officer's
// is good is for the book to say; that of a stranger goes when a form would.
func (s memorySessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(b)
	if err != nil {
		return err
	}
	holds := expiry.Sub(s.now())
	if values[keyOfficer] == nil {
		holds = min(holds, sessionIdle)
	}
	return s.memory.Remember(ctx, desk.Memo{Space: sessionSpace, Key: token, Value: b, For: holds})
}

// errAnswered is the panic that ends a handler whose answer was given in its place.
var errAnswered = errors.New("answered by an error page")

// sessionFailed says that the session could not be read, before the handler, or not
// kept, while it answers or after. Its own answer would then follow the error page,
// so it ends here.
func (s *Server) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	ctx, fresh := s.sessions.Load(r.Context(), "") // a session that was read stays as it is; no token asks no store
	unkept := fresh == nil && ctx == r.Context()
	if fresh == nil {
		r = r.WithContext(ctx)
	}
	if unkept {
		for _, name := range []string{"Location", "HX-Redirect", "Content-Length", "Content-Disposition"} {
			w.Header().Del(name) // of the answer that is not given
		}
	}
	s.serveError(&visit{Request: r, w: w, s: s, now: s.config.Now(), lang: s.words.Match(cookieValue(r, langCookie), r.Header.Get("Accept-Language"))}, err)
	if unkept {
		panic(errAnswered)
	}
}

// answered lets a handler end where sessionFailed answered in its place.
func answered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if fault := recover(); fault != nil && fault != errAnswered {
				panic(fault)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
