package audit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A Finding is the first entry of a log that is wrong.
type Finding struct {
	Writer lanna.WriterID
	Index  int64  // place in the log; -1 where no single entry can be named
	Upto   int64  // where the fault lies in a range [Index, Upto), its end; else Index+1
	Code   string // leaf-missing, leaf-differs, header, signature, claim-foreign, statement-missing, hash-differs, checkpoint-differs, revocation-differs, log-short, no-certificate
}

func (f *Finding) Error() string {
	return fmt.Sprintf("log %s: entry %d: %s", f.Writer.String()[:16], f.Index, f.Code)
}

// A Report is the result of a verification.
type Report struct {
	Writer      lanna.WriterID
	Standing    statement.Standing
	Leaves      int64
	Statements  int64
	Fillers     int64
	Checkpoints int64
	Head        Head
	Finding     *Finding // nil: all of it holds
}

// errStop ends a walk at the first finding.
var errStop = errors.New("stop")

// Verify checks a writer's whole log: each leaf against its statement, each
// signature, each claim against its statement, each tree hash and checkpoint,
// and of a revoked writer the head up to which its word stands. It stops at the first entry that is wrong. The error is for a store that
// cannot be read; what is wrong with the log is in the report.
func Verify(ctx context.Context, r store.Reader, roster *statement.Roster, w lanna.WriterID) (Report, error) {
	v := &verifier{ctx: ctx, r: r, who: roster.Writer(w), rep: Report{Writer: w, Standing: roster.Writer(w).Standing}}
	if v.who.Standing == statement.Unknown {
		v.find(-1, -1, "no-certificate")
		return v.rep, nil
	}
	if err := v.checkpoints(); err != nil {
		return v.rep, err
	}
	size, err := r.LogSize(w)
	if err != nil {
		return v.rep, err
	}
	err = v.walk(size)
	if err != nil && !errors.Is(err, errStop) {
		return v.rep, err
	}
	return v.rep, nil
}

type verifier struct {
	ctx   context.Context
	r     store.Reader
	who   statement.Writer
	rep   Report
	heads []Head
	tree  tree
	last  int64 // size of the last head that held
	mu    sync.Mutex
}

// revocation holds the log against the head that the root signed when it
// revoked the writer. The checkpoints cannot do that: whoever stole the key can
// sign them anew over another log.
func (v *verifier) revocation() error {
	if v.who.Standing != statement.Revoked || int64(v.who.Size) != v.tree.size {
		return nil
	}
	if v.tree.root() != tlog.Hash(v.who.Tree) {
		return v.stop(0, v.tree.size, "revocation-differs")
	}
	return nil
}

// find keeps the first finding; the cores come upon them in any order.
func (v *verifier) find(from, to int64, code string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.rep.Finding == nil || from < v.rep.Finding.Index {
		v.rep.Finding = &Finding{v.rep.Writer, from, to, code}
	}
}

func (v *verifier) stop(from, to int64, code string) error {
	v.find(from, to, code)
	return errStop
}

func (v *verifier) checkpoints() error {
	return v.r.Checkpoints(v.rep.Writer, -1, func(c store.Checkpoint) error {
		h, err := OpenHead(v.rep.Writer, c.Note)
		if err != nil || h.Size != c.Size {
			v.find(-1, -1, "checkpoint-differs")
			return nil
		}
		v.heads = append(v.heads, h)
		return nil
	})
}

// batchSize is how many leaves are read at a time; the cores check one batch
// while the next is read.
const batchSize = 1024

