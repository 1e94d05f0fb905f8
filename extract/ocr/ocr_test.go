package ocr

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna/extract/reading"
)

// The readers of these tests are this test program itself, told by its
// environment how to behave.
const behaviour = "LANNA_TEST_READER"

func TestMain(m *testing.M) {
	if how := os.Getenv(behaviour); how != "" {
		actAsReader(how)
		return
	}
	os.Exit(m.Run())
}

func client(t *testing.T, how string, timeout time.Duration) *Client {
	t.Helper()
	c := New(Config{Timeout: timeout, Command: func() (*exec.Cmd, error) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = []string{behaviour + "=" + how}
		return cmd, nil
	}})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

const enough = 30 * time.Second

var png = []byte("\x89PNG\r\n\x1a\n the node never looks further")

func TestAPictureIsReadAndReencoded(t *testing.T) {
	r, err := client(t, "good", enough).Read(context.Background(), png)
	if err != nil {
		t.Fatal(err)
	}
	if r.Reading.Lines[0].Text != "悬赏" || !bytes.HasPrefix(r.Whole, []byte("\x89PNG")) {
		t.Errorf("got %+v", r)
	}
}

func TestPartsComeBackUnderTheirNames(t *testing.T) {
	q := reading.Request{Reencode: true, Crops: []reading.Box{{W: 1, H: 1}, {W: 2, H: 2}}, Redraw: []reading.Box{{W: 1, H: 1}}}
	r, err := client(t, "good", enough).Do(context.Background(), q, png)
	if err != nil {
		t.Fatal(err)
	}
	if r.Reading != nil || len(r.Whole) == 0 || len(r.Crops) != 2 || len(r.Redrawn) == 0 {
		t.Errorf("got %+v", r)
	}
}

func TestReadersThatFail(t *testing.T) {
	cases := []struct {
		how  string
		want error
	}{
		{"crash", ErrCrashed},
		{"crash-after-half-an-answer", ErrCrashed},
		{"exit-without-answer", ErrCrashed},
		{"close-output-and-stay", ErrCrashed},
		{"too-slow", ErrTimeout},
		{"rubbish", ErrBadAnswer},
		{"flood", ErrBadAnswer},
		{"header-of-4-GB", ErrBadAnswer},
		{"unknown-code", ErrBadAnswer},
		{"no-reading", ErrBadAnswer},
		{"box-outside", ErrBadAnswer},
		{"edges-fall", ErrBadAnswer},
		{"confidence-not-a-share", ErrBadAnswer},
		{"parts-not-asked-for", ErrBadAnswer},
		{"html-for-a-picture", ErrBadAnswer},
		{"no-models", ErrNoReader},
		{"refuse:picture-damaged", ErrDamaged},
		{"refuse:picture-format", ErrNotAPicture},
		{"refuse:picture-too-large", ErrTooLarge},
	}
	for _, c := range cases {
		t.Run(c.how, func(t *testing.T) {
			t.Parallel()
			_, err := client(t, c.how, enough).Read(context.Background(), png)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestAReaderThatHangsIsKilled(t *testing.T) {
	c := client(t, "hang", 200*time.Millisecond)
	if _, err := c.Read(context.Background(), png); !errors.Is(err, ErrTimeout) {
		t.Fatalf("got %v, want %v", err, ErrTimeout)
	}
	if c.running != nil {
		t.Error("the process that hung is kept for the next picture")
	}
}

func TestGivingUpEndsTheReader(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c := client(t, "hang", enough)
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := c.Read(ctx, png); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestAfterACrashTheNextPictureIsRead(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "crashed")
	c := client(t, "crash-once:"+mark, enough)
	if _, err := c.Read(context.Background(), png); !errors.Is(err, ErrCrashed) {
		t.Fatalf("first picture: %v, want %v", err, ErrCrashed)
	}
	if _, err := c.Read(context.Background(), png); err != nil {
		t.Errorf("second picture: %v", err)
	}
}

func TestAReaderThatWentToRestIsStartedAgain(t *testing.T) {
	c := client(t, "one-then-rest", enough)
	for i := range 3 {
		if _, err := c.Read(context.Background(), png); err != nil {
			t.Fatalf("picture %d: %v", i, err)
		}
	}
}

func TestARefusedPictureDoesNotCostTheProcess(t *testing.T) {
	c := client(t, "refuse:picture-damaged", enough)
	_, _ = c.Read(context.Background(), png)
	first := c.running
	_, _ = c.Read(context.Background(), png)
	if first == nil || c.running != first {
		t.Error("a new process was started after a picture that was refused")
	}
}

func TestOneRequestAtATime(t *testing.T) {
	c := client(t, "tell-overlap:"+filepath.Join(t.TempDir(), "busy"), enough)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := c.Read(context.Background(), png); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestWhatNeverReachesTheReader(t *testing.T) {
	c := New(Config{Command: func() (*exec.Cmd, error) {
		t.Error("a process was started")
		return nil, ErrNoReader
	}})
	cases := []struct {
		name    string
		q       reading.Request
		picture []byte
		want    error
	}{
		{"nothing", reading.Request{Read: true}, nil, ErrEmpty},
		{"more bytes than a picture may have", reading.Request{Read: true}, make([]byte, reading.MaxPicture+1), ErrTooLarge},
		{"boxes without end", reading.Request{Crops: make([]reading.Box, reading.MaxBoxes+1)}, png, ErrBadBox},
	}
	for _, k := range cases {
		if _, err := c.Do(context.Background(), k.q, k.picture); !errors.Is(err, k.want) {
			t.Errorf("%s: got %v, want %v", k.name, err, k.want)
		}
	}
}

func TestAMissingProgram(t *testing.T) {
	t.Setenv("LANNA_READ", filepath.Join(t.TempDir(), "not-there"))
	if _, err := New(Config{}).Read(context.Background(), png); !errors.Is(err, ErrNoReader) {
		t.Errorf("got %v, want %v", err, ErrNoReader)
	}
}

func TestAClosedClientReadsNothing(t *testing.T) {
	c := client(t, "good", enough)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(context.Background(), png); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want %v", err, ErrClosed)
	}
}

func TestTheReaderSeesNoSecretOfTheEnvironment(t *testing.T) {
	t.Setenv("LANNA_PASSPHRASE", "EXERCISE")
	r, err := client(t, "tell-environment", enough).Read(context.Background(), png)
	if err != nil {
		t.Fatal(err)
	}
	if env := r.Reading.Lines[0].Text; strings.Contains(env, "PASSPHRASE") || !strings.Contains(env, "PATH=") {
		t.Errorf("the reader was started with %q", env)
	}
}
