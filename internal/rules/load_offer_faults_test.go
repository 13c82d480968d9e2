package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"rongqiao/internal/rules"
)

func TestDamageToAnOfferStopsTheLoad(t *testing.T) {
	check(t, map[string]damage{
		"an offer without an id":                   {file: secondLoans, old: "id: loan-b", new: `id: ""`, field: "id", want: "an id"},
		"an offer id used twice in a file":         {file: funds, old: "offers:\n", new: "offers:\n  - {id: fund-a}\n", entry: "fund-a", field: "id", want: "used once", have: "also in " + funds, at: "- id: fund-a"},
		"an offer id used twice across files":      {file: secondLoans, old: "id: loan-b", new: "id: loan-a", entry: "loan-a", field: "id", want: "used once", have: "also in " + firstLoans},
		"a kind that nobody knows":                 {file: secondLoans, old: "kind: loan", new: "kind: gift", entry: "loan-b", field: "kind", want: "loan, fund or award", have: "gift"},
		"no kind of product":                       {file: secondLoans, old: "products: [credit]", new: "products: []", entry: "loan-b", field: "products", want: "at least one"},
		"a kind of product that is not listed":     {file: secondLoans, old: "products: [credit]", new: "products: [debt]", entry: "loan-b", field: "products[0]", want: "a code of products", have: "debt"},
		"an unknown provider":                      {file: secondLoans, old: "provider: tide", new: "provider: ebb", entry: "loan-b", field: "provider", want: "a provider of the catalogue", have: "ebb"},
		"no Chinese name":                          {file: secondLoans, old: "{zh: 乙贷, en: Loan B}", new: "{en: Loan B}", entry: "loan-b", field: "name", want: "a name"},
		"no status":                                {file: secondLoans, old: "    status: dated\n", new: "", entry: "loan-b", field: "status", want: "current, dated or current_unknown", at: "id: loan-b"},
		"a status that nobody knows":               {file: secondLoans, old: "status: dated", new: "status: old", entry: "loan-b", field: "status", want: "current, dated or current_unknown", have: "old"},
		"verified neither way":                     {file: secondLoans, old: "    verified: false\n", new: "", entry: "loan-b", field: "verified", want: "true or false", at: "id: loan-b"},
		"no source":                                {file: secondLoans, old: "    source: {kind: press, title: Herald}\n", new: "", entry: "loan-b", field: "source", want: "kind and title", at: "id: loan-b"},
		"a source without a title":                 {file: secondLoans, old: "{kind: press, title: Herald}", new: "{kind: press}", entry: "loan-b", field: "source", want: "kind and title"},
		"a source without a kind":                  {file: secondLoans, old: "{kind: press, title: Herald}", new: "{title: Herald}", entry: "loan-b", field: "source", want: "kind and title"},
		"a first day that is none":                 {file: firstLoans, old: "valid_from: 2025-01-01", new: "valid_from: 2025-13-01", entry: "loan-a", field: "valid_from", want: "YYYY-MM-DD", have: "2025-13-01"},
		"a last day before the first":              {file: firstLoans, old: "valid_until: 2027-12-31", new: "valid_until: 2024-12-31", entry: "loan-a", field: "valid_until", want: "2025-01-01", have: "2024-12-31"},
		"a provider without a name":                {file: providers, old: "{zh: 市政厅, en: Town Hall}", new: "{en: Town Hall}", entry: "hall", field: "id, name.zh", want: "both"},
		"a provider id used twice":                 {file: providers, old: "id: hall", new: "id: tide", entry: "tide", field: "id", want: "used once", have: providers},
		"a provider of a kind that is not listed":  {file: providers, old: "kind: house", new: "kind: hut", entry: "hall", field: "kind", want: "a code of provider_kinds", have: "hut"},
		"a branch in a place that is not there":    {file: providers, old: "branches: [A]", new: "branches: [Q]", entry: "tide", field: "branches", want: "a code of places", have: "Q"},
		"a relation of a kind that nobody knows":   {file: relations, old: "kind: excludes", new: "kind: likes", entry: "loan-a / loan-b", field: "kind", want: "excludes or combinable", have: "likes"},
		"a relation to an unknown offer":           {file: relations, old: "b: loan-b", new: "b: loan-c", entry: "loan-a / loan-c", field: "a, b", want: "ids of two offers", have: "loan-c"},
		"a relation of an offer to itself":         {file: relations, old: "b: loan-b", new: "b: loan-a", entry: "loan-a / loan-a", field: "b", want: "another offer", have: "loan-a"},
		"a relation without a clause":              {file: relations, old: `, clause: {document: Book, article: "1"}`, new: "", entry: "loan-a / loan-b", field: "clause", want: "the clause or source"},
		"a pair ruled on twice, the other way":     {file: relations, old: "a: award-a, b: loan-a", new: "a: loan-b, b: loan-a", entry: "loan-a loan-b", field: "id", want: "used once", have: relations},
		"a fund without the terms of one":          {file: funds, old: "      fund:\n        level: city\n        form: direct\n        size: 100000000\n        ticket_min: 1000000\n        ticket_max: 9000000\n        stages: [early]\n", new: "      response_days: 1\n", entry: "fund-a", field: "terms.fund", want: "fund terms for a fund", have: "fund", at: "response_days"},
		"a loan with the terms of an award":        {file: secondLoans, old: "      max_working_days: 15", new: "      award: {amount: unspecified}", entry: "loan-b", field: "terms.award", want: "only for an award", have: "loan"},
		"an award without the terms of one":        {file: awards, old: "kind: award\n", new: "kind: fund\n", entry: "award-a", field: "terms.award", want: "only for an award", have: "fund", at: "measure: 1"},
		"a fund of a level that is not listed":     {file: funds, old: "level: city", new: "level: village", entry: "fund-a", field: "terms.fund.level", want: "a code of fund_levels", have: "village"},
		"a fund of a form that is not listed":      {file: funds, old: "form: direct", new: "form: odd", entry: "fund-a", field: "terms.fund.form", want: "a code of fund_forms", have: "odd"},
		"a stage that is not listed":               {file: funds, old: "stages: [early]", new: "stages: [late]", entry: "fund-a", field: "terms.fund.stages[0]", want: "a code of fund_stages", have: "late"},
		"tickets the wrong way round":              {file: funds, old: "ticket_max: 9000000", new: "ticket_max: 900000", entry: "fund-a", field: "terms.fund.ticket.max", want: "at least 1000000.00", have: "900000.00", at: "level: city"},
		"a share capped at nothing published":      {file: awards, old: "        max: 500000\n", new: "", entry: "award-a", field: "terms.award.amount", want: "a capped share has rate and max", have: "share_capped", at: "amount: share_capped"},
		"a capped share of no rate":                {file: awards, old: "        rate: \"10\"\n", new: "", entry: "award-a", field: "terms.award.amount", want: "a capped share has rate and max", have: "share_capped", at: "amount: share_capped"},
		"a floor without one":                      {file: awards, old: "amount: share_capped", new: "amount: floor", entry: "award-a", field: "terms.award.amount", want: "a floor has min", have: "floor"},
		"a cap without one":                        {file: awards, old: "amount: share_capped\n        rate: \"10\"\n        max: 500000", new: "amount: cap", entry: "award-a", field: "terms.award.amount", want: "a cap has max", have: "cap"},
		"a range of one end":                       {file: awards, old: "amount: share_capped", new: "amount: range", entry: "award-a", field: "terms.award.amount", want: "a range has min and max", have: "range"},
		"an unspecified amount with a figure":      {file: awards, old: "amount: share_capped", new: "amount: unspecified", entry: "award-a", field: "terms.award.amount", want: "neither min nor max", have: "unspecified"},
		"an award amount that nobody knows":        {file: awards, old: "amount: share_capped", new: "amount: some", entry: "award-a", field: "terms.award.amount", want: "floor, cap, range", have: "some"},
		"an award on a base that is no field":      {file: awards, old: "enterprise.harbour_dues", new: "enterprise.dues", entry: "award-a", field: "terms.award.base_field", want: "a money field", have: "enterprise.dues"},
		"an award on a base that is no money":      {file: awards, old: "enterprise.harbour_dues", new: "enterprise.staff", entry: "award-a", field: "terms.award.base_field", want: "a money field", have: "enterprise.staff"},
		"a share of more than the whole":           {file: awards, old: `rate: "10"`, new: `rate: "100.01"`, entry: "award-a", field: "terms.award.rate.min", want: "0% to 100%", have: "100.01%", at: `rate: "100.01"`},
		"a measure that is no whole number":        {file: awards, old: "measure: 1", new: "measure: 1.5", entry: "award-a", field: "terms.award.measure", want: "a whole number", have: "1.5"},
		"amounts the wrong way round":              {file: firstLoans, old: "max: 5000000,", new: "max: 10000,", entry: "loan-a", field: "terms.amount.max", want: "at least 10000.01", have: "10000.00"},
		"a fraction of a fen":                      {file: firstLoans, old: "min: 10000.01", new: "min: 10000.001", entry: "loan-a", field: "terms.amount.min", want: "a whole number of the smallest unit", have: "10000.001"},
		"an amount that overflows":                 {file: firstLoans, old: "max: 5000000,", new: "max: 99999999999999999999,", entry: "loan-a", field: "terms.amount.max", want: "a whole number of the smallest unit", have: "9"},
		"an amount a yuan above the greatest":      {file: firstLoans, old: "max: 5000000,", new: "max: 90000000000001,", entry: "loan-a", field: "terms.amount.max", want: "a whole number of the smallest unit", have: "90000000000001"},
		"an amount below nothing":                  {file: firstLoans, old: "min: 10000.01", new: "min: -1", entry: "loan-a", field: "terms.amount.min", want: "0.00 to 90000000000000.00", have: "-1.00"},
		"an amount in words":                       {file: firstLoans, old: "max: 5000000,", new: "max: five million,", entry: "loan-a", field: "terms.amount.max", want: "a whole number of the smallest unit", have: "five million"},
		"an amount that is a fraction of integers": {file: firstLoans, old: "max: 5000000,", new: `max: "10000000/2",`, entry: "loan-a", field: "terms.amount.max", want: "a whole number of the smallest unit", have: "10000000/2"},
		"an amount in a unit that nobody knows":    {file: firstLoans, old: "max: 5000000, unit: yuan", new: "max: 5000000, unit: dollars", entry: "loan-a", field: "terms.amount.max", want: "a unit: fen, wan, yuan", have: "dollars"},
		"a row above the outer bound":              {file: firstLoans, old: "max: 3000000\n", new: "max: 5000001\n", entry: "loan-a", field: "terms.amount_rows[1].max", want: "at least 5000001.00", have: "5000000.00"},
		"a row without an amount":                  {file: firstLoans, old: "        - {max: 2000000, unit: yuan, when: []}", new: "        - {unit: yuan, when: []}", entry: "loan-a", field: "terms.amount_rows[0].max", want: "an amount"},
		"a row on a field that is not there":       {file: firstLoans, old: "{id: silver, field: enterprise.tiers", new: "{id: silver, field: enterprise.medals", entry: "loan-a", field: "terms.amount_rows[1].when[0].field", want: "a field of fields.yaml", have: "enterprise.medals"},
		"terms the wrong way round":                {file: firstLoans, old: "term: {min: 3, max: 36}", new: "term: {min: 3, max: 2}", entry: "loan-a", field: "terms.term.max", want: "at least 3", have: "2"},
		"a term above the longest":                 {file: firstLoans, old: "term: {min: 3, max: 36}", new: "term: {min: 3, max: 361}", entry: "loan-a", field: "terms.term.max", want: "1 to 360", have: "361"},
		"a repayment that nobody knows":            {file: firstLoans, old: "revolving]", new: "barter]", entry: "loan-a", field: "terms.repayment[1]", want: "equal_instalments", have: "barter"},
		"a fee with three decimals":                {file: firstLoans, old: `max: "1.25"`, new: `max: "1.255"`, entry: "loan-a", field: "max", want: "at most two decimals", have: "1.255"},
		"fees the wrong way round":                 {file: firstLoans, old: `max: "1.25"`, new: `max: "0.25"`, entry: "loan-a", field: "terms.guarantee_fee.max", want: "at least 0.5%", have: "0.25%"},
		"a response after more than a year":        {file: firstLoans, old: "response_days: 5", new: "response_days: 366", entry: "loan-a", field: "terms.response_days.min", want: "0 to 365", have: "366"},
		"a basis that nobody knows":                {file: secondLoans, old: "basis: daily_fee", new: "basis: guess", entry: "loan-b", field: "terms.rate.basis", want: "observed, quoted", have: "guess"},
		"a quoted rate without a figure":           {file: secondLoans, old: `{basis: daily_fee, daily_fee_per_10000: "1.5"}`, new: "{basis: quoted}", entry: "loan-b", field: "terms.rate", want: "a figure"},
		"a daily fee without one":                  {file: secondLoans, old: `, daily_fee_per_10000: "1.5"`, new: "", entry: "loan-b", field: "terms.rate.daily_fee_per_10000", want: "0 to 100 yuan", have: "nil", at: "rate: {"},
		"a daily fee finer than a millionth":       {file: secondLoans, old: `"1.5"`, new: `"1.505"`, entry: "loan-b", field: "terms.rate.daily_fee_per_10000", want: "a whole number", have: "1.505"},
		"a spread on a rate of no tenor":           {file: firstLoans, old: "lpr: 1y", new: "lpr: 3y", entry: "loan-a", field: "terms.rate.lpr", want: "1y or 5y", have: "3y"},
		"a prime rate without a spread":            {file: firstLoans, old: ", spread_min: -20, spread_max: 100", new: "", entry: "loan-a", field: "terms.rate.lpr", want: "and a spread", have: "1y"},
		"spreads the wrong way round":              {file: firstLoans, old: "spread_min: -20", new: "spread_min: 101", entry: "loan-a", field: "terms.rate.spread.max", want: "at least 1.01%", have: "1%"},
	})
}

