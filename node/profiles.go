package node

import (
	"net/http"
	"net/http/pprof"
)

// debugFile is the socket of the profiles, in the data folder.
const debugFile = "debug.sock"

// profiles serves Go's profiles. A profile holds names of functions, and a trace
// or a dump of the heap may hold more: they are never served over a network, and
// the socket is its owner's alone.
func (n *Node) profiles() (*server, error) {
	l, err := n.socket(debugFile)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return newServer(l, mux), nil
}
