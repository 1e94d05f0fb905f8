package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"filippo.io/age"

	"lanna"
	"lanna/blob"
	"lanna/store"
)

// Check reads every file of a backup and compares sizes and digests, pictures
// too. It needs no identity.
func (f *Found) Check(ctx context.Context) error {
	if err := errors.Join(f.check(storeFile, f.Store), f.check(listFile, f.Manifest.Blobs)); err != nil {
		return err
	}
	here := filepath.Join(f.folder(), blobFolder)
	return f.eachBlob(func(b blob.Found) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := b.Name.String()
		got, err := measure(filepath.Join(here, name[:2], name))
		if err != nil || got != (Part{b.Size, b.Name}) {
			return damaged("picture "+name+" is missing or not what its name says", err)
		}
		return nil
	})
}

// ReadStore puts a backup's store into an empty one of any engine. Views are not
// made. progress is told how many of how many statements are done.
func (f *Found) ReadStore(ctx context.Context, to store.Store, with []age.Identity, progress func(done, total int64)) error {
	if err := f.check(storeFile, f.Store); err != nil {
		return err
	}
	file, err := os.Open(filepath.Join(f.Path, storeFile))
	if err != nil {
		return err
	}
	defer file.Close() // read only
	plain, err := age.Decrypt(file, with...)
	if err != nil {
		return identityError(err)
	}
	got, err := read(ctx, plain, to, func(n int64) { progress(n, f.Statements) })
	if err == nil && got != f.Counts {
		err = damaged("it does not hold what the manifest says", nil)
	}
	return err
}

func identityError(err error) error {
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return ErrIdentity
	}
	return damaged("it cannot be decrypted", err)
}

// CopyBlobs copies a backup's pictures to a folder. Each is checked against its name.
func (f *Found) CopyBlobs(ctx context.Context, to *blob.Store) error {
	if err := f.check(listFile, f.Manifest.Blobs); err != nil {
		return err
	}
	from, err := blob.NewFolder(filepath.Join(f.folder(), blobFolder))
	if err != nil {
		return err
	}
	return f.eachBlob(func(b blob.Found) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := from.CopyTo(to, b)
		if errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrDamaged) {
			return damaged("picture "+b.Name.String()+" is missing or not what its name says", err)
		}
		return err
	})
}

// OfRoot refuses a backup of another agency than the root's.
func (f *Found) OfRoot(agency lanna.AgencyID) error {
	if f.Agency != agency {
		return ErrForeign
	}
	return nil
}
