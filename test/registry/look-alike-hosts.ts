/**
 * Names made to be taken for an ECR registry, Docker Hub or another host than the one they are (security: T1–T3).
 * What a URL parser would make of them is measured: WHATWG URL accepts most of the refused ones as another host.
 */

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

/** No registry at all: each must be refused. */
export const refusedLookAlikes: readonly string[] = [
  // user information and URL syntax
  `${ecr}@evil.com`, `evil.com@${ecr}`, `user:pass@${ecr}`, `${ecr}\\@evil.com`, `evil.com\\.${ecr}`, `${ecr}\\evil`, `${ecr}?evil.com`,
  `evil.com#.${ecr}`, `evil.com?.${ecr}`, `${ecr}#`, `${ecr}%00.evil.com`, `%31${ecr.slice(1)}`, `${ecr}%2eevil.com`, `evil.com%2f${ecr}`,
  `//${ecr}`, `/${ecr}`, `${ecr}//evil.com`, `${ecr}//*`, `${ecr}/../evil`, `${ecr}/./x`, `${ecr}/a/../../b`, `${ecr}/a//b`, `${ecr}/..`, `${ecr}/../*`,
  // control characters and blanks
  `evil.com\n${ecr}`, `${ecr}\nevil.com`, `evil.com\r${ecr}`, `${ecr}\r`, `${ecr}\0.evil.com`, ` ${ecr}`, `${ecr} `, `123456789012 .dkr.ecr.us-east-1.amazonaws.com`,
  `\t${ecr}`, `${ecr}\u007f`, `${ecr}\u0085`,
  // Unicode that normalises to ASCII or cannot be seen
  `\ufeff${ecr}`, ecr.replace('.', '\u3002'), ecr.replace('.', '\uff0e'), ecr.replace('1', '\uff11'), ecr.replace('a', '\u0430'), ecr.replace('o', '\u03bf'),
  ecr.replace('k', '\u212a'), `${ecr}\u200b`, `1\u00ad${ecr.slice(1)}`, `${ecr}\u202e`, ecr.replace('z', '\ud835\udd6b'), 'docker.i\u043e', '\u{1d41d}ocker.io', `${ecr}\ud800`,
  // dots and dashes
  `${ecr}.`, `.${ecr}`, ecr.replace('.', '..'), `${ecr}..`, `-${ecr}`, `${ecr}-`, ecr.replace('.amazonaws', '-.amazonaws'), ecr.replace('.amazonaws', '.-amazonaws'),
  // ports
  `${ecr}:`, `${ecr}:0`, `${ecr}:65536`, `${ecr}:443evil`, `${ecr}:-1`, `${ecr}:0443`, `${ecr}:4 43`, `${ecr}:443:443`, `${ecr}:99999999999`, `${ecr}:0x1bb`, `${ecr}:1e3`,
  // wildcards that would reach into other domains
  `${ecr}*`, `*.${ecr}`, `*${ecr}`, '*', '*/x', `${ecr}:*`, `${ecr}/*/x`, `${ecr}/**`, `${ecr}/a*b*`,
  // numbers that are IP addresses for a resolver
  '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '127.0.1', '1.2.3', '127.0.0.1.', '256.1.1.1', '1.2.3.4.5', '0x7f.0.0.1', '127.0.0.01', 'host.0x1', 'host.123',
  // IPv6
  '[::1', '::1', '[]', '[::g]', '[1:2:3]', '[::1]x', '[::1%25eth0]', '[::1%eth0]', '[127.0.0.1]', '[::ffff:127.0.0.256]', '[1:2:3:4:5:6:7:8:9]', '[:::]', '[::1]:', '[[::1]]',
  // Punycode that is none
  'xn--a', 'xn--\u0430', 'xn--.com', 'xn--zzzzzzzzzzzz.com', 'xn--a.amazonaws.com',
  // object keys
  '__proto__', '__proto__.com', '-', '_', '.', '..', '...', 'a_', '_a',
];

/** Good names of somebody else: each is taken, and never as ECR or Docker Hub. */
export const foreignLookAlikes: readonly string[] = [
  `${ecr}.evil.com`, `${ecr}.cn.evil.com`, `evil.com/${ecr}`, `${ecr}evil.com`, `evil-${ecr}`, `x.${ecr}`, `1.2.${ecr}`,
  ecr.replace('.com', '.co'), ecr.replace('.com', '.org'), ecr.replace('.com', '.com.com'), ecr.replace('.com', '.com.evil'), ecr.replace('.com', '-com.evil.io'),
  ecr.replace('amazonaws', 'amaz0naws'), ecr.replace('amazonaws', 'amazonawss'), ecr.replace('amazonaws', 'xamazonaws'), ecr.replace('.amazonaws', '-amazonaws'),
  ecr.replace('.amazonaws', '.evil.amazonaws'), ecr.replace('.amazonaws.com', '.on.aws.com'), ecr.replace('.amazonaws.com', '.aws'), ecr.replace('.amazonaws.com', '.xon.aws'),
  ecr.replace('.amazonaws.com', '.c2s.ic.gov.evil.com'), ecr.replace('us-east-1', 'us--east-1'), ecr.replace('us-east-1', 'us_east_1'), ecr.replace('.us-east-1', ''),
  ecr.replace('.dkr', '-dkr'), ecr.replace('.dkr.', '.dkrx.'), ecr.replace('.ecr.', '.ecrx.'), ecr.replace('.ecr.', '.ecr-fipsx.'), ecr.replace('dkr.ecr', 'ecr.dkr'), ecr.replace('dkr.ecr', 'dkrxecr'),
  ecr.replace('123456789012', '12345678901a'), ecr.replace('123456789012', 'account'), ecr.replace('123456789012', '12-34'), ecr.replace('123456789012.', ''), ecr.replace('.ecr', ''),
  'public.ecr.aws.evil.com', 'xpublic.ecr.aws', 'public.ecr.aws.com', 'x.public.ecr.aws', 'public-ecr.aws', 'ecr-public.aws.com.evil.com', 'ecr-public.aws', 'public.ecr.amazonaws.com',
  'docker.io.evil.com', 'xdocker.io', 'docker.com', 'index.docker.io.evil.com', 'evil.com/docker.io', 'docker-io', 'docker.i0', 'registry-1.docker.io.com', 'registry-2.docker.io',
  'constructor', 'tostring', 'xn--80ak6aa92e.com', 'localhost.evil.com', '127.0.0.1.evil.com',
];
