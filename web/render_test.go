package web

import (
	"testing"
	"time"

	"lanna/web/locale"
)

// Pages are parsed when they are first asked for: one that cannot be is found here.
func TestEachPageParsesInEachLanguage(t *testing.T) {
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := newTemplates(words, time.UTC)
	if err != nil || len(pages.known) == 0 {
		t.Fatalf("%d pages, %v", len(pages.known), err)
	}
	for _, lang := range words.Languages {
		for page := range pages.known {
			if got, err := pages.of(lang, page); err != nil || got.Lookup("page") == nil {
				t.Errorf("%s in %s: %v", page, lang.Code, err)
			}
		}
	}
}
