package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"lanna"
	"lanna/extract"
	"lanna/extract/ocr"
	"lanna/extract/reading"
)

// intakeDesk reads files for lanna intake.
type intakeDesk struct {
	in     io.Reader // what - means
	reader *ocr.Client
}

// Limits of one file. A picture is bounded by what the reading process takes,
// a text by what a person would paste: a chat of a year has about 1 MB.
const (
	maxFile = reading.MaxPicture
	maxText = 8 << 20
)

// read reads one file. Where there is an error, the result still names the file
// and its digest, and its warnings hold the error's code.
func (d intakeDesk) read(ctx context.Context, file string) (extract.Intake, error) {
	data, err := d.bytes(file)
	if err != nil {
		return failedIntake(file, "", err), err
	}
	sum := sha256.Sum256(data)
	digest := hex.EncodeToString(sum[:])
	result, err := d.propose(ctx, data)
	if err != nil {
		return failedIntake(file, digest, err), err
	}
	return extract.ForIntake(file, digest, result), nil
}

func failedIntake(file, digest string, err error) extract.Intake {
	return extract.ForIntake(file, digest, extract.Result{Warnings: []extract.Warning{{Code: lanna.CodeOf(err)}}})
}

func (d intakeDesk) bytes(file string) ([]byte, error) {
	from := d.in
	if file != "-" {
		f, err := os.Open(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &lanna.Error{Kind: lanna.NotFound, Code: "file-missing"}
		} else if err != nil {
			return nil, &lanna.Error{Kind: lanna.Invalid, Code: "file-closed", Err: err}
		}
		defer f.Close()
		from = f
	}
	data, err := io.ReadAll(io.LimitReader(from, maxFile+1))
	switch {
	case err != nil:
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "file-unreadable", Err: err}
	case len(data) == 0:
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "file-empty"}
	case len(data) > maxFile:
		return nil, lanna.Errorf(lanna.Invalid, "file-too-large", "more than %d MB", maxFile>>20)
	}
	return data, nil
}

// propose goes by what the bytes are, never by the file's name.
func (d intakeDesk) propose(ctx context.Context, data []byte) (extract.Result, error) {
	switch kind := http.DetectContentType(data); {
	case kind == "image/png" || kind == "image/jpeg" || kind == "image/webp":
		return d.picture(ctx, data)
	case strings.HasPrefix(kind, "text/"):
		if len(data) > maxText {
			return extract.Result{}, lanna.Errorf(lanna.Invalid, "text-too-long", "more than %d MB", maxText>>20)
		}
		return extract.Propose(extract.FromText(string(data))), nil
	default:
		kind, _, _ = strings.Cut(kind, ";")
		return extract.Result{}, lanna.Errorf(lanna.Invalid, "file-format", "neither a picture (PNG, JPEG, WebP) nor text, but %s", kind)
	}
}

func (d intakeDesk) picture(ctx context.Context, data []byte) (extract.Result, error) {
	got, err := d.reader.Do(ctx, reading.Request{Read: true}, data)
	if err != nil {
		return extract.Result{}, readingError(err)
	}
	result := extract.Propose(extract.Layout(*got.Reading))
	for _, missing := range got.Reading.Missing {
		result.Warnings = append(result.Warnings, extract.Warning{Code: fmt.Sprintf("missing:%s", missing)})
	}
	return result, nil
}
