package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// call is one request.
type call struct {
	method, url string
	token       string
	body        []byte
}

// caller makes requests over connections that stay open.
type caller struct {
	client    *http.Client
	transport *http.Transport
}

func newCaller(connections int) *caller {
	t := &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}
	return &caller{&http.Client{Transport: t, Timeout: 30 * time.Second}, t}
}

func (c *caller) close() { c.transport.CloseIdleConnections() }

// do makes the request, reads the answer to its end, and fails where its
// status is another than the wanted one.
func (c *caller) do(ctx context.Context, one call, status int) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, one.method, one.url, bytes.NewReader(one.body))
	if err != nil {
		return nil, err
	}
	if len(one.body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	if one.token != "" {
		r.Header.Set("Authorization", "Bearer "+one.token)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != status {
		return nil, fmt.Errorf("%s %s: want %d, have %d: %.300s", one.method, one.url, status, answer.StatusCode, body)
	}
	return body, nil
}
