package s3

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/minio/minio-go/v7"

	"lanna"
	"lanna/blob"
)

// parts is what the names of the pieces of a blob begin with. An object cannot be
// appended to, so each piece is one, under its offset, until all are there: the
// process that goes on after another died finds them.
func (b *bucket) parts(name lanna.Digest) string {
	return b.place.Prefix + "parts/" + name.String() + "/"
}

type piece struct {
	key          string
	offset, size int64
}

func (b *bucket) pieces(name lanna.Digest) ([]piece, error) {
	ctx, cancel := b.limit(0)
	defer cancel()
	var list []piece
	prefix := b.parts(name)
	err := b.eachListed(ctx, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}, func(o minio.ObjectInfo) error {
		at, err := strconv.ParseInt(strings.TrimPrefix(o.Key, prefix), 10, 64)
		if err == nil {
			list = append(list, piece{o.Key, at, o.Size})
		}
		return nil
	})
	slices.SortFunc(list, func(a, b piece) int { return cmp.Compare(a.offset, b.offset) })
	return list, failure(err)
}

// reached is how many bytes from the first on are there without a gap.
func reached(list []piece) (end int64) {
	for _, p := range list {
		if p.offset > end {
			break
		}
		end = max(end, p.offset+p.size)
	}
	return end
}

func (b *bucket) AddPiece(name lanna.Digest, size, offset int64, data []byte) (complete bool, err error) {
	if there, err := b.Has(name); err != nil || there {
		return there, err
	}
	if offset < 0 || size > blob.MaxSealed || offset+int64(len(data)) > size {
		return false, blob.ErrPiece
	}
	list, err := b.pieces(name)
	if err != nil {
		return false, err
	}
	if end := reached(list); end < offset {
		return false, fmt.Errorf("%w: %d bytes are here, it begins at %d", blob.ErrPiece, end, offset)
	}
	if offset+int64(len(data)) == size {
		return true, b.join(name, list, offset, data)
	}
	if slices.ContainsFunc(list, func(p piece) bool { return p.offset == offset && p.size >= int64(len(data)) }) {
		return false, nil
	}
	return false, b.put(b.parts(name)+fmt.Sprintf("%012d", offset), bytes.NewReader(data), int64(len(data)))
}

// join puts the pieces before offset and the last one together.
func (b *bucket) join(name lanna.Digest, list []piece, offset int64, last []byte) error {
	s, err := b.newSpool()
	if err != nil {
		return err
	}
	defer s.Close()
	for _, p := range list {
		if p.offset >= offset {
			break
		}
		if _, err := b.get(p.key, io.NewOffsetWriter(s, p.offset), p.size, minio.GetObjectOptions{}); err != nil {
			return err
		}
	}
	if _, err := s.WriteAt(last, offset); err != nil {
		return err
	}
	size := offset + int64(len(last))
	err = blob.CheckName(io.NewSectionReader(s, 0, size), name)
	if err == nil {
		err = b.put(b.key(name), io.NewSectionReader(s, 0, size), size)
	}
	if err == nil || errors.Is(err, blob.ErrDamaged) {
		_ = b.removeAll(b.parts(name)) // what stays behind goes when the blob is removed
	}
	return err
}
