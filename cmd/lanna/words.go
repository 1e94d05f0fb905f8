package main

import (
	"errors"
	"io/fs"

	"lanna"
	"lanna/backup"
	"lanna/node"
	"lanna/store"
)

// inWords says stable codes in plain English. A code that is not here is shown as
// it is.
var inWords = map[string]string{
	"not-found":            "there is no such record, or it is not yours to see",
	"sign-in":              "login or password is wrong",
	"too-many-tries":       "too many tries; wait a minute",
	"disabled":             "this officer may not sign in any more",
	"role":                 "none of the officer's roles may do this",
	"reason-missing":       "this needs a reason: give --reason TEXT",
	"purpose-missing":      "this needs a purpose: give --purpose",
	"acknowledged-already": "a colleague was quicker and has this alert",
	"alert-closed":         "the alert is closed",
	"presumed-victim":      "the person is presumed a victim; a suspicion needs --reason TEXT",
	"checkpoint-none":      "no checkpoint of that writer is held here",
	"certificate-foreign":  "the certificate is of another agency's root",
	"certificate":          "the certificate is malformed or not signed by its root",
	"writer-not-active":    "this node's writer was ended or revoked and signs no more",
	"password-guessed":     "the password is among those that are guessed first; take three or four words that do not belong together",
	"password-length":      "the password has less than 10 characters",
	"officer-unknown":      "there is no such officer",
	"span-empty":           "no entry of the log lies in that span of time",
	"bundle-span":          "the log has no such entries, or they are not signed",
	"own-account":          "nobody changes the rights of their own account",
	"desk-malformed":       "a desk is named with letters, digits, spaces, dots, dashes and underscores",
	"second-signature":     "this takes two: give --with LOGIN of another officer who may do it",
	"recipient-missing":    "it is not said for whom: give --to NAME",
	"copies":               "a run has 1 to 50 copies",
	"print-over":           "the record has changed since it was printed: print it anew",
	"print-not-yours":      "only who printed a copy opens it",
	"paper-form":           "there is no such paper",
	"bulletin-hidden":      "the person is not to be found: no bulletin names them",
	"no-alert":             "the record is no alert",
	"alert-over":           "the alert is closed",
	"pdf-missing":          "this machine has no Chromium: open the page in a browser and print it there",
	"pdf-timeout":          "Chromium took too long and was ended: open the page in a browser and print it there",
	"pdf-failed":           "Chromium could not print: open the page in a browser and print it there",
	"pdf-cut":              "the end of the PDF is missing",
	"pdf-no-file":          "no dossier lies in the PDF: it is none of a dossier, or a program that saved it anew left it out",
	"pdf-two-files":        "more than one file lies in the PDF, so it is not as Lanna made it",
	"pdf-changed":          "the PDF is not as Lanna made it: something in it was changed, or a program saved it anew",
	"pdf-form":             "this Chromium writes a PDF into which no file can be put: open the page in a browser and print it there, the file to check it lies beside it",
	"subject-name":         "it is not said who asks",
	"answer-language":      "the answer is given in the language that the person chose",
	"received-date":        "the day on which it was received lies within the last year",
	"appeal-of-what":       "an appeal names one record and a claim on it: give --about RECORD --claim ID",
	"subject-over":         "the request was answered already",
	"linked-already":       "that record is named already",
	"restriction-of-what":  "the record is not one of the request: lanna subject link",
	"identity-unconfirmed": "nothing is told before it is found that it is the person: lanna subject check",
	"not-done":             "it was not done yet: lanna subject correct or erase, then answer",
	"basis-silent":         "the grounds may not be told: answer nothing-to-tell",
	"appealed-already":     "that is being appealed already",
	"own-decision":         "who said it does not decide on the appeal",
	"subject-days":         "an answer may take 1 to 180 days",
	"review-date":          "the day of review is a date within a year from now",
	"review-later":         "nothing on the record is due before that day",
	"officer-unfit":        "one of the officers may not acknowledge alerts",
	"push-malformed":       "that is no browser that a message could be sealed to",
	"wake-host":            "the node may not send to that host: name it in the file of --waking (docs/run/waking.md)",
	"wake-not-set-up":      "this node is not set up to wake anybody: serve it with --waking FILE (docs/run/waking.md)",
	"wake-way-malformed":   "that is no address that this way can reach: a bare e-mail address, or an https:// address without a password in it",
	"wake-ways-many":       "an officer is woken by five ways at most",
	"role-unknown":         "there is no such role",
	"invitation":           "login or one-time code is wrong, or its time is over",
	"asked-oneself":        "who asked cannot agree: that takes another officer",
	"too-many-persons":     "that would show more persons within an hour than one officer may see alone; nothing was shown, and threats to life stay open to you",
	"canary-malformed":     "a planted person needs --field name=..., --by, and only what is said of a person",
	"canary-name":          "that is an officer's name: take one that nobody has",
	"canary-number":        "somebody on record has that number",
	"more-malformed":       "the number of persons is from 1 to 50,000",
	"policy-malformed":     "the number of persons an hour is from 1 to 1,000,000",
	"asked-already":        "something waits for a second administrator already: lanna officer agree",
	"ask-over":             "nothing waits for a second officer, or not that any more",
	"granted-already":      "the officer holds that already",
	"granted-not":          "the officer does not hold that",
	"disabled-already":     "the officer is disabled already",
	"enabled-already":      "the officer is not disabled",
	"compartment-unknown":  "there is no such compartment",
	"subject-malformed":    "a subject is the issuer, a space, and the subject there",
	"subject-taken":        "that subject is another officer already",
	"login-taken":          "the login is taken",
	"rota-malformed":       "the rota cannot be kept like this: a name is used twice, a time or date is not one, or an officer has two stand-ins",
	"rota-large":           "the rota has more shifts or exceptions than it may hold",
	"rota-changed":         "somebody changed the rota meanwhile; nothing was done",
	"login-malformed":      "a login has lower case letters, digits, dot, dash and underscore, at most 64",
	"backup-place":         "it is not known where to: give --to DIR and --recipient KEY (lanna backup keygen)",
	"backup-damaged":       "the backup is damaged; nothing was changed",
	"backup-version":       "the backup was made by a newer version of lanna; nothing was changed",
	"backup-identity":      "this identity does not open the backup",
	"backup-foreign":       "the backup is of another agency than the root key",
	"backup-none":          "there is no whole backup in this folder",
	"backup-erasures":      "erasures came between again and again; try at a quieter time",
	"backup-full":          "the disk is full; nothing was left half done",
	"backup-folder":        "the folder of backups is not there or cannot be written to",
	"restored-ready":       "the node waits for nobody",
	"restored-waits":       "the node was restored from a backup, and partners have not answered yet what it missed; until then nothing is served",
	"blobs-away":           "the store of the pictures cannot be reached",
	"blobs-refused":        "the store of the pictures refuses the key, or has no such bucket",
	"blobs-folder":         "the folder of the pictures is not there or cannot be written to",
	"blobs-place":          "pictures are kept in a folder, or at s3://BUCKET/PREFIX?endpoint=https://HOST:PORT&region=REGION",
	"blobs-endpoint":       "the address of a bucket needs ?endpoint=https://HOST:PORT, without a key in it",
	"blobs-key-in-place":   "the address of a bucket must not hold its key: put that into a file and name it with --blobs-key",
	"blobs-key-file":       "the file with the key of the bucket is missing or holds none: --blobs-key FILE, with aws_access_key_id and aws_secret_access_key under [default]",
	"blobs-key-open":       "others of this machine may read the file with the key of the bucket: chmod 600",
	"blobs-object-lock":    "the bucket locks its objects, so that nothing can be erased from it",
	"blobs-not-erased":     "the store of the pictures keeps what was removed from it",
	"moved-already":        "it is there already",
	"store-locked":         "the database is in use by another process",
	"node-gone":            "the node ended while it was asked; whether it was done is not known",
	"store-away":           "the database cannot be reached",
	"store-damaged":        "the database is damaged",
	"disk-full":            "the disk is full; nothing was written",
	"file-missing":         "there is no such file",
	"file-empty":           "the file is empty",
	"file-closed":          "the file cannot be opened",
	"file-too-large":       "the file is too large",
	"file-format":          "this is neither a picture (PNG, JPEG, WebP) nor text, whatever its name says",
	"text-too-long":        "the text is longer than 8 MB; cut it into parts",
	"picture-empty":        "the picture is empty",
	"picture-format":       "this is no picture that can be read (PNG, JPEG, WebP), whatever its name says",
	"picture-damaged":      "the picture is cut short or broken",
	"picture-too-large":    "the picture has more than 40 million pixels, or is too large to decode",
	"reader-missing":       "the picture was not read: the reading process (lanna-read) is missing",
	"reader-timeout":       "the picture was not read: reading took too long",
	"reader-failed":        "the picture was not read: the reading process stopped over it",
	"party-unknown":        "no accepted party is named so",
	"party-ambiguous":      "more than one party has this code: name it by its label (N-0002)",
	"nothing-chosen":       "nothing is chosen that may go: lanna release show RECORD --to PARTY says why",
	"withheld":             "this may not go to that party: lanna release show RECORD --to PARTY says why",
	"nobody-holds":         "nobody holds any of it",
	"recall-own":           "within an agency a claim is erased, not recalled: lanna record erase",
	"leave-needed":         "it is another agency's and may not be passed on without its leave: ask with --kind leave",
	"subject-withheld":     "no request carries this: a place, a contact, a reporter, or a compartment",
	"subject-none":         "the record has nothing of these properties that may go",
	"basis-missing":        "a legal basis is needed: give --basis CODE",
	"question-empty":       "the question is empty",
	"county-unknown":       "no desk is staffed for the county of the number: choose one with --desk, or --desk own",
	"request-over":         "the request is over",
	"request-side":         "this is for the other side of the request to do",
	"answer-empty":         "give --answer; lanna request show lists the choices",
	"answer-unknown":       "this is no choice of the request; lanna request show lists them",
	"answers-contradict":   "two of the answers deny each other",
	"too-long":             "the text is longer than 4,096 bytes",
	"courier-full":         "the disk is full; what is on it is whole: take it along or another one, and pack again",
	"courier-read-only":    "the disk cannot be written to",
	"courier-away":         "the disk is not there, or was drawn out",
	"courier-no-folder":    "this is no folder on a disk",
	"hit-quota":            "the day's quota of that party for this purpose does not reach: lanna hit quota",
	"hit-filter-missing":   "no filter of that party is here yet; without one nobody can be asked",
	"hit-purpose":          "that party answers nothing for this purpose: lanna hit quota",
	"hit-sweep":            "the questions look like a sweep and are stopped; another officer lifts it: lanna hit lift",
	"hit-own-sweep":        "nobody lifts their own sweep",
	"hit-name-year":        "a name is asked about with at least the year of birth: give --born",
	"hit-identifier":       "this identifies nobody: it is masked, too short, or no identifier",
	"hit-subjects":         "there is nothing to ask about, or more than one question holds",
	"hit-terms-malformed":  "a filter has 1,024 to 16,777,216 entries, and an hour from 0 to 23",
	"hit-quota-malformed":  "a quota is for rescue, investigation, prosecution or prevention, and not negative",
	"lane-runs":            "no lane from this party is stopped",
	"leave-what":           "say what leave is for: --leave evidence or --leave pass-on",
	"leave-onward":         "leave to pass on is for a third agency: give --onward PARTY",
	"leave-not-held":       "the other does not hold what it asks leave for",
	"outcome-unknown":      "there is no such outcome",
	"views-differ":         "the views that were made anew differ from the stored ones",
	"bench-columns":        "the first line names no columns a, b and label, parted by tabs",
	"bench-line":           "a line has too few columns, or a label that is neither 0 nor 1",
	"bench-empty":          "pairs of one person and pairs of two are both needed",
	"call-malformed":       "the node did not understand: is it of another version?",
	"verb-unknown":         "the node does not know this verb: is it of another version?",
}

