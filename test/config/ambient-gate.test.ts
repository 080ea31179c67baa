import { expect, it } from 'vitest';
import { ambientGateHint, ambientGateLine } from '../../src/config/ambient-gate.js';
import { readConfig } from '../../src/config/config-file.js';

it('names the line to add and the file to add it to', () => {
  expect(ambientGateHint('/home/me/.config/ts-reg/config.yaml')).toBe(
    "mkdir -p '/home/me/.config/ts-reg' && echo 'allow_awsecr_iam_auto: True' >> '/home/me/.config/ts-reg/config.yaml'",
  );
});

it('names a line that really opens the gate', () => {
  const [key = '', value] = ambientGateLine.split(': ');
  const config = readConfig(new Map([[key, value]]), '/c/config.yaml', { homeFolder: '/', platform: 'linux' });
  expect(config.allowAmbientRole).toBe(true);
});
