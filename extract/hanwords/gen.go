//go:build ignore

// Command gen writes words.txt, the common Chinese words of two signs, from the
// word counts of jieba (MIT), which the Go module github.com/yanyiwu/gojieba
// carries. Names of persons are left out. A record is the word and a digit: 1
// for a common word, 2 for a very common one.
//
//	go run gen.go .../gojieba@v1.4.6/deps/cppjieba/dict/jieba.dict.utf8
package main

import (
	"bufio"
	"log"
	"os"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	common     = 60 // counts in the corpus of jieba
	veryCommon = 1000
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run gen.go DICT")
	}
	in, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var records []string
	for s := bufio.NewScanner(in); s.Scan(); {
		if r := record(strings.Fields(s.Text())); r != "" {
			records = append(records, r)
		}
	}
	sort.Strings(records)
	if err := os.WriteFile("words.txt", []byte(strings.Join(records, "")), 0o644); err != nil {
		log.Fatal(err)
	}
}

// record is that of one line of the dictionary: word, count, part of speech.
func record(f []string) string {
	if len(f) != 3 || utf8.RuneCountInString(f[0]) != 2 || len(f[0]) != 6 || strings.HasPrefix(f[2], "nr") {
		return ""
	}
	for _, r := range f[0] {
		if !unicode.Is(unicode.Han, r) {
			return ""
		}
	}
	n, err := strconv.Atoi(f[1])
	switch {
	case err != nil || n < common:
		return ""
	case n < veryCommon:
		return f[0] + "1\n"
	}
	return f[0] + "2\n"
}
