//! Arbitrary and damaged bytes: no panic, and every row accounted for.

use crate::common::convert;
use pannier_convert::{DateOrder, Format, Options};
use proptest::prelude::*;

/// A small whole source of each format, to be damaged.
const SAMPLES: &[(Format, &str)] = &[(
    Format::Qif,
    "!Account\nNMain\nTBank\n/1/5'26\n$9\n^\n!Type:Bank\nD13/4/26\nT-1.50\nPShop\nSFood\nEx\n$-1\nSy\n$-.5\n^\nD2 Feb 2026\nU3\nL[Main]\n^\n",
)];

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
