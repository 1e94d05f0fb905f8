package desk

import (
	"sync"

	"lanna"
	"lanna/blob"
)

// leftBlobs are those that could not be removed, as while their store was away.
type leftBlobs struct {
	mu   sync.Mutex
	list []lanna.Digest
}

// dropBlob removes a blob that no claim names. Should that fail, RemoveLeft tries
// again; what stays behind when the process ends before is ciphertext without a key.
func (d *Desk) dropBlob(ref blob.Ref) {
	d.left.mu.Lock()
	away := len(d.left.list) > 0 // then nobody waits for one that does not answer
	d.left.mu.Unlock()
	if !away {
		err := d.cfg.Blobs.Remove(ref.Name)
		if err == nil {
			return
		}
		d.cfg.Log.Warn("blob not removed", "blob", ref.Name.String(), "err", err)
	}
	d.left.mu.Lock()
	defer d.left.mu.Unlock()
	d.left.list = append(d.left.list, ref.Name)
}

// RemoveLeft removes blobs that could not be removed when they should have been. It
// returns how many are left.
func (d *Desk) RemoveLeft() int {
	for {
		d.left.mu.Lock()
		left := len(d.left.list)
		var name lanna.Digest
		if left > 0 {
			name = d.left.list[0]
		}
		d.left.mu.Unlock()
		if left == 0 || d.cfg.Blobs.Remove(name) != nil {
			return left
		}
		d.left.mu.Lock()
		d.left.list = d.left.list[1:]
		d.left.mu.Unlock()
	}
}

// hasBlob reports whether the blob of a claim is here.
func (d *Desk) hasBlob(claim string) (bool, error) {
	ref, err := blob.ParseRef(claim)
	if err != nil {
		return false, nil
	}
	here, err := d.cfg.Blobs.Has(ref.Name)
	if err != nil {
		return false, &lanna.Error{Kind: lanna.Unavailable, Code: "blobs-away", ID: ref.Name.String(), Err: err}
	}
	return here, nil
}
