// Forms that values of head, share, key binding and trust lists have in common.

import { isObject, type Json, type JsonObject } from "./json.js";

export const DAY = 86400;
export const U32 = 0xffff_ffff;
const DAY_FORM = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const HTTPS = /^https:\/\/(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::([1-9][0-9]{0,4}))?(?:\/[A-Za-z0-9\/._~-]*)?$/;

export type Check = (value: Json) => boolean;

/**
 * Whether `value` is an object of exactly these members, each of its form; a name that ends with `?` may be absent.
 */
export function hasForm(value: Json | undefined, members: Record<string, Check>): value is JsonObject {
  if (!isObject(value)) return false;
  let found = 0;
  for (const [key, check] of Object.entries(members)) {
    const optional = key.endsWith("?");
    const member = value.get(optional ? key.slice(0, -1) : key);
    if (member === undefined) {
      if (!optional) return false;
      continue;
    }
    if (!check(member)) return false;
    found++;
  }
  return found === value.size;
}

export const isText: Check = (value) => typeof value === "string";

export const isInteger = (low: number, high = Number.MAX_SAFE_INTEGER): Check => (value) =>
  typeof value === "number" && value >= low && value <= high;

export const isWord: Check = (value) => typeof value === "string" && /^[\x21-\x7e]{1,256}$/.test(value);

export const isIssuer: Check = (value) => {
  const url = typeof value === "string" && value.length <= 256 ? HTTPS.exec(value) : null;
  return url !== null && Number(url[1] ?? 443) <= 65535;
};

export const isArray = (check: Check, most = Number.POSITIVE_INFINITY): Check => (value) =>
  Array.isArray(value) && value.length <= most && value.every(check);

export const is = (expected: Json): Check => (value) => value === expected;

export const anything: Check = () => true;

/** 1 to `most` characters without control characters. */
export const isLabelText = (most: number): Check => (value) => {
  if (typeof value !== "string" || value.length === 0 || value.length > 2 * most || /\p{Cc}/u.test(value)) return false;
  return [...value].length <= most;
};

/** Whether a text is a day of the calendar. */
export const isDate: Check = (value) => {
  const fields = typeof value === "string" ? DAY_FORM.exec(value) : null;
  if (fields === null) return false;
  const [year, month, day] = [Number(fields[1]), Number(fields[2]), Number(fields[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
};
