/** Whether the role of this machine is allowed, as the kept tokens that came by it need to know. */
import { usesAmbientRole } from '../../registry/ambient-choice.js';
import type { CachedToken } from '../../registry/token.js';
import { fileState } from '../../system/file-state.js';
import type { KeptToken } from './token-file.js';

export interface RolePermission {
  readonly isAllowed: boolean;
  /** The state of config.yaml that allows it; empty while a later edit could leave the same state. */
  readonly state: string;
}

/** Whether a token may be handed out, with the current settings. */
export function mayHandOut(token: CachedToken, { isAllowed }: RolePermission): boolean {
  return isAllowed || !usesAmbientRole(token);
}

/** What a token file notes for the hot path. */
export function allowedBy(token: CachedToken, { isAllowed, state }: RolePermission): string | undefined {
  if (!usesAmbientRole(token)) return undefined;
  return isAllowed ? state : '';
}

/** Whether the hot path finds in a token's file what allows it now; it need not when that is not certain yet. */
export function isNotedAs(token: KeptToken, permission: RolePermission): boolean {
  return permission.state === '' || token.allowedBy === allowedBy(token, permission);
}

/**
 * Whether the settings that allowed a token are as they were: the hot path, which does not read them, hands it out
 * only then. A token that does not need the role is never stopped.
 */
export function isStillAllowed(token: KeptToken, configFile: string): boolean {
  if (!usesAmbientRole(token)) return true;
  return token.allowedBy !== undefined && token.allowedBy !== '' && token.allowedBy === fileState(configFile).text;
}
