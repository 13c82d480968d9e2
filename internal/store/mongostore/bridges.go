package mongostore

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var (
	bridges     = kind{noun: "bridge", coll: collBridges}
	bridgeFunds = kind{noun: "bridge_fund", coll: collBridgeFunds}
)

// Bridge answers the bridge with the id.
func (s *Store) Bridge(ctx context.Context, id domain.BridgeID) (domain.Bridge, error) {
	return read(ctx, s, bridges, oneByID.filter(is("_id", string(id))), string(id), record.Bridge.Bridge)
}

// BridgesByID answers those that exist.
func (s *Store) BridgesByID(ctx context.Context, ids []domain.BridgeID) ([]domain.Bridge, error) {
	return byIDs(ctx, s, bridges, ids, record.Bridge.Bridge)
}

// Bridges lists the newest first.
func (s *Store) Bridges(ctx context.Context, filter store.BridgeFilter, page store.Page) ([]domain.Bridge, string, error) {
	var fields bson.D
	if filter.Enterprise != "" {
		fields = append(fields, is("enterprise_id", string(filter.Enterprise)))
	}
	if filter.Provider != "" {
		fields = append(fields, is("providers", string(filter.Provider)))
	}
	return list(ctx, s, bridges, fields, page, record.Bridge.Bridge)
}

// SaveBridge saves the bridge and its events in one step.
func (s *Store) SaveBridge(ctx context.Context, b domain.Bridge, events ...domain.Event) (domain.Bridge, error) {
	doc := record.NewBridge(b)
	version, err := s.save(ctx, bridges, bridgeRow(doc, b.Version), events)
	if err != nil {
		return domain.Bridge{}, err
	}
	return doc.Bridge(version), nil
}

// BridgeFund answers the fund with the id.
func (s *Store) BridgeFund(ctx context.Context, id domain.OfferID) (domain.BridgeFund, error) {
	return read(ctx, s, bridgeFunds, oneByID.filter(is("_id", string(id))), string(id), record.BridgeFund.BridgeFund)
}

// SaveBridgeFund saves the fund.
func (s *Store) SaveBridgeFund(ctx context.Context, f domain.BridgeFund, events ...domain.Event) (domain.BridgeFund, error) {
	doc := record.NewBridgeFund(f)
	version, err := s.save(ctx, bridgeFunds, row{id: string(doc.ID), version: f.Version, doc: doc}, events)
	if err != nil {
		return domain.BridgeFund{}, err
	}
	return doc.BridgeFund(version), nil
}

// SaveBridgeAndFund saves both and the events in one step, or none.
func (s *Store) SaveBridgeAndFund(ctx context.Context, b domain.Bridge, f domain.BridgeFund, events ...domain.Event) error {
	if err := notIfOver(ctx); err != nil {
		return fmt.Errorf("save a bridge and its fund: %w", err)
	}
	parts := []part{
		{kind: bridges, row: bridgeRow(record.NewBridge(b), b.Version)},
		{kind: bridgeFunds, row: row{id: string(f.ID), version: f.Version, doc: record.NewBridgeFund(f)}},
	}
	slices.SortStableFunc(parts, byID)
	return s.saveAll(ctx, parts, events)
}

func bridgeRow(doc record.Bridge, version int64) row {
	return row{id: string(doc.ID), version: version, doc: doc, columns: bridgeColumns(doc)}
}

func bridgeColumns(doc record.Bridge) bson.D {
	return bson.D{is("enterprise_id", string(doc.EnterpriseID)), is("providers", bson.A{string(doc.Lender), string(doc.FundProvider)})}
}
