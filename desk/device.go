package desk

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"lanna"
	"lanna/store"
)

// deviceSecret names the setting from which the keys of devices are drawn. It
// lies in the node's encrypted database and never leaves the node.
const deviceSecret = "device/secret"

// saltLen is how long the salt of a device is, bytes.
const saltLen = 16

// DeviceKey returns the key (AES-256) under which a browser keeps what the
// officer writes while the node is away. It is drawn from a secret of the node,
// the officer and a random salt of the device: the same officer gets it again
// after signing in anew, another officer at the same device gets another, and
// once the device has dropped its salt nobody gets it any more.
func (d *Desk) DeviceKey(ctx context.Context, by Actor, salt []byte) ([]byte, error) {
	if len(salt) != saltLen {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "salt-malformed"}
	}
	secret, err := d.secret(ctx, deviceSecret, func() ([]byte, error) {
		b := make([]byte, 32)
		rand.Read(b) // never fails
		return b, nil
	})
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, secret, salt, "lanna device key 1\n"+by.Officer.String(), 32)
}

// secret returns a setting that the node makes for itself once, whoever of its
// processes asks first.
func (d *Desk) secret(ctx context.Context, name string, fresh func() ([]byte, error)) (b []byte, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		b, err = r.Meta(name)
		return err
	})
	if !errors.Is(err, store.ErrNotFound) {
		return b, storeError(err)
	}
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		if b, err = tx.Meta(name); !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if b, err = fresh(); err != nil {
			return err
		}
		return tx.SetMeta(name, b)
	})
	return b, storeError(err)
}
