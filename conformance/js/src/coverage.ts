// What is proven to be complete (chapter 10): the days of a series in which nothing is missing, from signed descriptors and
// shown rows alone.

import { type Part } from "./descriptor.js";
import { DAY, isDate } from "./forms.js";
import { type Shown } from "./share.js";

/** Days of a series in which nothing is missing. */
export interface Covered {
  readonly series: string;
  /** First day. */
  readonly from: string;
  /** First day after. */
  readonly to: string;
  /** Days between them for which it is not proven, ascending. */
  readonly except: readonly string[];
  /** The groups for which it is, in the order of the descriptor. */
  readonly groups: readonly string[];
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function dayAfter(day: string): string {
  // The last day there is has none behind it, and nothing lies in between.
  return day === "9999-12-31" ? "9999-12-31" : dayOf(Date.parse(day) / 1000 + DAY);
}

/** Days of rows that matter for what is complete, noted while the rows of one part go by. */
export class Days {
  /** By group: the days of rows whose cell is masked. */
  readonly masked = new Map<string, Set<string>>();
  readonly #shown: Shown;
  readonly #edges: (readonly [first: string, last: string])[] = [];
  #range = 0;
  #first = "";
  #unknown = false;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /** Whether the row at `place` begins or ends a run that has a neighbour. */
  isEdge(place: number): boolean {
    const [from, to] = this.#shown.rows[this.#range];
    return (place === from && from > 0) || (place === to - 1);
  }

  edge(place: number, day: string): void {
    const [from, to] = this.#shown.rows[this.#range];
    if (place === from) this.#first = day;
    if (place < to - 1) return;
    this.#edges.push([this.#first, day]);
    this.#range++;
  }

  mask(group: string, day: string): void {
    const days = this.masked.get(group);
    if (!isDate(day)) this.#unknown = true;
    else if (days === undefined) this.masked.set(group, new Set([day]));
    else days.add(day);
  }

  /** The runs of days that are complete, each with whether it begins and ends with the part. */
  runs(): Run[] {
    const { part, rows } = this.#shown;
    if (part.n === 0) return [{ from: part.from, to: part.to, begins: true, ends: true }];
    // A day that is none is a matter of stage schema; until then nothing follows from it.
    if (this.#unknown) return [];
    return rows.flatMap(([x, y], i): Run[] => {
      const [first, last] = this.#edges[i];
      if ((x > 0 && !isDate(first)) || (y < part.n && !isDate(last))) return [];
      const from = x > 0 ? later(dayAfter(first), part.from) : part.from;
      const to = y < part.n ? earlier(last, part.to) : part.to;
      return from < to ? [{ from, to, begins: x === 0, ends: y === part.n }] : [];
    });
  }
}

const DAY_MS = 86_400_000;

interface Run {
  readonly from: string;
  readonly to: string;
  readonly begins: boolean;
  readonly ends: boolean;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

/** What is complete as of `iat`, by series, then by group, then by time; equal statements of groups are one. */
export function coverageOf(shown: readonly Shown[], days: ReadonlyMap<Part, Days>, iat: number): Covered[] {
  const end = dayAfter(dayOf(iat));
  const bySeries = new Map<string, Shown[]>();
  for (const part of shown) {
    const list = bySeries.get(part.part.series);
    if (list === undefined) bySeries.set(part.part.series, [part]);
    else list.push(part);
  }
  const out = new Map<string, Covered & { groups: string[] }>();
  for (const [series, parts] of bySeries) {
    parts.sort((a, b) => a.part.seq - b.part.seq);
    for (const group of new Set(parts.flatMap(({ part }) => part.groups.map(({ id }) => id)))) {
      for (const { from, to, except } of statements(parts, group, days)) {
        const until = earlier(to, end);
        if (from >= until) continue;
        const left = except.filter((day) => day < until);
        // A statement that excepts all of its days is none.
        if (left.length >= (Date.parse(until) - Date.parse(from)) / DAY_MS) continue;
        const key = JSON.stringify([series, from, until, left]);
        const same = out.get(key);
        if (same === undefined) out.set(key, { series, from, to: until, except: left, groups: [group] });
        else same.groups.push(group);
      }
    }
  }
  return [...out.values()];
}

interface Statement {
  from: string;
  to: string;
  except: string[];
}

function statements(parts: readonly Shown[], group: string, days: ReadonlyMap<Part, Days>): Statement[] {
  const out: Statement[] = [];
  let open: { statement: Statement; part: Part } | undefined;
  for (const { part, groups } of parts) {
    const noted = days.get(part);
    const known = (part.n === 0 ? part.groups : groups).some(({ id }) => id === group);
    if (noted === undefined || !known) {
      open = undefined;
      continue;
    }
    const lost = [...new Set([...part.incomplete, ...(noted.masked.get(group) ?? [])])].sort();
    let at = 0;
    for (const { from, to, begins, ends } of noted.runs()) {
      const except: string[] = [];
      while (at < lost.length && lost[at] < from) at++;
      for (; at < lost.length && lost[at] < to; at++) except.push(lost[at]);
      const joins = begins && open !== undefined && open.part.seq + 1 === part.seq && open.part.to === from;
      let statement: Statement;
      if (joins && open !== undefined) {
        statement = open.statement;
        statement.to = to;
        for (const day of except) statement.except.push(day);
      } else {
        statement = { from, to, except };
        out.push(statement);
      }
      open = ends ? { statement, part } : undefined;
    }
    if (open?.part !== part) open = undefined;
  }
  return out;
}
