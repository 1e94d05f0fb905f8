package hit

import (
	"encoding/binary"

	"lanna"
	"lanna/wire"
)

// Domains of the messages.
const (
	noticeDomain   = "lanna/hit/notice/v1\n"
	questionDomain = "lanna/hit/question/v1\n"
	answerDomain   = "lanna/hit/answer/v1\n"
)

// MaxMessage is the longest message, in bytes.
const MaxMessage = MaxBatch*ElementSize + 2048 // 67,584

// maxWhere bounds what a notice says of where the filter lies.
const maxWhere = 1024

// A Message is a *Notice, a *Question or an *Answer.
type Message interface{ Encode() []byte }

// A Notice tells a partner of a publication. The filter's bytes come apart.
type Notice struct {
	Head
	Count  uint32       // entries
	Digest lanna.Digest // SHA-256 of the filter
	Quotas []uint32     // elements a day that are answered, one for each of Topics
	Where  []byte       // how to find and read the filter; the desk's to say
}

// A Question asks for the evaluation of blinded elements.
type Question struct {
	ID          lanna.RecordID
	Publication lanna.RecordID
	Topic       Topic
	Basis       string // legal basis, a code or words; never empty
	Elements    []byte // blinded, one behind the other
}

// An Answer is an evaluation with its proof, or why there is none.
type Answer struct {
	ID          lanna.RecordID // of the question
	Publication lanna.RecordID
	Code        string // "" where it was evaluated; else one of the refusals
	Left        uint32 // elements that are left today for the topic
	Elements    []byte
	Proof       []byte
}

// Refusals, values of Answer.Code.
const (
	RefusedQuota = "quota"       // the day's quota for the topic is used up
	RefusedStale = "publication" // the publication is not answered for any more
	RefusedTopic = "topic"       // nothing is answered for this topic
	RefusedSweep = "sweep"       // what was asked looked like a sweep; a person has to lift it
	RefusedBasis = "basis"       // no legal basis was given
	RefusedForm  = "form"        // the elements are not of the group
	RefusedTerms = "terms"       // nothing was agreed with this partner
)

// Encode returns the message's bytes.
func (n *Notice) Encode() []byte {
	b := append(make([]byte, 0, 512), noticeDomain...)
	b = append(b, n.Publication[:]...)
	b = append(append(b, n.From[:]...), n.To[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(n.Issued))
	b = binary.BigEndian.AppendUint64(b, uint64(n.Next))
	b = appendTopics(b, n.Topics)
	for _, q := range n.Quotas {
		b = binary.BigEndian.AppendUint32(b, q)
	}
	b = binary.BigEndian.AppendUint32(b, n.Count)
	b = append(b, n.Digest[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(n.Where)))
	return append(b, n.Where...)
}

// Encode returns the message's bytes.
func (q *Question) Encode() []byte {
	b := append(make([]byte, 0, 256+len(q.Elements)), questionDomain...)
	b = append(append(b, q.ID[:]...), q.Publication[:]...)
	b = appendWord(appendWord(b, string(q.Topic)), q.Basis)
	b = binary.BigEndian.AppendUint16(b, uint16(len(q.Elements)/ElementSize))
	return append(b, q.Elements...)
}

// Encode returns the message's bytes.
func (a *Answer) Encode() []byte {
	b := append(make([]byte, 0, 256+len(a.Elements)), answerDomain...)
	b = append(append(b, a.ID[:]...), a.Publication[:]...)
	b = appendWord(b, a.Code)
	b = binary.BigEndian.AppendUint32(b, a.Left)
	b = binary.BigEndian.AppendUint16(b, uint16(len(a.Elements)/ElementSize))
	return append(append(b, a.Elements...), a.Proof...)
}

// Parse reads a message. One of another version or kind is "hit-unknown", which
// a node leaves aside without harm.
func Parse(b []byte) (Message, error) {
	if len(b) > MaxMessage {
		return nil, refused("hit-message", "it is too long")
	}
	for domain, read := range readers {
		if len(b) >= len(domain) && string(b[:len(domain)]) == domain {
			r := &fields{wire.Fields{Rest: b[len(domain):]}}
			m, ok := read(r)
			if !ok || !r.Done() {
				return nil, refused("hit-message", "it is not as version 1 has it")
			}
			return m, nil
		}
	}
	return nil, refused("hit-unknown", "it is of another version or kind")
}

var readers = map[string]func(*fields) (Message, bool){
	noticeDomain: readNotice, questionDomain: readQuestion, answerDomain: readAnswer,
}

func readNotice(r *fields) (Message, bool) {
	n := &Notice{}
	n.Publication, n.From, n.To = r.id(), r.Writer(), r.Writer()
	n.Issued, n.Next, n.Topics = lanna.Millis(r.Uint64()), lanna.Millis(r.Uint64()), r.topics()
	for range n.Topics {
		n.Quotas = append(n.Quotas, r.Uint32())
	}
	n.Count = r.Uint32()
	copy(n.Digest[:], r.Take(len(n.Digest)))
	length := int(r.Uint16())
	n.Where = r.Take(length)
	return n, !r.Bad && n.Count <= MaxEntries && length <= maxWhere && n.Next > n.Issued
}

func readQuestion(r *fields) (Message, bool) {
	q := &Question{ID: r.id(), Publication: r.id(), Topic: Topic(r.word()), Basis: r.word()}
	count := int(r.Uint16())
	q.Elements = r.Take(count * ElementSize)
	return q, !r.Bad && count > 0 && count <= MaxBatch
}

func readAnswer(r *fields) (Message, bool) {
	a := &Answer{ID: r.id(), Publication: r.id(), Code: r.word(), Left: r.Uint32()}
	count := int(r.Uint16())
	a.Elements = r.Take(count * ElementSize)
	if a.Code == "" {
		a.Proof = r.Take(ProofSize)
	}
	return a, !r.Bad && count <= MaxBatch && (a.Code == "") == (count > 0)
}
