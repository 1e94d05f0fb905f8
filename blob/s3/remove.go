package s3

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"github.com/minio/minio-go/v7"

	"lanna"
	"lanna/blob"
)

// Remove removes all versions of an object, and the marks that say that it was
// removed: a bucket that keeps versions would keep the ciphertext.
func (b *bucket) Remove(name lanna.Digest) error {
	if err := b.removeAll(b.key(name)); err != nil {
		return err
	}
	return b.removeAll(b.parts(name))
}

func (b *bucket) removeAll(prefix string) error {
	ctx, cancel := b.limit(0)
	defer cancel()
	err := b.eachVersion(ctx, prefix, func(o minio.ObjectInfo) error {
		return b.c.RemoveObject(ctx, b.place.Bucket, o.Key, minio.RemoveObjectOptions{VersionID: o.VersionID})
	})
	if err = failure(err); errors.Is(err, blob.ErrNotFound) {
		return nil // another process was faster
	}
	return err
}

// eachVersion calls f with every version of the objects under a prefix. Of a store
// that knows no versions it lists what there is.
func (b *bucket) eachVersion(ctx context.Context, prefix string, f func(minio.ObjectInfo) error) error {
	list := minio.ListObjectsOptions{Prefix: prefix, Recursive: true, WithVersions: true}
	for {
		err := b.eachListed(ctx, list, f)
		if code := minio.ToErrorResponse(err).Code; !list.WithVersions || code != "NotImplemented" && code != "MethodNotAllowed" {
			return err
		}
		list.WithVersions = false
	}
}

func (b *bucket) eachListed(ctx context.Context, list minio.ListObjectsOptions, f func(minio.ObjectInfo) error) error {
	for o := range b.c.ListObjectsIter(ctx, b.place.Bucket, list) {
		if o.Err != nil {
			return o.Err
		}
		if err := f(o); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Check tries a bucket as a node uses it: it puts a few random bytes, reads them
// and removes them. Errors are of the kinds Denied (key or bucket), Unavailable
// (away) and Locked (what is removed stays).
func Check(ctx context.Context, cfg Config) error {
	b, err := newBucket(cfg)
	if err != nil {
		return err
	}
	if err := b.reach(ctx); err != nil {
		return err
	}
	state, _, _, _, err := b.c.GetObjectLockConfig(ctx, b.place.Bucket)
	if err == nil && state == "Enabled" {
		return &lanna.Error{Kind: lanna.Locked, Code: "blobs-object-lock"}
	}
	data := make([]byte, 64)
	rand.Read(data)
	name := lanna.Digest(sha256.Sum256(data))
	if err := b.try(data, name); err != nil {
		return errors.Join(err, b.Remove(name))
	}
	left := 0
	err = b.eachVersion(ctx, b.key(name), func(minio.ObjectInfo) error { left++; return nil })
	if err == nil && left > 0 {
		return &lanna.Error{Kind: lanna.Locked, Code: "blobs-not-erased"}
	}
	return failure(err)
}

func (b *bucket) try(data []byte, name lanna.Digest) error {
	d, err := b.Draft()
	if err != nil {
		return err
	}
	defer d.Discard()
	if _, err = d.Write(data); err == nil {
		err = d.Keep(name)
	}
	if err != nil {
		return err
	}
	from, err := b.Fetch(name)
	if err != nil {
		return err
	}
	return errors.Join(blob.CheckName(from, name), from.Close(), b.Remove(name))
}
