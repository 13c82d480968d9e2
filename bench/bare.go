package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
)

// bareCommand starts this program as the server that ours is compared with: a
// gin handler that reads the body and answers fixed JSON of a wanted size.
const bareCommand = "bare"

// maxFixed bounds what is asked of the bare server.
const maxFixed = 1 << 20

// serveBare serves on a free loopback port, which it prints, until its
// standard input ends, so that it never outlives the one who started it.
func serveBare() error {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	fixed := append(append([]byte(`{"fixed":"`), bytes.Repeat([]byte("x"), maxFixed)...), `"}`...)
	engine.Any("/fixed", func(c *gin.Context) {
		size, err := strconv.Atoi(c.Query("size"))
		status, serr := strconv.Atoi(c.Query("status"))
		if err != nil || serr != nil || size < 0 || size > len(fixed) {
			c.Status(http.StatusBadRequest)
			return
		}
		if _, err := io.Copy(io.Discard, c.Request.Body); err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.Data(status, "application/json", fixed[:size])
	})
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: engine, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	fmt.Printf("ready at http://%s\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
