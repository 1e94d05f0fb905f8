package natswire

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"lanna"
	"lanna/federate"
)

// A Door is the relay behind the hub. The hub has made sure who asks.
type Door interface {
	// Put keeps a message of the sender; it lies on the disk when Put returns.
	Put(sender lanna.WriterID, m federate.Message) error
	// Next waits until something waits for the party in one of the lanes (digits;
	// "" is all) and returns a page of it of about size bytes (0: as large as pages
	// are), the most urgent first, or nothing when ctx ends: frames of place (8
	// bytes, big endian), length (4) and message.
	Next(ctx context.Context, to lanna.WriterID, lanes string, size int) (page []byte, err error)
	// Forget removes the places, 8 bytes each, from what waits for the party.
	Forget(to lanna.WriterID, places []byte) error
}

const (
	putsAtOnce = 64
	// A question that waits is answered with nothing after this time.
	takeWaits = 4 * time.Minute
)

// Serve opens the door to the hub's parties until ctx ends, and calls ready when
// it is open.
func (h *Hub) Serve(ctx context.Context, door Door, log *slog.Logger, ready func()) error {
	s := &service{ctx: ctx, door: door, log: log, puts: make(chan struct{}, putsAtOnce), takes: map[question]*taker{}}
	for subject, handle := range map[string]nats.MsgHandler{put + "*.*.*": s.put, take + "*": s.take, forget + "*": s.forget} {
		mine := func(m *nats.Msg) {
			m.Subject = strings.TrimPrefix(m.Subject, h.own)
			handle(m)
		}
		if _, err := h.conn.Subscribe(h.own+subject, mine); err != nil {
			return err
		}
	}
	if err := h.conn.Flush(); err != nil {
		return err
	}
	ready()
	<-ctx.Done()
	return nil
}

type service struct {
	ctx  context.Context
	door Door
	log  *slog.Logger
	puts chan struct{}

	mu    sync.Mutex
	takes map[question]*taker
}

// A question is for what waits for a party in some lanes.
type question struct {
	to    lanna.WriterID
	lanes string
}

// A taker is a party's question that waits; a newer one ends it.
type taker struct{ end context.CancelFunc }

func (s *service) put(m *nats.Msg) {
	from, ok := asker(m, put)
	if !ok {
		s.log.Warn("refused", "subject", m.Subject)
		return
	}
	s.puts <- struct{}{}
	go func() {
		defer func() { <-s.puts }()
		o, err := federate.ParseOuter(m.Data)
		if err == nil && o.From == from && m.Subject != putSubject(o) {
			err = &lanna.Error{Kind: lanna.Invalid, Code: "message-misaddressed"}
		}
		if err == nil {
			err = s.door.Put(from, m.Data)
		}
		s.reply(m, from, nil, err)
	}()
}

func (s *service) take(m *nats.Msg) {
	to, ok := asker(m, take)
	if !ok {
		s.log.Warn("refused", "subject", m.Subject)
		return
	}
	ctx, end := context.WithTimeout(s.ctx, takeWaits)
	lanes, bytes, _ := strings.Cut(string(m.Data[:min(len(m.Data), 16)]), " ")
	size, _ := strconv.Atoi(bytes) // absent: a whole page
	q := question{to, lanes}
	t := s.begin(q, end)
	go func() {
		defer s.done(q, t)
		page, err := s.door.Next(ctx, to, lanes, size)
		s.reply(m, to, page, err)
	}()
}

func (s *service) begin(to question, end context.CancelFunc) *taker {
	s.mu.Lock()
	defer s.mu.Unlock()
	if older := s.takes[to]; older != nil {
		older.end()
	}
	t := &taker{end}
	s.takes[to] = t
	return t
}

func (s *service) done(to question, t *taker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.end()
	if s.takes[to] == t {
		delete(s.takes, to)
	}
}

func (s *service) forget(m *nats.Msg) {
	to, ok := asker(m, forget)
	if !ok {
		s.log.Warn("refused", "subject", m.Subject)
		return
	}
	s.reply(m, to, nil, s.door.Forget(to, m.Data))
}

func (s *service) reply(m *nats.Msg, party lanna.WriterID, page []byte, err error) {
	if err != nil {
		s.log.Info("refused", "party", party, "code", lanna.CodeOf(err))
	}
	if err := m.RespondMsg(answer(page, err)); err != nil {
		s.log.Warn("no answer", "party", party, "code", lanna.CodeOf(err))
	}
}
