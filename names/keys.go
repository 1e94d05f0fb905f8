package names

import (
	"strings"
	"unicode"

	"lanna"
)

// A KeyKind says how much a shared key tells.
type KeyKind uint8

// The kinds of key.
const (
	WholeKey KeyKind = iota // all letters of a name, in one order: few people share one
	WordKey                 // one part: many do
	SignKey                 // the signs of a Han name: the same name in the same script
)

// A Key is a string under which an index files a name. Two spellings of a name
// share at least one key in most cases; two names that share one may still
// differ. Keys hold for all versions of this package with the same KeyVersion.
type Key struct {
	Kind KeyKind
	Text string
}

// KeyVersion changes when the keys of a name do: an index made with another is
// made anew.
const KeyVersion = 3

// maxKeys bounds the keys of one name.
const maxKeys = 48

// Keys gives the keys of a name, in a fixed order and each once.
func Keys(n *Name) []Key {
	k := &keyList{seen: map[Key]bool{}}
	for _, name := range append([]*Name{n}, n.Others...) {
		k.signs(name)
		k.whole(name)
		k.words(name)
	}
	return k.keys
}

type keyList struct {
	keys []Key
	seen map[Key]bool
}

func (k *keyList) add(kind KeyKind, text string) {
	key := Key{kind, text}
	if text != "" && !k.seen[key] && len(k.keys) < maxKeys {
		k.seen[key] = true
		k.keys = append(k.keys, key)
	}
}

func (k *keyList) signs(n *Name) {
	if n.Script == Han && len(n.Signs) > 3 {
		k.add(SignKey, n.Signs)
	}
}

// whole files a name under its letters in the order written, with the last part
// in front and with the first behind, so that order does not matter.
func (k *keyList) whole(n *Name) {
	for _, parts := range readings(n) {
		k.add(WholeKey, Skeleton(strings.Join(parts, "")))
		if last := len(parts) - 1; last > 0 && n.Script != Han {
			k.add(WholeKey, Skeleton(parts[last]+strings.Join(parts[:last], "")))
			if last > 1 {
				k.add(WholeKey, Skeleton(strings.Join(parts[1:], "")+parts[0]))
			}
		}
	}
}

func (k *keyList) words(n *Name) {
	for _, parts := range readings(n) {
		for _, p := range parts {
			if s := Skeleton(p); len(s) > 1 {
				k.add(WordKey, s)
			}
		}
	}
}

// readings gives the letters of the parts, once for each system; a surname that
// a system spells in several ways counts for each.
func readings(n *Name) [][]string {
	var out [][]string
	if n.Script != Han {
		var parts []string
		for _, p := range n.Parts {
			if p.Role != Particle && p.Role != Titular && p.Role != Initial {
				parts = append(parts, p.Letters)
			}
		}
		if len(parts) == 0 && len(n.Parts) > 0 {
			parts = []string{n.Parts[0].Letters}
		}
		return [][]string{parts}
	}
	for s := range systems {
		first, rest := n.inSystem(s)
		for _, f := range first[:min(len(first), 3)] {
			out = append(out, append([]string{f}, rest...))
		}
	}
	return out
}

// inSystem gives the spellings of the first part and the likeliest of the rest.
func (n *Name) inSystem(s System) (first, rest []string) {
	for _, p := range n.Parts {
		for _, sound := range p.Sounds {
			switch {
			case sound.System != s:
			case first == nil && len(sound.Units) == 1:
				first = sound.Units[0].Forms
			case first == nil:
				first = []string{sound.Primary()}
			default:
				rest = append(rest, sound.Primary())
			}
		}
	}
	return first, rest
}

// skeletonClass puts the letters that spellings confuse into one class each.
var skeletonClass = [26]byte{
	'b' - 'a': 'P', 'p' - 'a': 'P', 'f' - 'a': 'P', 'v' - 'a': 0, 'd' - 'a': 'T', 't' - 'a': 'T', 'k' - 'a': 'K', 'g' - 'a': 'K', 'q' - 'a': 'S',
	'c' - 'a': 'S', 'j' - 'a': 'S', 's' - 'a': 'S', 'z' - 'a': 'S', 'x' - 'a': 'S', 'm' - 'a': 'N', 'n' - 'a': 'N', 'l' - 'a': 'L', 'r' - 'a': 'L',
}

// Skeleton keeps the classes of the consonants of folded letters: vowels, h, w,
// v and y vanish, as does a g behind n and a t before s or ch. The first letter
// leaves an "A" if it is none of these.
func Skeleton(letters string) string {
	var out []byte
	for i := 0; i < len(letters); i++ {
		c := letters[i]
		if c < 'a' || c > 'z' {
			continue
		}
		class := skeletonClass[c-'a']
		if c == 'g' && i > 0 && letters[i-1] == 'n' || c == 't' && i+1 < len(letters) && (letters[i+1] == 's' || letters[i+1] == 'c' || letters[i+1] == 'z') {
			class = 0
		}
		switch {
		case class == 0 && len(out) == 0 && i == 0:
			out = append(out, 'A')
		case class == 0, len(out) > 0 && out[len(out)-1] == class && i > 0 && letters[i-1] == c:
		default:
			out = append(out, class)
		}
	}
	return string(out)
}

// canonical folds what free spellings write alike without changing the name.
func canonical(letters string) string {
	return collapse(alikeLetters.Replace(letters))
}

var alikeLetters = strings.NewReplacer("th", "t", "ph", "p", "kh", "k", "bh", "b", "dh", "d", "gh", "g", "v", "w", "ou", "u", "y", "i", "ck", "k")

// IdentifierKey gives the canonical form of an identifier, as "property:value",
// and false for a property that identifies nobody or a value that is masked or
// too short to.
func IdentifierKey(p lanna.Property, value string) (string, bool) {
	v := FoldDigits(value)
	if strings.ContainsAny(v, "*＊") {
		return "", false
	}
	least := 5
	switch p {
	case lanna.IDResident, lanna.IDThai, lanna.IDLao, lanna.IDOther, lanna.Passport, lanna.BankCard, lanna.Vehicle:
		v = compact(strings.ToUpper(v))
		if p == lanna.IDResident {
			v = resident18(v)
		}
	case lanna.IDMyanmar, lanna.MRZ:
		v = compact(strings.ToUpper(v))
	case lanna.Phone:
		v = "+" + strings.TrimLeft(compact(v), "+0")
	case lanna.Handle, lanna.Email:
		v = strings.ToLower(strings.TrimSpace(v))
	case lanna.Wallet:
		v = strings.TrimSpace(v) // case is part of base58
	default:
		return "", false
	}
	return string(p) + ":" + v, len(v) >= least
}

// compact keeps letters and digits.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, s)
}

// resident18 writes an old Chinese resident ID of 15 digits in 18 (GB 11643).
func resident18(v string) string {
	if len(v) != 15 || strings.IndexFunc(v, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return v
	}
	body := v[:6] + "19" + v[6:]
	sum := 0
	for i, weight := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	return body + string("10X98765432"[sum%11])
}
