package record

// packed are the shapes that hold a part of themselves packed.
type packed interface{ Unpack() error }

// Unpack reads what a shape, just decoded, holds packed; most hold nothing so.
func Unpack(shape any) error {
	if p, ok := shape.(packed); ok {
		return p.Unpack()
	}
	return nil
}
