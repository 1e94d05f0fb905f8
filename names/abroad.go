package names

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed tables/abroad.txt
var abroadTXT string

// An Abroad is one syllable of a Chinese name as Thai, Lao or Burmese writes it: the
// Latin letters that it is likeliest spelled with, and what it may stand for as a
// surname and in a given name; nil for nothing.
type Abroad struct {
	Letters        string
	Surname, Given *Spelling
}

// WrittenAbroad reads a word in Thai, Lao or Burmese as one to three syllables of
// Chinese, in each way in which that can be done; none where it is no such word.
// At most [mostWays] ways are given.
func WrittenAbroad(s Script, word string) [][]Abroad {
	table := abroad[s]
	if table == nil || len(word) > 120 {
		return nil
	}
	t := table()
	runes := []rune(word)
	var ways [][]Abroad
	var read func(from int, so []Abroad)
	read = func(from int, so []Abroad) {
		if from == len(runes) && len(so) > 0 {
			ways = append(ways, slices.Clone(so))
		}
		if from == len(runes) || len(so) == 3 || len(ways) >= mostWays {
			return
		}
		for to := from + 1; to <= min(len(runes), from+longestAbroad); to++ {
			for _, plain := range t.plain(string(runes[from:to])) {
				if a, ok := t.syllables[plain]; ok && t.ends(runes, to) {
					read(to, append(so, a))
				}
			}
		}
	}
	read(0, nil)
	return ways
}

const (
	mostWays      = 8
	longestAbroad = 9 // signs of one syllable, tones included
)

// A table of one script.
type abroadTable struct {
	script    Script
	syllables map[string]Abroad
}

// plain gives the forms in which the table may have a syllable: an h in front of
// the sonorants of Thai and Lao may be mute or said.
func (t *abroadTable) plain(s string) []string {
	switch t.script {
	case Burmese:
		return []string{plainBurmese.Replace(s)}
	case Lao:
		return muteH(plainLao.Replace(s), "ຮ", "ງນມຍລວ")
	}
	return muteH(plainThai.Replace(s), "ฮ", "งนมยรลว")
}

