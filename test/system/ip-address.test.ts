/** Addresses in all their notations: nothing slips past by being written another way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isForbiddenAddress, isLoopbackHost, canonicalHost } from '../../src/system/ip-address.js';

/** A host as it stands in a URL, the way the registry or a realm names it. */
const hostOf = (text: string): string => new URL(`http://${text}/`).hostname;

describe('metadata and link-local addresses are recognised', () => {
  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '169.254.0.1',
    '169.254.255.255',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.43518',
    '0xa9.254.0251.0xfe',
    '169.254.169.254.',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[::169.254.169.254]',
    '[64:ff9b::169.254.169.254]',
    '[2002:a9fe:a9fe::]',
    '[2002:a9fe:a9fe::1]',
    '[fe80::1]',
    '[febf::ffff]',
    '[fd00:ec2::254]',
    '[FD00:EC2::254]',
    '[fd00:0ec2:0:0:0:0:0:254]',
    '[fd20:ce::254]',
    '[fd00:ec2::23]',
    '[FD00:0EC2::0023]',
    '[64:ff9b:1::169.254.169.254]',
    '[64:ff9b:1:0:0:0:a9fe:aa02]',
    '[::ffff:0:169.254.170.23]',
    '2852039170',
    '0xa9fea9fe',
    '0251.0376.0252.027',
    '100.100.100.200',
    '[::ffff:100.100.100.200]',
    '0.0.0.0',
    '0',
    '0.1.2.3',
    '[::]',
    '[::ffff:0.0.0.0]',
  ])('%s', (text) => {
    expect(isForbiddenAddress(hostOf(text))).toBe(true);
  });

  it('also with the zone that a resolver may add', () => {
    expect(isForbiddenAddress('fe80::1%eth0')).toBe(true);
    expect(isForbiddenAddress('fd00:ec2::254%eth0')).toBe(true);
    expect(isForbiddenAddress('::ffff:169.254.170.2%1')).toBe(true);
  });
});

describe('ordinary hosts are let through', () => {
  it.each([
    'registry.example.com',
    '8.8.8.8',
    '10.0.0.1',
    '192.168.1.1',
    '169.253.255.255',
    '169.255.0.0',
    '100.100.100.201',
    '[2001:db8::1]',
    '[fec0::1]',
    '[fd00:ec2::253]',
    '[::ffff:10.0.0.1]',
    '127.0.0.1',
    '[::1]',
    'localhost',
    '169.254.169.254.nip.example',
  ])('%s', (text) => {
    expect(isForbiddenAddress(hostOf(text))).toBe(false);
  });
});

describe('this machine is recognised', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    '127.0.0.1',
    '127.255.255.254',
    '127.1',
    '2130706433',
    '0x7f000001',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
  ])('%s', (text) => {
    expect(isLoopbackHost(hostOf(text))).toBe(true);
  });

  it.each(['localhost.example.com', 'notlocalhost', '128.0.0.1', '[::2]', '0.0.0.0', '10.0.0.1'])(
    '%s is another one',
    (text) => {
      expect(isLoopbackHost(hostOf(text))).toBe(false);
    },
  );
});

describe('any text at all', () => {
  it('is normalised without an error, and once is enough', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.domain()), (text) => {
        const once = canonicalHost(text);
        isForbiddenAddress(text);
        isLoopbackHost(text);
        if (!/[[\].]$/.test(once)) expect(canonicalHost(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds every link-local IPv4 address, plain and wrapped in IPv6', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), (a, b) => {
        const address = `169.254.${a}.${b}`;
        expect(isForbiddenAddress(address)).toBe(true);
        expect(isForbiddenAddress(hostOf(`[::ffff:${address}]`))).toBe(true);
        expect(isForbiddenAddress(hostOf(`[64:ff9b::${address}]`))).toBe(true);
      }),
    );
  });
});
