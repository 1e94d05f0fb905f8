package wording

// The shapes below are those of the intake JSON: what a reader of the text
// should find. Lists are in the order of the text.

// An ID is a number that identifies a person, as canonical text: digits of
// Thai, Burmese or Lao folded, spaces and dashes gone, * where masked.
type ID struct {
	Type   string `json:"type"` // cn_resident, th_national, mm_nrc, la_identity, passport
	Value  string `json:"value"`
	Valid  bool   `json:"valid"` // always false: no number of the exercise can be a person's
	Masked bool   `json:"masked,omitempty"`
	County string `json:"county,omitempty"` // at the year of birth; none for the invented county
	Birth  string `json:"birth,omitempty"`  // ISO 8601
}

// A Handle is an account of a chat service.
type Handle struct {
	Service string `json:"service"` // wechat, telegram, line, whatsapp, facebook, qq
	Value   string `json:"value"`
}

// Money is a decimal value and an ISO 4217 code or USDT.
type Money struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// Contacts are whom to call.
type Contacts struct {
	Phones  []string `json:"phones"` // E.164
	Handles []Handle `json:"handles"`
}

// A Notice is one bounty on one person.
type Notice struct {
	Names       []string `json:"names"`
	Aliases     []string `json:"aliases"`
	IDs         []ID     `json:"ids"`
	Phones      []string `json:"phones"`
	Handles     []Handle `json:"handles"`
	Amount      *Money   `json:"amount,omitempty"`
	TipAmount   *Money   `json:"tip_amount,omitempty"`
	Places      []string `json:"places"`
	Threats     []string `json:"threats"`
	Accusations []string `json:"accusations"`
}

// newNotice has no nil lists, so that its JSON has none.
func newNotice() *Notice {
	return &Notice{
		Names: []string{}, Aliases: []string{}, IDs: []ID{}, Phones: []string{}, Handles: []Handle{},
		Places: []string{}, Threats: []string{}, Accusations: []string{},
	}
}
