package desk

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"slices"

	"lanna"
	"lanna/store"
)

// WakePush wakes by a push service, which the officer's own browser chose.
const WakePush = "push"

// CodeGone is the code of a Pusher's error where the push service says that the
// browser is subscribed no more: it is taken out and never tried again.
const CodeGone = "wake-gone"

// maxPushes is how many browsers an officer may be woken on.
const maxPushes = 5

// pushKey names the setting that holds the node's key towards push services
// (RFC 8292); pushPrefix begins those that hold the browsers of an officer. Both
// are secrets: who knows an endpoint can send to it. So they lie beside passkeys
// in the encrypted database, not in a statement, and are gone when taken out.
const (
	pushKey    = "push-key"
	pushPrefix = "push/"
)

func pushes(officer lanna.OfficerID) string { return pushPrefix + officer.String() }

// A Pusher is a Waker that sends to browsers.
type Pusher interface {
	Waker
	Takes(endpoint string) error                             // why the node never sends there; nil: it does
	KeyFrom(func(context.Context) (*ecdh.PrivateKey, error)) // hands over where the node's key is; called once, first
}

// A Push is a browser of an officer that a push service reaches.
type Push struct {
	Endpoint string       `json:"endpoint"` // https address at the push service
	Key      string       `json:"p256dh"`   // of the browser: point on P-256, uncompressed, base64url (RFC 8291)
	Auth     string       `json:"auth"`     // 16 bytes that the browser drew, base64url
	Device   string       `json:"device"`   // which browser it is, for the officer's eyes
	Since    lanna.Millis `json:"since"`
}

// Name is what a form calls the browser by: it tells nothing of the endpoint.
func (p *Push) Name() string {
	d := sha256.Sum256([]byte(p.Endpoint))
	return hex.EncodeToString(d[:16])
}

func (p *Push) way() Way { return Way{Via: WakePush, To: p.Endpoint, Keys: p.Key + "." + p.Auth} }

// check returns why nothing could be sealed to the browser or sent to it.
func (p *Push) check() error {
	u, err := url.Parse(p.Endpoint)
	key, bad := base64.RawURLEncoding.DecodeString(p.Key)
	auth, worse := base64.RawURLEncoding.DecodeString(p.Auth)
	if err == nil && bad == nil {
		_, bad = ecdh.P256().NewPublicKey(key)
	}
	if err != nil || bad != nil || worse != nil || len(auth) != 16 || len(p.Endpoint) > 1000 || len(p.Device) > 200 || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "push-malformed"}
	}
	return nil
}

func (d *Desk) pusher() (Pusher, error) {
	if p, ok := d.cfg.Wakers[WakePush].(Pusher); ok {
		return p, nil
	}
	return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "wake-not-set-up"}
}

// giveKeys tells senders to browsers where the node's key is.
func (d *Desk) giveKeys() {
	if p, err := d.pusher(); err == nil {
		p.KeyFrom(d.pushKey)
	}
}

func (d *Desk) pushKey(ctx context.Context) (*ecdh.PrivateKey, error) {
	raw, err := d.secret(ctx, pushKey, func() ([]byte, error) {
		k, err := ecdh.P256().GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return k.Bytes(), nil
	})
	if err != nil {
		return nil, err
	}
	k, err := ecdh.P256().NewPrivateKey(raw)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "push-key"}
	}
	return k, nil
}

// PushKey returns the public key by which push services know this node, base64url,
// as a browser wants it to subscribe. It is Unavailable "wake-not-set-up" where
// the node sends to no browser.
func (d *Desk) PushKey(ctx context.Context) (string, error) {
	if _, err := d.pusher(); err != nil {
		return "", err
	}
	k, err := d.pushKey(ctx)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(k.PublicKey().Bytes()), nil
}

// Pushes returns the actor's own browsers, the oldest first.
func (d *Desk) Pushes(ctx context.Context, by Actor) (list []Push, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err = pushesOf(r, by.Officer)
		return err
	})
	return list, storeError(err)
}