// faults are errors without a code of their own: the exit code, what to say,
// and the next command.
var faults = []struct {
	err  error
	code int
	says string
	next string
}{
	{store.ErrPassphrase, denied, "the passphrase does not open this database", "the same command with the right passphrase"},
	{store.ErrLocked, conflict, "the database is in use by another process", "lanna alert list --as LOGIN, which asks the node that is running; other commands wait until it stops"},
	{store.ErrCorrupt, integrity, "the database is damaged; nothing was changed", "restore the newest backup of the data folder"},
	{store.ErrFull, failed, "the disk is full; nothing was written", "lanna doctor"},
	{store.ErrOlder, failed, "the database was made by an older version of lanna; nothing was changed", "lanna upgrade --data DIR"},
	{store.ErrVersion, failed, "the database was made by another version of lanna; nothing was changed", "lanna version, and open it with the one that made it; for a demo, rm -r its folder"},
	{backup.ErrIdentity, denied, "the file holds no age identity", "lanna backup keygen --help"},
	{node.ErrThere, conflict, "the data folder holds a node already", "lanna serve"},
	{node.ErrRoot, denied, "the root key does not open: wrong passphrase, or the file is none", "the same command with the right --root FILE"},
	{store.ErrNotFound, notFound, "there is no node in the data folder", "lanna node init --help"},
	{fs.ErrNotExist, notFound, "", "lanna doctor"},
	{fs.ErrPermission, denied, "", "lanna doctor"},
}

// plain says an error in words for a person. Details that are no words of ours
// follow, where there are any; they hold ids only.
func plain(err error) string {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.Error()
	}
	if e, ok := errors.AsType[*lanna.Error](err); ok {
		said, ok := inWords[e.Code]
		if !ok {
			said, ok = listsInWords[e.Code]
		}
		if ok {
			if e.ID != "" {
				said += " (" + e.ID + ")"
			}
			return said
		}
	}
	for _, f := range faults {
		if errors.Is(err, f.err) && f.says != "" {
			return f.says
		}
	}
	return err.Error()
}
