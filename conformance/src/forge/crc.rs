//! CRC-32 as ZIP uses it: of bytes, of one piece after another, and of a piece many times over without its bytes.
//!
//! A CRC is a remainder in the ring of polynomials over two elements. Appending n bytes multiplies by x to the 8n and adds
//! the CRC of what was appended; complements at both ends cancel out.

/// The polynomial of CRC-32, lowest power in the highest bit.
const POLYNOMIAL: u32 = 0xEDB8_8320;
/// The polynomial 1 in the same order.
const ONE: u32 = 1 << 31;

/// The CRC-32 of some bytes, and how many they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crc {
    value: u32,
    length: u64,
}

impl Crc {
    /// That of no bytes.
    const EMPTY: Self = Self { value: 0, length: 0 };

    /// That of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let step = |crc: u32, byte: &u8| (crc >> 8) ^ TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)];
        Self { value: !bytes.iter().fold(u32::MAX, step), length: bytes.len() as u64 }
    }

    /// That of these bytes and others after them.
    #[must_use]
    pub fn then(self, after: Self) -> Self {
        let value = multiply(self.value, power(8 * after.length)) ^ after.value;
        Self { value, length: self.length + after.length }
    }

    /// That of these bytes `count` times over.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        let (mut out, mut square) = (Self::EMPTY, self);
        for bit in 0..32 {
            if count >> bit & 1 == 1 {
                out = out.then(square);
            }
            square = square.then(square);
        }
        out
    }

    /// The number in a header.
    pub fn value(self) -> u32 {
        self.value
    }
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u32;
    while byte < 256 {
        let mut crc = byte;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ (POLYNOMIAL * (crc & 1));
            bit += 1;
        }
        table[byte as usize] = crc;
        byte += 1;
    }
    table
};

/// The product of two polynomials, modulo [`POLYNOMIAL`].
fn multiply(a: u32, mut b: u32) -> u32 {
    let mut product = 0;
    for bit in (0..32).rev() {
        if a >> bit & 1 == 1 {
            product ^= b;
        }
        b = (b >> 1) ^ (POLYNOMIAL * (b & 1));
    }
    product
}

/// x to the `exponent`, modulo [`POLYNOMIAL`].
fn power(mut exponent: u64) -> u32 {
    let (mut out, mut square) = (ONE, ONE >> 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            out = multiply(out, square);
        }
        square = multiply(square, square);
        exponent >>= 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_of_the_check_string() {
        assert_eq!(Crc::of(b"123456789").value(), 0xCBF4_3926);
    }

    #[test]
    fn pieces_and_runs_are_as_their_bytes() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for at in [0, 1, 7, 999, 1000] {
            assert_eq!(Crc::of(&bytes[..at]).then(Crc::of(&bytes[at..])), Crc::of(&bytes), "split at {at}");
        }
        for count in [0, 1, 2, 3, 17, 1000] {
            let run = vec![b'a'; count];
            let times = u32::try_from(count).expect("a small count");
            assert_eq!(Crc::of(b"a").times(times), Crc::of(&run), "{count} times");
        }
    }
}
