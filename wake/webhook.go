package wake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"lanna"
	"lanna/desk"
)

// A WebhookSetting says where the node may post, and how receivers know it.
type WebhookSetting struct {
	Hosts   []string `json:"hosts"`    // host or host:port, as in the addresses of officers; no other is posted to
	KeyFile string   `json:"key_file"` // at least 16 bytes, shared with the receivers
}

// webhookLimit is how long one post may take.
const webhookLimit = 15 * time.Second

// A Webhook posts to an SMS gateway or a chat.
type Webhook struct {
	reach  reach
	key    []byte
	client *http.Client
}

func newWebhook(s WebhookSetting, r reach, dir string) (*Webhook, error) {
	key, err := secret(dir, s.KeyFile)
	if err != nil {
		return nil, err
	}
	if len(key) < 16 || len(s.Hosts) == 0 {
		return nil, os.ErrInvalid
	}
	r = r.to(s.Hosts...)
	return &Webhook{reach: r, key: key, client: r.client(webhookLimit)}, nil
}

// A Body is what is posted, version 1 (docs/run/waking.md).
type Body struct {
	Version  int            `json:"version"`
	ID       string         `json:"id"` // the same in every repeat
	Record   lanna.RecordID `json:"record"`
	Label    string         `json:"label"`
	Severity lanna.Severity `json:"severity"`
	Drill    bool           `json:"drill"`
	Rota     bool           `json:"rota,omitempty"`   // no alert: a shift of the rota that the record holds has nobody
	Canary   bool           `json:"canary,omitempty"` // no alert: for an auditor, of a planted record
	Exercise bool           `json:"exercise"`
	Text     string         `json:"text"` // one line in the officer's language, for a gateway that passes it on
}

// Signature is what stands in the header Lanna-Signature: HMAC-SHA-256 over the
// time of the header Lanna-Time, a dot and the body.
func Signature(key []byte, at string, body []byte) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(at + "."))
	h.Write(body)
	return "v1=" + hex.EncodeToString(h.Sum(nil))
}

// Wake posts one message. Any answer of 200 to 299 means that the receiver has
// it.
func (h *Webhook) Wake(ctx context.Context, m desk.WakeMessage) error {
	u, err := url.Parse(m.To)
	if err != nil || !h.reach.allows(u) {
		return refused("wake-host") // the address may hold a secret
	}
	subject, _ := words(m)
	body, err := json.Marshal(Body{1, m.ID, m.Record, m.Label, m.Severity, m.Drill, m.Rota, m.Canary, m.Exercise, subject})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, m.To, bytes.NewReader(body))
	if err != nil {
		return refused("wake-address")
	}
	at := strconv.FormatInt(int64(m.Time)/1000, 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", m.ID)
	r.Header.Set("Lanna-Time", at)
	r.Header.Set("Lanna-Signature", Signature(h.key, at, body))
	return h.post(r)
}

func (h *Webhook) post(r *http.Request) error {
	answer, err := h.client.Do(r)
	if err != nil {
		return unsent(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 4096) // so that the connection can serve again
	return answered(answer.StatusCode)
}

// answered is what a status means: taken, to be tried again, or never.
func answered(code int) error {
	switch {
	case code >= 200 && code < 300:
		return nil
	case code >= 500 || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout:
		return failed("wake-answer-" + strconv.Itoa(code/100) + "xx")
	default:
		return refused("wake-answer-" + strconv.Itoa(code/100) + "xx")
	}
}
