/**
 * The switches of AWS's environment and profiles that are on or off. The AWS CLI takes `true` in any case (botocore,
 * `utils.ensure_boolean`) and everything else for off, without a word. Here a third value is an error: these switches
 * keep requests from going somewhere.
 */
import type { Environment } from '../system/environment.js';
import { BrokenSetup } from './shared-profiles.js';

/** On, off, or undefined where it is not set. @throws {BrokenSetup} naming the switch when it is neither. */
export function readSwitch(name: string, text: string | undefined): boolean | undefined {
  const value = text?.trim().toLowerCase() ?? '';
  if (value === '') return undefined;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new BrokenSetup(`${name} is neither true nor false`);
}

/** Whether AWS_EC2_METADATA_DISABLED forbids every request to the metadata service. @throws {BrokenSetup} as above. */
export function isMetadataDisabled(environment: Environment): boolean {
  return readSwitch('AWS_EC2_METADATA_DISABLED', environment['AWS_EC2_METADATA_DISABLED']) === true;
}
