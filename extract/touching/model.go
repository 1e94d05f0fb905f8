package touching

import (
	"embed"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"lanna/names"
)

//go:embed *-*.txt
var tables embed.FS

// A Model knows the words and the parts of names of one script.
type Model struct {
	script names.Script
	word   map[string]float64 // what an ordinary word costs
	behind map[string]float64 // what a part of another name costs among the words behind a name
	part   map[string]float64 // what a part of a name costs
	most   int                // bytes of the longest of either
}

// What things cost where nothing was counted. The order matters: a word that all
// use, a part of names, a word of the dictionary, a syllable that nobody knows
// (in a name it is nothing rare), the same outside of
// names, signs that are no syllable.
const (
	veryUsual = 3.0
	usual     = 5.0
	thing     = 7.5  // a usual word that seldom follows a name
	common    = 6.5  // part of a name
	inUse     = 10.0 // word of the dictionary
	syllable  = 8.0  // in a name, which no table has
	inTalk    = 2.0  // more, where it is a usual word
	bare      = 4.0  // more, where it is a consonant alone
	unknown   = 11.  // a syllable that is no word
	asName    = 4.   // more, where parts of names make up the word
	broken    = 16.  // signs that are no syllable
	atBlank   = 0.1  // a name ends where the run does
	alone     = 4.0  // a given name has no family name behind its blank
	paired    = 0.25 // it has one
	atWord    = 2.5  // or a word touches it
	another   = 3.0  // a part of another name, among the words behind this one
	opening   = 1.0  // a name begins inside of a run
	single    = 6.0  // a name of one syllable
	least     = 9.   // what the words from a place on cost at least where a name is looked for there
	never     = 1e9
)

// New makes the model of a language, th, lo or my; said are more words that talk of
// the kind uses. It is made once and read by many.
func New(lang string, said []string) *Model {
	script := map[string]names.Script{"th": names.Thai, "lo": names.Lao, "my": names.Burmese}[lang]
	m := &Model{script: script, word: map[string]float64{}, behind: map[string]float64{}, part: map[string]float64{}}
	read := func(file string, each func(line string, n int)) {
		raw, err := tables.ReadFile(file + "-" + lang + ".txt")
		if err != nil {
			panic(err) // embedded: cannot be absent
		}
		n := 0
		for line := range strings.Lines(string(raw)) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				each(line, n)
				n++
			}
		}
	}
	put := func(to map[string]float64, w string, cost float64) {
		m.most = max(m.most, len(w))
		if old, ok := to[w]; !ok || cost < old {
			to[w] = cost
		}
	}
	var last []rune
	read("words", func(line string, _ int) { // front coded: see gen.go
		last = append(last[:line[0]-'a'], []rune(line[1:])...)
		put(m.word, string(last), inUse)
	})
	read("usual", func(line string, n int) {
		for w := range strings.FieldsSeq(line) {
			put(m.word, w, []float64{veryUsual, usual, thing}[min(n, 2)])
		}
	})
	for _, w := range said {
		if utf8.RuneCountInString(w) > 2 {
			put(m.word, w, usual)
		}
	}
	read("names", func(line string, _ int) {
		for w := range strings.FieldsSeq(line) {
			put(m.part, w, common)
			put(m.behind, w, common+another)
		}
	})
	for w, c := range m.word {
		if c == inUse && m.madeOfParts(w) {
			m.word[w] += asName
		}
	}
	return m
}

// madeOfParts: two or more parts of names make up a word, so it is in the
// dictionary as a name.
func (m *Model) madeOfParts(w string) bool {
	ok := make([]bool, len(w)+1)
	ok[0] = true
	for j := 1; j <= len(w); j++ {
		for i := range j {
			if _, part := m.part[w[i:j]]; part && ok[i] && j-i < len(w) {
				ok[j] = true
			}
		}
	}
	return ok[len(w)]
}

// words gives for each byte of a run what the ordinary words from there to its
// end cost at least; others counts the parts of other names among them.
func (m *Model) words(run string, others bool) []float64 {
	cost := make([]float64, len(run)+1)
	for i := len(run) - 1; i >= 0; i-- {
		cost[i] = never
		if !begins(run, i) {
			continue
		}
		for _, j := range syllables(run, i) {
			cost[i] = min(cost[i], unknown+cost[j])
		}
		for j := i + 1; j <= min(len(run), i+m.most); j++ {
			if !begins(run, j) {
				continue
			}
			if c, ok := m.word[run[i:j]]; ok {
				cost[i] = min(cost[i], c+cost[j])
			}
			if c, ok := m.behind[run[i:j]]; ok && others {
				cost[i] = min(cost[i], c+cost[j])
			}
		}
		if cost[i] >= never { // a sign that is no syllable
			cost[i] = broken + cost[nextBegin(run, i)]
		}
	}
	return cost
}

