//! Good bundles and shares to begin with, and changes that are hashed and signed like the rest.

use super::{random::Random, text};
use crate::{
    forge::{
        bank, documents, energy,
        head::{Group, Part, Plan},
        key, retail,
        share::{Binding, Share, Shown},
        telco,
    },
    vector::Options,
};

/// Whom bound shares are for, and with which number.
pub(super) const ASKED: (&str, &str) = ("https://app.example", "n-0S6_WzA2Mj");

/// A bundle in which nothing is wrong.
pub(super) fn plan(random: &mut Random) -> Plan {
    let mut plan = match random.below(13) {
        0..=2 => bank::small(),
        3 => bank::whole(),
        4 => bank::states(),
        5 => bank::ledger(),
        6 => bank::summed(),
        7 => retail::plan(),
        8 => retail::summed(),
        9 => telco::plan(),
        10 => telco::summed(),
        11 => {
            if random.once_in(2) {
                energy::plan()
            } else {
                energy::summed()
            }
        }
        _ => documents::plan(),
    };
    if random.once_in(8) {
        plan.key = key::BANK_ED25519;
    }
    plan
}

/// A bundle in which nothing is wrong; each sector as often as the next.
pub(super) fn records(random: &mut Random) -> Plan {
    let whole = random.once_in(2);
    match random.below(5) {
        0 => [bank::whole, bank::ledger, bank::summed, bank::states][random.below(4)](),
        1 => [retail::summed, retail::plan][usize::from(whole)](),
        2 => [telco::summed, telco::plan][usize::from(whole)](),
        3 => [energy::summed, energy::plan][usize::from(whole)](),
        _ => documents::plan(),
    }
}

/// Changes rows or descriptors of a bundle before it is hashed and signed.
pub(super) fn change(random: &mut Random, plan: &mut Plan) {
    if plan.parts.is_empty() {
        return;
    }
    let at = random.below(plan.parts.len());
    match random.below(16) {
        0..=8 => row_text(random, &mut plan.parts[at]),
        9 => rows(random, &mut plan.parts[at]),
        10 => period(random, &mut plan.parts[at]),
        11 => groups(random, &mut plan.parts[at]),
        12 => names(random, &mut plan.parts[at]),
        13 => {
            let nested = &mut plan.parts[at].nested;
            if !nested.is_empty() {
                let claim = random.below(nested.len());
                text::change(random, &mut nested[claim].value);
            }
        }
        14 => {
            plan.parts.remove(at);
        }
        _ => claims(random, plan),
    }
}

fn row_text(random: &mut Random, part: &mut Part) {
    if part.rows.is_empty() {
        return;
    }
    let row = random.below(part.rows.len());
    let present: Vec<usize> = (0..part.groups.len()).filter(|at| !part.rows[row].fragments[*at].is_empty()).collect();
    if present.is_empty() {
        return;
    }
    let group = present[random.below(present.len())];
    let text = |row: usize| String::from_utf8_lossy(&part.rows[row].fragments[group]).into_owned();
    let mut changed = text(row);
    if random.once_in(2) {
        let other = text(random.below(part.rows.len()));
        text::transplant(random, &mut changed, &other);
    } else {
        text::change(random, &mut changed);
    }
    part.rows[row].fragments[group] = changed.into_bytes();
}

fn rows(random: &mut Random, part: &mut Part) {
    if part.rows.is_empty() {
        return;
    }
    let at = random.below(part.rows.len());
    match random.below(3) {
        0 => {
            part.rows.remove(at);
        }
        1 => part.rows.insert(at, part.rows[at].clone()),
        _ => {
            let other = random.below(part.rows.len());
            part.rows.swap(at, other);
        }
    }
}

fn period(random: &mut Random, part: &mut Part) {
    let days = [
        "2025-12-31",
        "2026-01-01",
        "2026-01-16",
        "2026-02-01",
        "2026-03-01",
        "2026-04-01",
        "2026-04-02",
        "2026-05-01",
    ];
    let day = random.of(&days).to_owned();
    match random.below(4) {
        0 => part.from = day,
        1 => part.to = day,
        2 => part.incomplete.push(day),
        _ => part.seq = random.below(4) as u64,
    }
}

fn groups(random: &mut Random, part: &mut Part) {
    let at = random.below(part.groups.len());
    match random.below(4) {
        0 => {
            part.groups.remove(at);
            part.rows.iter_mut().for_each(|row| drop(row.fragments.remove(at)));
        }
        1 => {
            let other = random.below(part.groups.len());
            part.groups.swap(at, other);
            part.rows.iter_mut().for_each(|row| row.fragments.swap(at, other));
        }
        2 => {
            let other = part.groups[random.below(part.groups.len())].id.clone();
            part.groups[at].needs.push(other);
        }
        _ => {
            let Group { members, .. } = &mut part.groups[at];
            let member = random.below(members.len());
            match random.below(3) {
                0 => drop(members.remove(member)),
                1 => members.push(members[member].clone()),
                _ => members[member].push('x'),
            }
        }
    }
}

