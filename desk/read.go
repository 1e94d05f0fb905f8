package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"lanna"
	"lanna/blob"
	"lanna/extract/reading"
	"lanna/statement"
	"lanna/store"
)

// ruleRead is the rule by which the node says what it read in a picture.
const ruleRead = "capture.read"

// Reasons for which a picture waits for a person, values of lanna.Queued. An
// error of the reading process gives its own code.
const (
	QueuedMissing = "reader-missing"
	QueuedTimeout = "reader-timeout"
	QueuedFailed  = "reader-failed"
	QueuedNoText  = "no-text"       // nothing was found to read
	QueuedScript  = "script-unread" // lines in a script for which the program is missing
	QueuedTooLong = "text-too-long" // more than a claim holds
)

// mendable are the reasons that may be gone when the node starts again.
var mendable = []string{QueuedMissing, QueuedTimeout, QueuedFailed, QueuedScript}

// A bench is where work on pictures goes on beside the desk: each capture once
// at a time, two pictures at most, since each takes a core and much memory.
type bench struct {
	mu      sync.Mutex
	running map[lanna.RecordID]chan struct{}
	again   map[lanna.RecordID]lanna.Millis // read, and not kept: when to read again
	slots   chan struct{}
	wg      sync.WaitGroup
	ctx     context.Context
	stop    context.CancelFunc
}

const (
	picturesAtOnce = 2
	longest        = 90 * time.Second     // of one picture
	readAgain      = lanna.Millis(30_000) // after a reading that could not be kept
)

func newBench() *bench {
	b := &bench{running: map[lanna.RecordID]chan struct{}{}, again: map[lanna.RecordID]lanna.Millis{}, slots: make(chan struct{}, picturesAtOnce)}
	b.ctx, b.stop = context.WithCancel(context.Background())
	return b
}

// start runs f for the capture, unless it runs already. The channel is closed
// when it is done.
func (b *bench) start(id lanna.RecordID, f func(ctx context.Context)) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if done, ok := b.running[id]; ok {
		return done
	}
	done := make(chan struct{})
	if b.ctx.Err() != nil {
		close(done)
		return done
	}
	b.running[id] = done
	b.wg.Go(func() {
		defer b.end(id, done)
		select {
		case b.slots <- struct{}{}:
			defer func() { <-b.slots }()
			f(b.ctx)
		case <-b.ctx.Done():
		}
	})
	return done
}

// idle returns a channel that is closed when nothing runs for the record.
func (b *bench) idle(id lanna.RecordID) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if done, ok := b.running[id]; ok {
		return done
	}
	done := make(chan struct{})
	close(done)
	return done
}

func (b *bench) end(id lanna.RecordID, done chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.running, id)
	close(done)
}

// Close ends the work on pictures. What is left undone is done when the node
// starts again. The store must be closed after it.
func (d *Desk) Close() {
	d.bench.stop()
	d.lists.stop()
	d.bench.wg.Wait()
	d.lists.wg.Wait()
	d.WakesRest()
	d.filed.close()
}

// await waits until done is closed, but no longer than a page's patience.
func (d *Desk) await(ctx context.Context, done <-chan struct{}, patience time.Duration) {
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	case <-ctx.Done():
	}
}

// read starts the reading of a capture whose state says that it has to be read.
func (d *Desk) read(id lanna.RecordID) <-chan struct{} {
	return d.bench.start(id, func(ctx context.Context) {
		if err := d.readPicture(ctx, id); err != nil {
			d.cfg.Log.Error("capture not read", "record", id.String(), "code", lanna.CodeOf(err), "err", err)
			d.bench.postpone(id, d.Now()+readAgain)
		}
	})
}

// postpone notes that a capture has to be read again: what was read could not be
// kept, as on a full disk.
func (b *bench) postpone(id lanna.RecordID, until lanna.Millis) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.again[id] = until
}

// due takes the captures whose time to be read again has come. Where the
// machine's clock was set back, none waits longer than it would have.
func (b *bench) due(now lanna.Millis) []lanna.RecordID {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []lanna.RecordID
	for id, until := range b.again {
		if until <= now || until > now+readAgain {
			ids = append(ids, id)
			delete(b.again, id)
		}
	}
	return ids
}

// readPostponed reads again what could not be kept. Without it a page would say
// "being read" until the node starts again.
func (d *Desk) readPostponed() {
	for _, id := range d.bench.due(d.Now()) {
		d.read(id)
	}
}

// readPicture reads a capture's picture and says what was found. Whatever goes
// wrong with the picture puts it into the queue for transcription.
func (d *Desk) readPicture(ctx context.Context, id lanna.RecordID) error {
	st, err := d.stateOf(ctx, id)
	if err != nil || !d.unread(st) {
		return err
	}
	picture := st.Live(lanna.Picture)
	if len(picture) == 0 {
		return nil
	}
	found := d.readBlob(ctx, picture[0].Value)
	if ctx.Err() != nil {
		return nil // the node stops; the capture stays in "reading"
	}
	kept := false
	err = d.do(ctx, byRule(ruleRead), Why{}, ruleRead, func(w *work) error {
		st, err := w.state(id)
		kept = err == nil && d.unread(st)
		if !kept {
			return err
		}
		return w.set(st, markingOf(st), found.claims(picture[0].Digest)...)
	})
	if found.safe != nil && (err != nil || !kept) {
		d.dropBlob(*found.safe)
	}
	return err
}

