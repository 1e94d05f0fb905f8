package names

// MaxRunes is the longest name that is read; what follows is cut off and
// [Name.Cut] says so. The longest name on an identity document that we know of
// has 190 letters.
const MaxRunes = 240

// maxParts bounds what comparing two names can cost.
const maxParts = 16

// A Script is the script that most letters of a name are in.
type Script uint8

// The scripts that are told apart.
const (
	NoScript Script = iota
	Latin
	Han
	Thai
	Burmese
	Lao
	Khmer
	Cyrillic
	Arabic
	Hangul
	OtherScript
)

var scriptNames = [...]string{"none", "Latn", "Hani", "Thai", "Mymr", "Laoo", "Khmr", "Cyrl", "Arab", "Hang", "Zyyy"}

// String gives the code of ISO 15924, "none" or, for any other script, "Zyyy".
func (s Script) String() string { return scriptNames[s] }

// A Role is what a part is in its name, as far as its writing tells.
type Role uint8

// The roles of parts.
const (
	Unknown  Role = iota
	Given         // in Thai and Lao the first part; in Han what follows the surname
	Surname       // family name
	Initial       // a single letter that stands for a name
	Particle      // bin, al, de, van: binds, and tells little by itself
	Titular       // in front of a Burmese, Shan or Karen name: a title or a part
)

var roleNames = [...]string{"unknown", "given", "surname", "initial", "particle", "titular"}

func (r Role) String() string { return roleNames[r] }

// A System is a way of reading signs into Latin letters.
type System uint8

// The systems of reading.
const (
	AsWritten  System = iota
	Pinyin            // Mandarin, Hanyu Pinyin
	WadeGiles         // Mandarin, Wade-Giles as in Taiwan's passports
	Cantonese         // Hong Kong's official and common spellings
	MinNan            // Hokkien and Teochew, as in Singapore and Malaysia, and Pe̍h-ōe-jī
	Hakka             // Hakka, as in Malaysia and Taiwan
	Korean            // Sino-Korean
	Vietnamese        // Sino-Vietnamese
	Foreign           // a foreign name written with Han signs for their sound
	ThaiSounds        // royal system and free spellings
	LaoSounds
	MyanmarSounds // Myanmar Language Commission and free spellings
	KhmerSounds
	Transcribed // any other script, letter for letter
	systems
)

var systemNames = [...]string{"as-written", "pinyin", "wade-giles", "cantonese", "min-nan", "hakka", "korean", "vietnamese", "foreign", "thai", "lao", "myanmar", "khmer", "transcribed"}

func (s System) String() string { return systemNames[s] }

// A Unit is a syllable or sign and the spellings that it may have, in folded
// letters (see [Letters]); the likeliest first. An empty spelling means that it
// may be silent. Forms are shared between names and must not be changed.
type Unit struct {
	Text  string
	Forms []string
	Key   uint32 // of forms out of a table, below [UnitKeys]; 0 where they are of this text alone
}

// A Sound is a part read in one system.
type Sound struct {
	System System
	Units  []Unit
}

// Primary is the likeliest spelling, in folded letters.
func (s Sound) Primary() string {
	var out []byte
	for _, u := range s.Units {
		if len(u.Forms) > 0 {
			out = append(out, u.Forms[0]...)
		}
	}
	return string(out)
}

// A Part is one piece of a name.
type Part struct {
	Text    string // as written, normalised
	Role    Role
	Letters string  // folded letters of the part itself, or of its likeliest reading
	Joined  bool    // stood joined by a hyphen to the part before
	Sounds  []Sound // none where the part is in Latin letters
}

// A Name is a name that was read.
type Name struct {
	Written string // as given, cut to MaxRunes
	Text    string // normalised: NFC, Burmese and Lao in order, digits folded
	Script  Script
	Parts   []Part
	Aside   []string // titles and honorifics, as written
	Comma   bool     // "SURNAME, Given": the first parts are the surname
	Zawgyi  bool     // Text was read from Zawgyi; Written is untouched
	Cut     bool     // longer than MaxRunes, or of too many parts
	Signs   string   // Han: all signs simplified, without blanks; other unspaced scripts: the text without blanks
	Foreign bool     // Han: written as foreign names are
	Others  []*Name  // other spellings that stood in the same field, or another reading of the encoding
}

// Empty reports whether nothing was found that could be compared: only digits,
// signs or emoji.
func (n *Name) Empty() bool { return len(n.Parts) == 0 }
