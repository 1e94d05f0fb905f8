//go:build cgo

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"lanna/cmd/lanna-read/internal/infer"
	"lanna/extract/ocr"
	"lanna/extract/reading"
)

// The reading process of these tests is this test program itself.
const asProgram = "LANNA_TEST_AS_READER"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// client starts the real program, shut in as it always is.
func client(t testing.TB) (*ocr.Client, func() *exec.Cmd) {
	t.Helper()
	files := infer.FilesBeside(binFolder)
	if m := files.Missing(); len(m) > 0 {
		t.Skipf("models are missing (run scripts/fetch-models): %v", m)
	}
	folder, err := filepath.Abs(binFolder)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var last *exec.Cmd
	c := ocr.New(ocr.Config{Command: func() (*exec.Cmd, error) {
		mu.Lock()
		defer mu.Unlock()
		last = exec.Command(os.Args[0], "-dir", folder)
		last.Env = []string{asProgram + "=1"}
		return last, nil
	}})
	t.Cleanup(func() { _ = c.Close() })
	return c, func() *exec.Cmd { mu.Lock(); defer mu.Unlock(); return last }
}

// message is one bubble of a drawn chat.
type message struct {
	right bool
	lines []string
}

// drawChat draws bubbles in a font that lies in the module.
func drawChat(t testing.TB, scale float64, page, left, right, ink color.RGBA, messages []message) (*image.RGBA, []image.Rectangle) {
	t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 16 * scale, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	px := func(v float64) int { return int(v * scale) }
	height := 20.0
	for _, m := range messages {
		height += 36 + 22*float64(len(m.lines))
	}
	img := image.NewRGBA(image.Rect(0, 0, px(375), px(height)))
	fill := func(r image.Rectangle, c color.RGBA) { draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src) }
	fill(img.Rect, page)
	var bubbles []image.Rectangle
	y := 20.0
	for _, m := range messages {
		x, c := 50.0, left
		if m.right {
			x, c = 75.0, right
		}
		bubble := image.Rect(px(x), px(y), px(x+250), px(y+16+22*float64(len(m.lines))))
		fill(bubble, c)
		bubbles = append(bubbles, bubble)
		for i, l := range m.lines {
			d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face,
				Dot: fixed.P(px(x+10), px(y+8+22*float64(i)+17))}
			d.DrawString(l)
		}
		y += 36 + 22*float64(len(m.lines))
	}
	return img, bubbles
}

func encoded(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var exerciseChat = []message{
	{false, []string{"EXERCISE: 60000 USDT for", "John Carter, gate 4"}},
	{true, []string{"Where was he last seen?"}},
	{false, []string{"Call 0812345678 today"}},
}

func TestAChatIsReadAsItWasDrawn(t *testing.T) {
	themes := map[string][4]color.RGBA{
		"light": {{237, 237, 237, 255}, {255, 255, 255, 255}, {149, 236, 105, 255}, {17, 17, 17, 255}},
		"dark":  {{17, 17, 17, 255}, {44, 44, 44, 255}, {38, 110, 70, 255}, {233, 233, 233, 255}},
	}
	c, _ := client(t)
	for name, colours := range themes {
		for _, scale := range []float64{1, 2, 3} {
			t.Run(fmt.Sprintf("%s at %gx", name, scale), func(t *testing.T) {
				img, bubbles := drawChat(t, scale, colours[0], colours[1], colours[2], colours[3], exerciseChat)
				r, err := c.Read(context.Background(), encoded(t, img))
				if err != nil {
					t.Fatal(err)
				}
				compareChat(t, r.Reading, bubbles, scale)
				again, err := png.Decode(bytes.NewReader(r.Whole))
				if err != nil || again.Bounds() != img.Rect {
					t.Errorf("re-encoded: %v, %v", again.Bounds(), err)
				}
			})
		}
	}
}

func compareChat(t *testing.T, r *reading.Reading, bubbles []image.Rectangle, scale float64) {
	t.Helper()
	var want []string
	var around []image.Rectangle
	for i, m := range exerciseChat {
		for _, l := range m.lines {
			want, around = append(want, l), append(around, bubbles[i])
		}
	}
	if len(r.Lines) != len(want) {
		t.Fatalf("%d lines, want %d: %+v", len(r.Lines), len(want), r.Lines)
	}
	for i, l := range r.Lines {
		if l.Text != want[i] {
			t.Errorf("line %d is %q, want %q", i, l.Text, want[i])
		}
		if got := l.Bubble.Rectangle(); !got.In(around[i].Inset(-int(3*scale))) || !around[i].Inset(int(4*scale)).In(got) {
			t.Errorf("bubble of line %d is %v, want %v", i, got, around[i])
		}
		if !l.Box.Rectangle().In(around[i]) || l.Script != reading.ScriptLatin || l.ByEye {
			t.Errorf("line %d: box %v, script %q, by eye %v", i, l.Box, l.Script, l.ByEye)
		}
	}
}

func TestOneProcessAnswersAllKindsOfRequests(t *testing.T) {
	c, process := client(t)
	img, bubbles := drawChat(t, 1, color.RGBA{255, 255, 255, 255}, color.RGBA{230, 230, 230, 255}, color.RGBA{0, 120, 255, 255}, color.RGBA{0, 0, 0, 255}, exerciseChat)
	picture := encoded(t, img)
	if _, err := c.Do(context.Background(), reading.Request{Read: true}, picture[:200]); !errors.Is(err, ocr.ErrDamaged) {
		t.Errorf("a picture cut short: %v", err)
	}
	if _, err := c.Do(context.Background(), reading.Request{Read: true}, []byte("%PDF-1.4")); !errors.Is(err, ocr.ErrNotAPicture) {
		t.Errorf("a PDF: %v", err)
	}
	keep := reading.BoxOf(bubbles[1])
	r, err := c.Do(context.Background(), reading.Request{Crops: []reading.Box{keep}, Redraw: []reading.Box{keep}}, picture)
	if err != nil {
		t.Fatal(err)
	}
	crop, err := png.Decode(bytes.NewReader(r.Crops[0]))
	if err != nil || crop.Bounds().Size() != bubbles[1].Size() {
		t.Errorf("crop of %v, %v", crop.Bounds(), err)
	}
	text, err := c.Do(context.Background(), reading.Request{Read: true}, r.Redrawn)
	if err != nil || len(text.Reading.Lines) != 1 || text.Reading.Lines[0].Text != exerciseChat[1].lines[0] {
		t.Errorf("the redrawn page reads %+v, %v", text.Reading, err)
	}
	if peak := peakMB(t, process()); peak > 600 {
		t.Errorf("the reading process took %d MB", peak)
	}
}

// peakMB is the largest resident size of a process so far.
func peakMB(t testing.TB, cmd *exec.Cmd) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		t.Skip("no /proc")
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kB int
	if _, err := fmt.Sscan(rest, &kB); err != nil {
		t.Fatal(err)
	}
	return kB / 1024
}
