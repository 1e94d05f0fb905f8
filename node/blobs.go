package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lanna"
	"lanna/blob"
	"lanna/blob/s3"
	"lanna/store"
)

// Where the key of a bucket is looked for when neither configuration nor data
// folder names its file.
const (
	blobsKeyEnv        = "LANNA_BLOBS_KEY"
	blobsKeyCredential = "lanna-blobs-key" // of systemd
)

// keys is the file with the key of a bucket.
func (p *Place) keys() string {
	if p.BlobsKey != "" {
		return p.BlobsKey
	}
	if file := os.Getenv(blobsKeyEnv); file != "" {
		return file
	}
	return filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), blobsKeyCredential)
}

// bucket is how a bucket is reached. Ciphertexts on their way lie in the data folder.
func (p *Place) bucket(dir string) (s3.Config, error) {
	at, err := s3.ParsePlace(p.Blobs)
	return s3.Config{Place: at, Keys: p.keys(), Spool: dir}, err
}

// openBlobs opens where the pictures are: a folder, or a bucket.
func openBlobs(ctx context.Context, dir string, p Place) (*blob.Store, error) {
	if !s3.Is(p.Blobs) {
		return blob.NewFolder(p.Blobs)
	}
	cfg, err := p.bucket(dir)
	if err != nil {
		return nil, err
	}
	return s3.Open(ctx, cfg)
}

// CheckBlobs tries where the node of a data folder keeps pictures, and returns the
// place.
func CheckBlobs(ctx context.Context, dir string) (string, error) {
	c := Config{Dir: dir}
	p, err := c.place()
	if err != nil {
		return "", err
	}
	if s3.Is(p.Blobs) {
		cfg, err := p.bucket("")
		if err == nil {
			err = s3.Check(ctx, cfg)
		}
		return p.Blobs, err
	}
	return p.Blobs, checkBlobFolder(p.Blobs, p.Blobs == filepath.Join(dir, blobFolder))
}

// checkBlobFolder tries to write. Only one in the data folder is made when it is
// missing: a disk that is away must not become a folder on this one.
func checkBlobFolder(dir string, own bool) error {
	if _, err := os.Stat(dir); own && os.IsNotExist(err) {
		return nil
	}
	probe, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return &lanna.Error{Kind: lanna.Unavailable, Code: "blobs-folder", Err: err}
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// blobsAgain is how often pictures that could not be removed are tried again.
const blobsAgain = 10 * time.Second

// removeLeft removes what could not be removed while the store of pictures was away.
func (n *Node) removeLeft(ctx context.Context) {
	each(ctx, blobsAgain, func() { n.Desk.RemoveLeft() })
}

// ErrServed says that a process serves the node.
var ErrServed = errors.New("a process serves the node; stop all of them first")

// MovedBlobs is what a move of pictures did.
type MovedBlobs struct {
	Pictures int64  `json:"pictures"`
	Bytes    int64  `json:"bytes"`
	To       string `json:"to"`
}

// MoveBlobs takes the pictures of a node to another folder or bucket. Nobody may
// serve it. Each is copied and checked against its name; then the data folder is told
// where they are, and they are removed where they were, because later erasures would
// not reach them. A move that is cut off has not happened, or has left some behind:
// begun anew it goes on.
func MoveBlobs(ctx context.Context, c Config, to, key string, progress func(done, total int64)) (MovedBlobs, error) {
	n, err := Open(ctx, c)
	if err != nil {
		return MovedBlobs{}, err
	}
	defer n.Close()
	next, err := ReadPlace(c.Dir)
	if err != nil {
		return MovedBlobs{}, err
	}
	next.Blobs, next.BlobsKey = to, key
	var out MovedBlobs
	return out, n.unserved(ctx, func(ctx context.Context) error {
		target, err := openBlobs(ctx, c.Dir, next)
		if err != nil {
			return err
		}
		m := &blobMove{ctx: ctx, from: n.blobs, to: target, progress: progress, out: &out}
		if n.at.Blobs == to {
			return &lanna.Error{Kind: lanna.Conflict, Code: "moved-already"}
		}
		if err := m.copy(); err != nil {
			return err
		}
		if err := next.write(c.Dir); err != nil {
			return err
		}
		out.To = to
		return m.remove()
	})
}

// unserved does f while no process serves the node.
func (n *Node) unserved(ctx context.Context, f func(ctx context.Context) error) error {
	shared, ok := n.store.(store.Shared)
	if !ok {
		return f(ctx) // the file of the database is locked
	}
	wait, cancel := context.WithCancel(ctx)
	defer cancel()
	patience := time.AfterFunc(takeOver, cancel)
	err := ErrServed
	held := shared.Hold(wait, duties, func(ctx context.Context) error {
		defer cancel()
		if patience.Stop() {
			err = f(ctx)
		}
		return nil
	})
	return errors.Join(err, held, ctx.Err())
}

// takeOver is how long the lease of a process that died may stand.
var takeOver = 10 * time.Second

type blobMove struct {
	ctx      context.Context
	from, to *blob.Store
	progress func(done, total int64)
	out      *MovedBlobs
}

func (m *blobMove) copy() error {
	var total int64
	if err := m.from.Each(func(b blob.Found) error { total += b.Size; return nil }); err != nil {
		return err
	}
	return m.from.Each(func(b blob.Found) error {
		if err := m.ctx.Err(); err != nil {
			return err
		}
		if err := m.from.CopyTo(m.to, b); err != nil {
			return fmt.Errorf("picture %s: %w", b.Name, err)
		}
		m.out.Pictures++
		m.out.Bytes += b.Size
		m.progress(m.out.Bytes, total)
		return nil
	})
}

// remove removes what is in the new place.
func (m *blobMove) remove() error {
	return m.from.Each(func(b blob.Found) error {
		if there, err := m.to.Has(b.Name); err != nil || !there {
			return errors.Join(err, m.ctx.Err())
		}
		return m.from.Remove(b.Name)
	})
}
