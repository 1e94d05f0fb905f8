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
	Nationality Property = "nationality"  // ISO 3166-1 alpha-2
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
	SameAs      Property = "same-as"      // record id
	Relation    Property = "relation"     // relation of a reporter to the person
	Narrative   Property = "narrative"    // free text
	Translation Property = "translation"  // of the narrative; who translated stands in the grade and source
	Health      Property = "health"       // injuries, illness
	LastMessage Property = "last-message" // last word heard from the person
)
