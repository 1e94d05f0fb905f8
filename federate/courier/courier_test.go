package courier_test

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/courier"
)

// A stick is a folder that all parties reach in turn.
type stick struct{ dir string }

func (s stick) Join(t *testing.T, key ed25519.PrivateKey) federate.Carrier {
	c := courier.New(s.dir, carriertest.Writer(key))
	t.Cleanup(c.Close)
	return c
}

func (s stick) Cut(t *testing.T)  { move(t, s.dir, s.dir+"-away") }
func (s stick) Mend(t *testing.T) { move(t, s.dir+"-away", s.dir) }

func move(t *testing.T, from, to string) {
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func TestCarrier(t *testing.T) {
	carriertest.Run(t, func(t *testing.T, _ []lanna.WriterID) carriertest.Network {
		dir := filepath.Join(t.TempDir(), "stick")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		return stick{dir}
	})
}

var (
	from = carriertest.Writer(carriertest.Key(0))
	to   = carriertest.Writer(carriertest.Key(1))
)

// packed is a file with messages, and where each of its frames ends.
func packed(t interface {
	Fatal(...any)
}, disk string, messages []federate.Message) (path string) {
	p, err := courier.NewPack(disk, from, to)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if err := p.Add(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(disk, "*", "*"))
	if err != nil || len(files) != 1 {
		t.Fatal("not one file", files, err)
	}
	return files[0]
}

const headSize = 20

func letter(from, to lanna.WriterID, lane federate.Lane, size int) federate.Message {
	return carriertest.Message(from, to, lane, bytes.Repeat([]byte{7}, size))
}

// Cut at any byte, and all before the frame that was cut is read.
func TestAFileMayBeCutAtAnyByte(t *testing.T) {
	messages := []federate.Message{letter(from, to, 0, 10), letter(from, to, 1, 0), letter(from, to, 2, 33)}
	whole, err := os.ReadFile(packed(t, t.TempDir(), messages))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range whole {
		want, end := 0, 0
		for _, m := range messages {
			if end += headSize + len(m); end <= cut {
				want++
			}
		}
		got := 0
		skipped, err := courier.Read(bytes.NewReader(whole[:cut]), func(m federate.Message) error {
			if !bytes.Equal(m, messages[got]) {
				t.Fatalf("cut at %d: message %d is another", cut, got)
			}
			got++
			return nil
		})
		if err != nil || got != want {
			t.Fatalf("cut at %d: %d messages, want %d, %v", cut, got, want, err)
		}
		rest := cut
		for _, m := range messages[:got] {
			rest -= headSize + len(m)
		}
		if int64(rest) != skipped {
			t.Fatalf("cut at %d: says %d bytes were skipped, want %d", cut, skipped, rest)
		}
	}
}

// Whatever is changed, taken out or put in within one frame, the others are
// read and nothing that was never sent is.
func TestDamageCostsTheFrameAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var frames [][]byte
		var messages []federate.Message
		for range rapid.IntRange(2, 5).Draw(t, "messages") {
			m := letter(from, to, federate.Lane(rapid.IntRange(0, 2).Draw(t, "lane")), rapid.IntRange(0, 300).Draw(t, "size"))
			dir, err := os.MkdirTemp("", "courier")
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(packed(t, dir, []federate.Message{m}))
			if err != nil {
				t.Fatal(err)
			}
			_ = os.RemoveAll(dir) // it is the system's to clean
			frames, messages = append(frames, b), append(messages, m)
		}
		hurt := rapid.IntRange(0, len(frames)-1).Draw(t, "hurt")
		sound := bytes.Clone(frames[hurt])
		at := rapid.IntRange(0, len(frames[hurt])-1).Draw(t, "at")
		switch rapid.SampledFrom([]string{"flip", "cut", "insert"}).Draw(t, "how") {
		case "flip":
			frames[hurt][at] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		case "cut":
			frames[hurt] = frames[hurt][:at]
		case "insert":
			frames[hurt] = append(append(append([]byte(nil), frames[hurt][:at]...), "LANNAc1\nLANN"...), frames[hurt][at:]...)
		}
		var got []federate.Message
		if _, err := courier.Read(bytes.NewReader(bytes.Join(frames, nil)), func(m federate.Message) error { got = append(got, m); return nil }); err != nil {
			t.Fatal(err)
		}
		others := append(append([]federate.Message(nil), messages[:hurt]...), messages[hurt+1:]...)
		if bytes.Contains(frames[hurt], sound) { // what was put in left it whole
			others = messages
		}
		if len(got) != len(others) {
			t.Fatalf("%d messages are read, want %d", len(got), len(others))
		}
		for i := range got {
			if !bytes.Equal(got[i], others[i]) {
				t.Fatalf("message %d is another", i)
			}
		}
	})
}

func TestUnpackReportsAndLeavesTheDiskAlone(t *testing.T) {
	disk := t.TempDir()
	messages := []federate.Message{letter(from, to, 2, 10), letter(from, to, 0, 10)}
	path := packed(t, disk, messages)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(whole, "rubbish"...), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var got []federate.Message
		r, err := courier.Unpack(t.Context(), disk, to, func(m federate.Message) error { got = append(got, m); return nil })
		want := courier.Report{Files: 1, Taken: 2, Skipped: 7}
		if err != nil || r != want || len(got) != 2 || !bytes.Equal(got[0], messages[1]) {
			t.Errorf("unpack: %+v, want %+v, %v", r, want, err)
		}
	}
}

// FuzzRead: no bytes make it fail, and what it gives was framed.
func FuzzRead(f *testing.F) {
	f.Add([]byte("LANNAc1\n\x00\x00\x00\x00"))
	f.Add([]byte("LANNAc1\n\xff\xff\xff\xff12345678"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var used int64
		skipped, err := courier.Read(bytes.NewReader(b), func(m federate.Message) error {
			used += int64(headSize + len(m))
			return nil
		})
		if err != nil || used+skipped != int64(len(b)) {
			t.Fatalf("%d of %d bytes are accounted for, %v", used+skipped, len(b), err)
		}
	})
}
