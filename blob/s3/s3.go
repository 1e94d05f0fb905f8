// Package s3 keeps blobs in a bucket of an S3-compatible store. An object's name
// is the digest of its ciphertext, and it carries nothing else: whoever runs the
// store sees how many there are, how long, and when they came.
package s3

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"lanna"
	"lanna/blob"
)

// Config says which bucket, and how it is reached.
type Config struct {
	Place     Place
	Keys      string            // file with aws_access_key_id and aws_secret_access_key under [default]
	Spool     string            // folder for ciphertexts on their way; "": the system's
	Transport http.RoundTripper // nil: the usual one
	Patience  time.Duration     // how long one request may take, less its bytes at slowest; zero: 30 s
}

// slowest is the rate that a link must hold for large blobs, in bytes a second.
const slowest = 64 << 10

// retries are how often a request is tried that was not answered, or answered
// with "slow down".
const retries = 4

type bucket struct {
	c        *minio.Client
	core     minio.Core
	place    Place
	spool    string
	patience time.Duration
}

// Open returns a store in a bucket. A bucket that refuses the key, or is not
// there, is an error of the kind Denied; that the store does not answer now is
// none, and Reach says it.
func Open(ctx context.Context, cfg Config) (*blob.Store, error) {
	b, err := newBucket(cfg)
	if err != nil {
		return nil, err
	}
	if err := b.reach(ctx); lanna.KindOf(err) == lanna.Denied {
		return nil, err
	}
	return &blob.Store{Shelf: b}, nil
}

func newBucket(cfg Config) (*bucket, error) {
	keys, err := readKeys(cfg.Keys)
	if err != nil {
		return nil, err
	}
	c, err := minio.New(cfg.Place.Endpoint, &minio.Options{Creds: keys, Secure: cfg.Place.Secure, Region: cfg.Place.Region,
		Transport: cfg.Transport, MaxRetries: retries})
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "blobs-endpoint", Err: err}
	}
	if cfg.Patience == 0 {
		cfg.Patience = 30 * time.Second
	}
	return &bucket{c: c, core: minio.Core{Client: c}, place: cfg.Place, spool: cfg.Spool, patience: cfg.Patience}, nil
}

// limit bounds a request that moves so many bytes.
func (b *bucket) limit(size int64) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), b.patience+time.Duration(size/slowest)*time.Second)
}

// reach asks whether the bucket is there and takes the key.
func (b *bucket) reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, b.patience)
	defer cancel()
	for o := range b.c.ListObjectsIter(ctx, b.place.Bucket, minio.ListObjectsOptions{Prefix: b.place.Prefix, MaxKeys: 1}) {
		return failure(o.Err)
	}
	return failure(ctx.Err())
}

// failure gives an error of the store its kind. Its text names objects, which are
// digests.
func failure(err error) error {
	if err == nil {
		return nil
	}
	r := minio.ToErrorResponse(err)
	switch {
	case r.Code == minio.NoSuchKey || r.Code == "NoSuchVersion":
		return blob.ErrNotFound
	case r.StatusCode == http.StatusForbidden || r.StatusCode == http.StatusUnauthorized || r.Code == "NoSuchBucket" || r.Code == "AccessDenied":
		return &lanna.Error{Kind: lanna.Denied, Code: "blobs-refused", Err: err}
	}
	return &lanna.Error{Kind: lanna.Unavailable, Code: "blobs-away", Err: err}
}

func (b *bucket) key(name lanna.Digest) string {
	s := name.String()
	return b.place.Prefix + s[:2] + "/" + s
}

// put stores an object in one request: the store has all of it or nothing.
func (b *bucket) put(key string, from io.Reader, size int64) error {
	ctx, cancel := b.limit(size)
	defer cancel()
	_, err := b.c.PutObject(ctx, b.place.Bucket, key, from, size,
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true})
	return failure(err)
}

