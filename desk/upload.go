package desk

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"syscall"

	"lanna"
	"lanna/blob"
)

// An Upload is a picture that was received and of which nothing is said yet.
type Upload struct{ ref blob.Ref }

// Receive takes a picture in, encrypted as it comes, so that it never lies whole
// in memory or open on the disk. The Upload goes into an Intake, or to Discard.
// An error of from is returned as it is.
func (d *Desk) Receive(ctx context.Context, by Actor, why Why, from io.Reader) (*Upload, error) {
	if err := d.admit(ctx, by, why, "capture.add"); err != nil {
		return nil, err
	}
	to, err := d.cfg.Blobs.Create()
	if err != nil {
		return nil, notKept(err)
	}
	defer to.Discard()
	source := &source{Reader: io.LimitReader(from, maxPicture+1)}
	in := bufio.NewReader(source)
	head, _ := in.Peek(512)              // what fails here fails again below
	kind := http.DetectContentType(head) // looks at the first bytes and decodes nothing
	switch n, err := io.Copy(to, in); {
	case source.err != nil:
		return nil, source.err
	case err != nil:
		return nil, notKept(err)
	case n == 0:
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "picture-empty"}
	case n > maxPicture:
		return nil, &lanna.Error{Kind: lanna.Exhausted, Code: "picture-too-large"}
	}
	ref, err := to.Keep(kind)
	if err != nil {
		return nil, notKept(err)
	}
	return &Upload{ref}, nil
}

// Discard removes an upload that came into no Intake. It does nothing to one
// that did.
func (d *Desk) Discard(u *Upload) {
	if u != nil && !u.ref.Name.IsZero() {
		d.dropBlob(u.ref)
		u.ref = blob.Ref{}
	}
}

// A source remembers why it could not be read on.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// notKept gives an error of the blobs its kind.
func notKept(err error) error {
	code := "blob-not-kept"
	if errors.Is(err, syscall.ENOSPC) {
		code = "disk-full"
	}
	return &lanna.Error{Kind: lanna.Unavailable, Code: code, Err: err}
}
