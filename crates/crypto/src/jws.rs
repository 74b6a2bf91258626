//! The compact form of a signed document: `base64url(header).base64url(payload).base64url(signature)` (RFC 7515 7.1).
//!
//! Only the form. What the header may say, and whose key it names, is for the reader of its JSON.

use crate::base64url::{self, Base64Error};
use crate::key::{BadSignature, PublicKey, SignError, Signer};

/// A compact JWS taken apart; nothing is verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compact<'a> {
    /// The bytes of the header, JSON by the standard, not looked at here.
    pub header: Vec<u8>,
    /// The bytes of the payload.
    pub payload: Vec<u8>,
    /// The bytes of the signature.
    pub signature: Vec<u8>,
    /// What is signed: the first two segments as received, with the full stop between them.
    pub signing_input: &'a [u8],
}

impl<'a> Compact<'a> {
    /// Takes `text` apart.
    ///
    /// # Errors
    /// Not three segments, or a segment that is empty or not strict base64url. (An empty payload is a JWS by the standard;
    /// no document of this format has one.)
    pub fn parse(text: &'a [u8]) -> Result<Self, JwsError> {
        let mut segments = text.split(|&byte| byte == b'.');
        let (Some(header), Some(payload), Some(signature), None) =
            (segments.next(), segments.next(), segments.next(), segments.next())
        else {
            let found = text.split(|&byte| byte == b'.').count();
            return Err(JwsError::Segments { found });
        };
        let decode = |segment, text: &[u8]| match base64url::decode(text) {
            Ok(bytes) if bytes.is_empty() => Err(JwsError::Empty { segment }),
            Ok(bytes) => Ok(bytes),
            Err(error) => Err(JwsError::Base64 { segment, error }),
        };
        Ok(Self {
            header: decode(Segment::Header, header)?,
            payload: decode(Segment::Payload, payload)?,
            signature: decode(Segment::Signature, signature)?,
            signing_input: &text[..header.len() + 1 + payload.len()],
        })
    }

    /// Whether the signature is `key`'s. The algorithm is the key's own, whatever the header says.
    ///
    /// # Errors
    /// It is not.
    pub fn verify(&self, key: &PublicKey) -> Result<(), BadSignature> {
        key.verify(self.signing_input, &self.signature)
    }
}

/// What is signed for these bytes of header and payload.
pub fn signing_input(header: &[u8], payload: &[u8]) -> String {
    format!("{}.{}", base64url::encode(header), base64url::encode(payload))
}

/// The compact JWS of these bytes of header (JSON by the standard, the caller's duty) and payload.
///
/// # Errors
/// As [`Signer::sign`], or [`SignError::Foreign`] when the result does not verify with the signer's own key: an external
/// signer that answers with another key or in another form is found before the document leaves the house.
pub fn sign_compact(header_json: &[u8], payload: &[u8], signer: &dyn Signer) -> Result<String, SignError> {
    let mut text = signing_input(header_json, payload);
    let signature = signer.sign(text.as_bytes())?;
    signer.public_key().verify(text.as_bytes(), &signature).map_err(|_| SignError::Foreign)?;
    text.push('.');
    text.push_str(&base64url::encode(&signature));
    Ok(text)
}

/// One of the three segments; complete, for RFC 7515 has these three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// The first.
    Header,
    /// The second.
    Payload,
    /// The third.
    Signature,
}

impl std::fmt::Display for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}

/// How many parts there are, in words.
fn parts(found: usize) -> String {
    if found == 1 { "no full stop".to_owned() } else { format!("{found} parts") }
}

/// Why bytes are no compact JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwsError {
    /// Not three segments.
    #[error("header, payload and signature belong in it, with full stops between; it has {}", parts(*found))]
    Segments {
        /// The number of segments.
        found: usize,
    },
    /// A segment without a character.
    #[error("the {segment} is empty")]
    Empty {
        /// Which.
        segment: Segment,
    },
    /// A segment is not strict base64url.
    #[error("the {segment} is not base64url")]
    Base64 {
        /// Which.
        segment: Segment,
        /// Why.
        #[source]
        error: Base64Error,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_segments_of_strict_base64url() {
        #[track_caller]
        fn check(text: &str, expected: JwsError) {
            assert_eq!(Compact::parse(text.as_bytes()), Err(expected), "{text:?}");
        }
        let base64 = |segment, error| JwsError::Base64 { segment, error };
        check("", JwsError::Segments { found: 1 });
        check("e30.e30", JwsError::Segments { found: 2 });
        check("e30.e30.AA.AA", JwsError::Segments { found: 4 });
        check("e30.e30.AA.", JwsError::Segments { found: 4 });
        check(".e30.AA", JwsError::Empty { segment: Segment::Header });
        check("e30..AA", JwsError::Empty { segment: Segment::Payload });
        check("e30.e30.", JwsError::Empty { segment: Segment::Signature });
        check("e30=.e30.AA", base64(Segment::Header, Base64Error::Padding));
        check("e30.e3.AA", base64(Segment::Payload, Base64Error::TrailingBits));
        check("e30.e30.A", base64(Segment::Signature, Base64Error::Length { found: 1 }));
        check("e30.e30.AA\n", base64(Segment::Signature, Base64Error::Character { at: 2 }));
        check("e30.e30.AA~", base64(Segment::Signature, Base64Error::Character { at: 2 }));
    }

    #[test]
    fn what_is_signed_are_the_bytes_received() {
        let parsed = Compact::parse(b"e30.W10.AAEC").unwrap();
        assert_eq!((&*parsed.header, &*parsed.payload, &*parsed.signature), (&b"{}"[..], &b"[]"[..], &[0, 1, 2][..]));
        assert_eq!(parsed.signing_input, b"e30.W10");
        assert_eq!(parsed.signing_input, signing_input(b"{}", b"[]").as_bytes());
    }
}
