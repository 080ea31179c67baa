/** Docker's credential helper protocol, to the letter. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type HelperKeychain, runCredentialHelper } from '../../src/clients/credential-helper-protocol.js';
import { TsRegError } from '../../src/errors.js';
import { recordNameOf, type ServerAddress } from '../../src/registry/server-address.js';
import { Secret } from '../../src/secret.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const usage = 'Usage: docker-credential-ts-reg <store|get|erase|list|version>\n';

/** A keychain in memory, that records what it was asked. */
class MemoryKeychain implements HelperKeychain {
  readonly kept = new Map<string, { username: string; password: Secret }>();
  readonly erased: string[] = [];

  constructor(entries: Record<string, [string, string]> = {}) {
    for (const [name, [username, password]] of Object.entries(entries))
      this.kept.set(name, { username, password: new Secret(password) });
  }

  get(address: ServerAddress): Promise<{ username: string; password: Secret } | undefined> {
    return Promise.resolve(this.kept.get(recordNameOf(address)));
  }

  store(address: ServerAddress, { username, password }: { username: string; password: Secret }): Promise<void> {
    this.kept.set(recordNameOf(address), { username, password });
    return Promise.resolve();
  }

  erase(address: ServerAddress): Promise<void> {
    this.erased.push(recordNameOf(address));
    this.kept.delete(recordNameOf(address));
    return Promise.resolve();
  }

  list(): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(new Map([...this.kept].map(([name, { username }]) => [name, username])));
  }
}

async function run(
  args: readonly string[],
  input = '',
  keychain: HelperKeychain = new MemoryKeychain(),
): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runCredentialHelper(args, {
    input: () => input,
    output: (text) => {
      out += text;
    },
    complain: (line) => {
      complaints.push(line);
    },
    keychain: () => Promise.resolve(keychain),
    version: '1.2.3',
  });
  return { code, out };
}

/** What the last run wrote to stderr. */
const complaints: string[] = [];
beforeEach(() => {
  complaints.length = 0;
});

const keychainThat = (fails: Error): HelperKeychain => {
  const fail = (): Promise<never> => Promise.reject(fails);
  return { get: fail, store: fail, erase: fail, list: fail };
};

describe('the command line', () => {
  it.each<[string[], number, string]>([
    [[], 1, usage],
    [['get', 'extra'], 1, usage],
    [['--help'], 0, usage],
    [['-h'], 0, usage],
    [['version'], 0, 'docker-credential-ts-reg (ts-reg) 1.2.3\n'],
    [['--version'], 0, 'docker-credential-ts-reg (ts-reg) 1.2.3\n'],
    [['-v'], 0, 'docker-credential-ts-reg (ts-reg) 1.2.3\n'],
    [['foo'], 1, 'docker-credential-ts-reg: unknown action: foo\n'],
    [['GET'], 1, 'docker-credential-ts-reg: unknown action: GET\n'],
    [[''], 1, 'docker-credential-ts-reg: unknown action: \n'],
    [['a\n\u001b[31mb'], 1, 'docker-credential-ts-reg: unknown action: a [31mb\n'],
    [['constructor'], 1, 'docker-credential-ts-reg: unknown action: constructor\n'],
  ])('%j: exit %i', async (args, code, out) => {
    expect(await run(args)).toEqual({ code, out });
  });

  it('version and help need no store', async () => {
    const world = {
      input: () => '',
      output: () => undefined,
      complain: () => undefined,
      keychain: () => Promise.reject(new Error('opened')),
      version: '1',
    };
    expect(await runCredentialHelper(['version'], world)).toBe(0);
    expect(await runCredentialHelper(['-h'], world)).toBe(0);
  });
});

describe('get', () => {
  const keychain = new MemoryKeychain({ 'registry.example.com': ['alice', 'p"\\\n'], 'docker.io': ['hub', 'x'] });

  it.each([
    'registry.example.com',
    'registry.example.com\n',
    'https://registry.example.com',
    'https://registry.example.com/v2/\r\n',
    'REGISTRY.example.com',
    'http://registry.example.com/v1/',
  ])('%j gives one line of JSON, with the address as it was asked', async (input) => {
    const { code, out } = await run(['get'], input, keychain);
    expect(code).toBe(0);
    expect(out).toBe(`{"ServerURL":"${input.trim()}","Username":"alice","Secret":"p\\"\\\\\\n"}\n`);
  });

  it("knows Docker Hub by docker's address", async () => {
    expect((await run(['get'], 'https://index.docker.io/v1/', keychain)).out).toBe(
      '{"ServerURL":"https://index.docker.io/v1/","Username":"hub","Secret":"x"}\n',
    );
    expect((await run(['get'], 'https://index.docker.io/v1/refresh-token', keychain)).out).toBe(
      'credentials not found in native keychain\n',
    );
  });

  it.each<[string, string]>([
    ['other.example.com', 'credentials not found in native keychain\n'],
    ['', 'no credentials server URL\n'],
    [' \n', 'no credentials server URL\n'],
    ['good\nevil', 'server URL contains a space, a control character or another character that no address can have\n'],
    ['a'.repeat(1_048_576), 'input is longer than 65536 bytes\n'],
  ])('%.40j: exit 1', async (input, out) => {
    expect(await run(['get'], input, keychain)).toEqual({ code: 1, out });
  });

  it('an address that is invalid is an error, not "not found"', async () => {
    for (const input of [
      'https://',
      'registry.example.com:99999',
      'user@registry.example.com',
      'registry.example.com/?token=hunter2',
      'ftp://registry.example.com',
      '*',
    ]) {
      const { code, out } = await run(['get'], input, keychain);
      expect(code).toBe(1);
      expect(out).toMatch(/^not a registry address: [ -~]+\n$/);
      expect(out).not.toContain('hunter2');
    }
  });
});

