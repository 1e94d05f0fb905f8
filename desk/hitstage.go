package desk

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sort"

	"lanna"
	"lanna/hit"
	"lanna/store"
)

// A hitStaged says for which record an output of a publication stands. It is
// kept in pages of settings, in the order of entries, so that a request is
// looked up by reading one page and an erasure by reading each once.
type hitStaged struct {
	Entry   hit.Entry
	Voucher hit.Voucher
	Record  lanna.RecordID
}

const (
	hitStagePrefix = "hit/stage/"
	hitStagedSize  = hit.EntrySize + hit.VoucherSize + 16
	hitPageSize    = 1024 // entries
)

func hitPage(publication lanna.RecordID, n int) string {
	return fmt.Sprintf("%s%s/%06d", hitStagePrefix, publication, n)
}

// stageRecords names the records for which each output stands: those that admit
// the input for the output's topic.
func stageRecords(staged []hit.Staged, inputs []hitInput, keys []*hit.Key) []hitStaged {
	var out []hitStaged
	for _, s := range staged {
		in := &inputs[s.Of]
		for i, record := range in.of {
			if in.each[i]&(1<<slices.Index(keys, s.Key)) != 0 {
				out = append(out, hitStaged{s.Entry, s.Voucher, record})
			}
		}
	}
	return out
}

// pages puts what the filter stands for into pages, and notes where each begins.
func (b *hitBuilding) pages() map[string][]byte {
	out := map[string][]byte{}
	b.pub.First = nil
	for page := range slices.Chunk(b.staged, hitPageSize) {
		out[hitPage(b.pub.ID, len(b.pub.First))] = stagedPage(page)
		b.pub.First = append(b.pub.First, page[0].Entry)
	}
	return out
}

// stagedVersion begins a page.
const stagedVersion = 1

func stagedPage(list []hitStaged) []byte {
	b := append(make([]byte, 0, 1+len(list)*hitStagedSize), stagedVersion)
	for i := range list {
		b = binary.BigEndian.AppendUint64(b, uint64(list[i].Entry))
		b = append(append(b, list[i].Voucher[:]...), list[i].Record[:]...)
	}
	return b
}

func parseStaged(b []byte) []hitStaged {
	if len(b) == 0 || b[0] != stagedVersion {
		return nil
	}
	out := make([]hitStaged, 0, len(b)/hitStagedSize)
	for b = b[1:]; len(b) >= hitStagedSize; b = b[hitStagedSize:] {
		s := hitStaged{Entry: hit.Entry(binary.BigEndian.Uint64(b))}
		copy(s.Voucher[:], b[hit.EntrySize:])
		copy(s.Record[:], b[hit.EntrySize+hit.VoucherSize:])
		out = append(out, s)
	}
	return out
}

// hitRecords returns the records for which an output of the publication stands.
// An entry without its voucher stands for nothing: entries can be read off the
// filter.
func hitRecords(r store.Reader, p *hitPublication, e hit.Entry, v hit.Voucher) ([]lanna.RecordID, error) {
	var out []lanna.RecordID
	for n := max(sort.Search(len(p.First), func(i int) bool { return p.First[i] >= e })-1, 0); n < len(p.First) && p.First[n] <= e; n++ {
		b, err := r.Meta(hitPage(p.ID, n))
		if err != nil {
			return nil, err
		}
		for _, s := range parseStaged(b) {
			if s.Entry == e && s.Voucher == v && !slices.Contains(out, s.Record) {
				out = append(out, s.Record)
			}
		}
	}
	return out, nil
}

// unstage takes records out of what publications stand for, in the transaction
// that erases something of them. Their entries stay in filters that are out; a
// request that names one finds nothing.
//
// What waits for an answer to a question on one of them goes as well: it holds
// what was asked about.
func (w *work) unstage(records []lanna.RecordID) {
	for _, id := range records {
		w.d.hits.take(id)
		w.setMeta(hitPendingPrefix+id.String(), nil)
	}
	w.later(func(tx store.Tx) error {
		names, err := tx.MetaNames(hitStagePrefix)
		if err != nil {
			return err
		}
		for _, name := range names {
			b, err := tx.Meta(name)
			if err != nil {
				return err
			}
			list := parseStaged(b)
			kept := slices.DeleteFunc(slices.Clone(list), func(s hitStaged) bool { return slices.Contains(records, s.Record) })
			if len(kept) == len(list) {
				continue
			}
			if err := tx.SetMeta(name, stagedPage(kept)); err != nil { // an empty page stays: others are found by their number
				return err
			}
		}
		return nil
	})
}

// loadHit reads a setting into v; one that is not there leaves v as it is.
func loadHit(r store.Reader, name string, v any) error {
	b, err := r.Meta(name)
	if err != nil {
		return notThere(err)
	}
	return json.Unmarshal(b, v)
}
