import { describe, expect, it } from 'vitest';
import { formatOf, requestOf } from '../../../../src/cli/commands/export/export-options.js';
import { createFactory } from '../../../../src/cli/process/factory.js';
import { Output } from '../../../../src/cli/output/output.js';
import { textWorld } from '../../../support/cli-run.js';

const { world } = textWorld();
const factory = createFactory(world, {}, new Output(world, { json: false, debug: false }));
const given = { factory, registries: [] };

describe('requestOf', () => {
  it('has what people leave out', () => {
    expect(requestOf({ ...given, format: 'docker-config', all: true }, formatOf('docker-config'))).toMatchObject({
      isAll: true,
      isMerge: false,
      minLife: 0,
      path: undefined,
      shell: 'sh',
      name: 'ts-reg',
      namespaces: [],
      labels: {},
    });
  });

  it('takes - for standard output, and labels with = in their value', () => {
    const options = { ...given, format: 'kubernetes-secret', output: '-', label: ['a=b=c', 'd='], minLife: '6h' };
    expect(requestOf(options, formatOf('kubernetes-secret'))).toMatchObject({
      path: undefined,
      labels: { a: 'b=c', d: '' },
      minLife: 21_600_000,
    });
  });

  it('refuses an option of another format, naming one that takes it', () => {
    expect(() => requestOf({ ...given, format: 'json', merge: true }, formatOf('json'))).toThrow(
      'the format json does not take --merge',
    );
  });
});
