//! Who signs: a trait, so that a key can stay in a hardware module or behind another program.

use super::{Algorithm, PublicKey};

/// Signs bytes with one key.
pub trait Signer {
    /// The key its signatures verify with.
    fn public_key(&self) -> &PublicKey;

    /// The signature of `message`: exactly 64 bytes, r and s for ES256 (never DER), R and S for Ed25519.
    ///
    /// # Errors
    /// The signer refused or failed.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;

    /// The algorithm of its signatures: the one of its key.
    fn algorithm(&self) -> Algorithm {
        self.public_key().algorithm()
    }
}

/// Why there is no signature.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The system gave no random bytes, which ES256 needs.
    #[error("the system gave no random bytes")]
    Random,
    /// The signer's answer does not verify with the signer's own key.
    #[error("the signer's answer does not verify with its own key")]
    Foreign,
    /// A signer outside this program failed.
    #[error("the signer failed: {0}")]
    External(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// r and s side by side, from an ES256 signature in DER (RFC 3279 2.2.3): what `openssl` and many hardware modules answer.
///
/// `None` where it is not exactly the DER of two positive numbers of at most 32 bytes.
pub fn es256_from_der(der: &[u8]) -> Option<[u8; 64]> {
    let (&[0x30, length], numbers) = der.split_first_chunk()? else { return None };
    if usize::from(length) != numbers.len() {
        return None;
    }
    let (r, rest) = number(numbers)?;
    let (s, rest) = number(rest)?;
    let mut signature = [0; 64];
    signature[32 - r.len()..32].copy_from_slice(r);
    signature[64 - s.len()..].copy_from_slice(s);
    rest.is_empty().then_some(signature)
}

/// The digits of a DER INTEGER between 1 and 2^256 − 1, and what follows it.
fn number(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&[0x02, length], rest) = der.split_first_chunk()? else { return None };
    let (digits, rest) = rest.split_at_checked(length.into())?;
    let digits = match digits {
        // A zero in front stands where the number would else be negative, and nowhere else.
        [0, digits @ ..] => digits.first().filter(|first| **first >= 0x80).map(|_| digits)?,
        [1..=0x7f, ..] => digits,
        _ => return None,
    };
    (digits.len() <= 32).then_some((digits, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_positive_numbers_in_der() {
        #[track_caller]
        fn check(der: &[u8], expected: Option<(&[u8], &[u8])>) {
            let expected = expected.map(|(r, s)| {
                let mut signature = [0; 64];
                signature[32 - r.len()..32].copy_from_slice(r);
                signature[64 - s.len()..].copy_from_slice(s);
                signature
            });
            assert_eq!(es256_from_der(der), expected, "{der:02x?}");
        }
        check(&[0x30, 6, 2, 1, 1, 2, 1, 0x7f], Some((&[1], &[0x7f])));
        check(&[0x30, 8, 2, 2, 0, 0x80, 2, 2, 1, 0], Some((&[0x80], &[1, 0])));
        check(&[], None);
        check(&[0x31, 6, 2, 1, 1, 2, 1, 1], None);
        check(&[0x30, 5, 2, 1, 1, 2, 1, 1], None);
        check(&[0x30, 6, 2, 1, 1, 2, 1, 1, 0], None);
        check(&[0x30, 7, 2, 1, 1, 2, 1, 1, 0], None);
        check(&[0x30, 6, 2, 1, 1, 3, 1, 1], None);
        check(&[0x30, 6, 2, 1, 1, 2, 2, 1], None);
        check(&[0x30, 6, 2, 1, 0, 2, 1, 1], None); // zero
        check(&[0x30, 5, 2, 0, 2, 1, 1], None); // no digits
        check(&[0x30, 6, 2, 1, 0x80, 2, 1, 1], None); // negative
        check(&[0x30, 7, 2, 2, 0, 0x7f, 2, 1, 1], None); // a zero too many
        let long = [&[0x30, 38, 2, 33, 1][..], &[0; 32], &[2, 1, 1]].concat();
        check(&long, None); // 33 digits
    }
}
