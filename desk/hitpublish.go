package desk

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanna"
	"lanna/blob"
	"lanna/federate"
	"lanna/handling"
	"lanna/hit"
	"lanna/statement"
	"lanna/store"
)

// hitPublicationPrefix is under which settings publications lie: party, time of
// issue, id. The newest two of a party are answered for.
const hitPublicationPrefix = "hit/publication/"

const hitAnsweredFor = 2

// A hitPublication is what this node keeps of a filter that it published. Its
// seed is secret; with it goes what the filter's outputs stood for.
type hitPublication struct {
	ID     lanna.RecordID  `json:"id"`
	Seed   []byte          `json:"seed"`
	Topics []lanna.Purpose `json:"topics"`
	Issued lanna.Millis    `json:"issued"`
	Next   lanna.Millis    `json:"next"`
	Blob   string          `json:"blob"`
	Count  int             `json:"count"`
	Digest lanna.Digest    `json:"digest"`
	First  []hit.Entry     `json:"first,omitempty"` // the first entry of each page of what it holds (hitstage.go)
}

func (p *hitPublication) name(to lanna.WriterID) string {
	return fmt.Sprintf("%s%s/%016d/%s", hitPublicationPrefix, to, p.Issued, p.ID)
}

func (p *hitPublication) key(topic lanna.Purpose) (*hit.Key, error) {
	if !slices.Contains(p.Topics, topic) || len(p.Seed) != hit.SeedSize {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: hit.RefusedTopic}
	}
	return hit.DeriveKey([hit.SeedSize]byte(p.Seed), hit.Topic(topic))
}

