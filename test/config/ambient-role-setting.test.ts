/** The switch for the ambient role, and the hint that opens it. */
import { expect, it } from 'vitest';
import { ambientGateHint, ambientGateLine } from '../../src/config/ambient-role-setting.js';
import { readConfig } from '../../src/config/config-file.js';

it('is opened by a command for the file at hand', () => {
  expect(ambientGateHint('/home/me/.config/ts-reg/config.yaml', false)).toBe(
    String.raw`mkdir -p /home/me/.config/ts-reg && printf '\n%s\n' 'allow_awsecr_iam_auto: True' >> /home/me/.config/ts-reg/config.yaml`,
  );
  expect(ambientGateHint('/c/config.yaml', true)).toBe(
    "sed -i.bak 's|^allow_awsecr_iam_auto:.*|allow_awsecr_iam_auto: True|' /c/config.yaml",
  );
});

it('has a line that really opens it', () => {
  const [key = '', value] = ambientGateLine.split(': ');
  const config = readConfig(new Map([[key, value]]), '/c/config.yaml', { homeFolder: '/', platform: 'linux' });
  expect(config.allowAmbientRole).toBe(true);
});
