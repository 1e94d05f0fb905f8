package backup

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"lanna"
	"lanna/blob"
	"lanna/statement"
	"lanna/store"
)

// A Making says what is backed up, and to where.
type Making struct {
	Dir        string // folder of backups; it is made where it is missing
	Recipients []age.Recipient
	Store      store.Store
	Blobs      *blob.Store
	Signer     *statement.Signer
	Leave      func(setting string) bool // settings that no backup holds
	Code       string                    // of the agency
	Program    string
	Clock      lanna.Clock
	Gentle     bool // leave the machine to those who work on it
}

// attempts is how often a backup begins anew when an erasure comes between.
const attempts = 8

// Make makes a backup and returns it when all of it is on the disk. What is cut
// off before leaves nothing that List takes for a backup; pictures that were
// copied already are not copied again.
func (m *Making) Make(ctx context.Context) (*Found, error) {
	if err := os.MkdirAll(m.Dir, 0o700); err != nil {
		return nil, err
	}
	if err := clearCut(m.Dir); err != nil {
		return nil, err
	}
	var id [4]byte
	rand.Read(id[:])
	tmp := filepath.Join(m.Dir, cutPrefix+hex.EncodeToString(id[:]))
	if err := os.Mkdir(tmp, 0o700); err != nil {
		return nil, err
	}
	made := m.Clock.Now().UTC()
	man, err := m.fill(ctx, tmp, made)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(tmp))
	}
	path := filepath.Join(m.Dir, made.Format(stamp)+"-"+hex.EncodeToString(id[:]))
	if err := errors.Join(syncDir(tmp), os.Rename(tmp, path), syncDir(m.Dir)); err != nil {
		return nil, err
	}
	return &Found{path, man}, nil
}

// clearCut removes what was cut off.
func clearCut(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, cutPrefix+"*"))
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

func (m *Making) fill(ctx context.Context, dir string, made time.Time) (*Manifest, error) {
	man := &Manifest{Version: Version, Made: lanna.MillisOf(made), Agency: m.Signer.Agency, Code: m.Code, Writer: m.Signer.Writer(), Program: m.Program}
	var err error
	for range attempts {
		if err = m.store(ctx, dir, man); !errors.Is(err, store.ErrGaveWay) {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	if err := m.blobs(ctx, dir, man); err != nil {
		return nil, err
	}
	b, err := man.sign(m.Signer)
	if err != nil {
		return nil, err
	}
	_, err = writeFile(filepath.Join(dir, manifestFile), func(w io.Writer) error { _, err := w.Write(b); return err })
	return man, err
}

// writeFile writes a new file to the disk and measures it.
func writeFile(path string, f func(w io.Writer) error) (p Part, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return p, err
	}
	w := &measured{w: file, h: sha256.New()}
	err = errors.Join(f(w), file.Sync(), file.Close())
	return Part{w.n, lanna.Digest(w.h.Sum(nil))}, err
}

type measured struct {
	w io.Writer
	h hash.Hash
	n int64
}

func (m *measured) Write(b []byte) (int, error) {
	n, err := m.w.Write(b)
	m.h.Write(b[:n])
	m.n += int64(n)
	return n, err
}

// store writes one snapshot of the store, encrypted, and the digest of its views.
func (m *Making) store(ctx context.Context, dir string, man *Manifest) error {
	part, err := writeFile(filepath.Join(dir, storeFile), func(w io.Writer) error {
		sealed, err := age.Encrypt(w, m.Recipients...)
		if err != nil {
			return err
		}
		err = m.Store.Snapshot(ctx, func(r store.Reader) error { return m.snapshot(ctx, r, sealed, man) })
		if err == nil {
			err = sealed.Close()
		}
		return err
	})
	man.Store = part
	return err
}

func (m *Making) snapshot(ctx context.Context, r store.Reader, to io.Writer, man *Manifest) (err error) {
	p := &pacer{ctx: ctx, gentle: m.Gentle, clock: m.Clock}
	if man.Certificate, err = certificateOf(r, m.Signer.Writer()); err != nil {
		return err
	}
	if man.Erasures, err = r.LogSize(m.Signer.Writer()); err != nil {
		return err
	}
	if man.Counts, err = write(to, r, m.Leave, p.step); err != nil {
		return err
	}
	man.Dump, err = Dump(r, p.step)
	return err
}

// Dump is the digest of all that is made from statements.
func Dump(r store.Reader, step func()) (lanna.Digest, error) {
	h := sha256.New()
	err := r.Dump(func(line []byte) error {
		step()
		h.Write(line)
		h.Write([]byte{'\n'})
		return nil
	})
	return lanna.Digest(h.Sum(nil)), err
}

func certificateOf(r store.Reader, w lanna.WriterID) ([]byte, error) {
	list, err := r.Certificates()
	for _, b := range list {
		if c, bad := statement.ParseCertificate(b); bad == nil && c.Writer == w && c.Act == statement.Certify {
			return b, nil
		}
	}
	return nil, errors.Join(err, &lanna.Error{Kind: lanna.Integrity, Code: "certificate", ID: w.String()})
}

// blobs copies what is not in the folder yet, and lists what there is.
func (m *Making) blobs(ctx context.Context, dir string, man *Manifest) error {
	to, err := blob.NewFolder(filepath.Join(m.Dir, blobFolder))
	if err != nil {
		return err
	}
	man.Pictures, man.Ciphertext = 0, 0
	man.Blobs, err = writeFile(filepath.Join(dir, listFile), func(w io.Writer) error {
		return m.Blobs.Each(func(b blob.Found) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			err := m.Blobs.CopyTo(to, b)
			if errors.Is(err, blob.ErrNotFound) {
				return nil // erased meanwhile
			}
			if err != nil {
				return err
			}
			man.Pictures++
			man.Ciphertext += b.Size
			_, err = fmt.Fprintf(w, "%s %d\n", b.Name, b.Size)
			return err
		})
	})
	return err
}

// A pacer works for a moment and rests for three, so that a backup takes a
// quarter of one core from those who work on the machine.
type pacer struct {
	ctx    context.Context
	gentle bool
	clock  lanna.Clock
	n      int
	from   time.Time
}

const (
	paceEvery = 64 // steps between looks at the clock
	paceWork  = 2 * time.Millisecond
	paceRest  = 3 // times as long as the work
)

func (p *pacer) step() {
	if p.n++; !p.gentle || p.n%paceEvery != 0 {
		return
	}
	now := p.clock.Now()
	if p.from.IsZero() {
		p.from = now
	}
	worked := now.Sub(p.from)
	if worked < paceWork {
		return
	}
	select {
	case <-time.After(min(worked, 20*time.Millisecond) * paceRest):
	case <-p.ctx.Done():
	}
	p.from = p.clock.Now()
}
