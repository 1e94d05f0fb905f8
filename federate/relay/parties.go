package relay

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	"lanna"
)

// Parties is whom a relay serves: a text file with one writer a line, what
// follows it on the line is for people. Empty lines and those that open with #
// are skipped. It is read anew while the relay runs.
type Parties struct {
	path string
	last []byte
	set  atomic.Pointer[map[lanna.WriterID]bool]
}

// ReadParties reads the file.
func ReadParties(path string) (*Parties, error) {
	p := &Parties{path: path}
	_, err := p.Reload()
	return p, err
}

// Serves reports whether the writer is in the list.
func (p *Parties) Serves(w lanna.WriterID) bool { return (*p.set.Load())[w] }

// Set is the list, which must not be changed.
func (p *Parties) Set() map[lanna.WriterID]bool { return *p.set.Load() }

// Len counts them.
func (p *Parties) Len() int { return len(*p.set.Load()) }

// Reload reads the file again and reports whether it differed. A file with a
// mistake changes nothing. It is not safe for concurrent use with itself.
func (p *Parties) Reload() (changed bool, err error) {
	b, err := os.ReadFile(p.path)
	if err != nil || p.set.Load() != nil && bytes.Equal(b, p.last) {
		return false, err
	}
	set, err := parseParties(b)
	if err != nil {
		return false, err
	}
	p.last = b
	p.set.Store(&set)
	return true, nil
}

func parseParties(b []byte) (map[lanna.WriterID]bool, error) {
	set := map[lanna.WriterID]bool{}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		var w lanna.WriterID
		if err := w.UnmarshalText([]byte(fields[0])); err != nil {
			return nil, &lanna.Error{Kind: lanna.Invalid, Code: "parties-malformed", ID: fmt.Sprintf("line %d", n), Err: err}
		}
		set[w] = true
	}
	return set, lines.Err()
}
