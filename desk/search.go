package desk

import (
	"context"
	"errors"

	"lanna"
)

// SearchQuery asks for records that hold all of the words.
type SearchQuery struct {
	Text  string
	Kind  lanna.RecordKind // "" means all kinds
	After int64            // SearchResult.Next of the page before
	Limit int              // at most 100; 0 means 30
}

// A SearchResult holds what the reader may see, newest first.
type SearchResult struct {
	Hits  []Hit
	Kinds map[lanna.RecordKind]int64 // among these hits
	Next  int64                      // 0 where there is no more
}

// A Hit is a record with the text in which the words were found.
type Hit struct {
	Link
	Field  lanna.Property
	Text   Words
	Marks  [][2]int // bytes of Text.Text, from and to
	Reason Reason
	Time   lanna.Millis
}

// Search finds records by names, numbers and free text.
func (d *Desk) Search(ctx context.Context, by Actor, why Why, q SearchQuery) (*SearchResult, error) {
	return nil, errors.ErrUnsupported
}
