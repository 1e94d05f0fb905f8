package backup

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"lanna"
	"lanna/blob"
)

// Prune removes the backups of a folder that were made before a time, but never
// the newest, and then the pictures that no backup lists any more. It returns
// the folders that went, and how many pictures.
func Prune(dir string, before time.Time) (gone []string, pictures int, err error) {
	list, err := List(dir)
	if err != nil { // one that cannot be read may list pictures
		return nil, 0, err
	}
	kept := map[lanna.Digest]bool{}
	for i := range list {
		f := &list[i]
		if i < len(list)-1 && f.Made.Time().Before(before) {
			gone = append(gone, f.Path)
			continue
		}
		if err := f.eachBlob(func(b blob.Found) error { kept[b.Name] = true; return nil }); err != nil {
			return nil, 0, err
		}
	}
	for _, path := range gone {
		// Without its manifest it is none, wherever removing it is cut off.
		if err := errors.Join(os.Remove(filepath.Join(path, manifestFile)), os.RemoveAll(path)); err != nil {
			return gone, 0, err
		}
	}
	if len(list) == 0 {
		return gone, 0, nil
	}
	from, err := blob.NewFolder(filepath.Join(dir, blobFolder))
	if err != nil {
		return gone, 0, err
	}
	err = from.Each(func(b blob.Found) error {
		if kept[b.Name] {
			return nil
		}
		pictures++
		return from.Remove(b.Name)
	})
	return gone, pictures, err
}
