package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A fleet is the processes of the demo: the relay and a node each. Whoever
// stops it stops the nodes first, so that each can still say goodbye to the
// relay.
type fleet struct {
	p    *program
	logs string // folder of what the processes say
	gone func(c *child)

	mu       sync.Mutex
	children []*child // in the order in which they are stopped
	stopping atomic.Bool
}

// A child is one process of the fleet.
type child struct {
	name  string
	cmd   *exec.Cmd
	log   string
	ended chan struct{}
	err   error // once ended

	killed atomic.Bool // by the play
}

// startWithin bounds how long a process may take to serve.
const startWithin = 60 * time.Second

// start starts this program again with other arguments and waits for the first
// line that it prints, a JSON object, which it reads into ready.
func (f *fleet) start(name string, files []*os.File, ready any, args ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{name: name, log: filepath.Join(f.logs, name+".log"), ended: make(chan struct{}), cmd: exec.Command(self, append([]string{"--json"}, args...)...)}
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close() // the process has a copy
	c.cmd.Stderr, c.cmd.ExtraFiles, c.cmd.SysProcAttr = log, files, apart()
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.children = append(f.children, c)
	f.mu.Unlock()
	first := make(chan []byte, 1)
	go f.attend(c, out, first)
	return c, f.await(c, first, ready)
}

// attend waits for a process to end and says so where nobody stopped it.
func (f *fleet) attend(c *child, out io.Reader, first chan<- []byte) {
	lines := bufio.NewReader(out)
	if line, err := lines.ReadBytes('\n'); err == nil {
		first <- line
	}
	_, _ = io.Copy(io.Discard, lines)
	c.err = c.cmd.Wait()
	close(c.ended)
	if !f.stopping.Load() {
		f.gone(c)
	}
}

func (f *fleet) await(c *child, first <-chan []byte, ready any) error {
	late := time.NewTimer(startWithin)
	defer late.Stop()
	select {
	case line := <-first:
		if err := json.Unmarshal(line, ready); err != nil {
			return fmt.Errorf("%s does not say where it serves: %w", c.name, err)
		}
		return nil
	case <-c.ended:
		return failf(failed, "lanna doctor", "%s did not start: %s", c.name, c.lastWords())
	case <-late.C:
		return failf(failed, "lanna doctor", "%s does not serve after %s; see %s", c.name, startWithin, c.log)
	case <-f.p.ctx.Done():
		return f.p.ctx.Err()
	}
}

// lastWords is the last line but "next:" that a process said, or how it ended.
func (c *child) lastWords() string {
	b, _ := os.ReadFile(c.log)
	lines := bytes.Split(bytes.TrimSpace(b), []byte("\n"))
	for i := len(lines) - 1; i >= 0; i-- {
		if len(lines[i]) > 0 && !bytes.HasPrefix(lines[i], []byte("next:")) {
			return string(lines[i])
		}
	}
	if c.err != nil {
		return c.err.Error()
	}
	return "it ended"
}

// endWithin is how long a process may take to end before it is killed.
const endWithin = 60 * time.Second

// stop asks the nodes to end, and then the relay. It returns an error where one
// did not end by itself, or ended badly.
func (f *fleet) stop() error {
	f.stopping.Store(true)
	f.mu.Lock()
	list := f.children
	f.mu.Unlock()
	var relays, nodes []*child
	for _, c := range list {
		if strings.HasPrefix(c.name, relayFolder) {
			relays = append(relays, c)
		} else {
			nodes = append(nodes, c)
		}
	}
	return errors.Join(each(nodes, (*child).end), each(relays, (*child).end))
}

// kill takes a process's power away, as on a machine that dies.
func (c *child) kill() {
	c.killed.Store(true)
	_ = c.cmd.Process.Kill() // one that is gone already has ended
	<-c.ended
}

func (c *child) end() error {
	select {
	case <-c.ended:
		return nil // it was said when it ended
	default:
	}
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // it may end at this moment
	ctx, cancel := context.WithTimeout(context.Background(), endWithin)
	defer cancel()
	select {
	case <-c.ended:
		if c.err != nil {
			return fmt.Errorf("%s ended badly: %s", c.name, c.lastWords())
		}
		return nil
	case <-ctx.Done():
		_ = c.cmd.Process.Kill()
		<-c.ended
		return fmt.Errorf("%s did not end within %s and was killed", c.name, endWithin)
	}
}
