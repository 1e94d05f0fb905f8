package main

import (
	"bufio"
	"errors"
	"image"
	"io"
	"os"
	"runtime/debug"
	"time"

	"lanna/cmd/lanna-read/internal/infer"
	"lanna/cmd/lanna-read/internal/page"
	"lanna/cmd/lanna-read/internal/picture"
	"lanna/extract/reading"
)

// exitTooSlow is the exit status after a picture that took too long. A thread
// within the models cannot be stopped; the process can.
const exitTooSlow = 3

// serve answers requests one after another until the input ends or nothing was
// asked for idle.
func serve(w *worker, in io.Reader, out io.Writer, idle, perTask time.Duration) error {
	input := bufio.NewReaderSize(in, 64<<10)
	rest := time.AfterFunc(idle, func() { os.Exit(0) })
	for {
		request, data, err := reading.ReadRequest(input)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		rest.Stop()
		watchdog := time.AfterFunc(perTask, func() { os.Exit(exitTooSlow) })
		answer, parts := w.answer(request, data)
		watchdog.Stop()
		if err := reading.WriteAnswer(out, answer, parts...); err != nil {
			return err
		}
		data, parts = nil, nil
		debug.FreeOSMemory() // between pictures the process is small
		rest.Reset(idle)
	}
}

// worker answers requests. It loads the models with the first picture to be
// read: crops and redrawn pages need none.
type worker struct {
	open   func() (*page.Reader, error)
	reader *page.Reader
}

// answer does all of one request with one decoded picture.
func (w *worker) answer(q reading.Request, data []byte) (reading.Answer, [][]byte) {
	img, err := picture.Decode(data)
	if err != nil {
		return reading.Answer{Code: codeOf(err)}, nil
	}
	var a reading.Answer
	var parts [][]byte
	add := func(kind reading.PartKind, encoded []byte, size image.Point) {
		a.Parts = append(a.Parts, reading.Part{Kind: kind, Width: size.X, Height: size.Y})
		parts = append(parts, encoded)
	}
	if q.Read {
		if a.Reading, err = w.read(img); err != nil {
			return reading.Answer{Code: codeOf(err)}, nil
		}
	}
	if err := makeParts(img, q, add); err != nil {
		return reading.Answer{Code: codeOf(err)}, nil
	}
	return a, parts
}

func (w *worker) read(img *image.RGBA) (*reading.Reading, error) {
	if w.reader == nil {
		r, err := w.open()
		if err != nil {
			return nil, err
		}
		w.reader = r
	}
	return w.reader.Read(img)
}

// makeParts makes the pictures that were asked for, in the order of Answer.Parts.
func makeParts(img *image.RGBA, q reading.Request, add func(reading.PartKind, []byte, image.Point)) error {
	if q.Reencode {
		encoded, err := picture.Encode(img)
		if err != nil {
			return err
		}
		add(reading.PartWhole, encoded, img.Rect.Size())
	}
	for _, box := range q.Crops {
		encoded, size, err := picture.Crop(img, box)
		if err != nil {
			return err
		}
		add(reading.PartCrop, encoded, size)
	}
	if q.Redraw != nil {
		redrawn, err := picture.Redraw(img, q.Redraw)
		if err != nil {
			return err
		}
		encoded, err := picture.Encode(redrawn)
		if err != nil {
			return err
		}
		add(reading.PartRedrawn, encoded, redrawn.Rect.Size())
	}
	return nil
}

func codeOf(err error) reading.Code {
	var refused *picture.Refused
	switch {
	case errors.As(err, &refused):
		return refused.Code
	case errors.Is(err, infer.ErrUnavailable):
		return reading.CodeNoModels
	}
	return reading.CodeFailed
}