func TestDamageToACriterionStopsTheLoad(t *testing.T) {
	check(t, map[string]damage{
		"an unknown field":                       {file: firstLoans, old: "field: enterprise.staff", new: "field: enterprise.people", entry: "loan-a", field: "criteria[3].field", want: "a field of fields.yaml", have: "enterprise.people"},
		"no field":                               {file: firstLoans, old: "field: enterprise.staff, ", new: "", entry: "loan-a", field: "criteria[3].field", want: "a field of fields.yaml"},
		"an unknown code":                        {file: firstLoans, old: "value: [trade]", new: "value: [barter]", entry: "loan-a", field: "criteria[0].value", want: "a code of purposes", have: "barter"},
		"an unknown place":                       {file: secondLoans, old: "value: [O]", new: "value: [Q]", entry: "loan-b", field: "criteria[0].value", want: "a code of places", have: "Q"},
		"no codes":                               {file: firstLoans, old: "value: [trade]", new: "value: []", entry: "loan-a", field: "criteria[0].value", want: "at least one code"},
		"an operator that nobody knows":          {file: firstLoans, old: `enterprise.revenue, op: ">="`, new: `enterprise.revenue, op: "=>"`, entry: "loan-a", field: "criteria[2].op", want: "an operator for a field of type money", have: "=>"},
		"an order among codes":                   {file: firstLoans, old: "op: in, value: [trade]", new: `op: ">=", value: [trade]`, entry: "loan-a", field: "criteria[0].op", want: "of type code", have: ">="},
		"a set of amounts":                       {file: firstLoans, old: `enterprise.revenue, op: ">="`, new: "enterprise.revenue, op: in", entry: "loan-a", field: "criteria[2].op", want: "of type money", have: "in"},
		"a flag that is at least true":           {file: firstLoans, old: `enterprise.insured, op: "=="`, new: `enterprise.insured, op: ">="`, entry: "loan-a", field: "criteria[5].op", want: "of type flag", have: ">="},
		"a place that is one of a list":          {file: secondLoans, old: "op: within", new: "op: in", entry: "loan-b", field: "criteria[0].op", want: "of type place", have: "in"},
		"a set that is one of a list":            {file: firstLoans, old: "op: contains_any", new: "op: in", entry: "loan-a", field: "terms.amount_rows[1].when[0].op", want: "of type codes", have: "in"},
		"one of a tree":                          {file: firstLoans, old: "op: within, value: [sea]", new: "op: in, value: [sea]", entry: "loan-a", field: "criteria[1].value", want: "within, as the vocabulary is a tree", have: "in"},
		"no clause":                              {file: firstLoans, old: "value: [trade], clause: source}", new: "value: [trade]}", entry: "loan-a", field: "criteria[0].clause", want: "the clause or source"},
		"an empty clause":                        {file: firstLoans, old: `clause: {document: Book, article: "3"}`, new: `clause: {article: "3"}`, entry: "loan-a", field: "criteria[1].clause", want: "the clause or source"},
		"a missing unit of money":                {file: firstLoans, old: "value: 200.5, unit: wan", new: "value: 200.5", entry: "loan-a", field: "criteria[2].value", want: "a unit: fen, wan, yuan"},
		"a missing unit of a share":              {file: firstLoans, old: `value: "3.25", unit: percent`, new: `value: "3.25"`, entry: "loan-a", field: "criteria[4].value", want: "a unit: bp, percent"},
		"a missing unit of time":                 {file: firstLoans, old: "        unit: years\n", new: "", entry: "loan-a", field: "criteria[6].values[0]", want: "a unit: months, years", at: "{from: 2026-01-01"},
		"money in per cent":                      {file: firstLoans, old: "value: 200.5, unit: wan", new: "value: 200.5, unit: percent", entry: "loan-a", field: "criteria[2].value", want: "a unit: fen, wan, yuan", have: "percent"},
		"time in yuan":                           {file: firstLoans, old: "unit: years", new: "unit: yuan", entry: "loan-a", field: "criteria[6].values[0]", want: "a unit: months, years", have: "yuan", at: "{from: 2026-01-01"},
		"a fraction of a fen":                    {file: firstLoans, old: "value: 200.5, unit: wan", new: "value: 200.0000001, unit: wan", entry: "loan-a", field: "criteria[2].value", want: "a whole number of the smallest unit", have: "200.0000001"},
		"a share with three decimals":            {file: firstLoans, old: `value: "3.25"`, new: `value: "3.255"`, entry: "loan-a", field: "criteria[4].value", want: "a whole number of the smallest unit", have: "3.255"},
		"half a person":                          {file: firstLoans, old: "value: 300", new: "value: 300.5", entry: "loan-a", field: "criteria[3].value", want: "a whole number of the smallest unit", have: "300.5"},
		"no number":                              {file: firstLoans, old: "value: 300", new: "value: many", entry: "loan-a", field: "criteria[3].value", want: "a whole number of the smallest unit", have: "many"},
		"no value":                               {file: firstLoans, old: ", value: 300", new: "", entry: "loan-a", field: "criteria[3].value", want: "a whole number of the smallest unit", have: "nil"},
		"a list of numbers":                      {file: firstLoans, old: "value: 300", new: "value: [300]", entry: "loan-a", field: "criteria[3].value", want: "a whole number of the smallest unit", have: "[300]"},
		"an amount that overflows":               {file: firstLoans, old: "value: 200.5, unit: wan", new: "value: 9000000001, unit: wan", entry: "loan-a", field: "criteria[2].value", want: "a whole number of the smallest unit", have: "9000000001"},
		"a flag that is a number":                {file: firstLoans, old: "value: true", new: "value: 1", entry: "loan-a", field: "criteria[5].value", want: "true or false", have: "1"},
		"a flag in yuan":                         {file: firstLoans, old: "value: true", new: "value: true, unit: yuan", entry: "loan-a", field: "criteria[5].value", want: "no unit for a field of type flag", have: "yuan"},
		"a day that is none":                     {file: firstLoans, old: "value: 2024-01-01", new: "value: 2024-01-32", entry: "loan-a", field: "criteria[7].routes[1].criteria[0].value", want: "YYYY-MM-DD", have: "2024-01-32"},
		"codes that are no text":                 {file: firstLoans, old: "value: [trade]", new: "value: [{a: b}]", entry: "loan-a", field: "criteria[0].value", want: "a code or a list of codes", have: "map"},
		"a value from a day that is none":        {file: firstLoans, old: "from: 2026-01-01", new: "from: 2026-1-1", entry: "loan-a", field: "criteria[6].values[0].from", want: "YYYY-MM-DD", have: "2026-1-1"},
		"two values from one day":                {file: firstLoans, old: "from: 2026-01-01", new: "from: 2025-01-01", entry: "loan-a", field: "criteria[6].values", want: "one value a day", have: "2025-01-01", at: "{from: 2025-01-01, value: 1}"},
		"a value beside dated ones":              {file: firstLoans, old: "        unit: years\n", new: "        unit: years\n        value: 3\n", entry: "loan-a", field: "criteria[6]", want: "one of value, values and routes", have: "more", at: "id: age"},
		"routes beside a field":                  {file: firstLoans, old: "      - id: known\n", new: "      - id: known\n        field: enterprise.staff\n", entry: "loan-a", field: "criteria[7]", want: "either routes or a field", have: "enterprise.staff", at: "id: known"},
		"a value beside routes":                  {file: firstLoans, old: "      - id: known\n", new: "      - id: known\n        value: 3\n", entry: "loan-a", field: "criteria[7]", want: "one of value, values and routes", have: "more", at: "id: known"},
		"a route that every firm meets":          {file: firstLoans, old: "            criteria:\n              - {id: rank, field: enterprise.rank, op: is_known, clause: source}\n", new: "", entry: "loan-a", field: "criteria[7].routes[0]", want: "criteria or a judgement", at: "id: ranked"},
		"a route's criterion without a clause":   {file: firstLoans, old: "op: is_known, clause: source}", new: "op: is_known}", entry: "loan-a", field: "criteria[7].routes[0].criteria[0].clause", want: "the clause or source"},
		"a route's criterion on an unknown code": {file: firstLoans, old: "field: enterprise.rank, op: is_known", new: "field: enterprise.rank, op: in, value: [tin]", entry: "loan-a", field: "criteria[7].routes[0].criteria[0].value", want: "a code of tiers", have: "tin"},
		"a criterion's id used twice":            {file: firstLoans, old: "id: staff", new: "id: revenue", entry: "loan-a", field: "criteria[3].id", want: "used once in the offer", have: "revenue"},
	})
}

