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

	"lanna"
	"lanna/desk"
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
// in the second case.
func Ask(ctx context.Context, cfg Config, passphrase func() (string, error), c Call, out any) error {
	answer, err := askSocket(ctx, filepath.Join(cfg.Dir, socketFile), c)
	if !errors.Is(err, errNotServed) {
		if err != nil {
			return err
		}
		return json.Unmarshal(answer, out)
	}
	if cfg.Passphrase, err = passphrase(); err != nil {
		return err
	}
	n, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	got, err := n.answer(ctx, c)
	if err := errors.Join(err, n.Close()); err != nil {
		return err
	}
	b, err := json.Marshal(got)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, out)
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
		return nil, errors.Join(errNotServed, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxCall))
	if err != nil {
		return nil, err
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
