package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

// user adds a person of any role. The password is read from standard input,
// so that it stands in no history and no list of processes.
func user(ctx context.Context, args []string, e env) error {
	f := flags("user", "--email E-MAIL --role ROLE --name NAME --organisation NAME [--provider ID | --enterprise ID | --districts CODE,CODE] [--data DIR] [--config FILE] < PASSWORD", e)
	at := whereFlags(f, e)
	email := f.String("email", "", "e-mail to sign in with")
	role := f.String("role", "", "enterprise, bank, fund_manager, agency or regulator")
	name := f.String("name", "", "the person's name")
	organisation := f.String("organisation", "", "the organisation's name")
	provider := f.String("provider", "", "provider id, for bank and fund_manager")
	enterprise := f.String("enterprise", "", "enterprise id, for enterprise")
	districts := f.String("districts", "", "district codes with commas, for agency")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	password, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && password == "" {
		return fmt.Errorf("%w: want the password on standard input: %w", config.ErrUsage, err)
	}
	o := domain.Organisation{Role: domain.Role(*role), Name: *organisation, Provider: domain.ProviderID(*provider), Enterprise: domain.EnterpriseID(*enterprise)}
	for _, c := range strings.Split(*districts, ",") {
		if c != "" {
			o.Districts = append(o.Districts, domain.Code(c))
		}
	}
	return at.open(ctx, e, openBase, func(p *platform) error {
		made, org, err := p.signIn.CreateUser(ctx, app.NewUser{
			Email: *email, Password: strings.TrimRight(password, "\r\n"), Name: *name, Role: domain.Role(*role), Organisation: o,
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s %s of %s (%s)\n", made.ID, made.Email, org.Name, org.ID)
		return nil
	})
}
