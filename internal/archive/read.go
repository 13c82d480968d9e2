package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Extract reads an archive to its end and writes its files into the folder,
// each on disk and for its owner alone. accept sees the manifest before any
// file is written and may refuse it. What Extract answers without an error is
// whole: nothing is missing, altered or added. On an error the folder may hold
// a part; it is the caller's to remove.
func Extract(r io.Reader, dir string, accept func(Manifest) error) (Manifest, error) {
	in := bufio.NewReaderSize(r, 1<<16) // gzip reads no byte too many from it
	packed, err := gzip.NewReader(in)
	if err != nil {
		return Manifest{}, fmt.Errorf("want a backup made by rongqiao backup: %w", plain(err))
	}
	packed.Multistream(false)
	t := tar.NewReader(packed)
	m, err := readManifest(t)
	if err != nil {
		return Manifest{}, plain(err)
	}
	if err := accept(m); err != nil {
		return Manifest{}, err
	}
	for _, f := range m.Files {
		if err := extractFile(t, f, dir); err != nil {
			return Manifest{}, fmt.Errorf("%s: %w", f.Name, plain(err))
		}
	}
	if err := atEnd(t, packed, in); err != nil {
		return Manifest{}, plain(err)
	}
	return m, nil
}

func readManifest(t *tar.Reader) (Manifest, error) {
	text, err := readEntry(t, manifestName)
	if err != nil {
		return Manifest{}, fmt.Errorf("want a backup made by rongqiao backup: %w", err)
	}
	sealed, err := readEntry(t, sealName)
	if err != nil {
		return Manifest{}, err
	}
	if !bytes.Equal(sealed, seal(text)) {
		return Manifest{}, fmt.Errorf("manifest: %w: its hash is not the one beside it", errAltered)
	}
	return parse(text)
}

// next asks for a plain file of the name: a link, a folder or a device never
// is one, whatever it is called.
func next(t *tar.Reader, name string) (*tar.Header, error) {
	h, err := t.Next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("want %s, have no more entries: %w", name, io.ErrUnexpectedEOF)
	case err != nil:
		return nil, err
	case h.Typeflag != tar.TypeReg || h.Name != name:
		return nil, fmt.Errorf("want the plain file %s, have %q of type %q", name, h.Name, h.Typeflag)
	}
	return h, nil
}

// readEntry reads one of the small entries.
func readEntry(t *tar.Reader, name string) ([]byte, error) {
	h, err := next(t, name)
	if err != nil {
		return nil, err
	}
	if h.Size > maxManifest {
		return nil, fmt.Errorf("%s: want at most %d bytes, have %d", name, maxManifest, h.Size)
	}
	return io.ReadAll(t)
}

// extractFile writes as many bytes as the manifest says and no more, however
// far the rest would unpack.
func extractFile(t *tar.Reader, f File, dir string) error {
	h, err := next(t, f.Name)
	if err != nil {
		return err
	}
	if h.Size != f.Size {
		return fmt.Errorf("%w: want the %d bytes of the manifest, have %d", errAltered, f.Size, h.Size)
	}
	out, err := os.OpenFile(filepath.Join(dir, f.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	have, err := FileOf(f.Name, io.TeeReader(t, out))
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if have != f {
		return fmt.Errorf("%w: its hash is not that of the manifest", errAltered)
	}
	return nil
}

// atEnd asks that nothing follows: no entry, nothing behind the tar, nothing
// behind the compressed data, whose own checksum is checked on the way.
func atEnd(t *tar.Reader, packed io.Reader, in io.ByteReader) error {
	switch h, err := t.Next(); {
	case err == nil:
		return fmt.Errorf("%w: want no more entries, have %q", errAltered, h.Name)
	case !errors.Is(err, io.EOF):
		return err
	}
	rest, err := io.CopyN(io.Discard, packed, 1)
	if rest > 0 {
		return fmt.Errorf("%w: something follows the last entry", errAltered)
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.Join(fmt.Errorf("%w: something follows the end of the archive", errAltered), err)
	}
	return nil
}

// plain says what the errors of the formats mean for the file.
func plain(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("the file is cut off: %w", err)
	case errors.Is(err, gzip.ErrHeader):
		return fmt.Errorf("this is another kind of file: %w", err)
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, tar.ErrHeader), errors.As(err, &corrupt):
		return fmt.Errorf("%w: %w", errAltered, err)
	}
	return err
}
