//! Arbitrary and damaged bytes: no panic, and every row accounted for.

use crate::common::convert;
use pannier_convert::{DateOrder, Format, Options};
use proptest::prelude::*;

/// A small whole source of each format, to be damaged.
const SAMPLES: &[(Format, &str)] = &[
    (
        Format::Qif,
        "!Account\nNMain\nTBank\n/1/5'26\n$9\n^\n!Type:Bank\nD13/4/26\nT-1.50\nPShop\nSFood\nEx\n$-1\nSy\n$-.5\n^\nD2 Feb 2026\nU3\nL[Main]\n^\n",
    ),
    (
        Format::Mt940,
        "{1:F01X}{4:\r\n:20:R\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C260105EUR10,\r\n:61:2601050106RDR1,50NTRFNONREF//B\r\n/OCMT/USD2,/CHGS/EUR0,1\r\n:86:166?00X?20EREF+1?21SVWZ+é?3010?3112?32N\r\n:61:260106C2,S103A\r\n:86:/TRTP/SEPA/IBAN/NL1/REMI/x/EREF/e\r\n:62M:C260106EUR13,5\r\n-}\r\n:20:R\r\n:25:10020030/1234567\r\n:60M:C260106EUR13,5\r\n:61:2512310102ED1,NINT\r\n:62F:C260107EUR13,5\r\n:64:C260107EUR1,\r\n:90C:1EUR2,\r\n-\r\n",
    ),
];

fn options() -> Options {
    let mut options = Options::default();
    options.currency = Some("EUR".parse().expect("a currency"));
    options.date_order = Some(DateOrder::DayFirst);
    options
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for (format, _) in SAMPLES {
            convert(*format, &bytes, &options());
        }
        let _ = Format::guess(&bytes);
    }

    /// Pieces of the format in any order reach further than noise does.
    #[test]
    fn any_pieces(seed in proptest::collection::vec((0_usize..1000, 0_usize..40), 0..30)) {
        for (format, sample) in SAMPLES {
            let mut text = String::new();
            for (start, length) in &seed {
                text.extend(sample.chars().skip(start % sample.len()).take(*length));
            }
            convert(*format, text.as_bytes(), &options());
        }
    }

    /// One byte changed, one piece cut out.
    #[test]
    fn damaged(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in 0_usize..40) {
        for (format, sample) in SAMPLES {
            let mut bytes = sample.as_bytes().to_vec();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            convert(*format, &bytes, &options());
            let end = (at + cut).min(bytes.len());
            bytes.drain(at..end);
            convert(*format, &bytes, &options());
        }
    }
}
