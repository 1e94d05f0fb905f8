package lanna

// A Property names what a claim says. It is stored with the claim, so a name,
// once used, is never reused for another meaning; new ones are added freely,
// and a node that does not know one keeps it and shows it as unknown.
//
// Names are lower case, words joined by "-", families by ".".
type Property string

// What identifies a person.
const (
	Name        Property = "name"         // as written, in its own script; an honorific stays where it is written as part of the name
	Alias       Property = "alias"        // nickname, code name, chat nickname of the person spoken of
	BirthDate   Property = "birth-date"   // ISO 8601, possibly cut short: 1999, 1999-04, 1999-04-12
	Age         Property = "age"          // whole years at the time of saying
	Sex         Property = "sex"          // f, m, x
	Nationality Property = "nationality"  // ISO 3166-1 alpha-2, or XXA for nobody's national (ICAO 9303, part 3)
	IDResident  Property = "id.cn"        // Chinese resident ID, GB 11643-1999, 15 or 18 signs, * where masked
	IDThai      Property = "id.th"        // Thai national ID, 13 digits
	IDMyanmar   Property = "id.mm"        // Myanmar NRC, in Latin form 12/ABCDEF(N)123456 where it can be mapped, else as written
	IDLao       Property = "id.la"        // Lao identity or family book number, as written
	Passport    Property = "id.passport"  // ICAO 9303 document number, with the issuing state in front where known: CHN:E12345678
	MRZ         Property = "id.mrz"       // machine readable zone, lines joined by \n
	IDOther     Property = "id.other"     // any other number, as written
	Phone       Property = "phone"        // E.164
	Handle      Property = "handle"       // service:value, as in wechat:abc_123
	BankCard    Property = "bank-card"    // digits only
	Wallet      Property = "wallet"       // chain:address
	URL         Property = "url"          // as written, scheme added where it lacks
	Email       Property = "email"        // lower case
	Vehicle     Property = "vehicle"      // number plate, as written
	MarkOnBody  Property = "mark-on-body" // scar, tattoo, as described
)

// What a notice, a report or a chat says about a person.
const (
	Amount      Property = "amount"       // reward for the person: decimal, space, ISO 4217 or USDT: "600000 CNY"
	TipAmount   Property = "tip-amount"   // reward for information alone, same form
	Ransom      Property = "ransom"       // same form
	Place       Property = "place"        // as written; a gazetteer id stands in the detail of the proposal
	Compound    Property = "compound"     // name of a scam compound, as written
	LastPlace   Property = "last-place"   // last known place of the person: never released by itself
	Route       Property = "route"        // how the person travelled
	Threat      Property = "threat"       // words of the threat
	ThreatCode  Property = "threat-code"  // one of ThreatCodes
	Accusation  Property = "accusation"   // what the poster says the person did: a poster's word, not a fact
	Date        Property = "date"         // ISO 8601, possibly cut short
	PostedAt    Property = "posted-at"    // when the notice was posted, as written or ISO 8601
	Poster      Property = "poster"       // who posted: name or handle as written
	Contact     Property = "contact"      // whom to call, as written
	RepostOf    Property = "repost-of"    // record id of the earlier notice
	SameAs      Property = "same-as"      // record id: judged to be of the same person
	NotSameAs   Property = "not-same-as"  // record id: judged not to be
	UnsureAs    Property = "unsure-as"    // record id: cannot be told
	Relation    Property = "relation"     // relation of a reporter to the person
	Narrative   Property = "narrative"    // free text
	Translation Property = "translation"  // of the narrative; who translated stands in the grade and source
	Health      Property = "health"       // injuries, illness
	LastMessage Property = "last-message" // last word heard from the person
)

