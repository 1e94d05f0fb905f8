package sim

import (
	"slices"

	"lanna"
	"lanna/audit"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// steal lets a thief have a point's disk and key; the next time it lets the
// point's agency revoke the writer at the checkpoint that its log had then. The
// thief goes on as if nothing was.
func (w *world) steal(*node) (string, error) {
	if w.stolen == nil {
		i := slices.IndexFunc(w.nodes, func(n *node) bool { return n.role == federate.Point })
		if i < 0 {
			return "", errNothing
		}
		n := w.nodes[i]
		if err := n.desk.SignCheckpoint(w.ctx); err != nil {
			return "", err
		}
		w.stolen, w.stands, n.stolen = n, int64(len(n.leaves)), true
		return short(n.id()), nil
	}
	if w.revoked {
		return "", errNothing
	}
	return short(w.stolen.id()), w.revoke()
}

// revoke signs the revocation at the agency's root, once, and brings it to its
// national node, whose new card takes it to the others. Where the power went, it
// is brought there again.
func (w *world) revoke() error {
	if w.revocation == nil {
		head, err := w.headOf(w.stolen)
		if err != nil {
			return err
		}
		w.stands = head.Size
		w.revocation = statement.NewCertificate(w.stolen.root, statement.Revoke, w.stolen.id(), lanna.MillisOf(w.now), uint64(head.Size), head.Root).Bytes()
	}
	home := w.nodes[w.stolen.of]
	err := home.desk.AddCertificate(w.ctx, home.people.admin, because("EXERCISE"), w.revocation)
	w.revoked = err == nil
	return asAnswer(home, err)
}

// headOf returns the newest signed head that is not of after the theft.
func (w *world) headOf(n *node) (head audit.Head, err error) {
	err = n.read(w.ctx, func(r store.Reader) error {
		return r.Checkpoints(n.id(), -1, func(c store.Checkpoint) error {
			if c.Size > w.stands {
				return nil
			}
			head, err = audit.OpenHead(n.id(), c.Note)
			return err
		})
	})
	return head, err
}
