//! The tables of a database: the same for every database, whatever is in it.

use std::fmt::Write as _;

use pannier_model::{
    record::{Member, RECORD_TYPES, RecordType, Series, by_name},
    value::ValueKind,
};

use crate::write::{
    references::target,
    table::{THING, WITHHELD},
};

/// Tables that are no record type, and what a person asks of nested values.
const OWN: &str = r#"
-- Which records there should be: a series has all records of its type for its thing from `period_start` until the day
-- before `period_end`, except on incomplete days.
CREATE TABLE "series" (
  "_thing" TEXT NOT NULL,
  "record_type" TEXT NOT NULL,
  "table_name" TEXT NOT NULL,
  "period_start" TEXT NOT NULL,
  "period_end" TEXT NOT NULL, -- First day after the last.
  PRIMARY KEY ("_thing", "record_type", "period_start", "period_end")
) STRICT;

-- Days of a period for which not every record is promised.
CREATE TABLE "incomplete_days" (
  "_thing" TEXT NOT NULL,
  "record_type" TEXT NOT NULL,
  "date" TEXT NOT NULL,
  PRIMARY KEY ("_thing", "record_type", "date")
) STRICT, WITHOUT ROWID;

-- One row for each slot of an interval_day. `value` is null where nothing is known of the slot.
CREATE VIEW "interval_slots" AS
SELECT
  "day"."register" AS "register",
  "day"."id" AS "interval_day",
  "day"."date" AS "date",
  "slot"."key" AS "slot",
  strftime('%Y-%m-%dT%H:%M:%SZ', CAST(strftime('%s', "day"."start") AS INTEGER) + "slot"."key" * "day"."seconds", 'unixepoch')
    AS "starts_at",
  "slot"."value" AS "value",
  "day"."unit" AS "unit",
  "day"."fuel" AS "fuel",
  "day"."direction" AS "direction",
  coalesce((
    SELECT json_extract("run"."value", '$.quality')
    FROM json_each("day"."quality_runs") AS "run"
    WHERE "slot"."key" >= json_extract("run"."value", '$.start') AND "slot"."key" < json_extract("run"."value", '$.end')
  ), "day"."quality") AS "quality"
FROM (
  SELECT
    *,
    CASE
      WHEN "resolution" LIKE 'PT%H' THEN 3600 * CAST(substr("resolution", 3, length("resolution") - 3) AS INTEGER)
      WHEN "resolution" LIKE 'PT%M' THEN 60 * CAST(substr("resolution", 3, length("resolution") - 3) AS INTEGER)
      WHEN "resolution" LIKE 'PT%S' THEN CAST(substr("resolution", 3, length("resolution") - 3) AS INTEGER)
      ELSE 0 -- P1D: a day is one slot
    END AS "seconds"
  FROM "interval_days"
) AS "day", json_each("day"."slots") AS "slot";
"#;

/// The statements that make all tables and views.
pub(super) fn statements() -> String {
    let mut sql = String::new();
    for record_type in RECORD_TYPES {
        table(record_type, &mut sql);
    }
    sql.push_str(OWN);
    sql
}

/// The statement that adds a record: its thing, its members in order, the groups withheld.
pub(super) fn insert(record_type: &RecordType) -> String {
    let mut names = format!("\"{THING}\"");
    let mut values = "?".to_owned();
    for member in record_type.members() {
        let _ = write!(names, ", \"{}\"", member.name);
        values.push_str(", ?");
    }
    format!("INSERT INTO \"{}\" ({names}, \"{WITHHELD}\") VALUES ({values}, ?)", record_type.plural)
}

fn table(record_type: &RecordType, sql: &mut String) {
    let _ = write!(
        sql,
        "\n-- {}\nCREATE TABLE \"{}\" (\n  \"{THING}\" TEXT NOT NULL, -- Whose series the record is in; `all` for that of \
         no thing.\n",
        record_type.about, record_type.plural
    );
    for member in record_type.members() {
        column(member, sql);
    }
    let _ = writeln!(sql, "  \"{WITHHELD}\" TEXT, -- Groups that the holder withheld, separated by spaces.");
    let key = if is_thing(record_type) { "\"id\"".to_owned() } else { format!("\"{THING}\", \"id\"") };
    let _ = write!(sql, "  PRIMARY KEY ({key})");
    for member in record_type.members() {
        // Ids of events are unique in their series only, and the series may be another: no key can say that.
        if let Some(other) = target(member).and_then(by_name).filter(|other| is_thing(other)) {
            let _ = write!(sql, ",\n  FOREIGN KEY (\"{}\") REFERENCES \"{}\" (\"id\")", member.name, other.plural);
        }
    }
    sql.push_str("\n) STRICT;\n");
}

fn column(member: &Member, sql: &mut String) {
    let Member { name, about, kind, required, .. } = member;
    let storage = match kind {
        ValueKind::Bool | ValueKind::Int => "INTEGER",
        _ => "TEXT",
    };
    let presence = if *required { " NOT NULL" } else { "" };
    let check = match kind {
        ValueKind::Bool => format!(" CHECK (\"{name}\" IN (0, 1))"),
        ValueKind::Words(words) => format!(" CHECK (\"{name}\" IN ('{}'))", words.join("', '")),
        _ => String::new(),
    };
    let _ = writeln!(sql, "  \"{name}\" {storage}{presence}{check}, -- {about}");
    if *kind == ValueKind::Amount {
        let _ = writeln!(
            sql,
            "  \"{name}_micros\" INTEGER AS ({}) VIRTUAL, -- The same in millionths: sums of it are exact.",
            micros(name)
        );
    }
}

/// The text of an amount without its point, filled up to six decimals.
fn micros(name: &str) -> String {
    format!(
        "CAST(replace(\"{name}\", '.', '') || substr('000000', CASE instr(\"{name}\", '.') WHEN 0 THEN 1 ELSE \
         1 + length(\"{name}\") - instr(\"{name}\", '.') END) AS INTEGER)"
    )
}

/// Whether a record is a thing: its id is told apart without naming its series.
fn is_thing(record_type: &RecordType) -> bool {
    matches!(record_type.series, Series::Own | Series::All)
}
