package draw

import (
	"fmt"
	"os"
	"sort"
	"sync"

	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
)

// A Family is a font that the exercise draws with, where Debian puts it and
// which package brings it. Bold is optional: without it bold text is drawn in
// the regular face.
type Family struct {
	Name      string // as written into the ground truth
	Package   string // Debian package
	Path      string
	Bold      string
	Index     int      // face within a collection (.ttc)
	Languages []string // languages that it is chosen for; none: only a fallback
}

const (
	noto  = "/usr/share/fonts/truetype/noto/"
	cjk   = "/usr/share/fonts/opentype/noto/"
	other = "/usr/share/fonts/truetype/"
)

// families in a fixed order, because the seed chooses among them by place.
var families = []Family{
	{"Noto Sans CJK SC", "fonts-noto-cjk", cjk + "NotoSansCJK-Regular.ttc", cjk + "NotoSansCJK-Bold.ttc", 2, []string{"zh"}},
	{"WenQuanYi Zen Hei", "fonts-wqy-zenhei", other + "wqy/wqy-zenhei.ttc", "", 0, []string{"zh"}},
	{"WenQuanYi Micro Hei", "fonts-wqy-microhei", other + "wqy/wqy-microhei.ttc", "", 0, []string{"zh"}},
	{"Noto Serif CJK SC", "fonts-noto-cjk", cjk + "NotoSerifCJK-Regular.ttc", cjk + "NotoSerifCJK-Bold.ttc", 2, []string{"zh"}},
	{"AR PL UMing CN", "fonts-arphic-uming", other + "arphic/uming.ttc", "", 0, []string{"zh"}},
	{"AR PL UKai CN", "fonts-arphic-ukai", other + "arphic/ukai.ttc", "", 0, []string{"zh"}},

	{"Noto Sans", "fonts-noto-core", noto + "NotoSans-Regular.ttf", noto + "NotoSans-Bold.ttf", 0, []string{"en"}},
	{"DejaVu Sans", "fonts-dejavu-core", other + "dejavu/DejaVuSans.ttf", other + "dejavu/DejaVuSans-Bold.ttf", 0, []string{"en"}},
	{"Liberation Sans", "fonts-liberation", other + "liberation/LiberationSans-Regular.ttf", other + "liberation/LiberationSans-Bold.ttf", 0, []string{"en"}},
	{"Liberation Serif", "fonts-liberation", other + "liberation/LiberationSerif-Regular.ttf", other + "liberation/LiberationSerif-Bold.ttf", 0, []string{"en"}},
	{"DejaVu Serif", "fonts-dejavu-core", other + "dejavu/DejaVuSerif.ttf", other + "dejavu/DejaVuSerif-Bold.ttf", 0, []string{"en"}},
	{"Noto Serif", "fonts-noto-core", noto + "NotoSerif-Regular.ttf", noto + "NotoSerif-Bold.ttf", 0, []string{"en"}},

	{"Noto Sans Thai", "fonts-noto-core", noto + "NotoSansThai-Regular.ttf", noto + "NotoSansThai-Bold.ttf", 0, []string{"th"}},
	{"Noto Sans Thai UI", "fonts-noto-ui-core", noto + "NotoSansThaiUI-Regular.ttf", noto + "NotoSansThaiUI-Bold.ttf", 0, []string{"th"}},
	{"Noto Serif Thai", "fonts-noto-core", noto + "NotoSerifThai-Regular.ttf", noto + "NotoSerifThai-Bold.ttf", 0, []string{"th"}},
	{"Loma", "fonts-tlwg-loma-ttf", other + "tlwg/Loma.ttf", other + "tlwg/Loma-Bold.ttf", 0, []string{"th"}},
	{"Garuda", "fonts-tlwg-garuda-ttf", other + "tlwg/Garuda.ttf", other + "tlwg/Garuda-Bold.ttf", 0, []string{"th"}},
	{"Umpush", "fonts-tlwg-umpush-ttf", other + "tlwg/Umpush.ttf", other + "tlwg/Umpush-Bold.ttf", 0, []string{"th"}},

	{"Noto Sans Myanmar", "fonts-noto-core", noto + "NotoSansMyanmar-Regular.ttf", noto + "NotoSansMyanmar-Bold.ttf", 0, []string{"my"}},
	{"Padauk", "fonts-sil-padauk", other + "padauk/Padauk-Regular.ttf", other + "padauk/Padauk-Bold.ttf", 0, []string{"my"}},
	{"Noto Sans Myanmar UI", "fonts-noto-ui-core", noto + "NotoSansMyanmarUI-Regular.ttf", noto + "NotoSansMyanmarUI-Bold.ttf", 0, []string{"my"}},
	{"Noto Serif Myanmar", "fonts-noto-core", noto + "NotoSerifMyanmar-Regular.ttf", noto + "NotoSerifMyanmar-Bold.ttf", 0, []string{"my"}},

	{"Noto Sans Lao", "fonts-noto-core", noto + "NotoSansLao-Regular.ttf", noto + "NotoSansLao-Bold.ttf", 0, []string{"lo"}},
	{"Phetsarath OT", "fonts-lao", other + "lao/Phetsarath_OT.ttf", "", 0, []string{"lo"}},
	{"Noto Sans Lao UI", "fonts-noto-ui-core", noto + "NotoSansLaoUI-Regular.ttf", noto + "NotoSansLaoUI-Bold.ttf", 0, []string{"lo"}},
	{"Noto Serif Lao", "fonts-noto-core", noto + "NotoSerifLao-Regular.ttf", noto + "NotoSerifLao-Bold.ttf", 0, []string{"lo"}},

	{"Noto Sans Symbols 2", "fonts-noto-core", noto + "NotoSansSymbols2-Regular.ttf", "", 0, nil},
}

