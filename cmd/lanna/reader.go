package main

import (
	"context"
	"errors"
	"io"

	"lanna"
	"lanna/desk"
	"lanna/extract/ocr"
	"lanna/extract/reading"
)

// pictureReader lets the desk ask the reading process.
type pictureReader struct{ client *ocr.Client }

// reader is the reading process of this machine for one node, which closes it;
// nil where there is none, and the node then keeps pictures for a person.
func (p *program) reader() desk.PictureReader {
	if _, err := ocr.Locate(); err != nil {
		if !p.readerMissed {
			p.say("Pictures wait for a person: lanna-read is missing. See: lanna doctor")
		}
		p.readerMissed = true
		return nil
	}
	return pictureReader{ocr.New(ocr.Config{})}
}

// Read reads a picture and writes it to safe, encoded anew.
func (r pictureReader) Read(ctx context.Context, picture desk.Picture, safe io.Writer) (*desk.PictureRead, error) {
	got, err := r.client.Stream(ctx, reading.Request{Read: true, Reencode: true}, ocr.Picture(picture), safe)
	if err != nil {
		return nil, readingError(err)
	}
	return &desk.PictureRead{Reading: *got.Reading, SafeType: "image/png"}, nil
}

// Redraw writes a white page with the kept boxes.
func (r pictureReader) Redraw(ctx context.Context, picture desk.Picture, keep []reading.Box, page io.Writer) error {
	_, err := r.client.Stream(ctx, reading.Request{Redraw: keep}, ocr.Picture(picture), page)
	if err != nil {
		return readingError(err)
	}
	return nil
}

// Close ends the reading process.
func (r pictureReader) Close() error { return r.client.Close() }

// unread says, for each way in which a picture is not read, the code that
// pages and JSON show.
var unread = []struct {
	err  error
	kind lanna.ErrorKind
	code string
}{
	{ocr.ErrEmpty, lanna.Invalid, string(reading.CodeEmpty)},
	{ocr.ErrNotAPicture, lanna.Invalid, string(reading.CodeUnknownFormat)},
	{ocr.ErrDamaged, lanna.Invalid, string(reading.CodeDamaged)},
	{ocr.ErrTooLarge, lanna.Invalid, string(reading.CodeTooLarge)},
	{ocr.ErrBadBox, lanna.Invalid, string(reading.CodeBadBox)},
	{ocr.ErrNoReader, lanna.Unavailable, desk.QueuedMissing},
	{ocr.ErrTimeout, lanna.Unavailable, desk.QueuedTimeout},
	{ocr.ErrCrashed, lanna.Unavailable, desk.QueuedFailed},
	{ocr.ErrBadAnswer, lanna.Unavailable, desk.QueuedFailed},
}

// readingError gives an error of the reading process its kind and code.
func readingError(err error) error {
	for _, u := range unread {
		if errors.Is(err, u.err) {
			return &lanna.Error{Kind: u.kind, Code: u.code, Err: err}
		}
	}
	return err
}
