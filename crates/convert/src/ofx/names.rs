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
