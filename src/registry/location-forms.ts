/** The forms of a region, an account and an API URL, as people give them for ECR behind a name of its own. */
import type { EcrLocation } from './record.js';

export interface LocationForm {
  readonly pattern: RegExp;
  readonly example: string;
}

export const locationForms: Readonly<Record<keyof EcrLocation, LocationForm>> = {
  region: { pattern: /^[a-z]{2,}(?:-[a-z0-9]+)+$/, example: 'us-east-1' },
  account: { pattern: /^[0-9]{12}$/, example: '123456789012' },
  endpoint: { pattern: /^https?:\/\/[^\s/@?#]+\/?$/, example: 'https://vpce-1.api.ecr.us-east-1.vpce.amazonaws.com' },
};

/** An account of 12 digits: dashes are left out, and leading zeros are what spreadsheets lose. */
export function wholeAccount(account: string): string {
  const digits = account.replace(/[-\s]/g, '');
  return /^[0-9]{9,12}$/.test(digits) ? digits.padStart(12, '0') : locationForms.account.example;
}