// hitPublications reads a party's publications, oldest first.
func hitPublications(r store.Reader, to lanna.WriterID) ([]hitPublication, error) {
	list, err := r.MetaNames(hitPublicationPrefix + to.String() + "/")
	if err != nil {
		return nil, err
	}
	out := make([]hitPublication, len(list))
	for i, name := range list {
		b, err := r.Meta(name)
		if err == nil {
			err = json.Unmarshal(b, &out[i])
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PublishHits publishes the filters that are due, one for each partner with whom
// terms were agreed, and returns when the next one is. It works on all cores and
// may take minutes; node calls it beside the clocks. A filter that cannot be
// published does not hold up the others.
func (d *Desk) PublishHits(ctx context.Context) (next lanna.Millis, err error) {
	d.publishing.Lock()
	defer d.publishing.Unlock()
	next = d.Now() + idle
	for _, p := range d.known() {
		if p.State != PartyAccepted || p.Agency == d.Agency() || len(p.Hit.topics()) == 0 || !knowsHit(p.Card) {
			continue
		}
		due, bad := d.hits.dueAt(p.Writer), error(nil)
		if due <= d.Now() {
			if due, bad = d.publishHit(ctx, p); bad != nil {
				due = d.Now() + idle // reading all records again at once would not help
			}
			d.hits.setDue(p.Writer, due)
		}
		if bad != nil {
			err = errors.Join(err, bad)
		}
		next = min(next, due)
	}
	return next, err
}

// publishHit publishes to one partner if it is due.
func (d *Desk) publishHit(ctx context.Context, p Party) (next lanna.Millis, err error) {
	var old []hitPublication
	c := d.hitCollector(p, p.Hit.topics())
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		var err error
		if old, err = hitPublications(r, p.Writer); err != nil || len(old) > 0 && d.Now() < old[len(old)-1].Next {
			return err
		}
		return c.all(r)
	})
	if err != nil {
		return 0, storeError(err)
	}
	if n := len(old); n > 0 && d.Now() < old[n-1].Next {
		return old[n-1].Next, nil
	}
	b := &hitBuilding{d: d, to: p, pub: hitPublication{ID: lanna.NewRecordID(), Topics: c.topics, Issued: d.Now(), Next: p.Hit.next(d.Now()), Seed: make([]byte, hit.SeedSize)}}
	rand.Read(b.pub.Seed) // never fails (crypto/rand)
	if err := b.build(ctx, c.inputs()); err != nil {
		return 0, err
	}
	return b.pub.Next, b.keep(ctx, old)
}

// A hitBuilding is a filter in the making.
type hitBuilding struct {
	d      *Desk
	to     Party
	pub    hitPublication
	head   hit.Head
	blob   blob.Ref
	staged []hitStaged
}

// build evaluates the inputs and keeps the filter's bytes. One that would
// overflow doubles.
func (b *hitBuilding) build(ctx context.Context, inputs []hitInput) error {
	b.head = hit.Head{Publication: b.pub.ID, From: b.d.cfg.Signer.Writer(), To: b.to.Writer, Issued: b.pub.Issued, Next: b.pub.Next}
	var keys []*hit.Key
	for _, t := range b.pub.Topics {
		k, err := b.pub.key(t)
		if err != nil {
			return err
		}
		keys = append(keys, k)
		b.head.Topics = append(b.head.Topics, hit.TopicKey{Topic: k.Topic, Key: k.Public})
	}
	size, n := b.to.Hit.Size, needed(inputs)
	if n > hit.MaxEntries {
		return &lanna.Error{Kind: lanna.Exhausted, Code: "hit-filter-full", ID: b.to.Record.String()}
	}
	for size < n {
		size = min(2*size, hit.MaxEntries)
	}
	entries, staged, err := hit.Build(ctx, hitInputs(inputs, keys), size)
	if err != nil {
		return err
	}
	b.staged = stageRecords(staged, inputs, keys)
	file := b.head.Encode(entries)
	f, err := hit.ParseFilter(file)
	if err != nil {
		return err
	}
	if b.blob, err = b.d.cfg.Blobs.Put(file, "application/octet-stream"); err != nil {
		return &lanna.Error{Kind: lanna.Unavailable, Code: "blob-not-kept", Err: err}
	}
	b.pub.Blob, b.pub.Count, b.pub.Digest = b.blob.String(), f.Len(), f.Digest
	return nil
}

// needed is how many entries the inputs have.
func needed(inputs []hitInput) int {
	n := 0
	for _, in := range inputs {
		for m := in.may; m != 0; m &= m - 1 {
			n++
		}
	}
	return n
}

// notice tells the partner.
func (b *hitBuilding) notice() []byte {
	n := &hit.Notice{Head: b.head, Count: uint32(b.pub.Count), Digest: b.pub.Digest, Where: []byte(b.pub.Blob)}
	for _, t := range b.pub.Topics {
		n.Quotas = append(n.Quotas, uint32(b.to.Hit.Quota[t]))
	}
	return n.Encode()
}

// keep writes the publication, what it stands for and its leaf, sends it, and
// destroys those that are not answered for any more.
func (b *hitBuilding) keep(ctx context.Context, old []hitPublication) error {
	d := b.d
	gone := old[:max(len(old)-hitAnsweredFor+1, 0)]
	pages := b.pages()
	raw, err := json.Marshal(b.pub)
	if err != nil {
		return err
	}
	err = d.do(ctx, byRule(ruleHitPublish), Why{}, ruleHitPublish, func(w *work) error {
		w.setMeta(b.pub.name(b.to.Writer), raw)
		for name, page := range pages {
			w.setMeta(name, page)
		}
		for i := range gone {
			w.retireHit(b.to.Writer, &gone[i])
		}
		w.forgetQuotas(b.to.Writer)
		w.post(b.to.Writer, federate.Ordinary, federate.Ref{Hit: b.notice()})
		w.post(b.to.Writer, federate.Bulk, federate.Ref{Blob: &federate.BlobRef{Name: b.blob.Name}})
		st, err := w.state(b.to.Record)
		if err != nil {
			return err
		}
		return w.set(st, handling.Marking{}, statement.New(lanna.HitFilter, publicationWords(&b.head, b.pub.Count, b.pub.Digest)))
	})
	if err != nil {
		d.dropBlob(b.blob)
		return err
	}
	for i := range gone {
		if ref, err := blob.ParseRef(gone[i].Blob); err == nil {
			d.dropBlob(ref)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return storeError(d.cfg.Store.Scrub(ctx)) // of seeds, and of what their outputs stood for
}

// retireHit destroys a publication's seed and pages.
func (w *work) retireHit(to lanna.WriterID, p *hitPublication) {
	w.setMeta(p.name(to), nil)
	for i := range p.First {
		w.setMeta(hitPage(p.ID, i), nil)
	}
}

// HitPublished is what the log and pages say of a filter.
type HitPublished struct {
	Publication lanna.RecordID `json:"publication"`
	Issued      lanna.Millis   `json:"issued"`
	Next        lanna.Millis   `json:"next"`
	Topics      []string       `json:"topics"`
	Entries     int            `json:"entries"`
	Digest      lanna.Digest   `json:"digest"`
}

func publicationWords(h *hit.Head, entries int, digest lanna.Digest) string {
	p := HitPublished{h.Publication, h.Issued, h.Next, nil, entries, digest}
	for _, t := range h.Topics {
		p.Topics = append(p.Topics, string(t.Topic))
	}
	b, err := json.Marshal(p)
	if err != nil {
		panic("desk: a publication is plain data and always has a JSON form")
	}
	return string(b)
}

// forgetQuotas drops what was counted on days that are over.
func (w *work) forgetQuotas(party lanna.WriterID) {
	today := dayOf(w.now)
	w.later(func(tx store.Tx) error {
		for _, prefix := range []string{hitUsedPrefix, hitAskedPrefix} {
			list, err := tx.MetaNames(prefix + party.String() + "/")
			if err != nil {
				return err
			}
			for _, name := range list {
				if day, _, _ := strings.Cut(strings.TrimPrefix(name, prefix+party.String()+"/"), "/"); day < today {
					if err := tx.SetMeta(name, nil); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}
