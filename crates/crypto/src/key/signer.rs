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
    #[error("the signer failed")]
    External(#[source] Box<dyn std::error::Error + Send + Sync>),
}
