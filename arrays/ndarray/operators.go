package ndarray

// Add returns a + b; of booleans, a or b. Like all functions of two arrays it
// broadcasts and promotes as [Binary] says and returns new memory.
func Add(a, b *Array) (*Array, error) { return Binary(OpAdd, a, b) }

// Sub returns a - b. It is not defined for two boolean arrays.
func Sub(a, b *Array) (*Array, error) { return Binary(OpSub, a, b) }

// Mul returns a * b; of booleans, a and b.
func Mul(a, b *Array) (*Array, error) { return Binary(OpMul, a, b) }

// Div returns the true quotient; integers give float64.
func Div(a, b *Array) (*Array, error) { return Binary(OpDiv, a, b) }

// FloorDiv returns the quotient rounded down; of an integer by zero it is 0.
func FloorDiv(a, b *Array) (*Array, error) { return Binary(OpFloorDiv, a, b) }

// Mod returns the remainder of [FloorDiv], which has the sign of b.
func Mod(a, b *Array) (*Array, error) { return Binary(OpMod, a, b) }

// Pow returns a to the power b. A negative exponent of integers is an error.
func Pow(a, b *Array) (*Array, error) { return Binary(OpPow, a, b) }

// Maximum returns the larger of a and b, NaN if either is.
func Maximum(a, b *Array) (*Array, error) { return Binary(OpMaximum, a, b) }

// Minimum returns the smaller of a and b, NaN if either is.
func Minimum(a, b *Array) (*Array, error) { return Binary(OpMinimum, a, b) }

// Equal returns whether a == b per element. Use [Identical] to compare arrays
// as a whole.
func Equal(a, b *Array) (*Array, error) { return Binary(OpEqual, a, b) }

// NotEqual returns whether a != b per element.
func NotEqual(a, b *Array) (*Array, error) { return Binary(OpNotEqual, a, b) }

// Less returns whether a < b per element. Complex numbers are compared by their
// real parts and, where these are equal, by their imaginary parts.
func Less(a, b *Array) (*Array, error) { return Binary(OpLess, a, b) }

// LessEqual returns whether a <= b per element.
func LessEqual(a, b *Array) (*Array, error) { return Binary(OpLessEqual, a, b) }

// Greater returns whether a > b per element.
func Greater(a, b *Array) (*Array, error) { return Binary(OpGreater, a, b) }

// GreaterEqual returns whether a >= b per element.
func GreaterEqual(a, b *Array) (*Array, error) { return Binary(OpGreaterEqual, a, b) }

// And returns the bits set in both, for booleans and integers.
func And(a, b *Array) (*Array, error) { return Binary(OpAnd, a, b) }

// Or returns the bits set in either, for booleans and integers.
func Or(a, b *Array) (*Array, error) { return Binary(OpOr, a, b) }

// Xor returns the bits set in one but not both, for booleans and integers.
func Xor(a, b *Array) (*Array, error) { return Binary(OpXor, a, b) }
