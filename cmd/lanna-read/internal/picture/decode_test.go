package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"lanna/extract/reading"
)

// quarters is a picture whose four quarters have colours of their own, so that
// a turn shows.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{A: 255}
			if x >= w/2 {
				c.R = 255
			}
			if y >= h/2 {
				c.B = 255
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// onePixelWebP is a lossless WebP of one pixel.
func onePixelWebP(t testing.TB) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// headerPNG is a PNG of a header that announces a size, and no pixels.
func headerPNG(w, h uint32, depth, kind byte) []byte {
	chunk := []byte("IHDR")
	chunk = binary.BigEndian.AppendUint32(chunk, w)
	chunk = binary.BigEndian.AppendUint32(chunk, h)
	chunk = append(chunk, depth, kind, 0, 0, 0)
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

func TestRefusedPictures(t *testing.T) {
	sound := pngOf(t, quarters(64, 64))
	photo := jpegOf(t, quarters(64, 64), 90)
	broken := bytes.Clone(sound)
	broken[len(broken)/2] ^= 0x40
	cases := []struct {
		name string
		in   []byte
		want reading.Code
	}{
		{"empty", nil, reading.CodeEmpty},
		{"PDF under another name", []byte("%PDF-1.7\n1 0 obj"), reading.CodeUnknownFormat},
		{"text", []byte("悬赏六十万"), reading.CodeUnknownFormat},
		{"GIF", []byte("GIF89a\x01\x00\x01\x00"), reading.CodeUnknownFormat},
		{"PNG cut in the middle", sound[:len(sound)/2], reading.CodeDamaged},
		{"PNG without its end", sound[:len(sound)-12], reading.CodeDamaged},
		{"PNG with one bit changed", broken, reading.CodeDamaged},
		{"PNG of a signature alone", sound[:8], reading.CodeDamaged},
		{"JPEG cut in the middle", photo[:len(photo)/2], reading.CodeDamaged},
		{"WebP cut in the middle", onePixelWebP(t)[:20], reading.CodeDamaged},
		{"60 megapixels", headerPNG(10000, 6000, 8, 2), reading.CodeTooLarge},
		{"a line of a million pixels", headerPNG(1_000_000, 1, 8, 2), reading.CodeTooLarge},
		{"bomb of 4 gigapixels", headerPNG(65535, 65535, 8, 0), reading.CodeTooLarge},
		{"39 megapixels at 16 bits a channel", headerPNG(6240, 6240, 16, 6), reading.CodeTooLarge},
		{"no pixels", headerPNG(0, 5, 8, 2), reading.CodeDamaged},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(c.in)
			var r *Refused
			if !errors.As(err, &r) || r.Code != c.want {
				t.Errorf("got %v, want code %q", err, c.want)
			}
		})
	}
}

func TestFormatsAreTakenByContent(t *testing.T) {
	for name, data := range map[string][]byte{
		"PNG": pngOf(t, quarters(10, 8)), "JPEG": jpegOf(t, quarters(10, 8), 90), "WebP": onePixelWebP(t),
	} {
		img, err := Decode(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if img.Rect.Min != (image.Point{}) || !img.Opaque() {
			t.Errorf("%s: bounds %v, opaque %v", name, img.Rect, img.Opaque())
		}
	}
}

func TestTransparentPixelsLieOnWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	img.SetNRGBA(0, 0, color.NRGBA{0, 0, 0, 128})
	got, err := Decode(pngOf(t, img))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := got.RGBAAt(0, 0), got.RGBAAt(1, 0); a != (color.RGBA{127, 127, 127, 255}) || b != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("half black is %v, nothing is %v", a, b)
	}
}

// withOrientation puts an EXIF segment behind the start of a JPEG.
func withOrientation(photo []byte, o byte) []byte {
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(o) + "\x00\x00\x00\x00\x00\x00"
	segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return append(append(bytes.Clone(photo[:2]), segment...), photo[2:]...)
}

func TestOrientationIsApplied(t *testing.T) {
	// Where the blue and red quarter (bottom right as stored) ends up.
	cases := map[byte]image.Point{
		1: {1, 1}, 2: {0, 1}, 3: {0, 0}, 4: {1, 0}, 5: {1, 1}, 6: {0, 1}, 7: {0, 0}, 8: {1, 0},
	}
	photo := jpegOf(t, quarters(64, 32), 95)
	for o, corner := range cases {
		img, err := Decode(withOrientation(photo, o))
		if err != nil {
			t.Fatal(err)
		}
		if turned := img.Rect.Dx() < img.Rect.Dy(); turned != (o >= 5) {
			t.Errorf("orientation %d: size %v", o, img.Rect.Size())
		}
		c := img.RGBAAt(img.Rect.Dx()*(1+2*corner.X)/4, img.Rect.Dy()*(1+2*corner.Y)/4)
		if c.R < 200 || c.B < 200 {
			t.Errorf("orientation %d: %v at corner %v", o, c, corner)
		}
	}
}

