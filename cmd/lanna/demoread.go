package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"

	"lanna/desk"
	"lanna/extract/ocr"
	"lanna/extract/reading"
)

// readers is how many reading processes read ahead. One keeps two cores busy
// for half of its time.
const readersAhead = 2

// A readAhead reads the pictures of the exercise while accounts are opened and
// calls written down. The desks of all six nodes then ask it, as they would ask
// a reading process.
type readAhead struct {
	p     *program
	ahead map[[sha256.Size]byte]*readPage
	asked chan desk.PictureReader // those that are free
	end   []io.Closer
	stop  context.CancelFunc
	work  sync.WaitGroup
}

// A readPage is a picture that is being read, or was.
type readPage struct {
	data []byte
	done chan struct{}
	read *desk.PictureRead
	safe []byte
	err  error
}

// readAhead begins to read the pictures that the nodes take in.
func (p *program) readAhead(files string, nodes []*demoNode) *readAhead {
	ctx, stop := context.WithCancel(p.ctx)
	r := &readAhead{p: p, ahead: map[[sha256.Size]byte]*readPage{}, asked: make(chan desk.PictureReader, readersAhead), stop: stop}
	for range readersAhead {
		if c, ok := p.reader().(pictureReader); ok {
			r.asked <- c
			r.end = append(r.end, c)
		}
	}
	if len(r.end) == 0 {
		return r
	}
	list, _ := filepath.Glob(filepath.Join(files, "pictures", "*")) // the pattern is well formed
	for _, file := range list {
		taken := false
		for _, n := range nodes {
			taken = taken || n.takesIn(file)
		}
		if data, err := os.ReadFile(file); taken && err == nil { // one that is not there is missed when it is captured
			page := &readPage{data: data, done: make(chan struct{})}
			r.ahead[sha256.Sum256(data)] = page
			r.work.Go(func() { r.begin(ctx, page) })
		}
	}
	return r
}

func (r *readAhead) begin(ctx context.Context, page *readPage) {
	defer close(page.done)
	var safe bytes.Buffer
	picture := desk.Picture(ocr.Bytes(page.data))
	page.err = r.ask(ctx, func(c desk.PictureReader) (err error) {
		page.read, err = c.Read(ctx, picture, &safe)
		return err
	})
	page.safe = safe.Bytes()
}

// ask uses a reading process that is free.
func (r *readAhead) ask(ctx context.Context, f func(desk.PictureReader) error) error {
	select {
	case c := <-r.asked:
		defer func() { r.asked <- c }()
		return f(c)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// reader is what a desk is given; nil where no picture can be read.
func (r *readAhead) reader() desk.PictureReader {
	if len(r.end) == 0 {
		return nil
	}
	return aheadReader{r}
}

// Close ends the reading processes.
func (r *readAhead) Close() error {
	r.stop()
	r.work.Wait()
	var err error
	for _, c := range r.end {
		err = errors.Join(err, c.Close())
	}
	return err
}

// An aheadReader is a readAhead to a desk, which does not close it.
type aheadReader struct{ r *readAhead }

// Read hands out what was read ahead.
func (a aheadReader) Read(ctx context.Context, picture desk.Picture, safe io.Writer) (*desk.PictureRead, error) {
	f, err := picture.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return nil, err
	}
	page := a.r.ahead[[sha256.Size]byte(hash.Sum(nil))]
	if page == nil {
		var got *desk.PictureRead
		err := a.r.ask(ctx, func(c desk.PictureReader) (err error) { got, err = c.Read(ctx, picture, safe); return err })
		return got, err
	}
	select {
	case <-page.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if page.err == nil {
		_, page.err = safe.Write(page.safe)
	}
	return page.read, page.err
}

// Redraw asks a reading process.
func (a aheadReader) Redraw(ctx context.Context, picture desk.Picture, keep []reading.Box, page io.Writer) error {
	return a.r.ask(ctx, func(c desk.PictureReader) error { return c.Redraw(ctx, picture, keep, page) })
}
