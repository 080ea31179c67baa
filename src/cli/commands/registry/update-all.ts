/** `ts-reg registry update --all-with-user`: one new user or password for every registry that has the old one. */
import { TsRegError } from '../../../errors.js';
import type { RegistryView } from '../../../registry/backend.js';
import { isRegistryType } from '../../../registry/registry-type.js';
import { shownUser } from '../../../registry/secret-form.js';
import { hint } from '../../../system/hint.js';
import { parseExpiry } from '../../input/expiry-date.js';
import { readCredential } from '../../input/credential-input.js';
import { printRegistries } from './print-registries.js';
import { argumentTip, checkGivenUser } from './registry-options.js';
import type { UpdateOptions } from './update.js';

/** Changes one registry after the other; one that refuses keeps its credentials and stops no other. */
export async function runUpdateAll(options: UpdateOptions & { readonly allWithUser: string }): Promise<void> {
  const { factory, allWithUser, skipValidate } = options;
  const { output } = factory;
  const words = newWords(options);
  const expiresAt = options.expires === undefined ? undefined : parseExpiry(options.expires, factory.world.clock());
  const backend = await factory.backend();
  const isRemote = (await factory.settings()).anchore !== undefined;
  const found = (await backend.list()).filter(({ user }) => user === allWithUser);
  const [first] = found;
  if (first === undefined) throw nobodyHas(allWithUser);
  const type = isRegistryType(first.type) ? first.type : undefined;
  checkGivenUser({ registry: first.registry, type, user: words.user, command: 'update' });
  const { user, secret } = await readCredential(factory.world, {
    ...options,
    command: 'update',
    registry: found.length === 1 ? first.registry : `${found.length} registries`,
    type,
    user: words.user ?? allWithUser,
    password: words.password,
  });
  const change = { user: isRemote || user !== allWithUser ? user : undefined, secret, location: {}, expiresAt };
  const updated: RegistryView[] = [];
  await output.progress.during(`checking the credentials for ${found.length} registries`, async (advance) => {
    for (const [index, { registry }] of found.entries()) {
      try {
        const unchanged = { name: undefined, type: undefined, verifyTls: undefined };
        updated.push(
          ...(await backend.update(registry, { ...change, ...unchanged }, { validate: skipValidate !== true })),
        );
      } catch (error) {
        if (!(error instanceof TsRegError)) throw error;
        output.report(
          new TsRegError(error.kind, `${registry}: ${error.message}`, {
            ...(error.hint !== undefined && { hint: error.hint }),
          }),
        );
      }
      advance({ done: index + 1, total: found.length });
    }
  });
  printRegistries(output, updated);
  if (!output.json) output.note(`${updated.length} of ${found.length} registries updated`);
  const tip = argumentTip(words);
  if (tip !== undefined) output.remark(tip);
}

/** The operands here are the new user and its password; a registry or a setting of one is none of all. */
function newWords(options: UpdateOptions): {
  readonly user: string | undefined;
  readonly password: string | undefined;
} {
  const { registry, user, password, allWithUser = '' } = options;
  const { registryName, registryType, insecure, region, account, endpoint } = options;
  const settings = [registryName, registryType, insecure, region, account, endpoint];
  const next = hint`ts-reg registry update --all-with-user ${shownUser(allWithUser)} NEW_USER --password-stdin`;
  if (password !== undefined || settings.some((value) => value !== undefined))
    throw new TsRegError(
      'usage',
      '--all-with-user changes user and password alone, of every registry that has the user',
      { hint: next },
    );
  // With --username the only operand is a password.
  return { user: registry === '' ? user : registry, password: registry === '' ? undefined : user };
}

function nobodyHas(user: string): TsRegError {
  return new TsRegError('not-found', `no registry has the user ${shownUser(user)}`, {
    httpCode: 404,
    hint: hint`ts-reg registry list`,
  });
}
