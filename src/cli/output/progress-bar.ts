/** A bar with its count: `━━━━━─────────────── 12/50`. */

const width = 20;

/** `total` is at least 1; `done` is held between 0 and it. */
export function progressBar({ done, total }: { readonly done: number; readonly total: number }): string {
  const reached = Math.min(Math.max(done, 0), total);
  const filled = Math.floor((reached / total) * width);
  return `${'━'.repeat(filled)}${'─'.repeat(width - filled)} ${String(reached).padStart(String(total).length)}/${total}`;
}