// What holds a record together. These are claims as well.
const (
	KindOfRecord Property = "kind"    // one of RecordKinds
	Label        Property = "label"   // short name for people inside the agency: B-0021
	Title        Property = "title"   // a line for lists where nothing better is known
	Marked       Property = "marking" // a marking in the form of package handling: holds for its own statement's claims and those that it names
	Reason       Property = "reason"  // why an officer did what the statement says
	PurposeOf    Property = "purpose" // the purpose that the officer gave
	CaseOf       Property = "case"    // the case that the officer named
	After        Property = "after"   // what the writer had seen; never leaves the agency
	Note         Property = "note"    // free text by an officer
	Rule         Property = "rule"    // id of the rule that acted by itself
	Fields       Property = "fields"  // record ids, as one claim, that an act touched or listed
	Words        Property = "words"   // words searched for
	Act          Property = "act"     // name of the command or view, as in "alert.acknowledge"
	Outcome      Property = "outcome" // of the act, where it has one: ok, or the error's code
	Noticed      Property = "noticed" // on a reading: id of the rule by which an auditor is shown it, and why
	RowsRead     Property = "rows"    // record id of a list, and the numbers of its rows that were shown: 3-32 40
)

// Captures and pictures.
const (
	Picture      Property = "picture"      // JSON of blob.Ref: name, key, size, SHA-256 of the plain picture, media type
	PictureSafe  Property = "picture.safe" // the re-encoded picture, same form
	Crop         Property = "crop"         // redrawn crop for one notice, same form plus box
	ReadText     Property = "read"         // JSON of what was read: lines with boxes
	PHash        Property = "phash"        // perceptual hash, 16 hexadecimal digits
	SourceText   Property = "text"         // pasted text as it came
	FileName     Property = "file-name"
	SourceURL    Property = "source-url"
	ReceivedAt   Property = "received-at"   // RFC 3339
	Channel      Property = "channel"       // picture, text, phone
	CaptureOf    Property = "capture"       // record id of the capture that a notice came from
	Seen         Property = "box"           // JSON: where in the capture a claim was read
	Queued       Property = "transcription" // why a person has to read the picture: reader-missing, not-a-picture …
	CaptureState Property = "capture.state" // reading, proposed, transcription, confirmed, dropped
)

// Alerts. An alert is a part of the record that it is about.
const (
	AlertSeverity Property = "alert.severity" // life, high, routine
	AlertRule     Property = "alert.rule"     // id of the rule that raised it
	AlertWhy      Property = "alert.why"      // JSON: the reasons, codes with arguments, for and against
	AlertStep     Property = "alert.step"     // acknowledge, decide, …: what the clock counts to
	AlertDue      Property = "alert.due"      // RFC 3339, when the running clock ends
	AlertState    Property = "alert.state"    // open, acknowledged, closed
	AlertOwner    Property = "alert.owner"    // officer id
	AlertLevel    Property = "alert.level"    // how often it escalated: 0, 1, 2 …
	AlertOutcome  Property = "alert.outcome"  // false, safe, rescued, died, lost, merged
	AlertMerged   Property = "alert.merged"   // record id, with outcome merged
	AlertDesk     Property = "alert.desk"     // desk whose rota is reached first, where it is not that of who raised it
	AlertWake     Property = "alert.wake"     // JSON: one try to wake somebody, and how it went; on a rota, to tell of an empty shift
)

// People and safeguards.
const (
	PersonOf      Property = "person"         // record id of the person that a notice or report is about
	VictimStatus  Property = "victim-status"  // presumed, screened-victim, screened-not
	MinorFlag     Property = "minor"          // yes, possible
	ContactSafety Property = "contact-safety" // do-not-contact, safe-window, free; words in a note
	SuspectOf     Property = "suspect"        // suspicion: locked while presumed a victim
	FearOfReturn  Property = "fear"           // yes, no, unknown
	HeldBy        Property = "held-by"        // custodian, as written
	Consent       Property = "consent"
	Status        Property = "status" // an agency's word on the person: trapped, out-of-contact, home, safe …
)

