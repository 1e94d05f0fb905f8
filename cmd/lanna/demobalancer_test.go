package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A balancer sends forms to all in turn, whole, and to the one that is left when the
// other is gone.
func TestABalancerPassesOverWhoIsGone(t *testing.T) {
	said := func(name string) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body) // cut short shows in what is said
			fmt.Fprint(w, name, " ", r.Host, " ", r.Header.Get("X-Forwarded-For"), " ", string(body))
		}))
	}
	a, b := said("a"), said("b")
	defer b.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	front := newBalancer(l, []string{a.Listener.Addr().String(), b.Listener.Addr().String()})
	defer front.close()
	post := func() string {
		t.Helper()
		answer, err := http.Post("http://"+l.Addr().String()+"/queue", "text/plain", strings.NewReader("EXERCISE"))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		got, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		name, rest, _ := strings.Cut(string(got), " ")
		if want := l.Addr().String() + " 127.0.0.1 EXERCISE"; rest != want {
			t.Errorf("%q came as %q", want, rest)
		}
		return name
	}
	if both := post() + post(); both != "ab" && both != "ba" {
		t.Errorf("not in turn: %s", both)
	}
	a.CloseClientConnections()
	a.Close()
	if got := post() + post() + post(); got != "bbb" {
		t.Errorf("with one gone: %s", got)
	}
}
