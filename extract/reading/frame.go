package reading

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A frame is what travels in either direction over the pipe:
//
//	4 bytes  length of the header, big endian
//	4 bytes  length of the body, big endian
//	n bytes  header, JSON
//	m bytes  body: a picture, or the parts of an answer one after another
//
// Both lengths are checked before anything is allocated, and a body grows as
// its bytes arrive, so a length alone cannot claim memory.
const (
	// MaxRequestHeader bounds the JSON of a request.
	MaxRequestHeader = 256 << 10
	// MaxPicture bounds the encoded picture of a request.
	MaxPicture = 32 << 20
	// MaxAnswerHeader bounds the JSON of an answer: the longest picture that is
	// decoded holds some ten thousand lines.
	MaxAnswerHeader = 8 << 20
	// MaxAnswerBody bounds the pictures of an answer, which the node holds in
	// memory while it seals them.
	MaxAnswerBody = 64 << 20
	// MaxBoxes bounds the boxes that one request may name.
	MaxBoxes = 2000
)

// Errors of the framing. None carries content.
var (
	ErrHeaderTooLong = errors.New("reading: header too long")
	ErrBodyTooLong   = errors.New("reading: body too long")
	ErrNotAFrame     = errors.New("reading: not a frame")
)

// WriteRequest sends a request with its picture.
func WriteRequest(w io.Writer, q Request, picture []byte) error {
	if len(q.Crops) > MaxBoxes || len(q.Redraw) > MaxBoxes {
		return ErrHeaderTooLong
	}
	return writeFrame(w, q, MaxRequestHeader, MaxPicture, picture)
}

// StreamRequest is WriteRequest for a picture of size bytes that is read while
// it is sent. A picture of another size is io.ErrUnexpectedEOF.
func StreamRequest(w io.Writer, q Request, picture io.Reader, size int64) error {
	if len(q.Crops) > MaxBoxes || len(q.Redraw) > MaxBoxes {
		return ErrHeaderTooLong
	}
	if err := writeHead(w, q, MaxRequestHeader, MaxPicture, size); err != nil {
		return err
	}
	n, err := io.CopyN(w, picture, size)
	if n < size && (err == nil || errors.Is(err, io.EOF)) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// ReadRequest receives a request and its picture. It returns io.EOF where the
// stream ends before a frame begins.
func ReadRequest(r io.Reader) (Request, []byte, error) {
	var q Request
	body, err := readFrame(r, &q, MaxRequestHeader, MaxPicture)
	if err == nil && (len(q.Crops) > MaxBoxes || len(q.Redraw) > MaxBoxes) {
		err = ErrHeaderTooLong
	}
	return q, body, err
}

// WriteAnswer sends an answer; the parts follow its header in the order of
// Answer.Parts, whose sizes it fills in.
func WriteAnswer(w io.Writer, a Answer, parts ...[]byte) error {
	if len(parts) != len(a.Parts) {
		return fmt.Errorf("%w: %d parts announced, %d given", ErrNotAFrame, len(a.Parts), len(parts))
	}
	announced := append([]Part(nil), a.Parts...)
	for i := range parts {
		announced[i].Size = len(parts[i])
	}
	a.Parts = announced
	return writeFrame(w, a, MaxAnswerHeader, MaxAnswerBody, parts...)
}

// ReadAnswer receives an answer and its parts.
func ReadAnswer(r io.Reader) (Answer, [][]byte, error) {
	var parts [][]byte
	var bodies []*bytes.Buffer
	a, err := StreamAnswer(r, func(*Answer, int) (io.Writer, error) {
		bodies = append(bodies, new(bytes.Buffer)) // grows as bytes arrive
		return bodies[len(bodies)-1], nil
	})
	if err != nil {
		return Answer{}, nil, err
	}
	for _, b := range bodies {
		parts = append(parts, b.Bytes())
	}
	return a, parts, nil
}

// StreamAnswer is ReadAnswer for who does not want to hold the pictures: place
// is asked, once the header is known, where each part goes, in order.
func StreamAnswer(r io.Reader, place func(a *Answer, i int) (io.Writer, error)) (Answer, error) {
	var a Answer
	size, err := readHead(r, &a, MaxAnswerHeader, MaxAnswerBody)
	if err != nil {
		return Answer{}, err
	}
	for _, p := range a.Parts {
		if p.Size < 0 || int64(p.Size) > size {
			return Answer{}, ErrNotAFrame
		}
		size -= int64(p.Size)
	}
	if size != 0 {
		return Answer{}, ErrNotAFrame
	}
	for i := range a.Parts {
		to, err := place(&a, i)
		if err != nil {
			return Answer{}, err
		}
		n, err := io.CopyN(to, r, int64(a.Parts[i].Size))
		if n < int64(a.Parts[i].Size) && (err == nil || errors.Is(err, io.EOF)) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return Answer{}, err
		}
	}
	return a, nil
}

func writeFrame(w io.Writer, header any, maxHeader, maxBody int, body ...[]byte) error {
	size := 0
	for _, b := range body {
		size += len(b)
	}
	if err := writeHead(w, header, maxHeader, maxBody, int64(size)); err != nil {
		return err
	}
	for _, b := range body {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

func writeHead(w io.Writer, header any, maxHeader, maxBody int, size int64) error {
	h, err := json.Marshal(header)
	if err != nil {
		return err
	}
	if len(h) > maxHeader {
		return ErrHeaderTooLong
	}
	if size < 0 || size > int64(maxBody) {
		return ErrBodyTooLong
	}
	first := make([]byte, 8, 8+len(h))
	binary.BigEndian.PutUint32(first, uint32(len(h)))
	binary.BigEndian.PutUint32(first[4:], uint32(size))
	_, err = w.Write(append(first, h...))
	return err
}

func readFrame(r io.Reader, header any, maxHeader, maxBody int) ([]byte, error) {
	size, err := readHead(r, header, maxHeader, maxBody)
	if err != nil {
		return nil, err
	}
	return readExactly(r, size)
}

// readHead reads the header of a frame and returns the size of its body.
func readHead(r io.Reader, header any, maxHeader, maxBody int) (int64, error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return 0, err
	}
	h := binary.BigEndian.Uint32(lengths[:])
	b := binary.BigEndian.Uint32(lengths[4:])
	if uint64(h) > uint64(maxHeader) {
		return 0, ErrHeaderTooLong
	}
	if uint64(b) > uint64(maxBody) {
		return 0, ErrBodyTooLong
	}
	raw, err := readExactly(r, int64(h))
	if err != nil {
		return 0, err
	}
	if err := json.Unmarshal(raw, header); err != nil {
		return 0, ErrNotAFrame // the JSON error may quote content
	}
	return int64(b), nil
}

// readExactly reads n bytes, growing as they arrive.
func readExactly(r io.Reader, n int64) ([]byte, error) {
	var buf bytes.Buffer
	buf.Grow(int(min(n, 1<<20)))
	got, err := io.CopyN(&buf, r, n)
	if got < n && (err == nil || errors.Is(err, io.EOF)) {
		err = io.ErrUnexpectedEOF
	}
	return buf.Bytes(), err
}
