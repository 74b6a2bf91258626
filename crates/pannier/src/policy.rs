//! What a verifier asks of a file. Policy decides, never the file (`verify-policy-decides`).

use pannier_bundle::binding;
use pannier_report::Stage;

/// What a verifier asks of a file; the default accepts a bundle or share of a listed issuer, bound or not.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Refuse a file without a key binding: whoever receives shares asks for this.
    pub require_binding: bool,
    /// The audience a key binding has to name; none accepts any.
    pub audience: Option<String>,
    /// The nonce a key binding has to repeat; none accepts any.
    pub nonce: Option<String>,
    /// How many seconds before `now` a key binding may have been made (600 by default).
    pub binding_age: i64,
    /// How many seconds after `now` a key binding may have been made (300 by default).
    pub binding_lead: i64,
    /// Accept a bundle its own subject signed; its outcome is `self`, never an institution's.
    pub accept_self: bool,
    /// Accept heads of a revoked key that say they are older than the revocation.
    pub accept_indeterminate: bool,
    /// The last stage to run; later ones are not looked at and the outcome is `checked`.
    pub until: Stage,
    /// JSON Schemas for record types that are not built in, as their text.
    pub schemas: Vec<String>,
    /// How many parts are checked at once.
    pub threads: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            require_binding: false,
            audience: None,
            nonce: None,
            binding_age: binding::MAX_AGE,
            binding_lead: binding::MAX_LEAD,
            accept_self: false,
            accept_indeterminate: false,
            until: Stage::Rules,
            schemas: Vec::new(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}
