/** Switches in every spelling. */
import { expect, it } from 'vitest';
import { isMetadataDisabled, readSwitch } from '../../src/ecr/aws-switch.js';

it('true and false count in any case, an empty text is none', () => {
  expect(['true', 'True', 'TRUE', ' true '].map((text) => readSwitch('X', text))).toEqual([true, true, true, true]);
  expect(['false', 'False', 'FALSE'].map((text) => readSwitch('X', text))).toEqual([false, false, false]);
  expect([undefined, '', ' '].map((text) => readSwitch('X', text))).toEqual([undefined, undefined, undefined]);
});

it.each(['1', '0', 'yes', 'no', 'on', 'off', 'ture', 'true;'])('%s is refused by the name of the switch', (text) => {
  expect(() => readSwitch('AWS_USE_FIPS_ENDPOINT', text)).toThrow('AWS_USE_FIPS_ENDPOINT is neither true nor false');
  expect(() => isMetadataDisabled({ AWS_EC2_METADATA_DISABLED: text })).toThrow(
    'AWS_EC2_METADATA_DISABLED is neither true nor false',
  );
});

it('the metadata service may be asked unless it is switched off', () => {
  expect(
    [{}, { AWS_EC2_METADATA_DISABLED: 'False' }, { AWS_EC2_METADATA_DISABLED: 'True' }].map(isMetadataDisabled),
  ).toEqual([false, false, true]);
});
