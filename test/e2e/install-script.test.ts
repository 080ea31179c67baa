/** `install.sh` as people run it: three shells, a loopback release server, real checksums and a real minisign. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, run, runsOnNode, tsReg } from '../support/spawned.js';

const script = join(import.meta.dirname, '..', '..', 'install.sh');
const shells = ['dash', 'bash --posix', 'busybox sh'];
const asset = `ts-reg-linux-${process.arch === 'arm64' ? 'arm64' : 'x64'}`;
/** The executable, or a program that starts the Node build. */
const program = runsOnNode ? Buffer.from(`#!/bin/sh\nexec '${tsReg}' "$@"\n`) : readFileSync(tsReg);
const packed = gzipSync(program, { level: 1 });

let folder: string;
let server: Server;
let url: string;
let release: Map<string, Buffer>;
let requested: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const name = (request.url ?? '').slice('/v1/'.length);
    requested.push(name);
    const bytes = release.get(name);
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes ?? 'not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-install-'));
  requested = [];
  release = new Map([
    [asset, program],
    [`${asset}.gz`, packed],
  ]);
  sum();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** SHA256SUMS over what the release has now. */
function sum(): void {
  const lines = [...release].map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`);
  release.set('SHA256SUMS', Buffer.from(lines.join('')));
}

function install(args: readonly string[] = [], environment: Record<string, string> = {}): Promise<Ended> {
  return run('dash', [script, '--url', url, '--to', target(), ...args], {
    environment: { HOME: folder, ...environment },
  });
}

function target(): string {
  return join(folder, 'bin');
}

/** A folder at the front of the PATH, with programs that stand for this machine's. */
function pathWith(programs: Readonly<Record<string, string>>): string {
  const stand = join(folder, 'path');
  mkdirSync(stand, { recursive: true });
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(stand, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(stand, name), 0o755);
  }
  return `${stand}:${process.env['PATH'] ?? ''}`;
}

/** Nothing installed and nothing left behind. */
function expectNothingInstalled(): void {
  expect(existsSync(target()) ? readdirSync(target()) : []).toEqual([]);
}

describe('a release that is whole', () => {
  it.each(shells)('is installed under %s, with the helper, and says what to type next', async (shell) => {
    const [name = shell, ...options] = shell.split(' ');
    const { exitCode, stdout, stderr } = await run(name, [...options, script, '--url', `${url}/`], {
      environment: { HOME: folder, SHELL: '/bin/zsh' },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const bin = join(folder, '.local', 'bin');
    expect(readdirSync(bin).sort()).toEqual(['docker-credential-ts-reg', 'ts-reg']);
    expect(stdout).toMatch(
      /^downloading ts-reg-linux-\w+ from .*\ninstalled ts-reg \d+\.\d+\.\d+ in .*\/\.local\/bin\n/,
    );
    expect(stdout).toContain('not signed: checked against SHA256SUMS from the same place; SHA-256 ');
    expect(stdout).toContain(`${bin} is not on the PATH. Add it:\n  echo 'export PATH="${bin}:$PATH"' >> ~/.zshrc`);
    expect(stdout).toMatch(/\nnext: ts-reg registry add HOST USER\n$/);
    expect((await run(join(bin, 'ts-reg'), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const helper = await run(join(bin, 'docker-credential-ts-reg'), ['list'], { environment: { HOME: folder } });
    expect(helper).toMatchObject({ exitCode: 0, stdout: '{}\n' });
    expect(requested).toEqual(['SHA256SUMS', `${asset}.gz`]);
  });

  it('is installed where only wget is, over an older program', async () => {
    mkdirSync(target());
    writeFileSync(join(target(), 'ts-reg'), 'older');
    const bare = join(folder, 'bare');
    mkdirSync(bare);
    for (const name of [
      'wget',
      'sh',
      'uname',
      'ldd',
      'grep',
      'mkdir',
      'mktemp',
      'awk',
      'gunzip',
      'gzip',
      'sha256sum',
      'cut',
      'chmod',
      'mv',
      'rm',
      'head',
      'tail',
      'node',
      'env',
      'dash',
      'bash',
    ]) {
      writeFileSync(join(bare, name), `#!/bin/sh\nPATH='${process.env['PATH'] ?? ''}' exec ${name} "$@"\n`, {
        mode: 0o755,
      });
    }
    const ended = await run('/bin/dash', [script, '--url', url, '--to', target()], {
      environment: { HOME: folder, PATH: bare },
    });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    // Compared as bytes: toEqual looks at each of the 115 million by itself.
    expect(readFileSync(join(target(), 'ts-reg')).equals(program)).toBe(true);
  });

  it('names a curl that fails', async () => {
    const { exitCode, stderr } = await install([], {
      PATH: pathWith({ curl: 'echo "curl: (6) no such host" >&2; exit 6' }),
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Error: cannot download ${url}/SHA256SUMS\nhint: curl --head`);
    expectNothingInstalled();
  });

  it('needs no .gz', async () => {
    release.delete(`${asset}.gz`);
    sum();
    expect(await install()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(requested).toEqual(['SHA256SUMS', asset]);
  });
});

describe('a release that is not what it says', () => {
  const other = Buffer.from('#!/bin/sh\necho 6.6.6\n');
  const faults: readonly [string, () => void, RegExp][] = [
    [
      'the packed file is cut',
      () => release.set(`${asset}.gz`, packed.subarray(0, -9)),
      /\.gz is not the file that SHA256SUMS names: expected \w{64}, found \w{64}/,
    ],
    [
      'the packed file is another one',
      () => release.set(`${asset}.gz`, gzipSync(other)),
      /is not the file that SHA256SUMS names/,
    ],
    [
      'the packed file contains another program',
      () => {
        release.set(`${asset}.gz`, gzipSync(other));
        // The checksum of the packed file is right; the one of the program is still that of ours.
        sum();
      },
      /is not the file that SHA256SUMS names/,
    ],
    [
      'the file is empty',
      () => {
        release.delete(`${asset}.gz`);
        sum();
        release.set(asset, Buffer.alloc(0));
      },
      /is not the file that SHA256SUMS names/,
    ],
    [
      'the two systems are swapped',
      () => release.set('SHA256SUMS', Buffer.from(`${'0'.repeat(64)}  ${asset}.gz\n`)),
      /is not the file that SHA256SUMS names/,
    ],
    [
      'the file is missing',
      () => {
        release.delete(asset);
        release.delete(`${asset}.gz`);
      },
      /the release at .* has no ts-reg-linux-/,
    ],
    [
      'the checksums are missing',
      () => release.delete('SHA256SUMS'),
      /there is no release at .*: it has no SHA256SUMS/,
    ],
    [
      'the checksums do not name it',
      () => {
        release.delete(`${asset}.gz`);
        release.set('SHA256SUMS', Buffer.from(`${'0'.repeat(64)}  another\n`));
      },
      /names no checksum for ts-reg-linux-/,
    ],
    [
      'the checksums name it twice',
      () => {
        release.delete(`${asset}.gz`);
        release.set('SHA256SUMS', Buffer.from(`${'0'.repeat(64)}  ${asset}\n`.repeat(2)));
      },
      /names no checksum for ts-reg-linux-/,
    ],
    [
      'the checksums are a web page',
      () => {
        release.delete(`${asset}.gz`);
        release.set('SHA256SUMS', Buffer.from(`<html> ${asset} <b>\n<p> ${asset}`));
      },
      /names no checksum for ts-reg-linux-/,
    ],
    [
      'the program does not start',
      () => {
        release = new Map([[asset, Buffer.from('#!/nonexistent\n')]]);
        sum();
      },
      /does not start here/,
    ],
  ];

  it.each(faults)('%s: named, and nothing is installed', async (_, spoil, message) => {
    spoil();
    const { exitCode, stderr } = await install();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expectNothingInstalled();
  });

  it('leaves the program that was there', async () => {
    mkdirSync(target());
    writeFileSync(join(target(), 'ts-reg'), 'older');
    release.set(`${asset}.gz`, packed.subarray(0, 20));
    expect((await install()).exitCode).toBe(1);
    expect(readFileSync(join(target(), 'ts-reg'), 'utf8')).toBe('older');
    expect(readdirSync(target())).toEqual(['ts-reg']);
  });
});

describe('a signature', () => {
  /** A real key pair of minisign's without a password. */
  async function signedBy(name: string): Promise<string> {
    const [secret, open] = [join(folder, `${name}.key`), join(folder, `${name}.pub`)];
    const made = await run('minisign', ['-G', '-W', '-s', secret, '-p', open]);
    expect(made.exitCode, made.stderr).toBe(0);
    writeFileSync(join(folder, 'SHA256SUMS'), release.get('SHA256SUMS') ?? '');
    const signed = await run('minisign', ['-S', '-s', secret, '-m', join(folder, 'SHA256SUMS')]);
    expect(signed.exitCode, signed.stderr).toBe(0);
    release.set('SHA256SUMS.minisig', readFileSync(join(folder, 'SHA256SUMS.minisig')));
    return readFileSync(open, 'utf8').trim().split('\n')[1] ?? '';
  }

  it('by the right minisign key is said', async () => {
    const key = await signedBy('publisher');
    const { exitCode, stdout, stderr } = await install(['--minisign-key', key]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('signed (minisign); SHA-256 ');
  });

  it('by another key, missing, or over other checksums is refused', async () => {
    const key = await signedBy('publisher');
    const stranger = generateKeyPairSync('ed25519')
      .publicKey.export({ format: 'der', type: 'spki' })
      .toString('base64');
    expect((await install(['--minisign-key', stranger])).stderr).toContain('is not valid for this minisign key');
    release.set('SHA256SUMS', Buffer.concat([release.get('SHA256SUMS') ?? Buffer.alloc(0), Buffer.from('\n')]));
    expect((await install(['--minisign-key', key])).stderr).toContain('is not valid for this minisign key');
    release.delete('SHA256SUMS.minisig');
    expect((await install(['--minisign-key', key])).stderr).toContain('has no SHA256SUMS.minisig');
    expectNothingInstalled();
  });

  it('by cosign is asked for with the identity and the issuer, and its refusal counts', async () => {
    release.set('SHA256SUMS.sigstore.json', Buffer.from('{}'));
    const asked = ['--cosign-identity', 'https://example.com/release', '--cosign-issuer', 'https://issuer.example.com'];
    const seen = join(folder, 'seen');
    const good = await install(asked, { PATH: pathWith({ cosign: `printf '%s\\n' "$@" > '${seen}'` }) });
    expect(good).toMatchObject({ exitCode: 0, stderr: '' });
    expect(good.stdout).toContain('signed (cosign)');
    expect(readFileSync(seen, 'utf8')).toMatch(
      /^verify-blob\n--bundle\n.*SHA256SUMS\.sigstore\.json\n--certificate-identity\nhttps:\/\/example\.com\/release\n--certificate-oidc-issuer\nhttps:\/\/issuer\.example\.com\n.*SHA256SUMS\n$/,
    );
    rmSync(target(), { recursive: true });
    const bad = await install(asked, {
      PATH: pathWith({ cosign: 'echo none of the expected identities matched >&2; exit 1' }),
    });
    expect(bad.exitCode).toBe(1);
    expect(bad.stderr).toContain(
      'is not valid for https://example.com/release: none of the expected identities matched',
    );
    expect((await install(asked.slice(0, 2), { PATH: pathWith({ cosign: 'exit 0' }) })).exitCode).toBe(2);
    expectNothingInstalled();
  });
});

describe('a machine that cannot run it', () => {
  const machines: readonly [string, Record<string, string>, RegExp][] = [
    ['musl', { ldd: 'echo "musl libc (x86_64)" >&2; exit 1' }, /uses musl instead of glibc/],
    [
      'another processor',
      { uname: 'case $1 in -s) echo Linux ;; *) echo riscv64 ;; esac' },
      /no executable for Linux on riscv64/,
    ],
    ['another system', { uname: 'echo FreeBSD' }, /no executable for FreeBSD/],
  ];
  it.each(machines)('%s: said before anything is downloaded', async (_, programs, message) => {
    const { exitCode, stderr } = await install([], { PATH: pathWith(programs) });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('hint: with Node 20 or later: npm install --global');
    expect(requested).toEqual([]);
    expectNothingInstalled();
  });

  it('asks for the file of a Mac with Apple silicon, in a translated shell too', async () => {
    const mac = pathWith({ uname: 'case $1 in -s) echo Darwin ;; *) echo x86_64 ;; esac', sysctl: 'echo 1' });
    expect((await install([], { PATH: mac })).stderr).toContain('has no ts-reg-darwin-arm64');
  });
});

describe('words that it does not take', () => {
  const wrong: readonly [string, readonly string[], string][] = [
    ['no URL', [], 'which release?'],
    ['plain http', ['--url', 'http://example.com/v1'], 'must begin with https://'],
    [
      'a name that only begins like this machine',
      ['--url', 'http://127.0.0.1.example.com/v1'],
      'must begin with https://',
    ],
    ['a user in it', ['--url', 'https://a:b@example.com'], 'must not contain a user'],
    ['blanks in it', ['--url', 'https://example.com/a b'], 'has a character'],
    ['a command in it', ['--url', 'https://example.com/$(id)'], 'has a character'],
    ['another option', ['--force'], 'unknown argument --force'],
    ['an option without its value', ['--to'], '--to needs a value'],
  ];
  it.each(wrong)('%s', async (_, args, message) => {
    const { exitCode, stderr } = await run('dash', [script, ...args], { environment: { HOME: folder } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('hint: sh install.sh --help');
  });

  it('does nothing when the script itself broke off', async () => {
    const whole = readFileSync(script, 'utf8');
    for (const part of [0.2, 0.5, 0.9, 0.99])
      await run('dash', [], {
        input: whole.slice(0, whole.length * part),
        environment: { HOME: folder, TS_REG_RELEASE_URL: url },
      });
    expect(requested).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('works from a pipe', async () => {
    const { exitCode } = await run('dash', ['-s', '--', '--url', url], {
      input: readFileSync(script),
      environment: { HOME: folder },
    });
    expect(exitCode).toBe(0);
    expect(readdirSync(join(folder, '.local', 'bin')).sort()).toEqual(['docker-credential-ts-reg', 'ts-reg']);
  });
});

it('is clean for shellcheck', async () => {
  expect(await run('shellcheck', [script])).toMatchObject({ exitCode: 0, stdout: '' });
});
