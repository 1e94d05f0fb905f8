package main

import (
	"crypto/sha256"
	"errors"
	"slices"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/federate/courier"
	"lanna/node"
)

type courierGroup struct {
	Pack   courierPackCmd   `cmd:"" help:"Write what waits for others onto a disk that is carried to them."`
	Unpack courierUnpackCmd `cmd:"" help:"Take in what a disk brought, and put the answers onto it."`
}

func (courierGroup) examples() string {
	return `lanna courier pack /media/stick --as desk1              what waits for all others
lanna courier unpack /media/stick --as point1           at the other end; carry the disk back afterwards`
}

// load is about how many bytes go between the node and this program at a time.
const load = 16 << 20

type courierPackCmd struct {
	officerFlags
	Disk string   `arg:"" type:"path" help:"Folder on the disk, which must be there."`
	To   []string `name:"to" placeholder:"PARTY,..." help:"For these alone: label (N-0002) or code. Without it for all."`
}

func (courierPackCmd) examples() string {
	return `lanna courier pack /media/stick --as desk1
lanna courier pack /media/stick --to POINT --as desk1     again after a disk was full: it goes on where it stopped`
}

// packed is what was written for a party, as --json prints it.
type packed struct {
	Party    string `json:"party"`
	Code     string `json:"code"`
	Messages int    `json:"messages"`
	Bytes    int64  `json:"bytes"`
	Already  int    `json:"already"` // lay on the disk
}

// Run packs. What is on the disk is sealed; a lost disk tells who was to get how
// much of it, and no more.
func (c courierPackCmd) Run(p *program) error {
	hand, err := c.begin(p)
	if err != nil {
		return err
	}
	if _, err := courier.Present(c.Disk, hand.plan.Me, hand.plan.Me); err != nil { // the disk is there and can be read
		return err
	}
	found := 0
	for _, party := range hand.plan.Parties {
		if len(c.To) > 0 && !slices.Contains(c.To, party.Label) && !slices.Contains(c.To, party.Code) {
			continue
		}
		found++
		done, err := hand.pack(c.Disk, party)
		if bad := p.packed(done, err != nil); bad != nil || err != nil {
			return errors.Join(err, bad)
		}
	}
	if found == 0 {
		return &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown"}
	}
	return nil
}

func (p *program) packed(done packed, failed bool) error {
	if p.json {
		return p.emit(done)
	}
	if !failed || done.Messages > 0 {
		p.say("%s %s: %d messages, %d bytes; %d lay on the disk already", done.Party, done.Code, done.Messages, done.Bytes, done.Already)
	}
	return nil
}

// A hand carries messages between a node and a disk.
type hand struct {
	p        *program
	by       officerFlags
	password []byte
	plan     node.CourierPlan
}

func (f officerFlags) begin(p *program) (*hand, error) {
	if f.As == "" {
		return nil, failf(misused, "the same command with --as LOGIN", "it is not said which officer asks")
	}
	password, err := p.secret(f.PasswordFile, "Password of "+f.As+": ", "--password-file FILE")
	if err != nil {
		return nil, err
	}
	h := &hand{p: p, by: f, password: password}
	return h, h.ask("courier.plan", node.CourierArgs{}, &h.plan)
}

func (h *hand) ask(verb string, args node.CourierArgs, answer any) error {
	return h.by.askAs(h.p, h.password, verb, args, answer)
}

func (h *hand) pack(disk string, to node.CourierParty) (done packed, err error) {
	done = packed{Party: to.Label, Code: to.Code}
	have, err := courier.Present(disk, h.plan.Me, to.Writer)
	if err != nil {
		return done, err
	}
	var file *courier.Pack
	defer func() {
		if file != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	for part := (desk.Load{More: true}); part.More; {
		args := node.CourierArgs{To: to.Writer, Lane: part.Lane, After: part.After, Size: load}
		part = desk.Load{}
		if err := h.ask("courier.pack", args, &part); err != nil {
			return done, err
		}
		for _, m := range part.Messages {
			if have[sha256.Sum256(m)] {
				done.Already++
				continue
			}
			if file == nil {
				if file, err = courier.NewPack(disk, h.plan.Me, to.Writer); err != nil {
					return done, err
				}
			}
			if err := file.Add(m); err != nil {
				return done, err
			}
			done.Messages, done.Bytes = done.Messages+1, done.Bytes+int64(len(m))
		}
	}
	return done, nil
}

type courierUnpackCmd struct {
	officerFlags
	Disk string `arg:"" type:"path" help:"Folder on the disk, as it was given to pack."`
}

func (courierUnpackCmd) examples() string {
	return `lanna courier unpack /media/stick --as point1
lanna courier unpack /media/stick --as point1 --json     again does no harm: nothing is taken in twice`
}

// unpacked is what became of a disk, as --json prints it.
type unpacked struct {
	Files    int   `json:"files"`
	Taken    int   `json:"taken"`
	Repeated int   `json:"repeated"` // had been taken in before
	Answers  int   `json:"answers"`  // that others gave
	Refused  int   `json:"refused"`  // lie in quarantine
	Early    int   `json:"early"`    // one before them is missing, or they could not be taken in now
	Foreign  int   `json:"foreign"`  // for somebody else
	Damaged  int64 `json:"damaged"`  // bytes
	Replies  int   `json:"replies"`  // written onto the disk for the way back
}

// Run takes in what is on the disk. Answers go onto the disk at once, where it
// can be written to, and with the next pack in any case.
func (c courierUnpackCmd) Run(p *program) error {
	hand, err := c.begin(p)
	if err != nil {
		return err
	}
	u := &unpacking{hand: hand, disk: c.Disk, open: map[lanna.Digest]bool{}, replies: map[reply]federate.Message{}}
	if err := u.run(); err != nil {
		return err
	}
	if u.sum.Files == 0 {
		return failf(notFound, "lanna courier unpack with another folder", "nothing on the disk is for this node")
	}
	u.sum.Replies = u.reply()
	if p.json {
		err = p.emit(u.sum)
	} else {
		p.say("%d taken in, %d had come before, %d answers, %d refused, %d of others", u.sum.Taken, u.sum.Repeated, u.sum.Answers, u.sum.Refused, u.sum.Foreign)
	}
	return errors.Join(err, u.sum.partly())
}

// partly says what of a disk could not be taken in.
func (s *unpacked) partly() error {
	switch {
	case s.Early > 0:
		return failf(partlyDone, "lanna courier unpack with the disk that came before, then with this one again", "%d messages were not taken in: one before them is missing", s.Early)
	case s.Damaged > 0:
		return failf(partlyDone, "ask for the disk to be packed again; what was whole is taken in", "%d bytes on the disk are damaged, cut off, or no messages", s.Damaged)
	}
	return nil
}
