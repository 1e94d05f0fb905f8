package desk

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"lanna"
	"lanna/blob"
	"lanna/statement"
	"lanna/store"
)

// pictures are the properties whose blobs a page may show. The picture as it
// came is not among them: it never leaves the node undecoded.
var pictures = []lanna.Property{lanna.PictureSafe, lanna.Crop}

// Picture returns a safe picture or a crop that the reader may see, with its
// media type; the caller closes it. It is part of the page that names it and is not logged again; a
// picture that is asked for without its page is a read of its own.
func (d *Desk) Picture(ctx context.Context, by Actor, why Why, record lanna.RecordID, claim lanna.Digest) (data io.ReadCloser, mediaType string, err error) {
	act := "record.show"
	if !by.May(act) {
		act = "capture.show"
	}
	if err := d.admit(ctx, by, why, act); err != nil {
		return nil, "", err
	}
	var ref blob.Ref
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		st, err := d.shownState(r, by, why, record)
		if err != nil {
			return err
		}
		if ref, err = d.pictureOf(st, by, why, claim); err != nil {
			return err
		}
		return d.reads.count(d, r, by, &sight{records: []lanna.RecordID{record}})
	})
	if lanna.CodeOf(err) == overLimit {
		return nil, "", errors.Join(err, d.refuse(ctx, by, why, act, overLimit))
	}
	if err != nil {
		return nil, "", d.missed(ctx, by, why, act, storeError(err))
	}
	if !d.pages.shown(by, record, d.Now()) {
		if err := d.trace(ctx, lanna.Read, by, why, act, "ok", sight{records: []lanna.RecordID{record}}); err != nil {
			return nil, "", err
		}
		d.pages.note(by, record, d.Now())
	}
	open, err := d.cfg.Blobs.Open(ref)
	if err != nil {
		return nil, "", blobError(err, claim)
	}
	return open, ref.Type, nil
}

func blobError(err error, claim lanna.Digest) error {
	if errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrDamaged) {
		return &lanna.Error{Kind: lanna.Integrity, Code: "blob", ID: claim.String(), Err: err}
	}
	return &lanna.Error{Kind: lanna.Unavailable, Code: "blob", ID: claim.String(), Err: err}
}

func (d *Desk) pictureOf(st *statement.State, by Actor, why Why, claim lanna.Digest) (blob.Ref, error) {
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Digest == claim && f.Live() && slices.Contains(pictures, f.Property) && d.released(st, f, by, why.Purpose) {
			ref, err := blob.ParseRef(f.Value)
			if err != nil {
				err = &lanna.Error{Kind: lanna.Integrity, Code: "blob-ref", ID: claim.String(), Err: err}
			}
			return ref, err
		}
	}
	return blob.Ref{}, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: claim.String()}
}

// pages remembers which records officers were shown of late, so that the
// pictures on a page are not logged one by one.
type pages struct {
	mu   sync.Mutex
	last map[pageOf]lanna.Millis
}

type pageOf struct {
	officer lanna.OfficerID
	record  lanna.RecordID
}

const pageHolds = lanna.Millis(30 * time.Minute / time.Millisecond)

func (p *pages) note(by Actor, record lanna.RecordID, now lanna.Millis) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last == nil || len(p.last) > 10_000 {
		p.last = map[pageOf]lanna.Millis{} // the worst of forgetting is one leaf too many
	}
	p.last[pageOf{by.Officer, record}] = now
}

func (p *pages) shown(by Actor, record lanna.RecordID, now lanna.Millis) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, ok := p.last[pageOf{by.Officer, record}]
	return ok && now >= at && now-at < pageHolds
}