// get copies an object, or a range of it, and returns how long the whole is.
func (b *bucket) get(key string, to io.Writer, size int64, o minio.GetObjectOptions) (int64, error) {
	ctx, cancel := b.limit(size)
	defer cancel()
	body, info, head, err := b.core.GetObject(ctx, b.place.Bucket, key, o)
	if err != nil {
		return 0, failure(err)
	}
	defer body.Close() // read only
	whole := info.Size
	if _, text, ok := strings.Cut(head.Get("Content-Range"), "/"); ok {
		if whole, err = strconv.ParseInt(text, 10, 64); err != nil {
			return 0, failure(err)
		}
	}
	n, err := io.Copy(to, io.LimitReader(body, blob.MaxSealed+1))
	if err == nil && n != info.Size {
		err = io.ErrUnexpectedEOF
	}
	return whole, failure(err)
}

// A spool is a file for a ciphertext on its way. It has no name where the system
// allows that, so that nothing of it stays.
type spool struct{ *os.File }

func (b *bucket) newSpool() (*spool, error) {
	f, err := os.CreateTemp(b.spool, ".blob-*")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name()) // where that cannot be, Close does it
	return &spool{f}, nil
}

func (s *spool) Close() error {
	err := s.File.Close()
	os.Remove(s.Name())
	return err
}

type draft struct {
	*spool
	b    *bucket
	size int64
}

func (b *bucket) Draft() (blob.Draft, error) {
	s, err := b.newSpool()
	if err != nil {
		return nil, err
	}
	return &draft{spool: s, b: b}, nil
}

func (d *draft) Write(p []byte) (int, error) {
	n, err := d.spool.Write(p)
	d.size += int64(n)
	return n, err
}

func (d *draft) Keep(name lanna.Digest) error {
	if _, err := d.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return d.b.put(d.b.key(name), d.spool.File, d.size)
}

func (d *draft) Discard() { d.Close() }

func (b *bucket) Fetch(name lanna.Digest) (io.ReadSeekCloser, error) {
	size, err := b.size(name)
	if err != nil {
		return nil, err
	}
	s, err := b.newSpool()
	if err != nil {
		return nil, err
	}
	if _, err = b.get(b.key(name), s, size, minio.GetObjectOptions{}); err == nil {
		_, err = s.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// size asks how long a ciphertext is.
func (b *bucket) size(name lanna.Digest) (int64, error) {
	ctx, cancel := b.limit(0)
	defer cancel()
	info, err := b.c.StatObject(ctx, b.place.Bucket, b.key(name), minio.StatObjectOptions{})
	return info.Size, failure(err)
}

func (b *bucket) Piece(name lanna.Digest, offset int64, n int) ([]byte, int64, error) {
	size, err := b.size(name)
	left := size - offset
	if err != nil || offset < 0 || left <= 0 || n <= 0 {
		return nil, size, err
	}
	last := min(offset+int64(n), size) - 1
	var o minio.GetObjectOptions
	if err := o.SetRange(offset, last); err != nil {
		return nil, 0, err
	}
	var data bytes.Buffer
	size, err = b.get(b.key(name), &data, int64(n), o)
	return data.Bytes(), size, err
}

func (b *bucket) Has(name lanna.Digest) (bool, error) {
	_, err := b.size(name)
	if errors.Is(err, blob.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (b *bucket) Each(each func(blob.Found) error) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for o := range b.c.ListObjectsIter(ctx, b.place.Bucket, minio.ListObjectsOptions{Prefix: b.place.Prefix, Recursive: true}) {
		if o.Err != nil {
			return failure(o.Err)
		}
		name, ok := b.name(o.Key)
		if !ok {
			continue // a piece, or not ours
		}
		if err := each(blob.Found{Name: name, Size: o.Size}); err != nil {
			return err
		}
	}
	return nil
}

// name reads what key makes.
func (b *bucket) name(key string) (d lanna.Digest, ok bool) {
	_, text, _ := strings.Cut(strings.TrimPrefix(key, b.place.Prefix), "/")
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(d) {
		return d, false
	}
	d = lanna.Digest(raw)
	return d, b.key(d) == key
}
