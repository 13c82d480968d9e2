package record

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"time"

	"rongqiao/internal/domain"
)

// Shortlist is a shortlist as stored. Its candidates and who was left out are
// packed: thousands of firms with every line of their scores are more than a
// database takes as one document.
type Shortlist struct {
	ID               domain.ShortlistID    `json:"id"`
	Name             string                `json:"name"`
	State            domain.ShortlistState `json:"state"`
	Day              domain.Date           `json:"day"`
	Terms            shortlistTermsDoc     `json:"terms"`
	Result           shortlistResultDoc    `json:"result"`
	Packed           []byte                `json:"packed,omitzero"` // a shortlistFirms as JSON, gzip
	RulesVersion     string                `json:"rules_version"`
	SelectionVersion string                `json:"selection_version"`
	CreatedBy        domain.UserID         `json:"created_by,omitzero"`
	CreatedAt        time.Time             `json:"created_at"`
	UpdatedAt        time.Time             `json:"updated_at"`
	FrozenBy         domain.UserID         `json:"frozen_by,omitzero"`
	FrozenAt         *time.Time            `json:"frozen_at,omitzero"`

	firms shortlistFirms
}

// shortlistFirms are the firms of a list. What the score lines of many firms
// have in common, all but what the firm has and its points, stands once in
// LineHeads.
type shortlistFirms struct {
	LineHeads  []lineHeadDoc  `json:"line_heads,omitzero"`
	Candidates []candidateDoc `json:"candidates,omitzero"`
	LeftOut    []leftOutDoc   `json:"left_out,omitzero"`
}

// Unpack reads what is packed. Errors: a damaged document.
func (d *Shortlist) Unpack() error {
	r, err := gzip.NewReader(bytes.NewReader(d.Packed))
	if err == nil {
		err = json.NewDecoder(r).Decode(&d.firms)
	}
	if err != nil {
		return fmt.Errorf("firms of shortlist %s: %w", d.ID, err)
	}
	return nil
}

// pack writes into memory, which does not fail.
func (d *Shortlist) pack() {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_ = json.NewEncoder(w).Encode(d.firms)
	_ = w.Close()
	d.Packed = out.Bytes()
}

type shortlistTermsDoc struct {
	Total       int32               `json:"total"`
	DistrictCap *int32              `json:"district_cap,omitzero"`
	IndustryCap *int32              `json:"industry_cap,omitzero"`
	Districts   []shortlistBoundDoc `json:"districts,omitzero"`
	Industries  []shortlistBoundDoc `json:"industries,omitzero"`
}

type shortlistBoundDoc struct {
	Code  domain.Code `json:"code"`
	Floor int32       `json:"floor,omitzero"`
	Cap   *int32      `json:"cap,omitzero"`
}

type lineHeadDoc struct {
	ID     string    `json:"id"`
	Label  textDoc   `json:"label,omitzero"`
	Want   textDoc   `json:"want,omitzero"`
	Max    int64     `json:"max,omitzero"`
	Clause clauseDoc `json:"clause,omitzero"`
}

type candidateDoc struct {
	EnterpriseID domain.EnterpriseID `json:"enterprise_id"`
	USCC         domain.USCC         `json:"uscc"`
	Name         string              `json:"name"`
	FoundedOn    domain.Date         `json:"founded_on"`
	District     domain.Code         `json:"district"`
	Industry     domain.Code         `json:"industry"`
	Score        int64               `json:"score"`
	Inputs       string              `json:"inputs,omitzero"`
	Lines        []lineDoc           `json:"lines,omitzero"`
}

type lineDoc struct {
	Head   int     `json:"head"` // in line_heads
	Have   textDoc `json:"have,omitzero"`
	Points int64   `json:"points,omitzero"`
}

type shortlistResultDoc struct {
	Chosen   []domain.EnterpriseID `json:"chosen,omitzero"`
	Score    int64                 `json:"score"`
	Complete bool                  `json:"complete,omitzero"`
}

type leftOutDoc struct {
	EnterpriseID domain.EnterpriseID   `json:"enterprise_id"`
	Reasons      []string              `json:"reasons,omitzero"`
	Enough       *int64                `json:"enough,omitzero"`
	Instead      []domain.EnterpriseID `json:"instead,omitzero"`
	With         []domain.EnterpriseID `json:"with,omitzero"`
}

