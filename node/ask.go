package node

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/store"
)

// A Call is one verb of the command line, asked of a node by an officer.
type Call struct {
	Verb     string          `json:"verb"` // as in "alert.ack"; see calls.go
	Login    string          `json:"login"`
	Password string          `json:"password"`
	Why      desk.Why        `json:"why"`
	Args     json.RawMessage `json:"args,omitempty"`
}

// maxCall bounds a call and its answer; a picture goes in as base64.
const maxCall = 64 << 20

// wireError is an error on the control socket.
type wireError struct {
	Kind lanna.ErrorKind `json:"kind"`
	Code string          `json:"code"`
	ID   string          `json:"id,omitempty"`
}

// Ask asks the node in a data folder: over its socket where it is being
// served, else by opening it for this one call. passphrase is asked for only
// in the second case. A node whose database is in use and whose socket does not
// answer is starting or ending, or another verb has it; it is tried again for as
// long as cfg.Patience says. A node that ends amid the call is Unavailable,
// "node-gone": the call is never given twice, since it may have been done.
func Ask(ctx context.Context, cfg Config, passphrase func() (string, error), c Call, out any) error {
	answer, err := askSocket(ctx, filepath.Join(cfg.Dir, socketFile), c)
	if errors.Is(err, errNotServed) {
		if cfg.Passphrase, err = passphrase(); err != nil {
			return err
		}
		answer, err = askOpened(ctx, cfg, c)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, out)
}

// askOpened opens the node for one call, or asks it over its socket once it has one.
func askOpened(ctx context.Context, cfg Config, c Call) (answer json.RawMessage, err error) {
	end := time.Now().Add(cfg.Patience)
	for {
		var n *Node
		if n, err = open(ctx, cfg); err == nil {
			return answerAndClose(ctx, n, c)
		}
		if !errors.Is(err, store.ErrLocked) {
			return nil, err
		}
		if answer, served := askSocket(ctx, filepath.Join(cfg.Dir, socketFile), c); !errors.Is(served, errNotServed) {
			return answer, served
		}
		if !again(ctx, end) {
			return nil, err
		}
	}
}

func answerAndClose(ctx context.Context, n *Node, c Call) (json.RawMessage, error) {
	got, err := n.answer(ctx, c)
	if err := errors.Join(err, n.Close()); err != nil {
		return nil, err
	}
	return json.Marshal(got)
}

// againAfter is how often a database that another process has is tried.
const againAfter = 50 * time.Millisecond

// again waits until it is time to try again; false when the time is over.
func again(ctx context.Context, end time.Time) bool {
	if !time.Now().Before(end) {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(againAfter):
		return true
	}
}

// errNotServed says that nobody answers on the node's socket.
var errNotServed = errors.New("node is not being served")

func askSocket(ctx context.Context, path string, c Call) (json.RawMessage, error) {
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}}}
	defer client.CloseIdleConnections()
	body, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://node/call", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, cutOff(ctx, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxCall))
	if err != nil {
		return nil, cutOff(ctx, err)
	}
	if res.StatusCode == http.StatusOK {
		return b, nil
	}
	var e wireError
	if err := json.Unmarshal(b, &e); err != nil {
		return nil, fmt.Errorf("node answered %s", res.Status)
	}
	return nil, &lanna.Error{Kind: e.Kind, Code: e.Code, ID: e.ID}
}

// cutOff tells a node that could not be reached, which has heard nothing, from one
// that went away amid a call. Whoever took the second for the first gave the call
// twice, and held the database while the node was started again.
func cutOff(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return errors.Join(errNotServed, err)
	}
	return &lanna.Error{Kind: lanna.Unavailable, Code: "node-gone", Err: err}
}

func (n *Node) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /call", func(w http.ResponseWriter, r *http.Request) {
		var c Call
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxCall)).Decode(&c); err != nil {
			writeError(w, &lanna.Error{Kind: lanna.Invalid, Code: "call-malformed"})
			return
		}
		got, err := n.answer(r.Context(), c)
		if err != nil {
			n.cfg.Log.Info("call failed", "verb", c.Verb, "err", err)
			writeError(w, err)
			return
		}
		json.NewEncoder(w).Encode(got) //nolint:errcheck // the caller went away
	})
	return mux
}

func writeError(w http.ResponseWriter, err error) {
	e := wireError{Kind: lanna.KindOf(err), Code: lanna.CodeOf(err)}
	if le, ok := errors.AsType[*lanna.Error](err); ok && le.Kind != lanna.NotFound { // the id of a record that a label named would tell that it is there
		e.ID = le.ID
	}
	w.WriteHeader(http.StatusUnprocessableEntity)
	json.NewEncoder(w).Encode(e) //nolint:errcheck // the caller went away
}
