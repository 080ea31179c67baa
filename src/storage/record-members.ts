/** The members of a record's clear header that need more than a `typeof`. */
import type { EcrLocation } from '../registry/record.js';

/** One for all records, most of which have none. */
export const noMembers: Readonly<Record<string, never>> = Object.freeze({});

/** Names of documents; undefined means none. */
export function isNames(value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every((name) => typeof name === 'string'));
}

/** Where the AWS side is; undefined for anything else. */
export function parseLocation(value: unknown): EcrLocation | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = Object.entries(value);
  if (members.length === 0) return noMembers;
  const known = members.every(
    ([key, part]) => ['region', 'account', 'endpoint'].includes(key) && typeof part === 'string',
  );
  return known ? Object.fromEntries(members) : undefined;
}

/** Milliseconds that a Date can hold (ECMA-262 §21.4.1.1). */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 8.64e15;
}

/** From 1. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}
