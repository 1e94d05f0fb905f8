package courier

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"lanna"
	"lanna/federate"
)

// A Pack is a file that is being filled for one party.
type Pack struct {
	f    file
	to   lanna.WriterID
	me   lanna.WriterID
	size int64 // of the frames that are whole
}

// A file is what a Pack needs of one.
type file interface {
	Write(b []byte) (int, error)
	Truncate(size int64) error
	Sync() error
	Close() error
}

// NewPack begins a file on the disk for a party. It never opens one that is
// there. Errors are plain: "courier-full", "courier-read-only", "courier-away".
func NewPack(disk string, me, to lanna.WriterID) (*Pack, error) {
	dir := filepath.Join(disk, folderPrefix+short(to))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, plain(err)
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	name := filepath.Join(dir, short(me)+"-"+hex.EncodeToString(b[:])+suffix)
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, plain(err)
	}
	return &Pack{f: f, to: to, me: me}, nil
}

// Add writes a message, which is on the disk when Add returns. Where there is no
// room for it nothing of it stays.
func (p *Pack) Add(m federate.Message) error {
	a, err := federate.ParseOuter(m)
	switch {
	case err != nil:
		return err
	case a.From != p.me || a.To != p.to:
		return lanna.Errorf(lanna.Invalid, "message-misaddressed", "from %s to %s", a.From, a.To)
	}
	if err = writeFrame(p.f, m); err == nil {
		err = p.f.Sync()
	}
	if err != nil {
		_ = p.f.Truncate(p.size) // what is left of a frame is skipped by who reads it
		return plain(err)
	}
	p.size += int64(headSize + len(m))
	return nil
}

// Close ends the file.
func (p *Pack) Close() error { return p.f.Close() }

// plain gives the errors of disks codes that a person is told in words.
func plain(err error) error {
	for _, known := range []struct {
		is   error
		kind lanna.ErrorKind
		code string
	}{
		{syscall.ENOSPC, lanna.Exhausted, "courier-full"}, {syscall.EDQUOT, lanna.Exhausted, "courier-full"}, {syscall.EFBIG, lanna.Exhausted, "courier-full"},
		{syscall.EROFS, lanna.Denied, "courier-read-only"}, {fs.ErrPermission, lanna.Denied, "courier-read-only"},
		{fs.ErrNotExist, lanna.Unavailable, "courier-away"}, {syscall.EIO, lanna.Unavailable, "courier-away"}, {syscall.ENODEV, lanna.Unavailable, "courier-away"},
		{syscall.ENOTDIR, lanna.Invalid, "courier-no-folder"},
	} {
		if errors.Is(err, known.is) {
			return &lanna.Error{Kind: known.kind, Code: known.code, Err: err}
		}
	}
	return err
}

// Present returns the digests of those whole messages from me to a party that lie
// on the disk already: who packs again after a disk was full, or was drawn out,
// goes on where it stopped.
func Present(disk string, me, to lanna.WriterID) (map[lanna.Digest]bool, error) {
	seen := map[lanna.Digest]bool{}
	files, err := filesFor(disk, to)
	if err != nil {
		return nil, err
	}
	for _, path := range files {
		if !strings.HasPrefix(strings.ToLower(filepath.Base(path)), short(me)) {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			return nil, plain(err)
		}
		_, err = Read(f, func(m federate.Message) error {
			seen[sha256.Sum256(m)] = true
			return nil
		})
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, plain(err)
		}
	}
	return seen, nil
}
