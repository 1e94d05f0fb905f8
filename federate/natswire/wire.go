package natswire

import (
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"

	"lanna"
	"lanna/federate"
)

// Subjects. A party may publish only where its own id follows.
const (
	put    = "lanna.put."    // FROM.TO.LANE: a message
	take   = "lanna.take."   // TO: lanes, space, bytes, as in "12 65536"; answered with a page
	forget = "lanna.forget." // TO: places
)

func inbox(w lanna.WriterID) string { return "_INBOX." + w.String() }

func putSubject(o federate.Outer) string {
	return put + o.From.String() + "." + o.To.String() + "." + strconv.Itoa(int(o.Lane))
}

// asker reads who asks from the subject. The answer must go to the asker's own
// inbox: the relay may publish anywhere, and must not be made to speak as
// somebody else.
func asker(m *nats.Msg, prefix string) (w lanna.WriterID, ok bool) {
	first, _, _ := strings.Cut(strings.TrimPrefix(m.Subject, prefix), ".")
	ok = w.UnmarshalText([]byte(first)) == nil && strings.HasPrefix(m.Reply, inbox(w)+".")
	return w, ok
}

// Errors travel as kind and code in headers; ids and causes stay with the relay.
const (
	kindHeader = "Lanna-Kind"
	codeHeader = "Lanna-Code"
)

func answer(page []byte, err error) *nats.Msg {
	m := &nats.Msg{Data: page}
	if err != nil {
		m.Header = nats.Header{kindHeader: {strconv.Itoa(int(lanna.KindOf(err)))}, codeHeader: {lanna.CodeOf(err)}}
	}
	return m
}

func errorOf(m *nats.Msg) error {
	code := m.Header.Get(codeHeader)
	if code == "" {
		return nil
	}
	kind, _ := strconv.ParseUint(m.Header.Get(kindHeader), 10, 8) // Internal, if it is none
	return &lanna.Error{Kind: lanna.ErrorKind(kind), Code: code}
}
