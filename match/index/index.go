package index

import (
	"errors"
	"io/fs"
	"os"
	"sync"

	"lanna"
)

// An Index is safe for concurrent use.
type Index struct {
	path string
	key  []byte

	mu      sync.RWMutex
	base    *base  // nil where there is no file yet
	frozen  *delta // being merged; nil otherwise
	delta   *delta
	through int64
	erased  []lanna.RecordID // while a merge is under way
	dropped []lanna.RecordID
	merging bool
}

// Open opens the index at path; one without a path lives in memory alone. Where no file is there it is empty; where one is
// that does not fit, it is empty as well and fresh is true: all is to be filed
// anew. The file is sealed under key, of KeySize bytes.
func Open(path string, key []byte) (x *Index, fresh bool, err error) {
	x = &Index{path: path, key: key, delta: newDelta()}
	if path == "" {
		return x, true, nil
	}
	b, err := openBase(path, key)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return x, true, nil
	case errors.Is(err, ErrUnfit):
		return x, true, nil
	case err != nil:
		return nil, false, err
	}
	x.base, x.through = b, b.Through
	return x, false, nil
}

// Close leaves the file as the last merge made it.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.base == nil {
		return nil
	}
	b := x.base
	x.base = nil
	return b.close()
}

// Through is how far the statements were read.
func (x *Index) Through() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.through
}

// Behind is how many statements were read since the file was written.
func (x *Index) Behind() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.base == nil {
		return x.through
	}
	return x.through - x.base.Through
}

// Size is the number of rows: entries, by their years of birth.
func (x *Index) Size() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.size()
}

func (x *Index) size() int {
	n := x.delta.size()
	if x.frozen != nil {
		n += x.frozen.size()
	}
	if x.base != nil {
		n += int(x.base.Rows) - len(x.base.dead)
	}
	return n
}

// Damaged reports that a chunk of the file did not open: what was found is not
// all, and the index is to be made anew.
func (x *Index) Damaged() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.base != nil && x.base.bad.Load()
}

func (x *Index) shelves(out []shelf) []shelf {
	if x.base != nil {
		out = append(out, x.base)
	}
	if x.frozen != nil {
		out = append(out, x.frozen)
	}
	return append(out, x.delta)
}

// Put files what is known of a record in place of what was; no entries take it
// out. through is the statement up to which it was read.
func (x *Index) Put(id lanna.RecordID, through int64, entries ...Entry) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.drop(id)
	for i := range entries {
		x.delta.add(&entries[i])
	}
	x.through = max(x.through, through)
}

func (x *Index) drop(id lanna.RecordID) {
	x.delta.drop(id)
	if x.frozen != nil {
		x.frozen.drop(id)
		x.dropped = append(x.dropped, id)
	}
	if x.base != nil {
		for _, row := range x.base.of(id) {
			x.base.dead[row] = true
		}
	}
}

// Erase removes a record from memory and from the file, bytes and all. What is
// still known of it is then put again.
func (x *Index) Erase(id lanna.RecordID) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.drop(id)
	if x.merging {
		x.erased = append(x.erased, id)
	}
	if x.base == nil {
		return nil
	}
	if rows := x.base.of(id); len(rows) > 0 {
		return x.base.erase(rows)
	}
	return nil
}

// mergeAt is the size of a delta from which on it is worth a merge: so large, or
// a tenth of the base.
const mergeAt = 20_000

// WantsMerge reports whether the delta has grown large.
func (x *Index) WantsMerge() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	large := mergeAt
	if x.base != nil {
		large = max(large, int(x.base.Rows)/10)
	}
	return x.path != "" && !x.merging && x.delta.size()+x.deadRows() >= large
}

func (x *Index) deadRows() int {
	if x.base == nil {
		return 0
	}
	return len(x.base.dead)
}

// Merge writes a new base of all that is filed. Questions are answered and
// records are put meanwhile.
func (x *Index) Merge() error {
	if !x.freeze() {
		return nil
	}
	err := x.write()
	x.mu.Lock()
	defer x.mu.Unlock()
	if err != nil {
		x.thaw()
		return err
	}
	return x.swap()
}

func (x *Index) freeze() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.merging || x.path == "" {
		return false
	}
	x.merging = true
	x.frozen, x.delta = x.delta, newDelta()
	x.erased, x.dropped = nil, nil
	return true
}

// thaw puts a delta that could not be merged back.
func (x *Index) thaw() {
	newer := x.delta
	x.delta, x.frozen, x.merging = x.frozen, nil, false
	newer.each(func(e Entry) error {
		x.delta.add(&e)
		return nil
	})
}

// write makes the new file beside the old one. Entries are read under the lock,
// a few at a time.
func (x *Index) write() error {
	b, err := NewBuilder(x.path, x.key)
	if err != nil {
		return err
	}
	x.mu.RLock()
	through := x.through
	var entries []Entry
	collect := func(e Entry) error {
		entries = append(entries, e)
		return nil
	}
	old := x.base
	err = x.frozen.each(collect)
	x.mu.RUnlock()
	for i := 0; err == nil && i < len(entries); i++ {
		err = b.Add(entries[i])
	}
	if err == nil && old != nil {
		err = x.copyBase(old, b)
	}
	if err == nil {
		err = b.finish(through)
	}
	if err != nil {
		return errors.Join(err, b.Abort())
	}
	return nil
}

func (x *Index) copyBase(old *base, b *Builder) error {
	const stretch = 10_000
	for row := int64(0); row < old.Rows; row += stretch {
		var list []Entry
		x.mu.RLock()
		err := old.eachFrom(row, min(row+stretch, old.Rows), func(e Entry) error {
			list = append(list, e)
			return nil
		})
		x.mu.RUnlock()
		for i := 0; err == nil && i < len(list); i++ {
			err = b.Add(list[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// swap takes the new file into use and does to it what was done to the old one
// meanwhile.
func (x *Index) swap() error {
	x.merging = false
	b, err := openBase(x.path+".new", x.key)
	if err != nil {
		x.thaw()
		return errors.Join(err, os.Remove(x.path+".new"))
	}
	for _, id := range x.dropped {
		for _, row := range b.of(id) {
			b.dead[row] = true
		}
	}
	for _, id := range x.erased {
		if rows := b.of(id); len(rows) > 0 {
			err = errors.Join(err, b.erase(rows))
		}
	}
	old := x.base
	x.base, x.frozen = b, nil
	if old != nil {
		err = errors.Join(err, old.close())
	}
	return errors.Join(err, os.Rename(x.path+".new", x.path))
}

// Fill files all anew, in place of what is there. fill is given what files an
// entry; nothing is put meanwhile.
func (x *Index) Fill(through int64, fill func(add func(Entry) error) error) error {
	if err := x.Reset(); err != nil {
		return err
	}
	if x.path == "" {
		err := fill(func(e Entry) error {
			x.mu.Lock()
			defer x.mu.Unlock()
			x.delta.add(&e)
			return nil
		})
		x.Put(lanna.RecordID{}, through)
		return err
	}
	b, err := NewBuilder(x.path, x.key)
	if err != nil {
		return err
	}
	if err := fill(b.Add); err != nil {
		return errors.Join(err, b.Abort())
	}
	if err := b.Finish(through); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.base, err = openBase(x.path, x.key)
	x.through = through
	return err
}

// Reset empties the index and removes its file.
func (x *Index) Reset() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.delta, x.frozen, x.through = newDelta(), nil, 0
	var err error
	if x.base != nil {
		err = x.base.close()
		x.base = nil
	}
	if e := os.Remove(x.path); x.path != "" && !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}
