package backup

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"

	"lanna"
	"lanna/statement"
	"lanna/store"
	"lanna/wire"
)

// The stream inside store.age is a first line and frames: type, length, body.
const firstLine = "lanna/backup/v1\n"

type frameType uint8

// Types of frames. Numbers are part of the format.
const (
	certificateFrame frameType = 1
	statementFrame   frameType = 2
	barredFrame      frameType = 3
	leafFrame        frameType = 4
	hashFrame        frameType = 5
	checkpointFrame  frameType = 6
	receiverFrame    frameType = 7
	parcelFrame      frameType = 8
	settingFrame     frameType = 9
	counterFrame     frameType = 10
	endFrame         frameType = 255
)

// maxFrame is more than any frame has: a statement may have 4,096 claims of 1 MiB, which no node writes.
const maxFrame = 1 << 30

// frames writes the stream. The last frame holds how many came before, and the
// SHA-256 of them: a stream that was cut is not whole.
type frames struct {
	w   *bufio.Writer
	sum hash.Hash
	n   uint64
}

func newFrames(w io.Writer) (*frames, error) {
	f := &frames{w: bufio.NewWriterSize(w, 64<<10), sum: sha256.New()}
	_, err := f.w.WriteString(firstLine)
	return f, err
}

func (f *frames) put(t frameType, body []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{byte(t)}, uint32(len(body)))
	f.sum.Write(head)
	f.sum.Write(body)
	f.n++
	if _, err := f.w.Write(head); err != nil {
		return err
	}
	_, err := f.w.Write(body)
	return err
}

func (f *frames) end() error {
	if err := f.put(endFrame, f.sum.Sum(binary.BigEndian.AppendUint64(nil, f.n))); err != nil {
		return err
	}
	return f.w.Flush()
}

// deframer reads the stream.
type deframer struct {
	r   *bufio.Reader
	sum hash.Hash
	n   uint64
}

func newDeframer(r io.Reader) (*deframer, error) {
	d := &deframer{r: bufio.NewReaderSize(r, 64<<10), sum: sha256.New()}
	line := make([]byte, len(firstLine))
	if _, err := io.ReadFull(d.r, line); err != nil {
		return nil, damaged("it is cut short", err)
	}
	if !bytes.Equal(line, []byte(firstLine)) {
		return nil, ErrVersion
	}
	return d, nil
}

func damaged(what string, err error) error {
	if err == nil {
		return fmt.Errorf("%w: %s", ErrDamaged, what)
	}
	return fmt.Errorf("%w: %s: %w", ErrDamaged, what, err)
}

// next returns the next frame; done is true behind the last, whose sum holds.
func (d *deframer) next() (t frameType, body []byte, done bool, err error) {
	var head [5]byte
	if _, err := io.ReadFull(d.r, head[:]); err != nil {
		return 0, nil, false, damaged("it is cut short", err)
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > maxFrame {
		return 0, nil, false, damaged("a length is wrong", nil)
	}
	var b bytes.Buffer // grows with what is there, not with what was said
	if _, err := io.CopyN(&b, d.r, int64(size)); err != nil {
		return 0, nil, false, damaged("it is cut short", err)
	}
	t, body = frameType(head[0]), b.Bytes()
	if t == endFrame {
		if !bytes.Equal(body, d.sum.Sum(binary.BigEndian.AppendUint64(nil, d.n))) {
			return 0, nil, false, damaged("its sum is wrong", nil)
		}
		return t, nil, true, nil
	}
	d.sum.Write(head[:])
	d.sum.Write(body)
	d.n++
	return t, body, false, nil
}

func appendStatement(b []byte, s *store.Stored) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(s.Seq))
	b = binary.BigEndian.AppendUint32(b, uint32(len(s.Header)))
	b = append(b, s.Header...)
	b = append(append(b, byte(len(s.Sig))), s.Sig...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(s.Claims)))
	for i := range s.Claims {
		c := &s.Claims[i].Claim
		b = append(b, c.Salt[:]...)
		at := len(b)
		b = c.AppendCanonical(append(b, 0, 0, 0, 0))
		binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	}
	return b
}

// parseStatement reads a statement and checks that its claims are its own.
func parseStatement(body []byte, roster *statement.Roster) (seq int64, agency lanna.AgencyID, st *statement.Statement, err error) {
	r := wire.Fields{Rest: body}
	seq = int64(r.Uint64())
	header := r.Take(int(r.Uint32()))
	sig := r.Take(int(r.Uint8()))
	claims := make([]statement.Claim, 0, 8)
	for range r.Uint16() {
		var salt [statement.SaltSize]byte
		copy(salt[:], r.Take(len(salt)))
		c, err := statement.ParseClaim(r.Take(int(r.Uint32())), salt)
		if err != nil || r.Bad {
			return 0, agency, nil, damaged("a claim is malformed", err)
		}
		claims = append(claims, c)
	}
	if !r.Done() {
		return 0, agency, nil, damaged("a statement is malformed", nil)
	}
	h, err := statement.ParseHeader(header)
	if err == nil {
		agency = roster.Writer(h.Writer).Agency
		st, err = statement.Open(header, sig, agency, claims)
	}
	if err != nil {
		return 0, agency, nil, damaged("a statement is malformed", err)
	}
	if len(sig) == 0 {
		st.Sig = nil
	}
	return seq, agency, st, nil
}
