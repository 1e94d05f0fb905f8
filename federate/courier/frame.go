// Package courier carries messages on a stick, to a point without a link and
// back. A file is a row of frames, each complete in itself: cut a file at any
// byte, damage any part of it, and every frame that is whole is still read.
// Files are only ever added, under names that any file system takes; who empties
// a stick is a person. Messages are sealed, so a stick that is lost tells what
// the relay learns, and no more.
package courier

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"lanna/federate"
)

// A frame is mark (8 bytes), length of the message (4, big endian), the first
// 8 bytes of SHA-256 of mark, length and message, then the message. The sum
// finds accidents; forgery is found by the seal.
var mark = []byte("LANNAc1\n")

const (
	markSize = 8
	headSize = markSize + 4 + sumSize
	sumSize  = 8
)

func head(m federate.Message) []byte {
	h := append(make([]byte, 0, headSize), mark...)
	h = binary.BigEndian.AppendUint32(h, uint32(len(m)))
	return append(h, sum(h, m)...)
}

func sum(h []byte, m federate.Message) []byte {
	s := sha256.New()
	s.Write(h[:markSize+4])
	s.Write(m)
	return s.Sum(nil)[:sumSize]
}

func writeFrame(w io.Writer, m federate.Message) error {
	if _, err := w.Write(head(m)); err != nil {
		return err
	}
	_, err := w.Write(m)
	return err
}

// Read calls f with each frame that is whole, in order, and returns how many
// bytes belong to none: those were damaged or cut. It stops at f's error.
func Read(r io.Reader, f func(m federate.Message) error) (skipped int64, err error) {
	b := bufio.NewReaderSize(r, headSize+federate.MaxMessage)
	for {
		h, err := b.Peek(headSize)
		if len(h) == 0 && errors.Is(err, io.EOF) {
			return skipped, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return skipped, err
		}
		if m := whole(b, h); m != nil {
			if err := f(bytes.Clone(m)); err != nil {
				return skipped, err
			}
			_, err = b.Discard(headSize + len(m)) // it was peeked
			if err != nil {
				return skipped, err
			}
			continue
		}
		skipped += resume(b)
	}
}

// whole returns the message of the frame that begins here, or nil.
func whole(b *bufio.Reader, h []byte) federate.Message {
	if len(h) < headSize || !bytes.HasPrefix(h, mark) {
		return nil
	}
	n := binary.BigEndian.Uint32(h[markSize:])
	if n > federate.MaxMessage {
		return nil
	}
	frame, _ := b.Peek(headSize + int(n)) // shorter at the end, which is checked
	if len(frame) < headSize+int(n) || !bytes.Equal(sum(frame, frame[headSize:]), frame[markSize+4:headSize]) {
		return nil
	}
	return frame[headSize:]
}

// resume goes on to the next place where a frame could begin.
func resume(b *bufio.Reader) int64 {
	h, _ := b.Peek(headSize) // anew: looking further ahead has moved the bytes
	next := 1
	for next < len(h) && !startsLike(h[next:]) {
		next++
	}
	n, _ := b.Discard(next) // it was peeked
	return int64(n)
}

func startsLike(b []byte) bool {
	return bytes.HasPrefix(b, mark[:min(len(b), markSize)])
}
