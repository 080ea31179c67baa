/** `outputs` of config.yaml. */
import { describe, expect, it } from 'vitest';
import { readOutputs } from '../../src/config/output-settings.js';
import { readYamlTree } from '../../src/config/yaml-tree.js';
import { TsRegError } from '../../src/errors.js';
import type { OutputSetting } from '../../src/outputs/output-setting.js';

const path = '/home/me/.config/ts-reg/config.yaml';

function read(text: string): readonly OutputSetting[] {
  const tree = readYamlTree(text, { mostTokens: 1_000 });
  const node = tree?.kind === 'mapping' ? tree.entries.get('outputs')?.value : undefined;
  if (node === undefined) throw new Error('no outputs');
  return readOutputs(node, path, { homeFolder: '/home/me', platform: 'linux' });
}

it('reads the example of the documentation', () => {
  const text = `outputs:
  - file: /srv/kaniko/config.json
    format: docker-config
    registries: ["*.dkr.ecr.us-east-1.amazonaws.com", "Registry.example.com"]
`;
  expect(read(text)).toEqual([
    {
      file: '/srv/kaniko/config.json',
      format: 'docker-config',
      registries: ['*.dkr.ecr.us-east-1.amazonaws.com', 'registry.example.com'],
      isMerge: false,
      shell: 'sh',
      name: 'ts-reg',
      namespaces: [],
      labels: {},
    },
  ]);
});

it('reads the options of each format, a single text for a list of one, ~ and relative paths', () => {
  const text = `timeout: 5
outputs:
  - { file: ~/.docker/config.json, format: docker-config, registries: "*", merge: yes }
  - { file: login.fish, format: env, registries: [r.example.com], shell: fish }
  - file: /srv/secret.yaml
    format: kubernetes-secret
    registries: [r.example.com/team/*]
    name: pull
    namespace: [web, ci]
    labels: { team: web, app.kubernetes.io/part-of: shop }
  - { file: /srv/argo.yaml, format: argocd-repository, registries: [r.example.com], namespace: argocd }
  - { file: /srv/password, format: password, registries: [r.example.com] }
`;
  expect(read(text)).toMatchObject([
    { file: '/home/me/.docker/config.json', isMerge: true, registries: ['*'] },
    { file: '/home/me/.config/ts-reg/login.fish', shell: 'fish' },
    { name: 'pull', namespaces: ['web', 'ci'], labels: { team: 'web', 'app.kubernetes.io/part-of': 'shop' } },
    { namespaces: ['argocd'] },
    { format: 'password' },
  ]);
});

describe('refuses with the line, the nearest word and no value of it', () => {
  const item = (fields: string): string =>
    `outputs:\n  - { file: /f, format: json, registries: [r.example.com] }\n  - { ${fields} }\n`;
  const good = 'file: /g, registries: [r.example.com]';
  it.each<[string, string, string]>([
    ['outputs: yes', 'line 1: outputs must be a list', 'outputs: ['],
    ['outputs: { file: /f }', 'line 1: outputs must be a list', 'outputs: ['],
    ['outputs:\n  - /srv/config.json', 'line 2: each output must be a mapping', 'outputs: ['],
    [item('fil: /g'), "line 3: unknown key 'fil' in outputs", 'did you mean file?'],
    [item('registry: [r]'), "line 3: unknown key 'registry' in outputs", 'did you mean registries?'],
    [item('namespaces: [a]'), "line 3: unknown key 'namespaces' in outputs", 'did you mean namespace?'],
    [item('zzzzzzzz: [a]'), "line 3: unknown key 'zzzzzzzz' in outputs", 'the keys are file'],
    [item(`"hunter2 x": a`), 'line 3: unknown key that is not a word in outputs', 'the keys are file'],
    [item('format: json, registries: [r.example.com]'), 'line 3: an output has no file', 'file: /srv'],
    [item(good), 'line 3: an output has no format', 'format: docker-config'],
    [
      item(`${good}, format: docker-confg`),
      'line 3: format in outputs: must be one of docker-config',
      'format: docker-config',
    ],
    [item('file: /g, format: json'), 'line 3: an output has no registries', 'registries: ['],
    [item('file: /g, format: json, registries: []'), 'line 3: an output has no registries', 'registries: ['],
    [
      item('file: /g, format: json, registries: [[a]]'),
      'line 3: registries in outputs: must be a list of texts',
      'reg',
    ],
    [
      item('file: /g, format: json, registries: ["https://r.example.com"]'),
      'line 3: registries in outputs: input registry name must start',
      'outputs',
    ],
    [
      item('file: /g, format: json, registries: ["a b*"]'),
      'line 3: registries in outputs: input registry name has an inv',
      '',
    ],
    [
      item('file: /g, format: password, registries: ["*"]'),
      'line 3: registries in outputs: the format password is for',
      'format: json',
    ],
    [
      item('file: /g, format: password, registries: [a.b, c.d]'),
      'line 3: registries in outputs: the format password',
      'f',
    ],
    [
      item(`${good}, format: json, merge: yes`),
      'line 3: merge in outputs: the format json does not take it',
      'leave out merge',
    ],
    [
      item(`${good}, format: env, name: x`),
      'line 3: name in outputs: the format env does not take it',
      'leave out name',
    ],
    [
      item(`${good}, format: env, shell: bash`),
      'line 3: shell in outputs: must be one of sh, fish, powershell',
      'shell: ',
    ],
    [item(`${good}, format: docker-config, merge: perhaps`), 'line 3: merge must be yes or no', 'merge: yes'],
    [
      item(`${good}, format: docker-config, merge: [yes]`),
      'line 3: merge in outputs: must be a single value',
      'outputs',
    ],
    [
      item(`${good}, format: kubernetes-secret, name: Pull_Secret`),
      'line 3: name in outputs: "Pull_Secret" is not a Secret name',
      'outputs',
    ],
    [
      item(`${good}, format: kubernetes-secret, labels: [a]`),
      'line 3: labels in outputs: must be a mapping',
      'labels: {',
    ],
    [
      item(`${good}, format: kubernetes-secret, labels: { a: [b] }`),
      'line 3: labels in outputs: must hold texts',
      'labels',
    ],
    [
      item('file: /f, format: env, registries: [r.example.com]'),
      'line 3: another output has the same file',
      'give each',
    ],
    [
      item(`file: ${path}, format: json, registries: [r.example.com]`),
      'line 3: file in outputs: is config.yaml itself',
      'f',
    ],
  ])('%j', (text, message, next) => {
    const error = caught(() => read(text));
    expect(error.kind).toBe('usage');
    expect(error.message).toContain(`${path}, ${message}`);
    expect(error.hint).toContain(next);
    expect(error.message).not.toContain('hunter2');
  });
});

function caught(act: () => unknown): TsRegError {
  try {
    act();
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
