package wake

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"lanna/desk"
)

// SMTP says how the node sends mail.
type SMTP struct {
	Server       string `json:"server"` // mail.example:587
	From         string `json:"from"`
	User         string `json:"user"`
	PasswordFile string `json:"password_file"`
	TLS          string `json:"tls"` // starttls (the default), tls (from the first byte), none (loopback alone)
}

// smtpLimit is how long one mail may take, whatever the server does.
const smtpLimit = 20 * time.Second

// An Email wakes by SMTP. Each mail has a connection of its own.
type Email struct {
	host, from string
	options    []mail.Option
	limit      time.Duration
}

func newEmail(s SMTP, dir string) (*Email, error) {
	host, port, err := net.SplitHostPort(s.Server)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	e := &Email{host: host, from: s.From, limit: smtpLimit, options: []mail.Option{mail.WithPort(int(number)), mail.WithTimeout(smtpLimit)}}
	switch {
	case s.TLS == "" || s.TLS == "starttls":
		e.options = append(e.options, mail.WithTLSPolicy(mail.TLSMandatory))
	case s.TLS == "tls":
		e.options = append(e.options, mail.WithSSL())
	case s.TLS == "none" && (host == "localhost" || net.ParseIP(host).IsLoopback()):
		e.options = append(e.options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		return nil, fmt.Errorf("tls: %w", os.ErrInvalid)
	}
	if s.User != "" {
		password, err := secret(dir, s.PasswordFile)
		if err != nil {
			return nil, err
		}
		e.options = append(e.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(string(password)))
	}
	return e, mail.NewMsg().From(s.From)
}

// Wake sends one mail. A server that takes no more from this sender, or knows no
// such receiver, is not asked again; whatever else goes wrong is.
func (e *Email) Wake(ctx context.Context, m desk.WakeMessage) error {
	ctx, cancel := context.WithTimeout(ctx, e.limit)
	defer cancel()
	msg := mail.NewMsg()
	if msg.From(e.from) != nil || msg.To(m.To) != nil {
		return refused("wake-address")
	}
	subject, body := words(m)
	msg.Subject(subject)
	msg.SetBodyString(mail.TypeTextPlain, body)
	msg.SetMessageIDWithValue(m.ID + "@" + domain(e.from))
	msg.SetImportance(mail.ImportanceUrgent)
	client, err := mail.NewClient(e.host, e.options...)
	if err != nil {
		return refused("wake-server")
	}
	if err := untilDone(ctx, func() error { return sendBy(ctx, client, msg) }); err != nil {
		return smtpError(ctx, err)
	}
	return nil
}

// sendBy sends one mail. Once the server has taken it, how the two part is no
// error: it would be sent again.
func sendBy(ctx context.Context, client *mail.Client, msg *mail.Msg) error {
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	return client.Send(msg)
}

// untilDone gives up on f when ctx ends, whatever f waits for.
func untilDone(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func smtpError(ctx context.Context, err error) error {
	var s *mail.SendError
	var n net.Error
	switch {
	case ctx.Err() != nil || errors.As(err, &n) && n.Timeout():
		return failed("wake-timeout")
	case errors.As(err, &s) && !s.IsTemp() && s.ErrorCode() >= 500:
		return refused("wake-refused")
	case errors.As(err, &s):
		return failed("wake-refused")
	}
	return failed("wake-unreachable")
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