// NewShortlist is the shape of a shortlist.
func NewShortlist(s domain.Shortlist) Shortlist {
	d := Shortlist{
		ID: s.ID, Name: s.Name, State: s.State, Day: s.Day,
		Terms: shortlistTermsDoc{
			Total: s.Terms.Total, DistrictCap: s.Terms.DistrictCap, IndustryCap: s.Terms.IndustryCap,
			Districts: each(s.Terms.Districts, newShortlistBoundDoc), Industries: each(s.Terms.Industries, newShortlistBoundDoc),
		},
		Result: shortlistResultDoc{
			Chosen: s.Result.Chosen, Score: s.Result.Score, Complete: s.Result.Complete,
		},
		RulesVersion: s.RulesVersion, SelectionVersion: s.SelectionVersion,
		CreatedBy: s.CreatedBy, CreatedAt: at(s.CreatedAt), UpdatedAt: at(s.UpdatedAt),
		FrozenBy: s.FrozenBy, FrozenAt: atOrNil(s.FrozenAt),
	}
	heads := map[lineHeadDoc]int{}
	d.firms.LeftOut = each(s.Result.LeftOut, func(x domain.ShortlistLeftOut) leftOutDoc { return leftOutDoc(x) })
	d.firms.Candidates = each(s.Candidates, func(c domain.ShortlistCandidate) candidateDoc {
		return candidateDoc{
			EnterpriseID: c.EnterpriseID, USCC: c.USCC, Name: c.Name, FoundedOn: c.FoundedOn,
			District: c.District, Industry: c.Industry, Score: c.Score, Inputs: c.Inputs,
			Lines: each(c.Lines, func(l domain.ScoreLine) lineDoc {
				head := lineHeadDoc{ID: l.ID, Label: newTextDoc(l.Label), Want: newTextDoc(l.Want), Max: l.Max, Clause: newClauseDoc(l.Clause)}
				n, ok := heads[head]
				if !ok {
					n = len(d.firms.LineHeads)
					heads[head] = n
					d.firms.LineHeads = append(d.firms.LineHeads, head)
				}
				return lineDoc{Head: n, Have: newTextDoc(l.Have), Points: l.Points}
			}),
		}
	})
	d.pack()
	return d
}

// Shortlist is the list with the version that it is stored at.
func (d Shortlist) Shortlist(version int64) domain.Shortlist {
	return domain.Shortlist{
		ID: d.ID, Version: version, Name: d.Name, State: d.State, Day: d.Day,
		Terms: domain.ShortlistTerms{
			Total: d.Terms.Total, DistrictCap: d.Terms.DistrictCap, IndustryCap: d.Terms.IndustryCap,
			Districts: each(d.Terms.Districts, shortlistBoundDoc.bound), Industries: each(d.Terms.Industries, shortlistBoundDoc.bound),
		},
		Candidates: each(d.firms.Candidates, d.candidate),
		Result: domain.ShortlistResult{
			Chosen: d.Result.Chosen, Score: d.Result.Score, Complete: d.Result.Complete,
			LeftOut: each(d.firms.LeftOut, func(x leftOutDoc) domain.ShortlistLeftOut { return domain.ShortlistLeftOut(x) }),
		},
		RulesVersion: d.RulesVersion, SelectionVersion: d.SelectionVersion,
		CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
		FrozenBy: d.FrozenBy, FrozenAt: d.FrozenAt,
	}
}

func (d Shortlist) candidate(c candidateDoc) domain.ShortlistCandidate {
	return domain.ShortlistCandidate{
		EnterpriseID: c.EnterpriseID, USCC: c.USCC, Name: c.Name, FoundedOn: c.FoundedOn,
		District: c.District, Industry: c.Industry, Score: c.Score, Inputs: c.Inputs,
		Lines: each(c.Lines, func(l lineDoc) domain.ScoreLine {
			var head lineHeadDoc
			if l.Head >= 0 && l.Head < len(d.firms.LineHeads) {
				head = d.firms.LineHeads[l.Head]
			}
			return domain.ScoreLine{
				ID: head.ID, Label: head.Label.text(), Have: l.Have.text(), Want: head.Want.text(),
				Points: l.Points, Max: head.Max, Clause: head.Clause.clause(),
			}
		}),
	}
}

func newShortlistBoundDoc(b domain.ShortlistBound) shortlistBoundDoc { return shortlistBoundDoc(b) }
func (d shortlistBoundDoc) bound() domain.ShortlistBound             { return domain.ShortlistBound(d) }

func newClauseDoc(c domain.Clause) clauseDoc {
	return clauseDoc{Document: c.Document, Article: c.Article, Href: c.Href, Note: newTextDoc(c.Note)}
}

func (d clauseDoc) clause() domain.Clause {
	return domain.Clause{Document: d.Document, Article: d.Article, Href: d.Href, Note: d.Note.text()}
}
