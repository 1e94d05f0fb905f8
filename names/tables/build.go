//go:build ignore

// Build writes the tables of this folder from their sources:
//
//	go run names/tables/build.go -unihan DIR -minnan FILE -hakka FILE -surnames FILE
//
// DIR is /usr/share/unicode of Debian's unicode-data (Unihan 15.0); the Min Nan
// and Hakka files are the entry lists of the dictionaries of common words of
// Taiwan's Ministry of Education (columns named in the first line: 詞目 and 音讀,
// or 詞目 and 四縣腔音讀); the surnames are the table of Wikipedia. Readings are
// facts; no definition or example is carried over.
package main

import (
	"bufio"
	"compress/bzip2"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func main() {
	log.SetFlags(0)
	unihan := flag.String("unihan", "/usr/share/unicode", "folder with Unihan_*.txt.bz2")
	minnan := flag.String("minnan", "", "CSV of the Min Nan dictionary")
	hakka := flag.String("hakka", "", "TSV of the Hakka dictionary")
	surnames := flag.String("surnames", "", "JSON of the surnames")
	out := flag.String("out", "names/tables", "folder to write to")
	flag.Parse()
	b := builder{simple: map[rune]rune{}, field: map[string]map[rune]string{}, lists: map[string]map[rune]tally{}}
	b.unihan(*unihan)
	b.dictionary("minnan", *minnan, ',', "音讀")
	b.dictionary("hakka", *hakka, '\t', "四縣腔音讀")
	b.readings()
	b.derive("minnan")
	b.derive("hakka")
	b.write(filepath.Join(*out, "han.tsv"))
	b.variants(filepath.Join(*out, "simplified.txt"))
	surnameTable(*surnames, filepath.Join(*out, "surnames.tsv"))
}

type tally map[string]int

type builder struct {
	simple map[rune]rune
	field  map[string]map[rune]string
	lists  map[string]map[rune]tally // system, simplified sign, reading
}

func (b *builder) unihan(dir string) {
	for _, name := range []string{"Unihan_Readings.txt.bz2", "Unihan_Variants.txt.bz2"} {
		f, err := os.Open(filepath.Join(dir, name))
		check(err)
		lines := bufio.NewScanner(bzip2.NewReader(f))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			p := strings.Split(lines.Text(), "\t")
			if len(p) < 3 || p[0][0] == '#' {
				continue
			}
			r := point(p[0])
			if b.field[p[1]] == nil {
				b.field[p[1]] = map[rune]string{}
			}
			b.field[p[1]][r] = p[2]
		}
		check(lines.Err())
		check(f.Close())
	}
	for r, v := range b.field["kSimplifiedVariant"] {
		for _, to := range strings.Fields(v) {
			if s := point(to); s != r && b.field["kTGHZ2013"][s] != "" {
				b.simple[r] = s
			}
		}
	}
	for old, now := range map[rune]rune{'峯': '峰', '啓': '启', '啟': '启', '羣': '群', '裏': '里', '粦': '磷', '喆': '哲', '昇': '升', '堃': '坤', '菓': '果', '慄': '栗'} {
		b.simple[old] = now
	}
}

func point(s string) rune {
	var r rune
	_, err := fmt.Sscanf(s, "U+%X", &r)
	check(err)
	return r
}

func (b *builder) canon(r rune) rune {
	if s, ok := b.simple[r]; ok {
		return s
	}
	return r
}

func (b *builder) add(list string, r rune, reading string, n int) {
	reading = strings.ToLower(strings.TrimSpace(reading))
	if reading == "" {
		return
	}
	if b.lists[list] == nil {
		b.lists[list] = map[rune]tally{}
	}
	r = b.canon(r)
	if b.lists[list][r] == nil {
		b.lists[list][r] = tally{}
	}
	b.lists[list][r][reading] += n
}

// dictionary tallies the readings of each sign over all words that have as many
// syllables as signs; an entry of one sign counts as much as five words.
func (b *builder) dictionary(list, file string, comma rune, column string) {
	f, err := os.Open(file)
	check(err)
	in := csv.NewReader(f)
	in.Comma, in.LazyQuotes, in.FieldsPerRecord = comma, true, -1
	rows, err := in.ReadAll()
	check(err)
	word, sound := slices.Index(rows[0], "詞目"), slices.Index(rows[0], column)
	for _, row := range rows[1:] {
		if len(row) <= sound {
			continue
		}
		signs := []rune(row[word])
		for _, reading := range strings.FieldsFunc(row[sound], func(r rune) bool { return strings.ContainsRune("/、，()", r) }) {
			syllables := strings.FieldsFunc(reading, func(r rune) bool { return r == '-' || r == ' ' })
			if len(syllables) != len(signs) {
				continue
			}
			for i, s := range syllables {
				n := 1
				if len(signs) == 1 {
					n = 5
				}
				if unicode.Is(unicode.Han, signs[i]) {
					b.add(list, signs[i], plain(s), n)
				}
			}
		}
	}
}

// plain takes tones away: marks above letters and digits behind.
func plain(s string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == 0x0308: // ü
			out.WriteByte('v')
		case r == 'ⁿ':
			out.WriteString("nn")
		case r >= 'a' && r <= 'z':
			out.WriteRune(r)
		}
	}
	return strings.ReplaceAll(out.String(), "uv", "v")
}

var pinlu = regexp.MustCompile(`([^\s(]+)\((\d+)\)`)