func muteH(s, h, sonorants string) []string {
	if i := strings.Index(s, h); i >= 0 && i <= len(h) && strings.ContainsRune(sonorants, firstRune(s[i+len(h):])) {
		return []string{s[:i] + s[i+len(h):], s}
	}
	return []string{s}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// ends: no sign that belongs to the syllable follows.
func (t *abroadTable) ends(runes []rune, at int) bool {
	if at == len(runes) {
		return true
	}
	r := runes[at]
	switch t.script {
	case Thai:
		return r >= 'ก' && r <= 'ฮ' || strings.ContainsRune(thaiLead, r)
	case Lao:
		return laoInitial[r] != nil || strings.ContainsRune(laoLead+"ໜໝ", r)
	}
	return burmeseConsonant(r) && !closes(runes, at)
}

var (
	plainThai = strings.NewReplacer("่", "", "้", "", "๊", "", "๋", "", "ฺ", "", "์", "", "็", "",
		"ข", "ค", "ฃ", "ค", "ฅ", "ค", "ฆ", "ค", "ฉ", "ช", "ฌ", "ช", "ฐ", "ท", "ฑ", "ท", "ฒ", "ท", "ถ", "ท", "ธ", "ท", "ผ", "พ", "ภ", "พ", "ฝ", "ฟ",
		"ศ", "ซ", "ษ", "ซ", "ส", "ซ", "ห", "ฮ", "ณ", "น", "ญ", "ย", "ฎ", "ด", "ฏ", "ต", "ฬ", "ล", "ใ", "ไ")
	plainLao = strings.NewReplacer("່", "", "້", "", "໊", "", "໋", "", "໌", "", "ໜ", "ຮນ", "ໝ", "ຮມ", "ຼ", "ລ",
		"ຂ", "ຄ", "ຖ", "ທ", "ຜ", "ພ", "ຝ", "ຟ", "ສ", "ຊ", "ຫ", "ຮ", "ຣ", "ລ", "ຢ", "ຍ", "ໃ", "ໄ")
	plainBurmese = strings.NewReplacer("\u1038", "", "\u1037", "", "\u102B", "\u102C", "\u103C", "\u103B")
)

var abroad = map[Script]func() *abroadTable{
	Thai:    sync.OnceValue(func() *abroadTable { return newAbroad(Thai) }),
	Lao:     sync.OnceValue(func() *abroadTable { return newAbroad(Lao) }),
	Burmese: sync.OnceValue(func() *abroadTable { return newAbroad(Burmese) }),
}

// abroadNames are the scripts in tables/abroad.txt.
var abroadNames = map[Script]string{Thai: "thai", Lao: "lao", Burmese: "burmese"}

// newAbroad turns tables/abroad.txt around, as spelled does: each spelling of each
// sign in Latin letters is written in the script, and what it stands for is kept
// under that. It is done at first use.
func newAbroad(script Script) *abroadTable {
	r := readAbroad(script)
	surnames, given := map[string]*Spelling{}, map[string]*Spelling{}
	letters := map[string]likeliest{}
	spell := func(to map[string]*Spelling, from map[string]*Spelling) {
		for _, form := range slices.Sorted(maps.Keys(from)) {
			for i, s := range SpellingSystems {
				if len(from[form][i]) > 0 && s.System != WadeGiles {
					share(to, letters, form, i, from[form][i], r.write(s.System, form))
				}
			}
		}
	}
	spell(surnames, spelled().surnames)
	spell(given, spelled().given)
	r.clans(surnames)
	gather(surnames)
	gather(given)
	settle(surnames)
	settle(given)
	t := &abroadTable{script, map[string]Abroad{}}
	for key := range letters {
		t.syllables[key] = Abroad{letters[key].form, surnames[key], given[key]}
	}
	for key, s := range surnames {
		if _, ok := t.syllables[key]; !ok {
			t.syllables[key] = Abroad{"", s, nil}
		}
	}
	return t
}

// likeliest is the spelling in Latin letters that most stands behind a syllable.
type likeliest struct {
	form   string
	weight float32
}

// share gives what a form stands for to each way in which it is written, the
// first as the likeliest.
func share(to map[string]*Spelling, letters map[string]likeliest, form string, system int, signs []Likely, written []string) {
	total, mass := float32(0), float32(0)
	for k := range written {
		total += 1 / float32(k+1)
	}
	for _, l := range signs {
		mass += float32(l.P * l.Share)
	}
	for k, key := range written {
		part := 1 / float32(k+1) / total
		if w := float32(mass*part) * float32(SpellingSystems[system].Share); w > letters[key].weight {
			letters[key] = likeliest{form, w}
		}
		if to[key] == nil {
			to[key] = &Spelling{}
		}
		for _, l := range signs {
			to[key][system] = append(to[key][system], Likely{l.Sign, l.P, l.Share * part})
		}
	}
}

// gather puts a sign that several spellings of a syllable stand for once, with
// all their shares.
func gather(all map[string]*Spelling) {
	for _, s := range all {
		for i, list := range s {
			slices.SortStableFunc(list, func(a, b Likely) int { return int(a.Sign - b.Sign) })
			n := 0
			for k, l := range list {
				if k > 0 && list[n-1].Sign == l.Sign {
					list[n-1].Share += l.Share
					continue
				}
				list[n] = l
				n++
			}
			s[i] = slices.Clip(list[:n])
		}
	}
}

// abroadRules are the rules of one script: system, place, Latin letters.
type abroadRules map[[3]string][]string

func readAbroad(of Script) abroadRules {
	out := abroadRules{}
	for line := range lines(abroadTXT) {
		f := strings.Split(line, "\t")
		if f[0] != abroadNames[of] {
			continue
		}
		for latin := range strings.FieldsSeq(f[3]) {
			out[[3]string{f[1], f[2], latin}] = strings.Fields(f[4])
		}
	}
	return out
}

// write gives the ways in which a syllable in Latin letters is written.
func (r abroadRules) write(s System, form string) []string {
	system := "south"
	if s == Pinyin {
		system = "pinyin"
	}
	if whole := r[[3]string{system, "whole", form}]; whole != nil {
		return whole
	}
	for n := min(3, len(form)-1); n >= 0; n-- {
		name := form[:n]
		if n == 0 {
			name = "-"
		}
		if initials := r[[3]string{system, "initial", name}]; initials != nil {
			if rhymes := r.rhymes(system, form[:n], form[n:]); rhymes != nil {
				return written(initials, rhymes)
			}
		}
	}
	return nil
}

func (r abroadRules) rhymes(system, initial, rhyme string) []string {
	if system == "pinyin" {
		place := "rhyme"
		switch {
		case rhyme == "i" && slices.Contains([]string{"zh", "ch", "sh", "r", "z", "c", "s"}, initial):
			place = "hiss"
		case strings.HasPrefix(rhyme, "u") && slices.Contains([]string{"j", "q", "x"}, initial):
			place = "front"
		}
		if front := r[[3]string{system, place, rhyme}]; front != nil {
			return front
		}
		return r[[3]string{system, "rhyme", rhyme}]
	}
	if open := r[[3]string{system, "open", rhyme}]; open != nil {
		return open
	}
	for _, final := range [...]string{"ng", "m", "n", "p", "t", "k", "h"} {
		vowel, ok := strings.CutSuffix(rhyme, final)
		closed := r[[3]string{system, "closed", vowel}]
		if !ok || closed == nil {
			continue
		}
		var out []string
		for _, f := range r[[3]string{system, "final", final}] {
			for _, v := range closed {
				out = append(out, strings.Replace(v, "=", f, 1))
			}
		}
		return out
	}
	return nil
}

var oneMedial = strings.NewReplacer("\u103B\u103B", "\u103B", "\u103B\u103E", "\u103E", "\u103E\u103B", "\u103E", "\u103D\u103D", "\u103D")

// written puts initials into rhymes; a medial of both is written once.
func written(initials, rhymes []string) []string {
	var out []string
	for _, rhyme := range rhymes {
		for _, initial := range initials {
			s := strings.Replace(rhyme, "-", initial, 1)
			out = appendNew(out, oneMedial.Replace(s))
		}
	}
	return out
}

// clans adds the surnames that families write by custom.
func (r abroadRules) clans(surnames map[string]*Spelling) {
	place := slices.IndexFunc(SpellingSystems[:], func(s struct {
		System System
		Share  float64
	}) bool {
		return s.System == MinNan
	})
	mean := float32(0)
	for _, s := range spelled().surnames {
		for _, l := range s[place] {
			mean = max(mean, l.P)
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(r), func(a, b [3]string) int { return strings.Compare(a[0]+a[1]+a[2], b[0]+b[1]+b[2]) }) {
		if key[0] != "clan" {
			continue
		}
		sign, _ := utf8.DecodeRuneInString(key[2])
		for k, form := range r[key] {
			if surnames[form] == nil {
				surnames[form] = &Spelling{}
			}
			surnames[form][place] = append(surnames[form][place], Likely{sign, borneShare(sign, mean), 1 / float32(k+2)})
		}
	}
}

// borneShare brings borne to the measure of a settled table, whose commonest
// surname has the share most.
func borneShare(r rune, most float32) float32 {
	return borne(r) / borne(firstRune(commonSigns())) * most
}
