/** The checklist. */
import { expect, it } from 'vitest';
import { printFindings } from '../../../src/cli/doctor/findings-text.js';
import { fine, problem } from '../../../src/cli/doctor/finding.js';
import { Output } from '../../../src/cli/output/output.js';
import { textWorld } from '../../support/cli-run.js';

const findings = [fine('store', 'sound'), problem('r.example.com', 'no\u001b[31m', 'mend it')];

it('is a mark and a line for each finding, the way out below it, foreign text made safe', () => {
  const { world, texts } = textWorld();
  printFindings(new Output(world, { json: false, debug: false }), findings);
  expect(texts().stdout).toBe('ok      store: sound\nPROBLEM r.example.com: no\\u{1b}[31m\n        fix: mend it\n');
});

it('is an array for programs', () => {
  const { world, texts } = textWorld();
  printFindings(new Output(world, { json: true, debug: false }), findings);
  expect(JSON.parse(texts().stdout)).toEqual([
    { level: 'ok', subject: 'store', message: 'sound', fix: null },
    { level: 'problem', subject: 'r.example.com', message: 'no\u001b[31m', fix: 'mend it' },
  ]);
});
