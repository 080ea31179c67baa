/**
 * What each client can do with ts-reg as its credential helper: the table of docs/docker.md, and the commands that prove
 * its cells. A client is led to ts-reg in three ways.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The second and third stand for all registries. */
export const ways = ['credHelpers', 'credsStore', 'credential-helpers'] as const;
export type Way = (typeof ways)[number];

export const actions = ['login', 'logout', 'pull', 'push', 'build', 'inspect', 'list-tags'] as const;
export type Action = (typeof actions)[number];

export interface Place {
  /** `127.0.0.1:PORT`, with the image team/app:1. */
  readonly registry: string;
  /** A folder of the test alone. */
  readonly folder: string;
  /** An OCI image layout. */
  readonly image: string;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: string;
}

export interface Client {
  readonly name: string;
  readonly version: Command;
  /** Versions that the cells were seen to hold for. */
  readonly seen: readonly string[];
  /** How it was led to ts-reg, and what it can do then; `not read`: it pays no attention to that setting. */
  readonly can: Readonly<Record<Way, readonly Action[] | 'not read'>>;
  /** Whose files it reads. */
  readonly files: 'docker' | 'containers';
  command(action: Action, place: Place): Command;
}

const password = 'right horse:battery';
export const users = { ci: password };

const docker: Client = {
  name: 'docker',
  version: { program: 'docker', args: ['--version'] },
  seen: ['20.10', '28.2'],
  can: {
    credHelpers: ['login', 'logout', 'pull', 'push', 'build'],
    credsStore: ['login', 'logout', 'pull', 'push', 'build'],
    'credential-helpers': 'not read',
  },
  files: 'docker',
  command: (action, { registry, folder }) => {
    const image = `${registry}/team/app:1`;
    const lines: Partial<Record<Action, readonly string[]>> = {
      login: ['login', '-u', 'ci', '--password-stdin', registry],
      logout: ['logout', registry],
      pull: ['pull', image],
      push: ['push', image],
      build: ['build', dockerfile(registry, folder)],
    };
    return { program: 'docker', args: lines[action] ?? [], ...typed(action) };
  },
};

/** What docker-compose 1.x and Ansible's docker modules use. `login` of it stores nothing. */
const dockerPy: Client = {
  name: 'docker-py',
  version: { program: '/usr/bin/python3', args: ['-c', 'import docker; print(docker.__version__)'] },
  seen: ['5.0'],
  can: {
    credHelpers: ['pull', 'push', 'build'],
    credsStore: ['pull', 'push', 'build'],
    'credential-helpers': 'not read',
  },
  files: 'docker',
  command: (action, { registry, folder }) => {
    const call = {
      pull: `api.pull('${registry}/team/app', tag='1')`,
      push: `api.push('${registry}/team/app', tag='1')`,
      build: `''.join(api.build(path='${dockerfile(registry, folder)}'))`,
    }[action as 'pull' | 'push' | 'build'];
    const script = [
      'import docker, os, sys',
      `api = docker.APIClient(base_url=os.environ['DOCKER_HOST'], version='1.41')`,
      `answer = ${call}`,
      `sys.exit(answer if '"error"' in answer else 0)`,
    ];
    return { program: '/usr/bin/python3', args: ['-c', script.join('\n')] };
  },
};

const containersWays = (can: readonly Action[]): Client['can'] => ({
  credHelpers: can,
  credsStore: 'not read',
  'credential-helpers': can,
});

const skopeo: Client = {
  name: 'skopeo',
  version: { program: 'skopeo', args: ['--version'] },
  seen: ['1.9'],
  can: containersWays(['login', 'logout', 'pull', 'push', 'inspect', 'list-tags']),
  files: 'containers',
  command: (action, { registry, folder, image }) => {
    const remote = `docker://${registry}/team/app`;
    const lines: Partial<Record<Action, readonly string[]>> = {
      login: ['login', '--tls-verify=false', '-u', 'ci', '--password-stdin', registry],
      logout: ['logout', registry],
      pull: ['copy', '--src-tls-verify=false', `${remote}:1`, `dir:${join(folder, 'pulled')}`],
      push: ['copy', '--dest-tls-verify=false', `oci:${image}:latest`, `${remote}:skopeo`],
      inspect: ['inspect', '--tls-verify=false', `${remote}:1`],
      'list-tags': ['list-tags', '--tls-verify=false', remote],
    };
    return { program: 'skopeo', args: lines[action] ?? [], ...typed(action) };
  },
};

/** podman and buildah have the same words, and a storage of their own here. */
function storing(name: 'podman' | 'buildah', seen: string): Client {
  return {
    name,
    version: { program: name, args: ['--version'] },
    seen: [seen],
    can: containersWays(['login', 'logout', 'pull', 'push', 'build']),
    files: 'containers',
    command: (action, { registry, folder }) => {
      const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'runroot'), '--storage-driver', 'vfs'];
      const remote = `${registry}/team/app`;
      const build = ['--tls-verify=false', '--pull-always', '--isolation', 'chroot', dockerfile(registry, folder)];
      const lines: Partial<Record<Action, readonly string[]>> = {
        login: ['login', '--tls-verify=false', '-u', 'ci', '--password-stdin', registry],
        logout: ['logout', registry],
        pull: ['pull', '--tls-verify=false', `${remote}:1`],
        push: ['push', '--tls-verify=false', 'pushed', `docker://${remote}:${name}`],
        build: ['build', ...build],
      };
      const args = [...storage, ...(lines[action] ?? [])];
      if (action !== 'push') return { program: name, args, ...typed(action) };
      // An image of its own, made of nothing: what is pushed was not pulled before.
      const empty = ['build', '--isolation', 'chroot', '--tag', 'pushed', dockerfileOf('scratch', folder)];
      const script = `${name} ${[...storage, ...empty].join(' ')} && exec ${name} ${args.join(' ')}`;
      return { program: '/bin/sh', args: ['-c', script] };
    },
  };
}

function typed(action: Action): { readonly input?: string } {
  return action === 'login' ? { input: password } : {};
}

/** A folder to build from. */
function dockerfile(registry: string, folder: string): string {
  return dockerfileOf(`${registry}/team/app:1`, folder);
}

function dockerfileOf(image: string, folder: string): string {
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${image}\nLABEL built=yes\n`);
  return folder;
}

export const clients: readonly Client[] = [
  docker,
  dockerPy,
  skopeo,
  storing('podman', '4.3'),
  storing('buildah', '1.28'),
];

/** The lines of the table in docs/docker.md. */
export function clientTable(): readonly string[] {
  return [
    '| client | version | `credHelpers` | `credsStore` | `credential-helpers` in registries.conf |',
    '|---|---|---|---|---|',
    ...clients.map(({ name, seen, can }) => {
      const cells = ways.map((way) => (typeof can[way] === 'string' ? can[way] : can[way].join(', ')));
      return `| ${[name, seen.join(', '), ...cells].join(' | ')} |`;
    }),
  ];
}
