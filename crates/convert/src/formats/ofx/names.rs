//! Names of elements that are met again and again.

/// Declares the names, and where a known one is found.
macro_rules! names {
    ($(#[$doc:meta])* $find:ident: $($name:literal)+) => {
        $(#[$doc])*
        pub(super) fn $find(name: &[u8]) -> Option<&'static str> {
            $(if name == $name.as_bytes() {
                return Some($name);
            })+
            None
        }
    };
}

names! {
    /// The name itself, where it is that of a leaf of nearly all rows.
    leaf:
    "TRNTYPE" "DTPOSTED" "TRNAMT" "FITID" "NAME" "MEMO"
}

/// Which of the leaves of nearly all rows has this name, in the order in which they are written.
pub(super) fn rank(name: &[u8]) -> Option<usize> {
    match name {
        b"TRNTYPE" => Some(0),
        b"DTPOSTED" => Some(1),
        b"TRNAMT" => Some(2),
        b"FITID" => Some(3),
        b"NAME" => Some(4),
        b"MEMO" => Some(5),
        _ => None,
    }
}

/// How many such leaves there are.
pub(super) const RANKS: usize = 6;

names! {
    /// The name itself, where it is known.
    known:
    // What nearly all rows are made of comes first.
    "STMTTRN" "TRNTYPE" "DTPOSTED" "TRNAMT" "FITID" "NAME" "MEMO"
    "OFX" "SONRS" "STATUS" "CODE" "SEVERITY" "MESSAGE" "DTSERVER" "FI" "ORG"
    "STMTTRNRS" "CCSTMTTRNRS" "INVSTMTTRNRS" "STMTRS" "CCSTMTRS" "INVSTMTRS" "CURDEF"
    "BANKACCTFROM" "CCACCTFROM" "BANKID" "BRANCHID" "ACCTID" "ACCTTYPE" "ACCTKEY"
    "BANKTRANLIST" "INVTRANLIST" "INVBANKTRAN" "DTSTART" "DTEND"
    "DTUSER" "DTAVAIL" "VALUEDATE" "SRVRTID" "CHECKNUM" "CHKNUM" "REFNUM" "SIC" "PAYEEID" "PAYEE" "BANKACCTTO" "CCACCTTO" "CURRENCY" "ORIGCURRENCY" "CURSYM" "CURRATE"
    "LEDGERBAL" "AVAILBAL" "BALAMT" "DTASOF" "BALLIST" "BAL"
}
