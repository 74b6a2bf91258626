//! What a holder has to know of a share, in three sentences.

use std::collections::{BTreeMap, BTreeSet};

use pannier_bundle::head::Nested;

use super::Plan;

impl Plan {
    /// Three sentences for the holder: what the recipient sees, what it can still tell, what links the share to others
    /// (`share-told`).
    pub fn sentences(&self) -> [String; 3] {
        [self.sees(), self.tells(), self.links()]
    }

    fn sees(&self) -> String {
        let mut seen = Vec::new();
        if !self.goes.is_empty() {
            let rows = self.goes.iter().map(|part| part.shown).sum();
            let series: BTreeSet<&str> = self.goes.iter().map(|part| part.series.as_str()).collect();
            seen.push(format!("{} of {} series", count(rows, "row"), series.len()));
        }
        let mut claims: BTreeMap<Nested, u64> = BTreeMap::new();
        for claim in self.goes.iter().flat_map(|part| &part.claims) {
            *claims.entry(*claim).or_default() += 1;
        }
        seen.extend(claims.into_iter().map(|(claim, parts)| about(claim, &count(parts, "part"))));
        match self.documents.len() as u64 {
            0 => {}
            documents => seen.push(count(documents, "document")),
        }
        let signer = if self.names.own { "you, and no institution," } else { &self.issuer };
        format!("The recipient sees {}, and that {signer} signed it.", list(&seen))
    }

    fn tells(&self) -> String {
        let mut told = Vec::new();
        let parts = count(self.goes.len() as u64, "part");
        let (shown, n) = self.goes.iter().fold((0, 0), |(shown, n), part| (shown + part.shown, n + part.n));
        let masked: u64 = self.goes.iter().flat_map(|part| part.masked.values()).sum();
        let mut without: BTreeMap<&str, u64> = BTreeMap::new();
        for group in self.goes.iter().flat_map(|part| &part.without) {
            *without.entry(group).or_default() += 1;
        }
        // A group that one part shows is not withheld because another does not.
        let is_shown = |group: &str| self.goes.iter().any(|part| part.groups.iter().any(|shown| shown == group));
        let (partly, wholly): (Vec<_>, Vec<_>) = without.into_iter().partition(|(group, _)| is_shown(group));
        match n - shown {
            _ if self.goes.is_empty() => {}
            0 => told.push(format!("that no row of {parts} is left out")),
            1 => told.push(format!("that there are {} in {parts}, and where the one withheld stands", count(n, "row"))),
            withheld => told.push(format!(
                "that there are {} in {parts}, and where the {withheld} withheld stand",
                count(n, "row")
            )),
        }
        let wholly: Vec<String> = wholly.into_iter().map(|(group, _)| group.to_owned()).collect();
        match wholly.as_slice() {
            [] => {}
            [one] => told.push(format!("that the group {one} is withheld")),
            many => told.push(format!("that the groups {} are withheld", list(many))),
        }
        for (group, withheld) in partly {
            told.push(format!("that the group {group} is withheld in {}", count(withheld, "part")));
        }
        match masked {
            0 => {}
            1 => told.push("which cell is masked".to_owned()),
            masked => told.push(format!("which {masked} cells are masked")),
        }
        // Opened decoys change nothing here: nobody but the holder knows that no other is left.
        match self.sealed - self.sealed_claims {
            0 => {}
            1 => told.push("that one digest stays sealed, a part, a document or a decoy".to_owned()),
            sealed => told.push(format!("that {sealed} digests stay sealed, each a part, a document or a decoy")),
        }
        match self.sealed_claims {
            0 => {}
            1 => told.push("that one claim about what is shown stays sealed".to_owned()),
            claims => told.push(format!("that {claims} claims about what is shown stay sealed")),
        }
        if self.sealed == 0 {
            told.push("that nothing else was signed with it".to_owned());
        }
        let told = match told.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{}; and {last}", first.join("; ")),
            few => few.concat(),
        };
        format!("It can still tell {told}.")
    }

    fn links(&self) -> String {
        let others = match (self.names.key, self.names.pseudonym) {
            (false, false) => "",
            (true, false) => "; and your key, which it names, links it to shares of other bundles that name it",
            (false, true) => "; and your pseudonym, which it names, links it to shares of other bundles that name it",
            (true, true) => {
                "; and your key and your pseudonym, which it names, link it to shares of other bundles that name them"
            }
        };
        let issuer = if self.names.own { String::new() } else { format!("; {} recognises all of them", self.issuer) };
        format!(
            "Whoever has two shares of this bundle can link them by head, labels and parts, which are the same in \
             each{issuer}{others}."
        )
    }
}

/// A nested claim in plain words.
fn about(claim: Nested, parts: &str) -> String {
    match claim {
        Nested::Totals => format!("what all rows of {parts} add up to"),
        Nested::Identifier => format!("the number in the world behind {parts}"),
        Nested::Provenance => format!("what {parts} came from"),
    }
}

fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
