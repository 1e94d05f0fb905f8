package browsertest

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// A cut stands between browser and node and breaks the link: of everything, or
// of the answers to what is captured, which the node has by then.
type cut struct{ all, answers atomic.Bool }

// cutting puts a cut before the site.
func cutting(t *testing.T, s *site) *cut {
	t.Helper()
	u, err := url.Parse(s.url)
	must(t, err)
	to, c := httputil.NewSingleHostReverseProxy(u), &cut{}
	to.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	to.FlushInterval = -1
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.all.Load() || c.answers.Load() && r.Method == http.MethodGet {
			panic(http.ErrAbortHandler)
		}
		if c.answers.Load() && strings.HasPrefix(r.URL.Path, "/capture/") {
			to.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		to.ServeHTTP(w, r)
	}))
	front.Config.ErrorLog = nil
	t.Cleanup(front.Close)
	s.url = strings.Replace(front.URL, "127.0.0.1", "localhost", 1)
	return c
}
