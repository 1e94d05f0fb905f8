package statement_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/statement"
)

// A history is drawn in words, a statement each:
//
//	TH1 says a           agency TH, writer 1, claims alias "a"
//	TH1 says b for a     b takes a's place
//	TH1 says - for a     withdraws a
//	MM1 erases a         a is removed (by MM: from MM's copy alone)
//	TH1 marks a loose    a is marked "loose"
//	TH1 releases a mm    a goes to a partner, there marked "mm"
//	TH1 recalls a        a is taken back from the partner
//
// What is said is marked "own-" and its value in the same statement.
//
// A claim is named by its value; its property is the part before ":" if there
// is one (sex:f), else alias.
type history struct {
	t       testing.TB
	record  lanna.RecordID
	digests map[string]lanna.Digest
	entries []statement.Entry
}

func draw(t testing.TB, lines ...string) *history {
	h := &history{t: t, record: lanna.NewRecordID(), digests: map[string]lanna.Digest{}}
	for i, line := range lines {
		h.add(lanna.Millis(1000*i), strings.Fields(line))
	}
	return h
}

func (h *history) add(at lanna.Millis, w []string) {
	s := signerOf(w[0][:2], w[0])
	d := statement.Draft{Kind: lanna.Say, Record: h.record, Time: at}
	name := func(list []string) {
		for _, v := range list {
			d.Names = append(d.Names, h.digests[v])
		}
	}
	switch w[1] {
	case "says":
		d.Claims = append(d.Claims, claim(w[2]), statement.New(lanna.Marked, "own-"+w[2]))
		if len(w) > 4 {
			name(w[4:])
		}
	case "erases":
		d.Kind = lanna.Erase
		name(w[2:])
	case "recalls":
		d.Kind = lanna.Recall
		name(w[2:])
	case "marks", "releases":
		d.Kind = lanna.Mark
		if w[1] == "releases" {
			d.Kind = lanna.Release
		}
		d.Claims = append(d.Claims, statement.New(lanna.Marked, w[len(w)-1]))
		name(w[2 : len(w)-1])
	}
	st, err := s.Sign(d)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range st.Claims {
		h.digests[c.Value] = c.Digest
	}
	h.entries = append(h.entries, statement.Entry{Statement: st, Agency: s.Agency})
}

func claim(word string) statement.Claim {
	p, v, ok := strings.Cut(word, ":")
	if !ok {
		p, v = string(lanna.Alias), word
	}
	return statement.New(lanna.Property(p), strings.TrimPrefix(v, "-"))
}

func (h *history) fold(self string) *statement.State {
	return statement.Fold(signerOf(self, self+"1").Agency, h.record, h.entries)
}

func live(st *statement.State) string {
	var out []string
	for _, f := range st.Facts {
		if f.Live() && f.Property != lanna.Marked {
			out = append(out, f.Value)
		}
	}
	return strings.Join(out, " ")
}

// said counts the facts that are no markings.
func said(st *statement.State) int {
	n := 0
	for _, f := range st.Facts {
		if f.Property != lanna.Marked {
			n++
		}
	}
	return n
}

