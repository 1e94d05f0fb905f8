// Package ocr asks the reading process to read, cut and redraw pictures.
//
// The picture of a stranger is never decoded where keys are. So this package
// holds bytes, starts a program that has no keys, and believes nothing that
// comes back before it is checked. The program is started when the first
// picture comes and ends by itself when none comes for a while.
package ocr

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"time"

	"lanna/extract/reading"
)

// DefaultTimeout is how long one picture may take, waiting in the queue left
// out. Most take two seconds.
const DefaultTimeout = 45 * time.Second

// Config says how a client works. The zero value finds the program beside the
// running one.
type Config struct {
	// Command makes the command that starts a reading process; nil for the
	// program that Locate finds. Standard input, output and the environment
	// are set by the client.
	Command func() (*exec.Cmd, error)
	// Timeout for one picture; 0 for DefaultTimeout.
	Timeout time.Duration
}

// Client owns at most one reading process and hands it one request at a time.
// It is safe for concurrent use; requests wait for their turn.
type Client struct {
	command func() (*exec.Cmd, error)
	timeout time.Duration
	turn    chan struct{} // holds one token: whoever has it may use running
	closed  chan struct{}
	running *process
}

// New returns a client. It starts nothing yet.
func New(c Config) *Client {
	if c.Command == nil {
		c.Command = located
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	client := &Client{command: c.Command, timeout: c.Timeout, turn: make(chan struct{}, 1), closed: make(chan struct{})}
	client.turn <- struct{}{}
	return client
}

// Result is what came back for one request.
type Result struct {
	// Reading is there where the request asked to read.
	Reading *reading.Reading
	// Whole is the picture as PNG, upright and without metadata, where asked.
	Whole []byte
	// Crops are PNGs in the order of the boxes that were asked for.
	Crops [][]byte
	// Redrawn is the white page with the kept boxes, as PNG, where asked.
	Redrawn []byte
}

// A Picture is an encoded picture that is read when it is sent.
type Picture struct {
	Size int64                         // bytes
	Open func() (io.ReadCloser, error) // may be called again, should a process have gone to rest
}

// Bytes is a picture in memory.
func Bytes(b []byte) Picture {
	return Picture{int64(len(b)), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// Do sends one request with its encoded picture and waits for the answer. The
// errors are those of this package and of the context.
func (c *Client) Do(ctx context.Context, q reading.Request, picture []byte) (Result, error) {
	return c.Stream(ctx, q, Bytes(picture), nil)
}

// Stream is Do for a large picture: the whole or redrawn page of the answer is
// written to into as it comes, and not kept in the Result. After an error what
// was written is worth nothing. An error of into or of the picture is returned
// as it is.
func (c *Client) Stream(ctx context.Context, q reading.Request, picture Picture, into io.Writer) (Result, error) {
	if picture.Size == 0 {
		return Result{}, ErrEmpty
	}
	if picture.Size > reading.MaxPicture {
		return Result{}, ErrTooLarge
	}
	if len(q.Crops) > reading.MaxBoxes || len(q.Redraw) > reading.MaxBoxes {
		return Result{}, ErrBadBox
	}
	if err := c.take(ctx); err != nil {
		return Result{}, err
	}
	defer func() { c.turn <- struct{}{} }()
	return c.ask(ctx, talk{q, picture, into})
}

// Read reads a picture and returns it re-encoded too.
func (c *Client) Read(ctx context.Context, picture []byte) (Result, error) {
	return c.Do(ctx, reading.Request{Read: true, Reencode: true}, picture)
}

// Close stops the reading process after the request that is under way.
func (c *Client) Close() error {
	select {
	case <-c.closed:
		return nil
	case <-c.turn:
	}
	close(c.closed)
	if c.running != nil {
		c.running.kill()
		c.running = nil
	}
	return nil
}

func (c *Client) take(ctx context.Context) error {
	select {
	case <-c.closed:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	case <-c.turn:
		return nil
	}
}

// ask uses the process that runs, or starts one. A process that went to rest
// between two pictures is not a crash: it is started again, once.
func (c *Client) ask(ctx context.Context, t talk) (Result, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeout, ErrTimeout)
	defer cancel()
	for {
		reused := c.running != nil
		if !reused {
			p, err := start(c.command)
			if err != nil {
				return Result{}, err
			}
			c.running = p
		}
		result, begun, err := c.running.exchange(ctx, t)
		if keeps(err) {
			return result, err
		}
		rested := c.running.kill()
		c.running = nil
		if !(reused && rested && !begun && ctx.Err() == nil && errors.Is(err, ErrCrashed)) {
			return Result{}, err
		}
	}
}

// keeps reports whether the process may be used again after this error: it
// answered as agreed, even if the answer was no.
func keeps(err error) bool {
	for _, fine := range []error{ErrEmpty, ErrNotAPicture, ErrDamaged, ErrTooLarge, ErrBadBox} {
		if errors.Is(err, fine) {
			return true
		}
	}
	return err == nil
}
