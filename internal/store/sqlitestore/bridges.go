package sqlitestore

import (
	"context"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var (
	bridges     = newKind("bridge", "bridges", "enterprise_id", "lender_id", "fund_provider_id")
	bridgeFunds = newKind("bridge_fund", "bridge_funds")
)

// Bridge answers the bridge with the id.
func (s *Store) Bridge(ctx context.Context, id domain.BridgeID) (domain.Bridge, error) {
	return document(ctx, s, bridges, "id", string(id), record.Bridge.Bridge)
}

// BridgesByID answers those that exist.
func (s *Store) BridgesByID(ctx context.Context, ids []domain.BridgeID) ([]domain.Bridge, error) {
	return byIDs(ctx, s, bridges, ids, record.Bridge.Bridge)
}

// Bridges lists the newest first.
func (s *Store) Bridges(ctx context.Context, filter store.BridgeFilter, page store.Page) ([]domain.Bridge, string, error) {
	var c conditions
	if filter.Enterprise != "" {
		c.add("enterprise_id = ?", string(filter.Enterprise))
	}
	if filter.Provider != "" {
		c.add("? IN (lender_id, fund_provider_id)", string(filter.Provider))
	}
	return list(ctx, s, bridges, c, newestIDs, page, record.Bridge.Bridge, func(b domain.Bridge) domain.BridgeID { return b.ID })
}

// SaveBridge saves the bridge and its events in one step.
func (s *Store) SaveBridge(ctx context.Context, b domain.Bridge, events ...domain.Event) (domain.Bridge, error) {
	doc, r, err := bridgeRow(b)
	if err != nil {
		return domain.Bridge{}, err
	}
	version, err := s.saveRow(ctx, bridges, r, events)
	if err != nil {
		return domain.Bridge{}, err
	}
	return doc.Bridge(version), nil
}

// BridgeFund answers the fund with the id.
func (s *Store) BridgeFund(ctx context.Context, id domain.OfferID) (domain.BridgeFund, error) {
	return document(ctx, s, bridgeFunds, "id", string(id), record.BridgeFund.BridgeFund)
}

// SaveBridgeFund saves the fund.
func (s *Store) SaveBridgeFund(ctx context.Context, f domain.BridgeFund, events ...domain.Event) (domain.BridgeFund, error) {
	doc := record.NewBridgeFund(f)
	r, err := newRow(f.ID, f.Version, doc)
	if err != nil {
		return domain.BridgeFund{}, err
	}
	version, err := s.saveRow(ctx, bridgeFunds, r, events)
	if err != nil {
		return domain.BridgeFund{}, err
	}
	return doc.BridgeFund(version), nil
}

// SaveBridgeAndFund saves both and the events in one step, or none.
func (s *Store) SaveBridgeAndFund(ctx context.Context, b domain.Bridge, f domain.BridgeFund, events ...domain.Event) error {
	_, bridge, err := bridgeRow(b)
	if err != nil {
		return err
	}
	fund, err := newRow(f.ID, f.Version, record.NewBridgeFund(f))
	if err != nil {
		return err
	}
	events = slices.Clone(events)
	return s.writer.submit(ctx, func(w *session) error {
		if _, err := w.save(bridges, bridge); err != nil {
			return err
		}
		if _, err := w.save(bridgeFunds, fund); err != nil {
			return err
		}
		return w.leave(events)
	})
}

func bridgeRow(b domain.Bridge) (record.Bridge, row, error) {
	doc := record.NewBridge(b)
	r, err := newRow(b.ID, b.Version, doc, bridgeColumns(doc, store.Record{})...)
	return doc, r, err
}

func bridgeColumns(d record.Bridge, _ store.Record) []any {
	return []any{string(d.EnterpriseID), string(d.Lender), string(d.FundProvider)}
}

func bridgeFundColumns(record.BridgeFund, store.Record) []any { return nil }
