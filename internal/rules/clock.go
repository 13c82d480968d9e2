package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rongqiao/internal/domain"
)

// Clock says how long the one whose turn it is has to act, and which days
// count. A region without it has no clock: turns are not limited.
type Clock struct {
	Counting Counting
	Steps    []ClockStep // in the order of a need's life
	// Escalation is what happens where an agency lets its time pass.
	Escalation Escalation
	Years      []CalendarYear // rising
}

// Counting is how a term of working days is counted.
type Counting struct {
	Document    string
	Verified    bool
	ClosesAt    time.Duration // since midnight, where the platform works
	DueSoonDays int           // working days
}

// ClockStep is one thing that somebody has to do in time.
type ClockStep struct {
	ID          domain.Code
	Name        domain.Text
	Actor       domain.Code // agency, provider or enterprise
	WorkingDays int
	Reason      domain.Text // why so long
}

// Escalation is the chain of those who get a turn of agency_accepts that was
// let pass.
type Escalation struct {
	Agencies int // so many agencies, the nearest first, then the city
}

// CalendarYear are the days of a year that are not what their day of the week
// says.
type CalendarYear struct {
	Year     int
	Document string
	Verified bool
	Off      map[domain.Date]bool // holidays
	Work     map[domain.Date]bool // working days on a weekend
}

// The steps that turns are started for; the rule data has each.
const (
	StepAgencyAccepts   domain.Code = "agency_accepts"
	StepProviderAccepts domain.Code = "provider_accepts"
	StepDocuments       domain.Code = "documents"
	StepQuote           domain.Code = "quote"
	StepDecision        domain.Code = "decision"
	StepSigning         domain.Code = "signing"
	StepDisbursement    domain.Code = "disbursement"
	StepAppealAccepts   domain.Code = "appeal_accepts"
	StepAppealAnswers   domain.Code = "appeal_answers"
)

// StepFirmApplies is the firm's own: it chooses among the offers. It has no
// limit, and does not stand in the rule data.
const StepFirmApplies domain.Code = "firm_applies"

// StepFirmRates is the firm's: it says what an answer to its appeal is worth.
const StepFirmRates domain.Code = "firm_rates"

// StepFirmTakes is the firm's as well: the quote says until when it stands.
const StepFirmTakes domain.Code = "firm_takes"

var clockActors = map[domain.Code]domain.Code{
	StepAgencyAccepts: ClockAgency, StepProviderAccepts: ClockProvider, StepDocuments: ClockEnterprise, StepQuote: ClockProvider,
	StepDecision: ClockProvider, StepSigning: ClockProvider, StepDisbursement: ClockProvider,
	StepAppealAccepts: ClockAgency, StepAppealAnswers: ClockAgency,
}

// The actors of a step.
const (
	ClockAgency     domain.Code = "agency"
	ClockProvider   domain.Code = "provider"
	ClockEnterprise domain.Code = "enterprise"
)

// StepOf answers the step with the id.
func (c *Clock) StepOf(id domain.Code) (ClockStep, bool) {
	i := slices.IndexFunc(c.Steps, func(s ClockStep) bool { return s.ID == id })
	if i < 0 {
		return ClockStep{}, false
	}
	return c.Steps[i], true
}

// YearOf answers what is known of a year's days.
func (c *Clock) YearOf(year int) (CalendarYear, bool) {
	i, ok := slices.BinarySearchFunc(c.Years, year, func(y CalendarYear, year int) int { return y.Year - year })
	if !ok {
		return CalendarYear{}, false
	}
	return c.Years[i], true
}

type calendarForm struct {
	Years []struct {
		Year     int      `yaml:"year"`
		Document string   `yaml:"document"`
		Verified *bool    `yaml:"verified"`
		Note     textForm `yaml:"note"`
		Holidays []struct {
			Name  textForm `yaml:"name"`
			From  string   `yaml:"from"`
			Until string   `yaml:"until"`
			Work  []string `yaml:"work"`
		} `yaml:"holidays"`
	} `yaml:"years"`
}

type stepsForm struct {
	Counting struct {
		Document    string `yaml:"document"`
		Verified    *bool  `yaml:"verified"`
		ClosesAt    string `yaml:"closes_at"`
		DueSoonDays int    `yaml:"due_soon_days"`
	} `yaml:"counting"`
	Steps []struct {
		Step        domain.Code `yaml:"step"`
		Name        textForm    `yaml:"name"`
		Actor       domain.Code `yaml:"actor"`
		WorkingDays int         `yaml:"working_days"`
		Reason      textForm    `yaml:"reason"`
	} `yaml:"steps"`
	Escalation struct {
		Agencies int `yaml:"agencies"`
	} `yaml:"escalation"`
}

const (
	clockSteps    = "clock/steps.yaml"
	clockCalendar = "clock/calendar.yaml"
)

// mostWorkingDays bounds a step: about a year.
const mostWorkingDays = 250

// clock reads the response clock.
func (l *loader) clock() {
	l.each(clockSteps, l.clockSteps)
	if l.rs.Clock == nil {
		return
	}
	l.each(clockCalendar, l.calendar)
	if len(l.rs.Clock.Years) == 0 {
		l.faults = append(l.faults, &Fault{File: clockCalendar, Field: "years", Want: "at least one year"})
	}
}

