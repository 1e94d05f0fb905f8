// Command build makes web/static/built: the script bundles of the pages (the
// TypeScript beside the pages, with htmx), the stylesheet without its blanks,
// and the web fonts, all from this checkout and its node_modules.
//
// Run it from the root of the checkout: go run ./web/build
package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const built = "web/static/built"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "web/build:", err)
		os.Exit(1)
	}
}

func run() error {
	out := files{}
	for _, add := range []func(files) error{bundleScripts, shrinkSheets, copyFonts} {
		if err := add(out); err != nil {
			return err
		}
	}
	return out.write()
}

// files are what is to lie in web/static/built, by name.
type files map[string][]byte

// write brings the folder to hold exactly these files. What is the same
// already is not touched, so that a program that is being compiled at the
// moment does not lose them.
func (f files) write() error {
	if err := os.MkdirAll(built, 0o755); err != nil {
		return err
	}
	for name, b := range f {
		path := filepath.Join(built, name)
		if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, b) {
			continue
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			return err
		}
	}
	there, err := os.ReadDir(built)
	if err != nil {
		return err
	}
	for _, e := range there {
		if f[e.Name()] == nil {
			if err := os.Remove(filepath.Join(built, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func bundleScripts(out files) error {
	r := api.Build(api.BuildOptions{
		EntryPoints:       []string{"web/ts/app.ts", "web/ts/capture.ts", "web/ts/offline.ts", "web/ts/passkey.ts", "web/ts/push.ts", "web/ts/left.ts", "web/ts/worker.ts"},
		Outdir:            built,
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
	})
	for _, f := range r.OutputFiles {
		out[filepath.Base(f.Path)] = f.Contents
	}
	return wrong(r.Errors)
}

func shrinkSheets(out files) error {
	for _, list := range []string{"style.css", "pages.css"} {
		if err := shrinkSheet(out, list); err != nil {
			return err
		}
	}
	return nil
}

// shrinkSheet names its output after the digest of what it read, so that a
// program built from newer sheets never serves an older one (see web/assets.go).
func shrinkSheet(out files, name string) error {
	list, err := os.ReadFile("web/" + name)
	if err != nil {
		return err
	}
	var all bytes.Buffer
	for _, m := range importLine.FindAllSubmatch(list, -1) {
		raw, err := os.ReadFile(filepath.Join("web", string(m[1])))
		if err != nil {
			return err
		}
		all.Write(raw)
	}
	r := api.Transform(all.String(), api.TransformOptions{
		Loader:           api.LoaderCSS,
		MinifyWhitespace: true,
		MinifySyntax:     true,
	})
	if err := wrong(r.Errors); err != nil {
		return err
	}
	sum := sha256.Sum256(all.Bytes())
	out[fmt.Sprintf("%x.css", sum[:8])] = r.Code
	return nil
}

var importLine = regexp.MustCompile(`(?m)^@import "\./([a-z]+\.css)";$`)

// copyFonts takes one file a script and weight; Latin and Chinese come from
// the system's fonts.
func copyFonts(out files) error {
	for _, script := range []string{"thai", "lao", "myanmar"} {
		for _, weight := range []string{"400", "600"} {
			from := fmt.Sprintf("node_modules/@fontsource/noto-sans-%s/files/noto-sans-%s-%s-%s-normal.woff2", script, script, script, weight)
			raw, err := os.ReadFile(from)
			if err != nil {
				return fmt.Errorf("%w; run npm ci --ignore-scripts first", err)
			}
			out[script+"-"+weight+".woff2"] = raw
		}
	}
	return nil
}

func wrong(messages []api.Message) error {
	if len(messages) == 0 {
		return nil
	}
	lines := api.FormatMessages(messages, api.FormatMessagesOptions{})
	return errors.New(strings.Join(lines, "\n"))
}
