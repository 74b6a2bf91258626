//! The quote as a document (`quote.schema.json`).

use super::Exact;
use super::quote::{Line, Quote, Remark, Totals};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value, json};

impl Quote {
    /// The document. Its members stand in ascending order, so equal quotes are equal texts.
    pub fn to_value(&self) -> Value {
        let money = |exact: &Exact| exact.with_places(self.places());
        let totals = |totals: &Totals| json!({ "gross": money(&totals.gross), "net": money(&totals.net), "tax": money(&totals.tax) });
        let remarks = |remarks: &[Remark]| -> Value {
            remarks
                .iter()
                .map(|remark| json!({ "clause": remark.clause, "code": remark.code.as_str(), "text": remark.text }))
                .collect()
        };
        let by_component: Vec<Value> = self
            .by_component
            .iter()
            .map(|sum| json!({ "component": &*sum.component, "gross": money(&sum.gross) }))
            .collect();
        let rounded: Vec<Value> = self
            .rounded
            .iter()
            .map(|sum| {
                json!({
                    "gross": sum.gross.to_string(),
                    "net": sum.net.to_string(),
                    "period": &*sum.period,
                    "tax": sum.tax.to_string(),
                })
            })
            .collect();
        let map: Vec<Value> = self
            .map
            .iter()
            .map(|pair| {
                json!({ "distance": pair.distance, "source": pair.source, "target": pair.target, "what": pair.what })
            })
            .collect();
        let if_also: Vec<Value> = self
            .if_also
            .iter()
            .map(|one| {
                let components: Vec<&str> = one.components.iter().map(AsRef::as_ref).collect();
                json!({
                    "components": components,
                    "condition": one.condition,
                    "difference": money(&one.difference),
                    "holds": one.holds,
                    "year_one": money(&one.year_one),
                })
            })
            .collect();
        let mut document = json!({
            "assumptions": self.assumptions,
            "by_component": by_component,
            "coverage": {
                "days": self.coverage.days,
                "estimated": self.coverage.estimated.to_string(),
                "mean_distance": self.coverage.mean_distance.to_string(),
                "projected": self.coverage.projected,
            },
            "currency": self.currency.as_str(),
            "engine": concat!("pannier-tariff ", env!("CARGO_PKG_VERSION")),
            "gifts": self.gifts,
            "horizon": { "from": self.horizon.0, "to": self.horizon.1 },
            "if_also": if_also,
            "lines": self.lines.iter().map(|line| self.line(line)).collect::<Vec<Value>>(),
            "map": map,
            "name": self.name,
            "not_priced": remarks(&self.not_priced),
            "provider": self.provider,
            "reasons": remarks(&self.reasons),
            "rounded": rounded,
            "service": self.service,
            "status": self.status.as_str(),
            "tariff": self.tariff,
            "things": self.things,
            "usage": self.usage,
            "version": self.version,
        });
        let mut add = |name: &str, value: Option<Value>| {
            if let (Some(value), Value::Object(members)) = (value, &mut document) {
                members.insert(name.to_owned(), value);
            }
        };
        let commitment =
            self.commitment.as_ref().map(|total| json!({ "gross": money(&total.gross), "months": total.months }));
        add("commitment", commitment);
        add("grade", self.grade.map(|grade| grade.as_str().into()));
        add("leave_after_one_year", self.leave_after_one_year.as_ref().map(|exact| money(exact).into()));
        add("switch_cost", self.switch_cost.as_ref().map(|exact| money(exact).into()));
        add("year_one", self.year_one.as_ref().map(totals));
        add("year_two", self.year_two.as_ref().map(totals));
        document
    }

    fn line(&self, line: &Line) -> Value {
        let money = |exact: &Exact| Value::from(exact.with_places(self.places()));
        let mut members = Map::new();
        let mut add = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
        add("clause", line.clause.as_ref().into());
        add("component", line.component.as_ref().into());
        add("exact", line.exact.to_string().into());
        add("formula", line.formula(self.currency).into());
        add("gross", money(&line.gross));
        add("label", line.label.as_str().into());
        add("net", money(&line.net));
        add("period", line.period.as_ref().into());
        add("price", line.price.to_string().into());
        add("quantity", line.quantity.to_string().into());
        if let Some(source) = &line.source {
            let source = json!({
                "count": source.count,
                "estimated": source.estimated.to_string(),
                "period": source.period,
                "records": &*source.records,
            });
            add("source", source);
        }
        add("tax", money(&line.tax));
        add("unit", line.unit.as_ref().into());
        Value::Object(members)
    }
}

impl Serialize for Quote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}
