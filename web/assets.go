package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"

	"lanna/docs"
)

// static holds what pages load: the icon, and in static/built what web/build
// took from node_modules. A checkout without npm has no static/built and still
// compiles; its pages then have neither script nor web fonts.
//
//go:embed static
var static embed.FS

//go:embed *.css
var sheets embed.FS

// scripts are the bundles that web/build makes.
var scripts = []string{"app.js", "capture.js", "offline.js", "passkey.js", "push.js", "left.js"}

// fonts are the web fonts, by file name as web/build copies them.
var fonts = []font{
	{"Noto Sans Thai", "thai", "U+0E00-0E7F, U+200C-200D, U+25CC"},
	{"Noto Sans Lao", "lao", "U+0E80-0EFF, U+200C-200D, U+25CC"},
	{"Noto Sans Myanmar", "myanmar", "U+1000-109F, U+A92E, U+A9E0-A9FE, U+AA60-AA7F, U+200C-200D, U+25CC"},
}

type font struct{ family, file, characters string }

func (f font) files() []string { return []string{f.file + "-400.woff2", f.file + "-600.woff2"} }

// Assets are the files that pages load, each under a name that carries its
// digest, so that a browser may keep it for a year.
type Assets struct {
	urls    map[string]string // plain name to URL
	files   map[string]*asset // name in URL to file
	missing []string
	worker  []byte // the service worker, which has a name that stays; nil where it is missing
}

type asset struct {
	kind            string
	plain, gz, br   []byte
	modifiedForever time.Time
}

// LoadAssets reads, names and compresses the files.
func LoadAssets() (*Assets, error) {
	a := &Assets{urls: map[string]string{}, files: map[string]*asset{}}
	for _, name := range []string{"icon.svg"} {
		raw, err := static.ReadFile("static/" + name)
		if err != nil {
			return nil, err
		}
		a.add(name, raw)
	}
	for _, name := range scripts {
		a.addBuilt(name)
	}
	if err := docs.Pictures(a.add); err != nil {
		return nil, err
	}
	var faces strings.Builder
	for _, f := range fonts {
		a.addFont(f, &faces)
	}
	for _, list := range []string{"style.css", "pages.css"} {
		css, err := sheet(list)
		if err != nil {
			return nil, err
		}
		if list == "style.css" {
			css = append([]byte(faces.String()), css...)
		}
		a.add(list, css)
	}
	if raw, err := fs.ReadFile(static, "static/built/worker.js"); err == nil {
		a.worker = append([]byte("self.shellDigest="+strconv.Quote(shellDigest(a.urls))+";\n"), raw...)
	} else {
		a.missing = append(a.missing, "worker.js")
	}
	return a, nil
}

// sheet is the stylesheet of a list: as web/build made it small, if that was
// made from these very files, else as written.
func sheet(name string) ([]byte, error) {
	list, err := sheets.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var written bytes.Buffer
	for _, m := range importLine.FindAllSubmatch(list, -1) {
		raw, err := sheets.ReadFile(string(m[1]))
		if err != nil {
			return nil, err
		}
		written.Write(raw)
	}
	small, err := static.ReadFile("static/built/" + fingerprint(written.Bytes()) + ".css")
	if err == nil {
		return small, nil
	}
	return written.Bytes(), nil
}

// importLine is a line of style.css or pages.css, which list stylesheets in order.
var importLine = regexp.MustCompile(`(?m)^@import "\./([a-z]+\.css)";$`)

// fingerprint stands in the name of a file: 16 hexadecimal digits of its
// SHA-256.
func fingerprint(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Missing lists what web/build has not made, by file name.
func (a *Assets) Missing() []string {
	sort.Strings(a.missing)
	return a.missing
}

// URL is where a page finds a file, or "" where it is missing.
func (a *Assets) URL(name string) string { return a.urls[name] }

func (a *Assets) addBuilt(name string) bool {
	raw, err := fs.ReadFile(static, "static/built/"+name)
	if err != nil {
		a.missing = append(a.missing, name)
		return false
	}
	a.add(name, raw)
	return true
}

func (a *Assets) addFont(f font, faces *strings.Builder) {
	for _, name := range f.files() {
		if !a.addBuilt(name) {
			continue
		}
		weight := strings.TrimSuffix(name[strings.LastIndex(name, "-")+1:], ".woff2")
		fmt.Fprintf(faces, "@font-face{font-family:%q;font-weight:%s;font-display:swap;src:url(%s) format(\"woff2\");unicode-range:%s}\n",
			f.family, weight, a.URL(name), f.characters)
	}
}

func (a *Assets) add(name string, raw []byte) {
	ext := path.Ext(name)
	named := strings.TrimSuffix(name, ext) + "." + fingerprint(raw) + ext
	f := &asset{kind: kindOf(ext), plain: raw}
	if ext != ".woff2" && ext != ".webp" { // compressed already
		f.gz, f.br = gzipped(raw), brotlied(raw)
	}
	a.files[named] = f
	a.urls[name] = "/assets/" + named
}

func kindOf(ext string) string {
	switch ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	}
	return mime.TypeByExtension(ext)
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	w.Write(b)                                              // a bytes.Buffer never fails
	w.Close()
	return out.Bytes()
}

func brotlied(b []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, 9)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// ServeHTTP serves one file by the name that carries its digest.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	body := f.plain
	if f.gz != nil {
		h.Set("Vary", "Accept-Encoding")
		switch accepted := r.Header.Get("Accept-Encoding"); {
		case strings.Contains(accepted, "br"):
			h.Set("Content-Encoding", "br")
			body = f.br
		case strings.Contains(accepted, "gzip"):
			h.Set("Content-Encoding", "gzip")
			body = f.gz
		}
	}
	http.ServeContent(w, r, "", f.modifiedForever, bytes.NewReader(body))
}