// Exchange: claims of Release and Receipt statements, of parties and of requests.
const (
	ReleaseTo      Property = "release.to"       // agency id of the one partner
	ReleaseNode    Property = "release.node"     // writer id of the node to which it was sent
	ReleaseVia     Property = "release.via"      // writer id of the holder that passes a release or recall on to the partner
	ReleasePassed  Property = "release.passed"   // statement id of another's release that this node passed on
	ReceiptOf      Property = "receipt"          // stored, opened, acted, recalled, expired
	ReleaseSeen    Property = "release.reviewed" // statement id of a release that a rule made and an officer looked at since
	PartyCard      Property = "party.card"       // signed card of another node, base64 of the form in docs/spec/envelope.md
	PartyState     Property = "party.state"      // accepted, revoked
	PartyPlaces    Property = "party.place"      // place that is assigned to a point, one claim a place
	RequestKind    Property = "request.kind"     // verification, information, leave, welfare
	RequestTo      Property = "request.to"       // writer id of the node that is asked
	RequestAbout   Property = "request.about"    // record id
	RequestClaim   Property = "request.claim"    // digest of a claim for which leave is asked, one claim a claim
	RequestFor     Property = "request.for"      // of leave: evidence, pass-on
	RequestOnward  Property = "request.onward"   // of leave to pass on: writer id of the node that is to hold it
	RequestText    Property = "request.question" // in the asker's language
	RequestBasis   Property = "request.basis"    // legal basis, as the party's card lists it
	RequestDue     Property = "request.due"      // RFC 3339
	RequestState   Property = "request.state"    // asker: open, withdrawn; asked: accepted, answered, refused
	RequestAnswer  Property = "request.answer"   // one of the fixed choices of the kind
	RequestRefusal Property = "request.refusal"  // reason code of a refusal
)

// Hit/no-hit: claims of questions, of what partners are answered, and of the
// requests that a hit opens.
const (
	NotToBeFound   Property = "not-to-be-found" // yes: no partner's question ever meets this person
	HitTerms       Property = "hit.terms"       // JSON, on a party: what this agency answers it a day
	HitFilter      Property = "hit.filter"      // JSON, on a party: the newest filter that was published to it
	HitHeld        Property = "hit.held"        // JSON, on a party: the newest filter that came from it
	HitTo          Property = "hit.to"          // writer id of the node that is asked, or that swept
	HitPublication Property = "hit.publication" // id of the publication that was asked
	HitSubject     Property = "hit.subject"     // JSON: an identifier, or a name with a date of birth, that was asked about
	HitState       Property = "hit.state"       // asked, hit, no-hit, refused, failed; of a sweep stopped, lifted
	HitCode        Property = "hit.code"        // why it was refused, or what kind of sweep it is
	HitFound       Property = "hit.found"       // digest of a subject that met
	HitRequest     Property = "hit.request"     // record id of the request that a hit opened
	HitOutput      Property = "hit.output"      // on a request: entry and voucher of an output that met, hexadecimal
	HitRecordOf    Property = "hit.record"      // on a request: record here for which the output stands; "none"
	HitOfficer     Property = "hit.officer"     // officer whose questions look like a sweep
	HitCount       Property = "hit.count"       // elements of a question that was answered
)

// Officers and shifts: claims of Grant statements on the officer's record.
const (
	OfficerName  Property = "officer.name"
	OfficerLogin Property = "officer.login"
	RoleOf       Property = "officer.role"        // one claim a role, in the form of RoleAt
	LetInto      Property = "officer.compartment" // one claim a compartment
	DeskOf       Property = "officer.desk"
	LanguageOf   Property = "officer.language"
	Disabled     Property = "officer.disabled" // yes
	Invited      Property = "officer.invited"  // RFC 3339, until when the officer's one-time code is good
	SessionsOf   Property = "officer.sessions" // number; a session that began under another one is over
	AskedTwo     Property = "officer.asked"    // JSON: what one administrator asks another to agree to
	WakeWays     Property = "officer.wake"     // JSON: how the officer is reached away from the screen, in order
	SubjectOf    Property = "officer.subject"  // who the officer is to the agency's identity provider: issuer, space, subject
	RotaOf       Property = "rota"             // JSON: who is on duty at a desk, week by week, with holidays and stand-ins (desk.Rota)
	ShiftOf      Property = "shift"            // JSON: desk, from, to, officers in order: what a handover says in place of the rota
	SecondFactor Property = "second-factor"    // required, optional; on the record of the agency's own settings
	Handover     Property = "handover"         // JSON: what was open, who gave, who took
	PersonsHour  Property = "persons-an-hour"  // how many persons an officer may be shown within an hour; on the record of the agency's own settings
	MoreAsked    Property = "officer.more"     // JSON: for how many more persons an officer asks a colleague
	MoreAgreed   Property = "officer.agreed"   // JSON: to how many more a colleague agreed, and until when
)

