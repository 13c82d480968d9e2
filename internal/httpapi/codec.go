package httpapi

import (
	"encoding/json"
	"fmt"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// MatchCodec reads and writes what POST /match takes and answers, for those
// who match without a server: the same strictness, the same form.
type MatchCodec struct {
	op *operation
}

// NewMatchCodec reads the specification.
func NewMatchCodec() (*MatchCodec, error) {
	doc, err := specification()
	if err != nil {
		return nil, err
	}
	op, err := operationOf(doc, "POST", apiBase+"/match")
	if err != nil {
		return nil, err
	}
	return &MatchCodec{op: op}, nil
}

// Read answers the firm and the need of a JSON body. Faults of form come back
// all at once, each with its field.
func (m *MatchCodec) Read(body []byte) (domain.Enterprise, domain.Need, error) {
	var need domain.Need
	value, err := readJSON(body)
	if err == nil {
		err = m.op.checkBody(value)
	}
	var in apigen.MatchInput
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	var firm domain.Enterprise
	if err == nil {
		firm, err = toEnterprise(in.Profile)
	}
	if err == nil {
		err = intoNeed(in.Need, &need)
	}
	if err != nil {
		return domain.Enterprise{}, domain.Need{}, fmt.Errorf("need and profile: %w", err)
	}
	return firm, need, nil
}

// Write answers the JSON of a match.
func (m *MatchCodec) Write(a app.MatchAnswer) ([]byte, error) {
	return json.Marshal(fromMatch(a))
}

// WriteRanking answers the JSON of a ranking, as GET /rankings/listing gives it.
func WriteRanking(r app.Ranking) ([]byte, error) { return json.Marshal(fromRanking(r)) }

// WriteShortlist answers the JSON of a list, as GET /shortlists/{id} gives it,
// with at most so many of those left out.
func WriteShortlist(l domain.Shortlist, leftOut int) ([]byte, error) {
	return json.Marshal(fromShortlist(l, leftOut))
}