// before gives for each byte of a run what the words cost that lead there, the
// last of them a usual one; never where no words in use do.
func (m *Model) before(run string) []float64 {
	all := make([]float64, len(run)+1)
	out := make([]float64, len(run)+1)
	for i := range all {
		all[i], out[i] = never, never
	}
	all[0] = 0
	for i := range len(run) {
		if all[i] >= never {
			continue
		}
		for j := i + 1; j <= min(len(run), i+m.most); j++ {
			c, ok := m.word[run[i:j]]
			if !ok || !begins(run, j) {
				continue
			}
			all[j] = min(all[j], all[i]+c)
			if c <= usual {
				out[j] = min(out[j], all[i]+c)
			}
		}
	}
	return out
}

// nextBegin is the next byte at which a syllable may begin.
func nextBegin(run string, at int) int {
	for at++; !begins(run, at); at++ {
	}
	return at
}

// given are the ways in which a run may begin with a given name, each with the
// cost of the name and of the words behind it; of one part it may be a nickname.
func (m *Model) given(run string, parts int) []Split {
	if parts == 1 {
		return m.split(run, m.parts(run, 0))
	}
	named := m.split(run, m.parts(run, single))
	if s, ok := cheapest(named); ok && s.Cost <= leastChinese {
		return named
	}
	return append(named, m.split(run, m.foreign(run))...)
}

// split adds to the costs of names that of the words behind them.
func (m *Model) split(run string, named []Split) []Split {
	behind := m.words(run, true)
	for i, s := range named {
		if s.End == len(run) {
			named[i].Cost += atBlank
		} else {
			named[i].Cost += atWord + behind[s.End]
		}
	}
	return named
}

// parts are the beginnings of a run that may be put together from parts of names
// and from syllables, with what they cost; lone is
// what it costs to be a single syllable.
func (m *Model) parts(run string, lone float64) []Split {
	one := make([]float64, len(run)+1) // of a single syllable
	cost := make([]float64, len(run)+1)
	for i := range cost {
		one[i], cost[i] = never, never
	}
	step := func(from, to int, c float64, single bool) {
		if from == 0 && single {
			one[to] = min(one[to], c)
			return
		}
		before := min(one[from], cost[from])
		if from == 0 {
			before = 0
		}
		cost[to] = min(cost[to], before+c)
	}
	for i := range len(run) {
		if i > 0 && min(one[i], cost[i]) >= never {
			continue
		}
		known := syllables(run, i)
		for j := i + 1; j <= min(len(run), i+m.most); j++ {
			if c, ok := m.part[run[i:j]]; ok && begins(run, j) {
				step(i, j, c, slices.Contains(known, j))
			}
		}
		for _, j := range known {
			step(i, j, m.strange(run[i:j]), true)
		}
	}
	var out []Split
	for i := 1; i <= len(run); i++ {
		if c := min(one[i]+lone, cost[i]); c < never && begins(run, i) {
			out = append(out, Split{End: i, Cost: c + tooLong(run[:i])})
		}
	}
	return out
}

// strange is what a syllable costs in a name that no table of parts has: more
// where it is a word that all use, or a consonant alone.
func (m *Model) strange(s string) float64 {
	switch c, ok := m.word[s]; {
	case utf8.RuneCountInString(s) == 1:
		return syllable + bare
	case ok && c <= usual:
		return syllable + inTalk
	}
	return syllable
}

// tooLong is what the signs of a part of a name cost beyond those that most have
// at most.
func tooLong(part string) float64 {
	return max(0, 0.4*float64(utf8.RuneCountInString(part)-18))
}

// foreign are the beginnings of a run that read as a Chinese name or a part of
// one.
func (m *Model) foreign(run string) []Split {
	var out []Split
	signs := 0
	for j := range run + " " {
		if j > 0 && begins(run, j) {
			ways := names.WrittenAbroad(m.script, run[:j])
			best, clan := math.Inf(1), false
			for _, way := range ways {
				best = min(best, chinese(way))
				clan = clan || len(way) == 1 && way[0].Surname != nil
			}
			if best < never {
				out = append(out, Split{End: j, Cost: best, chinese: clan})
			}
		}
		if signs++; signs > mostChinese || signs > oneChinese && len(out) == 0 {
			break
		}
	}
	return out
}

// mostChinese is how many signs a Chinese name has at most, oneChinese how many
// its first syllable.
const mostChinese, oneChinese = 18, 9

// What a Chinese name costs.
const (
	isChinese    = 3.0 // at all
	surname      = 5.0
	givenSign    = 6.5 // a syllable of a given name
	leastChinese = isChinese + givenSign
)

// chinese is what a name costs that has its surname first, then one or two
// syllables of a given name; or one of the two alone.
func chinese(way []names.Abroad) float64 {
	cost := isChinese
	for i, a := range way {
		switch {
		case i == 0 && a.Surname != nil && len(way) > 1:
			cost += surname
		case a.Given != nil && (i > 0 || len(way) < 3):
			cost += givenSign
		default:
			return never
		}
	}
	if len(way) == 1 {
		cost++
	}
	return cost
}