func (l *loader) clockSteps(d *document) {
	var form stepsForm
	if !l.read(d, &form) {
		return
	}
	c := &Clock{Escalation: Escalation(form.Escalation)}
	l.counting(d, form, c)
	seen := map[domain.Code]bool{}
	for i, s := range form.Steps {
		path := fmt.Sprintf("$.steps[%d]", i)
		names(d, seen, path, s.Step, s.Name)
		if s.Reason.ZH == "" || s.Reason.EN == "" {
			d.add(path+".reason", string(s.Step), "reason", "zh and en", "")
		}
		if actor, ok := clockActors[s.Step]; !ok {
			d.add(path+".step", string(s.Step), "step", "one of "+strings.Join(sortedKeys(texts(clockActors)), ", "), string(s.Step))
		} else if s.Actor != actor {
			d.add(path+".actor", string(s.Step), "actor", string(actor), string(s.Actor))
		}
		if s.WorkingDays < 1 || s.WorkingDays > mostWorkingDays {
			d.add(path+".working_days", string(s.Step), "working_days", fmt.Sprintf("1 to %d", mostWorkingDays), fmt.Sprint(s.WorkingDays))
		}
		c.Steps = append(c.Steps, ClockStep{s.Step, s.Name.text(), s.Actor, s.WorkingDays, s.Reason.text()})
	}
	for _, id := range sortedKeys(texts(clockActors)) {
		if !seen[domain.Code(id)] {
			d.add("$.steps", id, "steps", "each step, so also "+id, "")
		}
	}
	if c.Escalation.Agencies < 1 {
		d.add("$.escalation.agencies", "", "escalation.agencies", "at least 1", fmt.Sprint(c.Escalation.Agencies))
	}
	l.rs.Clock = c
}

// texts are the keys as plain strings, for a message.
func texts[V any](m map[domain.Code]V) map[string]bool {
	out := map[string]bool{}
	for k := range m {
		out[string(k)] = true
	}
	return out
}

func (l *loader) counting(d *document, form stepsForm, c *Clock) {
	f := form.Counting
	s := l.standing(d, standingForm{Document: f.Document}, f.Verified)
	c.Counting = Counting{Document: s.Document, Verified: s.Verified, DueSoonDays: f.DueSoonDays}
	at, err := time.Parse("15:04", f.ClosesAt)
	if err != nil {
		d.add("$.counting.closes_at", "", "counting.closes_at", "a time as HH:MM", f.ClosesAt)
	}
	c.Counting.ClosesAt = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	if f.DueSoonDays < 1 || f.DueSoonDays > mostWorkingDays {
		d.add("$.counting.due_soon_days", "", "counting.due_soon_days", fmt.Sprintf("1 to %d", mostWorkingDays), fmt.Sprint(f.DueSoonDays))
	}
}

func (l *loader) calendar(d *document) {
	var form calendarForm
	if !l.read(d, &form) {
		return
	}
	for i, f := range form.Years {
		path := fmt.Sprintf("$.years[%d]", i)
		y := CalendarYear{Year: f.Year, Document: f.Document, Off: map[domain.Date]bool{}, Work: map[domain.Date]bool{}}
		if i > 0 && f.Year != form.Years[i-1].Year+1 {
			d.add(path+".year", "", "year", "the year after the one before", fmt.Sprint(f.Year))
		}
		if f.Document == "" {
			d.add(path, fmt.Sprint(f.Year), "document", "the notice that it is from", "")
		}
		if f.Verified == nil {
			d.add(path, fmt.Sprint(f.Year), "verified", "true or false", "")
		} else {
			y.Verified = *f.Verified
		}
		for j, h := range f.Holidays {
			l.holiday(d, fmt.Sprintf("%s.holidays[%d]", path, j), y, h.From, h.Until, h.Work)
			if h.Name.ZH == "" || h.Name.EN == "" {
				d.add(fmt.Sprintf("%s.holidays[%d].name", path, j), fmt.Sprint(f.Year), "name", "zh and en", "")
			}
		}
		l.rs.Clock.Years = append(l.rs.Clock.Years, y)
	}
}

// holiday puts the days of one holiday into its year. A day stands once; a
// working day that is made up falls on a weekend.
func (l *loader) holiday(d *document, path string, y CalendarYear, fromText, untilText string, work []string) {
	entry := fmt.Sprint(y.Year)
	from, until := optionalDay(d, path+".from", entry, fromText), optionalDay(d, path+".until", entry, untilText)
	if from == nil || until == nil || *until < *from || *until > *from+30 {
		d.add(path+".until", entry, "until", "a first and a last day, at most 30 days apart", strings.TrimSpace(fromText+" "+untilText))
		return
	}
	put := func(days map[domain.Date]bool, field string, day domain.Date, fits bool, want string) {
		if day.Year() != y.Year || y.Off[day] || y.Work[day] || !fits {
			d.add(path, entry, field, want+", once, of this year", day.String())
		}
		days[day] = true
	}
	for day := *from; day <= *until; day++ {
		put(y.Off, "from", day, true, "a day")
	}
	for _, text := range work {
		if day := optionalDay(d, path+".work", entry, text); day != nil {
			put(y.Work, "work", *day, weekend(*day), "a Saturday or Sunday")
		}
	}
}

func weekend(d domain.Date) bool {
	w := d.Time().Weekday()
	return w == time.Saturday || w == time.Sunday
}

// IsWorkingDay tells whether the day is one, and whether that is known: of a
// year that is not in the data, or not verified, it is what the day of the
// week says, or what the data says, and not sure.
func (c *Clock) IsWorkingDay(d domain.Date) (working, sure bool) {
	y, known := c.YearOf(d.Year())
	switch {
	case known && y.Off[d]:
		return false, y.Verified
	case known && y.Work[d]:
		return true, y.Verified
	}
	return !weekend(d), known && y.Verified
}
