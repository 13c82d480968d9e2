package auth_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
)

// standings is a store of standings that counts how often it is asked.
type standings struct {
	answer   auth.Standing
	err      error
	asked    int
	onAsking func()
}

func (s *standings) load(context.Context, domain.SessionID) (auth.Standing, error) {
	s.asked++
	answer, err := s.answer, s.err
	if s.onAsking != nil {
		s.onAsking()
	}
	return answer, err
}

func TestGuard(t *testing.T) {
	ended := errors.New("ended")
	type world struct {
		*standings
		clock *testClock
		guard *auth.Guard
	}
	rows := map[string]struct {
		keepFor time.Duration
		then    func(w world)
		asked   int
		err     error
		code    string
	}{
		"a second request soon after does not ask the store": {0, func(w world) { w.clock.forward(999 * time.Millisecond) }, 1, nil, ""},
		"after a second the store is asked again":            {0, func(w world) { w.clock.forward(time.Second) }, 2, nil, ""},
		"an end made elsewhere bites after a second":         {0, func(w world) { w.err = ended; w.clock.forward(time.Second) }, 2, ended, ""},
		"an end made here bites at once":                     {0, func(w world) { w.err = ended; w.guard.Forget("ses_1") }, 2, ended, ""},
		"an end of everyone's bites at once":                 {0, func(w world) { w.err = ended; w.guard.ForgetAll() }, 2, ended, ""},
		"without a memory every request asks":                {-1, func(w world) {}, 2, nil, ""},
		"without a memory an end elsewhere bites at once":    {-1, func(w world) { w.err = ended }, 2, ended, ""},
		"the session's own end bites though remembered":      {time.Hour, func(w world) { w.clock.forward(30 * time.Minute) }, 1, nil, "session_expired"},
		"a clock set back asks the store":                    {0, func(w world) { w.clock.forward(-time.Minute) }, 2, nil, ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			w := world{standings: &standings{answer: standing()}, clock: &testClock{now: morning}}
			w.guard = auth.NewGuard(w.load, row.keepFor, w.clock.Now)
			if actor, err := w.guard.Actor(context.Background(), someone); err != nil || actor.Organisation != "org_1" {
				t.Fatalf("the first request: %+v, %v", actor, err)
			}
			row.then(w)
			_, err := w.guard.Actor(context.Background(), someone)
			if row.err != nil {
				if !errors.Is(err, row.err) {
					t.Errorf("error %v, want %v", err, row.err)
				}
			} else {
				wantCode(t, "the second request", err, row.code)
			}
			if w.asked != row.asked {
				t.Errorf("the store was asked %d times, want %d", w.asked, row.asked)
			}
		})
	}
}

func standing() auth.Standing {
	return auth.Standing{
		Actor: domain.Actor{User: "usr_1", Role: domain.RoleAgency, Organisation: "org_1", Session: "ses_1", Districts: []domain.Code{"500112"}},
		Until: morning.Add(30 * time.Minute),
	}
}

// A request that read the store before an end was saved may still pass, but
// must not leave behind a memory that lets the next one pass.
func TestGuardDoesNotRememberWhatAnEndOvertook(t *testing.T) {
	store := &standings{answer: standing()}
	clock := &testClock{now: morning}
	guard := auth.NewGuard(store.load, 0, clock.Now)
	store.onAsking = func() { guard.Forget("ses_1") }
	if _, err := guard.Actor(context.Background(), someone); err != nil {
		t.Fatal(err)
	}
	store.onAsking, store.err = nil, errors.New("ended")
	if _, err := guard.Actor(context.Background(), someone); !errors.Is(err, store.err) {
		t.Errorf("error %v, want %v", err, store.err)
	}
}

func TestGuardRefusesAnotherPersonsSession(t *testing.T) {
	store := &standings{answer: standing()}
	clock := &testClock{now: morning}
	claims := someone
	claims.User = "usr_2"
	_, err := auth.NewGuard(store.load, 0, clock.Now).Actor(context.Background(), claims)
	wantCode(t, "usr_2 in the session of usr_1", err, "token_invalid")
}

func TestGuardGivesNoMemoryAway(t *testing.T) {
	store := &standings{answer: standing()}
	clock := &testClock{now: morning}
	guard := auth.NewGuard(store.load, 0, clock.Now)
	first, err := guard.Actor(context.Background(), someone)
	if err != nil {
		t.Fatal(err)
	}
	first.Districts[0] = "999999"
	second, err := guard.Actor(context.Background(), someone)
	if err != nil || second.Districts[0] != "500112" {
		t.Errorf("districts %v, %v; a caller changed what is remembered", second.Districts, err)
	}
}
