package sqlite

import (
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/fts5"

	"lanna/search"
)

// registerText gives the connection full text with the tokens of package search.
func registerText(db *sqlite3.Conn) error {
	return fts5.RegisterCustom(db, func(api *fts5.API) error {
		return api.CreateTokenizer("lanna", func([]string) (fts5.Tokenizer, error) { return tokenizer{}, nil })
	})
}

type tokenizer struct{}

// Tokenize cuts documents with package search. Questions come in tokens
// already, separated by spaces (see expression).
func (tokenizer) Tokenize(flags fts5.TokenizeFlag, text, _ string, yield fts5.TokenCallback) error {
	if flags&fts5.TOKENIZE_QUERY != 0 {
		at := 0
		for t := range strings.SplitSeq(text, " ") {
			if t != "" {
				if err := yield(0, t, at, at+len(t)); err != nil {
					return err
				}
			}
			at += len(t) + 1
		}
		return nil
	}
	at := 0
	for part := range strings.SplitSeq(text, textEnd) {
		if at > 0 { // a token that nobody asks for, so that no phrase runs from one text into the next
			if err := yield(0, textEnd, at-1, at); err != nil {
				return err
			}
		}
		if err := tokens(part, at, yield); err != nil {
			return err
		}
		at += len(part) + len(textEnd)
	}
	return nil
}

// tokens yields the tokens of a text that begins at a place of the document.
func tokens(text string, at int, yield fts5.TokenCallback) error {
	last := -1
	return search.Each(text, func(t search.Token) error {
		var flag fts5.TokenFlag
		if t.Pos == last {
			flag = fts5.TOKEN_COLOCATED
		}
		last = t.Pos
		return yield(flag, t.Text, at+t.Start, at+t.End)
	})
}

// expression writes a query in the language of FTS5.
func expression(q search.Query) string {
	var b strings.Builder
	b.WriteString("body : (")
	for i, p := range q.Phrases {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteByte('"')
		b.WriteString(strings.ReplaceAll(strings.Join(p.Terms, " "), `"`, `""`))
		b.WriteByte('"')
		if p.Prefix {
			b.WriteByte('*')
		}
	}
	b.WriteByte(')')
	return b.String()
}
