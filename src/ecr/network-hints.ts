/** Causes of an exchange without an answer from AWS: network, proxy, TLS. */
import { bypassHint, proxyHint } from '../http/proxy-hints.js';
import { hint, joinHints } from '../system/hint.js';
import { againCommand, doctorCommand, type Cause } from './diagnosis.js';

const throughProxy = ' through the proxy ';

/** The first that fits is the cause. */
export const networkCauses: readonly Cause[] = [
  {
    is: ({ failure }) => failure === 'timeout',
    hint: (diagnosis) => hint`AWS did not answer in time; see where the connection stops: ${doctorCommand(diagnosis)}`,
  },
  {
    is: ({ failure }) => failure === 'dns',
    hint: ({ region }) =>
      hint`check that ${region} is a region of ECR and that DNS works: dig api.ecr.${region}.amazonaws.com`,
  },
  {
    is: ({ failure, httpStatus, place }) =>
      failure === 'proxy' ||
      httpStatus === 407 ||
      (httpStatus !== undefined && place?.includes(throughProxy) === true && [403, 502, 503, 504].includes(httpStatus)),
    hint: ({ httpStatus, place }) => proxyHint({ host: hostOf(place), bypass: '.amazonaws.com', status: httpStatus }),
  },
  {
    is: ({ httpStatus = 0 }) => httpStatus >= 500,
    hint: (diagnosis) => hint`try again in a minute: ${againCommand(diagnosis)}`,
  },
  {
    is: ({ httpStatus }) => httpStatus !== undefined,
    hint: ({ place }) =>
      hint`is an endpoint set that does not belong to AWS, or a proxy or captive portal in the way?
        ${['curl', '-v', `https://${hostOf(place)}/`]}`,
  },
  {
    is: ({ failure }) => failure?.startsWith('tls') === true,
    hint: () =>
      hint`if a proxy inspects TLS here, trust its certificate authority in config.yaml: ca_file: /path/to/ca.pem`,
  },
  {
    is: ({ failure, place }) => failure === 'refused' && place?.includes(throughProxy) === true,
    hint: () =>
      joinHints(
        hint`check that the proxy in HTTPS_PROXY is correct and running, or bypass the proxy for AWS: `,
        bypassHint('.amazonaws.com'),
      ),
  },
  {
    is: ({ failure }) => failure === 'refused' || failure === 'unreachable',
    hint: (diagnosis) => hint`check the route to AWS, or set a proxy in HTTPS_PROXY: ${doctorCommand(diagnosis)}`,
  },
];

/** The host of a place, fit to be typed. */
function hostOf(place: string | undefined): string {
  return /^[\w.-]+/.exec(place ?? '')?.[0] ?? 'HOST';
}
