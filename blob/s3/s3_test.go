package s3_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/blob"
	"lanna/blob/blobtest"
	"lanna/blob/s3"
	"lanna/blob/s3/s3test"
)

func config(t *testing.T, server *s3test.Server, secret string) s3.Config {
	t.Helper()
	place, err := s3.ParsePlace(server.Place("th/blobs"))
	if err != nil {
		t.Fatal(err)
	}
	return s3.Config{Place: place, Keys: s3test.Keys(t, secret), Spool: t.TempDir(), Patience: 5 * time.Second}
}

func open(t *testing.T, server *s3test.Server) *blob.Store {
	t.Helper()
	s, err := s3.Open(t.Context(), config(t, server, s3test.SecretKey))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBucket(t *testing.T) {
	t.Parallel()
	for name, versions := range map[string]bool{"with versions": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			blobtest.Run(t, func(t *testing.T) func() *blob.Store {
				server := s3test.Start(t, versions)
				return func() *blob.Store { return open(t, server) }
			})
		})
	}
}

func TestWhatIsErasedIsGoneInAllVersions(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, true)
	s := open(t, server)
	words := []byte("EXERCISE planted words")
	sealed, ref, err := blob.Seal(words, "text/plain")
	if err != nil {
		t.Fatal(err)
	}
	folder, err := blob.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := folder.AddPiece(ref.Name, int64(len(sealed)), 0, sealed); err != nil {
		t.Fatal(err)
	}
	for range 3 { // as after answers that were lost
		d, err := s.Draft()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Write(sealed); err != nil {
			t.Fatal(err)
		}
		if err := d.Keep(ref.Name); err != nil {
			t.Fatal(err)
		}
		d.Discard()
	}
	names, content := server.Objects(t)
	if len(names) != 3 || !bytes.Contains(content, sealed) || bytes.Contains(content, words) {
		t.Fatalf("%d versions, of which the test would not see the ciphertext: it could not fail", len(names))
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "th/blobs/"+ref.Name.String()[:2]+"/"+ref.Name.String()) {
			t.Errorf("a name says something: %s", name)
		}
	}
	if err := s.Remove(ref.Name); err != nil {
		t.Fatal(err)
	}
	if names, content := server.Objects(t); len(names) > 0 || len(content) > 0 {
		t.Errorf("%v stayed", names)
	}
}

func TestAPutIsWholeOrAbsent(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, false)
	s := open(t, server)
	plain := bytes.Repeat([]byte("EXERCISE "), 30_000)
	for name, fault := range map[string]func(http.ResponseWriter, *http.Request) bool{"cut amid the bytes": s3test.Cut(100_000), "away": s3test.Away} {
		server.Fault(fault)
		if _, err := s.Put(plain, "image/png"); lanna.KindOf(err) != lanna.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
		server.Fault(nil)
		if names, _ := server.Objects(t); len(names) > 0 {
			t.Errorf("%s: %v is there", name, names)
		}
	}
	server.Fault(server.CutAfter())
	_, err := s.Put(plain, "image/png") // stored, and the officer was told that it was not
	server.Fault(nil)
	if lanna.KindOf(err) != lanna.Unavailable {
		t.Errorf("cut before the answer: %v", err)
	}
	if err := s.Each(func(b blob.Found) error { return s.Remove(b.Name) }); err != nil {
		t.Error(err)
	}
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, false)
	s := open(t, server)
	var asked atomic.Int32
	server.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		return asked.Add(1) < 3 && s3test.Away(w, r)
	})
	ref, err := s.Put([]byte("EXERCISE"), "text/plain")
	if err != nil || asked.Load() < 3 {
		t.Fatalf("asked %d times: %v", asked.Load(), err)
	}
	if got, err := s.Get(ref); err != nil || string(got) != "EXERCISE" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestASlowServerIsGivenUp(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, false)
	cfg := config(t, server, s3test.SecretKey)
	cfg.Patience = 200 * time.Millisecond
	s, err := s3.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	server.Fault(func(_ http.ResponseWriter, r *http.Request) bool {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
		return true
	})
	if _, err := s.Put([]byte("EXERCISE"), "text/plain"); lanna.KindOf(err) != lanna.Unavailable {
		t.Errorf("put: %v", err)
	}
	if there, err := s.Has(lanna.Digest{1}); there || lanna.KindOf(err) != lanna.Unavailable {
		t.Errorf("it is said that a blob is not here: %v", err)
	}
}

