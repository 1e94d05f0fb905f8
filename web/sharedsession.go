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

// sessionFailed says that the session could not be read or kept.
func (s *Server) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.serveError(&visit{Request: r, w: w, s: s, now: s.config.Now(), lang: s.words.Match(cookieValue(r, langCookie), r.Header.Get("Accept-Language"))}, err)
}
