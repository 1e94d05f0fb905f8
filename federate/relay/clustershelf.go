package relay

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"lanna"
	"lanna/federate"
)

// A clusterShelf keeps messages in a stream that the relays of a cluster hold
// together: what it acknowledged lies on the disks of more than half of them. A
// message's subject is receiver, lane and sender, and its number in the stream is
// its place.
type clusterShelf struct {
	conn    *nats.Conn
	js      jetstream.JetStream
	config  jetstream.StreamConfig
	stream  atomic.Pointer[jetstream.Stream]
	waiting sync.Mutex
}

const (
	shelfStream   = "shelf"
	shelfSubject  = "lanna.shelf." // TO.LANE.FROM
	bellSubject   = "lanna.bell."  // TO: something came
	quorumWithin  = 5 * time.Second
	forgetsAtOnce = 16
)

// openCluster opens the shelf over a relay's own server, which is one of n.
func openCluster(conn *nats.Conn, n int, keep time.Duration, waiting int64, ring func(lanna.WriterID)) (*clusterShelf, error) {
	js, err := jetstream.New(conn, jetstream.WithDefaultTimeout(quorumWithin))
	if err != nil {
		return nil, err
	}
	s := &clusterShelf{conn: conn, js: js, config: jetstream.StreamConfig{
		Name: shelfStream, Subjects: []string{shelfSubject + "*.*.*"}, Replicas: n, Storage: jetstream.FileStorage, MaxAge: keep,
		MaxMsgs: -1, MaxBytes: -1, MaxMsgsPerSubject: waiting, Discard: jetstream.DiscardNew, DiscardNewPerSubject: true}}
	_, err = conn.Subscribe(bellSubject+"*", func(m *nats.Msg) {
		var to lanna.WriterID
		if to.UnmarshalText([]byte(strings.TrimPrefix(m.Subject, bellSubject))) == nil {
			ring(to)
		}
	})
	return s, err
}

// within bounds a question to the cluster.
func within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), quorumWithin)
}

// ready returns the stream, which the first to come makes.
func (s *clusterShelf) ready() (jetstream.Stream, error) {
	if st := s.stream.Load(); st != nil {
		return *st, nil
	}
	s.waiting.Lock()
	defer s.waiting.Unlock()
	if st := s.stream.Load(); st != nil {
		return *st, nil
	}
	ctx, cancel := within()
	defer cancel()
	st, err := s.js.CreateOrUpdateStream(ctx, s.config)
	if err != nil {
		return nil, noQuorum(err)
	}
	s.stream.Store(&st)
	return st, nil
}

// noQuorum gives an error of the cluster its kind.
func noQuorum(err error) error {
	if err == nil {
		return nil
	}
	return &lanna.Error{Kind: lanna.Unavailable, Code: "relay-quorum", Err: err}
}

// Codes of JetStream that are answers and no faults.
const (
	tooManyOfSubject = 10077 // JSMaxMessagesPerSubject…: the stream's own limits
	tooMuch          = 10122
)

func (s *clusterShelf) put(o federate.Outer, m federate.Message, _ lanna.Millis) error {
	if _, err := s.ready(); err != nil {
		return err
	}
	ctx, cancel := within()
	defer cancel()
	subject := shelfSubject + o.To.String() + "." + strconv.Itoa(int(o.Lane)) + "." + o.From.String()
	_, err := s.js.Publish(ctx, subject, m, jetstream.WithRetryAttempts(0))
	var api *jetstream.APIError
	if errors.As(err, &api) && (api.ErrorCode == tooManyOfSubject || api.ErrorCode == tooMuch || strings.Contains(api.Description, "maximum messages per subject")) {
		return errQuota
	}
	if err != nil {
		return noQuorum(err)
	}
	_ = s.conn.Publish(bellSubject+o.To.String(), nil) // who misses it asks again by itself
	return nil
}

func (s *clusterShelf) next(to lanna.WriterID, lanes string, size int) ([]kept, error) {
	st, err := s.ready()
	if err != nil {
		return nil, err
	}
	var out []kept
	for _, l := range federate.Lanes {
		if lanes != "" && !strings.ContainsRune(lanes, rune('0'+l)) {
			continue
		}
		if out, err = s.lane(st, to, l, size, out); err != nil {
			return nil, err
		}
		if len(out) > 0 && bytesOf(out) >= size {
			break
		}
	}
	return out, nil
}

// lane adds what waits in a lane, as far as it fits.
func (s *clusterShelf) lane(st jetstream.Stream, to lanna.WriterID, l federate.Lane, size int, out []kept) ([]kept, error) {
	ctx, cancel := within()
	defer cancel()
	filter := shelfSubject + to.String() + "." + strconv.Itoa(int(l)) + ".*"
	have := bytesOf(out)
	for seq := uint64(1); ; {
		m, err := st.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(filter))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return out, nil
		}
		if err != nil {
			return nil, noQuorum(err)
		}
		if have += len(m.Data); have > size && len(out) > 0 {
			return out, nil
		}
		out = append(out, kept{uint64(l)<<placeBits | m.Sequence, m.Data})
		seq = m.Sequence + 1
	}
}

func bytesOf(list []kept) (n int) {
	for _, k := range list {
		n += len(k.message)
	}
	return n
}

// forget removes what its receiver gave up, and nobody else's.
func (s *clusterShelf) forget(to lanna.WriterID, places []uint64) error {
	st, err := s.ready()
	if err != nil {
		return err
	}
	ctx, cancel := within()
	defer cancel()
	var running sync.WaitGroup
	room, failed := make(chan struct{}, forgetsAtOnce), make(chan error, len(places))
	for _, p := range places {
		room <- struct{}{}
		running.Go(func() {
			defer func() { <-room }()
			failed <- s.drop(ctx, st, to, p&(1<<placeBits-1))
		})
	}
	running.Wait()
	close(failed)
	for e := range failed {
		err = errors.Join(err, e)
	}
	return noQuorum(err)
}

func (s *clusterShelf) drop(ctx context.Context, st jetstream.Stream, to lanna.WriterID, seq uint64) error {
	m, err := st.GetMsg(ctx, seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && !strings.HasPrefix(m.Subject, shelfSubject+to.String()+".") {
		return nil
	}
	if err == nil {
		err = st.DeleteMsg(ctx, seq)
	}
	var api *jetstream.APIError
	if errors.As(err, &api) && api.Code == 404 || errors.Is(err, jetstream.ErrMsgNotFound) || errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) {
		return nil // another question was faster
	}
	return err
}

// expire and compact are the stream's own work.
func (s *clusterShelf) expire(lanna.Millis) (int, error) { return 0, nil }

func (s *clusterShelf) compact(int64) error { return nil }

func (s *clusterShelf) Close() error { return nil } // the server's, which is closed with the hub
