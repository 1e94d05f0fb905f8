package web_test

import (
	"bytes"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"lanna/desk/desktest"
)

// upload sends a picture form; cut ends it in the middle of the picture.
func (v *visitor) upload(formToken string, picture []byte, cut bool) (*http.Response, string) {
	v.t.Helper()
	return v.uploadAs("chat.png", formToken, picture, cut)
}

// uploadAs sends it with a name for the file.
func (v *visitor) uploadAs(name, formToken string, picture []byte, cut bool) (*http.Response, string) {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(v.t, w.WriteField("_token", formToken))
	must(v.t, w.WriteField("once", "EXERCISE-"+formToken))
	file, err := w.CreateFormFile("picture", name)
	must(v.t, err)
	_, err = file.Write(picture)
	must(v.t, err)
	if !cut {
		must(v.t, w.WriteField("source", "https://forum.invalid/EXERCISE"))
		must(v.t, w.Close())
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.site.url+"/capture/picture", &body)
	must(v.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.do(r)
}

func (v *visitor) formToken() string {
	_, page := v.get("/capture")
	return token.FindStringSubmatch(page)[1]
}

// files counts what lies in the folder of blobs.
func (s *site) files(t *testing.T) (n int) {
	t.Helper()
	must(t, filepath.WalkDir(filepath.Join(s.Dir, "blobs"), func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}))
	return n
}

func TestAPictureComesInAsItIsSent(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	r, page := v.upload(v.formToken(), desktest.Picture("EXERCISE 悬赏60万 外号阿蓝 从银鹭园跑出 抓回园区"), false)
	if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Request.URL.Path, "/capture/") || !strings.Contains(page, "阿蓝") {
		t.Errorf("%s at %s", r.Status, r.Request.URL)
	}
	list, err := s.Captures(t.Context(), s.Duty, desktest.Rescue, "")
	must(t, err)
	c, err := s.Proposals(t.Context(), s.Duty, desktest.Rescue, list[0].Record)
	must(t, err)
	if c.SourceURL != "https://forum.invalid/EXERCISE" || c.FileName != "chat.png" {
		t.Errorf("source %q, file %q", c.SourceURL, c.FileName)
	}
}

func TestARefusedPictureLeavesNothing(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	picture := bytes.Repeat([]byte("EXERCISE "), 40_000)
	for _, tt := range []struct {
		name, token, code string
		picture           []byte
		cut               bool
	}{
		{"a form of another site", "EXERCISE", "form-expired", picture, false},
		{"cut on its way", "", "form-cut", picture, true},
		{"an empty file", "", "picture-empty", nil, false},
		{"more than is taken", "", "too-big", make([]byte, 41<<20), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.token == "" {
				tt.token = v.formToken()
			}
			if r, page := v.upload(tt.token, tt.picture, tt.cut); r.StatusCode < 400 || !strings.Contains(page, tt.code) {
				t.Errorf("%s, %.300s", r.Status, page)
			}
			if n := s.files(t); n != 0 {
				t.Errorf("%d files are left", n)
			}
		})
	}
}

// Only Capture takes files: anywhere else a form of that kind is refused and
// not read into memory.
func TestAFormWithAFileElsewhereIsRefused(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	body, w := io.Pipe()
	go func() {
		io.Copy(w, io.LimitReader(zeros{}, 64<<20)) //nolint:errcheck // the server hangs up
		w.Close()
	}()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/sign-in", body)
	must(t, err)
	r.Header.Set("Content-Type", "multipart/form-data; boundary=EXERCISE")
	if answer, err := v.http.Do(r); err == nil {
		answer.Body.Close()
		if answer.StatusCode < 400 {
			t.Errorf("answered %s", answer.Status)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
