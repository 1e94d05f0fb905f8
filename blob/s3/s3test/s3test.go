// Package s3test runs an S3 server inside a test: it keeps versions in memory,
// checks signatures, and can be away, slow or cut. Only tests import it.
package s3test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// Bucket is the one that there is.
const Bucket = "exercise"

// The key that the server takes.
const (
	AccessKey = "EXERCISE-KEY"
	SecretKey = "exercise-secret"
)

// A Server is one that runs.
type Server struct {
	URL     string
	Backend *s3mem.Backend
	fault   atomic.Pointer[func(http.ResponseWriter, *http.Request) bool]
}

// Start runs a server for as long as the test. versions says that the bucket keeps
// what is written over and removed.
func Start(t testing.TB, versions bool) *Server {
	t.Helper()
	s := &Server{Backend: s3mem.New()}
	err := s.Backend.CreateBucket(Bucket)
	if versions && err == nil {
		err = s.Backend.SetVersioningConfiguration(Bucket, gofakes3.VersioningConfiguration{Status: gofakes3.VersioningEnabled})
	}
	if err != nil {
		t.Fatal(err)
	}
	fake := gofakes3.New(s.Backend).Server()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f := s.fault.Load(); f != nil && (*f)(w, r) {
			return
		}
		if !signed(r) {
			refuse(w, http.StatusForbidden, "SignatureDoesNotMatch")
			return
		}
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// Place is the address of the bucket.
func (s *Server) Place(prefix string) string {
	return "s3://" + Bucket + "/" + prefix + "?endpoint=" + url.QueryEscape(s.URL) + "&region=us-east-1"
}

// Keys writes a file with a key.
func Keys(t testing.TB, secret string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blobs.key")
	text := fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", AccessKey, secret)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Fault answers requests from now on; where it returns false, the server does. nil
// ends it.
func (s *Server) Fault(f func(http.ResponseWriter, *http.Request) bool) {
	if f == nil {
		s.fault.Store(nil)
		return
	}
	s.fault.Store(&f)
}

// Away answers everything with 503.
func Away(w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	refuse(w, http.StatusServiceUnavailable, "SlowDown")
	return true
}

// Cut returns a fault that cuts the link after so many bytes of an upload.
func Cut(after int64) func(http.ResponseWriter, *http.Request) bool {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut {
			return false
		}
		_, _ = io.CopyN(io.Discard, r.Body, after)
		panic(http.ErrAbortHandler)
	}
}

// CutAfter stores what comes and cuts the link before it is answered.
func (s *Server) CutAfter() func(http.ResponseWriter, *http.Request) bool {
	fake := gofakes3.New(s.Backend).Server()
	return func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut {
			return false
		}
		fake.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
}

// Objects are the names of all versions of all objects, marks of removal too, as
// "KEY VERSION", and all their bytes.
func (s *Server) Objects(t testing.TB) (names []string, content []byte) {
	t.Helper()
	list, err := s.Backend.ListBucketVersions(Bucket, &gofakes3.Prefix{}, &gofakes3.ListBucketVersionsPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range list.Versions {
		switch v := v.(type) {
		case *gofakes3.Version:
			names = append(names, fmt.Sprintf("%s %s", v.Key, v.VersionID))
			o, err := s.Backend.GetObjectVersion(Bucket, v.Key, v.VersionID, nil)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(o.Contents)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range o.Metadata {
				content = append(content, name+value...)
			}
			content = append(content, b...)
		case *gofakes3.DeleteMarker:
			names = append(names, fmt.Sprintf("%s %s removed", v.Key, v.VersionID))
		}
	}
	return names, content
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>refused</Message></Error>", code)
}

// signed checks a request's signature (AWS Signature Version 4, without the chunks
// of a streamed body).
func signed(r *http.Request) bool {
	fields := map[string]string{}
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	if !ok {
		return false
	}
	for _, part := range strings.Split(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	key, scope, _ := strings.Cut(fields["Credential"], "/")
	parts := strings.Split(scope, "/")
	if key != AccessKey || len(parts) != 4 {
		return false
	}
	text := "AWS4-HMAC-SHA256\n" + r.Header.Get("X-Amz-Date") + "\n" + scope + "\n" + hexSum(canonical(r, fields["SignedHeaders"]))
	mac := []byte("AWS4" + SecretKey)
	for _, s := range append(parts, text) {
		mac = sum(mac, s)
	}
	return hmac.Equal([]byte(hex.EncodeToString(mac)), []byte(fields["Signature"]))
}

func canonical(r *http.Request, names string) string {
	var b bytes.Buffer
	query := strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20")
	fmt.Fprintf(&b, "%s\n%s\n%s\n", r.Method, r.URL.EscapedPath(), query)
	list := strings.Split(names, ";")
	slices.Sort(list)
	for _, name := range list {
		value := strings.Join(r.Header.Values(name), ",")
		switch name {
		case "host":
			value = r.Host
		case "content-length":
			value = fmt.Sprint(r.ContentLength)
		}
		fmt.Fprintf(&b, "%s:%s\n", name, strings.Join(strings.Fields(value), " "))
	}
	fmt.Fprintf(&b, "\n%s\n%s", names, r.Header.Get("X-Amz-Content-Sha256"))
	return b.String()
}

func hexSum(s string) string {
	d := sha256.Sum256([]byte(s))
	return hex.EncodeToString(d[:])
}

func sum(key []byte, s string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(s))
	return h.Sum(nil)
}
