package desk

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	zxcvbn "github.com/ccojocar/zxcvbn-go"
	"golang.org/x/crypto/argon2"

	"lanna"
)

// PasswordCost is what one guess of a password costs (argon2id, RFC 9106).
type PasswordCost struct {
	Time    uint32 // passes
	Memory  uint32 // KiB
	Threads uint8
}

// DefaultPasswordCost is the work of RFC 9106's second choice less a third (64
// MiB in two passes) done in half the memory, so that a node stays under 100 MB
// while somebody signs in, and on one core, so that who guesses leaves the others
// to the pages. OWASP's password storage cheat sheet asks for no less than 19 MiB
// and two passes. BenchmarkPassword shows what it costs here.
var DefaultPasswordCost = PasswordCost{Time: 4, Memory: 32 << 10, Threads: 1}

const (
	minPassword = 10  // characters
	maxPassword = 512 // bytes
	saltLength  = 16
	hashLength  = 32
)

// weakest is what a new password has to be harder than, in bits: 10^8 guesses,
// where zxcvbn begins to call a password fair. Its lists hold the passwords, names
// and words that are tried first.
const weakest = 26.6

// looked is how many characters of a password are held against the lists; the
// work grows with the cube of them.
const looked = 40

// checkNewPassword refuses one that is too short, and one that is guessed soon,
// made of the officer's own login or the house's own words included (NIST SP
// 800-63B, 5.1.1.2).
func checkNewPassword(p, login string) error {
	if utf8.RuneCountInString(p) < minPassword || len(p) > maxPassword {
		return &lanna.Error{Kind: lanna.Invalid, Code: "password-length"}
	}
	own := append(strings.FieldsFunc(strings.ToLower(login), notLetter), "lanna", "chiangmai", "police", "centre")
	if runes := []rune(p); zxcvbn.PasswordStrength(string(runes[:min(len(runes), looked)]), own).Entropy < weakest {
		return &lanna.Error{Kind: lanna.Invalid, Code: "password-guessed"}
	}
	return nil
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// derive makes guesses wait for one another: each holds 32 MiB for a moment,
// and a node must not need that a hundred times.
func (d *Desk) derive(c PasswordCost, password string, salt []byte) []byte {
	d.hashing.Lock()
	defer d.hashing.Unlock()
	return argon2.IDKey([]byte(password), salt, c.Time, c.Memory, c.Threads, hashLength)
}

func (d *Desk) passwordCost() PasswordCost {
	if d.cfg.Password == (PasswordCost{}) {
		return DefaultPasswordCost
	}
	return d.cfg.Password
}

// hash returns the hash of a password in the PHC string format.
func (d *Desk) hash(password string) string {
	c := d.passwordCost()
	salt := make([]byte, saltLength)
	rand.Read(salt)
	return c.String() + encode(salt) + "$" + encode(d.derive(c, password, salt))
}

// String returns the beginning of a hash in the PHC string format.
func (c PasswordCost) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, c.Memory, c.Time, c.Threads)
}

func encode(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

// A passwordHash is a stored hash, taken apart.
type passwordHash struct {
	cost PasswordCost
	salt []byte
	key  []byte
}

func parseHash(s string) (passwordHash, bool) {
	var h passwordHash
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.cost.Memory, &h.cost.Time, &h.cost.Threads); err != nil {
		return h, false
	}
	var err, err2 error
	h.salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	return h, err == nil && err2 == nil && len(h.key) == hashLength && h.cost.Time > 0 && h.cost.Threads > 0
}

// matches reports whether the password is the one that was hashed. An empty
// hash matches nothing and costs as much as any other.
func (d *Desk) matches(hash, password string) bool {
	h, ok := parseHash(hash)
	if !ok {
		h = passwordHash{cost: d.passwordCost(), salt: make([]byte, saltLength), key: make([]byte, hashLength)}
	}
	key := d.derive(h.cost, password[:min(len(password), maxPassword)], h.salt)
	return subtle.ConstantTimeCompare(key, h.key) == 1 && ok && len(password) <= maxPassword
}
