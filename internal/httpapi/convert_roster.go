package httpapi

import (
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
	"rongqiao/internal/tabular"
)

func fromRoster(r app.RosterSummary) apigen.Roster {
	return apigen.Roster{
		Code: string(r.Code), Name: fromText(r.Name), Keeper: maybeText(r.About.Keeper), Purpose: maybeText(r.About.Purpose),
		Source: filled[string](r.About.SourceTitle), Verified: r.About.Verified, Complete: r.About.Complete,
		Entries: int32(r.Entries), InForce: int32(r.InForce),
	}
}

func fromRosterEntry(e app.RosterListed, day domain.Date) apigen.RosterEntry {
	out := apigen.RosterEntry{
		ID: string(e.ID), Version: e.Version, Roster: string(e.Roster), USCC: string(e.USCC), InForce: e.On(day), UpdatedAt: e.UpdatedAt.UTC(),
		Periods: each(e.Periods, func(p domain.RosterPeriod) apigen.RosterPeriod {
			return apigen.RosterPeriod{
				Name: p.Name, ValidFrom: dayOf(p.From), ValidTo: maybeDayOf(p.Until), Source: p.Source, Note: filled[string](p.Note),
				Struck: p.Struck, InForce: p.Holds(day), AddedBy: e.NameOf(p.AddedBy), AddedAt: p.AddedAt.UTC(),
				EndedBy: filled[string](e.NameOf(p.EndedBy)), EndedAt: maybeTime(p.EndedAt), EndReason: filled[string](p.EndReason),
			}
		}),
		Changes: each(e.Changes, func(c domain.RosterChange) apigen.RosterChange {
			change := apigen.RosterChange{
				At: c.At.UTC(), By: e.NameOf(c.By), Kind: apigen.RosterChangeKind(c.Kind), Period: int32(c.Period),
				After: fromRosterTerms(c.After), Reason: filled[string](c.Reason),
			}
			if c.Before != nil {
				before := fromRosterTerms(*c.Before)
				change.Before = &before
			}
			return change
		}),
	}
	if e.Firm != nil {
		out.EnterpriseID, out.District = filled[string](e.Firm.ID), filled[string](e.Firm.District())
	}
	if n, ok := e.Shown(day); ok {
		p, at := e.Periods[n], int32(n)
		from := dayOf(p.From)
		out.Name, out.ValidFrom, out.ValidTo, out.Source, out.Shown = p.Name, &from, maybeDayOf(p.Until), p.Source, &at
	} else if len(e.Periods) > 0 {
		out.Name = e.Periods[0].Name
	}
	return out
}

func fromRosterTerms(t domain.RosterTerms) apigen.RosterTerms {
	return apigen.RosterTerms{Name: t.Name, ValidFrom: dayOf(t.From), ValidTo: maybeDayOf(t.Until), Source: t.Source, Note: filled[string](t.Note)}
}

func (s *server) fromImportReport(r app.ImportReport) apigen.ImportReport {
	return apigen.ImportReport{
		Rows: int32(r.Rows), Added: int32(r.New), Changed: int32(r.Changed), Unchanged: int32(r.Unchanged), Bad: int32(r.Bad), Written: r.Written,
		UnknownColumns: each(r.Unknown, func(h string) string { return h }), FaultsTotal: int32(r.FaultsAll), WarningsTotal: int32(r.Warnings),
		Faults: each(r.Faults, func(f tabular.Fault) apigen.ImportFault {
			out := apigen.ImportFault{
				Column: filled[string](f.Column), Value: filled[string](f.Value), Code: f.Code, Warning: f.Warning,
				Message: fromText(s.texts.Text(f.Code, f.Facts)),
			}
			if f.Row > 0 {
				row := int32(f.Row)
				out.Row = &row
			}
			return out
		}),
	}
}
