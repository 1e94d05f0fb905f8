package wake

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"lanna"
	"lanna/desk"
)

// A PushSetting says how the node sends to browsers.
type PushSetting struct {
	Contact string   `json:"contact"` // mail address or https:// page of who runs the node, told to push services (RFC 8292, 2.1)
	Hosts   []string `json:"hosts"`   // push services beside those of the makers of browsers; "*.example" for all below one
}

// pushHosts are the push services of the makers of browsers: Chrome and those
// built on it, Firefox, Edge, Safari.
var pushHosts = []string{"fcm.googleapis.com", "jmt17.google.com", "updates.push.services.mozilla.com", "*.notify.windows.com", "*.push.apple.com"}

// pushLimit is how long one post may take, and pushLives how long a push service
// keeps what a browser that is off was sent: until an acknowledgement is overdue.
const (
	pushLimit = 15 * time.Second
	pushLives = 15 * time.Minute
)

// A Push sends to browsers by their push services, sealed so that those read
// nothing (RFC 8030, 8291, 8292).
type Push struct {
	contact string
	reach   reach
	client  *http.Client
	key     func(context.Context) (*ecdh.PrivateKey, error)
}

func newPush(s PushSetting, r reach) (*Push, error) {
	contact := strings.TrimPrefix(s.Contact, "mailto:")
	if a, err := mail.ParseAddress(contact); (err != nil || a.Address != contact) && !strings.HasPrefix(contact, "https://") {
		return nil, os.ErrInvalid
	}
	r = r.to(append(pushHosts[:len(pushHosts):len(pushHosts)], s.Hosts...)...)
	return &Push{contact: contact, reach: r, client: r.client(pushLimit)}, nil
}

// KeyFrom hands over where the node's key is.
func (p *Push) KeyFrom(f func(context.Context) (*ecdh.PrivateKey, error)) { p.key = f }

// Takes returns why nothing is ever sent to an endpoint: a host that nobody named.
func (p *Push) Takes(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || u.User != nil {
		return refused("wake-address")
	}
	if !p.reach.allows(u) {
		return refusedHost(u.Hostname())
	}
	return nil
}

// A Note is what a browser is told, version 1 (web/ts/push.ts reads it).
type Note struct {
	Version  int            `json:"v"`
	ID       string         `json:"id"` // the same in every repeat
	Record   lanna.RecordID `json:"record"`
	Label    string         `json:"label"`
	Severity lanna.Severity `json:"severity"`
	Drill    bool           `json:"drill,omitempty"`
	Rota     bool           `json:"rota,omitempty"`
	Canary   bool           `json:"canary,omitempty"`
	Exercise bool           `json:"exercise,omitempty"`
	Lang     string         `json:"lang"`
	Title    string         `json:"title"` // the line of all messages, in the officer's language
	Text     string         `json:"text"`  // what to do
}

// NoteOf is what a browser is told of a message.
func NoteOf(m desk.WakeMessage) Note {
	line, todo := lines(m)
	return Note{1, m.ID, m.Record, m.Label, m.Severity, m.Drill, m.Rota, m.Canary, m.Exercise, m.Lang, line, todo}
}

// Wake sends one message. A push service that has it does not say whether the
// browser does: only an acknowledgement tells that somebody is awake.
func (p *Push) Wake(ctx context.Context, m desk.WakeMessage) error {
	if err := p.Takes(m.To); err != nil {
		return err
	}
	key, err := p.key(ctx)
	if err != nil {
		return err
	}
	note, err := json.Marshal(NoteOf(m))
	if err != nil {
		return err
	}
	theirs, auth, _ := strings.Cut(m.Keys, ".")
	answer, err := webpush.SendNotificationWithContext(ctx, note, &webpush.Subscription{Endpoint: m.To, Keys: webpush.Keys{P256dh: theirs, Auth: auth}}, &webpush.Options{
		HTTPClient: p.client, Subscriber: p.contact, Topic: m.ID, TTL: int(pushLives.Seconds()), Urgency: webpush.UrgencyHigh,
		VAPIDPublicKey:  base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()),
		VAPIDPrivateKey: base64.RawURLEncoding.EncodeToString(key.Bytes())})
	if err != nil {
		return noService(unsent(err))
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 4096) // so that the connection can serve again
	if answer.StatusCode == http.StatusNotFound || answer.StatusCode == http.StatusGone {
		return refused(desk.CodeGone)
	}
	return answered(answer.StatusCode)
}

// noService says it of push services in words of their own: in a closed network
// there is none, and that is no fault of a server.
func noService(err error) error {
	if lanna.CodeOf(err) == "wake-unreachable" {
		return failed("wake-push-unreachable")
	}
	return err
}
