package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Write writes the manifest and then its files, which open gives by name. A
// file that is not as the manifest says is an error: it was changed meanwhile.
func Write(w io.Writer, m Manifest, open func(name string) (io.ReadCloser, error)) error {
	m.Format = Format
	if err := m.check(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	// Documents shrink to a fifth at any level, and the higher ones take many times as long.
	packed, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	t := tar.NewWriter(packed)
	if err := writeEntry(t, manifestName, m.MadeAt, text); err != nil {
		return err
	}
	if err := writeEntry(t, sealName, m.MadeAt, seal(text)); err != nil {
		return err
	}
	for _, f := range m.Files {
		if err := writeFile(t, m.MadeAt, f, open); err != nil {
			return fmt.Errorf("write %s: %w", f.Name, err)
		}
	}
	return errors.Join(t.Close(), packed.Close())
}

// seal is a line as sha256sum writes it.
func seal(manifest []byte) []byte {
	sum := sha256.Sum256(manifest)
	return []byte(hex.EncodeToString(sum[:]) + "  " + manifestName + "\n")
}

func header(name string, size int64, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: at.Truncate(time.Second)}
}

func writeEntry(t *tar.Writer, name string, at time.Time, text []byte) error {
	if err := t.WriteHeader(header(name, int64(len(text)), at)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if _, err := io.Copy(t, bytes.NewReader(text)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func writeFile(t *tar.Writer, at time.Time, f File, open func(string) (io.ReadCloser, error)) error {
	if err := t.WriteHeader(header(f.Name, f.Size, at)); err != nil {
		return err
	}
	r, err := open(f.Name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	have, err := FileOf(f.Name, io.TeeReader(r, t))
	if err != nil {
		return err
	}
	if have != f {
		return errors.New("it changed while it was read")
	}
	return nil
}
