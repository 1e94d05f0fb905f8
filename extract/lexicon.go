package extract

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// A kind says what a phrase does in a text: it names a reward, labels a name,
// threatens. The rules know kinds; the phrases are data in lexicon/.
type kind string

// Kinds of phrases. Several may belong to one phrase.
const (
	kReward  kind = "reward" // money for a person, said outright
	kGive    kind = "give"   // money is given, for whatever stands beside it
	kCatch   kind = "catch"  // the person is to be had
	kTip     kind = "tip"    // word about the person
	kRaise   kind = "raise"  // the amount that follows replaces an earlier one
	kOld     kind = "old"    // the amount that follows was replaced
	kAdd     kind = "add"    // comes on top
	kEach    kind = "each"   // counts for every person of a list
	kRansom  kind = "ransom" // money to let go
	kTook    kind = "took"   // money the person is said to have taken or to owe
	kWage    kind = "wage"   // pay for work
	kPrice   kind = "price"  // money for a thing
	kLoan    kind = "loan"   //
	kPet     kind = "pet"    // what is looked for is no person
	kFamily  kind = "family" // talk at home
	kSeek    kind = "seek"   // a person's name may follow
	kSought  kind = "sought" // a seek of some length; counted, not written in the lexicon
	kFled    kind = "fled"   //
	kAcc     kind = "acc"    // accusation
	kThreat  kind = "threat" //
	kName    kind = "name"   // labels
	kAlias   kind = "alias"  //
	kID      kind = "id"     //
	kPass    kind = "passport"
	kPhone   kind = "phone"
	kCard    kind = "card"
	kWallet  kind = "wallet"
	kHandle  kind = "h"
	kContact kind = "contact"
	kPlace   kind = "place"
	kCompnd  kind = "compound"
	kSex     kind = "sex"
	kAge     kind = "age"
	kBirth   kind = "birth"
	kAmount  kind = "amount"
	kList    kind = "list" // a list of persons begins
	kNot     kind = "not"  // the notice is withdrawn, or is none
	kOffice  kind = "official"
	kWorth   kind = "worth" // what a thing is worth, a fine, a loss: no reward
	kWord    kind = "word"  // never part of a name
)

// A role is one thing that a phrase does.
type role struct {
	kind kind
	arg  string
	lang string
}

// A cue is a phrase of the lexicon in a folded text.
type cue struct {
	start, end int
	roles      []role
}

func (c cue) is(k kind) bool {
	for _, r := range c.roles {
		if r.kind == k {
			return true
		}
	}
	return false
}

// any reports whether the phrase does one of several things.
func (c cue) any(ks ...kind) bool {
	for _, k := range ks {
		if c.is(k) {
			return true
		}
	}
	return false
}

func (c cue) arg(k kind) string {
	for _, r := range c.roles {
		if r.kind == k {
			return r.arg
		}
	}
	return ""
}

func (c cue) lang() string { return c.roles[0].lang }

// node of the trie over the bytes of lower-case phrases.
type node struct {
	next  map[byte]*node
	roles []role
}

var lexicon = sync.OnceValue(func() *node {
	root := &node{}
	for _, lang := range []string{"zh", "en", "th", "my", "lo"} {
		raw, err := lexiconFiles.ReadFile("lexicon/" + lang + ".txt")
		if err != nil {
			panic(err) // embedded: cannot be absent
		}
		if err := root.load(lang, string(raw)); err != nil {
			panic(err)
		}
	}
	root.grow()
	return root
})

// setWide are the kinds of labels whose two signs forms set apart (姓　名).
var setWide = map[kind]bool{kName: true, kAlias: true, kID: true, kPhone: true, kContact: true, kReward: true, kTip: true, kAmount: true, kSex: true, kAge: true}

func (n *node) load(lang, file string) error {
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, phrases, ok := strings.Cut(line, " ")
		if !ok {
			return fmt.Errorf("lexicon %s: no phrases on line %q", lang, line)
		}
		k, arg, _ := strings.Cut(head, ":")
		for p := range strings.SplitSeq(phrases, "|") {
			phrase := strings.ToLower(fold(strings.TrimSpace(p)).text)
			n.add(phrase, role{kind(k), arg, lang})
			if lang == "zh" && setWide[kind(k)] && len(phrase) == len("姓名") && han(firstRune(phrase)) {
				for blanks := 1; blanks <= 4; blanks++ {
					n.add(phrase[:len("姓")]+strings.Repeat(" ", blanks)+phrase[len("姓"):], role{kind(k), arg, lang})
				}
			}
		}
	}
	return nil
}

