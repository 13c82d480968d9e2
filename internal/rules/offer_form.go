package rules

// The written form of an offer, as config/catalogue holds it. What is left
// out was not published.

type offerFile struct {
	About  any         `yaml:"about"`
	Offers []offerForm `yaml:"offers"`
}

type offerForm struct {
	ID         string          `yaml:"id"`
	Kind       string          `yaml:"kind"`
	Products   []string        `yaml:"products"`
	Provider   string          `yaml:"provider"`
	Name       textForm        `yaml:"name"`
	Summary    textForm        `yaml:"summary"`
	Features   []string        `yaml:"features"`
	Notes      string          `yaml:"notes"`
	Status     string          `yaml:"status"`
	Verified   *bool           `yaml:"verified"`
	Source     *sourceForm     `yaml:"source"`
	ValidFrom  string          `yaml:"valid_from"`
	ValidUntil string          `yaml:"valid_until"`
	Terms      termsForm       `yaml:"terms"`
	Criteria   []criterionForm `yaml:"criteria"`
	Judgements []textForm      `yaml:"judgements"`
}

type sourceForm struct {
	Kind    string `yaml:"kind"`
	Title   string `yaml:"title"`
	Address string `yaml:"address"`
	Date    string `yaml:"date"`
	Reprint bool   `yaml:"reprint"`
}

type criterionForm struct {
	ID     string      `yaml:"id"`
	Label  textForm    `yaml:"label"`
	Field  string      `yaml:"field"`
	Op     string      `yaml:"op"`
	Value  any         `yaml:"value"`
	Unit   string      `yaml:"unit"`
	Values []datedForm `yaml:"values"`
	Routes []routeForm `yaml:"routes"`
	Clause clauseForm  `yaml:"clause"`
}

type datedForm struct {
	From  string `yaml:"from"`
	Value any    `yaml:"value"`
	Unit  string `yaml:"unit"`
}

type routeForm struct {
	ID         string          `yaml:"id"`
	Label      textForm        `yaml:"label"`
	Criteria   []criterionForm `yaml:"criteria"`
	Judgements []textForm      `yaml:"judgements"`
}

// clauseForm is either the word "source", for the offer's own source, or the
// place itself.
type clauseForm struct {
	source   bool
	Document string   `yaml:"document"`
	Article  string   `yaml:"article"`
	Href     string   `yaml:"href"`
	Note     textForm `yaml:"note"`
}

// UnmarshalYAML takes both forms.
func (c *clauseForm) UnmarshalYAML(unmarshal func(any) error) error {
	var word string
	if err := unmarshal(&word); err == nil {
		c.source = word == "source"
		if !c.source {
			c.Document = word
		}
		return nil
	}
	type plain clauseForm
	return unmarshal((*plain)(c))
}

func (c clauseForm) empty() bool { return !c.source && c.Document == "" && c.Note.ZH == "" }

type amountForm struct {
	Min  any    `yaml:"min"`
	Max  any    `yaml:"max"`
	Unit string `yaml:"unit"`
}

type amountRowForm struct {
	Max  any             `yaml:"max"`
	Unit string          `yaml:"unit"`
	AsOf string          `yaml:"as_of"`
	When []criterionForm `yaml:"when"`
}

type termsForm struct {
	Amount     amountForm      `yaml:"amount"`
	AmountRows []amountRowForm `yaml:"amount_rows"`
	Term       struct {
		Min any `yaml:"min"`
		Max any `yaml:"max"`
	} `yaml:"term"`
	Rate            *rateForm    `yaml:"rate"`
	Collateral      *bool        `yaml:"collateral_required"`
	Guarantee       *bool        `yaml:"guarantee_required"`
	SecurityNote    textForm     `yaml:"security_note"`
	Repayment       []string     `yaml:"repayment"`
	GuaranteeFee    guaranteeFee `yaml:"guarantee_fee"`
	AppraisalFee    string       `yaml:"appraisal_fee"`
	InterestSubsidy string       `yaml:"interest_subsidy"`
	OwnFunds        string       `yaml:"own_funds"`
	ResponseDays    any          `yaml:"response_days"`
	MaxWorkingDays  any          `yaml:"max_working_days"`
	Fund            *fundForm    `yaml:"fund"`
	Award           *awardForm   `yaml:"award"`
}

type guaranteeFee struct {
	Min        string `yaml:"min"`
	Max        string `yaml:"max"`
	SubsidyMin string `yaml:"subsidy_min"`
	SubsidyMax string `yaml:"subsidy_max"`
}

type rateForm struct {
	Basis     string `yaml:"basis"`
	Min       string `yaml:"min"`
	Max       string `yaml:"max"`
	LPR       string `yaml:"lpr"`
	SpreadMin any    `yaml:"spread_min"`
	SpreadMax any    `yaml:"spread_max"`
	DailyFee  string `yaml:"daily_fee_per_10000"`
	DayBasis  string `yaml:"day_basis"`
	PartDay   string `yaml:"part_day"`
	AsOf      string `yaml:"as_of"`
}

type fundForm struct {
	Level      string   `yaml:"level"`
	Form       string   `yaml:"form"`
	Manager    string   `yaml:"manager"`
	Size       any      `yaml:"size"`
	FirstClose any      `yaml:"first_close"`
	TicketMin  any      `yaml:"ticket_min"`
	TicketMax  any      `yaml:"ticket_max"`
	Stages     []string `yaml:"stages"`
	Sectors    []string `yaml:"sectors"`
	Locality   string   `yaml:"locality"`
	Mode       string   `yaml:"mode"`
	Direct     *bool    `yaml:"direct"`
}

type awardForm struct {
	Measure   any      `yaml:"measure"`
	Item      any      `yaml:"item"`
	Amount    string   `yaml:"amount"`
	Min       any      `yaml:"min"`
	Max       any      `yaml:"max"`
	Per       string   `yaml:"per"`
	Rate      string   `yaml:"rate"`
	BaseField string   `yaml:"base_field"`
	Base      textForm `yaml:"base"`
	Selection textForm `yaml:"selection"`
	Wording   string   `yaml:"wording"`
	ServedBy  textForm `yaml:"served_by"`
}
