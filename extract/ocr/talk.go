package ocr

import (
	"bytes"
	"errors"
	"io"

	"lanna/extract/reading"
)

// A talk is one request and what becomes of its answer.
type talk struct {
	q       reading.Request
	picture Picture
	into    io.Writer // takes the page; nil: it is kept in the Result
}

// with has the talk with a process. begun says that a part of the answer came.
func (t talk) with(p *process) (r Result, begun bool, err error) {
	if err := t.send(p.in); err != nil {
		return Result{}, false, err
	}
	wanted := wantedParts(t.q)
	var parts []*part
	answer, err := reading.StreamAnswer(p.out, func(a *reading.Answer, i int) (io.Writer, error) {
		begun = true
		if len(a.Parts) != len(wanted) || a.Parts[i].Kind != wanted[i] || a.Code != "" {
			return nil, ErrBadAnswer
		}
		w := &part{kind: wanted[i]}
		if t.into != nil && w.kind != reading.PartCrop {
			w.to = t.into
		}
		parts = append(parts, w)
		return w, nil
	})
	if n := len(parts); n > 0 && parts[n-1].err != nil {
		return Result{}, begun, parts[n-1].err
	}
	switch {
	case errors.Is(err, ErrBadAnswer), errors.Is(err, reading.ErrNotAFrame), errors.Is(err, reading.ErrBodyTooLong), errors.Is(err, reading.ErrHeaderTooLong):
		return Result{}, begun, ErrBadAnswer
	case err != nil:
		return Result{}, begun, ErrCrashed
	case answer.Code != "":
		return Result{}, begun, ofCode(answer.Code)
	}
	r, err = check(t.q, answer, parts)
	return r, begun, err
}

func (t talk) send(to io.Writer) error {
	from, err := t.picture.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	source := &watched{from: from}
	if err := reading.StreamRequest(to, t.q, source, t.picture.Size); err != nil {
		if source.err != nil {
			return source.err
		}
		return ErrCrashed
	}
	return nil
}

// watched remembers that the picture could not be read, so that the process is
// not blamed for it.
type watched struct {
	from io.Reader
	err  error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// pngHead opens every PNG, which is all that the reading process answers with.
const pngHead = "\x89PNG\r\n\x1a\n"

// A part takes one picture of an answer and looks at its first bytes.
type part struct {
	kind reading.PartKind
	to   io.Writer // nil: kept is
	kept bytes.Buffer
	head []byte
	err  error
}

func (w *part) Write(p []byte) (int, error) {
	if missing := len(pngHead) - len(w.head); missing > 0 {
		w.head = append(w.head, p[:min(missing, len(p))]...)
		if !bytes.HasPrefix([]byte(pngHead), w.head) {
			w.err = ErrBadAnswer
			return 0, w.err
		}
	}
	if w.to == nil {
		return w.kept.Write(p)
	}
	n, err := w.to.Write(p)
	w.err = err
	return n, err
}