func (b *builder) readings() {
	for r, v := range b.field["kMandarin"] {
		for i, s := range strings.Fields(v) {
			b.add("mandarin", r, plain(s), 1000-i)
		}
	}
	for r, v := range b.field["kHanyuPinlu"] {
		for _, m := range pinlu.FindAllStringSubmatch(v, -1) {
			b.add("mandarin", r, plain(m[1]), 10)
		}
	}
	for _, field := range []string{"kTGHZ2013", "kXHC1983"} {
		for r, v := range b.field[field] {
			for _, entry := range strings.Fields(v) {
				_, sounds, _ := strings.Cut(entry, ":")
				for _, s := range strings.Split(sounds, ",") {
					b.add("mandarin", r, plain(s), 1)
				}
			}
		}
	}
	for list, field := range map[string]string{"cantonese": "kCantonese", "vietnamese": "kVietnamese", "korean": "kKorean"} {
		for r, v := range b.field[field] {
			for i, s := range strings.Fields(v) {
				b.add(list, r, plain(strings.ReplaceAll(s, "đ", "d")), 10-i)
			}
		}
	}
}

// derive gives signs without a reading the one that most signs have which sound
// alike both in Mandarin and in Cantonese: such signs were one syllable a
// thousand years ago, and nearly always are in Min Nan and Hakka. Derived
// readings bear a "~".
func (b *builder) derive(list string) {
	group := map[string]tally{}
	key := func(r rune) string {
		m, c := b.top("mandarin", r, 1), b.top("cantonese", r, 1)
		if len(m) == 0 || len(c) == 0 {
			return ""
		}
		return m[0] + "|" + c[0]
	}
	for r := range b.lists[list] {
		if k := key(r); k != "" {
			if group[k] == nil {
				group[k] = tally{}
			}
			group[k][b.top(list, r, 1)[0]]++
		}
	}
	for r := range b.lists["mandarin"] {
		if b.lists[list][r] != nil {
			continue
		}
		if g := group[key(r)]; g != nil {
			for _, s := range ranked(g, 2) {
				b.add(list, r, "~"+s, g[s])
			}
		}
	}
}

func (b *builder) top(list string, r rune, n int) []string { return ranked(b.lists[list][r], n) }

func ranked(t tally, n int) []string {
	keys := slices.Collect(maps.Keys(t))
	slices.SortFunc(keys, func(x, y string) int {
		if t[x] != t[y] {
			return t[y] - t[x]
		}
		return strings.Compare(x, y)
	})
	return keys[:min(n, len(keys))]
}

// write keeps the signs of the Table of General Standard Chinese Characters
// (8,105) and whatever else folds to or stands for one of them.
func (b *builder) write(file string) {
	var out strings.Builder
	out.WriteString("# sign\tMandarin\tCantonese (Jyutping)\tMin Nan (Tâi-lô)\tHakka (Sixian)\tKorean (Yale)\tVietnamese\n")
	signs := map[rune]bool{}
	for r := range b.field["kTGHZ2013"] {
		signs[r] = true
	}
	for _, f := range []string{"kHanyuPinlu", "kXHC1983", "kKorean"} {
		for r := range b.field[f] {
			if f != "kKorean" || b.field["kCantonese"][r] != "" && b.lists["minnan"][b.canon(r)] != nil {
				signs[b.canon(r)] = true
			}
		}
	}
	for _, r := range slices.Sorted(maps.Keys(signs)) {
		if b.simple[r] != 0 {
			continue
		}
		cols := []string{string(r)}
		for _, c := range []struct {
			list string
			n    int
		}{{"mandarin", 4}, {"cantonese", 3}, {"minnan", 4}, {"hakka", 3}, {"korean", 2}, {"vietnamese", 2}} {
			cols = append(cols, strings.Join(b.top(c.list, r, c.n), " "))
		}
		fmt.Fprintln(&out, strings.Join(cols, "\t"))
	}
	check(os.WriteFile(file, []byte(out.String()), 0o644))
}

func (b *builder) variants(file string) {
	var out strings.Builder
	out.WriteString("# A sign and its simplified form, from Unihan kSimplifiedVariant and a dozen forms of names.\n")
	for i, r := range slices.Sorted(maps.Keys(b.simple)) {
		fmt.Fprintf(&out, "%c%c", r, b.simple[r])
		if i%32 == 31 {
			out.WriteByte('\n')
		}
	}
	out.WriteByte('\n')
	check(os.WriteFile(file, []byte(out.String()), 0o644))
}

func surnameTable(file, to string) {
	raw, err := os.ReadFile(file)
	check(err)
	var rows []map[string]string
	check(json.Unmarshal(raw, &rows))
	var out strings.Builder
	out.WriteString("# Wikipedia, romanisation of Chinese surnames: simplified\tmainland\tTaiwan\tHong Kong\tMacao\tSingapore\tMalaysia\tViet Nam\tKorea\n")
	for _, row := range rows {
		cols := []string{strings.Split(row["zh_sim"], "/")[0]}
		for _, c := range []string{"mainland", "taiwan", "hongkong", "macao", "singapore", "malaysia", "vietnam", "korea"} {
			v := strings.ReplaceAll(strings.ReplaceAll(row[c], "ü", "v"), "đ", "d")
			v = strings.ReplaceAll(v, "Đ", "D")
			var words []string
			for _, w := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune("/,()（）;", r) }) {
				if p := plain(strings.ReplaceAll(w, " ", "")); p != "" && !slices.Contains(words, p) {
					words = append(words, p)
				}
			}
			cols = append(cols, strings.Join(words, " "))
		}
		fmt.Fprintln(&out, strings.Join(cols, "\t"))
	}
	check(os.WriteFile(to, []byte(out.String()), 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
