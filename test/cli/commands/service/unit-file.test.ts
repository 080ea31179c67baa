/** The unit of the service; test/e2e/systemd-unit.test.ts gives it to systemd itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOurUnit, unitText } from '../../../../src/cli/commands/service/unit-file.js';

const command = ['/usr/bin/node', '/opt/ts-reg/bin/ts-reg', 'registry', 'refresh', '--watch'];

describe('unitText', () => {
  it('is a service of the machine, or of one user', () => {
    const system = unitText({ command, environment: [], isSystem: true });
    expect(system).toContain('\nExecStart=/usr/bin/node /opt/ts-reg/bin/ts-reg registry refresh --watch\n');
    expect(system).toContain('\nWantedBy=multi-user.target\n');
    expect(system).toContain('\nProtectSystem=full\n');
    const user = unitText({ command, environment: [], isSystem: false });
    expect(user).toContain('\nWantedBy=default.target\n');
    expect(user).not.toMatch(/Protect|network-online/);
  });

  it('quotes what systemd would read as something else', () => {
    const text = unitText({
      command: ['/home/a b/%h/$x"\\/ts-reg'],
      environment: [
        ['TS_REG_HOME', '/srv/a b/%d'],
        ['AWS_PROFILE', 'dev'],
      ],
      isSystem: false,
    });
    expect(text).toContain('\nExecStart="/home/a b/%%h/$$x\\"\\\\/ts-reg"\n');
    expect(text).toContain('\nEnvironment="TS_REG_HOME=/srv/a b/%%d"\nEnvironment=AWS_PROFILE=dev\n');
  });

  it('never gets a line that it does not have itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        let text: string;
        try {
          text = unitText({ command: [`/${value}`], environment: [['X', value]], isSystem: true });
        } catch {
          // eslint-disable-next-line no-control-regex -- the refused ones.
          expect(value).toMatch(/[\0-\x1f\x7f]/);
          return;
        }
        const plain = unitText({ command: ['/a'], environment: [['X', 'a']], isSystem: true });
        expect(text.split('\n')).toHaveLength(plain.split('\n').length);
      }),
    );
  });
});

describe('isOurUnit', () => {
  it('knows what it wrote', () => {
    expect(isOurUnit(unitText({ command, environment: [], isSystem: true }))).toBe(true);
    for (const text of ['', '[Unit]\n', '\n# Written by ts-reg install-service']) expect(isOurUnit(text)).toBe(false);
  });
});