func pushesOf(r store.Reader, officer lanna.OfficerID) ([]Push, error) {
	return pushesIn(r, pushes(officer))
}

// pushesIn reads the setting of that name; one that is not there holds none.
func pushesIn(r store.Reader, name string) (list []Push, err error) {
	b, err := r.Meta(name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	return list, err
}

// AddPush has the actor woken on one more of the own browsers; the same one again
// takes the place of what was kept of it.
func (d *Desk) AddPush(ctx context.Context, by Actor, p Push) error {
	to, err := d.pusher()
	if err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	if err := to.Takes(p.Endpoint); err != nil {
		return err
	}
	p.Since = d.Now()
	return d.setPushes(ctx, by, by.Officer, "account.push", func(list []Push) ([]Push, error) {
		list = append(slices.DeleteFunc(list, func(o Push) bool { return o.Endpoint == p.Endpoint }), p)
		if len(list) > maxPushes {
			return nil, &lanna.Error{Kind: lanna.Invalid, Code: "wake-ways-many"}
		}
		return list, nil
	})
}

// DropPush has the actor woken no more on the browser of that name. What was kept
// of it is gone from the database with it. Others tells that another officer is
// woken on the same browser.
func (d *Desk) DropPush(ctx context.Context, by Actor, name string) (others bool, err error) {
	var gone Push
	err = d.setPushes(ctx, by, by.Officer, "account.push", func(list []Push) ([]Push, error) {
		i := slices.IndexFunc(list, func(p Push) bool { return p.Name() == name })
		if i < 0 {
			return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
		}
		gone = list[i]
		return slices.Delete(list, i, i+1), nil
	})
	if err != nil {
		return false, err
	}
	return d.pushedElsewhere(ctx, gone.Endpoint)
}

func (d *Desk) pushedElsewhere(ctx context.Context, endpoint string) (found bool, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		names, err := r.MetaNames(pushPrefix)
		for _, name := range names {
			list, bad := pushesIn(r, name)
			err = errors.Join(err, bad)
			found = found || slices.ContainsFunc(list, func(p Push) bool { return p.Endpoint == endpoint })
		}
		return err
	})
	return found, storeError(err)
}

// pushGone takes out, by rule, a browser that is subscribed no more.
func (d *Desk) pushGone(ctx context.Context, officer lanna.OfficerID, endpoint string) error {
	return d.setPushes(ctx, byRule(ruleWake), officer, "push.gone", func(list []Push) ([]Push, error) {
		return slices.DeleteFunc(list, func(p Push) bool { return p.Endpoint == endpoint }), nil
	})
}

// setPushes changes the browsers of an officer, with a leaf of the log that says
// that it was done and by whom.
func (d *Desk) setPushes(ctx context.Context, by Actor, officer lanna.OfficerID, act string, f func([]Push) ([]Push, error)) error {
	err := d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		list, err := pushesOf(tx, officer)
		if err == nil {
			list, err = f(list)
		}
		if err != nil {
			return err
		}
		var raw []byte
		if len(list) > 0 {
			if raw, err = json.Marshal(list); err != nil {
				return err
			}
		}
		return tx.SetMeta(pushes(officer), raw)
	})
	if err != nil {
		return storeError(err)
	}
	return d.trace(ctx, lanna.Session, by, Why{}, act, "ok", sight{records: []lanna.RecordID{officer}})
}

// reached gives each officer their browsers too, before the ways that they named:
// one that takes a push takes it at once.
func reached(r store.Reader, list []Actor) error {
	for i := range list {
		p, err := pushesOf(r, list[i].Officer)
		if err != nil {
			return err
		}
		ways := make([]Way, 0, len(p)+len(list[i].Wake))
		for k := range p {
			ways = append(ways, p[k].way())
		}
		list[i].Wake = append(ways, list[i].Wake...)
	}
	return nil
}
