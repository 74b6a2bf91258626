//! DEFLATE streams without a compressor, so that vectors do not depend on the bytes one library happens to choose.

/// A stream of stored blocks (RFC 1951 section 3.2.4).
pub fn stored(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 5);
    let mut blocks = content.chunks(usize::from(u16::MAX)).peekable();
    if blocks.peek().is_none() {
        out.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).expect("a block is at most 65,535 bytes");
        out.push(u8::from(blocks.peek().is_none()));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out
}

/// A stream that inflates to `count` (at least one) times `byte` at two bits for every 258 bytes, about 1000:1.
///
/// One block with dynamic codes: the byte itself, the end of the block, and "258 bytes from one byte back".
pub fn run(byte: u8, count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    block(&mut bits, true, byte, count);
    bits.finish()
}

/// A piece of a stream that inflates to `count` (at least one) times `byte` and can be repeated, since it ends with a byte:
/// the same block, not the last one, and behind it an empty stored block. A stream of such pieces ends with `stored(&[])`.
pub fn piece(byte: u8, count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    block(&mut bits, false, byte, count);
    bits.number(0, 3);
    [bits.finish(), vec![0, 0, 0xff, 0xff]].concat()
}

/// A stream of one block with codes of its own, one word for each byte of `content` and one for the end, all `length` bits long;
/// no distance has a word. Complete only where there are as many words as the length can tell apart.
pub fn coded(content: &[u8], length: u8) -> Vec<u8> {
    let mut lengths = [0; 257];
    lengths[256] = length;
    for byte in content {
        lengths[usize::from(*byte)] = length;
    }
    let words: Vec<usize> = (0..257).filter(|symbol| lengths[*symbol] > 0).collect();
    let mut bits = Bits::default();
    bits.number(1, 1);
    bits.number(2, 2);
    bits.number(0, 5); // 257 literal and length codes
    bits.number(0, 5); // 1 distance code
    bits.number(15, 4); // 19 lengths of the code that codes lengths: none for the repetitions, four bits for each length
    for length in [0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4] {
        bits.number(length, 3);
    }
    for length in lengths {
        bits.code(usize::from(length), 4);
    }
    bits.code(0, 4);
    let end = [256];
    for symbol in content.iter().map(|byte| usize::from(*byte)).chain(end) {
        let word = words.iter().position(|other| *other == symbol).expect("each symbol has a word");
        bits.code(word, u32::from(length));
    }
    bits.finish()
}

/// A stream whose first word is "three bytes from one byte back", where there is none.
pub fn before_the_first() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.number(1, 1);
    bits.number(1, 2); // the codes of the format
    bits.code(1, 7);
    bits.code(0, 5);
    bits.code(0, 7);
    bits.finish()
}

/// A stream of the kind of block that RFC 1951 keeps for later.
pub fn reserved() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.number(1, 1);
    bits.number(3, 2);
    bits.finish()
}

fn block(bits: &mut Bits, last: bool, byte: u8, count: usize) {
    bits.number(usize::from(last), 1);
    bits.number(2, 2); // dynamic codes
    bits.number(29, 5); // 286 literal and length codes
    bits.number(0, 5); // 1 distance code
    bits.number(14, 4); // 18 lengths of the code that codes lengths, in the order of RFC 1951
    for length in [0, 3, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] {
        bits.number(length, 3);
    }
    zeros(bits, usize::from(byte));
    bits.code(0b01, 2); // length 2 for the byte
    zeros(bits, 255 - usize::from(byte));
    bits.code(0b01, 2); // length 2 for the end of the block (256)
    zeros(bits, 28);
    bits.code(0b00, 2); // length 1 for a match of 258 bytes (285)
    bits.code(0b00, 2); // length 1 for distance one
    bits.code(0b10, 2);
    let matches = (count - 1) / 258;
    for _ in 0..matches {
        bits.code(0, 1);
        bits.code(0, 1);
    }
    for _ in 0..count - 1 - matches * 258 {
        bits.code(0b10, 2);
    }
    bits.code(0b11, 2);
}

/// Code lengths of zero, `count` times: 18 covers 11 to 138 of them, 17 covers 3 to 10, 0 one.
fn zeros(bits: &mut Bits, mut count: usize) {
    while count > 0 {
        if count >= 11 {
            let now = count.min(138);
            bits.code(0b10, 2);
            bits.number(now - 11, 7);
            count -= now;
        } else if count >= 3 {
            bits.code(0b111, 3);
            bits.number(count - 3, 3);
            count = 0;
        } else {
            bits.code(0b110, 3);
            count -= 1;
        }
    }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    filled: u32,
}

impl Bits {
    fn bit(&mut self, bit: usize) {
        if self.filled.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if bit & 1 == 1 {
            *self.bytes.last_mut().expect("a byte was pushed") |= 1 << (self.filled % 8);
        }
        self.filled += 1;
    }

    /// Numbers go least significant bit first.
    fn number(&mut self, value: usize, width: u32) {
        for shift in 0..width {
            self.bit(value >> shift);
        }
    }

    /// Codes go most significant bit first.
    fn code(&mut self, value: usize, width: u32) {
        for shift in (0..width).rev() {
            self.bit(value >> shift);
        }
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
