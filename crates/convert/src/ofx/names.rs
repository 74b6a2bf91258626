//! Names of elements that are met again and again.

/// Declares the names, and where a known one is found.
macro_rules! names {
    ($($name:literal)+) => {
        /// The name itself, where it is known.
        pub(super) fn known(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some($name),)+
                _ => None,
            }
        }
    };
}

names! {
    "OFX" "SONRS" "STATUS" "CODE" "SEVERITY" "MESSAGE" "DTSERVER" "FI" "ORG"
    "STMTTRNRS" "CCSTMTTRNRS" "INVSTMTTRNRS" "STMTRS" "CCSTMTRS" "INVSTMTRS" "CURDEF"
    "BANKACCTFROM" "CCACCTFROM" "BANKID" "BRANCHID" "ACCTID" "ACCTTYPE" "ACCTKEY"
    "BANKTRANLIST" "INVTRANLIST" "INVBANKTRAN" "DTSTART" "DTEND"
    "STMTTRN" "TRNTYPE" "DTPOSTED" "DTUSER" "DTAVAIL" "VALUEDATE" "TRNAMT" "FITID" "SRVRTID" "CHECKNUM" "REFNUM" "SIC"
    "PAYEEID" "NAME" "MEMO" "PAYEE" "BANKACCTTO" "CCACCTTO" "CURRENCY" "ORIGCURRENCY" "CURSYM" "CURRATE"
    "LEDGERBAL" "AVAILBAL" "BALAMT" "DTASOF" "BALLIST" "BAL"
}