// fallbacks are asked, in this order, for a sign that the chosen font lacks.
var fallbacks = []string{
	"Noto Sans", "Noto Sans CJK SC", "Noto Sans Thai", "Noto Sans Myanmar", "Noto Sans Lao",
	"DejaVu Sans", "Noto Sans Symbols 2",
}

// Families lists the fonts that pictures in a language are drawn with.
func Families(language string) []Family {
	var out []Family
	for _, f := range families {
		for _, l := range f.Languages {
			if l == language {
				out = append(out, f)
			}
		}
	}
	return out
}

// Packages names the Debian packages that bring all fonts of the exercise.
func Packages() []string {
	seen := map[string]bool{}
	var out []string
	for _, f := range families {
		if !seen[f.Package] {
			seen[f.Package] = true
			out = append(out, f.Package)
		}
	}
	sort.Strings(out)
	return out
}

// A MissingFontError says which Debian package brings a font that is absent.
type MissingFontError struct {
	Family, Package, Path string
}

func (e *MissingFontError) Error() string {
	return fmt.Sprintf("font %s is not at %s: apt-get install %s", e.Family, e.Path, e.Package)
}

// Missing reports the fonts that are absent, all at once, so that one apt-get
// mends them.
func Missing() []*MissingFontError {
	var out []*MissingFontError
	for _, f := range families {
		for _, p := range []string{f.Path, f.Bold} {
			if p == "" {
				continue
			}
			if _, err := os.Stat(p); err != nil {
				out = append(out, &MissingFontError{f.Name, f.Package, p})
			}
		}
	}
	return out
}

func familyByName(name string) (Family, error) {
	for _, f := range families {
		if f.Name == name {
			return f, nil
		}
	}
	return Family{}, fmt.Errorf("draw: no font is called %q", name)
}

// A font.Font may be shared between goroutines, a font.Face may not: fonts are
// kept for the process, faces by each Pen.
var loaded struct {
	sync.Mutex
	fonts map[string]*font.Font
}

func load(f Family, bold bool) (*font.Font, error) {
	path := f.Path
	if bold && f.Bold != "" {
		path = f.Bold
	}
	loaded.Lock()
	defer loaded.Unlock()
	if ft := loaded.fonts[path]; ft != nil {
		return ft, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, &MissingFontError{f.Name, f.Package, path}
	}
	defer file.Close()
	loaders, err := ot.NewLoaders(file)
	if err != nil {
		return nil, fmt.Errorf("draw: %s: %w", path, err)
	}
	if f.Index >= len(loaders) {
		return nil, fmt.Errorf("draw: %s holds %d faces, face %d is asked for", path, len(loaders), f.Index)
	}
	ft, err := font.NewFont(loaders[f.Index])
	if err != nil {
		return nil, fmt.Errorf("draw: %s: %w", path, err)
	}
	if loaded.fonts == nil {
		loaded.fonts = map[string]*font.Font{}
	}
	loaded.fonts[path] = ft
	return ft, nil
}
