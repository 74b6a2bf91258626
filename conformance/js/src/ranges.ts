// Ascending half-open ranges of rows that do not touch.

export type Range = readonly [from: number, to: number];
export type Ranges = readonly Range[];

export function count(ranges: Ranges): number {
  let sum = 0;
  for (const [from, to] of ranges) sum += to - from;
  return sum;
}

/** What both have. */
export function intersect(a: Ranges, b: Ranges): Range[] {
  const out: Range[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i][0], b[j][0]);
    const to = Math.min(a[i][1], b[j][1]);
    if (from < to) out.push([from, to]);
    if (a[i][1] < b[j][1]) i++;
    else j++;
  }
  return out;
}

/** What `a` has and `b` has not. */
export function subtract(a: Ranges, b: Ranges): Range[] {
  const out: Range[] = [];
  let j = 0;
  for (const [start, end] of a) {
    let from = start;
    while (j < b.length && b[j][1] <= from) j++;
    for (let k = j; k < b.length && b[k][0] < end; k++) {
      if (b[k][0] > from) out.push([from, b[k][0]]);
      from = Math.max(from, b[k][1]);
    }
    if (from < end) out.push([from, end]);
  }
  return out;
}