// unread reports whether the capture waits for the reading process, or may be
// tried again after it failed.
func (d *Desk) unread(st *statement.State) bool {
	us := d.Agency()
	switch st.Of(us, lanna.CaptureState) {
	case CaptureReading:
		return true
	case CaptureTranscription:
		return d.cfg.Reader != nil && len(st.Live(lanna.Picture)) > 0 && len(st.Live(lanna.ReadText)) == 0
	}
	return false
}

// found is what reading a picture came to.
type found struct {
	read   *PictureRead
	safe   *blob.Ref
	queued string
}

func (d *Desk) readBlob(ctx context.Context, value string) found {
	ref, err := blob.ParseRef(value)
	if err != nil {
		return found{queued: "picture-lost"}
	}
	if d.cfg.Reader == nil {
		return found{queued: QueuedMissing}
	}
	safe, err := d.cfg.Blobs.Create()
	if err != nil {
		return found{queued: QueuedFailed}
	}
	defer safe.Discard()
	limited, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	read, err := d.cfg.Reader.Read(limited, d.sealed(ref), safe)
	if errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrDamaged) {
		return found{queued: "picture-lost"}
	}
	if err != nil {
		return found{queued: queuedFor(err)}
	}
	f := found{read: read, queued: read.lacks()}
	if safe.Size() > 0 {
		kept, err := safe.Keep(read.SafeType)
		if err != nil {
			return found{queued: QueuedFailed}
		}
		kept.Width, kept.Height = read.Width, read.Height
		f.safe = &kept
	}
	return f
}

// sealed is the picture of a blob.
func (d *Desk) sealed(ref blob.Ref) Picture {
	return Picture{ref.Size, func() (io.ReadCloser, error) { return d.cfg.Blobs.Open(ref) }}
}

// queuedFor returns the reason for which a picture that was not read waits.
func queuedFor(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return QueuedTimeout
	case lanna.CodeOf(err) == "internal":
		return QueuedFailed
	}
	return lanna.CodeOf(err)
}

// lacks says why the reading needs a person, "" where it does not.
func (p *PictureRead) lacks() string {
	if len(p.Lines) == 0 {
		return QueuedNoText
	}
	for _, l := range p.Lines {
		if l.ByEye && len(p.Missing) > 0 {
			return QueuedScript
		}
	}
	return ""
}

// claims returns what is said of a picture that was read, or was not.
func (f *found) claims(picture lanna.Digest) []statement.Claim {
	var out []statement.Claim
	add := func(p lanna.Property, v string) {
		c := statement.New(p, v)
		c.From = []lanna.Digest{picture}
		out = append(out, c)
	}
	if f.read != nil {
		b, err := json.Marshal(f.read.Reading)
		switch {
		case err != nil || len(b) > statement.MaxValue:
			f.queued = QueuedTooLong
		case len(f.read.Lines) > 0:
			add(lanna.ReadText, string(b))
		}
		add(lanna.PHash, fmt.Sprintf("%016x", f.read.PHash))
	}
	if f.safe != nil {
		add(lanna.PictureSafe, f.safe.String())
	}
	if f.queued != "" {
		return append(out, statement.New(lanna.CaptureState, CaptureTranscription), statement.New(lanna.Queued, f.queued))
	}
	return append(out, statement.New(lanna.CaptureState, CaptureProposed), statement.New(lanna.Queued, ""))
}

// stateOf folds a record outside of any command, for the node's own rules.
func (d *Desk) stateOf(ctx context.Context, id lanna.RecordID) (*statement.State, error) {
	var st *statement.State
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		entries, err := d.entries(r, id)
		st = statement.Fold(d.Agency(), id, entries)
		return err
	})
	return st, storeError(err)
}

// ResumeReading takes up what a crash, a stop or a missing reading process
// left undone: pictures to read, crops to draw. Node calls it when it has
// started; it returns at once.
func (d *Desk) ResumeReading(ctx context.Context) error {
	if d.cfg.Reader == nil {
		return nil
	}
	var read, draw []lanna.RecordID
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		if read, err = d.waiting(r); err != nil {
			return err
		}
		draw, err = cropsDue(r)
		return err
	})
	if err != nil {
		return storeError(err)
	}
	for _, id := range read {
		d.read(id)
	}
	for _, id := range draw {
		d.drawCrops(id)
	}
	return nil
}

// waiting lists the captures that are to be read, or read again.
func (d *Desk) waiting(r store.Reader) ([]lanna.RecordID, error) {
	audiences, err := r.Audiences(recordView)
	if err != nil || len(audiences) == 0 {
		return nil, err
	}
	items, err := r.List(store.ListQuery{View: recordView, Name: "state", Values: []string{CaptureReading, CaptureTranscription}, Audiences: audiences, Limit: 1000})
	var out []lanna.RecordID
	for _, item := range items {
		row, err := parseRecordRow(store.Row{ID: item.ID, Body: item.Body})
		if err != nil {
			return nil, err
		}
		if item.Value == CaptureReading || slices.Contains(mendable, row.value(lanna.Queued)) {
			out = append(out, item.ID)
		}
	}
	return out, err
}

// boxesOf returns the boxes as the reading process takes them: those that
// cover something.
func boxesOf(list []reading.Box) []reading.Box {
	var out []reading.Box
	for _, b := range list {
		if !b.Empty() {
			out = append(out, b)
		}
	}
	return out
}