func TestReencodedPictureHasNoMetadata(t *testing.T) {
	img, err := Decode(withOrientation(jpegOf(t, quarters(32, 32), 90), 6))
	if err != nil {
		t.Fatal(err)
	}
	out, err := Encode(img)
	if err != nil {
		t.Fatal(err)
	}
	for _, chunk := range []string{"eXIf", "Exif", "tEXt", "iTXt", "zTXt", "tIME"} {
		if bytes.Contains(out, []byte(chunk)) {
			t.Errorf("%s is still there", chunk)
		}
	}
}

func TestRedrawnPageShowsItsBoxesAlone(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 100))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	for y := range 100 {
		for x := range 100 {
			img.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), 7, 255})
		}
	}
	keep := []reading.Box{{X: 10, Y: 20, W: 30, H: 5}, {X: 90, Y: 90, W: 50, H: 50}}
	page, err := Redraw(img, keep)
	if err != nil {
		t.Fatal(err)
	}
	white := color.RGBA{255, 255, 255, 255}
	for y := range 100 {
		for x := range 100 {
			p := image.Pt(x, y)
			kept := p.In(keep[0].Rectangle()) || p.In(keep[1].Rectangle())
			if got := page.RGBAAt(x, y); kept && got != img.RGBAAt(x, y) || !kept && got != white {
				t.Fatalf("%v kept %v: %v", p, kept, got)
			}
		}
	}
}

func TestBoxesOutsideThePicture(t *testing.T) {
	img := quarters(10, 10)
	for _, box := range []reading.Box{
		{X: 10, Y: 0, W: 5, H: 5}, {X: -9, Y: 0, W: 9, H: 5}, {W: 0, H: 5}, {W: -1, H: -1},
		{X: 1 << 62, Y: 0, W: 1 << 62, H: 1}, {X: -1 << 62, Y: 0, W: 1 << 62, H: 1},
	} {
		if _, _, err := Crop(img, box); err == nil || !strings.Contains(err.Error(), string(reading.CodeBadBox)) {
			t.Errorf("%+v: %v", box, err)
		}
	}
	_, size, err := Crop(img, reading.Box{X: -5, Y: 5, W: 10, H: 10})
	if err != nil || size != image.Pt(5, 5) {
		t.Errorf("a box over the edge: %v, %v", size, err)
	}
}

func TestHashOfCopiesAndOthers(t *testing.T) {
	picture := func(seed int) *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, 320, 480))
		for y := range 480 {
			for x := range 320 {
				v := uint8(0)
				if (x/40*7+y/60*13+seed*(x/80)*(y/80))%5 < 2 {
					v = 220
				}
				img.SetRGBA(x, y, color.RGBA{v, v, v, 255})
			}
		}
		return img
	}
	original := picture(1)
	copyOf, err := Decode(jpegOf(t, Shrink(original, 200, 300), 60))
	if err != nil {
		t.Fatal(err)
	}
	if d := bits(Hash(original) ^ Hash(copyOf)); d > 6 {
		t.Errorf("a smaller JPEG differs in %d bits", d)
	}
	if d := bits(Hash(original) ^ Hash(picture(2))); d < 12 {
		t.Errorf("another picture differs in only %d bits", d)
	}
	Hash(quarters(1, 1))
}

func bits(v uint64) (n int) {
	for ; v != 0; v &= v - 1 {
		n++
	}
	return n
}

func TestShrinkKeepsTheMean(t *testing.T) {
	img := quarters(97, 61)
	small := Shrink(img, 13, 7)
	mean := func(img *image.RGBA) (sum float64) {
		for i := 0; i < len(img.Pix); i += 4 {
			sum += float64(img.Pix[i]) + float64(img.Pix[i+2])
		}
		return sum / float64(len(img.Pix))
	}
	if a, b := mean(img), mean(small); a-b > 1 || b-a > 1 {
		t.Errorf("brightness %f became %f", a, b)
	}
	if Shrink(img, 97, 61) != img || Shrink(img, 200, 200) != img {
		t.Error("a picture that is small enough was copied")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(pngOf(f, quarters(8, 8)))
	f.Add(withOrientation(jpegOf(f, quarters(8, 8), 50), 6))
	f.Add(onePixelWebP(f))
	f.Add(headerPNG(10000, 6000, 8, 2))
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := Decode(data)
		if err != nil {
			var r *Refused
			if !errors.As(err, &r) {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		if img.Rect.Empty() || img.Rect.Min != (image.Point{}) || len(img.Pix) < 4*img.Rect.Dx()*img.Rect.Dy() {
			t.Fatalf("bounds %v with %d bytes", img.Rect, len(img.Pix))
		}
	})
}