func (n *node) add(phrase string, r role) {
	for i := range len(phrase) {
		if n.next == nil {
			n.next = map[byte]*node{}
		}
		if n.next[phrase[i]] == nil {
			n.next[phrase[i]] = &node{}
		}
		n = n.next[phrase[i]]
	}
	n.roles = append(n.roles, r)
}

// cues are the longest phrases of the lexicon in a folded text, in order and
// without overlap. Latin phrases count at word borders only, and a phrase never
// ends inside a syllable of Thai, Lao or Burmese.
func cues(text string) []cue {
	root := lexicon()
	var found []cue
	for i := 0; i < len(text); {
		if end, roles := root.longest(text, i); end > i && !insideWord(text, i, end, roles) {
			found = append(found, cue{i, end, roles})
			i = end
			continue
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		i += n
	}
	return found
}

// insideWord: short words of Thai, Lao and Burmese that say what the talk is
// about count only where they stand alone: หมา (dog) is not in หมายเลข.
func insideWord(text string, start, end int, roles []role) bool {
	if !complexScript(firstRune(text[start:])) || utf8.RuneCountInString(text[start:end]) > 4 {
		return false
	}
	if text[start:end] == "ชื่" {
		return southLetter(firstRune(text[end:])) // ชื่อ of which a reader lost the last letter
	}
	topic := false
	for _, r := range roles {
		topic = topic || r.kind == kFamily || r.kind == kPet || r.kind == kPrice || r.kind == kLoan || r.arg == "organ"
	}
	if w := text[start:end]; (w == "ปี" || w == "ປີ") && southLetter(lastRune(text[:start])) && southLetter(firstRune(text[end:])) {
		return true // ได้ตัวปีเตอร์
	}
	if start == 0 || text[start-1] == '\n' {
		return false // a verb or a head
	}
	return topic && (southLetter(lastRune(text[:start])) || southLetter(firstRune(text[end:])))
}

func (n *node) longest(text string, at int) (end int, roles []role) {
	end = at
	if at > 0 && latinWord(lastRune(text[:at])) && latinWord(firstRune(text[at:])) {
		return at, nil
	}
	if mark(firstRune(text[at:])) {
		return at, nil
	}
	for i := at; i < len(text); i++ {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if n = n.next[c]; n == nil {
			break
		}
		if n.roles != nil && phraseEnds(text, i+1) {
			end, roles = i+1, n.roles
		}
	}
	return end, roles
}

func phraseEnds(text string, at int) bool {
	if at >= len(text) {
		return true
	}
	if !utf8.RuneStart(text[at]) {
		return false
	}
	next, prev := firstRune(text[at:]), lastRune(text[:at])
	return !(latinLetter(next) && latinLetter(prev)) && !mark(next) && !closesSyllable(text[at:])
}

// closesSyllable: a Burmese letter under asat or above a stacked one belongs to
// the syllable before it.
func closesSyllable(s string) bool {
	if !strings.HasPrefix(s, "\xe1") {
		return false
	}
	r, n := utf8.DecodeRuneInString(s)
	rest := strings.TrimPrefix(s[n:], "့")
	return r >= 'က' && r <= 'အ' && (strings.HasPrefix(rest, "်") || strings.HasPrefix(rest, "္"))
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

// latinLetter takes in those of Vietnamese.
func latinLetter(r rune) bool {
	return (r < 0x250 || r >= 0x1E00 && r <= 0x1EFF) && unicode.IsLetter(r)
}
func latinWord(r rune) bool { return latinLetter(r) || r == '_' }

// latinByte is latinWord for one byte. Those above ASCII belong to signs of other
// scripts, though as numbers they look like ª, µ and º.
func latinByte(c byte) bool { return c < 0x80 && latinWord(rune(c)) }

// mark reports signs that hang on the letter before them.
func mark(r rune) bool {
	switch {
	case r == 'ะ', r == 'า', r == 'ำ', r == 'ๅ', r == 'ະ', r == 'າ', r == 'ຳ', r == 'ຽ':
		return true
	}
	return r >= 0x0E00 && unicode.In(r, unicode.Mn, unicode.Mc)
}