// CanaryOf is JSON of the record that an auditor planted; on a record of its own,
// which auditors alone are shown.
const CanaryOf Property = "canary"

// SecondOfficer is the id of an officer who signed an act beside the first.
const SecondOfficer Property = "second-officer"

// What was handed out on paper, and requests of data subjects: people who ask
// what is held on them, or that it be corrected, erased or not be used.
const (
	PrintOf         Property = "print"               // JSON: for whom, how many copies, and the hash of what they show
	SubjectKind     Property = "subject.kind"        // access, correction, erasure, objection, appeal
	SubjectName     Property = "subject.name"        // of who asks, as written
	SubjectReach    Property = "subject.reach"       // how the answer reaches the person, as written
	SubjectLang     Property = "subject.language"    // in which the answer is given
	SubjectReceived Property = "subject.received"    // ISO 8601
	SubjectDue      Property = "subject.due"         // ISO 8601: the last day for the answer
	SubjectText     Property = "subject.text"        // what is asked, as written
	SubjectAbout    Property = "subject.about"       // record id of what is held on the person
	SubjectClaim    Property = "subject.claim"       // digest of the claim that is appealed
	SubjectIdentity Property = "subject.identity"    // unchecked, confirmed, doubtful: whether it is the person
	SubjectOwner    Property = "subject.owner"       // officer id
	SubjectState    Property = "subject.state"       // open, answered
	SubjectOutcome  Property = "subject.outcome"     // one of the outcomes of the kind
	SubjectAnswer   Property = "subject.answer"      // words for the person, in the person's language
	SubjectDone     Property = "subject.done"        // JSON: what was corrected or erased for it
	Restriction     Property = "subject.restriction" // JSON: what the person is not told, by which law
	SubjectRules    Property = "subject.rules"       // JSON, on the agency's own settings: within how many days each kind is answered
	AppealOf        Property = "appeal"              // JSON, on the record: the appeal of a claim, and its outcome
)

// Lists of people. A list is a record of its own; each of its rows becomes one.
const (
	ListFile    Property = "list.file"    // the file as it came, in the form of Picture
	ListKind    Property = "list.kind"    // handover, wanted, family, released, missing
	ListFrom    Property = "list.from"    // who sent it, as written
	ListShape   Property = "list.shape"   // JSON: how the file looks, and which column says what
	ListChecked Property = "list.checked" // the rows as checked, in the form of Picture
	ListTally   Property = "list.tally"   // JSON: how many rows of which fate
	ListState   Property = "list.state"   // uploaded, checked, signed, committing, committed, rolled-back, dropped
	ListDecided Property = "list.decided" // JSON: what an officer decided on a row
	ListSigned  Property = "list.signed"  // digest of the checked rows that an officer signed for
	ListOf      Property = "list"         // record id of the list from which a record was made
	ListRow     Property = "list.row"     // number of the row in the list's file
	ListDoubt   Property = "list.doubt"   // JSON: what is doubtful in the row, with what was written
)

// What lists say of people beside what reports do. None of it is this agency's
// own word: whoever sent the list said it.
const (
	ListedAs     Property = "listed-as" // what the list calls the person: leader, wanted, staff, victim, or as written
	Warrant      Property = "warrant"   // number
	IssuedOn     Property = "issued"    // of a warrant, ISO 8601
	ValidUntil   Property = "valid-until"
	Authority    Property = "authority" // that issued a warrant
	Offence      Property = "offence"   // as the warrant names it: suspected, never "criminal"
	Danger       Property = "danger"    // warning to whoever meets the person
	Restraint    Property = "restraint" // how the person was held at handover
	Belongings   Property = "belongings"
	Referral     Property = "referral"    // result of a referral or screening elsewhere
	Interpreter  Property = "interpreter" // language or name
	Destination  Property = "destination" // onward, as written
	SureIdentity Property = "identity"    // how sure the sender is who it is, as written
)

