package ocr

import (
	"errors"

	"lanna/extract/reading"
)

// What can go wrong. None of these carries a word of the picture or its name.
var (
	// ErrNoReader: the program is not there or does not start, or its models
	// are missing. The picture is kept and waits for a person.
	ErrNoReader = errors.New("ocr: no reading process")
	// ErrCrashed: the reading process died over this picture.
	ErrCrashed = errors.New("ocr: reading process crashed")
	// ErrTimeout: the picture took longer than it may.
	ErrTimeout = errors.New("ocr: reading took too long")
	// ErrBadAnswer: the reading process answered what no sound one answers.
	ErrBadAnswer = errors.New("ocr: reading process answered rubbish")
	// ErrEmpty: no bytes at all.
	ErrEmpty = errors.New("ocr: picture is empty")
	// ErrNotAPicture: none of PNG, JPEG and WebP, whatever its name says.
	ErrNotAPicture = errors.New("ocr: not a picture")
	// ErrDamaged: cut short or broken.
	ErrDamaged = errors.New("ocr: picture is damaged")
	// ErrTooLarge: more bytes, pixels or memory than are taken.
	ErrTooLarge = errors.New("ocr: picture is too large")
	// ErrBadBox: a crop lies outside the picture.
	ErrBadBox = errors.New("ocr: box lies outside the picture")
	// ErrClosed: the client was closed.
	ErrClosed = errors.New("ocr: client is closed")
)

// ofCode is the error of a code; ErrBadAnswer for one that nobody sends.
func ofCode(c reading.Code) error {
	switch c {
	case "":
		return nil
	case reading.CodeEmpty:
		return ErrEmpty
	case reading.CodeUnknownFormat:
		return ErrNotAPicture
	case reading.CodeDamaged:
		return ErrDamaged
	case reading.CodeTooLarge:
		return ErrTooLarge
	case reading.CodeBadBox:
		return ErrBadBox
	case reading.CodeNoModels:
		return ErrNoReader
	case reading.CodeFailed:
		return ErrCrashed
	}
	return ErrBadAnswer
}