func TestFold(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		self  string
		want  string
	}{
		{"what is said stands", []string{"TH1 says a", "TH1 says b"}, "TH", "a b"},
		{"a replacement takes the place", []string{"TH1 says a", "TH1 says b for a"}, "TH", "b"},
		{"a second writer of the agency may replace", []string{"TH1 says a", "TH2 says b for a"}, "TH", "b"},
		{"a withdrawal leaves nothing", []string{"TH1 says a", "TH1 says - for a"}, "TH", ""},
		{"another agency cannot replace", []string{"TH1 says a", "MM1 says b for a"}, "TH", "a b"},
		{"another agency cannot erase at the originator", []string{"TH1 says a", "MM1 erases a"}, "TH", "a"},
		{"another agency's erase binds its own copy", []string{"TH1 says a", "MM1 erases a"}, "MM", ""},
		{"the originator's erase binds everybody", []string{"TH1 says a", "TH1 erases a"}, "MM", ""},
		{"what is taken back is gone where it was sent", []string{"TH1 says a", "TH1 releases a mm", "TH1 recalls a"}, "MM", ""},
		{"and stays where it was said", []string{"TH1 says a", "TH1 releases a mm", "TH1 recalls a"}, "TH", "a"},
		{"another agency cannot take back", []string{"TH1 says a", "MM1 recalls a"}, "LA", "a"},
		{"a release moves nothing at home", []string{"TH1 says a", "TH1 releases a mm"}, "TH", "a"},
		{"concurrent replacements both stand", []string{"TH1 says a", "TH1 says b for a", "TH2 says c for a"}, "TH", "b c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := live(draw(t, tt.lines...).fold(tt.self)); got != tt.want {
				t.Errorf("live: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMarkings(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"its own statement's", []string{"TH1 says a"}, "own-a"},
		{"a second one holds too", []string{"TH1 says a", "TH1 marks a tight"}, "own-a tight"},
		{"concurrent ones all hold", []string{"TH1 says a", "TH1 marks a own-a tight", "TH2 marks a own-a loose"}, "loose tight"},
		{"a later one that knows the earlier takes its place", []string{"TH1 says a", "TH1 marks a own-a tight", "TH1 marks a tight loose"}, "loose"},
		{"another agency cannot mark", []string{"TH1 says a", "MM1 marks a own-a loose"}, "own-a"},
		{"an erased marking is the strictest", []string{"TH1 says a", "TH1 erases own-a"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, f := range draw(t, tt.lines...).fold("TH").Facts {
				if f.Value == "a" && strings.Join(f.Markings, " ") != tt.want {
					t.Errorf("markings %q, want %q", f.Markings, tt.want)
				}
			}
		})
	}
}

// A mark whose words were withheld must not loosen anything.
func TestWithheldMarkingIsTheStrictest(t *testing.T) {
	h := draw(t, "TH1 says a", "TH1 marks a own-a tight", "TH1 marks a tight loose")
	h.entries[2].Statement.Claims = nil
	for _, f := range h.fold("MM").Facts {
		if f.Value == "a" && !reflect.DeepEqual(f.Markings, []string{""}) {
			t.Errorf("markings %q, want the strictest", f.Markings)
		}
	}
}

// A partner holds a claim under what its release says. The first marking may
// name other holders, so it stays at home.
func TestReleaseMarksForWhomItWasSentTo(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		self  string
		kept  bool // the first marking was sent along
		want  string
	}{
		{"the release's marking alone", []string{"TH1 says a", "TH1 releases a mm"}, "MM", false, "mm"},
		{"both where both were sent", []string{"TH1 says a", "TH1 releases a mm"}, "MM", true, "mm own-a"},
		{"a later release takes the place", []string{"TH1 says a", "TH1 releases a mm", "TH1 releases a mm tight"}, "MM", false, "tight"},
		{"at home the first marking stands", []string{"TH1 says a", "TH1 releases a mm"}, "TH", true, "own-a"},
		{"nobody else can release", []string{"TH1 says a", "MM1 releases a mm"}, "MM", false, ""},
		{"without a release it is the strictest", []string{"TH1 says a"}, "MM", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := draw(t, tt.lines...)
			if first := h.entries[0].Statement; !tt.kept {
				first.Claims = slices.DeleteFunc(first.Claims, func(c statement.Held) bool { return c.Property == lanna.Marked })
			}
			for _, f := range h.fold(tt.self).Facts {
				if f.Value == "a" && strings.Join(f.Markings, " ") != tt.want {
					t.Errorf("markings %q, want %q", f.Markings, tt.want)
				}
			}
		})
	}
}

func TestWithheldReplacementWithdraws(t *testing.T) {
	h := draw(t, "TH1 says a", "TH1 says b for a")
	h.entries[1].Statement.Claims = nil // the partner was not sent b
	if got := live(h.fold("MM")); got != "" {
		t.Errorf("partner is left with the old word: %q", got)
	}
}

func TestUnprovenStatementsAreShownAndNotFolded(t *testing.T) {
	h := draw(t, "TH1 says a", "TH2 says b for a")
	h.entries[1].Unproven = true
	st := h.fold("TH")
	if got := live(st); got != "a" {
		t.Errorf("live: %q, want a", got)
	}
	if said(st) != 2 || len(st.History) != 2 {
		t.Error("what a thief said must stay visible")
	}
}

// Whoever can write without a signature, or in a kind of which nothing is
// known, must not be able to say what stands.
func TestWhatIsNotSignedHasNoEffect(t *testing.T) {
	for _, kind := range []lanna.StatementKind{lanna.Read, lanna.Session, 15, 99} {
		h := draw(t, "TH1 says a")
		s := signerOf("TH", "TH1")
		st, err := s.Sign(statement.Draft{Kind: kind, Record: h.record, Time: 1, Claims: []statement.Claim{claim("b")}, Names: []lanna.Digest{h.digests["a"]}})
		if err != nil {
			t.Fatal(err)
		}
		h.entries = append(h.entries, statement.Entry{Statement: st, Agency: s.Agency})
		if folded := h.fold("TH"); live(folded) != "a" || said(folded) != 2 {
			t.Errorf("kind %d: live %q of %d facts, want a of 2", kind, live(folded), said(folded))
		}
	}
}