func TestAFileThatNothingReadsStopsTheLoad(t *testing.T) {
	rows := map[string]struct{ from, to, want string }{
		"a folder with a slip of the pen":  {secondLoans, "catalogue/loan/second.yaml", "a file or folder that rule data has"},
		"a file beside the known ones":     {secondLoans, "catalogue/second.yaml", "a file or folder that rule data has"},
		"a file with the other extension":  {secondLoans, "catalogue/loans/second.yml", "a name that ends in .yaml"},
		"a file that was emptied":          {"", secondLoans, "a file of this form"},
		"a file of which comments are all": {"#", secondLoans, "a file of this form"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			files := small(t)
			delete(files, relations)
			if moved, ok := files[r.from]; ok {
				delete(files, r.from)
				files[r.to] = moved
			} else {
				files[r.to] = &fstest.MapFile{Data: []byte(r.from + "\n")}
			}
			_, err := rules.Load(files)
			if err == nil || !strings.Contains(err.Error(), r.to) || !strings.Contains(err.Error(), r.want) {
				t.Errorf("want %s: %s, have %v", r.to, r.want, err)
			}
		})
	}
}

func TestARootThatIsNoPlaceStopsTheLoad(t *testing.T) {
	files := small(t)
	files["region.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(files["region.yaml"].Data), "root_place: R", "root_place: Q", 1))}
	expectFault(t, files, rules.Fault{File: places, Entry: "Q", Want: "the region's root place"})
}

func TestAllFaultsOfAStepComeAtOnce(t *testing.T) {
	files := small(t)
	damaged := strings.NewReplacer("provider: tide", "provider: ebb", "value: [trade]", "value: [barter]", "value: 300", "value: many").Replace(string(files[firstLoans].Data))
	files[firstLoans] = &fstest.MapFile{Data: []byte(damaged)}
	files[awards] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[awards].Data), "provider: hall", "provider: ebb", 1))}
	_, err := rules.Load(files)
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("want four faults, have %v", err)
	}
}

func TestAFaultIsOneReadableLine(t *testing.T) {
	rows := map[string]struct {
		fault rules.Fault
		want  string
	}{
		"all of it": {
			rules.Fault{File: "a.yaml", Line: 7, Entry: "x", Field: "op", Want: "in", Have: "on"}, `a.yaml:7: entry "x": field op: want in, have on`},
		"a file alone":     {rules.Fault{File: "a.yaml", Want: "more"}, "a.yaml: want more"},
		"something absent": {rules.Fault{File: "a.yaml", Line: 1, Field: "id", Want: "an id"}, "a.yaml:1: field id: want an id"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := r.fault.Error(); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}
