/** The one line that answers `get`. */
import { expect, it } from 'vitest';
import { credentialLine } from '../../src/clients/credential-line.js';
import { Secret } from '../../src/secret.js';

it('has the three keys of the protocol in their order, and ends with a line break', () => {
  expect(credentialLine('https://r.example.com', 'AWS', new Secret('a"\\\u2028'))).toBe(
    '{"ServerURL":"https://r.example.com","Username":"AWS","Secret":"a\\"\\\\\u2028"}\n',
  );
});
