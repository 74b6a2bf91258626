//! What lines and components share.

use super::Checker;
use crate::tariff::{Component, Direction, Sector, Terms, Usage};
use pannier_report::Code;
use std::collections::BTreeSet;

impl Checker<'_> {
    pub(super) fn pools(&mut self) {
        let tariff = self.tariff;
        self.lines();
        let mut ids = BTreeSet::new();
        for (index, pool) in tariff.pools.iter().flatten().enumerate() {
            let place = format!("/pools/{index}");
            if !ids.insert(pool.id.as_str()) {
                let help = "give every pool a name of its own";
                self.add(Code::TariffNameOnce, format!("{place}/id"), "pool has the name of another", help);
            }
            self.kept(pool.per, pool.rollover, &place);
            if pool.quantity.signum() < 0 {
                let help = "write it above zero";
                self.add(Code::TariffPool, format!("{place}/quantity"), "pool holds less than nothing", help);
            }
            let draws = |component: &Component| matches!(&component.terms, Terms::Usage(terms) if terms.pool.as_ref() == Some(&pool.id));
            if !tariff.components.iter().any(draws) {
                let help = "name it as `pool` in the components that draw on it, or leave it out";
                self.add(Code::TariffPool, place, "no component draws on the pool", help);
            }
        }
        for (index, component) in tariff.components.iter().enumerate() {
            if let Terms::Usage(terms) = &component.terms {
                self.draws(component, terms, &format!("/components/{index}"));
            }
        }
    }

    /// Whether a component can draw on the pool that it names.
    fn draws(&mut self, component: &Component, terms: &Usage, place: &str) {
        if terms.takes.is_some_and(|takes| takes.signum() <= 0) {
            let help = "say how much of the pool one `unit` takes, above zero";
            self.add(Code::TariffPool, format!("{place}/takes"), "use takes nothing from the pool", help);
        }
        let Some(pool) = &terms.pool else {
            if terms.takes.is_some() {
                let help = "name the `pool`, or leave it out";
                self.add(Code::TariffPool, format!("{place}/takes"), "`takes` belongs to a pool", help);
            }
            return;
        };
        if !self.tariff.pools.iter().flatten().any(|one| one.id == *pool) {
            let help = "add it to `pools`";
            self.add(Code::TariffReference, format!("{place}/pool"), "there is no pool of that name", help);
        }
        let message = if component.direction == Direction::Credit {
            "what is credited draws on no pool"
        } else if component.contingent {
            "whether it draws on the pool hangs on what has to be proven"
        } else if terms.blocks.len() > 1 {
            "what is used beyond a pool has several prices"
        } else if component.terms.is_below_zero() {
            "what is used beyond a pool costs less than nothing"
        } else {
            return;
        };
        let help = "let a charge with one price draw on the pool, that counts by plain conditions or always";
        self.add(Code::TariffPool, format!("{place}/pool"), message, help);
    }

    /// Whether several lines are meant where there can be several.
    fn lines(&mut self) {
        let tariff = self.tariff;
        if let Some(lines) = tariff.lines {
            if tariff.sector != Sector::Telco {
                let help = "leave it out: only lines of an operator are priced together";
                self.add(Code::TariffLines, "/lines", "lines are those of an operator", help);
            } else if lines < 2 {
                let help = "say how many can have it together, or leave it out where it is for one";
                self.add(Code::TariffLines, "/lines", "fewer than two lines have nothing together", help);
            }
            return;
        }
        let of_pools = tariff.pools.iter().flatten().enumerate();
        let of_pools =
            of_pools.filter(|(_, pool)| pool.for_each.is_some()).map(|(at, _)| format!("/pools/{at}/for_each"));
        let of_terms = tariff
            .components
            .iter()
            .enumerate()
            .filter(|(_, component)| matches!(&component.terms, Terms::Fixed(terms) if terms.for_each.is_some()));
        let of_terms = of_terms.map(|(at, _)| format!("/components/{at}/for_each"));
        for place in of_pools.chain(of_terms).collect::<Vec<_>>() {
            let help = "say in `lines` up to how many it is for, or leave it out";
            self.add(Code::TariffLines, place, "something is counted for each line of a tariff for one", help);
        }
    }
}
