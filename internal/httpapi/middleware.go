package httpapi

import (
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-contrib/gzip"
	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// Keys of what a request carries along.
const (
	serverKey  = "server"
	requestKey = "request"
	actorKey   = "actor"
	bodyKey    = "body"
	codeKey    = "code"
)

func serverOf(c *gin.Context) *server { return c.MustGet(serverKey).(*server) }

func requestID(c *gin.Context) string { return c.GetString(requestKey) }

// actor is who asks; nobody where no token was given.
func actor(c *gin.Context) domain.Actor {
	a, _ := c.Get(actorKey)
	who, _ := a.(domain.Actor)
	return who
}

// chain is the checks of a route, and its handler.
func (s *server) chain(r route, op *operation) gin.HandlersChain {
	chain := gin.HandlersChain{apiHeaders}
	if !r.streams() { // which go on for as long as the client stays
		chain = append(chain, s.deadline)
	}
	if isAPI(r.path) {
		chain = append(chain, s.count)
	}
	if isAPI(r.path) && !strings.HasPrefix(r.path, apiBase+"/auth/") && !r.streams() {
		chain = append(chain, compressed)
	}
	if r.action != policy.Public {
		chain = append(chain, s.authenticate, s.gate(r.action))
	}
	chain = append(chain, func(c *gin.Context) {
		if err := op.checkParams(c); err != nil {
			fail(c, err)
		}
	})
	if op.body != nil {
		chain = append(chain, op.takeBody)
	}
	if op.once {
		chain = append(chain, s.once(r.action == policy.WebhookManage || r.action == policy.APIKeyManage))
	}
	return append(chain, r.handle)
}

// compressed shrinks answers for those who can read it: a match is some hundred
// kilobytes of JSON, and people read it on a phone. Answers that carry tokens
// are left alone, since their length would tell of what is in them.
var compressed = gzip.Gzip(gzip.BestSpeed)

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

// apiHeaders keep answers out of caches, frames and guesses at their type.
func apiHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Add("Vary", "Accept-Language")
}

// count holds one address to its number of requests. A system with an API key
// has a number of its own, which authenticate holds it to.
func (s *server) count(c *gin.Context) {
	if _, keyed := apiKeyOf(c); !keyed {
		s.countAddress(c)
	}
}

// apiKeyOf is the API key that a request carries.
func apiKeyOf(c *gin.Context) (token string, keyed bool) {
	scheme, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	token = strings.TrimSpace(token)
	return token, strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(token, auth.APIKeyMark)
}

func (s *server) countAddress(c *gin.Context) {
	wait, ok := s.limiter.Take(app.Network(c.ClientIP()))
	if !ok {
		fail(c, tooMany(wait))
	}
}

func tooMany(wait time.Duration) error {
	return domain.NewError(domain.KindTooMany, "rate_limited", domain.Facts{"retry_after": int(math.Ceil(wait.Seconds()))})
}

// authenticateKey finds out which system asks. A key that is no good counts
// against its address, so that keys cannot be guessed beside the limit.
func (s *server) authenticateKey(c *gin.Context, token string) {
	who, perMinute, err := s.App.AuthenticateKey(c.Request.Context(), token)
	if err == nil {
		if wait, ok := s.keyLimits.take(who.Key, perMinute); !ok {
			err = tooMany(wait)
		}
	} else if s.countAddress(c); c.IsAborted() {
		return
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.Set(actorKey, who)
}

// keyLimits count the requests of API keys, each by its own number.
type keyLimits struct {
	now func() time.Time
	mu  sync.Mutex
	per map[int]*auth.Limiter
}

func (k *keyLimits) take(key domain.APIKeyID, perMinute int) (wait time.Duration, ok bool) {
	k.mu.Lock()
	if k.per == nil {
		k.per = map[int]*auth.Limiter{}
	}
	limiter := k.per[perMinute]
	if limiter == nil {
		limiter = auth.NewLimiter(auth.Limit{Attempts: perMinute, Per: time.Minute}, limiterKeys, k.now)
		k.per[perMinute] = limiter
	}
	k.mu.Unlock()
	return limiter.Take(string(key))
}

// authenticate finds out who asks. A token that is given must be good, also
// where none is needed.
func (s *server) authenticate(c *gin.Context) {
	header := c.GetHeader("Authorization")
	if header == "" {
		return
	}
	if token, keyed := apiKeyOf(c); keyed {
		s.authenticateKey(c, token)
		return
	}
	scheme, token, _ := strings.Cut(header, " ")
	if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") || token == "" {
		fail(c, domain.NewError(domain.KindUnauthorised, "token_invalid", nil))
		return
	}
	who, err := s.SignIn.Authenticate(c.Request.Context(), token)
	if err != nil {
		fail(c, err)
		return
	}
	c.Set(actorKey, who)
}

// gate turns away roles that have no row for the action; the use case decides
// the scope.
func (s *server) gate(action policy.Action) gin.HandlerFunc {
	return func(c *gin.Context) {
		who := actor(c)
		if err := s.policy.Enter(who, action); err != nil {
			s.App.Denied(c.Request.Context(), who, action, c.FullPath(), err)
			fail(c, err)
		}
	}
}

// takeBody reads a body, strictly, and checks it against the specification.
func (o *operation) takeBody(c *gin.Context) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		fail(c, &requestError{status: http.StatusRequestEntityTooLarge, code: "body_too_large"})
		return
	case err != nil:
		fail(c, malformed("body_unreadable"))
		return
	case len(body) == 0:
		if o.bodyRequired {
			fail(c, malformed("body_missing"))
		}
		return
	}
	if media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || media != "application/json" {
		fail(c, &requestError{status: http.StatusUnsupportedMediaType, code: "content_type_unsupported"})
		return
	}
	value, err := readJSON(body)
	if err == nil {
		err = o.checkBody(value)
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.Set(bodyKey, body)
}
