package main

import (
	"io"
	"net"
	"sync"
)

// A wire is a line to an address that can be cut and mended: the point's link
// to the relay runs through it.
type wire struct {
	net.Listener
	to string

	mu   sync.Mutex
	cut  bool
	open map[net.Conn]bool
}

func newWire(to string) (*wire, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &wire{Listener: l, to: to, open: map[net.Conn]bool{}}
	go w.run()
	return w, nil
}

func (w *wire) run() {
	for {
		in, err := w.Accept()
		if err != nil {
			return
		}
		go w.pass(in)
	}
}

func (w *wire) pass(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer out.Close()
	if !w.add(in, out) {
		return
	}
	defer w.remove(in, out)
	go func() {
		_, _ = io.Copy(out, in) // how it ends says nothing
		out.Close()
	}()
	_, _ = io.Copy(in, out)
}

// add reports whether a connection may stand.
func (w *wire) add(list ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range list {
		w.open[c] = true
	}
	return !w.cut
}

func (w *wire) remove(list ...net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range list {
		delete(w.open, c)
	}
}

// set cuts the line, with all that runs over it, or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut = cut; cut {
		for c := range w.open {
			c.Close()
		}
	}
}
