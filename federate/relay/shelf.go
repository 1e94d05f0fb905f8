package relay

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"

	"lanna"
	"lanna/federate"
)

// A shelf keeps messages until their receiver has them. It is one bbolt file;
// messages that arrive at the same moment share a commit. A key is receiver,
// lane and a number of the shelf's own, so that a receiver's backlog is read
// the most urgent first.
type shelf struct {
	mu    sync.RWMutex // guards db while the file is written anew
	db    *bolt.DB
	quota quota
}

// A quota bounds what may wait for one receiver from one sender.
type quota struct {
	messages int64
	bytes    int64
}

// Errors of a shelf.
var (
	errQuota = errors.New("too much waits for this receiver")
	errFull  = errors.New("disk is full")
)

var (
	messagesBucket = []byte("messages") // receiver, lane, number: sender, time, message
	pairsBucket    = []byte("pairs")    // receiver, sender: messages and bytes that wait
	sendersBucket  = []byte("senders")  // sender: the same for all receivers
)

func openShelf(path string, q quota) (*shelf, error) {
	db, err := openDB(path)
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{messagesBucket, pairsBucket, sendersBucket} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	return &shelf{db: db, quota: q}, err
}

func openDB(path string) (*bolt.DB, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, FreelistType: bolt.FreelistMapType})
	if err == nil {
		db.MaxBatchDelay = 2 * time.Millisecond
	}
	return db, err
}

func (s *shelf) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.db.Close()
}

// compactFrom is the size from which on a file is worth writing anew, bytes.
const compactFrom = 64 << 20

// compact writes the file anew where it is large and more than half of it is
// free: bbolt never gives pages back, and a day without a receiver would be on
// the disk for ever.
func (s *shelf) compact(from int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := s.db.Path()
	if path == "" { // closed
		return nil
	}
	info, err := os.Stat(path)
	free := int64(s.db.Stats().FreeAlloc)
	if err != nil || info.Size() < from || free < info.Size()/2 {
		return err
	}
	fresh := path + ".new"
	if err := s.copyTo(fresh); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	if err := s.db.Close(); err != nil {
		return err
	}
	renamed := os.Rename(fresh, path)
	db, err := openDB(path) // the old one, where it could not be renamed
	if err == nil {
		s.db = db
	}
	return errors.Join(renamed, err)
}

func (s *shelf) copyTo(path string) error {
	_ = os.Remove(path) // of a process that was killed at it
	to, err := openDB(path)
	if err != nil {
		return err
	}
	err = bolt.Compact(to, s.db, 16<<20)
	return errors.Join(err, to.Sync(), to.Close())
}

// put keeps a message. When it returns nil the message is on the disk.
func (s *shelf) put(o federate.Outer, m federate.Message, now lanna.Millis) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	limit := s.quota
	if o.Lane == federate.Bulk { // pictures leave room for words
		limit.messages, limit.bytes = limit.messages*3/4, limit.bytes*3/4
	}
	err := s.db.Batch(func(tx *bolt.Tx) error {
		if err := count(tx, o.To, o.From, 1, int64(len(m)), limit); err != nil {
			return err
		}
		b := tx.Bucket(messagesBucket)
		n, err := b.NextSequence()
		if err != nil {
			return err
		}
		value := append(binary.BigEndian.AppendUint64(o.From[:len(o.From):len(o.From)], uint64(now)), m...)
		return b.Put(shelfKey(o.To, o.Lane, n), value)
	})
	if errors.Is(err, syscall.ENOSPC) {
		return errFull
	}
	return err
}

// count changes what waits of a pair, and of its sender for all, within limits.
func count(tx *bolt.Tx, to, from lanna.WriterID, messages, size int64, limit quota) error {
	all := quota{limit.messages * toAll, limit.bytes * toAll}
	if err := add(tx.Bucket(sendersBucket), from[:], messages, size, all); err != nil {
		return err
	}
	return add(tx.Bucket(pairsBucket), append(to[:len(to):len(to)], from[:]...), messages, size, limit)
}

func add(b *bolt.Bucket, key []byte, messages, size int64, limit quota) error {
	var now quota
	if v := b.Get(key); len(v) == 16 {
		now = quota{int64(binary.BigEndian.Uint64(v)), int64(binary.BigEndian.Uint64(v[8:]))}
	}
	now.messages, now.bytes = now.messages+messages, now.bytes+size
	if messages > 0 && (now.messages > limit.messages || now.bytes > limit.bytes) {
		return errQuota
	}
	if now.messages <= 0 {
		return b.Delete(key)
	}
	return b.Put(key, binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(now.messages)), uint64(now.bytes)))
}

func shelfKey(to lanna.WriterID, lane federate.Lane, n uint64) []byte {
	return binary.BigEndian.AppendUint64(append(to[:len(to):len(to)], byte(lane)), n)
}

// A kept message has a place by which its receiver gives it up.
type kept struct {
	place   uint64 // lane and number
	message federate.Message
}

const placeBits = 56

func placeOf(key []byte) uint64 {
	return uint64(key[32])<<placeBits | binary.BigEndian.Uint64(key[33:])
}

// next returns what waits for a receiver in some lanes, the most urgent first, as
// many messages as fit into size bytes but at least one.
func (s *shelf) next(to lanna.WriterID, lanes string, size int) ([]kept, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []kept
	err := s.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(messagesBucket).Cursor()
		for k, v := c.Seek(to[:]); k != nil && bytes.HasPrefix(k, to[:]); k, v = c.Next() {
			if lanes != "" && !strings.ContainsRune(lanes, rune('0'+k[len(to)])) {
				if k, v = c.Seek(shelfKey(to, federate.Lane(k[len(to)])+1, 0)); k == nil || !bytes.HasPrefix(k, to[:]) {
					return nil
				}
				if !strings.ContainsRune(lanes, rune('0'+k[len(to)])) {
					continue
				}
			}
			m := v[40:]
			if size -= len(m); size < 0 && len(out) > 0 {
				return nil
			}
			out = append(out, kept{placeOf(k), bytes.Clone(m)})
		}
		return nil
	})
	return out, err
}

// forget removes what its receiver gave up.
func (s *shelf) forget(to lanna.WriterID, places []uint64) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.db.Batch(func(tx *bolt.Tx) error {
		for _, p := range places {
			key := shelfKey(to, federate.Lane(p>>placeBits), p&(1<<placeBits-1))
			if err := s.drop(tx, key, tx.Bucket(messagesBucket).Get(key)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *shelf) drop(tx *bolt.Tx, key, value []byte) error {
	if value == nil {
		return nil
	}
	var to, from lanna.WriterID
	copy(to[:], key)
	copy(from[:], value)
	if err := count(tx, to, from, -1, -int64(len(value)-40), s.quota); err != nil {
		return err
	}
	return tx.Bucket(messagesBucket).Delete(key)
}

// expire removes what arrived before a time and returns how much that was.
func (s *shelf) expire(before lanna.Millis) (n int, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	err = s.db.Update(func(tx *bolt.Tx) error {
		var old [][2][]byte
		err := tx.Bucket(messagesBucket).ForEach(func(k, v []byte) error {
			if lanna.Millis(binary.BigEndian.Uint64(v[32:40])) < before {
				old = append(old, [2][]byte{bytes.Clone(k), bytes.Clone(v)})
			}
			return nil
		})
		for _, kv := range old {
			err = errors.Join(err, s.drop(tx, kv[0], kv[1]))
		}
		n = len(old)
		return err
	})
	return n, err
}
