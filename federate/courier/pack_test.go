package courier

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
)

var me, other = carriertest.Writer(carriertest.Key(0)), carriertest.Writer(carriertest.Key(1))

func letterOf(n byte, size int) federate.Message {
	return carriertest.Message(me, other, federate.Ordinary, bytes.Repeat([]byte{n}, size))
}

// A small is a file on a disk that holds only so many bytes.
type small struct {
	file
	left int
}

func (s *small) Write(b []byte) (int, error) {
	if len(b) <= s.left {
		s.left -= len(b)
		return s.file.Write(b)
	}
	n, _ := s.file.Write(b[:s.left])
	s.left = 0
	return n, syscall.ENOSPC
}

// A disk that is full keeps what is whole, nothing of what is not, and says so;
// on the next one packing goes on where it stopped.
func TestAFullDiskKeepsWhatIsWhole(t *testing.T) {
	disk := t.TempDir()
	p, err := NewPack(disk, me, other)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	p.f = &small{p.f, 2500}
	wrote := 0
	for n := byte(0); err == nil; n++ {
		if err = p.Add(letterOf(n, 900)); err == nil {
			wrote++
		}
	}
	if wrote != 2 || lanna.CodeOf(err) != "courier-full" || lanna.KindOf(err) != lanna.Exhausted {
		t.Fatalf("%d were written, then %v", wrote, err)
	}
	have, err := Present(disk, me, other)
	if err != nil || len(have) != 2 {
		t.Fatalf("%d lie there, %v", len(have), err)
	}
	r, err := Messages(t.Context(), disk, other, func(federate.Message) error { return nil })
	if err != nil || r.Skipped != 0 {
		t.Errorf("%d bytes of a frame that was cut are left: %v", r.Skipped, err)
	}
}

func TestADiskThatIsNoneIsToldPlainly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, code := range map[string]string{file: "courier-no-folder", file + "-away": "courier-away"} {
		if _, err := Present(path, me, other); lanna.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
		if _, err := Unpack(t.Context(), path, me, nil); lanna.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := NewPack(file, me, other); lanna.CodeOf(err) != "courier-no-folder" {
		t.Error(err)
	}
}