func TestDisputes(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  int
	}{
		{"two values of one single-valued property", []string{"TH1 says sex:f", "TH2 says sex:m"}, 1},
		{"the same value twice", []string{"TH1 says sex:f", "TH2 says sex:f"}, 0},
		{"settled by replacing both", []string{"TH1 says sex:f", "TH2 says sex:m", "TH1 says sex:x for f m"}, 0},
		{"two agencies may differ", []string{"TH1 says sex:f", "MM1 says sex:m"}, 0},
		{"aliases may be several", []string{"TH1 says a", "TH2 says b"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := len(draw(t, tt.lines...).fold("TH").Disputes()); got != tt.want {
				t.Errorf("%d disputes, want %d", got, tt.want)
			}
		})
	}
}

// drawHistory makes a random history of two agencies with three writers.
func drawHistory(t *rapid.T, tb testing.TB) *history {
	h := &history{t: tb, record: lanna.NewRecordID(), digests: map[string]lanna.Digest{}}
	var said []string
	for i := range rapid.IntRange(1, 20).Draw(t, "n") {
		who := rapid.SampledFrom([]string{"TH1", "TH2", "MM1"}).Draw(t, "who")
		act := rapid.SampledFrom([]string{"says", "replaces", "erases", "marks", "releases", "recalls"}).Draw(t, "act")
		if len(said) == 0 {
			act = "says"
		}
		value := fmt.Sprintf("v%d", i)
		words := []string{who, "says", value}
		if act != "says" {
			old := rapid.SampledFrom(said).Draw(t, "old")
			words = map[string][]string{"replaces": {who, "says", value, "for", old}, "erases": {who, "erases", old}, "recalls": {who, "recalls", old},
				"marks": {who, "marks", old, value}, "releases": {who, "releases", old, value}}[act]
		}
		said = append(said, value)
		h.add(lanna.Millis(rapid.Int64Range(0, 3).Draw(t, "at")), words)
	}
	return h
}

func TestStateIsTheSameInAnyOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := drawHistory(rt, t)
		self := rapid.SampledFrom([]string{"TH", "MM"}).Draw(rt, "self")
		want := h.fold(self)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		r.Shuffle(len(h.entries), func(i, j int) { h.entries[i], h.entries[j] = h.entries[j], h.entries[i] })
		h.entries = append(h.entries, h.entries[r.IntN(len(h.entries))]) // and once twice
		if got := h.fold(self); !reflect.DeepEqual(got, want) {
			rt.Fatalf("order of arrival shows:\n%+v\n%+v", got, want)
		}
	})
}

// What an originator sends to a third by way of a second changes nothing at the
// second, and everything at the third.
func TestAReleaseOrRecallToAnotherIsOnlyPassedOn(t *testing.T) {
	north := signerOf("north", "north1")
	second, third := signerOf("second", "second1").Agency, signerOf("third", "third1").Agency
	record := lanna.NewRecordID()
	var entries []statement.Entry
	say := func(kind lanna.StatementKind, names []lanna.Digest, claims ...statement.Claim) *statement.Statement {
		st, err := north.Sign(statement.Draft{Kind: kind, Record: record, Time: lanna.Millis(len(entries) + 1), Names: names, Claims: claims})
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, statement.Entry{Statement: st, Agency: north.Agency})
		return st
	}
	word := say(lanna.Say, nil, statement.New(lanna.Alias, "EXERCISE")).Claims[0].Digest
	to := func(a lanna.AgencyID, marking string) []statement.Claim {
		return []statement.Claim{statement.New(lanna.ReleaseTo, a.String()), statement.New(lanna.Marked, marking)}
	}
	say(lanna.Release, []lanna.Digest{word}, to(second, "second")...)
	say(lanna.Release, []lanna.Digest{word}, to(third, "third")...)
	for self, want := range map[lanna.AgencyID]string{second: "second", third: "third"} {
		if f := statement.Fold(self, record, entries).Live(lanna.Alias); len(f) != 1 || len(f[0].Markings) != 1 || f[0].Markings[0] != want {
			t.Errorf("at %s: %+v", want, f)
		}
	}
	say(lanna.Recall, []lanna.Digest{word}, to(third, "third")...)
	if f := statement.Fold(second, record, entries).Live(lanna.Alias); len(f) != 1 {
		t.Error("a recall from the third took it from the second")
	}
	st := statement.Fold(third, record, entries)
	if len(st.Live(lanna.Alias)) != 0 || len(st.Erased) == 0 {
		t.Error("a recall from the third left it there")
	}
	// One that names nobody is for whoever holds it: what is missing never loosens.
	say(lanna.Recall, []lanna.Digest{word}, statement.New(lanna.Marked, "second"))
	if f := statement.Fold(second, record, entries).Live(lanna.Alias); len(f) != 0 {
		t.Error("a recall that names nobody was not followed")
	}
}
