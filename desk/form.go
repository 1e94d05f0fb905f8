package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"lanna"
	"lanna/store"
)

// formMeta names what a form that was sent became. A form that is sent twice,
// because the link broke before the answer came, is recorded once.
func formMeta(by Actor, act, key string) string {
	sum := sha256.Sum256([]byte(by.Officer.String() + "\n" + act + "\n" + key))
	return "form/" + hex.EncodeToString(sum[:16])
}

// formDone returns the records that the form became, if it was sent before.
func (w *work) formDone(key string) ([]lanna.RecordID, bool, error) {
	if key == "" {
		return nil, false, nil
	}
	b, err := w.tx.Meta(formMeta(w.by, w.act, key))
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	return parseIDs(string(b)), err == nil, err
}

func (w *work) formKeep(key string, ids ...lanna.RecordID) {
	if key != "" {
		w.setMeta(formMeta(w.by, w.act, key), []byte(joinIDs(ids)))
	}
}

// notThere makes no error of what was not found.
func notThere(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
