package federate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"lanna"
	"lanna/store"
)

// A sealing key is renewed every month and destroyed after 60 days,
// so that what was sent before cannot be read with what is stolen today.
const (
	KeyRenewed = 30 * 24 * time.Hour
	KeyLives   = 60 * 24 * time.Hour
)

// KeyPrefix begins the names of the settings that hold private sealing keys. A
// backup leaves them out.
const KeyPrefix = "federate/key/"

// publicSize is the length of a public sealing key (ML-KEM-768 and X25519).
const publicSize = 1184 + 32

const keyDomain = "lanna/sealing-key/v1\n"

// A KeyID names a sealing key: the first 8 bytes of the SHA-256 of the domain
// and the public key. It tells a receiver which of its keys to use.
type KeyID [8]byte

func (k KeyID) String() string { return hex.EncodeToString(k[:]) }

// MarshalText writes 16 hexadecimal digits.
func (k KeyID) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads 16 hexadecimal digits.
func (k *KeyID) UnmarshalText(b []byte) error {
	if len(b) != 2*len(k) {
		return errors.New("a key id has 16 hexadecimal digits")
	}
	_, err := hex.Decode(k[:], b)
	return err
}

// A SealingKey is a public key to which envelopes are sealed from From until Until.
type SealingKey struct {
	ID     KeyID        `json:"id"`
	Public []byte       `json:"public"` // 1,216 bytes
	From   lanna.Millis `json:"from"`
	Until  lanna.Millis `json:"until"`
}

func keyID(public []byte) (id KeyID) {
	d := sha256.Sum256(append([]byte(keyDomain), public...))
	copy(id[:], d[:])
	return id
}

// ErrNoKey says that a party's card holds no sealing key that is valid now; what
// waits for it goes on waiting until a newer card comes.
var ErrNoKey = errors.New("card holds no sealing key that is valid now")

// ownKey is a private sealing key as the store keeps it.
type ownKey struct {
	Seed  []byte       `json:"seed"`
	From  lanna.Millis `json:"from"`
	Until lanna.Millis `json:"until"`
}

func (k ownKey) public(s Sealing) (SealingKey, error) {
	p, err := s.Key(k.Seed)
	if err != nil {
		return SealingKey{}, err
	}
	b := p.Public()
	return SealingKey{ID: keyID(b), Public: b, From: k.From, Until: k.Until}, nil
}

// A Keyring holds the private sealing keys of a node. It is made anew after Rotate.
type Keyring struct{ keys map[KeyID]ringKey }

type ringKey struct {
	key   PrivateKey
	until lanna.Millis
}

// LoadKeys reads the node's sealing keys.
func (b *Box) LoadKeys(r store.Reader) (*Keyring, error) {
	ring := &Keyring{keys: map[KeyID]ringKey{}}
	err := eachKey(r, func(_ string, k ownKey) error {
		private, err := b.sealing().Key(k.Seed)
		if err == nil {
			ring.keys[keyID(private.Public())] = ringKey{private, k.Until}
		}
		return err
	})
	return ring, err
}

func eachKey(r store.Reader, f func(name string, k ownKey) error) error {
	names, err := r.MetaNames(KeyPrefix)
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := r.Meta(name)
		if err != nil {
			return err
		}
		var k ownKey
		if err := json.Unmarshal(b, &k); err != nil {
			return lanna.Errorf(lanna.Integrity, "sealing-key-damaged", "%w", err)
		}
		if err := f(name, k); err != nil {
			return err
		}
	}
	return nil
}

// PublicKeys returns the public halves for the node's card, the oldest first.
func (b *Box) PublicKeys(r store.Reader) ([]SealingKey, error) {
	var out []SealingKey
	err := eachKey(r, func(_ string, k ownKey) error {
		p, err := k.public(b.sealing())
		out = append(out, p)
		return err
	})
	return out, err
}

// Rotate destroys keys whose time is over and makes a new one when the newest is
// a month old. If it changed anything the node's card is to be issued anew, and
// the store to be scrubbed of what was destroyed.
func (b *Box) Rotate(tx store.Tx) (changed bool, err error) {
	at := b.now()
	newest := lanna.Millis(-1)
	err = eachKey(tx, func(name string, k ownKey) error {
		if k.Until <= at {
			changed = true
			return tx.SetMeta(name, nil)
		}
		newest = max(newest, k.From)
		return nil
	})
	if err != nil || newest >= 0 && at < newest+lanna.Millis(KeyRenewed.Milliseconds()) {
		return changed, err
	}
	return true, b.addKey(tx, at)
}

func (b *Box) addKey(tx store.Tx, at lanna.Millis) error {
	seed, err := b.sealing().Generate()
	if err != nil {
		return err
	}
	own := ownKey{seed, at, at + lanna.Millis(KeyLives.Milliseconds())}
	public, err := own.public(b.sealing())
	if err != nil {
		return err
	}
	// Names sort by age.
	return save(tx, KeyPrefix+at.Time().Format("20060102T150405.000")+"-"+public.ID.String(), own)
}

// DropKeys destroys all keys, as a node does that was restored from a backup.
func DropKeys(tx store.Tx) error {
	return eachKey(tx, func(name string, _ ownKey) error { return tx.SetMeta(name, nil) })
}
