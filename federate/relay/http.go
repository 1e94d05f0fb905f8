package relay

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/identity"
)

// Paths and forms of the relay's HTTP, which federate/https speaks. A page of
// messages is frames of place (8 bytes), length (4 bytes) and message; the list
// of what is given up is places alone. All numbers are big endian.
const (
	PathMessages = "/v1/messages"
	PathForget   = "/v1/forget"

	pageBytes   = 1 << 20 // at most; a receiver asks for less on a narrow link
	maxForget   = 1 << 16 // places
	longestWait = 55 * time.Second
)

func (r *Relay) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathMessages, r.as(r.post))
	mux.HandleFunc("GET "+PathMessages, r.as(r.get))
	mux.HandleFunc("POST "+PathForget, r.as(r.forgetPlaces))
	return mux
}

// as calls f with the party at the other end. One that was taken off the list
// while its connection stood is refused here.
func (r *Relay) as(f func(w http.ResponseWriter, q *http.Request, party lanna.WriterID) error) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		party, err := identity.Peer(*q.TLS)
		if err == nil && !r.c.Parties()[party] {
			err = identity.ErrPeer
		}
		if err != nil {
			http.Error(w, "party-unknown", http.StatusForbidden)
			return
		}
		if err := f(w, q, party); err != nil {
			r.c.Log.Info("refused", "party", party.String(), "code", lanna.CodeOf(err), "err", err)
			http.Error(w, lanna.CodeOf(err), statusOf(lanna.KindOf(err)))
		}
	}
}

func statusOf(k lanna.ErrorKind) int {
	switch k {
	case lanna.Invalid:
		return http.StatusBadRequest
	case lanna.NotFound:
		return http.StatusNotFound
	case lanna.Denied:
		return http.StatusForbidden
	case lanna.Exhausted:
		return http.StatusTooManyRequests
	case lanna.Unavailable:
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

func (r *Relay) post(w http.ResponseWriter, q *http.Request, party lanna.WriterID) error {
	m, err := io.ReadAll(http.MaxBytesReader(w, q.Body, federate.MaxMessage))
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "message-malformed", Err: err}
	}
	if err := r.Put(party, m); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// get answers with what waits, or waits itself until something comes.
func (r *Relay) get(w http.ResponseWriter, q *http.Request, party lanna.WriterID) error {
	seconds, _ := strconv.Atoi(q.FormValue("wait")) // absent: answers at once
	ctx, cancel := context.WithTimeout(q.Context(), min(time.Duration(seconds)*time.Second, longestWait))
	defer cancel()
	size, _ := strconv.Atoi(q.FormValue("size")) // absent: a whole page
	b, err := r.Next(ctx, party, q.FormValue("lanes"), size)
	switch {
	case err != nil:
		return err
	case len(b) == 0:
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(b) // a receiver that went away asks again
	return nil
}

func (r *Relay) forgetPlaces(w http.ResponseWriter, q *http.Request, party lanna.WriterID) error {
	b, err := io.ReadAll(http.MaxBytesReader(w, q.Body, 8*maxForget))
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "places-malformed", Err: err}
	}
	if err := r.Forget(party, b); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
