package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// bad makes files that are too large or too broken to stand in a script:
//
//	bad KIND FILE
func bad(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) != 2 {
		ts.Fatalf("usage: bad KIND FILE")
	}
	make, ok := badFiles[args[0]]
	if !ok {
		ts.Fatalf("bad: no kind %s", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), make(), 0o600))
}

var badFiles = map[string]func() []byte{
	"blank":     func() []byte { return blank(320, 200) },
	"truncated": func() []byte { b := blank(320, 200); return b[:len(b)/2] },
	// 60 megapixels of one colour: 60 kB on the disk, 240 MB when decoded.
	"60-megapixels": func() []byte { return blank(10000, 6000) },
	"10-megabytes-of-text": func() []byte {
		return []byte(strings.Repeat("这里没有悬赏,只是聊天记录。 Nothing here, EXERCISE.\n", 10<<20/66+1))
	},
	"invalid-utf8": func() []byte { return []byte("EXERCISE 悬赏60万\xff\xfe:陈演练\n") },
	"bidi":         func() []byte { return []byte("EXERCISE 悬赏60万:陈演练 \u202e0001\u202c\n") },
	"binary":       func() []byte { return bytes.Repeat([]byte{0, 1, 2, 3, 0xff}, 1000) },
}

func blank(width, height int) []byte {
	picture := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		panic(err) // a bytes.Buffer never fails
	}
	return b.Bytes()
}

// waits blocks until a file is there:
//
//	waits FILE
func waits(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) != 1 {
		ts.Fatalf("usage: waits FILE")
	}
	for range 600 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("%s did not appear in a minute", args[0])
}
