// Package wake sends the messages by which officers are woken: e-mail, a
// webhook before an SMS gateway or a chat, the push service of a browser, a bell
// program of this machine. Whom
// and when is the desk's to decide; what a message may say is all that
// desk.WakeMessage holds. No secret, no address and no answer of a server
// stands in an error: they end in the log.
package wake

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"lanna"
	"lanna/desk"
)

// A File is the settings of the node's senders, JSON. What is not named is not
// used. Paths of files are relative to the file's own folder.
type File struct {
	SecondWay string          `json:"second_way_after"` // as in "3m"; "": desk.DefaultSecondWake
	SMTP      *SMTP           `json:"smtp"`
	Webhook   *WebhookSetting `json:"webhook"`
	Bell      *BellSetting    `json:"bell"`
	Push      *PushSetting    `json:"push"`
	Inside    []string        `json:"inside"` // the agency's own networks in which a webhook or a push service may lie: 10.20.30.0/24
	Proxy     string          `json:"proxy"`  // through which webhooks and push services are reached: http://proxy.agency.example:3128
}

// A Setting is what node hands to the desk.
type Setting struct {
	Wakers map[string]desk.Waker
	Second lanna.Millis
	reach  []reach
}

// Blocked returns the hosts that the node would refuse to dial, because they lie in
// a network that Inside does not name.
func (s *Setting) Blocked(ctx context.Context) (hosts []string) {
	for _, r := range s.reach {
		hosts = append(hosts, r.blocked(ctx)...)
	}
	return hosts
}

// Read reads a settings file. An error says which entry is wrong, and shows no secret.
func Read(path string) (Setting, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return Setting{}, err
	}
	var f File
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return Setting{}, &Malformed{"file", err}
	}
	return f.setting(filepath.Dir(path))
}

// A Malformed entry is one that cannot be used.
type Malformed struct {
	Entry string
	Err   error
}

func (m *Malformed) Error() string { return "waking, " + m.Entry + ": " + m.Err.Error() }

// Unwrap returns why.
func (m *Malformed) Unwrap() error { return m.Err }

func (f *File) setting(dir string) (Setting, error) {
	out := Setting{Wakers: map[string]desk.Waker{}}
	if f.SecondWay != "" {
		d, err := time.ParseDuration(f.SecondWay)
		if err != nil || d < time.Second {
			return out, &Malformed{"second_way_after", os.ErrInvalid}
		}
		out.Second = lanna.Millis(d.Milliseconds())
	}
	if f.SMTP != nil {
		w, err := newEmail(*f.SMTP, dir)
		if err != nil {
			return out, &Malformed{"smtp", err}
		}
		out.Wakers[desk.WakeEmail] = w
	}
	around, err := newReach(f.Inside, f.Proxy)
	if err != nil {
		return out, &Malformed{"inside or proxy", err}
	}
	if f.Webhook != nil {
		w, err := newWebhook(*f.Webhook, around, dir)
		if err != nil {
			return out, &Malformed{"webhook", err}
		}
		out.Wakers[desk.WakeWebhook], out.reach = w, append(out.reach, w.reach)
	}
	if f.Push != nil {
		w, err := newPush(*f.Push, around)
		if err != nil {
			return out, &Malformed{"push", err}
		}
		out.Wakers[desk.WakePush], out.reach = w, append(out.reach, around.to(f.Push.Hosts...))
	}
	if f.Bell != nil {
		if !filepath.IsAbs(f.Bell.Program) {
			return out, &Malformed{"bell", os.ErrInvalid}
		}
		out.Wakers[desk.WakeBell] = Bell{f.Bell.Program}
	}
	return out, nil
}

// secret reads a file that holds one secret.
func secret(dir, path string) ([]byte, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	b, err := os.ReadFile(path)
	return bytes.TrimSpace(b), err
}

// failed is an error that is tried again; the code is all that is shown of it.
func failed(code string) error { return &lanna.Error{Kind: lanna.Unavailable, Code: code} }

// refused is an error that no repeat mends.
func refused(code string) error { return &lanna.Error{Kind: lanna.Invalid, Code: code} }
