package play

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// Account is somebody who signs in. The address is where they seem to call
// from, as a proxy tells it.
type Account struct {
	Email    string
	Address  string
	Provider domain.ProviderID // of a bank or a fund manager
	Fund     bool              // a fund manager
	City     bool              // the regulator
}

// Client speaks to the public API for many people, each signed in once.
type Client struct {
	Base     string // http://HOST:PORT
	Password string // of all of them
	HTTP     *http.Client

	mu     sync.Mutex
	tokens map[string]string
}

// Refused is a request that the platform did not accept.
type Refused struct {
	Who, Method, Path string
	Status            int
	Problem           apigen.Problem
}

func (r *Refused) Error() string {
	text := fmt.Sprintf("%s %s as %s: %d %s %s", r.Method, r.Path, r.Who, r.Status, r.Problem.Code, r.Problem.Detail)
	if r.Problem.Errors != nil {
		for _, e := range *r.Problem.Errors {
			text += "; " + e.Field + ": " + e.Code
		}
	}
	return text
}

// Get reads into out.
func (c *Client) Get(ctx context.Context, who Account, path string, out any) error {
	return c.do(ctx, who, http.MethodGet, path, nil, out)
}

// Post sends in, which may be nil, and reads the answer into out, which may be
// nil.
func (c *Client) Post(ctx context.Context, who Account, path string, in, out any) error {
	return c.do(ctx, who, http.MethodPost, path, in, out)
}

// file is a body that is sent as a form.
type file struct {
	name    string
	content []byte
}

// do signs in where it has to, once more where a session is over.
func (c *Client) do(ctx context.Context, who Account, method, path string, in, out any) error {
	for try := 1; ; try++ {
		token, err := c.token(ctx, who)
		if err != nil {
			return err
		}
		err = c.send(ctx, who, token, method, path, in, out)
		var refused *Refused
		if try == 1 && errors.As(err, &refused) && refused.Status == http.StatusUnauthorized {
			c.forget(who)
			continue
		}
		return err
	}
}

func (c *Client) token(ctx context.Context, who Account) (string, error) {
	c.mu.Lock()
	token, ok := c.tokens[who.Email]
	c.mu.Unlock()
	if ok {
		return token, nil
	}
	var session apigen.Session
	if err := c.send(ctx, who, "", http.MethodPost, "/auth/login", apigen.Login{Email: who.Email, Password: c.Password}, &session); err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tokens == nil {
		c.tokens = map[string]string{}
	}
	c.tokens[who.Email] = session.AccessToken
	return session.AccessToken, nil
}

func (c *Client) forget(who Account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.tokens, who.Email)
}

// SignOut ends the sessions of all who are signed in.
func (c *Client) SignOut(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for email, token := range c.tokens {
		if err := c.send(ctx, Account{Email: email}, token, http.MethodPost, "/auth/logout", nil, nil); err != nil {
			return err
		}
		delete(c.tokens, email)
	}
	return nil
}

func (c *Client) send(ctx context.Context, who Account, token, method, path string, in, out any) error {
	body, media, err := bodyOf(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.Base+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		request.Header.Set("Content-Type", media)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if who.Address != "" {
		request.Header.Set("X-Forwarded-For", who.Address)
	}
	answer, err := c.HTTP.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusMultipleChoices {
		refused := &Refused{Who: who.Email, Method: method, Path: path, Status: answer.StatusCode}
		if err := json.Unmarshal(text, &refused.Problem); err != nil {
			return fmt.Errorf("%w (and no problem document: %w)", refused, err)
		}
		return refused
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

// bodyOf writes what is sent: a file as a form, anything else as JSON, nil as nothing.
func bodyOf(in any) (body io.Reader, media string, err error) {
	switch in := in.(type) {
	case nil:
		return http.NoBody, "", nil
	case file:
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		part, err := form.CreateFormFile("file", in.name)
		if err == nil {
			_, err = part.Write(in.content)
		}
		return &b, form.FormDataContentType(), errors.Join(err, form.Close())
	default:
		text, err := json.Marshal(in)
		return bytes.NewReader(text), "application/json", err
	}
}

// list reads all pages of a list. of takes a page apart.
func list[Page, Item any](ctx context.Context, c *Client, who Account, path string, of func(Page) ([]Item, *string)) ([]Item, error) {
	var all []Item
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	for cursor := ""; ; {
		var page Page
		if err := c.Get(ctx, who, path+mark+"limit=100"+cursor, &page); err != nil {
			return nil, err
		}
		items, next := of(page)
		all = append(all, items...)
		if next == nil {
			return all, nil
		}
		cursor = "&cursor=" + url.QueryEscape(*next)
	}
}

func (p *Play) needs(ctx context.Context, who Account) ([]apigen.Need, error) {
	return list(ctx, p.Client, who, "/needs", func(x apigen.NeedList) ([]apigen.Need, *string) { return x.Items, x.NextCursor })
}

func (p *Play) applications(ctx context.Context, who Account, query string) ([]apigen.Application, error) {
	return list(ctx, p.Client, who, "/applications"+query, func(x apigen.ApplicationList) ([]apigen.Application, *string) { return x.Items, x.NextCursor })
}

func (p *Play) bridges(ctx context.Context, who Account) ([]apigen.Bridge, error) {
	return list(ctx, p.Client, who, "/bridges", func(x apigen.BridgeList) ([]apigen.Bridge, *string) { return x.Items, x.NextCursor })
}
