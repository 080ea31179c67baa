/** Names are judged by the address that is dialled, not by one that was seen before. */
import type { LookupFunction } from 'node:net';
import { expect, it } from 'vitest';
import { guardedLookup } from '../../src/http/guarded-lookup.js';
import { isForbiddenAddress } from '../../src/system/ip-address.js';

const mayDial = (address: string): boolean => !isForbiddenAddress(address);

function ask(lookup: LookupFunction, all: boolean): Promise<unknown> {
  return new Promise((resolve) => {
    lookup('name.example', { all }, (error, address) => {
      resolve(error ? error.code : address);
    });
  });
}

const answering =
  (addresses: string[]): LookupFunction =>
  (_name, options, callback) => {
    if (options.all)
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    else callback(null, addresses[0] ?? '', 4);
  };

it.each(['169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254', 'fe80::1%eth0', '0.0.0.0', '100.100.100.200'])(
  'a name that leads to %s is not dialled',
  async (address) => {
    expect(await ask(guardedLookup(mayDial, answering([address])), true)).toBe('ERR_FORBIDDEN_ADDRESS');
    expect(await ask(guardedLookup(mayDial, answering([address])), false)).toBe('ERR_FORBIDDEN_ADDRESS');
  },
);

it('one forbidden address among good ones is enough', async () => {
  expect(await ask(guardedLookup(mayDial, answering(['8.8.8.8', '169.254.169.254'])), true)).toBe(
    'ERR_FORBIDDEN_ADDRESS',
  );
});

it('a good name is dialled', async () => {
  expect(await ask(guardedLookup(mayDial, answering(['8.8.8.8'])), false)).toBe('8.8.8.8');
});

it("the resolver's own error passes", async () => {
  const failing: LookupFunction = (_name, _options, callback) => {
    callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 0);
  };
  expect(await ask(guardedLookup(mayDial, failing), true)).toBe('ENOTFOUND');
});

it('without a resolver of its own it asks the system', async () => {
  const lookup = guardedLookup(() => true);
  const address = await new Promise((resolve) => {
    lookup('localhost', { all: false, family: 4 }, (_error, found) => {
      resolve(found);
    });
  });
  expect(address).toBe('127.0.0.1');
});