fn names(random: &mut Random, part: &mut Part) {
    let other = random.of(&["row", "k3", "m1", "all/transaction", "a7k2qx/balance", "date", "as_of", "value_date", ""]);
    match random.below(4) {
        0 => other.clone_into(&mut part.id),
        1 => other.clone_into(&mut part.series),
        2 => other.clone_into(&mut part.sort),
        _ => other.clone_into(&mut part.schema),
    }
}

fn claims(random: &mut Random, plan: &mut Plan) {
    let day = 86_400;
    match random.below(8) {
        0 => plan.iat += [day, -day, 1, 10 * day][random.below(4)],
        1 => plan.exp = plan.iat + [0, 1, day, 2 * day][random.below(4)],
        2 => plan.cnf = [None, Some(key::THIEF), Some(plan.key)][random.below(3)],
        3 => plan.key = [key::OTHER_BANK, key::STRANGER, key::RETIRED, key::REVOKED, key::LAPSED][random.below(5)],
        4 => plan.signer = Some([key::THIEF, key::BANK_ED25519][random.below(2)]),
        5 => plan.sub = Some(random.of(&["", "a", "a b", "é", "customer-17"]).to_owned()),
        6 => plan.status = Some(random.of(&["{}", "[]", r#"{"uri":"x"}"#, r#"{"a":{"a":1.5}}"#]).to_owned()),
        _ => random.of(&["", "x", "https://pannier.example/v1/bundle"]).clone_into(&mut plan.profile),
    }
    if random.once_in(8) {
        plan.iss = format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", key::HOLDER.kid());
        plan.key = key::HOLDER;
    }
}

/// What a holder may show of a bundle; mostly what a verifier accepts.
pub(super) fn share(random: &mut Random, plan: &Plan) -> Share {
    let mut shown = Vec::new();
    for part in &plan.parts {
        if random.once_in(3) && !shown.is_empty() {
            continue;
        }
        let rows = if random.once_in(2) { whole(part.rows.len()) } else { random.ranges(part.rows.len()) };
        let mut one = Shown::rows(&part.id, &rows);
        if random.once_in(2) {
            fields(random, part, &mut one);
        }
        for name in ["totals", "identifier", "provenance"] {
            if random.once_in(3) && part.nested.iter().any(|claim| claim.name == name) {
                one.nested.push(name);
            }
        }
        shown.push(one);
    }
    let binding = Binding {
        key: if random.once_in(20) { key::THIEF } else { key::HOLDER },
        aud: ASKED.0.to_owned(),
        nonce: ASKED.1.to_owned(),
        iat: bank::NOW - [50, 600, 601, -300, -301][random.below(40).saturating_sub(35)],
        header: None,
        claims: None,
        signature: None,
        token: None,
    };
    Share {
        shown,
        attachments: plan.attachments.iter().filter(|_| random.once_in(2)).map(|one| one.id.clone()).collect(),
        purpose: random.once_in(4).then(|| "a loan".to_owned()),
        exp: random.once_in(8).then(|| bank::NOW + [1, 0, 86_400][random.below(3)]),
        decoys: (0..random.below(3)).filter(|_| random.once_in(3)).collect(),
        binding: (!random.once_in(4)).then_some(binding),
        ..Share::default()
    }
}

fn whole(length: usize) -> Vec<(usize, usize)> {
    if length == 0 { Vec::new() } else { vec![(0, length)] }
}

fn fields(random: &mut Random, part: &Part, shown: &mut Shown) {
    let chosen = part.groups.iter().filter(|group| group.id == "core" || random.once_in(2));
    let groups: Vec<String> = chosen.map(|group| group.id.clone()).collect();
    for group in &groups {
        let (low, high) = shown.rows.first().copied().unwrap_or_default();
        if high > low && random.once_in(if group == "core" { 30 } else { 3 }) {
            let masked = random.ranges(high - low).into_iter().map(|(from, to)| (low + from, low + to));
            shown.masked.push((group.clone(), masked.collect()));
        }
    }
    shown.groups = Some(groups);
}

/// What the verifier asks for.
pub(super) fn options(random: &mut Random, is_share: bool) -> Options {
    let mut options =
        Options { accept_self: random.once_in(3), accept_indeterminate: random.once_in(3), ..Options::default() };
    if is_share && !random.once_in(3) {
        options.aud = Some(ASKED.0.to_owned());
        options.nonce = Some(ASKED.1.to_owned());
    }
    options.require_binding = random.once_in(if is_share { 4 } else { 40 });
    options
}
