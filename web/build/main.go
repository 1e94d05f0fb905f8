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
	if err := os.RemoveAll(built); err != nil {
		return err
	}
	if err := os.MkdirAll(built, 0o755); err != nil {
		return err
	}
	if err := bundleScripts(); err != nil {
		return err
	}
	for _, list := range []string{"style.css", "pages.css"} {
		if err := shrinkSheet(list); err != nil {
			return err
		}
	}
	return copyFonts()
}

func bundleScripts() error {
	r := api.Build(api.BuildOptions{
		EntryPoints:       []string{"web/ts/app.ts", "web/ts/capture.ts", "web/ts/passkey.ts"},
		Outdir:            built,
		Bundle:            true,
		Write:             true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
	})
	return wrong(r.Errors)
}

// shrinkSheet names its output after the digest of what it read, so that a
// program built from newer sheets never serves an older one (see web/assets.go).
func shrinkSheet(name string) error {
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
	return os.WriteFile(filepath.Join(built, fmt.Sprintf("%x.css", sum[:8])), r.Code, 0o644)
}

var importLine = regexp.MustCompile(`(?m)^@import "\./([a-z]+\.css)";$`)

// copyFonts takes one file a script and weight; Latin and Chinese come from
// the system's fonts.
func copyFonts() error {
	for _, script := range []string{"thai", "lao", "myanmar"} {
		for _, weight := range []string{"400", "600"} {
			from := fmt.Sprintf("node_modules/@fontsource/noto-sans-%s/files/noto-sans-%s-%s-%s-normal.woff2", script, script, script, weight)
			raw, err := os.ReadFile(from)
			if err != nil {
				return fmt.Errorf("%w; run npm ci --ignore-scripts first", err)
			}
			if err := os.WriteFile(filepath.Join(built, script+"-"+weight+".woff2"), raw, 0o644); err != nil {
				return err
			}
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
