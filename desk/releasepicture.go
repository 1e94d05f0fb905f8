package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/blob"
	"lanna/extract/reading"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A drawnPicture is a picture that was made for one release.
type drawnPicture struct {
	ref      blob.Ref
	property lanna.Property
	from     lanna.Digest
	marking  handling.Marking
}

func pictureOf(f *statement.Fact) (blob.Ref, bool) {
	if f.Property != lanna.Crop && f.Property != lanna.PictureSafe {
		return blob.Ref{}, false
	}
	ref, err := blob.ParseRef(f.Value)
	return ref, err == nil
}

// releasePicture makes the picture that goes with a release, before the work:
// one redrawn from the boxes of the released claims, or all of it. It is a
// picture of its own, under a key of its own, so that a recall takes it alone.
func (d *Desk) releasePicture(ctx context.Context, by Actor, why Why, draft ReleaseDraft) (*drawnPicture, error) {
	if draft.Picture == "" {
		return nil, nil
	}
	if draft.Picture != PictureRedrawn && draft.Picture != PictureWhole {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "picture-choice"}
	}
	var st *statement.State
	var safe *statement.Fact
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		if by.rule != "" {
			st, err = d.stateIn(r, draft.Record)
		} else {
			st, err = d.shownState(r, by, why, draft.Record)
		}
		if err == nil {
			_, safe, err = d.safePicture(r, st, by, why)
		}
		return err
	})
	if err != nil {
		return nil, storeError(err)
	}
	if safe == nil {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "no-picture", ID: draft.Record.String()}
	}
	if draft.Picture == PictureWhole {
		return d.copyPicture(safe)
	}
	return d.redrawFor(ctx, safe, boxesFor(st, draft.Claims))
}

func (d *Desk) stateIn(r store.Reader, id lanna.RecordID) (*statement.State, error) {
	entries, err := d.entries(r, id)
	return statement.Fold(d.Agency(), id, entries), err
}

// picturePreview is the picture that a release could take along.
func (d *Desk) picturePreview(r store.Reader, st *statement.State, by Actor, why Why) (*CropRef, error) {
	capture, safe, err := d.safePicture(r, st, by, why)
	if err != nil || safe == nil {
		return nil, err
	}
	ref, _ := pictureOf(safe)
	return &CropRef{Record: capture, Claim: safe.Digest, Width: ref.Width, Height: ref.Height}, nil
}

// safePicture finds the picture of a notice's capture, as far as the actor may
// see it.
func (d *Desk) safePicture(r store.Reader, st *statement.State, by Actor, why Why) (lanna.RecordID, *statement.Fact, error) {
	for _, f := range st.Live(lanna.CaptureOf) {
		id, err := lanna.ParseRecordID(f.Value)
		if err != nil || f.Agency != d.Agency() {
			continue
		}
		capture, err := d.stateIn(r, id)
		if err != nil {
			return id, nil, err
		}
		for _, p := range capture.Live(lanna.PictureSafe) {
			if p.Agency == d.Agency() && (by.rule != "" || d.released(capture, &p, by, why.Purpose)) {
				return id, &p, nil
			}
		}
	}
	return lanna.RecordID{}, nil, nil
}

// boxesFor returns where in the picture the claims were read. The boxes of
// fields that are withheld stay blank.
func boxesFor(st *statement.State, claims []lanna.Digest) []reading.Box {
	var out []reading.Box
	for _, f := range st.Live(lanna.Seen) {
		for _, s := range seenOf(f.Value).Fields {
			if slices.ContainsFunc(claims, func(c lanna.Digest) bool { return claimTag(c) == s.Claim }) {
				out = append(out, s.Boxes...)
			}
		}
	}
	return out
}

func (d *Desk) copyPicture(safe *statement.Fact) (*drawnPicture, error) {
	old, _ := pictureOf(safe)
	data, err := d.cfg.Blobs.Get(old)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "blob", ID: old.Name.String(), Err: err}
	}
	ref, err := d.cfg.Blobs.Put(data, old.Type)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "blob-not-kept", Err: err}
	}
	ref.Width, ref.Height = old.Width, old.Height
	return &drawnPicture{ref, lanna.PictureSafe, safe.Digest, handling.CombineStrings(safe.Markings)}, nil
}

func (d *Desk) redrawFor(ctx context.Context, safe *statement.Fact, boxes []reading.Box) (*drawnPicture, error) {
	if len(boxes) == 0 {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "no-boxes"}
	}
	if d.cfg.Reader == nil {
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: QueuedMissing}
	}
	jobs := []cropJob{{boxes: boxes}}
	if err := d.redraw(ctx, safe.Value, jobs); err != nil {
		return nil, err
	}
	return &drawnPicture{*jobs[0].crop, lanna.Crop, safe.Digest, handling.CombineStrings(safe.Markings)}, nil
}

// sayPicture says where the picture of the release lies and returns the state
// with it.
func (w *work) sayPicture(st *statement.State, pic *drawnPicture) (*statement.State, []lanna.Digest, error) {
	if pic == nil {
		return st, nil, nil
	}
	c := statement.New(pic.property, pic.ref.String())
	c.From = []lanna.Digest{pic.from}
	m := handling.Combine(pic.marking, markingOf(st))
	if _, err := w.say(lanna.Say, st.Record, m, []statement.Claim{c}); err != nil {
		return nil, nil, err
	}
	st, err := w.state(st.Record)
	return st, []lanna.Digest{c.Digest(w.d.Agency(), st.Record)}, err
}
