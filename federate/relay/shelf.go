package relay

import (
	"bytes"
	"encoding/binary"
	"errors"
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
)

func openShelf(path string, q quota) (*shelf, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	db.MaxBatchDelay = 2 * time.Millisecond
	err = db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(messagesBucket)
		_, err2 := tx.CreateBucketIfNotExists(pairsBucket)
		return errors.Join(err, err2)
	})
	return &shelf{db: db, quota: q}, err
}

func (s *shelf) Close() error { return s.db.Close() }

// put keeps a message. When it returns nil the message is on the disk.
func (s *shelf) put(o federate.Outer, m federate.Message, now lanna.Millis) error {
	err := s.db.Batch(func(tx *bolt.Tx) error {
		if err := s.count(tx, o.To, o.From, 1, int64(len(m))); err != nil {
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

// count changes what waits of a pair, within its quota.
func (s *shelf) count(tx *bolt.Tx, to, from lanna.WriterID, messages, size int64) error {
	b, key := tx.Bucket(pairsBucket), append(to[:len(to):len(to)], from[:]...)
	var now quota
	if v := b.Get(key); len(v) == 16 {
		now = quota{int64(binary.BigEndian.Uint64(v)), int64(binary.BigEndian.Uint64(v[8:]))}
	}
	now.messages, now.bytes = now.messages+messages, now.bytes+size
	if messages > 0 && (now.messages > s.quota.messages || now.bytes > s.quota.bytes) {
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

// next returns what waits for a receiver, the most urgent first, as many
// messages as fit into size bytes but at least one.
func (s *shelf) next(to lanna.WriterID, size int) ([]kept, error) {
	var out []kept
	err := s.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(messagesBucket).Cursor()
		for k, v := c.Seek(to[:]); k != nil && bytes.HasPrefix(k, to[:]); k, v = c.Next() {
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
	if err := s.count(tx, to, from, -1, -int64(len(value)-40)); err != nil {
		return err
	}
	return tx.Bucket(messagesBucket).Delete(key)
}

// expire removes what arrived before a time and returns how much that was.
func (s *shelf) expire(before lanna.Millis) (n int, err error) {
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
