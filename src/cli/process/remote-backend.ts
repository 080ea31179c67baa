/** A remote Anchore deployment as backend. */
import { createAnchoreBackend } from '../../anchore/anchore-backend.js';
import type { AnchoreSettings, Settings } from '../../config/settings.js';
import { readCertificateAuthorities } from '../../http/certificate-authorities.js';
import { createHttpClient } from '../../http/http-client.js';
import { isLoopbackHost } from '../../system/ip-address.js';
import type { RegistryBackend } from '../../registry/backend.js';
import type { Output } from '../output/output.js';
import type { World } from './world.js';

/** Opens no connection yet. @throws {TsRegError} `io` for an authority file that cannot be read. */
export async function createRemoteBackend(
  world: World,
  settings: Settings & { readonly anchore: AnchoreSettings },
  output: Output,
): Promise<RegistryBackend> {
  warnOfPlainHttp(settings.anchore.url, output);
  const certificateAuthorities = await readCertificateAuthorities({
    caFile: settings.caFile,
    environment: world.environment,
  });
  return createAnchoreBackend({
    settings: settings.anchore,
    client: createHttpClient({ environment: world.environment, certificateAuthorities }),
    timeoutMs: settings.timeoutMs,
    interrupted: world.interrupted,
    debug: (line: string) => {
      output.debug(line);
    },
  });
}

/** anchore-cli says nothing, and its URLs stay valid; the password and every registry secret can be read on the way. */
function warnOfPlainHttp(url: string, output: Pick<Output, 'warn'>): void {
  const { protocol, hostname, host } = new URL(url);
  if (protocol !== 'http:' || isLoopbackHost(hostname)) return;
  output.warn(
    `passwords are sent to ${host} without encryption: the URL of the Anchore service begins with http://; ` +
      `use https://`,
  );
}
