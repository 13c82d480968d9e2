package main

import (
	"context"
	"errors"
	"fmt"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

// auditVerb proves that the audit log is as it was sealed.
func auditVerb(ctx context.Context, args []string, e env) error {
	f := flags("audit", "verify [--data DIR] [--config FILE]", e)
	at := whereFlags(f, e)
	if len(args) == 0 || args[0] != "verify" {
		f.Usage()
		return fmt.Errorf("%w: want audit verify", config.ErrUsage)
	}
	if err := parse(f, args[1:], 0); err != nil {
		return err
	}
	return at.open(ctx, e, openBase, func(p *platform) error {
		proof, err := app.VerifyAudit(ctx, p.store)
		var broken *domain.Error
		if errors.As(err, &broken) && broken.Code == "audit_broken" {
			return fmt.Errorf("the audit log is broken at entry %v: %v; the %d before it are as they were sealed", broken.Facts["seq"], broken.Facts["what"], proof.Sealed)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "the audit log is whole: %d entries sealed, %d added since; head %s\n", proof.Sealed, proof.Unsealed, proof.Head)
		return nil
	})
}