// Asked names a desk that was asked about a record. A county desk sees the
// record from then on, until the claim is withdrawn, and no other record.
const Asked Property = "asked"

// Multiple reports whether one agency may hold several live values of p on one
// record at the same time. Of any other property, two different live values
// are a conflict that a person settles.
func (p Property) Multiple() bool { return multiple[p] }

var multiple = map[Property]bool{
	Name: true, Alias: true, Nationality: true, IDResident: true, IDThai: true, IDMyanmar: true, IDLao: true,
	Passport: true, MRZ: true, IDOther: true, Phone: true, Handle: true, BankCard: true, Wallet: true, URL: true,
	Email: true, Vehicle: true, MarkOnBody: true, Place: true, Compound: true, Route: true, Threat: true,
	ThreatCode: true, Accusation: true, Poster: true, Contact: true, RepostOf: true, SameAs: true, NotSameAs: true, UnsureAs: true, Narrative: true,
	Translation: true, Health: true, Reason: true, PurposeOf: true, CaseOf: true, After: true, Note: true, Rule: true,
	Fields: true, Words: true, Act: true, Outcome: true, Crop: true, Seen: true, SuspectOf: true, RoleOf: true,
	LetInto: true, LanguageOf: true, ShiftOf: true, Handover: true, PersonOf: true, Marked: true, Date: true,
	LastMessage: true, AlertWake: true, CaptureOf: true, TipAmount: true, Asked: true,
	ReleaseTo: true, ReleaseNode: true, ReleaseSeen: true, ReleaseVia: true, ReleasePassed: true, RequestClaim: true, ReceiptOf: true, PartyPlaces: true, RequestAnswer: true,
	MoreAgreed: true,
	HitSubject: true, HitFound: true, HitRequest: true, HitOutput: true, HitRecordOf: true,
	PrintOf: true, SubjectAbout: true, SubjectDone: true, Restriction: true, AppealOf: true,
	ListDecided: true, ListSigned: true, ListOf: true, ListDoubt: true, Warrant: true, Offence: true, Authority: true, Referral: true, Belongings: true,
}

// A RecordKind is what a record is about.
type RecordKind string

// The kinds of record.
const (
	CaptureRecord RecordKind = "capture" // a picture, text or call as it came in
	BountyRecord  RecordKind = "bounty"  // a bounty notice
	FamilyRecord  RecordKind = "family"  // a family's report of a trapped person
	LureRecord    RecordKind = "lure"    // a lure advertisement
	TipRecord     RecordKind = "tip"     // anything else that was reported
	PersonRecord  RecordKind = "person"
	OfficerRecord RecordKind = "officer"
	ShiftRecord   RecordKind = "shift" // rota and handovers
	NodeRecord    RecordKind = "node"  // the agency's own settings
	PartyRecord   RecordKind = "party" // another node, as its card has it
	RequestRecord RecordKind = "request"
	HitRecord     RecordKind = "hit"     // a question whether another agency knows somebody, or a sweep of such
	ListRecord    RecordKind = "list"    // a list of people as it came in
	ListedRecord  RecordKind = "listed"  // one row of it
	CanaryRecord  RecordKind = "canary"  // that a record was planted: for auditors alone
	DrillRecord   RecordKind = "drill"   // a drill of who is woken: about nobody, and no partner sees it
	SubjectRecord RecordKind = "subject" // a data subject's request
)

// Letter returns the letter with which labels of the kind begin: B-0021.
func (k RecordKind) Letter() string {
	switch k {
	case CaptureRecord:
		return "C"
	case BountyRecord:
		return "B"
	case FamilyRecord:
		return "F"
	case LureRecord:
		return "L"
	case TipRecord:
		return "T"
	case PersonRecord:
		return "P"
	case OfficerRecord:
		return "O"
	case ShiftRecord:
		return "S"
	case PartyRecord:
		return "N"
	case RequestRecord:
		return "R"
	case HitRecord:
		return "H"
	case ListRecord:
		return "I"
	case ListedRecord:
		return "E"
	case DrillRecord:
		return "D"
	case CanaryRecord:
		return "Y"
	case SubjectRecord:
		return "Q"
	}
	return "X"
}