func (v *verifier) walk(size int64) error {
	pool := &pool{v: v, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	defer pool.wg.Wait()
	for from := int64(0); from < size; from += batchSize {
		jobs, err := v.batch(from, min(from+batchSize, size))
		pool.check(jobs)
		if err != nil {
			return err
		}
	}
	if len(v.heads) > 0 {
		v.find(v.last, v.heads[0].Size, "log-short") // a signed head speaks of more leaves than there are
	}
	if v.who.Standing == statement.Revoked && v.who.Size > uint64(size) {
		v.find(size, int64(v.who.Size), "log-short")
	}
	v.rep.Leaves = v.tree.size
	v.rep.Head = Head{v.tree.size, v.tree.root()}
	return nil
}

// batch reads leaves and, since statements of one writer arrive in the order
// of its leaves, the statements that belong to them.
func (v *verifier) batch(from, to int64) ([]job, error) {
	jobs := make([]job, 0, to-from)
	err := v.r.Leaves(v.rep.Writer, from, to, func(l store.Leaf) error {
		if l.Index != v.tree.size {
			return v.stop(v.tree.size, v.tree.size+1, "leaf-missing")
		}
		if l.Statement == 0 {
			v.rep.Fillers++
		} else {
			jobs = append(jobs, job{leaf: l})
		}
		return v.grow(l)
	})
	if err != nil {
		return nil, err
	}
	if v.tree.size != to {
		return nil, v.stop(v.tree.size, to, "leaf-missing")
	}
	return v.statements(jobs)
}

// statements fills in the statements of the jobs, reading forward only.
func (v *verifier) statements(jobs []job) ([]job, error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	i := 0
	err := v.r.Scan(jobs[0].leaf.Statement, func(st store.Stored) error {
		if st.Seq == jobs[i].leaf.Statement {
			jobs[i].st = st
			i++
		} else if st.Seq > jobs[i].leaf.Statement {
			return errStop
		}
		if i == len(jobs) {
			return errStop
		}
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return nil, err
	}
	v.rep.Statements += int64(i)
	if i < len(jobs) {
		return jobs[:i], v.stop(jobs[i].leaf.Index, jobs[i].leaf.Index+1, "statement-missing")
	}
	return jobs, nil
}

// grow adds the leaf to the tree and holds it against the stored hashes and
// the next checkpoint.
func (v *verifier) grow(l store.Leaf) error {
	err := v.tree.add(hashOf(l.Data), func(level int, pos int64, h [32]byte) error {
		hs, err := v.r.Hashes(v.rep.Writer, level, pos, 1)
		if err != nil {
			return err
		}
		if len(hs) != 1 || hs[0] != h {
			return v.stop(pos<<level, (pos+1)<<level, "hash-differs")
		}
		return nil
	})
	if err != nil {
		return err
	}
	for len(v.heads) > 0 && v.heads[0].Size <= v.tree.size {
		h := v.heads[0]
		v.heads = v.heads[1:]
		if h.Size == v.tree.size && tlog.Hash(h.Root) != v.tree.root() {
			return v.stop(v.last, h.Size, "checkpoint-differs")
		}
		v.rep.Checkpoints++
		v.last = h.Size
	}
	if err := v.revocation(); err != nil {
		return err
	}
	return v.ctx.Err()
}

type job struct {
	leaf store.Leaf
	st   store.Stored
}

// A pool checks statements on all cores.
type pool struct {
	v     *verifier
	slots chan struct{}
	wg    sync.WaitGroup
}

func (p *pool) check(batch []job) {
	if len(batch) == 0 {
		return
	}
	p.slots <- struct{}{}
	p.wg.Go(func() {
		defer func() { <-p.slots }()
		for _, j := range batch {
			if code := check(j, p.v.who.Agency); code != "" {
				p.v.find(j.leaf.Index, j.leaf.Index+1, code)
				return
			}
		}
	})
}

// check holds one statement against its leaf and its claims against it. It
// returns the code of a finding, or "".
func check(j job, agency lanna.AgencyID) string {
	id := lanna.Digest(sha256.Sum256(j.st.Header))
	if statement.Leaf(j.leaf.Salt, id) != j.leaf.Data {
		return "leaf-differs"
	}
	h, err := statement.ParseHeader(j.st.Header)
	if err != nil || h.Writer != j.st.Writer || h.Record != j.st.Record || h.Kind != j.st.Kind {
		return "header"
	}
	if statement.VerifyBytes(h.Kind, h.Writer, j.st.Header, j.st.Sig) != nil {
		return "signature"
	}
	claims := make([]statement.Claim, len(j.st.Claims))
	for i := range claims {
		claims[i] = j.st.Claims[i].Claim
	}
	st, err := statement.Open(j.st.Header, j.st.Sig, agency, claims)
	if err != nil {
		return "claim-foreign"
	}
	for i := range st.Claims {
		if st.Claims[i].Digest != j.st.Claims[i].Digest {
			return "claim-foreign"
		}
	}
	return ""
}
