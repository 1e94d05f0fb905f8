package main

import (
	"crypto/sha256"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/federate/courier"
	"lanna/node"
)

// An unpacking takes in what is on a disk. Files have no order among them, so
// what came before its turn is offered again for as long as something moves.
type unpacking struct {
	hand    *hand
	disk    string
	sum     unpacked
	open    map[lanna.Digest]bool // not taken in yet
	again   bool                  // only what is open is offered
	moved   int                   // taken in of this pass
	batch   []federate.Message
	bytes   int
	replies map[reply]federate.Message
}

// A reply is for a lane of a party; the newest says all.
type reply struct {
	to   lanna.WriterID
	lane federate.Lane
}

func (u *unpacking) run() error {
	for {
		u.moved = 0
		r, err := courier.Messages(u.hand.p.ctx, u.disk, u.hand.plan.Me, u.add)
		if err == nil {
			err = u.flush()
		}
		if err != nil {
			return err
		}
		u.sum.Files, u.sum.Foreign, u.sum.Damaged = r.Files, r.Foreign, r.Skipped
		if len(u.open) == 0 || u.moved == 0 {
			return nil
		}
		u.again = true
	}
}

func (u *unpacking) add(m federate.Message) error {
	if u.again && !u.open[sha256.Sum256(m)] {
		return nil
	}
	u.batch, u.bytes = append(u.batch, m), u.bytes+len(m)
	if u.bytes < load {
		return nil
	}
	return u.flush()
}

func (u *unpacking) flush() error {
	if len(u.batch) == 0 {
		return nil
	}
	var fates []desk.Unpacked
	if err := u.hand.ask("courier.unpack", node.CourierArgs{Messages: u.batch}, &fates); err != nil {
		return err
	}
	for i, f := range fates {
		u.count(u.batch[i], &f)
	}
	u.batch, u.bytes = nil, 0
	return nil
}

// count notes what became of a message. Of one that was open before only a
// better fate counts.
func (u *unpacking) count(m federate.Message, f *desk.Unpacked) {
	d := lanna.Digest(sha256.Sum256(m))
	if f.Ack != nil {
		if o, err := federate.ParseOuter(f.Ack); err == nil {
			u.replies[reply{f.To, o.Lane}] = f.Ack
		}
	}
	waits := f.Code != "" || f.Fate == desk.FateEarly
	if u.open[d] {
		if waits {
			return
		}
		delete(u.open, d)
		u.sum.Early--
		u.moved++
		u.sum.Taken++
		return
	}
	if waits {
		u.open[d] = true
	} else {
		u.moved++
	}
	switch {
	case waits:
		u.sum.Early++
	case f.Fate == desk.FateRepeated:
		u.sum.Repeated++
	case f.Fate == desk.FateAck:
		u.sum.Answers++
	case f.Fate == desk.FateRefused:
		u.sum.Refused++
	default:
		u.sum.Taken++
	}
}

// reply puts the answers onto the disk and returns how many.
func (u *unpacking) reply() (n int) {
	files := map[lanna.WriterID]*courier.Pack{}
	for to, ack := range u.replies {
		file, err := files[to.to], error(nil)
		if file == nil {
			if file, err = courier.NewPack(u.disk, u.hand.plan.Me, to.to); err == nil {
				files[to.to] = file
			}
		}
		if err == nil {
			err = file.Add(ack)
		}
		if err != nil {
			u.hand.p.say("The answers do not go onto this disk (%s): lanna courier pack takes them along.", plain(err))
			break
		}
		n++
	}
	for _, file := range files {
		_ = file.Close() // each answer was synced
	}
	return n
}
