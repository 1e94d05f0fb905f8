package relay

import (
	"io"
	"net"
	"testing"
	"time"
)

// Connections that are too many are closed at once, and there is room again when one
// goes. Twice, because a connection may be closed more than once.
func TestConnectionsAreBound(t *testing.T) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := make(chan string, 10)
	b := &bound{Listener: on, most: 2, each: 1, full: func(at string) { refused <- at }}
	defer b.Close()
	held := make(chan net.Conn)
	go func() {
		for {
			c, err := b.Accept()
			if err != nil {
				close(held)
				return
			}
			held <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", on.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	for range 2 {
		dial()
		one := <-held
		dial()
		two := <-held
		third := dial()
		if at := <-refused; at != "127.0.0.1" {
			t.Errorf("refused %s", at)
		}
		_ = third.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := third.Read(make([]byte, 1)); err == nil {
			t.Error("one too many was not closed")
		} else if ne, ok := err.(net.Error); ok && ne.Timeout() {
			t.Error("one too many is still open")
		}
		for _, c := range []io.Closer{one, two, one, two} {
			c.Close()
		}
	}
	if b.all != 0 || len(b.of) != 0 {
		t.Errorf("%d connections are counted, %v", b.all, b.of)
	}
}

// Of one address fewer are held than in all; a network of 64 bits is one.
func TestConnectionsOfOneAddressAreBound(t *testing.T) {
	b := &bound{most: 3, each: 2}
	at := func(s string) (string, bool) {
		a, err := net.ResolveTCPAddr("tcp", s)
		if err != nil {
			t.Fatal(err)
		}
		return addressOf(a)
	}
	for _, one := range []struct {
		from string
		in   bool
	}{{"[2001:db8::1]:9", true}, {"[2001:db8::2]:9", true}, {"[2001:db8::3]:9", false}, {"198.51.100.7:9", true}, {"198.51.100.8:9", false}} {
		if got := b.enter(at(one.from)); got != one.in {
			t.Errorf("%s: %v", one.from, got)
		}
	}
}
