package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/blob"
	"lanna/extract/reading"
	"lanna/statement"
	"lanna/store"
)

// ruleCrop is the rule by which the node redraws the piece of a picture that
// belongs to a notice: the boxes that were confirmed for it, all else blank.
// A crop is made after the notice is recorded, because an alert does not wait
// for a picture. It is for this agency's own pages; a release to a partner
// redraws without the boxes of what the release withholds.
const ruleCrop = "notice.crop"

const cropPrefix = "crops/"

// cropMeta marks a capture whose notices wait for their crops.
func cropMeta(capture lanna.RecordID) string { return cropPrefix + capture.String() }

func cropsDue(r store.Reader) ([]lanna.RecordID, error) {
	names, err := r.MetaNames(cropPrefix)
	var out []lanna.RecordID
	for _, n := range names {
		if id, err := lanna.ParseRecordID(strings.TrimPrefix(n, cropPrefix)); err == nil {
			out = append(out, id)
		}
	}
	return out, err
}

// drawCrops starts the drawing of the crops of a capture's notices.
func (d *Desk) drawCrops(capture lanna.RecordID) <-chan struct{} {
	return d.bench.start(capture, func(ctx context.Context) {
		if err := d.draw(ctx, capture); err != nil {
			d.cfg.Log.Error("crops not drawn", "record", capture.String(), "code", lanna.CodeOf(err), "err", err)
		}
	})
}

// A cropJob is one notice whose crop is to be drawn.
type cropJob struct {
	notice lanna.RecordID
	boxes  []reading.Box
	crop   *blob.Ref
}

func (d *Desk) draw(ctx context.Context, capture lanna.RecordID) error {
	if d.cfg.Reader == nil {
		return nil
	}
	safe, jobs, err := d.cropJobs(ctx, capture)
	if err != nil {
		return err
	}
	if len(jobs) > 0 {
		if err := d.redraw(ctx, safe.Value, jobs); err != nil {
			return err
		}
	}
	err = d.do(ctx, byRule(ruleCrop), Why{}, ruleCrop, func(w *work) error {
		for _, j := range jobs {
			if err := w.crop(j, safe.Digest); err != nil {
				return err
			}
		}
		w.setMeta(cropMeta(capture), nil)
		return nil
	})
	if err != nil {
		for _, j := range jobs {
			if j.crop != nil {
				d.dropBlob(*j.crop)
			}
		}
	}
	return err
}

// cropJobs finds the safe picture of a capture and its notices without crops.
func (d *Desk) cropJobs(ctx context.Context, capture lanna.RecordID) (safe statement.Fact, jobs []cropJob, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		if _, err := r.Meta(cropMeta(capture)); err != nil {
			return notThere(err)
		}
		entries, err := d.entries(r, capture)
		if err != nil {
			return err
		}
		pictures := statement.Fold(d.Agency(), capture, entries).Live(lanna.PictureSafe)
		if len(pictures) == 0 {
			return nil
		}
		safe = pictures[0]
		jobs, err = d.noticesToDraw(r, capture)
		return err
	})
	return safe, jobs, storeError(err)
}

func (d *Desk) noticesToDraw(r store.Reader, capture lanna.RecordID) ([]cropJob, error) {
	audiences, err := r.Audiences(recordView)
	if err != nil || len(audiences) == 0 {
		return nil, err
	}
	items, err := r.List(store.ListQuery{View: recordView, Name: "link", Values: []string{string(lanna.CaptureOf) + ":" + capture.String()}, Audiences: audiences, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var jobs []cropJob
	for _, item := range items {
		entries, err := d.entries(r, item.ID)
		if err != nil {
			return nil, err
		}
		st := statement.Fold(d.Agency(), item.ID, entries)
		if slices.ContainsFunc(st.Live(lanna.Crop), func(f statement.Fact) bool { return madeFor(st, &f, ruleCrop) }) {
			continue // pictures that were drawn for a partner stand beside it
		}
		j := cropJob{notice: item.ID}
		for _, f := range st.Live(lanna.Seen) {
			for _, s := range seenOf(f.Value).Fields {
				j.boxes = append(j.boxes, s.Boxes...)
			}
		}
		if len(j.boxes) > 0 {
			jobs = append(jobs, j)
		}
	}
	return jobs, nil
}

func seenOf(value string) seen {
	var s seen
	if err := json.Unmarshal([]byte(value), &s); err != nil {
		return seen{} // of a newer form: no places are shown
	}
	return s
}

func (d *Desk) redraw(ctx context.Context, safe string, jobs []cropJob) error {
	ref, err := blob.ParseRef(safe)
	if err != nil {
		return &lanna.Error{Kind: lanna.Integrity, Code: "blob-ref", Err: err}
	}
	limited, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	for i := range jobs {
		crop, err := d.redrawn(limited, ref, jobs[i].boxes)
		if err != nil {
			return err
		}
		crop.Width, crop.Height = ref.Width, ref.Height
		jobs[i].crop = &crop
	}
	return nil
}

// redrawn keeps the page on which nothing of the picture stands but the boxes.
func (d *Desk) redrawn(ctx context.Context, ref blob.Ref, boxes []reading.Box) (blob.Ref, error) {
	page, err := d.cfg.Blobs.Create()
	if err != nil {
		return blob.Ref{}, notKept(err)
	}
	defer page.Discard()
	if err := d.cfg.Reader.Redraw(ctx, d.sealed(ref), inside(boxes, ref.Width, ref.Height), page); err != nil {
		if errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrDamaged) {
			err = &lanna.Error{Kind: lanna.Integrity, Code: "blob", ID: ref.Name.String(), Err: err}
		}
		return blob.Ref{}, err
	}
	crop, err := page.Keep("image/png")
	if err != nil {
		return blob.Ref{}, notKept(err)
	}
	return crop, nil
}

// crop says where the crop of a notice lies, unless the notice was erased in
// the meantime.
func (w *work) crop(j cropJob, safe lanna.Digest) error {
	st, err := w.state(j.notice)
	if err != nil || j.crop == nil {
		return err
	}
	if len(st.Live(lanna.Seen)) == 0 {
		w.d.dropBlob(*j.crop)
		return nil
	}
	c := statement.New(lanna.Crop, j.crop.String())
	c.From = []lanna.Digest{safe}
	_, err = w.say(lanna.Say, j.notice, markingOf(st), []statement.Claim{c})
	return err
}

// inside cuts boxes to what lies in the picture.
func inside(list []reading.Box, width, height int) []reading.Box {
	var out []reading.Box
	for _, b := range list {
		left, top := max(b.X, 0), max(b.Y, 0)
		b = reading.Box{X: left, Y: top, W: min(b.Right(), width) - left, H: min(b.Bottom(), height) - top}
		if !b.Empty() {
			out = append(out, b)
		}
	}
	return out
}
