//! Fresh names for a new head: random, so that a name says nothing about what is withheld.

use pannier_crypto::base64url;
use pannier_crypto::random::{Random, RandomError, array};

/// A fresh `jti`: the text of 16 random bytes (`head-jti-fresh`).
///
/// # Errors
/// As [`Random::fill`].
pub fn fresh_jti(random: &mut dyn Random) -> Result<String, RandomError> {
    array::<16>(random).map(|bytes| base64url::encode(&bytes))
}

/// `count` ids for parts and attachments, `k0`, `k1` …, in random order (`head-ids-random`): a recipient who sees three
/// of forty learns nothing from their numbers about the order of the rest.
///
/// # Errors
/// As [`Random::fill`].
pub fn fresh_ids(count: usize, random: &mut dyn Random) -> Result<Vec<String>, RandomError> {
    let mut ids: Vec<String> = (0..count).map(|index| format!("k{index}")).collect();
    for last in (1..count).rev() {
        ids.swap(last, below(last + 1, random)?);
    }
    Ok(ids)
}

/// A fresh label of a thing: its kind's letter and five random characters of `a-z2-7`, such as `a7k2qx`.
///
/// # Errors
/// As [`Random::fill`].
pub fn fresh_label(letter: char, random: &mut dyn Random) -> Result<String, RandomError> {
    const BASE32: [u8; 32] = *b"abcdefghijklmnopqrstuvwxyz234567";
    let mut label = String::from(letter);
    for byte in array::<5>(random)? {
        label.push(char::from(BASE32[usize::from(byte % 32)]));
    }
    Ok(label)
}

/// A random number below `bound`, each as likely: numbers of the last, cut round are thrown away.
fn below(bound: usize, random: &mut dyn Random) -> Result<usize, RandomError> {
    let bound = u64::try_from(bound).expect("a usize fits into 64 bits");
    let fair = u64::MAX - u64::MAX % bound;
    loop {
        let number = u64::from_be_bytes(array(random)?);
        if number < fair {
            return Ok(usize::try_from(number % bound).expect("smaller than a usize"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pannier_crypto::SeededRandom;

    #[test]
    fn ids_are_all_there_and_shuffled() {
        let mut random = SeededRandom::new([1; 32]);
        let ids = fresh_ids(300, &mut random).unwrap();
        let mut sorted = ids.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), 300);
        assert_ne!(ids[..20], (0..20).map(|index| format!("k{index}")).collect::<Vec<_>>()[..]);
        assert_ne!(ids, fresh_ids(300, &mut random).unwrap());
        assert!(fresh_ids(0, &mut random).unwrap().is_empty());
    }

    #[test]
    fn every_order_of_three_comes_up() {
        let mut random = SeededRandom::new([2; 32]);
        let orders: std::collections::BTreeSet<_> = (0..200).map(|_| fresh_ids(3, &mut random).unwrap()).collect();
        assert_eq!(orders.len(), 6);
    }

    #[test]
    fn labels_have_their_form() {
        let label = fresh_label('a', &mut SeededRandom::new([3; 32])).unwrap();
        assert_eq!(label.len(), 6);
        assert!(label.starts_with('a') && label.bytes().skip(1).all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7')));
    }
}
