package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

// Every save of a firm is marked: its needs must follow it to its district.
var enterprises = kind{noun: "enterprise", coll: collEnterprises, unique: "uscc", byKey: firmByUSCC, marked: true}

// Enterprise answers the firm with the id.
func (s *Store) Enterprise(ctx context.Context, id domain.EnterpriseID) (domain.Enterprise, error) {
	return read(ctx, s, enterprises, oneByID.filter(is("_id", string(id))), string(id), record.Enterprise.Enterprise)
}

// EnterprisesByID answers those that exist.
func (s *Store) EnterprisesByID(ctx context.Context, ids []domain.EnterpriseID) ([]domain.Enterprise, error) {
	return byIDs(ctx, s, enterprises, ids, record.Enterprise.Enterprise)
}

// EnterpriseByUSCC answers the firm with the code.
func (s *Store) EnterpriseByUSCC(ctx context.Context, code domain.USCC) (domain.Enterprise, error) {
	return read(ctx, s, enterprises, firmByUSCC.filter(is("uscc", string(code))), string(code), record.Enterprise.Enterprise)
}

// EnterprisesByUSCC answers those that exist.
func (s *Store) EnterprisesByUSCC(ctx context.Context, codes []domain.USCC) ([]domain.Enterprise, error) {
	return byUSCC(ctx, s, enterprises, firmsByUSCC, codes, record.Enterprise.Enterprise)
}

// Enterprises lists firms by id; districts nil means all.
func (s *Store) Enterprises(ctx context.Context, districts []domain.Code, page store.Page) ([]domain.Enterprise, string, error) {
	var fields bson.D
	if districts != nil {
		fields = append(fields, in("district", districts))
	}
	return list(ctx, s, enterprises, fields, page, record.Enterprise.Enterprise)
}

// SaveEnterprise saves the firm and its events in one step, and lets its needs
// follow before it answers.
func (s *Store) SaveEnterprise(ctx context.Context, e domain.Enterprise, events ...domain.Event) (domain.Enterprise, error) {
	doc := record.NewEnterprise(e)
	version, err := s.save(ctx, enterprises, enterpriseRow(doc, e.Version), events)
	if err != nil {
		return domain.Enterprise{}, err
	}
	return doc.Enterprise(version), nil
}

func enterpriseRow(doc record.Enterprise, version int64) row {
	return row{id: string(doc.ID), version: version, doc: doc, columns: enterpriseColumns(doc)}
}

func enterpriseColumns(doc record.Enterprise) bson.D {
	return bson.D{is("uscc", string(doc.USCC)), is("district", string(doc.Enterprise(0).District()))}
}

// A district is written to needs and then compared with the firm's, this often
// where it moves meanwhile; each time someone else has saved the firm.
const districtTries = 10

var errMoving = errors.New("the firm keeps moving to another district")

// districtOf is the firm's district, nil where no such firm is stored.
func (s *Store) districtOf(ctx context.Context, firm string) (*string, error) {
	t, found, err := find(ctx, s.coll(collEnterprises), oneByID.filter(is("_id", firm)))
	if err != nil || !found {
		return nil, err
	}
	return t.District, nil // a placeholder has none
}

// moveNeeds brings the firm's needs to its district. It reads the firm again
// afterwards: whoever saved it meanwhile may have been done before this write.
func (s *Store) moveNeeds(ctx context.Context, firm string) error {
	for range districtTries {
		district, err := s.districtOf(ctx, firm)
		if err != nil {
			return err
		}
		filter := needsOfFirm.filter(is("enterprise_id", firm), is("district", op("$ne", district)))
		if _, err := s.coll(collNeeds).UpdateMany(ctx, filter, op("$set", bson.D{is("district", district)})); err != nil {
			return err
		}
		again, err := s.districtOf(ctx, firm)
		if err != nil {
			return err
		}
		if same(district, again) {
			return nil
		}
	}
	return errMoving
}

func same(a, b *string) bool {
	return a == b || a != nil && b != nil && *a == *b
}
