package web

import (
	"io"
	"mime/multipart"
	"net/http"
	"net/url"

	"lanna"
)

// A sentFile is the file of a form that is still on its way. The form's fields
// before it are read and those behind it are not, so that a large picture never
// lies in memory: who takes the file reads the rest after it.
type sentFile struct {
	parts *multipart.Reader
	file  *multipart.Part // nil where the form brought none
}

// readToFile reads a form up to its file.
func (v *visit) readToFile(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "form-cut"}
	}
	r.Form, r.PostForm = r.URL.Query(), url.Values{}
	v.sent = &sentFile{parts: parts}
	return v.nextFields()
}

// nextFields reads fields until a file or the end of the form.
func (v *visit) nextFields() error {
	room := int64(maxForm)
	for v.sent.file = nil; ; {
		part, err := v.sent.parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return formError(err, "too-big")
		}
		if part.FileName() != "" {
			v.sent.file = part
			return nil
		}
		value, err := io.ReadAll(io.LimitReader(part, room+1))
		if err != nil {
			return formError(err, "too-big")
		}
		if room -= int64(len(value)); room < 0 {
			return &lanna.Error{Kind: lanna.Invalid, Code: "text-too-large"}
		}
		v.Form.Add(part.FormName(), string(value))
		v.PostForm.Add(part.FormName(), string(value))
	}
}

// maxDrain is how much more of a refused form an officer's browser may send.
const maxDrain = 64 << 20

// drain reads what is left of an officer's form that is refused: a browser that
// is still sending shows "connection reset" and not why.
func (v *visit) drain() {
	if v.whole != nil {
		io.Copy(io.Discard, io.LimitReader(v.whole, maxDrain)) //nolint:errcheck // the refusal is what counts
	}
}
