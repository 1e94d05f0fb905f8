package locale_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lanna/web/locale"
)

func load(t *testing.T) *locale.Catalog {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// singular is the ending of a key that only a language with a singular has.
const singular = ".one"

func TestEveryLanguageHasEveryKey(t *testing.T) {
	c := load(t)
	english := c.Languages[0]
	for _, l := range c.Languages[1:] {
		for _, key := range english.Keys() {
			if !l.Has(key) && !strings.HasSuffix(key, singular) {
				t.Errorf("%s lacks %s", l.Code, key)
			}
		}
		for _, key := range l.Keys() {
			if !english.Has(key) {
				t.Errorf("%s has %s, which English lacks", l.Code, key)
			}
		}
	}
}

var place = regexp.MustCompile(`\{[a-z]+\}`)

// A place that one language leaves out is a number or a name that its readers
// never see.
func TestEveryLanguageFillsTheSamePlaces(t *testing.T) {
	c := load(t)
	for _, key := range c.Languages[0].Keys() {
		want := places(c.Languages[0].Text(key))
		for _, l := range c.Languages[1:] {
			if got := places(l.Text(key)); l.Has(key) && !slices.Equal(got, want) {
				t.Errorf("%s %s fills %v, English fills %v", l.Code, key, got, want)
			}
		}
	}
}

func places(s string) []string {
	found := place.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Digits stay 0 to 9: an id on a page must look like the id on paper.
func TestNoStringHasDigitsOfItsScript(t *testing.T) {
	for _, l := range load(t).Languages {
		for _, key := range l.Keys() {
			if strings.ContainsFunc(l.Text(key), localDigit) {
				t.Errorf("%s %s has digits other than 0 to 9", l.Code, key)
			}
		}
	}
}

func localDigit(r rune) bool {
	return r >= '๐' && r <= '๙' || r >= '໐' && r <= '໙' || r >= '၀' && r <= '၉'
}

// families are the beginnings of keys that pages put together from codes of
// the desk; the code's own tests hold that each code has its word.
var families = []string{
	"match.level.", "cases.kind.", "cases.identity.", "cases.outcome.", "cases.told.", "cases.basis.", "cases.done.", "cases.appeal.",
	"accusation.", "answer.", "audit.kind.", "audit.outcome.", "capture.state.", "channel.", "clock.", "compartment.", "did.", "due.", "error.", "health.", "hit.code.", "hit.state.",
	"grade.", "handling.", "help.part.", "list.code.", "list.decided.", "list.done.", "list.kind.", "list.match.", "list.part.", "list.role.", "list.state.", "list.step.", "list.why.", "kind.", "kinds.", "marking.", "officers.ask.", "officers.factor.", "match.system.", "match.verdict.", "minor.", "month.", "nav.", "otherwise", "outcome.", "property.", "paper.", "bulletin.safety.", "purpose.", "queued",
	"party.role.", "party.state.", "receipt.", "release.picture.", "related.", "request.answer.", "request.kind.", "request.leave.", "quarantine.why.", "request.refusal.", "request.state.", "restriction.", "role.", "safety.", "search.since.", "severity.", "sex.", "state.", "status.", "step.", "theme.", "threat.", "title.",
	"wake.code.", "wake.via.", "victim-status.", "weekday.", "why.", "withheld.",
}

func TestNoKeyIsMissingOrUnused(t *testing.T) {
	c := load(t)
	english := c.Languages[0]
	used := usedKeys(t)
	for key, where := range used {
		if !english.Has(key) {
			t.Errorf("%s uses %s, which no language has", where, key)
		}
	}
	for _, key := range english.Keys() {
		base := strings.TrimSuffix(key, singular)
		inFamily := slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(base, f) })
		if used[base] == "" && !inFamily && base != "language.name" {
			t.Errorf("no page uses %s", key)
		}
	}
}

var (
	inTemplate = regexp.MustCompile(`\b(?:t|n|tt|first) "([a-z0-9.-]+)"`)
	inCall     = regexp.MustCompile(`\.(?:Text|Count)\("([a-z0-9.-]+)"[,)]`)
	literal    = regexp.MustCompile(`"([a-z]+(?:\.[a-z0-9-]+)*)"`)
)

// usedKeys finds the keys that templates and handlers name, and where.
func usedKeys(t *testing.T) map[string]string {
	t.Helper()
	used := map[string]string{}
	english := load(t).Languages[0]
	scan := func(pattern string, found ...*regexp.Regexp) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no file matches %s: %v", pattern, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, re := range found {
				for _, m := range re.FindAllStringSubmatch(string(raw), -1) {
					if re != literal || english.Has(m[1]) { // not every literal is a key
						used[m[1]] = file
					}
				}
			}
		}
	}
	scan("../*.html", inTemplate)
	scan("../*.go", inCall, literal)
	return used
}

func TestLanguageIsChosen(t *testing.T) {
	c := load(t)
	tests := []struct{ chosen, accepted, want string }{
		{"", "", "en"},
		{"lo", "zh", "lo"},
		{"xx", "th;q=0.8, zh;q=0.9", "zh"},
		{"", "zh-Hant-TW", "zh"},
		{"", "my-MM,en;q=0.5", "my"},
		{"", "fr", "en"},
		{"", "not a header;;", "en"},
	}
	for _, tt := range tests {
		if got := c.Match(tt.chosen, tt.accepted).Code; got != tt.want {
			t.Errorf("chosen %q, accepted %q: got %s, want %s", tt.chosen, tt.accepted, got, tt.want)
		}
	}
}

func TestCountKnowsOneAndMany(t *testing.T) {
	c := load(t)
	for n, want := range map[int]string{1: "1 notice found", 3: "3 notices found", 0: "0 notices found"} {
		if got := c.Languages[0].Count("review.notices", n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if got := c.Languages[3].Count("review.notices", 1); strings.ContainsFunc(got, localDigit) || !strings.Contains(got, "1") {
		t.Errorf("Burmese writes %q", got)
	}
}

// A value is put in once: a name that looks like a place stays a name.
func TestTextFillsOnce(t *testing.T) {
	l := load(t).Languages[0]
	if got := l.Text("did.line", "who", "{what}", "what", "closed"); got != "{what}: closed" {
		t.Errorf("got %q", got)
	}
}