func TestDamageAtTheStoreIsFound(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, false)
	s := open(t, server)
	ref, err := s.Put([]byte("EXERCISE"), "text/plain")
	if err != nil {
		t.Fatal(err)
	}
	key := "th/blobs/" + ref.Name.String()[:2] + "/" + ref.Name.String()
	other := []byte("not what was put")
	if _, err := server.Backend.PutObject(s3test.Bucket, key, map[string]string{}, bytes.NewReader(other), int64(len(other)), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(ref); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("damage went unseen: %v", err)
	}
	server.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet {
			return false
		}
		w.Header().Set("Content-Length", "100000")
		w.Header().Set("Last-Modified", time.Unix(0, 0).UTC().Format(http.TimeFormat))
		_, _ = w.Write([]byte("half"))
		panic(http.ErrAbortHandler)
	})
	if _, err := s.Get(ref); lanna.KindOf(err) != lanna.Unavailable {
		t.Errorf("cut amid a download: %v", err)
	}
}

func TestAWrongKeyIsRefused(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, false)
	if _, err := s3.Open(t.Context(), config(t, server, "another")); lanna.CodeOf(err) != "blobs-refused" {
		t.Errorf("a wrong secret: %v", err)
	}
	cfg := config(t, server, s3test.SecretKey)
	cfg.Place.Bucket = "not-there"
	if _, err := s3.Open(t.Context(), cfg); lanna.CodeOf(err) != "blobs-refused" {
		t.Errorf("a bucket that is not there: %v", err)
	}
	if err := os.Chmod(cfg.Keys, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s3.Open(t.Context(), cfg); lanna.CodeOf(err) != "blobs-key-open" {
		t.Errorf("a key that others can read: %v", err)
	}
	cfg.Keys = os.DevNull
	if _, err := s3.Open(t.Context(), cfg); err == nil {
		t.Error("an empty key")
	}
}

func TestAServerThatIsAwayStopsNoStart(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, false)
	server.Fault(s3test.Away)
	s := open(t, server)
	server.Fault(nil)
	if _, err := s.Put([]byte("EXERCISE"), "text/plain"); err != nil {
		t.Error(err)
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	server := s3test.Start(t, true)
	cfg := config(t, server, s3test.SecretKey)
	if err := s3.Check(t.Context(), cfg); err != nil {
		t.Error(err)
	}
	if names, _ := server.Objects(t); len(names) > 0 {
		t.Errorf("it left %v", names)
	}
	faults := map[string]func(http.ResponseWriter, *http.Request) bool{
		"blobs-away": s3test.Away,
		"blobs-object-lock": func(w http.ResponseWriter, r *http.Request) bool {
			if !r.URL.Query().Has("object-lock") {
				return false
			}
			_, _ = w.Write([]byte("<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>"))
			return true
		},
		"blobs-not-erased": func(w http.ResponseWriter, r *http.Request) bool { // as a store that holds on to what is removed
			if r.Method == http.MethodDelete {
				w.WriteHeader(http.StatusNoContent)
			}
			return r.Method == http.MethodDelete
		},
	}
	for code, fault := range faults {
		server.Fault(fault)
		if err := s3.Check(t.Context(), cfg); lanna.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for place, code := range map[string]string{
		"s3://bucket/a/b?endpoint=https://s3.example":  "",
		"s3://bucket?endpoint=http://127.0.0.1:9000":   "",
		"s3://key:secret@bucket?endpoint=https://s3.x": "blobs-key-in-place",
		"s3://bucket/a":                                  "blobs-endpoint",
		"s3://bucket?endpoint=https://k:s@s3.x":          "blobs-endpoint",
		"s3://bucket?endpoint=https://s3.x&secret=EXERC": "blobs-place",
		"s3://":     "blobs-place",
		"/a/folder": "blobs-place",
	} {
		if _, err := s3.ParsePlace(place); err == nil && code != "" || err != nil && lanna.CodeOf(err) != code {
			t.Errorf("%s: %v", place, err)
		}
	}
}
