package backup

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"filippo.io/age"

	"lanna"
	"lanna/statement"
	"lanna/wire"
)

const erasuresFile = "erasures"

// maxErasure is more than the longest header takes when it is encrypted.
const maxErasure = 1 << 20

// Erasures is the file beside the backups that holds the header of every
// erasure, from the moment at which it is said: what a backup still holds and
// was erased since is erased again when it is restored. Each entry is a length
// and an age file of its own, so that the node can add to what it cannot read.
type Erasures struct {
	Dir        string
	Recipients []age.Recipient

	mu  sync.Mutex
	end int64 // where the next entry begins; 0: not known yet
}

// An Erasure is an erase statement without its claims.
type Erasure struct {
	Agency lanna.AgencyID
	Header []byte
	Sig    []byte
}

// Add appends erasures. When it returns, they are on the disk. What a crash left
// of an entry is cut off first.
func (e *Erasures) Add(list ...Erasure) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := os.MkdirAll(e.Dir, 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(e.Dir, erasuresFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if e.end, err = endOf(file, e.end); err == nil {
		err = file.Truncate(e.end)
	}
	for i := range list {
		if err == nil {
			err = e.add(file, &list[i])
		}
	}
	return errors.Join(err, file.Sync(), file.Close(), syncDir(e.Dir))
}

func (e *Erasures) add(file *os.File, one *Erasure) error {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, e.Recipients...)
	if err != nil {
		return err
	}
	b := binary.BigEndian.AppendUint32(append([]byte(nil), one.Agency[:]...), uint32(len(one.Header)))
	_, err = w.Write(append(append(b, one.Header...), one.Sig...))
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	entry := append(binary.BigEndian.AppendUint32(nil, uint32(sealed.Len())), sealed.Bytes()...)
	if _, err := file.WriteAt(entry, e.end); err != nil {
		return err
	}
	e.end += int64(len(entry))
	return nil
}

// endOf finds the end of the last whole entry, from a place that is known.
func endOf(file io.ReaderAt, at int64) (int64, error) {
	for {
		var head [4]byte
		if n, err := file.ReadAt(head[:], at); n < len(head) {
			return at, ignoreEOF(err)
		}
		size := int64(binary.BigEndian.Uint32(head[:]))
		var last [1]byte
		if size == 0 || size > maxErasure {
			return at, damaged("the file of erasures", nil)
		}
		if n, err := file.ReadAt(last[:], at+4+size-1); n < 1 {
			return at, ignoreEOF(err)
		}
		at += 4 + size
	}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// ReadErasures returns what was erased, in order. An entry that was cut off at
// the end was never acknowledged and is left out.
func ReadErasures(dir string, with []age.Identity) ([]Erasure, error) {
	b, err := os.ReadFile(filepath.Join(dir, erasuresFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	end, err := endOf(bytes.NewReader(b), 0)
	if err != nil {
		return nil, err
	}
	r := wire.Fields{Rest: b[:end]}
	var out []Erasure
	for len(r.Rest) > 0 {
		one, err := openErasure(r.Take(int(r.Uint32())), with)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func openErasure(sealed []byte, with []age.Identity) (Erasure, error) {
	var out Erasure
	plain, err := age.Decrypt(bytes.NewReader(sealed), with...)
	if err != nil {
		return out, identityError(err)
	}
	b, err := io.ReadAll(plain)
	if err != nil {
		return out, damaged("the file of erasures", err)
	}
	r := wire.Fields{Rest: b}
	copy(out.Agency[:], r.Take(len(out.Agency)))
	out.Header = r.Take(int(r.Uint32()))
	out.Sig = r.Rest
	h, err := statement.ParseHeader(out.Header)
	if err != nil || h.Kind != lanna.Erase || statement.VerifyBytes(h.Kind, h.Writer, out.Header, out.Sig) != nil {
		return out, damaged("the file of erasures", err)
	}
	return out, nil
}