describe('a failure', () => {
  const failures: [Error, string][] = [
    [
      new TsRegError('refused', 'cannot refresh credentials … AccessDenied'),
      'cannot refresh credentials … AccessDenied\n',
    ],
    [new TsRegError('io', 'two\nlines\u001b[31mred\u202e'), 'two lines [31mred \n'],
    [new TypeError('hunter2 of undefined'), 'docker-credential-ts-reg: internal error (TypeError)\n'],
  ];
  it.each(failures)('%s is told on stdout in one line, and never as not found', async (error, out) => {
    const inputs: Record<string, string> = {
      get: 'a.example',
      erase: 'a.example',
      store: '{"ServerURL":"a.example","Username":"u","Secret":"hunter2"}',
      list: '',
    };
    for (const [action, input] of Object.entries(inputs))
      expect(await run([action], input, keychainThat(error))).toEqual({ code: 1, out });
  });
});

describe('store', () => {
  it('keeps the credential and says nothing', async () => {
    const keychain = new MemoryKeychain();
    expect(
      await run(
        ['store'],
        '{"ServerURL":"https://Registry.example.com/v1/","Username":"<token>","Secret":"s"}\n',
        keychain,
      ),
    ).toEqual({ code: 0, out: '' });
    expect(keychain.kept.get('registry.example.com')?.username).toBe('<token>');
  });

  it.each<[string, string]>([
    ['', 'input is not a JSON object\n'],
    ['{"Username":"u","Secret":"hunter2"}', 'no credentials server URL\n'],
    ['{"ServerURL":"a.example","Secret":"hunter2"}', 'no credentials username\n'],
    ['{"ServerURL":"a.example","Username":"u","Secret":hunter2}', 'input is not a JSON object\n'],
    [
      '{"ServerURL":"a.example/*","Username":"u","Secret":"hunter2"}',
      'not a registry address: expected HOST, HOST:PORT or HOST/REPOSITORY, with or without https://\n',
    ],
  ])('%s: exit 1 and nothing kept', async (input, out) => {
    const keychain = new MemoryKeychain();
    expect(await run(['store'], input, keychain)).toEqual({ code: 1, out });
    expect(keychain.kept.size).toBe(0);
  });
});

describe('erase', () => {
  it('forgets, and an unknown address is success', async () => {
    const keychain = new MemoryKeychain({ 'registry.example.com': ['a', 'b'] });
    // What `docker logout` really sends.
    for (const input of [
      'registry.example.com',
      'registry.example.com',
      'http://registry.example.com',
      'https://registry.example.com\n',
    ]) {
      expect(await run(['erase'], input, keychain)).toEqual({ code: 0, out: '' });
    }
    expect(keychain.erased).toEqual(Array(4).fill('registry.example.com'));
    expect(await run(['erase'], '', keychain)).toEqual({ code: 1, out: 'no credentials server URL\n' });
  });
});

describe('stderr, which docker pull shows', () => {
  const address = 'r.example.com';

  it.each([
    ['get', address],
    ['erase', address],
    ['list', ''],
    ['store', `{"ServerURL":"${address}","Username":"u","Secret":"canary"}`],
  ])('has one line when %s fails', async (action, input) => {
    const { code, out } = await run([action], input, keychainThat(new TsRegError('refused', 'AWS says\nAccessDenied')));
    expect([code, out, complaints]).toEqual([1, 'AWS says AccessDenied\n', ['AWS says AccessDenied']]);
  });

  it.each([
    ['get', address],
    ['get', ''],
    ['get', 'not an address'],
    ['store', '{'],
    ['foo', ''],
    ['list', ''],
    ['erase', address],
    ['version', ''],
  ])('is empty without a failure of ours: %s %j', async (action, input) => {
    await run([action], input);
    expect(complaints).toEqual([]);
  });
});

describe('list', () => {
  it('is one object, keys sorted, users by address', async () => {
    const keychain = new MemoryKeychain({
      'b.example': ['u"1', 'x'],
      'a.example:5000': ['AWS', 'x'],
      'a.example': ['<token>', 'x'],
    });
    expect(await run(['list'], '', keychain)).toEqual({
      code: 0,
      out: '{"a.example":"<token>","a.example:5000":"AWS","b.example":"u\\"1"}\n',
    });
    expect(await run(['list'])).toEqual({ code: 0, out: '{}\n' });
  });
});

it(
  'no input brings out the secret of a host that was not exactly asked for',
  async () => {
    const keychain = new MemoryKeychain({ 'good.example': ['u', 'canary'] });
    const piece = fc.constantFrom(
      'good.example',
      'evil.example',
      '\n',
      '\r',
      '\0',
      ' ',
      '\t',
      '/',
      'https://',
      'http://',
      '@',
      '\\',
      '#',
      '?',
      '%',
      ':',
      '443',
      '.',
      '\ufeff',
      '\u3002',
      'v2',
      '\u2028',
      'GOOD.example',
      '*',
    );
    const input = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(input, async (text) => {
        const { code, out } = await run(['get'], text, keychain);
        if (out.includes('canary')) {
          expect(code).toBe(0);
          expect(text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')).toMatch(
            /^(https?:\/\/)?good\.example(\/|\/v[12]|\/v[12]\/.*)?$/i,
          );
        } else {
          expect(out).toMatch(/^[ -~]+\n$/);
          expect(code).toBe(1);
        }
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
