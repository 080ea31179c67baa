/** The reader of YAML text behind config.yaml and the credentials file. */
import { describe, expect, it } from 'vitest';
import { YamlReader } from '../../src/config/yaml-reader.js';

describe('the YAML reader', () => {
  it('keeps every value as it was written', () => {
    const { mapping } = new YamlReader('/etc/config.yaml').read({
      text: 'account: 0123\ngate: yes\nnothing: ~\n',
      mode: 0o600,
    });
    expect([...mapping]).toEqual([
      ['account', '0123'],
      ['gate', 'yes'],
      ['nothing', undefined],
    ]);
  });

  it('names the file and the line of a fault, and never quotes the text', () => {
    const read = () => new YamlReader('/etc/config.yaml').read({ text: 'a: 1\nb: *hunter2\n', mode: 0o600 });
    expect(read).toThrow('/etc/config.yaml, line 2: has an alias (*name), which ts-reg does not read');
  });
});
