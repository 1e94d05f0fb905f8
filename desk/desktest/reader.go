package desktest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"lanna"
	"lanna/desk"
	"lanna/extract/reading"
)

// A Reader stands in for the reading process: its pictures are what Picture
// made, and what it reads is what was put in.
type Reader struct {
	Fail  func(picture []byte) error // nil: never
	Hold  <-chan struct{}            // nil: never; a picture is drawn once it is closed
	Reads atomic.Int64
	Drawn atomic.Int64
}

// pngHead makes the bytes look like a picture to whoever looks at the first few.
const pngHead = "\x89PNG\r\n\x1a\n"

// Picture returns a picture with a chat bubble for each text. Its safe form is
// other bytes.
func Picture(bubbles ...string) []byte {
	r := reading.Reading{Width: 1080, Height: 200, PHash: 0x9f3c5a6b1d2e4f70}
	for _, text := range bubbles {
		lines := strings.Split(text, "\n")
		bubble := reading.Box{X: 40, Y: r.Height, W: 800, H: 60*len(lines) + 20}
		for i, line := range lines {
			n := utf8.RuneCountInString(line)
			l := reading.Line{Text: line, Box: reading.Box{X: 60, Y: r.Height + 10 + 60*i, W: 24 * n, H: 40}, Confidence: 0.98,
				Script: reading.ScriptHan, Ground: [3]uint8{255, 255, 255}, Bubble: bubble}
			for k := range n + 1 {
				l.Edges = append(l.Edges, 60+24*k)
			}
			r.Lines = append(r.Lines, l)
			r.PHash ^= uint64(n) << (i % 8)
		}
		r.Height += bubble.H + 40
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	return append([]byte(pngHead), b...)
}

// Read reads what Picture made. Anything else is not a picture.
func (r *Reader) Read(ctx context.Context, p desk.Picture, safe io.Writer) (*desk.PictureRead, error) {
	r.Reads.Add(1)
	picture, err := bytesOf(p)
	if err == nil && r.Fail != nil {
		err = r.Fail(picture)
	}
	if err != nil {
		return nil, err
	}
	body, ok := strings.CutPrefix(string(picture), pngHead)
	out := &desk.PictureRead{SafeType: "image/png"}
	if !ok || json.Unmarshal([]byte(body), &out.Reading) != nil {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "picture-format"}
	}
	_, err = io.WriteString(safe, pngHead+" "+body)
	return out, errors.Join(err, ctx.Err())
}

// Redraw writes a page that tells which boxes were kept.
func (r *Reader) Redraw(ctx context.Context, p desk.Picture, keep []reading.Box, page io.Writer) error {
	r.Drawn.Add(1)
	if r.Hold != nil {
		select {
		case <-r.Hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if len(keep) == 0 {
		return errors.New("desktest: nothing to keep")
	}
	if _, err := bytesOf(p); err != nil {
		return err
	}
	b, err := json.Marshal(keep)
	if err == nil {
		_, err = page.Write(append([]byte(pngHead), b...))
	}
	return errors.Join(err, ctx.Err())
}

func bytesOf(p desk.Picture) ([]byte, error) {
	from, err := p.Open()
	if err != nil {
		return nil, err
	}
	defer from.Close()
	return io.ReadAll(from)
}
