package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// HashesForTest reads stored hashes by their index in x/mod's order.
func HashesForTest(r store.Reader, w lanna.WriterID, indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		var err error
		if out[i], err = subtree(r, w, level, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SumAnewForTest is a bundle of the lines with sums that fit.
func SumAnewForTest(lines []string) []byte {
	var b bytes.Buffer
	var sum lanna.Digest
	for _, text := range lines {
		var l bundleLine
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			panic(err)
		}
		sum, _ = l.appendTo(&b, sum)
	}
	return b.Bytes()
}

// SignAnewForTest is SumAnewForTest with the last line signed by another.
func SignAnewForTest(lines []string, s *statement.Signer) []byte {
	var l bundleLine
	var before bundleLine
	last := len(lines) - 1
	if json.Unmarshal([]byte(lines[last]), &l) != nil || json.Unmarshal([]byte(lines[last-1]), &before) != nil {
		panic("no bundle")
	}
	l.End.Signer = s.Writer()
	l.End.Sig = ed25519.Sign(s.Key(), l.End.signed(before.Sum))
	text, _ := json.Marshal(l)
	return SumAnewForTest(append(append([]string(nil), lines[:last]...), string(text)))
}
